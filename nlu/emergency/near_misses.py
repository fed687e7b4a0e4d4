"""Words that look like danger and are none, and the talk in which danger is only spoken about.

An idiom is blotted out of the text. A frame (the past, a film, a course, "if") takes the alarm from
words in its own clause, or its neighbours' too when it is wide; never from the rest of the text.
"""

import re
from dataclasses import dataclass

from nlu.emergency.normalise import Heard
from nlu.emergency.situations import Kind

_LIFE = frozenset(Kind) - {Kind.SELF_HARM}

_IDIOMS_ZH = re.compile(
    r"打(?:工|通|印|听|算|车|扫|针|包|卡[^住]|开|扰|理|麻将|牌|篮球|球|疫苗|招呼|折"
    r"|交道)|结束一切|不漏|的(?![孩儿女娃老妈爸爷奶小宝孙弟妹]).{1,6}(?:找不到|不见了"
    r"|丢了|找不着)|(?:腿|腰|脚|手)都?(?:快|要|站|走|跑|坐|拖|搬|洗|跳)得?断了|救火般"
    r"|不想活动|卡在空调|水里(?=.{0,3}预约)|(?:手机|钥匙|卡|手表|耳机"
    r"|伞)[掉落][进到]?(?:水里|河里|井里)|(?:想|恨不得)打人|(?:手|腰|腿|脚|胳膊)都?(?:快"
    r"|要)断了|人都?[要快]晕了|助听器.{0,3}不见|在烧(?:饭|菜|水|香|烤)|吵死人|火锅|火车"
    r"|火腿|火龙果|火热|火爆|火化|火葬|火灾险|火山|火箭|火鸡|火药味|上火|发火|恼火"
    r"|冒火星子|火冒三丈|[气心].?[得里]冒火|"
    r"[很超最爆挺特别巨正好].?火(?=$|[的啊了爆])(?<!很大火)(?<!着火)(?<!起火)|点不着火"
    r"|打不着火|打不起火|打着火|点着火|打火机|打火[灶器]|点火|着火点|起火锅|"
    r"大火(?=锅|炒|煮|炖|收|蒸|焖|烧开)|开大火|失火(?=险|保险)|(?:消防车"
    r"|救护车)(?=.{0,3}(?:开不|进不|过不))|没(?:什么|有|啥)?(?:臭|异|怪)?味"
    r"|消防车(?=通道|道|进不来|开不进|进不去|参观|模型|玩具|展|库)|"
    r"消防(?:通道|演习|演练|讲座|知识|培训|课|宣传|设施|器材|检查|栓|安全|喷淋|箱|门"
    r"|水带|队参观|站参观|体验)|"
    r"灭火器|防火[门墙带]|烟花|烟囱|烟感|烟雾报警器|油烟机?|烟头|烟味(?=.{0,4}(?:邻居"
    r"|抽烟|二手))|抽烟|吸烟|"
    r"(?:煤气|燃气|天然气|液化气)(?:费|卡|公司|开户|改造|账单|缴费|充值|号|过户|安检"
    r"|检查|抄表|开通|站点|营业厅|优惠|补贴|价格|换瓶|配送|送气)|"
    r"(?:煤气|燃气)报警器(?=.{0,4}(?:领|装|免费|安装|哪|坏|没电))|"
    r"[累笑热饿吓烦气急冷困渴忙丑美爱吵臭卷酸甜馋懒帅香羡妒堵挤恨蠢笨傻冻尬慕乐萌背土贵咸辣黑潮脏穷丢羞](?:死(?!人))(?:我们?"
    r"|人|宝宝|个人|老子|本人|你们?|咱|啦|了|掉)*|"
    r"[得要](?:要死|要命)(?=$|[了的啊，])|(?:涨|贵|热|冷|忙|挤|吵|困|累|慢|臭|脏"
    r"|卡)得(?:要死|要命|不行|不得了)|心疼死|想死你[们了]?|想死我了|"
    r"死机|死角|死板|死活|死党|死心|死脑筋|死气沉沉|死记硬背|死胡同|死路(?!一条)"
    r"|死亡(?:证明|赔偿|保险|登记|抚恤)|该死|作死|死贵|"
    r"打我(?:电话|手机|微信|的电话|小报告|座机)|打我一个|打架子鼓|跳河边|跳楼[价机]|跳楼大[甩减]|"
    r"防(?:跌倒|摔|溺水|火灾|火|走失|家暴|煤气|燃气|自杀|诈|震|触电|烫)|反家暴|防灾|"
    r"溺水(?:课|宣传|讲座|知识|安全教育|安全课)|走失(?:手环|登记|牌|定位)|"
    r"电梯卡(?!在|住|了|着)|电梯(?:广告|费|里的广告|里贴)|"
    r"爆炸(?:好吃|好看|头|式|性|盐)|炸(?:鸡|串|酱|油条|土豆)|爆炸了(?=的好吃)|"
    r"杀(?:价|菌|毒|虫|熟|青)|刀(?:具|削|工|功)|磨刀|砍价|抢[号票购课单红车名]|抢不到"
    r"|秒杀|自杀式|"
    r"(?:手机|电脑|平台|系统|程序|页面|网|小程序|界面|网站|验证码|账号|app"
    r"|屏幕).{0,4}(?:没反应|没有反应|崩溃|闪退|卡住|打不开|动不了|不动了)|"
    r"(?:小程序|程序|系统|app|页面|软件|网站|服务器)(?:又|老是|总是|都|又要)?崩溃|"
    r"(?:水管|马桶|下水道|水龙头|空调|天花板|墙|屋顶|楼上|轮胎|自行车|皮球).{0,4}漏[气水雨]|"
    r"人工呼吸|呼吸科|呼吸道|呼吸机|呼吸内科|心脏[科病内](?=.{0,6}(?:药.{0,3}报销|报销"
    r"|医保|挂|门诊|复查|体检|慢|办))|呼吸新鲜|"
    r"救命恩人|救命稻草|救命钱|救命药|救人英雄|见义勇为|没救了|"
    r"活不下去的花|[花草树鱼菜苗]活不下去|活着真好|没意思的?(?:活动|节目|课|讲座|比赛)"
    r"|(?:活动|节目|课|讲座|比赛|电影|电视|游戏).{0,4}没意思|"
    r"生不如死的加班|笑到昏|笑晕|晕车|晕针|晕船|血糖|血压|血脂|验血|献血|抽血|(?:断"
    r"|停)(?:电|网)了|"
    r"卡里出不来|结果出不来|成绩出不来|水出不来|热水出不来|钱.{0,3}取?出不来|"
    r"(?:血压|成绩|体检|钥匙|钱包|手机|预约|身份证|快递|记录|狗|猫|泰迪|号码|页面|入口"
    r"|按钮|地址|东西|证|卡|包|车|伞|眼镜)(?:都|又|突然|全)?(?:找不到|不见了|丢了|找不着"
    r"|走丢)|"
    r"找不到.{0,6}(?:楼|门|地方|入口|页面|按钮|路|办公室|窗口|在哪|电话|人工|客服|工作"
    r"|学校|负责人|记录|的证|证件)|"
    r"绝望的主妇|撑不住想笑|遗言.{0,2}游戏"
)
_IDIOMS_EN = re.compile(
    r"\b(?:jump (?:in|into|on|to) (?:shower|meeting|call|pool|queue|bus|conclusions"
    r"|rope)|jump rope|jump queue|trapped in (?:bureaucracy|loop|meeting|queue"
    r"|phone menu)|(?:battery|phone|laptop) is gonna die|(?:somebody|someone|anyone"
    r"|anybody) help me (?:carry|move|with|find)|cant go on (?:monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|\d|trip|that|weekend|holiday)|be here (?:at|on"
    r"|for|by|before) [a-z0-9]+|old flame"
    r"|fire (?:sale|drill|drills|exit|exits|hazard|hazards|door|doors|extinguisher"
    r"|extinguishers|safety"
    r"|station|truck toy|lane|lanes|hydrant|prevention|alarm test|insurance|escape|pit"
    r"|inspection|department (?:visit|tour|open day))"
    r"|(?:you|you are|he is|she is|team is|they are|we are|band is|were|is"
    r"|was) on fire (?:today|tonight|lately|this|on|with)"
    r"|you (?:are|were) on fire|camp ?fire|fireworks?|firefly|cease fire|under fire from"
    r"|play with fire"
    r"|gas (?:bill|bills|station|meter|card|company|account|price|prices|stove wont|stove dont)"
    r"|(?:queue|heat|back|suspense|stairs|noise|weather|wait|waiting|shoes|homework|exam"
    r"|knee|job|boss|traffic|music|dance|feet|work|line)"
    r"(?: [a-z]{1,12}){0,3} (?:is|are) killing (?:me|us)|it is killing me|(?:this"
    r"|that) [a-z]{1,12} is killing me|you are killing me|(?:this|that|these|paperwork"
    r"|forms?) (?:is |are )?killing me"
    r"|dying (?:to|for|of laughter|of boredom|laughing|from laughing|of curiosity"
    r"|of thirst|of hunger|of heat)|dying here lol"
    r"|die (?:laughing|of embarrassment|of laughter|of boredom|for (?:that|this|some"
    r"|your|those)|from laughing|of shame)|to die for|die hard|die of heat"
    r"|(?:phone|battery|laptop|computer|tablet|app|plant|plants|car|engine|internet|wifi"
    r"|signal|meter|monitor|clock|link)"
    r"(?: [a-z]{1,12}){0,2} (?:died|dead|dies|dying|dont respond|isnt responding"
    r"|not responding|frozen|stuck|exploded|froze)"
    r"|dead(?:line| battery| end| tired| serious| plant)|i am dead|nearly died"
    r"|almost died laughing|killing time|kill time|killed it|kill it"
    r"|kill (?:noise|music|lights|weeds|mosquitoes|rats|cockroaches|bugs|germs|ants"
    r"|for (?:coffee|pizza|tea|some))"
    r"|(?:\d+|many|few|some|couple of|per|of|two|ten|five|three) kms|kms (?:away|from"
    r"|per|to|long|run|walk)"
    r"|(?:heart|panic) attack when i saw (?:bill|price)|(?:gave|giving"
    r"|give) me heart attack|nearly had heart attack"
    r"|stroke of (?:luck|genius)|different strokes|(?:my|this) (?:package|parcel|card"
    r"|id card|form|booking|order)"
    r"|stuck (?:on|at) (?:step|page|form|login|question|traffic|loading)"
    r"|stuck in (?:traffic|queue|line|meeting|loop|loading)"
    r"|break (?:ice|record|in period)|shooting (?:star|photos|video|hoops|film|pictures|pool)"
    r"|(?:beat|hit) me (?:to it|up)|exam(?:s)? beat me|chess|baby fever|baby shower"
    r"|labou?r (?:day|law|contract|union|dispute|bureau|market|rights|office)"
    r"|end (?:this|my|our|chat|conversation|session|membership|subscription|shift"
    r"|contract|lease) (?:conversation|chat|membership|subscription|shift|contract|lease"
    r"|session)"
    r"|take my (?:own )?(?:life jacket|blood pressure)|fall (?:prevention|asleep"
    r"|festival|term|semester|in love|behind|for)|falls? (?:class|course)"
    r"|fell (?:asleep|in love|behind|for|apart|sick|ill|through|short|out with)"
    r"|fallen (?:leaves|leaf|tree|trees|branch|branches|behind)"
    r"|tripped (?:breaker|fuse|switch)|(?:price|prices|temperature|signal|leaves"
    r"|hair) (?:fell|fallen|falling|falls)"
    r"|fighting (?:cancer|chance|fit|spirit)|fight for (?:seats|tickets)|first aid"
    r"|knife (?:sharpening|skills|set)|knives"
    r"|burning (?:calories|question|fat|desire|man)|emergency (?:plan|plans|contact"
    r"|contacts|exit|exits|drill|training|kit|number|numbers|light|lights|button|lane"
    r"|phone number)"
    r"|smoke (?:alarm test|break|free|detector|detectors|point)|chest (?:x ?ray"
    r"|of drawers|freezer|exam)|broken (?:glasses|window|chair|lamp|elevator|lift|light)"
    r"|drowning in (?:paperwork|work|homework|emails|debt|forms)|explosion of|mind blown"
    r"|blew up on (?:tiktok|weibo|internet)|bloody (?:hell|good)"
    r"|life (?:saver|insurance|hack)|saved my life|save me (?:time|trip|seat|spot|place"
    r"|some|one|money)|help me (?:with|book|fill|find|understand|choose|change|cancel"
    r"|register|sign|print|get|to|out)"
    r"|(?:lost|missing|cant find|looking for) (?:my )?(?:id|card|keys?|phone|wallet"
    r"|package|parcel|dog|cat|bag|bike|umbrella|glasses|appointment|form|page|button"
    r"|link|office|number)"
    r"|cant find (?:my )?(?:[a-z]{1,12} ){0,2}(?:card|certificate|school|class|doctor"
    r"|number|file|record|office|passport|hukou)"
    r"|(?:son|daughter|child|kid|mom|dad|wife|husband)s? (?:[a-z]{1,12} ){0,2}(?:lost"
    r"|missing) (?:his |her |my |their )?(?:card|id|key|keys|phone|passport|school"
    r"|social|glasses|bag|form)"
    r"|looking for (?:my |our )?(?:[a-z]{1,12} ){0,2}(?:school|kindergarten|nanny|tutor"
    r"|activity|activities|class|job|doctor|course|companion|carer|volunteer)"
    r"|looking for (?:[a-z]{1,12} ){1,6}for (?:my|our) (?:[a-z]{1,12})"
    r"|missing (?:documents?|page|from list|person form))\b"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Talk in which danger is only a subject.

    :param neighbours: how many clauses before and after it also reaches.
    :param yields: words of "now" in the same clause are stronger.
    """

    zh: re.Pattern[str]
    en: re.Pattern[str]
    kinds: frozenset[Kind] = _LIFE
    neighbours: int = 0
    yields: bool = True


_FRAMES = (
    # drills, lectures, courses: the strongest, also for self-harm
    Frame(
        re.compile(
            r"演习|演练|讲座(?!现场|上有|中有)|培训|课程|公开课|宣传[册单栏周日片活]|手册"
            r"|知识竞赛|学一下|想学|怎么学|教大家|科普|预案|志愿者招募|读书会|"
            r"安全课|考试题|答题|心肺复苏课|急救课|知识"
        ),
        re.compile(
            r"\b(?:drill|drills|lecture|course|class|classes|workshop|training|leaflet|poster"
            r"|brochure|seminar|quiz|awareness|safety talk|simulation)\b"
        ),
        frozenset(Kind),
        yields=False,
    ),
    Frame(
        re.compile(
            r"电影里|电影中|电影的|看.{0,2}电影|电视里|电视剧|剧里|小说|游戏里|游戏中|打游戏"
            r"|剧情|主角|这集|演的|动画片|短视频里|新闻[里上说]|历史上|"
            r"玩游戏|歌词|歌名|台词|剧本|狼人杀|吃鸡|王者|副本|书里|故事里|做梦|梦见|梦到"
        ),
        re.compile(
            r"\b(?:movie|film|in game|video game|my game|game|novel|tv show|on tv|series|episode"
            r"|character|song|lyrics|story|in news|documentary|dreamt|dreamed|dream)\b"
        ),
        frozenset(Kind),
        neighbours=1,
        yields=False,
    ),
    # jokes and small worries
    Frame(
        re.compile(
            r"作业|哈哈|嘻嘻|嘿嘿|开玩笑|双十一|剁手|考试|加班|减肥|改稿|甲方|论文|ddl|追剧"
            r"|[笑]哭|好吃|太可爱|抢票|秒杀|课文|表格怎么填|验证码|密码"
        ),
        re.compile(
            r"\b(?:lol|haha|hahaha|lmao|rofl|homework|kidding|joking|exam|deadline|paperwork"
            r"|password|coffee|pun)\b"
        ),
        frozenset(Kind) - {Kind.SELF_HARM, Kind.GAS, Kind.DROWNING},
        neighbours=1,
    ),
    # past
    Frame(
        re.compile(
            r"去年|前年|大前年|上个?月|上周|上星期|上礼拜|以前|曾经|当年|小时候|年前|个月前"
            r"|[几两三四五六]天前|前几天|上次|那次|那年|早年|"
            r"历史|几年前|那时候|后来|之前(?!.{0,4}还)|前段时间|上回"
            r"|[一二两三四五六七八九十几]+年了|[二三两一四五六]个?月了"
        ),
        re.compile(
            r"\b(?:last (?:year|month|week|winter|summer|spring|autumn|time)|years? ago"
            r"|months? ago|weeks? ago|days? ago|used to|once had|back in|in (?:19|20)\d\d"
            r"|when i was|in (?:january|february|march|april|may|june|july|august|september"
            r"|october|november|december))\b"
        ),
    ),
    # yesterday: over for most, but not for who was beaten or fell
    Frame(
        re.compile(r"昨天|前天|昨晚|昨日|昨夜"),
        re.compile(r"\b(?:yesterday|last night)\b"),
        _LIFE - {Kind.VIOLENCE, Kind.FALL, Kind.MISSING},
    ),
    # over
    Frame(
        re.compile(
            r"已经(?:灭|好|没事|处理|解决|救|修|出院|扑|找到|回家|排除|报|送|恢复|安全|放|出来"
            r"|关)|灭掉了|都灭了|(?<!人)没事了|好了(?!没|吗|放|就|在|今|快)|"
            r"恢复得|找到了|放出来|救[上出]来|康复|后遗症|出院|住院了|虚惊一场|误报|赔偿|理赔"
            r"|处理完"
        ),
        re.compile(
            r"\b(?:already out|put out|is out now|fine now|ok now|okay now|all good|recovered"
            r"|better now|found him|found her|false alarm|resolved|was fixed|is fixed|no longer"
            r"|compensation|discharged)\b"
        ),
        neighbours=1,
    ),
    # unhurt, which says nothing of a fire
    Frame(
        re.compile(r"人没事|没大事|不碍事|还好没事|没受伤|没大碍"),
        re.compile(r"\b(?:nothing serious|not hurt|she is fine|he is fine)\b"),
        frozenset({Kind.FALL, Kind.MEDICAL}),
        neighbours=1,
    ),
    # asking, arranging, insuring
    Frame(
        re.compile(
            r"保险|理赔|家财险|意外险|怎么(?:申请|报名|办|预防|参加|领|投诉|避免)"
            r"(?<!怎么办)|怎么办理|怎么申请|如何申请|如何预防|申请补|补贴|医保|报销|残疾证"
            r"|护理补贴|证明|"
            r"注意什么|哪里可以学|是什么电话|电话是多少|电话是什么|电话号码|什么号码|咨询一下"
            r"|想咨询|帮.{0,3}问|想了解|请问.{0,8}电话|想问问|想问一下|"
            r"收费|多少钱|免费吗|要钱吗|算不算|有没有规定|会不会赔|有通知|有没有人管过|参观|体检"
            r"|复查|陪诊|预约|挂号|报名|后期康复|合同"
        ),
        re.compile(
            r"\b(?:insurance|how much|reimbursement|reimbursed|sign up|register|application"
            r"|apply|what is .{0,24}number|number of|phone number|which number|compensation"
            r"|certificate|allowance|subsidy|brochure|opening hours|appointment|book|booking"
            r"|interested in|volunteer to)\b"
        ),
    ),
    # what nobody arranges while it burns
    Frame(
        re.compile(
            r"想请|想办|鉴定|校服|书包|帮忙买|上门服务|要办|办.{0,4}证|准生证|补助|补贴|报销"
            r"|工伤|赔偿|护工|请.{0,4}有空|锦旗|划黄线|扶手|纪念|追悼"
        ),
        re.compile(
            r"\b(?:volunteer do|can volunteer|could worker|worker visit|some day|some time"
            r"|for a while|grab rail|papers do i|form do i|her shopping|his shopping"
            r"|thank|apply for)\b"
        ),
        neighbours=1,
    ),
    # if, might, lest
    Frame(
        re.compile(
            r"如果|假如|要是|万一|一旦|假设|倘若|的时候(?:应该|要|该|怎么)|容易|担心|生怕"
            r"|怕.{0,5}[会摔着掉]|会不会|差点|差一点|险些|以防|避免|防止|预防|"
            r"隐患|可能会|早晚[要会]|迟早|说不定|可能导致|会造成|容易引|会引起|会引发|怎么逃生"
            r"|要注意|提醒|小心|当心|存在|风险|"
            r"不小心就|建议|希望|会(?:摔|跌|滑|掉|着火|起火|爆炸|漏电|触电|绊)"
        ),
        re.compile(
            r"\b(?:what if|in case(?: of)?|if there is|if someone|if there were|(?:do"
            r"|done) (?:if|in case|when)|could (?:fall|fell|get|catch|start|slip|trip|be)"
            r"|might (?:fall|get|catch|start|slip|trip|be)|may (?:fall|slip|trip)"
            r"|worried (?:that|about)|hazard|risk|prevent|avoid|dangerous because|easily"
            r"|will fall|nearly|almost|can fall|going to fall|afraid someone|so that nobody"
            r"|before someone|someone will|someday)\b"
        ),
    ),
    # smoke and smells that come every day are a complaint
    Frame(
        re.compile(
            r"天天|每天|每晚|每到|经常|总是|老是|一直以来|长期|烧烤|饭店|餐馆|餐厅|烟囱|饭馆"
            r"|小吃|夜宵|排档|工厂|厂里|烧落叶|烧秸秆|烧纸|烧垃圾|焚烧垃圾|烧树叶|上坟|祭祀|锡箔"
            r"|尾气|做饭|炒菜|装修|投诉"
        ),
        re.compile(
            r"\b(?:every (?:day|night|evening|morning|week|time)|always|constantly|barbecue|bbq"
            r"|restaurant|chimney|factory|neighbor smokes|smokers|cigarette|cigarettes|incense"
            r"|leaves|all day long|complaint|complain)\b"
        ),
        frozenset({Kind.FIRE}),
    ),
)  # fmt: skip

_FARTHEST = 80
_NOT_ZH = re.compile(
    r"(?:没有?|(?<!是)不是|并非|不会|未|别|没再|并没有?|不要|不能|不许|从没|绝不|不可能"
    r"|不)(?:人|再|真|有人)?$"
)
_NOT_EN = re.compile(
    r"\b(?:no|not|isnt|dont|wont|never|without|no more|nobody)(?: (?:is|was|any|been"
    r"|ever|wanna))? ?$"
)
# "no breath", "cannot get up": a negation that belongs to the words themselves is inside the match.
_DENIED_ZH = re.compile(
    r"(?:不是|不再是|没有?|并非|不像|没在|不|别当|别当成|别以为是)(?:在|什么|开|看|拍)?$"
)
_DENIED_EN = re.compile(r"\b(?:not|isnt|no|dont|aint|this isnt|nope) ?(?:a|any|in|from|some)? ?$")
_NOW_ZH = re.compile(
    r"真的|正在|现在(?!想|要办|可以|怎么|能不能|已经|好|申请)|刚才|刚刚|突然|这会儿|此刻"
    r"|马上|又(?:摔|着|烧|倒|晕|打|漏)|快来|快点|赶紧|还在"
)
_NOW_EN = re.compile(
    r"(?<!fine )(?<!ok )(?<!okay )(?<!better )\b(?:right now|now|real|for real|seriously"
    r"|suddenly|happening|hurry|coming back)\b"
)


def blot_out(heard: Heard, language: str) -> Heard:
    idioms = _IDIOMS_ZH if language == "zh" else _IDIOMS_EN
    blotted = idioms.sub(lambda found: "□" * len(found.group()), heard.text)
    return Heard(blotted, heard.ends, heard.loose)


def shields(heard: Heard, start: int, end: int, kind: Kind, language: str) -> bool:
    """Say whether the words around `start` and `end` take the alarm from what stands there."""
    before = heard.text[max(0, start - 16) : start]
    if (_NOT_ZH if language == "zh" else _NOT_EN).search(before):
        return True
    now = _NOW_ZH if language == "zh" else _NOW_EN
    left, right = _around(heard, start, end, 0)
    urgent = now.search(heard.text, left, right) is not None
    return any(
        _reaches(frame, heard, (start, end), language, alone=urgent)
        for frame in _FRAMES
        if kind in frame.kinds and not (urgent and frame.yields)
    )


def _reaches(
    frame: Frame, heard: Heard, span: tuple[int, int], language: str, *, alone: bool
) -> bool:
    """:param alone: words of "now" stand in the clause, so its neighbours do not count."""
    more = 0 if alone else frame.neighbours
    left, right = _around(heard, *span, more)
    denied = _DENIED_ZH if language == "zh" else _DENIED_EN
    said = frame.zh if language == "zh" else frame.en
    return any(
        not denied.search(heard.text, max(left, found.start() - 12), found.start())
        for found in said.finditer(heard.text, left, right)
    )


def _around(heard: Heard, start: int, end: int, more: int) -> tuple[int, int]:
    """Whole clauses, but not without limit: a text without stops must not cost its square."""
    left, right = heard.clauses(start, end, more)
    return max(left, start - _FARTHEST), min(right, end + _FARTHEST)
