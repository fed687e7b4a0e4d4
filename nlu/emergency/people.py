"""Violence and crime, and people who cannot be found."""

from nlu.emergency.situations import Kind, Situation

TABLE = (
    Situation(
        Kind.VIOLENCE,
        certain=True,
        zh="""
        打我(?!电话|手机|的|微信|个|招呼|小报告|座机|号)|揍我|掐我|踢我|砍我|要打死|往死里打
            |打死我|打死人|打得 … 血|晕|起不|青|伤|爬|不动
        打|揍|殴打|家暴|虐待|掐|砸|砍 ~ 老婆|老人|孩子|妈妈|妈|小孩|他妈|女的|女人|我妈|姐
            |我女儿|娃|人了|我姐|奶奶|爷爷|保安
        打老婆|打孩子|打老人|打女人|打人了|在打人|打死
        被打|被揍|被殴|被砍|被捅|被掐|挨打|被家暴|遭家暴|被老公 … 打|家暴|关
        有刀
        往死里打
        围着 ~ 打|打他|打人
        请报警|帮忙报警|快来警察
        说 … 烧我家|烧死|一起完蛋|同归于尽|一起死
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
        beating|beats|hitting|hits|punching|kicking|strangling|choking|choked|attacking
            |attacked|attacks|assaulting|assaulted|hurting|threatening|slapping|punched|raping
            |raped|molesting ~ {me}
        beating + me|her|him|up|his|wife
        hit me(?! up)|hits me|beat me(?! up to| to)|beats me|strangled|hurts me|attacked me
            |punched me|kicked me|slapped me|grabbed me
        being|getting|is|was|got|been|just got + beaten|attacked|assaulted|robbed|mugged
            |stabbed|raped|kidnapped|strangled|followed|stalked|abused|threatened ~ by|up|right
            |now|help|in|at|on|near|outside|and|$
        being + followed|stalked|attacked|beaten|robbed|abused|chased|held
        following|stalking|chasing + me|us|her
        knife|gun|machete|axe|weapon ~ at|in his|and|to my|outside|right now|pointing|in hand
            |threatening|screaming
        with|has|have|pulled|holding|waving|carrying|got|swinging ~ knife|gun|machete|axe
            |weapon|cleaver|blade
        he|she|they|man|someone|guy|who ~ knife|gun|machete|weapon
        stabbed|stabbing|shooting at|gunshots|gunshot|gunfire|shooter|being shot|got shot
            |shots fired
        breaking into|broke into|breaking in|break in|broken into|intruder|burglar in|burglars
            |burglar|trying to get in|climbing in|climbed in|forcing ~ door|house|home|flat
            |apartment|right|now|my|window|is|in|next
        intruder|burglar|breaking into|someone in my house|someone inside my|man in my house
            |stranger in my
        robbed|robbing|mugged|mugging ~ me|at|just|us|by|now|someone|on|near
        being|got|just|getting|been + robbed|mugged
        will|gonna|wanna|tried to|trying to|threatens to|threatened to|threatening to
            |wants + kill|murder|hurt|stab|shoot + me|us|her|him|them|mom|my|everyone
        kill me|killing me + and|if|tonight|right now|help|he|$
        kidnapped|kidnapping|abducted|snatched ~ me|child|my|kid|girl|boy|someone|her
        dragging|dragged|pulling|forcing ~ into ~ car|van|truck
        raped|raping|molested|sexually assaulted|groping|groped
        locked me|locks me|wont let me|held me|holding me|keeps me ~ in|inside|leave
            |out of here|hostage|prisoner|here
        call|need|send|get + police|cops|110
        domestic violence ~ next|happening|now|going|upstairs|neighbor|again
        screaming|yelling|shouting ~ for help|for her life|help me
        murdering|murder ~ someone|help|next door
        people|men|guys|teens|boys|gang|drunks ~ fighting|brawling ~ with|knives|bottles
            |sticks|outside|downstairs|blood|bats
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
        前夫|醉汉|喝醉|发酒疯|疯子|男人|男的|前男友|他|有人 … 踹门|砸门|撞门|踢门|砸人家
            |砸玻璃|堵门|撬门|翻窗
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
        掐|勒 ~ 脖
        拖着|按着|摁着|压着|拽着|揪着|拉着 ~ 我|她|头发|孩 … 不放|打|撞|走|砸|喊|救
        又打|又在打|又动手|打得 … 哭|惨|女|孩|叫|血|妈|凶
        男的|老公|他 … 打 ~ 女|老婆|她|孩|我妈 ~ 的|惨|狠|哭|不|$
        """,
        en="""
        baseball bat|hammer|crowbar|iron bar|broken bottle|metal pipe|screwdriver ~ at|outside
            |door|hitting|threatening|$
        with|has|holding|got ~ bat|hammer|crowbar|bottle|pipe|stick|weapon ~ at|outside|door
            |hitting|threatening|$
        husband|ex|boyfriend|wife|dad|father|he|partner|stepdad|son ~ choked|beat|beats
            |punched|hit|hits|strangled|attacked|slapped|kicked|threw|pushed|beating|hitting ~ me
            |mom|us|her|my|him
        my ex|stranger|man|guy|he|someone ~ outside|at + my|our|door ~ door|window|house
            |screaming|threatening|bat|knife
        trying to|tries to|try to ~ open|break|force|kick ~ my|our|front|door|lock
            |window ~ door|in|down|lock|window|tool|open
        picking|kicking|breaking|smashing ~ lock|door|window|windows ~ in|my|down|now|right|of|$
        break|breaking|broke|breaks + into|in ~ my|our|house|apartment|flat|home
        beating up|beat up|ganging up on|jumping on
        grabbed|groped|touched|touching|cornered|followed|pinned ~ me|my daughter|her
            |girl ~ in|on|stairwell|lift|elevator|against|from|and
        gonna|will|wants to ~ hurt|kill|hit|beat|attack|stab|shoot|hurt ~ me|us|kids|her|him
            |mom|everybody|everyone|someone
        snatched|ripped|stole|took ~ my ~ bag|necklace|phone|purse|chain ~ and ran|running
            |just now|right now|ran|off my neck
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
        drunk ~ man|guy|men|husband ~ shouting|banging|threatening|smashing|hitting|fighting
            |aggressive
        hits|beats ~ me|us|her|kids|mom
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        zh="""
        {老小}|老年痴呆 … 不见了|找不到|找不着|走丢|走失了|丢了|失踪|没回来|没回家|跑丢
            |联系不上|寻勿着|失联|不知去向|没了影
        走丢了|走失了|跟丢了|人丢了 … 孩|老|妈|爸|爷|奶|娃
        {老小} ~ 走丢|走失|失踪
        """,
        en="""
        cant find|lost|lose|cant see|looking for|searching for ~ son|daughter|child|kid|boy
            |girl|grandson|granddaughter|mom|dad|grandma|grandpa|toddler|baby|mother|father
            |grandmother|grandfather
        son|daughter|child|kid|boy|girl|grandson|granddaughter|mom|dad|grandma|grandpa|toddler
            |mother|father|grandmother|grandfather|wife|husband|dementia|alzheimers
            |alzheimer … missing|disappeared|vanished|wandered off|wandered away|is lost|got lost
            |ran away|wandered|gone missing|hasnt come home|never came home|not come home
        missing + child|kid|boy|girl|person
        """,
    ),
    Situation(
        Kind.MISSING,
        certain=True,
        zh="""
        痴呆|阿尔茨海默|老糊涂|健忘|失智 … (?<!我要)(?<!要)出去|出门|没回|跑|不在|走|不见
        {老小} … 没到家|没回家|没回来|没到学校|还没回|人没了|不见|没接到|没见到人|没放学|走散
            |跟丢|寻不着|找勿到|找不着人|寻勿到
        放学 … 没到家|没回|没见|没接到
        """,
        en="""
        dementia|alzheimers|alzheimer … gone|out|left|wandered|missing|home|find|lost
        {someone} … never came|hasnt come|dont come|didnt come|hasnt returned|not returned
            |never arrived|didnt arrive|isnt back|not back|hasnt been seen ~ home|back|school|from
            |since|tonight|$
        daughter|son|child|kid|boy|girl|toddler|grandson|granddaughter ~ disappeared|vanished
            |gone|missing|lost ~ at|in|from|from school|market|park|since|right now|crowd|$
        """,
    ),
    Situation(
        Kind.VIOLENCE,
        certain=True,
        zh="""
        打出血|围着一个 … 打
        追他|追我|追她 … 血|刀|救
        """,
        en="""
        lock|locks|locked ~ me ~ in|inside|room
        break|breaks|breaking ~ my ~ door|window
        by ~ throat|neck
        grabbed|snatched|dragged|took ~ girl|boy|child|kid|toddler ~ outside|into|and|from
            |near|away
        he say ~ kill|he say he kill
        """,
    ),
)  # fmt: skip
