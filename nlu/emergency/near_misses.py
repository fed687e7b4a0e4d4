"""Words that look like danger and are none, and the talk in which danger is only spoken about.

An idiom is blotted out of the text. A frame (the past, a film, a course, "if") takes the alarm from
words in its own clause, or its neighbours' too when it is wide; never from the rest of the text.
"""

import re
from dataclasses import dataclass

from nlu.emergency.idioms import IDIOMS
from nlu.emergency.normalise import Heard
from nlu.emergency.situations import Kind

_LIFE = frozenset(Kind) - {Kind.SELF_HARM}


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
            r"女主|男主|电影里|电影中|电影的|看.{0,2}电影|电视里|电视剧|剧里|小说|游戏里|游戏中|打游戏"
            r"|剧情|主角|这集|演的|动画片|短视频里|新闻[里上说]|历史上|"
            r"玩游戏|歌词|歌名|台词|剧本|狼人杀|吃鸡|王者|副本|书里|故事里|做梦|梦见|梦到"
        ),
        re.compile(
            r"\b(?:movie|film|this show|heroine|plot|scene"
            r"|in game|video game|my game|game|novel|tv show|on tv|series|episode"
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
            r"后来.{0,4}(?:开门|开了|好了|没事|醒了|回来了|自己)|拆了?石膏|能下床|慢慢走|走亲戚"
            r"|(?:现在|已经|都)散了|[摔跌伤断折]过的|恢复(?:不错|很好|挺好|良好)|那件事|的事(?=有|怎么|处理|后来|情)|有结果|处理得怎|处理结果|自己(?:站|走|爬)起来"
            r"|恢复得|找到了|放出来|救[上出]来|康复|后遗症|出院|住院了|虚惊一场|误报|赔偿|理赔"
            r"|处理完"
        ),
        re.compile(
            r"\b(?:already out|put out|is out now|fine now|ok now|okay now|all good|recovered"
            r"|better now|breathing normally|back on (?:his|her) feet|is healing"
            r"|ha(?:s|ve) left|left now|found him|found her|false alarm|resolved|was fixed"
            r"|is fixed|no longer|compensation|discharged)\b"
        ),
        neighbours=1,
    ),
    # unhurt, which says nothing of a fire
    Frame(
        re.compile(r"人没事|没大事|不碍事|还好没事|没受伤|没大碍|蹭破|擦破|破点皮|精神(?:挺|蛮|很)好"),
        re.compile(
            r"\b(?:nothing serious|not hurt|she is fine|he is fine|scratch(?:es)?|only bruises?)\b"
        ),
        frozenset({Kind.FALL, Kind.MEDICAL}),
        neighbours=1,
    ),
    # a lift that holds nobody
    Frame(
        re.compile(r"里面没有?人|没人被困|没有人被困|没困人|没关人|空电梯"),
        re.compile(r"\b(?:nobody|no one|noone) (?:in it|inside|in there|was inside|is inside)\b"),
        frozenset({Kind.TRAPPED}),
        neighbours=1,
    ),
    # asking, arranging, insuring
    Frame(
        re.compile(
            r"保险|理赔|家财险|意外险|怎么(?:申请|报名|办|预防|参加|领|投诉|避免)"
            r"(?<!怎么办)|怎么办理|怎么申请|如何申请|如何预防|申请补|补贴|医保|报销|残疾证"
            r"|护理补贴|证明|"
            r"注意什么|哪里可以学|是什么电话|电话是多少|电话是什么|电话号码|什么号码|咨询一下"
            r"|想咨询|法律咨询|庇护所|问问流程|帮.{0,3}问|想了解|请问.{0,8}电话|想问问|想问一下|"
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
            r"|for a while|walking frame|rehab|physio|lend|grab rail"
            r"|papers do i|form do i|her shopping|his shopping"
            r"|thank|apply for)\b"
        ),
        neighbours=1,
    ),
    # if, might, lest
    Frame(
        re.compile(
            r"如果|假如|要是|万一|一旦|假设|倘若|的时候(?:应该|要|该|怎么)|容易|担心|生怕"
            r"|怕.{0,5}[会摔着掉]|怕(?=哪天|有一天|将来|以后)|会不会|差点|差一点|险些|以防|避免|防止|预防|"
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
    r"(?:没有?|(?<!是)不是|并非|不会|未|别|没再|并没有?|(?<!要)不要|不能|不许|从没|绝不"
    r"|不可能|(?<!用)不用|不必|无需|不需|用不着|没必要|(?<!要)不)(?:人|再|真|有人|要)?$"
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
    r"(?<!fine )(?<!ok )(?<!okay )(?<!better )\b(?:right now"
    r"|now(?! needs?| uses?| wants?| looking| lives?| walks?)|real|for real|seriously"
    r"|suddenly|happening|hurry|coming back)\b"
)


def blot_out(heard: Heard, language: str) -> Heard:
    blotted = heard.text
    for idioms in IDIOMS[language]:
        blotted = idioms.sub(lambda found: "□" * len(found.group()), blotted)
    return Heard(blotted, heard.ends, heard.loose)


def framed(heard: Heard, language: str, kind: Kind | None = None) -> bool:
    """Say whether an idiom or a frame (one that holds for `kind`) stands anywhere in the text."""
    if kind is None and blot_out(heard, language).text != heard.text:
        return True
    return any(
        (frame.zh if language == "zh" else frame.en).search(heard.text)
        for frame in _FRAMES
        if kind is None or kind in frame.kinds
    )


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
