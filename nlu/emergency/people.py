"""What people do to themselves and to each other, and people who are gone."""

from nlu.emergency.situations import Kind, Situation

TABLE = (
    Situation(
        Kind.SELF_HARM,
        certain=True,
        zh="""
        不想活|勿要活|弗想活|活不下去|活不下|不愿活|没法活了|不活了|活够了|活腻了|活勿下去|不想再活|别活了|没脸活
        想死|去死算|死了算|死掉算|死了一了|死了好了|死了干净|我要死给|寻死|求死|寻短见|轻生|想不开|寻个短
        自杀|自尽|自缢|上吊|割腕|割脉|吞药|烧炭自|自残|自伤|了结自己|自己了结|结束自己|结束生命|结束我的生命|结束这一生|结束这条命
        结束 … 生命|命|一切|痛苦 ~ 了|吧|算|$
        跳楼|跳河|跳江|跳湖|跳桥|跳海|卧轨|往下跳|从楼上跳|从桥上跳|跳下去|跳井
        一了百了|了此残生|不如死|不如解脱|死了就解脱|死了才解脱|死是解脱|想解脱|解脱了吧|只有死|死路一条|死了更好|死了倒|死了拉倒|早死早
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
        wanna|want|ready to|rather|better to|gonna|hope i|hope to|deserve to|wish i could|wish to|wish i would + die
        wanna be dead|wish i was dead|wish i were dead|better off dead|rather be dead|wish i could die|wished i were dead
        kill|killing|hang|hanging|hurt|hurting|harm|harming|cut|cutting|shoot|drown|drowning|end|stab + myself|himself|herself|themselves|themself
        kms|kys|ctb|suicidal|suicide|self harm|selfharm|selfharming
        end|ending|take|taking|took + my|her|his|own|it all|their own + life|lives|now|own life|$
        end it all|ending it all|end it tonight|all to end|ending it tonight|end my pain|end my suffering
        end|ending|take|taking + my|her|his|their ~ life
        jump|jumping|gonna jump ~ off|from|in front of ~ bridge|roof|building|balcony|window|train|rooftop|here
        standing|sitting|up|am|is|stand|climbed|he is|she is ~ on ~ roof|rooftop|ledge|railing|edge|bridge rail ~ jump|jumping|gonna|edge|thinking|wanna|building|and
        on + ledge|rooftop
        goodbye + letter|letters|note|notes|forever
        suicide note|farewell letter|farewell note|said goodbye to everyone|last goodbye|my last message|final message|final goodbye
        no|any|one + reason|point|reasons ~ to live|to keep living|living|in living|to go on|to be alive|to stay alive|in going on
        better off without ~ me|him|her
        better off if i ~ dead|gone|died|dead
        dont|not + wanna ~ live|be alive|be here any more|exist|wake up|be here|go on living|be alive any more|keep living
        pills ~ take them all|gonna take|in front of me|ready|saved up|lined up
        take|swallow|taking + all ~ pills|tablets|of them|my meds
        life ~ isnt|not + worth
        isnt worth living|not worth living|tired of living|tired of being alive|sick of living|done with life|done with living|hate being alive|nothing to live for|nothing left to live
        slit|slitting|slash ~ wrist|wrists|throat
        cut|cutting ~ my|her|his + wrist|wrists|arm|arms|veins
        never wake up|not wake up tomorrow|fall asleep forever|sleep forever|wont be here tomorrow|wont be alive|wont see tomorrow
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        活着 … 没意思|没劲|没意义|有什么意义|有什么意思|干什么|干嘛|累|痛苦|拖累|是负担|没用|折磨|受罪|为了什么|没盼头
        活得 ~ 没意思|没劲|好累|太累|累了|痛苦|没意义|好苦|没盼头
        人生|日子|生活|活 … 没意思|没意义|没盼头|没希望|没有希望|熬不下去|过不下去|过不下去了
        生无可恋|万念俱灰|心如死灰|看不到希望|没有希望了|绝望|没什么盼头|没啥盼头|没盼头
        撑不下去|坚持不下去|熬不下去|熬不住了|撑不住了|活着就是|扛不下去
        没有我 … 更好|会好|轻松|就好|不会|都好
        我不在了|我走了以后|我走后|等我死|我死后|我死了|如果我死|我要是死|我消失|我没了 … 你们|孩子|照顾|好|没人|谁|会|猫|狗|请|别
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
        cant|dont wanna|unable to + go on|do this any more|take it any more|take this any more|live like this|keep going|keep living|carry on|cope any more|live any more|bear this any more|keep doing this
        want|wanna|wish ~ it all to end|to stop|it to stop|disappear forever|disappear|never born|was never born|never been born|vanish
        never been born|was never born|never was born|werent born|wish i wasnt born
        disappear forever|gone forever|not exist|stop existing|cease to exist
        no one|nobody + would|will + miss|care|notice ~ me|if
        burden ~ to|on + everyone|family|my|all|them|people|kids|children
        nothing matters|no hope|hopeless|no future|no way out|whats point|what is point|see no way
        life ~ meaningless|pointless|is over|no meaning|hell
        given up on life|give up on life|giving up on life|lost will to live|lost all hope|dont care if i die|dont care if i live
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
        窗台|天台|楼顶|屋顶|顶楼|护栏|栏杆外|阳台外|桥边|桥上|江边|铁轨|轨道|桥栏|大桥 … 坐|站|跳|徘徊|想走|世界
        坐在|站在|走到|爬到|爬上|翻过|站到|定位在|跨 … 窗台|天台|楼顶|屋顶|栏杆|护栏|桥边|江边|铁轨|阳台边|阳台上|大桥|桥上|边上 … 风|跳|想|活|再见|死|下|轻松|哭|不
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
        stepping|jumping|jump|walk|walking|throw|throwing|step|driving ~ front of|into|under ~ train|car|truck|bus|traffic|subway
        wrong|other|outside + side ~ bridge|railing|rail|barrier|fence
        bought|got|have|found|tied|with|ready ~ rope|noose|razor|razors|razor blade ~ already|neck|wrist|ready|tonight|myself|and|$
        noose|rope around|hang myself
        tell ~ kids|mom|family|wife|parents|everyone|children|dad|husband|daughter|son ~ i love|i am sorry|goodbye
        nobody|no one|everyone|world|they ~ notice|care|miss|cry|better|happier ~ if|when + i ~ was|were|am|died|die|disappeared|gone|killed
        plan|plans|planning|thoughts|thinking|thought ~ to|of|about ~ die|dying|suicide|death|ending it|end it|killing|not being alive|jumping|hanging
        razor|blade|knife ~ on|to|against + my|her|his ~ wrist|wrists|skin|arm
        goodbye ~ world|forever|cruel
        sorry|love ~ goodbye ~ everyone|forever|all
        """,
    ),
    Situation(
        Kind.SELF_HARM,
        certain=False,
        zh="""
        留恋|了无牵挂|没什么牵挂|没有牵挂|不值得活|不值得留
        负担|累赘|包袱|拖累 … 死|轻松|全家|我是|活
        我是 … 负担|累赘|包袱|多余|废物
        猫|狗|孩子|爸妈|父母|我妈|我爸|女儿|儿子 … 拜托|托付|交给|麻烦你 … 了|我|照顾 … 走了|再见|不在|我走
        密码|银行卡|存折|房产证 … 写|留|放 … 走了|不在|死|拜托|再见
        不在了|走了|不在的话|死了 … 照顾|喂|保重|别找|勿找|不要找|别难过|别哭|勿哭
        为什么还要醒|为什么要醒|不想醒|不要醒|别醒|不用醒|再也不要醒|不再醒|还要活|为什么活|为啥活|醒过来干|为什么我还活
        睡过去|一觉睡 … 不|别|再|醒
        活着|活|做人|日子|人生 … 啥意思|什么意思|啥意义|啥意|图啥|图什么|为啥|没啥|没什么意|苦|不值得|没奔头|煎熬
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
        Kind.VIOLENCE,
        certain=True,
        zh="""
        打我(?!电话|手机|的|微信|个|招呼|小报告|座机|号)|揍我|掐我|踢我|砍我|要打死|往死里打|打死我|打死人|打得 … 血|晕|起不|青|伤|爬|不动
        打|揍|殴打|家暴|虐待|掐|砸|砍 ~ 老婆|老人|孩子|妈妈|妈|小孩|他妈|女的|女人|我妈|姐|我女儿|娃|人了|我姐|奶奶|爷爷|保安
        打老婆|打孩子|打老人|打女人|打人了|在打人|打死
        被打|被揍|被殴|被砍|被捅|被掐|挨打|被家暴|遭家暴|被老公 … 打|家暴|关
        {家人} … 打妈|打我妈|又打|动手打|掐我|锁在|关在 ~ 屋|家|房|我|妈|打|出
        家暴 … 我|救|正在|又|快|现在|隔壁|楼上
        拿刀|持刀|拿着刀|提着刀|拎着刀|带着刀|有刀|动刀|菜刀 … 砍|追|挥|冲|要|人|威胁
        拿着 ~ 刀|斧|铁棍|砍刀|菜刀|棍
        拿刀|持刀|拿着刀|提着刀|动了刀|动刀子|动了家伙|捅人|捅了|砍人|砍了|砍伤|捅伤|被捅|行凶
        杀人|要杀我|杀了我|要杀|杀了他|弄死我|弄死你|要弄死|要我的命|同归于尽
        抢劫|抢了我|抢我的|被抢了|抢包|抢走了|打劫
        有人 … 撬|砸 … 门|锁|窗
        撬 ~ 门|锁|窗 … 在|现在|人|里
        闯进|翻进|翻窗|爬进|破门|入室|砸门|踹门 … 来|家|院|人|里
        有贼|进贼|有小偷 ~ 家|屋|在|进|院
        跟踪|尾随 ~ 我|在|一路|着
        跟踪我|被跟踪|被人跟踪|尾随我|被尾随|一直跟着我|跟在我后
        强奸|强暴|性侵|猥亵|非礼|耍流氓|强行摸|摸我
        绑架|被绑|绑走|拐走|拐孩子|抢孩子|人贩子|拐卖 … 有|快|在|抱
        抱走 ~ 孩|娃|宝
        绑架|人贩子|抢孩子
        拽|拖|拉|推 … 上车|进车|面包车
        把我 ~ 锁|关|反锁|绑 ~ 在|起来|屋|家|里
        不让我出|限制人身|软禁
        打群架|群殴|打起来|火并|械斗
        快报警|帮我报警|帮忙报警|报警啊|叫警察|快叫110|打110|叫110|警察快
        有枪|开枪|枪声|拿着枪
        救救我|救救他|救救她|救救孩|救救我妈|救救我爸
        """,
        en="""
        beating|beats|hitting|hits|punching|kicking|strangling|choking|choked|attacking|attacked|attacks|assaulting|assaulted|hurting|threatening|slapping|punched|raping|raped|molesting ~ {me}
        beating + me|her|him|up|his|wife
        hit me(?! up)|hits me|beat me(?! up to| to)|beats me|strangled|hurts me|attacked me|punched me|kicked me|slapped me|grabbed me
        being|getting|is|was|got|been|just got + beaten|attacked|assaulted|robbed|mugged|stabbed|raped|kidnapped|strangled|followed|stalked|abused|threatened ~ by|up|right|now|help|in|at|on|near|outside|and|$
        being + followed|stalked|attacked|beaten|robbed|abused|chased|held
        following|stalking|chasing + me|us|her
        knife|gun|machete|axe|weapon ~ at|in his|and|to my|outside|right now|pointing|in hand|threatening|screaming
        with|has|have|pulled|holding|waving|carrying|got|swinging ~ knife|gun|machete|axe|weapon|cleaver|blade
        he|she|they|man|someone|guy|who ~ knife|gun|machete|weapon
        stabbed|stabbing|shooting at|gunshots|gunshot|gunfire|shooter|being shot|got shot|shots fired
        breaking into|broke into|breaking in|break in|broken into|intruder|burglar in|burglars|burglar|trying to get in|climbing in|climbed in|forcing ~ door|house|home|flat|apartment|right|now|my|window|is|in|next
        intruder|burglar|breaking into|someone in my house|someone inside my|man in my house|stranger in my
        robbed|robbing|mugged|mugging ~ me|at|just|us|by|now|someone|on|near
        being|got|just|getting|been + robbed|mugged
        will|gonna|wanna|tried to|trying to|threatens to|threatened to|threatening to|wants + kill|murder|hurt|stab|shoot + me|us|her|him|them|mom|my|everyone
        kill me|killing me + and|if|tonight|right now|help|he|$
        kidnapped|kidnapping|abducted|snatched ~ me|child|my|kid|girl|boy|someone|her
        dragging|dragged|pulling|forcing ~ into ~ car|van|truck
        raped|raping|molested|sexually assaulted|groping|groped
        locked me|locks me|wont let me|held me|holding me|keeps me ~ in|inside|leave|out of here|hostage|prisoner|here
        call|need|send|get + police|cops|110
        domestic violence ~ next|happening|now|going|upstairs|neighbor|again
        screaming|yelling|shouting ~ for help|for her life|help me
        murdering|murder ~ someone|help|next door
        people|men|guys|teens|boys|gang|drunks ~ fighting|brawling ~ with|knives|bottles|sticks|outside|downstairs|blood|bats
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=False,
        zh="""
        打架|动手了|吵得要动手|打人|动手打
        女的|孩子|小孩|老人|女人|有人 ~ 惨叫|尖叫|喊救命|叫救命|一直哭叫|哭喊
        威胁我|恐吓我|堵我|堵在 ~ 门口|家门
        鬼鬼祟祟|陌生男|陌生人 … 敲门|门口|跟着|拉
        我好怕|很害怕 … 他|打|门外|跟
        想杀|杀了
        """,
        en="""
        screaming|screams ~ woman|child|help|upstairs|next door|flat|apartment
        woman|child|kid|girl|someone|lady ~ screaming
        fighting|fight ~ downstairs|outside|in street|broke out
        afraid of ~ husband|boyfriend|ex|him|dad
        threatening|threatened|threatens ~ me|us|my
        scared|afraid|terrified ~ he will|he is outside|at my door|outside door
        trying to open|banging on|pounding on ~ door
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=True,
        zh="""
        砸|踹|撞|踢 ~ 门|玻璃|车窗 … 喝|进来|要|骂|瓶|手|我|前夫|人家|怕
        前夫|醉汉|喝醉|发酒疯|疯子|男人|男的|前男友|他|有人 … 踹门|砸门|撞门|踢门|砸人家|砸玻璃|堵门|撬门|翻窗
        踹门|砸门
        醉汉|发酒疯|疯子|神经病|精神病 … 砸|打|砍|刀|酒瓶|追|棍|伤
        刀|枪|斧头|砍刀|匕首|匕首 … 架|顶|抵|比划|逼|对着|脖|威胁|捅|砍|追|挥|割
        扯走|抢走|夺走|抢了|拽走|抢跑 … 项链|包|手机|钱|金|我|电动
        项链|包|手机|钱|耳环 ~ 扯走|抢走|被抢|夺走|抢了
        动手动脚|性骚扰|露阴|暴露狂|猥琐男|掀我|脱我|搂我|强吻|扒我|骚扰我
        被关 … 房|屋|家|天|不让|地下
        他 ~ 关在|锁在
        弄死|砍死|捅死|掐死|勒死|打死|杀了 ~ 我|你|全家|她|他|人|孩
        持械|砍刀|棍棒|铁棍|刀棍|酒瓶 … 打|砸|追|流血|冲
        打 ~ 起来|群架 … 血|刀|多人|伤|快|棍|拉不
        又打|又在打|又动手|打得 … 哭|惨|女|孩|叫|血|妈|凶
        男的|老公|他 … 打 ~ 女|老婆|她|孩|我妈 ~ 的|惨|狠|哭|不|$
        """,
        en="""
        baseball bat|hammer|crowbar|iron bar|broken bottle|metal pipe|screwdriver ~ at|outside|door|hitting|threatening|$
        with|has|holding|got ~ bat|hammer|crowbar|bottle|pipe|stick|weapon ~ at|outside|door|hitting|threatening|$
        husband|ex|boyfriend|wife|dad|father|he|partner|stepdad|son ~ choked|beat|beats|punched|hit|hits|strangled|attacked|slapped|kicked|threw|pushed|beating|hitting ~ me|mom|us|her|my|him
        my ex|stranger|man|guy|he|someone ~ outside|at + my|our|door ~ door|window|house|screaming|threatening|bat|knife
        trying to|tries to|try to ~ open|break|force|kick ~ my|our|front|door|lock|window ~ door|in|down|lock|window|tool|open
        picking|kicking|breaking|smashing ~ lock|door|window|windows ~ in|my|down|now|right|of|$
        beating up|beat up|ganging up on|jumping on
        grabbed|groped|touched|touching|cornered|followed|pinned ~ me|my daughter|her|girl ~ in|on|stairwell|lift|elevator|against|from|and
        gonna|will|wants to ~ hurt|kill|hit|beat|attack|stab|shoot|hurt ~ me|us|kids|her|him|mom|everybody|everyone|someone
        snatched|ripped|stole|took ~ my ~ bag|necklace|phone|purse|chain ~ and ran|running|just now|right now|ran|off my neck
        holding ~ knife|gun|blade ~ to|at
        hiding ~ in|from|under ~ bathroom|closet|husband|him|bed|toilet|room|wardrobe|cupboard
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=False,
        zh="""
        躲在 … 厕所|房间|柜|保安室|洗手间|卫生间|屋|床下|店|里面 … 怕|他|不敢|外面|打|男|救
        对我 … 家暴|动粗|施暴|下手
        有人 ~ 跟着我|盯着我|堵我|追我
        追我|追着我|追着打|追着砍
        """,
        en="""
        drunk ~ man|guy|men|husband ~ shouting|banging|threatening|smashing|hitting|fighting|aggressive
        hits|beats ~ me|us|her|kids|mom
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        zh="""
        {老小}|老年痴呆 … 不见了|找不到|找不着|走丢|走失了|丢了|失踪|没回来|没回家|跑丢|联系不上|寻勿着|失联|不知去向|没了影
        走丢了|走失了|跟丢了|人丢了 … 孩|老|妈|爸|爷|奶|娃
        {老小} ~ 走丢|走失|失踪
        """,
        en="""
        cant find|lost|lose|cant see|looking for|searching for ~ son|daughter|child|kid|boy|girl|grandson|granddaughter|mom|dad|grandma|grandpa|toddler|baby|mother|father|grandmother|grandfather
        son|daughter|child|kid|boy|girl|grandson|granddaughter|mom|dad|grandma|grandpa|toddler|mother|father|grandmother|grandfather|wife|husband|dementia|alzheimers|alzheimer … missing|disappeared|vanished|wandered off|wandered away|is lost|got lost|ran away|wandered|gone missing|hasnt come home|never came home|not come home
        missing + child|kid|boy|girl|person
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        zh="""
        痴呆|阿尔茨海默|老糊涂|健忘|失智 … 出去|出门|没回|跑|不在|走|不见
        {老小} … 没到家|没回家|没回来|没到学校|还没回|人没了|不见|没接到|没见到人|没放学|走散|跟丢|寻不着|找勿到|找不着人|寻勿到
        放学 … 没到家|没回|没见|没接到
        {老小} ~ 丢了
        """,
        en="""
        dementia|alzheimers|alzheimer … gone|out|left|wandered|missing|home|find|lost
        {someone} … never came|hasnt come|dont come|didnt come|hasnt returned|not returned|never arrived|didnt arrive|isnt back|not back|hasnt been seen ~ home|back|school|from|since|tonight|$
        daughter|son|child|kid|boy|girl|toddler|grandson|granddaughter ~ disappeared|vanished|gone|missing|lost ~ at|in|from|from school|market|park|since|right now|crowd|$
        """,
    ),
)  # fmt: skip
