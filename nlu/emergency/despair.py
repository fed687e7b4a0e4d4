"""Words of people who want to die or hurt themselves, said outright or between the lines."""

import re

from nlu.emergency.situations import Kind, Situation

DARK = {
    "zh": re.compile(
        r"死|不想活|活着|活下去|活不|割|自杀|自尽|跳下|往下跳|消失|解脱|遗书|永别|来世|下辈子|撑不"
        r"|熬不|结束|醒来|睁眼|绝望|累赘|拖累|负担|没意思|没盼头|对不起你"
        r"|想不开|念头|道别|告别"
    ),
    "en": re.compile(
        r"\b(?:die|dying|dead|death|kill|killing|suicid[a-z]*|alive|living|myself|goodbye|rope"
        r"|ledge|burden|worthless|hopeless|pointless|no point|end it|wake up"
        r"|without me|notice|give up|cutting|voices)\b"
    ),
}
"""Words that nobody would wait to hear twice; alone they alarm nobody."""

TABLE = (
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        不想活|勿要活|弗想活|活不下去|活不下|不愿活|没法活了|不活了|活够了|活腻了|活勿下去
            |不想再活|别活了|没脸活
        想死|去死算|死了算|死掉算|死了一了|死了好了|死了干净|我要死给|寻死|求死|寻短见|轻生
            |想不开|寻个短
        自杀|自尽|自缢|上吊|割腕|割脉|吞药|烧炭自|自残|自伤|了结自己|自己了结|结束自己
            |结束生命|结束我的生命|结束这一生|结束这条命
        结束 … 生命|命|一切|痛苦 ~ 了|吧|算|$
        跳楼|跳河|跳江|跳湖|跳桥|跳海|卧轨|往下跳|从楼上跳|从桥上跳|跳下去|跳井
        一了百了|了此残生|不如死|不如解脱|死了就解脱|死了才解脱|死是解脱|想解脱|解脱了吧
            |只有死|死路一条|死了更好|死了倒|死了拉倒|早死早
        遗书|遗言|绝笔|来世再见|来生再见|下辈子再|下辈子见|永别了
        站在|坐在|爬到|爬上|上了 … 楼顶|天台|桥栏|栏杆外|窗台|楼顶上|顶楼|天桥
        药 … 攒|存 … 够|好|今晚|吃
        在割 ~ 自己|手|腕
        割 ~ 自己 ~ 手|腕|刀|血
        用刀 ~ 划|割 ~ 自己|手
        离开这个世界|离开人世|告别这个世界|告别世界|不在这个世界|从这个世界消失|从世界上消失
        农药 … 拿|买|准备|喝|床头|打开
        不想 … 醒来|醒过来|醒了|看到明天
        没有活 ~ 意义|必要|意思|勇气|念头|头
        """,
        en="""
        wanna|want|ready to|rather|better to|gonna|hope i|hope to|deserve to|wish i could
            |wish to|wish i would + die
        wanna be dead|wish i was dead|wish i were dead|better off dead|rather be dead
            |wish i could die|wished i were dead
        kill|killing|hang|hanging|hurt|hurting|harm|harming|cut|cutting|shoot|drown|drowning
            |end|stab + myself|himself|herself|themselves|themself
        kms|kys|ctb|suicidal|suicide|self harm|selfharm|selfharming
        end it all|ending it all|end it tonight|all to end|ending it tonight|end my pain
            |end my suffering
        end|ending|take|taking + my|her|his|their ~ life
        jump|jumping|gonna jump ~ off|from|in front of ~ bridge|roof|building|balcony|window
            |train|rooftop|here
        standing|sitting|up|am|is|stand|climbed|he is|she is ~ on ~ roof|rooftop|ledge|railing
            |edge|bridge rail ~ jump|jumping|gonna|edge|thinking|wanna|building|and
        on + ledge|rooftop
        goodbye + letter|letters|note|notes|forever
        suicide note|farewell letter|farewell note|said goodbye to everyone|last goodbye
            |my last message|final message|final goodbye
        no|any|one + reason|point|reasons ~ to live|to keep living|living|in living|to go on
            |to be alive|to stay alive|in going on
        better off without ~ me|him|her
        better off if i ~ dead|gone|died|dead
        dont|not + wanna ~ live|be alive|be here any more|exist|wake up|be here|go on living
            |be alive any more|keep living
        pills ~ take them all|gonna take|in front of me|ready|saved up|lined up
        take|swallow|taking + all ~ pills|tablets|of them|my meds
        life ~ isnt|not + worth
        isnt worth living|not worth living|tired of living|tired of being alive|sick of living
            |done with life|done with living|hate being alive|nothing to live for
            |nothing left to live
        slit|slitting|slash ~ wrist|wrists|throat
        cut|cutting ~ my|her|his + wrist|wrists|arm|arms|veins
        never wake up|not wake up tomorrow|fall asleep forever|sleep forever
            |wont be here tomorrow|wont be alive|wont see tomorrow
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        活着 … 没意思|没劲|没意义|有什么意义|有什么意思|干什么|干嘛|累|痛苦|拖累|是负担|没用
            |折磨|受罪|为了什么|没盼头
        活得 ~ 没意思|没劲|好累|太累|累了|痛苦|没意义|好苦|没盼头
        人生|日子|生活|活 … 没意思|没意义|没盼头|没希望|没有希望|熬不下去|过不下去|过不下去了
        生无可恋|万念俱灰|心如死灰|看不到希望|没有希望了|绝望|没什么盼头|没啥盼头|没盼头
        撑不下去|坚持不下去|熬不下去|熬不住了|撑不住了|活着就是|扛不下去
        没有我 … 更好|会好|轻松|就好|不会|都好
        我不在了|我走了以后|我走后|等我死|我死后|我死了|如果我死|我要是死|我消失|我没了 … 你们
            |孩子|照顾|好|没人|谁|会|猫|狗|请|别
        不在了 … 照顾|你们
        {人} … 想不通|想消失|消失算了|不想待在|不配活|不配
        不配活|不配活着|不该活|不该出生|没出生过|不该来这|没来过这个世|不该生下来
        拖累 … 你们|儿女|家里|大家|孩子|他们|全家|子女|别人
        是个累赘|是累赘|成了累赘|多余的人|是个废人|做人没意思|做人没劲
        对不起 … 来生|来世|下辈子|先走|走了|我走
        最后一次 … 跟你们|说话|见|联系|聊|发
        替我照顾|帮我照顾 … 孩子|爸妈|父母|猫|狗|我走
        早点走|早点死|早走早|走了算|走了好|老天爷收|早点收|阎王|老天收了我|闭眼算
        好想消失|想消失|想永远睡|一睡不醒|睡过去就|不醒来就好|再也不醒|长睡不
        后事|寿衣 … 准备|交代|安排|买好
        崩溃了|快崩溃|要崩溃 … 活|死|撑|不了|救|想
        没人在乎我|没有人在乎|没人会在意|没人需要我|没人要我
        伤害自己|惩罚自己|打自己
        """,
        en="""
        cant|dont wanna|unable to + go on|do this any more|take it any more|take this any more
            |live like this|keep going|keep living|carry on|cope any more|live any more
            |bear this any more|keep doing this
        want|wanna|wish ~ it all to end|to stop|it to stop|disappear forever|disappear
            |never born|was never born|never been born|vanish
        never been born|was never born|never was born|werent born|wish i wasnt born
        disappear forever|gone forever|not exist|stop existing|cease to exist
        no one|nobody + would|will + miss|care|notice ~ me|if
        burden ~ to|on + everyone|family|my|all|them|people|kids|children
        nothing matters|no hope|hopeless|no future|no way out|whats point|what is point|see no way
        life ~ meaningless|pointless|is over|no meaning|hell
        given up on life|give up on life|giving up on life|lost will to live|lost all hope
            |dont care if i die|dont care if i live
        world ~ without me
        without me ~ better|happier
        look after|take care of ~ my ~ when i am gone|after i am gone|when i am dead|if i die
        if i|when i + am gone|am dead|was dead|were dead
        give away|giving away|gave away + my|all|everything
        done|tired|sick of ~ with everything|of everything|of it all|of life|of fighting
        hear|hearing ~ voices
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        窗台|天台|楼顶|屋顶|顶楼|护栏|栏杆外|阳台外|桥边|桥上|江边|铁轨|轨道|桥栏|大桥 … 坐|站
            |跳|徘徊|想走|世界
        坐在|站在|走到|爬到|爬上|翻过|站到|定位在|跨 … 窗台|天台|楼顶|屋顶|栏杆|护栏|桥边|江边
            |铁轨|阳台边|阳台上|大桥|桥上|边上 … 风|跳|想|活|再见|死|下|轻松|哭|不
        刀|刀片 … 手腕|腕|脖子上|自己 … 放|割|划|比|架|了|上
        刀片|刀 … 放在手腕|放在腕|割下
        药 … 颗|片|粒 … 数|倒|攒|全|吞|摆|吃|够|一百|几十
        把药 … 倒|数|摆|攒|都|全
        世界再见|再见世界|再见了世界|永别|告别了|和世界告别|跟世界告别
        死了 … 轻松|干净|高兴|解脱|清静|省心|没人|就好了|更好|大家|省得
        绳子 … 买|准备|挂|脖子|套|系
        要去|想去|去 ~ 陪|找|见 ~ 死去|去世|过世|老伴|我妈|我爸|他了|她了 ~ 了|的
        熬不过|挺不过|撑不过|熬勿过|活不过 … 今|明|了|天|晚
        不活|活着 ~ 干嘛|了
        下辈子|来生|来世 … 报答|再做|再见|再还|还你|做牛|再孝|不做人|不要做|对不起|补偿
        自我了断|了断|一死|以死|去死
        """,
        en="""
        stepping|jumping|jump|walk|walking|throw|throwing|step|driving ~ front of|into
            |under ~ train|car|truck|bus|traffic|subway
        wrong|other|outside + side ~ bridge|railing|rail|barrier|fence
        bought|got|have|found|tied|with|ready ~ rope|noose|razor|razors|razor blade ~ already
            |neck|wrist|ready|tonight|myself|and|$
        noose|rope around|hang myself
        tell ~ kids|mom|family|wife|parents|everyone|children|dad|husband|daughter
            |son ~ i love|i am sorry|goodbye
        nobody|no one|everyone|world|they ~ notice|care|miss|cry|better|happier ~ if
            |when + i ~ was|were|am|died|die|disappeared|gone|killed
        plan|plans|planning|thoughts|thinking|thought ~ to|of|about ~ die|dying|suicide|death
            |ending it|end it|killing|not being alive|jumping|hanging
        razor|blade|knife ~ on|to|against + my|her|his ~ wrist|wrists|skin|arm
        goodbye ~ world|forever|cruel
        sorry|love ~ goodbye ~ everyone|forever|all
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        不想再撑|不想撑|不撑了|撑够了|不想再熬|不想熬|熬够了|不想坚持
        人间不值得|世界不值得|人间太苦|不想待在这个世|不想留在这个世
        这个世界|这世界|这世上 ~ 没意思|不值得
        我 … 决定|想好|准备好|打算 ~ 结束|去死|了断|解脱|离开|今晚结束|走了 ~ 了|吧
        活着|活|人生|做人|日子|生活 … 意思|意义|劲|盼头|希望|奔头|价值 ~ 没有了|都没有|都没
            |也没有|在哪
        找不到|没有|没 … 活下去|活着 ~ 的|理由|动力|意义|勇气
        我死 … 没人|谁会|会不会|算了|好了|了吧
        站在|坐在|走到 … 河边|江边|湖边|桥上|桥头|海边|水边 … 不想|不回|再见|风|冷|一个人|哭
        买了|准备了|囤了|攒了|藏了|存了 … 安眠药|农药|老鼠药|刀片|绳子|木炭
        见不到我了|看不到我了|见不着我了|以后用不着了
        已经想好了|想好了 … 别|救|走|死
        爬上来了|爬上去了 … 楼|下面|看着
        今晚我不在|明天我不在
        留恋|了无牵挂|没什么牵挂|没有牵挂|不值得活|不值得留
        负担|累赘|包袱|拖累 … 死|轻松|全家|我是|活
        我是 … 负担|累赘|包袱|多余|废物
        猫|狗|孩子|爸妈|父母|我妈|我爸|女儿|儿子 … 拜托|托付|交给|麻烦你 … 了|我|照顾 … 走了
            |再见|不在|我走
        密码|银行卡|存折|房产证 … 写|留|放 … 走了|不在|死|拜托|再见
        不在了|走了|不在的话|死了 … 照顾|喂|保重|别找|勿找|不要找|别难过|别哭|勿哭
        为什么还要醒|为什么要醒|不想醒|不要醒|别醒|不用醒|再也不要醒|不再醒|还要活|为什么活
            |为啥活|醒过来干|为什么我还活
        睡过去|一觉睡 … 不|别|再|醒
        活着|活|做人|日子|人生 … 啥意思|什么意思|啥意义|啥意|图啥|图什么|为啥|没啥|没什么意|苦
            |不值得|没奔头|煎熬
        没奔头|没指望了|没活头|没盼望|没啥活头|活受罪
        消失|解脱 … 想|好|真|我|算
        想 ~ 消失|解脱|离开所有|离开大家
        没人爱我|没人管我死|没人懂我|都不要我|没人会难过|没人会伤心|没有人会难过
        熬不住|撑不住|扛不住|坚持不住|撑勿下去|撑勿牢|顶不住 ~ 了|啦
        累了 ~ 不想|真的|想走|想睡|活
        自残|伤自己|划自己|掐自己|撞墙
        痛苦 … 结束|不想|解脱|活|死|每天
        结束 ~ 一切|痛苦|这一切|了吧
        老天 … 收|带走
        我 ~ 想死|不配|该死|没用了
        """,
        en="""
        gonna|wanna|about to|ready to|might + jump
        end|ending + things|everything|it ~ tonight|now|today|forever|soon|for good|all
        should|might as well|ought to|deserve to|could + die|be dead|kill myself|end it
        everyone|everybody|they all|nobody ~ hates me|loves me|cares about me
        cant do this any more|done with this world|leaving this world|leave this world
        make it through ~ tonight|night
        it to be over|it over tonight
        she|he ~ texted goodbye|said goodbye
        on + bridge ~ peaceful|quiet|cold|thinking|alone|honestly
        should not|shouldnt|dont deserve to ~ exist|be alive|be here|live|have been born
        enough of ~ life|living|everything|this world
        tonight ~ it is over|is my last|last night|i end
        i ~ wanna|gonna ~ end|disappear|vanish|end it|sleep forever
        pain|suffering|hurting|it all ~ to ~ stop|end|go away|be over
        point ~ of|in ~ living|life|going on|being alive|existing|waking
        why ~ am i ~ alive|still alive|still here|living
        nobody|no one ~ even ~ notice|care|cares|miss|loves me|needs me|would notice
        i am ~ burden|worthless|useless|waste of space|better off
        i hate ~ my life|myself|living|being alive
        feel|feeling ~ dead inside|empty|hopeless|worthless|trapped in life|suicidal|like dying
        cant ~ take|bear|handle|stand|face ~ any more|life|another day|this life
        final|last ~ goodbye|message|words|day ~ from me|ever|on earth|alive
        i give up|i have given up|giving up ~ on life|life|everything|living|it all
        life ~ hurts|too much|too hard|unbearable|nothing|empty|has no
        tired of ~ living|life|everything|being here|existing
        self + harm|harming|injure|injury
        hurt myself|hurting myself|cutting again|started cutting
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        割得 ~ 深|太深
        楼顶|天台 … 再见|别找|风
        在楼顶|在天台|在桥上|站在桥|在河边|在江边|在窗口|站在窗 … 风|再见|安静|别找|走进|抱
            |不冷|不知道|跳
        """,
        en="""
        cut ~ too deep|deep
        kid|child|girl|boy|woman|man|person|someone|somebody ~ on|outside ~ ledge|railing
            |rooftop|roof ledge|bridge rail
        i am + on + bridge|roof|rooftop|tracks
        no longer be alive|time you read this|nothing left for me|go through with it|intend to end
        reason not to|keep myself safe|keep me safe
        od|oded|odd ~ on|she|he|idk
        voices ~ jump|kill|die|hurt
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        信 ~ 写好|放在枕头|留
        别劝我|随他去|随她去|跟他去了|不用来找我|别来找我|你们别找|不要找我
        有个声音|脑子里 … 跳|死|杀|声音
        伤害 ~ 宝宝|孩子|婴儿
        药 … 数好|就手边|在手边|手边
        """,
        en="""
        goodbye ~ text|message|texts|messages|post
        better off w o me|w o me|without me
        hurt|harm ~ my baby|baby
        """,
    ),
)  # fmt: skip
