"""Fire, gas, water, walls and wires, people shut in, and bare cries for help."""

from nlu.emergency.situations import Kind, Situation

TABLE = (
    Situation(
        Kind.FIRE,
        certain=True,
        zh="""
        着火|失火|起火了|起火啦|起火(?!灾|锅)|走水了|火着了
        烧着了|烧起来|燃起来|着起来|烧起了|烧得旺
        救火|灭不了火|火灭不|火扑不|扑不灭
        火太大|火好大|火很大|火越来越|火势|火光|明火|好大的火|火窜|窜火|冒火|喷火|火苗|大火|火在烧
        浓烟|黑烟|全是烟|都是烟|满是烟|烟好大|烟很大|好多烟|烟呛|烟熏|烟雾很|烟滚
        冒烟|冒白烟|冒青烟|在冒.烟|有烟冒
        快打119|打119|叫119|叫消防
        消防车 … 快|叫|来|咋|还没|怎么|派|要
        """,
        en="""
        fire fire
        ^fire(?= (?:in|at|on|help|floor|first|second|third|fourth|fifth|sixth|building|room
            |now|here|block|someone|come|[0-9])|$)
        there is ~ fire|flames|smoke
        on fire|caught fire|catching fire|catches fire|went up in flames|burst into flames
            |in flames|up in flames
        fire ~ broke out|started|spreading|is spreading|getting bigger|right now|wont go out
            |everywhere
        big|real|huge|kitchen|house|apartment + fire|flames
        fire|flames ~ in|on|at|inside|near|next door ~ kitchen|house|home|flat|apartment
            |building|floor|room|balcony|roof|stairwell|corridor|basement|garage|lobby|elevator
            |street|bedroom
        building|house|flat|apartment|kitchen|stairwell|stairs|roof|curtain|curtains|room|car|bike|ebike|shed
            |balcony ~ is|are ~ burning
        full of|lots of|thick|black|heavy|so much + smoke
        smoke ~ coming|pouring|everywhere|filling|fills|rising|in corridor|in stairwell
            |in hallway|in kitchen
        see|seeing|is|are + flames
        call ~ fire brigade|fire department|firefighters|119
        """,
    ),
    Situation(
        Kind.FIRE,
        certain=False,
        zh="""
        烧焦|焦味|焦糊|糊味|烧糊
        有烟|烟味 … 浓|重|呛|楼道|走廊
        忘关火|忘记关火|火没关|没关火|忘了关火
        灶|锅|炉 … 没关|忘关|忘记关|忘了关|烧干
        """,
        en="""
        smell|smells|smelling ~ burning|smoke|burnt|burned
        something|smth + is ~ burning
        burning smell|burnt smell
        left|forgot ~ stove|oven|gas + on
        sees|see|saw + smoke
        """,
    ),
    Situation(
        Kind.FIRE,
        certain=True,
        zh="""
        窗帘|被子|床单|沙发|油锅|锅|柴|草|垃圾|车|电瓶|插座|空调|外机|充电器|衣服|桶|棚|纸箱
            |地毯|插排|油|冰箱|外卖箱|屋|房 ~ 着了|烧着|烧了|在烧|点着了|烧起|燃了
        点着了|里面在烧|还在烧|又烧
        烟 … 门缝|钻进|窗户里|睁不开|看不见|咳得|熏得|堵住楼|楼梯
        火红|红通通|红彤彤 … 窗|喊|烟|屋
        电池|电瓶|充电|插座|电器|电线|插排 … 冒火|起火|炸|烧|冒烟|火花
        """,
        en="""
        caught|catches|catching ~ light|alight|fire
        flames
        curtain|curtains|sofa|couch|bed|mattress|pan|oil|wok|charger|battery|bin|bins|trash
            |tree|grass|carpet|cupboard|stove|oven|scooter|socket|cable|wire ~ burning|alight
            |smoking|caught|smouldering|smoldering|on fire|in flames
        smoke ~ cant see|hardly see|cant breathe|choking|under door|stairs|from window
            |from windows|upstairs|out of
        battery|scooter|ebike|charger ~ exploded|blew up
        grease|electrical|electric|small|kitchen + fire
        burning down|burned down ~ now|help|house
        """,
    ),
    Situation(
        Kind.GAS,
        certain=True,
        zh="""
        {气} … 漏(?!水|雨)|泄|跑气|中毒|喷|嗤|呲|呛人|挖断|挖破|断了|裂了|爆
        {气} + 味
        {气} ~ 味道|臭|好重|很浓
        闻到|一股|闻着|味道 … {气}
        一氧化碳
        {气}|热水器|炭火|木炭|烧炭 … 头晕|晕倒|晕了|恶心|想吐|叫不醒
        {气} … 头晕|头昏|晕得
        屋|家|房 … 漏气
        """,
        en="""
        gas ~ leak|leaks|leaking|leaked|escaping|hissing
        smell|smells|smelling|smelt|reeks|stinks … gas|propane
        gas + smell|smells|odor|odour
        leak|leaking|leakage ~ gas
        carbon monoxide|co alarm|co poisoning
        gas|boiler|heater|charcoal … dizzy|faint|headache|passed out
        """,
    ),
    Situation(
        Kind.GAS,
        certain=False,
        zh="""
        没关|忘关|忘记关|忘了关 ~ {气}
        臭鸡蛋|臭蛋味
        {气}|煤气灶|燃气灶 … 没关|忘关|忘记关|忘了关|关不上|关不掉|关不住
        漏气 … 怎么办|头晕|阀
        """,
        en="""
        rotten egg|rotten eggs
        """,
    ),
    Situation(
        Kind.GAS,
        certain=True,
        zh="""
        {气} … 闻到|疏散|刺鼻|嘶嘶|熏
        废气|煤烟|热水器 … 晕|中毒|吐|倒
        烧炭|炭火|炭炉|煤炉|火盆 … 头痛|头疼|晕|吐|没力|恶心|叫不
        洗澡 … 晕了|晕倒|没声|没动静|不应|倒
        """,
        en="""
        hissing ~ pipe|gas|smell|smells|dizzy|from
        smells|smell ~ awful|weird|bad|strange|chemical … dizzy|sick|faint|headache|vomiting
        co alarm|carbon alarm|gas alarm ~ beeping|ringing|going|keeps|went
        """,
    ),
    Situation(
        Kind.DROWNING,
        certain=True,
        zh="""
        溺水|落水|淹死|快淹|沉下去|沉底|呛水了
        {人}|车 … 掉|跌|滑|冲|栽|摔|滚 ~ 河|水里|池塘|湖|井|江|水塘|塘里|鱼塘|水库|沟里|窨井
            |下水道|进水
        掉 ~ 河里|水里|井里|江里|湖里|池塘|水塘|塘里|河浜|窨井
        游泳|玩水|水里|河里 … 没上来|没起来|沉|不见|扑腾|喊救|不动|漂|捞
        河里 … 有人|一个人|小孩 … 救|扑腾|挣扎|浮|沉
        """,
        en="""
        drowning(?! prevention)|drowned|drowns|gonna drown
        fell|fallen|jumped|slipped|drove|went|fall|falling|falls ~ into|in|to ~ river|canal
            |water|lake|pond|well|pool|manhole|sewer|creek
        in + river|canal|water ~ help|cant swim|struggling|screaming
        under|underwater ~ water ~ not|isnt|cant|long
        not coming up|isnt coming up|went under|cant swim
        """,
    ),
    Situation(
        Kind.DROWNING,
        certain=True,
        zh="""
        水里|河里|江里|池塘|湖里|塘里|水中|桥下 … 扑腾|挣扎|沉|漂着|举手|喊救|呛水|看不到头
            |看不见头
        {人} … 水里|河里|湖里|鱼塘|池塘|沟里 … 去了|上不来|扑|喊|救|沉|快|抓
        """,
        en="""
        kid|child|boy|girl|man|someone|woman|baby|person|toddler ~ in ~ pond|river|canal|lake
            |water|well
        fell|slipped|drove|went|jumped ~ into|in ~ pond|river|canal|lake|water|well|sewer|pit
        being|was|got + swept away|carried away
        """,
    ),
    Situation(
        Kind.TRAPPED,
        certain=True,
        zh="""
        困在|被困|困住|被关在|关在|卡在 … 电梯|里|屋|楼|车|水|不出|出不|上|中间|轿厢|洞|栏杆
        电梯 … 困|关着|卡住|卡在|停在|卡了|里面|里头|不动 … 人|我|孩|老|出不|孕|喘|怕|救|开不
            |里|半|没人
        电梯 … 出不去|出不来|打不开|坠|往下掉|急坠|急速下
        出不来|出不去|逃不出|出勿来|出勿去|下不去|下不来 … 水|人|火|电梯|救|里面|困|快|手机|了
        里面|屋里|车里 … 出不来|出不去|逃不出
        反锁|锁在 … 孩|宝|娃|老人|灶|哭|车里|火|奶奶|爷爷|阳台
        {老小} … 反锁|锁在车|锁在屋|卡在栏|锁在里|关在车
        压在 ~ 下面|底下|里面
        护栏|阳台|栏杆|窗 … 翻到|翻出|挂在外|吊在外
        被埋|埋在下|埋住|活埋
        水淹|洪水|积水|水漫 … 人|出不|里面|困|老|车
        """,
        en="""
        stuck|trapped|locked|caught ~ in|inside ~ elevator|lift|building|room|car|bathroom
            |basement|house|burning|well|balcony|smoke|shaft|flat|apartment|toilet|between
        trapped|buried ~ under|underneath|inside|in|here|and|with|we|help|$
        am|are|is|get + trapped
        cant get out|no way out|unable to get out ~ of|smoke|water|door|here|we|fire|help|$
        elevator|lift ~ stuck|stopped|dropping|falling|dropped ~ with|inside|people|me|us|we
            |between|i
        child|kid|baby|toddler|mom|grandma|grandpa|son|daughter|elderly ~ locked + in|inside
            |herself|himself
        water|flood ~ rising|coming in ~ cant|trapped|we|basement|fast|stuck|people
        """,
    ),
    Situation(
        Kind.TRAPPED,
        certain=True,
        zh="""
        电梯 … 下沉|一沉|失控|往下|门开不|开不了|开不开|不开门|四个人|里面 … 人|门|开|我|层|停
        门 … 推不开|打不开|开不开|出不去 … 水|车|电梯|人|火|里|热|孩|手机|闷
        头|手|脚|腿|身子|胳膊 ~ 卡在|卡进|夹在|卡住|夹住 … 栏|门|缝|洞|拔不|出不|机|椅|马桶|孔
        水 … 漫|涨|淹|灌 … 车门|出不|困|上来|推不|人|胸|腰
        """,
        en="""
        elevator|lift ~ stopped|stuck|stops|dropped|jammed|halted ~ between|with|alone|dark
            |people|inside|me|us|and|kids
        locked + himself|herself|itself|themselves ~ in|inside
        locked in|shut in|left in|inside ~ car|balcony|bathroom|hot car ~ baby|child|dog
            |degrees|hot|toddler|cant|kid
        under + rubble|debris|wreckage|collapsed
        head|arm|leg|hand|finger|foot ~ stuck|caught|trapped|jammed ~ in|between|under
        """,
    ),
    Situation(
        Kind.OTHER,
        certain=True,
        zh="""
        爆炸|炸了 … 玻璃|伤|人|火|煤气|罐|厨房|瓶|响|快
        罐|瓶|锅|电池|热水器|高压锅|电瓶 ~ 炸了|爆了|爆炸
        房子|房|墙|楼|脚手架|天花板|屋顶|楼板|阳台|工棚|桥|塔吊|围墙|地面|路面 ~ 塌了|倒塌
            |塌陷|垮|要塌|坍塌|倒下来|塌下来 … 人|压|埋|快|救|伤|里面|住|正
        房子塌|楼塌|墙塌|墙倒|坍塌|倒塌
        电线|高压线|电缆|变压器|电箱|配电|插座|电表 … 火花|冒花|打火|断了掉|滋滋|噼啪|带电
            |掉在|落在|掉到|掉下|垂到|炸
        漏电 … 人|麻|水|摸|电到|打到
        {老小}|隔壁|楼上|楼下|邻居|独居 … 没开门|不开门|敲门 ~ 臭|不应|没人应|没反应|没动静
            |没声|有味|味道
        敲门 ~ 不应|没人应|没反应|没动静|无人应 … 臭|味|老|独居|天|爷|奶|阿婆|几天|病|灯
        臭味|异味|怪味 … 没开门|不开门|没见人|没出门|敲门|没人应
        几天|三天|两天|好几天|一个星期|四天|五天 … 没见|没看到|没出|没开门|没动静 ~ 人|她|他
            |门|老|出|阿婆|爷|奶 … 臭|味|敲|门|独居|电视
        尸体|死人了|有人死|人死了|死了人|出人命
        毒气|化学品泄漏|硫化氢|氯气 … 泄|漏|晕|味|倒
        氨气|氯气 ~ 泄|漏
        地震了|山体滑坡|泥石流|龙卷风
        """,
        en="""
        explosion(?! of)|exploded|explode|blew up|blown up|explosions
        building|house|wall|roof|ceiling|balcony|scaffolding|bridge|crane|floor ~ collapsed
            |collapsing|caved in|falling down|fell down|fell on|came down|collapses
        cable|cables|wire|wires|power line|line|lines|transformer|socket|outlet
            |fuse box ~ sparking|sparks|live|down|arcing|hanging|fell|fallen|is on
        sparks ~ coming|flying|from
        neighbor|neighbour|lady|man|grandma|grandpa|she|he|elderly|mom|dad|aunt … wont answer
            |dont answer|not answering|isnt answering|dont open|no answer|wont open
            |not opened ~ door|smell|days|phone
        smell|smells … behind|inside|from|door ~ dead|rotting|rotten|no answer|nobody answers
            |wont open|dont answer|body
        dead body|found ~ body|is dead|are dead + help|on|in|i think
        chemical|ammonia|chlorine ~ leak|spill
        earthquake right now|landslide
        """,
    ),
    Situation(
        Kind.OTHER,
        certain=False,
        zh="""
        救命|救我|救人|来人啊|来人呀|快来人|谁来救|出人命|有危险|有生命危险|求救
        不好了|出事了|出大事 … 快|来|救|人
        一个人住|独居 … 联系不上|没接电话|不接电话|没消息|没动静
        """,
        en="""
        help ~ help|now|me now|quick|quickly|hurry|emergency|fast|right now|police
        sos|mayday
        need help + now|immediately|urgently|asap|right now
        save me|save us|send help|someone help|somebody help|anybody help|rescue me|rescue us
        this|is|it is|have ~ emergency
        life or death|in danger|life threatening|emergency now|help emergency
        hurry|come quick|come quickly|come now ~ help|someone|dying|please
        """,
    ),
    Situation(
        Kind.OTHER,
        certain=True,
        zh="""
        塔吊|吊车|电线杆|电线杆子|围墙|脚手架|广告牌|大树 … 倒了|倒下|塌|砸 … 人|车|线|压|了
        塔吊|吊车|电线杆|围墙 ~ 倒了|倒下|倒在|塌
        火星|火花|跳火|打火|冒电|拉弧 … 线|电|杆|水|地|缆
        线|电缆|电线 ~ 地上|水里|积水|路上|断 … 火|带电|滋|麻|电|人|孩
        楼|房子|墙|屋顶 … 晃|裂|裂缝|缝 … 越来越|倒|塌|喊|掉|跑|响
        井盖 … 掉 ~ 人|孩|老|下去|进去
        邻居|老太|阿婆|老人|奶奶|爷爷|大爷|独居 … 不应|没动静|没开门|没出门|没见|不见人 … 臭
            |味|灯|天|电视|报纸|水
        """,
        en="""
        live wire|live cable|downed line|downed power|fallen power line|electric wire ~ on|in
            |lying|down|ground|puddle|street|near
        wire|cable ~ in|lying|touching ~ puddle|water|ground|pond
        hasnt|havent|not|dont|wont|no one + answered|answer|opened|answering … days|smell|door
            |flies
        hasnt|havent|not + been seen|seen … for days|smell|flies|mail piling
        terrible|awful|strange|rotten|horrible|bad + smell … answer|door|days|seen|inside
            |lives alone
        roof|wall|ceiling|building|crane|pole|scaffolding|floor ~ came|fell|gave|crashed
            |crashing|tilting|cracking|collapsed|leaning ~ down|on|way|people|under|more|onto|over
        bomb ~ in|at|threat|under
        """,
    ),
    Situation(
        Kind.OTHER,
        certain=False,
        zh="""
        来个人|来人啊|来人哪|来人呀|来人呐|快来人|有没有人 … 救|帮帮|求
        求求你|求求|跪求 … 救|来人|快来|帮帮我|命
        爆炸了|炸了
        快来 … 人(?!呢)|快|救|不行|要出
        情况紧急|十万火急|人命关天|性命|有人受伤|伤了人|有人出事|出人命
        家里出事|快点来人|快派人|赶快派人|快叫人
        """,
        en="""
        ^help(?: me| us)$|^help (?:me )?(?:help|hurry|quick|fast)
        help my ~ mom|dad|son|daughter|baby|wife|husband|child|kid|grandma|grandpa|friend
        help ~ he is|she is|they are|there is|someone is ~ bleeding|dying|hurt|not|cant|blood
            |fire|trying|hitting|beating|choking
        emergency(?! plan| contact| exit| number| drill)$|it is emergency|emergency here
            |emergency at|emergency in
        i need help + now|urgently|immediately|quick|right now|fast
        tree|branch|billboard|sign|glass ~ fell|fallen|fell down ~ on ~ me|man|woman|people
            |someone|kid|child|car|girl|boy|him|her
        come quick|come quickly|come fast|hurry up someone|come now
        """,
    ),
    Situation(
        Kind.OTHER,
        certain=True,
        zh="""
        汽油 ~ 倒|泼|浇|点|身上|拿着
        拿着|提着|泼|浇 ~ 汽油
        埋了|压了|底下埋|底下压|下面压 ~ 人|俩|两|三|好几
        """,
        en="""
        petrol|gasoline ~ poured|over ~ himself|herself|myself|floor|door|people
        poured|pouring ~ petrol|gasoline
        ploughed|plowed|drove|crashed ~ into ~ people|crowd|queue|kids|stop
        """,
    ),
    Situation(
        Kind.FIRE,
        certain=True,
        zh="""
        火 … 越来越大|好大啊|油锅
        起活了
        """,
        en="""
        fire ~ getting ~ bigger
        """,
    ),
    Situation(
        Kind.TRAPPED,
        certain=True,
        zh="""
        {老小} ~ 卡在|卡窗|卡住
        轮椅|货车|车 ~ 翻了 … 压|起不来|下面|底下
        """,
        en="""
        up to ~ neck|necks|chest|waist ~ door|water|wont|cant|and
        underneath ~ wheelchair|car|it i|motorbike
        """,
    ),
)  # fmt: skip
