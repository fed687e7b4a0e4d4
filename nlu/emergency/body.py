"""What goes wrong in a body: breath, heart, blood, poison, birth, falls."""

from nlu.emergency.situations import Kind, Situation

TABLE = (
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        没有呼吸|没呼吸|不能呼吸|无法呼吸|呼吸不了|呼吸不上|没有心跳|没心跳|停止呼吸|呼吸停
            |心跳停|呼吸困难|呼吸很弱|呼吸微弱
        喘不上|喘不过|透不过气|透勿过|透不上|上不来气|气上不来|没气了|断气|喘勿过|快喘不
            |出不来气|窒息
        嘴唇|脸|脸色|嘴巴 ~ 发紫|紫了|青了|发青|憋得|铁青|憋红|紫的
        叫不醒|喊不醒|摇不醒|叫勿醒|醒不过来|醒不来|推不醒|叫不应|叫不答应|怎么叫都
        昏迷|不省人事|失去意识|没有意识|没意识|没知觉|没有知觉|休克|意识不清|意识模糊|神志不清
        晕倒|晕过去|昏过去|晕死|厥过去|昏死|晕厥
        没有反应|没反应 … 人|叫|爸|妈|奶|爷
        {人} … 没有反应|没反应|昏了|晕了|翻白眼|口吐白沫|吐白沫|抽搐|抽筋倒|抽风|抽过去|浑身抽
        翻白眼|口吐白沫|吐白沫|抽搐|羊癫疯|羊角风|癫痫发作|惊厥
        胸口|胸|心口|心脏|心前区 … 疼|痛|绞|闷得|压着|难受|不舒服
        心梗|心肌梗|心脏病 … 发|犯|突|快|叫|药
        心脏病发|心脏骤停|猝死
        嘴歪|嘴巴歪|口眼歪|嘴角歪|半边身|半身 ~ 动|麻|没知觉|不能
        嘴歪|嘴巴歪|嘴角歪|口角歪|歪嘴了
        说不清话|说不出话|讲不清|话说不清|舌头大 … 手|脚|麻|身(?!份)|嘴|动
        突然 … 说不出话|说不清话|看不见|半身|手脚发麻
        中风了|脑梗了|突发脑
        """,
        en="""
        cant|hard to|struggling to|trouble|difficulty|unable to + breathe|breathing
        isnt|not|stopped|stops|barely|no longer|hardly + breathe|breathing
        dont|wont + breathe
        {someone} … isnt|not|stopped + breathing
        no pulse|no heartbeat|heart stopped|cardiac arrest
        gasping for air|gasping for breathe|short of breathe|shortness of breathe
            |out of breathe suddenly
        turning|turned|going|is|are|lips + blue
        unconscious|unresponsive|passed out|blacked out|not responding|isnt responding
            |no response from him|not waking
        {someone} … wont|cant|dont|isnt + wake up|wake|waking|waking up|respond|responding
            |move|moving
        cant wake ~ up|him|her|mom|dad
        {someone} … collapsed|fainted|collapses|keeled over
        lying|lies|laying … not moving|isnt moving|wont move|motionless
        chest ~ pain|pains|hurts|hurting|tight|tightness|crushing|pressure
        pain|pressure|tightness ~ in ~ chest
        heart attack
        having|had|has|have|is|get|think|maybe|possible|like + stroke|seizure|seizures|fit
        face ~ drooping|droops|drooped|dropped|numb
        speech ~ slurred|slurring|unclear
        slurring|slurred
        side|arm|leg ~ numb|paralysed|paralyzed ~ face|speech|suddenly|cant
        seizure|seizing|convulsing|convulsions|foaming at mouth|fitting on floor
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        血止不住|止不住血|大出血|血流不止|流血不止|流了好多血|好多血|很多血|都是血|全是血
            |一地的血|一地血|满地是血|大动脉|血喷|喷血|浑身是血|满头是血|满脸是血|吐血|咯血|止勿牢
            |血勿停
        血 ~ 止不住|停不下|一直流|流了一|不停
        头破 + 血流|了
        噎住|噎到|噎着|卡住喉|卡喉咙|卡在喉|卡到喉|呛住了
        {老小} … 卡住 ~ 脸|喘|哭|喉|气|嗓
        憋得通红|卡住了脸
        异物 … 气管|喉
        误喝|误食|误服|误吞|喝了 … 消毒|农药|敌敌畏|百草枯|洁厕|84|老鼠药|清洁|酒精|洗衣
        吞了|吞下 … 电池|钉|硬币|磁|药|刀片|珠
        老鼠药|百草枯|敌敌畏 … 喝|吃|吞
        喝|吃|吞 ~ 农药|百草枯|敌敌畏|老鼠药|消毒液|洁厕灵
        一瓶|整瓶|一把|一整盒|一盒|半瓶|几十片|一百片 ~ 药 … 吃|吞|喝
        安眠药 … 整瓶|一瓶|全|多|很多|吞|光|一把|半瓶
        吃|吞|服 … 整瓶|一整瓶|一大把|过量|几十片
        药物过量|服药过量|吃药过量|药吃多了
        食物中毒|中毒了|酒精中毒
        喝酒|喝多|喝醉 … 叫不醒|没反应|不醒
        蘑菇|野菌|河豚|四季豆 … 吐|迷糊|中毒|拉|晕
        羊水破|破羊水|要生了|快生了|孩子头|见红了|生在|宫缩|分娩|难产
        触电|电到了|电倒|电击
        被车 ~ 撞|压|碾|轧|带倒
        撞 ~ {人} … 不动|血|躺|飞|倒
        {人} … 被撞|撞飞|撞倒|压在车|卷到车
        出车祸|车祸了|出了车祸|有车祸|发生车祸
        蛇咬|被蛇|毒蛇 … 咬|肿|晕
        烫伤|烧伤|烫着 … 严重|大面积|脱皮|全身|脸|起泡|孩|宝宝
        砸到|砸中|砸伤|压住|压在下面 … 血|昏|不动|人
        砸 ~ {人} … 血|昏|不动|晕
        过敏 … 喘|喉|肿得|呼吸|休克
        喉咙 … 肿|堵 … 喘|气|呼吸
        手指|手|腿|胳膊|脚 … 断了|绞进|卷进|夹断|压断|切断
        救护车 … 快|叫|来|派|怎么|要|帮|呼|打
        叫|要|喊|派|求 ~ 救护车|120
        打120|拨120|叫120|喊120|救护车
        快不行了|不行了 … 快|救|来|爸|妈|人
        {老小} … 不行了|快不行|没命|要没了
        低血糖 … 晕|昏|倒|叫不
        中暑 … 倒|昏|晕|叫
        高烧|发烧|发高烧 … 抽|惊厥|叫不醒|昏
        被狗咬|狗咬 … 血|撕|追|不放|脖子|脸
        """,
        en="""
        so much|lots of|lot of|losing|pool of|covered in|too much|full of + blood
        blood ~ everywhere|wont stop|all over|pouring|spurting|gushing
        bleeding ~ out|heavily|badly|wont stop|from ~ head|nose|ears|mouth|neck|wrist|wrists
        wont stop|cant stop|not stop|keeps ~ bleeding
        {someone}|is|are|am|i ~ bleeding
        artery|deep cut ~ blood|bleeding|is|cut
        something|food|bone ~ stuck in throat
        stuck in ~ throat
        swallowed|drank|ate|ingested|swallow|swallows ~ bleach|poison|battery|batteries
            |detergent|pills|coin|magnet|pesticide|cleaner|chemical|chemicals|pill|mushrooms
            |mushroom|drain|medicine|magnets|antifreeze
        overdose|overdosed|overdosing|oding
        took|taken|swallowed|ate ~ too many|whole bottle of|all ~ pills|tablets|pill|medicine|meds
        too many|whole bottle of + pills|tablets|sleeping pills|meds
        poisoned|food poisoning|got poisoned|drank poison
        water ~ broke|broken ~ too|and|early|contractions|wife|ambulance
        wife|i am|sister|she ~ water broke|in labor|in labour|giving birth
        in labor|in labour|baby is coming|giving birth|gonna give birth|contractions
        electrocuted|electric shock|got shocked by|got zapped
        hit by ~ car|truck|bus|bike|scooter|motorbike|taxi|van|ebike
        run over|got run over|knocked down by
        car|traffic|bike|road|bus + accident|crash ~ hurt|injured|outside|right now|someone
            |people|happened|near|at|in
        bitten by ~ snake|dog
        snake bit|snakebite
        throat ~ closing|swelling|closed|swollen up
        anaphylaxis|anaphylactic|severe allergic|bad allergic
        allergic reaction ~ face|throat|breathe|cant|swelling|bad|bee
        call|need|send|get|where is|calling ~ ambulance|paramedic|paramedics|120|911|999
        ambulance + now|quick|quickly|fast|hurry
        medical emergency
        need ~ doctor + now|urgently|immediately|asap
        is|are|am|might be|gonna be + dying
        severe|serious|bad|badly + burn|burns|burned|burnt|injured|hurt
        cut off|chopped off ~ finger|hand|toe|thumb
        bone ~ sticking out
        heatstroke|heat stroke
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=False,
        zh="""
        {老小} … 突然 … 站不稳|糊涂|不认人|肚子痛|发抖|冒冷汗|脸色
        出冷汗|冒冷汗|直冒汗
        误吃|吃错药|吃错了药
        要死了|快死了|我要挂了
        疼得|痛得 … 打滚|受不了|站不|叫|昏|冒汗|死去活来
        动不了了|动弹不得
        受伤了|伤得|受重伤
        """,
        en="""
        ate|took + wrong ~ pill|pills|medicine
        cant feel|cant move + my|his|her
        {someone} ~ dying|hurt badly|in agony
        in severe|unbearable|terrible|awful + pain
        suddenly ~ cant ~ speak|talk|see|walk
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        不喘气|没喘气|不呼吸|没气息|没了呼吸|没了心跳|没脉搏|没有脉搏|摸不到脉|不会喘
        {人}|人 … 没知觉|没啥反应|没什么反应|反应都没|不动弹|身上冰凉|身体冰|浑身冰|叫着没
            |叫了没|喊了没|推他不|没动静了
        {人} … 昏过去|昏倒|晕在|昏在|倒下了|倒下去|瘫倒|栽倒|一头栽
        叫 ~ 勿应|不应|没应|不理人|没声
        勿来事|弗来事|勿来三|不来事了
        说话|讲话|话|口齿 ~ 含糊|不清|说不出|不利索|讲勿清|大舌头 … 手|脚|嘴|身|脸|突|今天
            |早上|人|拿|歪
        {老小} … 说话含糊|口齿不清|话都说不|讲不出话|流口水|嘴斜
        嘴角|嘴 ~ 流口水|往一边|斜了|斜到
        拿不住|握不住|抬不起来|举不起来 … 筷|碗|手|东西|胳膊|杯
        右手|左手|右脚|左脚|一只手|一边手|手脚|半边 ~ 没力|无力|麻木|抬不起|拿不|不听使唤|瘫
            |没知觉|不会动
        嘴|嘴巴|嘴角|口角 ~ 歪
        不会讲话|不会说话|讲不了话|说不了话|不能说话|讲不出 … 嘴|手|脚|突|歪|麻
        突然 … 不会讲话|不会说话|讲不了话|说不了话|不能说话|讲不出|说不出
        下面|下身|怀孕|孕妇|早产|先兆 … 流血|出血|见红|痛得|疼得|血
        在流血|流着血|淌血|血流
        不行了|快不行了|我快不行
        滑了一跤|滑了|摔了 … {动不了}|动不了|疼得|痛得
        电池 … 吞|咽
        喝了 ~ 洗厕所|洁|药水
        {老小}|一家|三口 … 躺着不动|都不动
        羊水|阵痛|宫缩|临盆|接生
        噎 ~ 牢|住|到|着|死|了|得
        咳不出|咳也咳不|吐不出来 … 脸|喘|气|憋|孩|宝|卡
        头孢 … 酒
        眼前发黑|眼前一黑|快晕|要晕倒|快昏|要昏倒|快要倒|要倒了|站不住了
        心跳|心慌|心悸 … 喘|黑|晕|倒|汗|厉害|跳出|受不了|停|快死|难受
        血 ~ 往外|直冒|直喷|喷|涌|直流|哗哗|不停|滴|往下|飙|像水
        一直流血|一直出血|不停流血|不停出血|大量出血|流血了|出血多|一直在流|产后出血|一直滴血
            |血一直
        大口子|大窟窿|伤口很深|伤口好深|见骨|肉都翻
        车底|车轮下|轮子底下|车轱辘 … 人|孩|老|压|他|她
        车 … 撞到|撞了|撞上|撞倒|撞飞|撞翻 … 人|老|孩|伤|血|躺|我
        骨头 … 戳|露|出来|断
        脑溢血|脑出血|心梗|中风|脑梗|心绞痛|心脏病 ~ 样子|症状|发|了|犯|又|突
        心梗|脑梗|中风 ~ 快来|快|救
        触电|被电 ~ 了|到|倒|晕
        蜇|叮|咬|过敏 … 肿|喘|喉|疙瘩|晕|气
        喉咙|嗓子|舌头 … 紧|肿|堵|喘不|锁
        烧到 ~ 4|39|四十
        高烧|发烧|烧到|体温 … 抖|抽|翻|昏|糊涂|说胡话|叫不|不退|惊
        眼睛|眼 ~ 往上翻|上翻|翻上去|翻白
        脸|脸色|面色|嘴唇|嘴 ~ 白得|惨白|发紫|发黑|灰白|煞白|乌青|乌紫|发乌|青紫
        叫医生|医生快|快找医生
        说胡话|满口胡话|神智不清
        后脑|脑袋|头 … 着地|磕|砸|撞 … 吐|血|晕|昏|包|洞|口
        喝了|喝下|灌了|误饮 ~ 洁|84|药水|汽油|柴油|甲醇|消毒|漂白|除草|杀虫|稀释|硫酸|酸|碱
        卡 ~ 喉|嗓|气管
        憋得 … 紫|红|青|喘
        中毒 ~ 了|快|昏|吐
        昏迷|迷迷糊糊|意识模糊
        大出血|血崩|难产|小产|流产 … 快|血|救|晕
        心脏 ~ 不跳|停
        低血糖|胰岛素 … 抖|汗|没反应|不行|叫
        快死了 … {老小}|人|救
        {老小} … 快死|要死了|没命|没气|断气|咽气|不行
        哮喘 … 发作|喘|喷雾|药没|犯
        烫 ~ {老小}|孩|脸 … 皮|泡|哭
        """,
        en="""
        {someone} ~ cant|unable to ~ speak|talk|stand|swallow|see|feel|move|respond
        arm|leg|face|mouth|side|hand ~ limp|hanging|weak|drooping|droopy|twisted|crooked
            |paralysed|paralyzed
        side|arm|leg|face|left|right ~ gone|went|is|feels|goes ~ numb
        talking nonsense|not making sense|speaking gibberish|words are jumbled
        drank|swallowed|ate|drinking|swallow ~ weed killer|killer|rat poison|acid|thinner
            |petrol|gasoline|kerosene|sanitizer|sanitiser|soap|paint|cleaning|insecticide
            |fertilizer|glue|bead|beads|marble|nail|lego|button battery|toy
        no response|dont respond|doesnt respond|not responsive|lifeless|gone limp|limp
            |stopped moving|went limp|isnt responsive|no reaction|wont respond
        {someone}|dude ~ dropped|went down|passed out|blacked out|out cold ~ on|at|in|floor
            |court|and|no|right|help|cold
        {someone} ~ out cold|passed out|blacked out
        pregnant … bleeding|contractions|fell|blood|severe
        everything|vision ~ going|went|goes|turning ~ black|dark|blurry|white
        gonna faint|gonna pass out|about to faint|about to pass out|feel faint|might faint
            |might pass out
        diabetic|insulin|blood sugar|hypo … shaking|black|sweating|faint|passed|confused
            |unresponsive
        tongue|lips|face|throat|eyes ~ swelling|swollen|swelled|closing|tight
        epipen|epi pen|anaphylactic
        car|bus|truck|scooter|bike|motorbike|van|taxi|lorry|ebike ~ hit|ran over|knocked
            |knocked down|crashed into ~ {someone}|old|me|girl|cyclist|pedestrian|us
        car crash|car accident|crash|pileup ~ people|someone|injured|hurt|blood|driver|trapped
            |just
        on + floor|ground ~ dont|isnt|wont|not|unresponsive|bleeding|answer|shaking|and
        box|bottle|pack|packet|handful|bunch|lots|load of ~ pills|tablets|paracetamol|tylenol
            |sleeping|aspirin|valium|xanax|ibuprofen|meds|medication|painkillers
        shocked by|electrocuted|zapped by
        need|get|is there|find + doctor|medic|paramedic … now|urgently|immediately|asap|quick
            |quickly|passed out|dying|help|fast|right now
        choking|choked ~ on|to|baby|help|he|is|food|his|her|cant|now
        {someone} ~ is|was|are + choking
        i am choking
        water broke|waters broke|baby is ~ coming|crowning|head
        heart ~ racing|pounding|stopped|skipping … numb|faint|dizzy|chest|breathe|black|arm
            |wont|sweating
        burned|burnt|scalded|burns ~ badly|face|body|arm|hand|baby|kid|himself|herself|boiling|oil
        stung|sting|bite|bitten … swelling|swollen|breathe|throat|faint
        fever ~ 40|41|42|shaking|fits|convulsing
        vomiting blood|coughing blood|coughing up blood|spitting blood|throwing up blood
        gushing|bleeding to death|bleed out|bled
        asthma attack|asthma … inhaler|breathe
        cpr ~ now|on|help|giving|started|how
        drunk … wont wake|not waking|unresponsive|not breathing|cant wake
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=False,
        zh="""
        血压 ~ 200|两百|飙|太高 … 晕|头|倒|难受
        流血|出血 ~ 厉害|很多|不止|多
        呕吐不止|一直吐|上吐下泻 … {老小}|晕|没力
        人 ~ 不行了|要不行|快不行
        疼得要命|痛煞|痛得要命|疼死 … 胸|肚|头|心
        """,
        en="""
        bleeding(?! gums| edge)
        unwell|very sick|really sick|feels sick … alone|elderly|chest|quick|urgent|dizzy
        dizzy … fall|faint|alone|chest|vomiting
        in labour|in labor
        """,
    ),
    Situation(
        Kind.FALL,
        certain=True,
        zh="""
        {跌} … {动不了}|没反应|昏|晕|不省|骨折|断了|头破|血|没人敢|没人扶|不醒|抽搐|叫不|疼得
            |痛得|救|快来
        {人} … 倒在 … 地|楼|路|卫生间|厕所|厨房|床边|门口|马路|血
        从 … 楼|高|架|梯|阳台|窗|树|屋顶|坡|桥|台阶 … 掉下|摔下|滚下|跌下|坠|滚了|摔了下|翻下
            |掉了下
        坠楼|坠落
        {动不了} ~ 地上|摔|跌
        躺在地上|倒在地上|倒在路|倒在楼|趴在地上|倒地不起
        """,
        en="""
        fell|fallen|fall|slipped|tripped … cant|unable to|isnt|wont|not + get up|move|moving
            |stand|stand up|walk|getting up|able|feel|lift
        fell|fallen|falling|slipped|tripped … blood|bleeding|unconscious|broken|hit head
            |hit her head|hit his head|hit my head|not moving|screaming in pain|hip
        fell|fallen|falls|falling|jumped ~ off|from|out of|down ~ ladder|roof|scaffolding
            |scaffold|stairs|steps|balcony|window|building|bridge|floor|tree|wall|bed|staircase
            |story|storey
        cant + get up|stand up ~ off floor|floor|alone|from floor|by myself|help
        lying on ~ floor|ground|street|pavement|road|sidewalk
        """,
    ),
    Situation(
        Kind.FALL,
        certain=False,
        zh="""
        {人} … 摔倒|跌倒|摔了|跌了一|摔在|滑倒|摔下|绊倒|滑了一
        摔倒|摔了一跤|跌了一跤|跌倒了|滑倒了|掼了一跤|掼倒|摔得
        起不来|爬不起|站不起来|扶不起
        """,
        en="""
        {someone}|i|have + fell|fallen|slipped|tripped
        {someone} ~ had ~ fall
        cant get up|cant stand up
        """,
    ),
    Situation(
        Kind.FALL,
        certain=True,
        zh="""
        {跌} … 骨|抬勿起|抬不起来|搬不动|后脑|一直吐|呕|戳出|不能碰|不会走|哭|肿|脚踝|喊|呻吟
            |躺|救命|髋|大腿|尾骨|九十|八十|独居|腰|腿
        摔|跌|滑|坠|滚 ~ 下楼|楼下|脚手架|梯子|楼梯|井|坑|沟|窨井|悬崖|地上|下来了
        """,
        en="""
        slipped|fell|tripped|fallen|fall … head|hip|bath|bathtub|shower|stairs|ladder|cant
            |bone|leg|back|ankle|alone|lift|84|screaming|again|knee
        cant ~ lift|pick|get ~ him|her|my dad|my mom|him up|her up ~ up|floor|$
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        满身是血|满身血|身上都是血|打出血|有血 … 很多|好多|头晕
        吃了 ~ 好多|很多|一堆|一大堆|十几|二十|三十 ~ 药|片|颗
        气切|气管切开 … 掉|脱|堵
        咬住|咬着 … 孩|不松|不放
        撞到头|撞了头|摔到头|磕到头 … 吐|叫|晕|睡
        """,
        en="""
        no + breathing
        eat|ate|took|take|taken ~ many|much|lots of|all ~ medicine|medicines|pills|tablets
        lips|face|skin|she is|he is|turning|turned ~ grey|gray|purple
        slumped ~ in|over|on|against
        wont|cant|not ~ stay awake|staying awake
        hit ~ head … vomiting|throwing up|awake|sleepy|confused|unconscious
        see|saw|found ~ on + floor
        """,
    ),
)  # fmt: skip
