"""Bring a text into the two shapes in which the table of situations is written.

Every step is one pass over the text, so that the work grows with its length and no faster.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

# Traditional and simplified by turns, only for characters that occur in the table.
_TRADITIONAL = (
    "著着煙烟氣气電电樓楼傷伤裏里裡里後后發发腳脚門门車车來来過过動动殺杀搶抢劫劫綁绑擊击遺遗書书"
    "無无沒没見见說说話话讓让壓压斷断線线漲涨漏漏塌塌牆墙爺爷媽妈孫孙兒儿婦妇產产臟脏腦脑風风"
    "臉脸嘴嘴藥药農农燒烧滅灭災灾險险開开關关鎖锁進进學学習习應应該该報报講讲戲戏劇剧聽听讀读"
    "覺觉麼么為为對对嗎吗個个們们這这還还時时間间錢钱買买賣卖費费彈弹槍枪膽胆嚇吓熱热餓饿"
    "煩烦癢痒癱瘫瘋疯療疗痠酸鮮鲜頭头頸颈嚥咽噁恶嘔呕暈晕癲癫癇痫驚惊護护園园國国圖图場场壞坏"
    "從从會会東东條条業业極极機机殘残決决淚泪溝沟滾滚災灾爛烂牽牵獨独現现瑪玛瘡疮監监盤盘硫硫"
    "紅红緊紧縊缢繩绳總总聞闻臥卧艙舱藍蓝處处號号褲裤親亲觸触譫谵識识變变贖赎輕轻輪轮轉转辦办"
    "農农達达遠远遲迟邊边鄰邻醫医釘钉鋼钢鐘钟鐵铁鑽钻閉闭陽阳陰阴隊队離离難难靜静響响頂顶順顺預预"
    "額额顫颤願愿飄飘騙骗髒脏鬆松鬥斗鬧闹點点黨党齒齿龍龙溫温濃浓濺溅瀉泻擋挡擠挤攔拦擔担據据"
    "屍尸屜屉岡冈幫帮幹干強强張张彎弯徑径憂忧憋憋憤愤戀恋懷怀戰战拋抛捲卷掃扫掛挂換换揮挥損损"
    "搖摇撐撑撲扑撈捞數数曬晒棟栋棄弃樣样橋桥檢检歲岁歸归殼壳毀毁漸渐濟济灣湾營营爐炉狀状"
)  # fmt: skip
_SIMPLIFIED = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))

# The right word, then how it is misheard by dictation, mistyped, or hidden from filters.
_HOMOPHONES: dict[str, tuple[str, ...]] = {
    "着火": ("着伙", "着获", "着活了", "照火了", "招火了", "找火了", "灼火", "着huo", "着🔥"),
    "起火": ("起伙了", "启火", "起🔥"),
    "失火": ("失伙", "湿火", "失🔥"),
    "救命": ("就命", "旧命", "救名", "救鸣", "酒命", "救ming", "久命", "救冥", "救明"),
    "救我": ("救wo", "就我一命"),
    "煤气": ("媒气", "霉气", "梅气", "煤汽", "煤器", "没气味道"),
    "天然气": ("天燃气", "天然汽", "天然器"),
    "燃气": ("燃汽", "然气", "燃器泄"),
    "泄漏": ("泄露", "泻漏", "泄楼", "卸漏"),
    "晕倒": ("晕到", "云倒", "晕道", "昏倒"),
    "摔倒": ("摔到", "率倒", "甩倒", "衰倒", "帅倒", "摔道"),
    "起不来": ("起不莱", "起不赖", "其不来", "起勿来"),
    "自杀": (
        "自鲨",
        "自沙",
        "自刹",
        "自煞",
        "自s",
        "自sha",
        "zs了",
        "紫砂(?![壶杯茶锅花盆碗陶艺泥罐煲机])",
        "紫杀",
    ),
    "想死": (
        "想亖",
        "想si(?![a-z])",
        "想s(?![a-z])",
        "想屎",
        "想4(?=$|了|啊|吧)",
        "想去死",
        "想鼠",
    ),
    "割腕": ("割碗", "隔腕", "割wan", "割宛", "歌腕"),
    "跳楼": ("跳lou", "跳喽", "条楼", "跳娄", "跳篓", "tiao楼"),
    "遗书": ("遗shu", "遗叔", "移书", "yi书"),
    "杀人": ("鲨人", "沙人了", "刹人"),
    "杀了": ("鲨了", "沙了我"),
    "抢劫": ("抢节", "抢结", "枪劫", "强劫"),
    "溺水": ("逆水了", "腻水", "尼水"),
    "昏迷": ("昏谜", "婚迷", "混迷", "昏mi"),
    "触电": ("处电", "触店", "楚电"),
    "呼吸": ("忽吸", "呼息", "乎吸", "呼xi"),
    "不省人事": ("不醒人事", "不省人世", "不醒人世"),
    "心脏": ("心藏病", "心赃"),
    "爆炸": ("暴炸", "爆榨", "爆诈"),
    "安眠药": ("安民药", "按眠药", "安定片"),
    "农药": ("浓药", "弄药水"),
    "冒烟": ("冒咽", "冒焉", "毛烟"),
    "不想活": (
        "不相活",
        "不想火了",
        "不享活",
        "不像活了",
        "8想活",
        "不想huo",
        "勿想活",
        "唔想活",
        "弗想活",
    ),
    "120": ("一二零", "幺二零", "妖二零", "一二〇", "要二零"),
    "119": ("幺幺九", "一一九", "妖妖九"),
    "110": ("幺幺零", "一一零", "妖妖零", "一一〇"),
}

_PINYIN = {
    "着火": "zhaohuo",
    "失火": "shihuo",
    "起火": "qihuole",
    "救命": "jiuming",
    "救我": "jiuwo",
    "煤气": "meiqi",
    "燃气": "ranqi",
    "天然气": "tianranqi",
    "泄漏": "xielou",
    "漏气": "louqi",
    "味道": "weidao",
    "自杀": "zisha",
    "跳楼": "tiaolou",
    "跳河": "tiaohe",
    "想死": "xiangsi",
    "不想活": "buxianghuo",
    "活够了": "huogoule",
    "没意思": "meiyisi",
    "活着": "huozhe",
    "撑不下去": "chengbuxiaqu",
    "遗书": "yishu(?=le|xie|hao)",
    "割腕": "gewan(?=le|$)",
    "摔倒": "shuaidao",
    "跌倒": "diedao",
    "起不来": "qibulai",
    "动不了": "dongbuliao",
    "晕倒": "yundao",
    "昏迷": "hunmi(?=le|$)",
    "流血": "liuxue",
    "好多血": "haoduoxue",
    "不能呼吸": "bunenghuxi",
    "呼吸": "huxi(?!a)",
    "喘不过气": "chuanbuguoqi",
    "喘不上气": "chuanbushangqi",
    "叫不醒": "jiaobuxing",
    "胸口": "xiongkou",
    "心脏病": "xinzangbing",
    "救护车": "jiuhuche",
    "落水": "luoshui",
    "溺水": "nishui",
    "掉河里": "diaoheli",
    "电梯": "dianti",
    "被困": "beikun",
    "困在": "kunzai",
    "抢劫": "qiangjie",
    "杀人": "sharen(?!d)",
    "有人拿刀": "yourennadao",
    "在打我": "zaidawo",
    "打我": "dawo(?=le|$)",
    "爆炸": "baozha",
    "农药": "nongyao",
    "安眠药": "anmianyao",
    "触电": "chudian",
    "中风": "zhongfeng",
    "孩子不见了": "haizibujianle",
    "走丢": "zoudiu",
    "冒烟": "maoyan(?=le|$)",
    "着火了": "zhaohuole",
}

# One spelling for each English form, so that the table needs only one.
_FORMS: dict[str, str] = {
    **dict.fromkeys(("cannot", "couldnt", "cnt", "carnt", "cat'n", "canot"), "cant"),
    **dict.fromkeys(("isnt", "arent", "aint", "wasnt", "werent", "isn"), "isnt"),
    **dict.fromkeys(("doesnt", "didnt", "dont", "dosent", "doesn", "dnt", "dun"), "dont"),
    **dict.fromkeys(("wont", "wouldnt", "wudnt"), "wont"),
    **dict.fromkeys(("theres", "thers", "thares"), "there is"),
    "im": "i am",
    "iam": "i am",
    "ive": "i have",
    "id": "i would",
    "ill": "i will",
    "hes": "he is",
    "shes": "she is",
    "theyre": "they are",
    "its": "it is",
    "were": "were",
    "somebodys": "somebody is",
    "someones": "someone is",
    "somethings": "something is",
    "youre": "you are",
    "u": "you",
    "ur": "your",
    "mum": "mom",
    "mommy": "mom",
    "mummy": "mom",
    "wana": "wanna",
    "gona": "gonna",
    "kil": "kill",
    "fal": "fall",
    "realy": "really",
    "nd": "and",
    "n": "and",
    "plz": "please",
    "pls": "please",
    "rn": "right now",
    "hlp": "help",
    "hepl": "help",
    "halp": "help",
    "hellp": "help",
    "hlep": "help",
    "elp": "help",
    "knifes": "knife",
    "nife": "knife",
    "gass": "gas",
    "fier": "fire",
    "smok": "smoke",
    "breath": "breathe",
    "breth": "breathe",
    "brethe": "breathe",
    "breeth": "breathe",
    "suiside": "suicide",
    "sucide": "suicide",
    "suicde": "suicide",
    "sewerslide": "suicide",
    "unalive": "kill",
    "unaliving": "killing",
    "abulance": "ambulance",
    "amulance": "ambulance",
    "unconcious": "unconscious",
    "unconsious": "unconscious",
    "unconsius": "unconscious",
    "stil": "still",
    "elevater": "elevator",
    "robed": "robbed",
    "stabed": "stabbed",
    "anymore": "any more",
    "somone": "someone",
    "chocking": "choking",
    "siezure": "seizure",
}
_MISSPELT = (
    "breathe", "breathing", "unconscious", "suicide", "bleeding", "ambulance", "emergency",
    "husband", "overdose", "overdosed", "collapsed", "choking", "drowning", "explosion",
    "exploded", "burning", "elevator", "poison", "poisoned", "swallowed", "knife", "smoke",
    "kitchen", "robbed", "electrocuted", "stabbed", "seizure", "stroke", "goodbye",
    "building", "carbon", "monoxide", "flames", "someone",
)  # fmt: skip
_REAL_WORDS = {"robed", "stoke", "smoe", "downing", "poisoned", "poison", "overdose", "strike"}
UNHEARD = frozenset(("a", "an", "the", "so", "really", "very", "just", "please", "like", "omg"))
_PHRASES = re.compile(
    r"\b(?:(can not)|((?:is|are|was) not)|((?:do|does|did) not)|((?:will|would) not)"
    r"|((?:want|wants|wanted|wanting) to)|((?:going|about|planning) to)|(some one)|(no one)"
    r"|(it ?is not)|(any one))\b"
)
_PHRASE_FORMS = (
    "cant", "isnt", "dont", "wont", "wanna", "gonna", "someone", "nobody", "it isnt", "anyone",
)  # fmt: skip


def _slips(word: str) -> set[str]:
    """Spell `word` with one letter missing, doubled, or exchanged with its neighbour."""
    cuts = range(1, len(word))
    return (
        {word[:i] + word[i + 1 :] for i in cuts}
        | {word[:i] + word[i] + word[i:] for i in cuts}
        | {word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :] for i in cuts}
    ) - {word}


_SPELLING = {
    slip: word
    for word in _MISSPELT
    for slip in _slips(word)
    if slip not in _REAL_WORDS and slip not in _MISSPELT
} | _FORMS

_META = re.compile(r"[(\[.*+?|]")
# A literal to look for first (fast), the pattern, the right word.
_RESPELT = [
    (_META.split(said)[0], re.compile(said), word)
    for word, says in [*_HOMOPHONES.items(), *((word, (said,)) for word, said in _PINYIN.items())]
    for said in says
]

_CLAUSE_END = re.compile(r"[。！？!?；;，,、\n：: \t.…~_]+")
_NOISE = re.compile(r"[^\w🔥]+")
_REPEATED = re.compile(r"([a-z\u3400-\u9fff])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_BREAK = re.compile(r"[.!?;,\n:。！？；，：]")
_CRY = re.compile(r"\bhe+l+p{3,}\b")
_SINGLE_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z][^a-z0-9\n]{1,4}){2,}[a-z](?![a-z0-9])")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_LEET = str.maketrans("013457", "oieast")
_FOLD_LIMIT = 8_000
_LONGEST_WORD = 24
_SHORTEST_LEET = 4


class _Fold(dict[int, str]):
    """Width, case, accents, invisible signs and traditional forms, worked out once a character."""

    def __missing__(self, code: int) -> str:
        if len(self) > _FOLD_LIMIT:
            self.clear()
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    if character in "\n\t":
        return character
    if character == "🆘":
        return " sos "
    if unicodedata.category(character) in {"Cf", "Cc", "Cs", "Mn", "Me", "Cn", "Co"}:
        return ""
    plain = unicodedata.normalize("NFKD", character).lower()
    return "".join(_SIMPLIFIED.get(part, part) for part in plain if not unicodedata.combining(part))


_FOLDED = _Fold()


@dataclass(frozen=True, slots=True)
class Heard:
    """A text without its spaces or spelling tricks, and where its clauses ended.

    :param text: Chinese: signs without any gap; English: words with one space between.
    :param ends: offsets into `text` at which a clause ended, rising.
    :param loose: the words were written letter by letter, and their borders are lost.
    """

    text: str
    ends: tuple[int, ...]
    loose: bool = False

    def clauses(self, start: int, end: int, more: int = 0) -> tuple[int, int]:
        """Widen a span to whole clauses, and by `more` clauses on either side."""
        left = bisect_right(self.ends, start) - 1 - more
        right = bisect_left(self.ends, end) + more
        return (
            self.ends[left] if left >= 0 else 0,
            self.ends[right] if right < len(self.ends) else len(self.text),
        )


def fold(text: str) -> str:
    return text.translate(_FOLDED)


def as_chinese(folded: str) -> Heard:
    marked = _CLAUSE_END.sub("_", folded.replace(" sos ", ""))
    pieces = [piece for piece in _REPEATED.sub(r"\1", _NOISE.sub("", marked)).split("_") if piece]
    whole = "".join(pieces)
    ends = list(accumulate(map(len, pieces)))
    signs = set(whole)
    for literal, pattern, word in _RESPELT:
        if literal[0] in signs and literal in whole:
            whole, ends = _respelt(whole, ends, pattern, word)
    return Heard(whole, tuple(ends))


def _respelt(
    whole: str, ends: list[int], pattern: re.Pattern[str], word: str
) -> tuple[str, list[int]]:
    """Put the right word in, and move the ends of clauses along with it."""
    out: list[str] = []
    moved: list[int] = []
    done = shift = next_end = 0
    for match in pattern.finditer(whole):
        while next_end < len(ends) and ends[next_end] < match.end():
            moved.append(min(ends[next_end], match.start()) + shift)
            next_end += 1
        out += [whole[done : match.start()], word]
        shift += len(word) - (match.end() - match.start())
        done = match.end()
    out.append(whole[done:])
    return "".join(out), moved + [end + shift for end in ends[next_end:]]


def as_english(folded: str) -> Heard:
    if not _WORD.search(folded):
        return Heard("", ())
    plain = (
        _CRY.sub("help help", folded)
        .replace("'", "")
        .replace("’", "")
        .replace("`", "")
        .replace("‘", "")
    )
    joined = _SINGLE_LETTERS.sub(lambda found: _NOT_LETTERS.sub("", found.group()), plain)
    parts: list[str] = []
    ends: list[int] = []
    length = 0
    for clause in _BREAK.split(_REPEATED.sub(r"\1", joined)):
        words = [_right(word) for word in _WORD.findall(clause)]
        said = " ".join(word for word in words if word not in UNHEARD)
        if said:
            said = _PHRASES.sub(lambda f: _PHRASE_FORMS[int(f.lastindex or 1) - 1], said)
            parts.append(said)
            length += len(said) + 1
            ends.append(length - 1)
    return Heard(" ".join(parts), tuple(ends), loose=joined != plain)


def _right(word: str) -> str:
    if len(word) > _LONGEST_WORD:
        return word[:_LONGEST_WORD]
    if len(word) >= _SHORTEST_LEET and not word.isalpha() and not word[:2].isdigit():
        word = word.translate(_LEET)
    return _SPELLING.get(word, word)
