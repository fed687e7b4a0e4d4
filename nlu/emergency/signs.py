"""What a bystander sees or hears before anybody names the danger: a gaze, a limb, a cry, a note."""

from nlu.emergency.situations import Kind, Situation

TABLE = (
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        胸口|心口|心窝|胸前|胸 ~ 像|好像|感觉|一阵 ~ 压|闷|石头|揪|撕|堵|针|刀|火烧
        眼睛|眼珠|两眼|眼神|目光 ~ 直了|直勾勾|发直|散了|定住|不会转
        头|脑袋|身子|脖子|人 ~ 一歪|一软|耷拉|歪倒 … 不动|没|叫|倒|不应|不理|瘫
        半个身子|半边身子|半边|半身|左半|右半|一边身子|手脚|手(?!机|续|表)|腿|脚|胳膊 ~ 不听使唤
            |使不上|没知觉
        {人} … 瘫下|瘫倒|软下去|软倒|歪倒|栽下|瘫在 ~ 去|地|楼|路|厕|浴|门|倒|了$
        推|叫|喊|摇|拍|晃|掐人中 ~ 都不醒|也不醒|不醒|都没应|都没反应|也没反应
        喘气|喘得|呼吸|气 ~ 呼呼|呼噜|急促|费劲|费力|拉风箱|咕噜|越来越弱|越来越慢|很浅|接不上
        血压 ~ 两百|二百|200|2[0-9]0|飙到|飙升 … 头|吐|晕|倒|看不|$
        骨头 ~ 看见|都看|看得见|露|出来
        刀|锯|机器|门|玻璃|切菜 … 切|锯|夹|轧|绞|割|剁 ~ 手|脚|腿|指 … 血|骨|断|掉|深|半
        过敏|花生|海鲜|虾|蜂|打针 … 喘|肿|疙瘩|发紧|透不 … 喘|呼|气|紧|肿|说不出
        """,
        en="""
        cant|unable to|wont ~ lift|raise|move|feel ~ arm|arms|leg|legs|hand|side|face
        crushing|squeezing|stabbing|tearing ~ pain
        pain|tightness|pressure ~ in|down ~ arm|jaw|chest|left side ~ and|jaw|arm|sweating|cant
            |$
        cut|chopped|sliced|sawed|ripped|tore|crushed|lost ~ finger|fingers|hand|toe|thumb|arm ~ off
            |badly|deep|bone|machine|door
        wont|cant|not|isnt + come round|come around|coming round|coming around|come to
        gurgling|gasping|rattling|wheezing ~ noise|noises|sound|sounds|breathe|and|badly
        eyes ~ rolled|rolling|rolls|staring|glassy|fixed ~ back|up|at|and|nothing|$
        one side of ~ face|body|mouth
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=False,
        zh="""
        黑血|拉血|便血|呕血|咳血|吐黑
        站都站不|站不稳|立不牢|站勿牢|坐都坐不
        {人} … 大小便失禁|失禁了|满头大汗|直哆嗦|发抖得|抖个不停|一直抖|手一直抖
        """,
        en="""
        talks|talking|speaks|speaking|sounds ~ weird|funny|strange|nonsense|confused
        dont|doesnt + know ~ where ~ is|who
        dont know who|doesnt recognise|doesnt recognize|isnt making sense
        """,
    ),
    Situation(
        Kind.GAS,
        certain=True,
        zh="""
        {气} … 昏沉|想睡|犯困|软|没力
        热水器|浴室|洗澡|炭|煤炉 … 瘫|晕|软|倒|不应|没声|叫不|昏
        """,
        en="""
        feel|feels|feeling|all|are ~ sick|dizzy|sleepy|faint|weak|headaches|headache … heater
            |boiler|stove|charcoal|coal|generator|gas
        heater|boiler|charcoal|coal|generator … sick|dizzy|sleepy|faint|weak|wont wake|headache
        """,
    ),
    Situation(
        Kind.FIRE,
        certain=True,
        zh="""
        屋顶|楼顶|窗户|窗口|阳台|那边|天边 ~ 红了|通红|一片红 … 烧|烟|火
        被子|床|窗帘|头发|衣服|纸箱|柴|草垛 ~ 点了|点燃|引燃|点着
        放火|纵火|泼汽油|浇汽油|倒汽油
        """,
        en="""
        set|sets|setting|lit ~ fire ~ to|house|building|car|bin|bins|flat
        fire|it is|flames ~ spreading ~ to|up|fast|next|$
        poured|pouring|throwing ~ petrol|gasoline
        """,
    ),
    Situation(
        Kind.FALL,
        certain=True,
        zh="""
        从 … 梯|楼|架|树|窗|阳台|屋顶|床|轮椅|台阶|坡|墙|桥|车上 … 栽|翻下|掼|滚下|跌出|翻出
        """,
        en="""
        rolled|slid|fell|slipped|tumbled ~ out of|off|from ~ bed|chair|wheelchair|sofa|toilet
        hip|leg|ankle|wrist ~ looks|is ~ wrong|twisted|bent|crooked|broken ~ screaming|pain|cant
            |$
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        怎么死(?!了|的|机|掉了)|怎样死|咋死|如何死|哪种死法|什么死法|怎么个死法
        死 ~ 不痛|不疼|不难受|没痛苦|不痛苦
        死了|死掉|一死 ~ 是不是|就|才|反而 … 不用|不会|没有|还债|解脱|舒服|结束|清静|干净
        不想|不愿|不要|别让我|不敢 … 睁眼|睁开眼|看见明天|有明天|天亮|明天来
        从 ~ 世界 ~ 消失|离开
        想|要|让我|念头 ~ 从窗|从楼|从阳台|从桥 … 出去|跳|下去|翻
        """,
        en="""
        painless|painful|easiest|quickest|best|fastest ~ way|ways ~ die|go|kill myself
        way|ways|how|want|ready + to die
        how many|how much ~ pills|paracetamol|tylenol|tablets|sleeping pills … die|kill|fatal
            |lethal|enough|overdose
        gonna|wanna|will|wants to + end it
        text|texted|messaged|message|sent|posted|says|said ~ goodbye … end|jump|pills|die|dead
            |reach|answer|roof|bridge|hurt
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        跟|随|陪 ~ {人} ~ 一块去|一起去|一道去|去了|一起走|一块走|走了 ~ 算了|也好|拉倒|得了
        发消息|发信息|发语音|发短信|发微信|朋友圈|群里|留言|发了 … 对不起|再见|永别|道别
            |告别(?!晚|会|仪)|别找我|照顾好自己
        把刀|刀藏|药藏|绳子藏|藏刀|藏药片|藏了刀|藏了药
        拖累|连累 ~ 我们|你们|家|儿|孩|大家|他们|别人
        把煤气|把燃气|把天然气|把液化气|把阀门|把灶 ~ 打开|开了|拧开|开着|开到最大
        买好|备好|准备好|买了 ~ 炭|绳子|刀片|农药|老鼠药|安眠药
        念头|冲动|声音|想法 … 窗|跳|楼|死|刀|结束自己|伤害
        不想|不愿 ~ 面对 ~ 明天|这个世界|人
        """,
        en="""
        left|leaving|leaves|wrote|found ~ note|letter|letters … turned off|switched off|gone
            |goodbye|sorry|missing|wont answer|kids
        nobody|no one|nobody will|no one will ~ even ~ notice|miss|care ~ i am|me|when
        be ~ with ~ again ~ soon|in heaven|on other side
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=True,
        zh="""
        家|屋|院|店|楼里 ~ 进 ~ 贼|小偷|强盗|坏人|陌生人
        贼|小偷|强盗|歹徒|陌生男人 … 还在|客厅|床底|躲|不敢|翻东西|屋里|家里|没走
        扇|抽|掌掴 ~ 我|她|他|妈|孩 ~ 耳光|巴掌|嘴巴|脸
        扇 ~ 耳光|巴掌
        不许我出|不准我出|不让我走|不让我回|不放我走|不放我们走|不让走
        拉|拽|抱|哄|骗 ~ 孩|娃|女孩|他|她|小朋友 ~ 上车|走|进车
        """,
        en="""
        forced|forcing|pushed|smashed|broke ~ way ~ in|into
        drunk … smashing|hitting|throwing|breaking|threatening|beating|kicking
        tried to|trying to|tries to|wants to ~ grab|take|pull|drag|lure|snatch ~ girl|boy|child
            |kid|daughter|son|me|her
        grab|grabbing|dragging|luring|snatching ~ girl|boy|child|kid|daughter|son
        screaming|screams|shouting|yelling|crying|begging ~ stop|help|dont
        took|takes|taken|hid ~ my ~ passport|phone|keys … scared|lock|locked|leave|hit|wont
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=False,
        zh="""
        喊|叫|哭|求 ~ 别打了|不要打|住手|放开|别过来
        """,
        en="""
        i am|we are + hiding
        smashing|breaking|throwing + everything|things|furniture|plates
        """,
    ),
    Situation(
        Kind.DROWNING,
        certain=True,
        zh="""
        沉到|沉在|沉进|沉入 ~ 池|水|河|底|塘|湖
        """,
        en="""
        bottom of ~ pool|pond|lake|canal ~ not|child|kid|moving|help|$
        """,
    ),
    Situation(
        Kind.TRAPPED,
        certain=True,
        zh="""
        车里|车内|屋里|家里|房里|车上 ~ 锁|关 ~ 娃|孩|宝|婴|老人|奶奶|爷爷
        地下室|地库|车库|屋里|火里|水里 … 人|孩|老|奶|爷 … 没上来|没出来|没跑出|没逃
        砸到|砸中|砸伤|压住|压到|压着 ~ {人}|工人 ~ 了|的|头|腿|身|$
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        en="""
        year old|years old ~ is|has|went|gone|got ~ missing|gone|lost|disappeared|wandered
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        趴|伏|靠|瘫|歪 ~ 桌|地|方向盘|椅|沙发|床 … 不动|没反应|叫不|不醒|不应
        嘴|口 ~ 吐|出|冒|都是 ~ 白沫|泡沫|沫子
        血 … 止不|不停|没停|停不 … 半|小时|分钟|人|湿|纱布|毛巾
        左胳膊|左手臂|左肩|左臂|左手|后背|下巴 … 麻|痛|疼 … 汗|慌|胸|闷|喘
        心慌|心里慌|胸闷|心口|胸口 … 麻|冷汗|虚汗|大汗|喘|湿透
        右边|左边|半边|一边|一侧 ~ 手|脚|身|脸 … 软|没力|无力|不会动|抬不|麻|瘫
        听不懂|不认得|认不得|认不出|不认识 … 手|脚|突然|软|嘴
        粘在|吸在|吸住|甩不|松不 ~ 电|机器|线|插|脱|开 … 电|机
        被电|电打|电着 ~ 了|到|倒|飞|晕
        """,
        en="""
        grabbed|grabbing|clutching|clutched|clutches|holding ~ chest|heart
        burning up|shaking|shivering … recognise|recognize|confused|wont wake|delirious
        dont|doesnt|cant|not|isnt + recognise|recognize|recognising|recognizing ~ me|us|anyone
            |family|own
        found|find ~ {someone}|him|her|them … cold|blue|stiff|unresponsive|unconscious|pill
        empty ~ pill|pills|bottle of pills|pill bottle|pill box|blister packs
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=False,
        zh="""
        浑身|全身|身子|人 ~ 发抖|在抖|抖得|抽|哆嗦|僵|冰凉|瘫软|发蔫|软绵
        叫他|叫她|叫伊|喊他|喊她 ~ 就|只|也就|都 ~ 哼|嗯|睁
        一直迷糊|人迷糊|迷迷糊糊|昏昏沉沉|昏沉沉|神志
        孩|娃|宝|孙|小囡|小外孙 … 爷爷的|奶奶的|大人的|外公的|当糖|误|乱 … 药|片|颗|粒
        孩|娃|宝|孙|小囡|狗 ~ 把 … 药 ~ 吃|吞|喝
        躺 ~ 门后|楼梯|厕所|灶间|床边|过道|浴室 … 推不|不动|叫|门|喊
        """,
        en="""
        cant|wont + stop shaking|stop vomiting|stop throwing up|stop fitting
        burning up
        """,
    ),
    Situation(
        Kind.GAS,
        certain=True,
        zh="""
        气味|软管|炉子|煤球|蜂窝煤|取暖器|炭盆 … 头晕|头昏|发昏|昏|恶心|想吐|晕
        头晕|头昏|发昏|昏沉 … 炉子|煤球|蜂窝煤|炭|软管|灶
        """,
        en="""
        cut|hit|broke|punctured|dug into|cracked|damaged ~ gas|gas line|gas pipe|gas main
        gas ~ line|pipe|main|hose|bottle|cylinder ~ cut|broke|broken|burst|cracked|leaking|open
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        坐|站|爬|走|翻 ~ 到|在|上|出 ~ 楼顶|天台|顶楼|栏杆|窗台|桥栏|护栏
        要|想|今晚|打算 … 开车|骑车|车 ~ 撞 ~ 桥|墙|护栏|树|死|大货车
        """,
        en="""
        top of|roof of|edge of|on top ~ garage|building|tower|parking|bridge|cliff|block … dont
            |goodbye|looking|cold|jump|done|sorry|quiet
        dont come looking|dont look for me|dont try to find me|dont try to stop me
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        不如 ~ 走了|死|去了|早走|没有我|走掉|没我
        遗像|寿衣|墓地|棺材 ~ 选|准备|买|拍|看|挑 ~ 好
        """,
        en="""
        reason|reasons|point ~ wake up|get up|keep going|stay|continue|exist|going on
        better|happier|easier ~ with me|if i ~ gone|dead|out of|wasnt|werent|died
        if i ~ died|die|was gone|was dead|disappeared|wasnt here|was not here|were gone
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=True,
        zh="""
        举着|挥着|拎着|提着|握着|抄起|举起|挥舞 ~ 刀|斧|棍|砖|锤|酒瓶|铁
        往|朝 ~ 树丛|林子|巷|草丛|楼道|屋|厕所|车|墙角 … 拉|拖|拽
        见一次打|见我就打|见面就打
        """,
        en="""
        sticks|bats|pipes|bricks|bottles|knives ~ chasing|beating|hitting|attacking|after
        chasing|surrounding|surrounded|kicking|cornering ~ {someone}|rider|courier|student|me|him
            |her|them
        took|takes|grabbed|snatched ~ baby|child|kids|son|daughter … drunk|ran off|force|knife
            |wont give
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=False,
        zh="""
        他|她|男|前|有人|外面|楼下|门口 … 不敢下去|不敢出门|不敢回家|不敢出去|不敢开门|不敢出声
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        zh="""
        跑出去|走出去|溜出去|出走 … 找不到|哪里都|不见|没回|找遍
        {老小} … 哪里都找不|到处找不|四处找|找遍
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        把自己 ~ 解决|了结|处理掉|结束|杀|弄死|吊
        """,
        en="""
        see ~ no|any|way + out|way out ~ any more|tonight|left|of this
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        受够了|够了|累了|厌了|烦透了 … 结束吧|就结束|都结束|到此为止
        """,
        en="""
        tonight is ~ night
        cutting + isnt|dont|again|deeper|more
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        en="""
        ran off|ran away|wandered off|bolted|slipped away … cant find|cant see|gone|missing
            |dont know where|no idea where
        """,
    ),
    Situation(
        Kind.FALL,
        certain=True,
        en="""
        dropped|drop|came down|plunged ~ from|off ~ scaffolding|roof|ladder|window|balcony|bridge
            |floor|crane
        """,
    ),
    Situation(
        Kind.MEDICAL,
        certain=True,
        zh="""
        一边脸|半边脸|半张脸|一侧脸|脸 ~ 塌下|塌了|垮下|垂下|耷拉
        吞 ~ 下去|进去|肚 … 玻璃|温度计|针|硬币|电池|钉|孩|宝|不知
        温度计|玻璃|硬币|电池|钉子|针|磁珠|药 … 吞下|吞了|咽下|咽了
        """,
    ),
    Situation(
        Kind.FIRE,
        certain=True,
        zh="""
        全是火|都是火|一片火|满是火
        """,
    ),
)  # fmt: skip
