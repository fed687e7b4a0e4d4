"""Everyday words that borrow those of danger, blotted out before danger is looked for.

Chinese is matched without gaps and stops, English as `normalise.as_english` leaves it. In the two
lists below a line is an idiom, and one that begins with a bar goes on from the one before.
"""

import re

_IDIOMS_ZH = re.compile(
    r"(?<!气)打(?:工|通|印|听|算|车|扫|针|包|卡[^住]|开|扰|理|麻将|牌|篮球|球|疫苗|招呼|折"
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
    r"生不如死的加班|笑到昏|笑晕|晕车|晕针|晕船|血糖|血压(?!.{0,2}(?:[两二2]百|2[0-9]0|飙))|血脂|验血|献血|抽血|(?:断"
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

_ZH = r"""
打(?:个|了|过|不通|一个)?电话(?!报警|给110|给警察|给120|叫救)
打(?:桩|游戏|王者|字|磨|羽毛球|乒乓|太极|拳|疫苗|扮|造|水|饭|酱油|蜡|孔|钻|地基|地桩|鼓|分|赏|折|包|表)
(?:[花草树鱼菜苗虫猫鸟鸡鸭]|绿萝|多肉|盆栽|吊兰|月季|蟑螂|老鼠|蚊子|蚂蚁|仙人掌|植物|兰花|盆景|发财树)(?:都|全|已经|又)?(?:死了|快死了?|要死了?|死掉|死光|死了好几)
[烦气急困忙馋羡酸笑美萌香吵丑尬尴](?:尬|慕|人)?死(?:个)?人
(?:加班|上班|写|改|背|学|考|排队|作业|开会|堵车?|早起|热|困|饿|无聊|尴尬|跑|算)[^活]{0,4}?[到得]想死
想死我?的(?!心|念头|话|人|时)
头都?(?:快|要)?炸了?(?!弹)
(?:救命|求救|救我|帮帮我|救救我)[啊呀哪呐吧]{0,2}(?=.{0,5}(?:可爱|好吃|好看|好笑|太甜|太香|小程序|表格?怎么|怎么填|不会用(?!灭火|急救|除颤)|不会填|不会弄|密码|验证码|作业|报名|登录|登不|预约|网课|论文|考试))
(?:太早|点半?|闹钟|睡过头?|懒得)(?:了|我|真的?|都|的话|也|实在|怕|根本|可能|是|有点){0,4}起不来
(?:修|装|换|弄好?|充|洗|网|机|灯|门|锁|空调|电瓶|电池|冰箱|热水器|油烟机|水管).{0,6}不行了
(?:烟味|焦味|糊味|焦糊味)(?=.{0,4}(?:天天|每天|经常|老是|总是))
爆米花.{0,6}炸|炸了一锅|炸[了开]?锅|群.{0,2}炸了?|炸出来|吵翻天
撑不住了?(?=.{0,2}(?:困|要睡|想睡|眼皮|先睡))|困.{0,3}撑不住了?
(?:火了)+(?=.{0,10}(?:电视|热搜|视频|网上|朋友圈|出圈|抖音|名气))
(?:讲|说)不清楚?(?=麻烦|.{0,4}(?:打我|来人|来看|面谈|当面|电话))
消失(?=一会|一下|几天|一阵|两天|一个小时)
手脚?麻(?:烦|利)|麻(?:烦|将|辣|团|袋)|手(?:续|机壳|工|册|艺)|身份
死鱼|死机|死循环|死当|死皮赖脸|杀疯了?|杀伤|封杀|绝杀|吓(?:得)?半死|累[得个]半死|气[得个]半死|忙[得个]半死
三国杀|狼人杀|剧本杀|杀人游戏|密室逃脱|密室
惊厥药|急救(?:包|箱|证|员|课|班|培训)
动手(?:做|能力|课|实践|班)|(?<!动)手动
抢(?:手|答|修|收|救性|课|着报)
(?:狗|猫|兔子?|猪|仓鼠|羊|牛)(?:快|要|都|就|马上){0,2}要?生了
着了?(?:灰|凉|迷|急|魔|道)
(?:冻|冷|笑|吓|气|热|累)得?我?(?:浑身|全身|直)(?:发抖|哆嗦|抖|冒汗|出汗)
(?:跳|爬|游|骑|跑)下来(?:真|好|很|太|累)
"""
_EN = r"""
cant get up (?:that |this |too )?early|cant get up (?:before|at|in (?:time|mornings?)|until)
(?:price|prices|rent|bills?|costs?|deadlines?|schedule|commute|stairs|exams?
|mosquitoes|allergies|curiosity|my back
|taxes)(?: [a-z]{1,12}){0,2} killing (?:me|us)
(?:waiting|queueing|queuing|standing)(?: [a-z0-9]{1,12}){0,4} killing (?:me|us)
disappear for (?:hour|while|bit|minute|day|week|few|couple|some)
(?:could|can|gonna|would|will) die of (?:joy|happiness|excitement|jealousy|cuteness
|shame|laughter|boredom|embarrassment)
head (?:is |gonna |is gonna |about to )?explodes?|head exploding
useless (?:with|at|when it comes)
suicide (?:mission|squad|sprints?)
blew up (?:my |his |her |our )?(?:inbox|phone|chat|group|feed|notifications)
killer (?:cook|deal|app|whale|workout|view|heels|price|recipe)
murder mystery|serial killer|shooting (?:video|videos|photos|film|movie|clip)
|shoot (?:me|us) (?:message|text|email|mail)
war zone|bomb(?:ed)? (?:exam|test|interview)|bath bomb|photobomb
fire (?:truck|trucks|engine|engines|fighter|fighters)(?= (?:toy|visit|show|day|come|tour|book))
(?:that|this|soup|song|beat|outfit|playlist|food|party|dj|mix) (?:is|was) fire
help(?= (?:.{0,24}(?:so cute|too cute|password|homework|log in|login|this form|wifi)))
drown(?:ing|ed)? in (?!river|canal|pool|pond|lake|water|sea|bath|well|creek|deep|there)[a-z]+
(?:dog|cat|rabbit|hamster|cow|bitch)(?: [a-z]{1,12}){0,3} (?:give|giving|gave) birth
(?:stuck|locked) in for hour of fun|escape room|got locked in for
dead (?:fish|leaves|tree|trees|link|battery|phone|zone|bulb)
"""


def _any(lines: str) -> str:
    folded = re.sub(r"\n\|", "|", lines.strip())
    return "|".join(folded.splitlines())


IDIOMS = {
    "zh": (_IDIOMS_ZH, re.compile(_any(_ZH))),
    "en": (_IDIOMS_EN, re.compile(rf"\b(?:{_any(_EN)})\b")),
}
