"""What a sentence wants of the time bank: which business, how much, and with whom."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.timebank import amounts
from handlers.timebank.amounts import is_all, minutes_in, plain_of

LONGEST_CALLED = 20


class Ask(StrEnum):
    BALANCE = "balance"
    GIVE = "give"
    DONATE = "donate"
    TEAM = "team"
    SPEND = "spend"
    HELP = "help"
    STATEMENT = "statement"
    OPEN = "open"
    RECORD = "record"
    """Stars and certificates: honour, not time to spend; another room has them."""
    ABOUT = "about"


@dataclass(frozen=True)
class Wish:
    ask: Ask
    minutes: int | None = None
    everything: bool = False
    called: str | None = None
    """Whom they name, brought to one form: 我妈妈 and 妈 are both 我妈."""
    number: str | None = None
    """An account's number, T-204518."""


_KIN = {
    "我妈": ("妈妈", "母亲", "老妈", "妈咪", "姆妈", "娘", "妈"),
    "我爸": ("爸爸", "父亲", "老爸", "阿爸", "爹爹", "爹", "爸"),
    "爸妈": ("爸爸妈妈", "父母亲", "父母", "爸妈", "爹妈", "爹娘"),
    "我奶奶": ("奶奶", "祖母"),
    "我爷爷": ("爷爷", "祖父"),
    "我外婆": ("外婆", "姥姥", "外祖母"),
    "我外公": ("外公", "姥爷", "外祖父"),
    "我婆婆": ("婆婆", "婆母"),
    "我公公": ("公公",),
    "我岳母": ("岳母", "丈母娘"),
    "我岳父": ("岳父", "老丈人", "丈人"),
    "我老伴": ("老伴", "爱人", "老公", "老婆", "丈夫", "妻子"),
    "我弟弟": ("弟弟", "弟"),
    "我哥哥": ("哥哥", "哥"),
    "我姐姐": ("姐姐", "姐"),
    "我妹妹": ("妹妹", "妹"),
    "我儿子": ("儿子",),
    "我女儿": ("女儿", "闺女"),
    "my mother": ("mother", "mum", "mom", "mummy", "mommy", "mama"),
    "my father": ("father", "dad", "daddy", "papa"),
    "my parents": ("parents",),
    "my grandmother": ("grandmother", "grandma", "granny", "gran"),
    "my grandfather": ("grandfather", "grandpa", "grandad", "granddad"),
    "my mother-in-law": ("mother-in-law",),
    "my father-in-law": ("father-in-law",),
    "my husband": ("husband",),
    "my wife": ("wife",),
    "my brother": ("brother",),
    "my sister": ("sister",),
    "my son": ("son",),
    "my daughter": ("daughter",),
}
_ELDERS = frozenset(
    {
        "我妈", "我爸", "我奶奶", "我爷爷", "我外婆", "我外公", "我婆婆", "我公公",
        "我岳母", "我岳父",
        "my mother", "my father", "my grandmother", "my grandfather", "my mother-in-law",
        "my father-in-law", "爸妈", "my parents",
    }
)  # fmt: skip
_CALLED = {name: called for called, names in _KIN.items() for name in names}
_NAMES = "|".join(sorted(_CALLED, key=len, reverse=True))
_TITLE = (
    "奶奶|爷爷|阿姨|阿婆|阿公|叔叔|婶婶|伯伯|伯母|大爷|大妈|大娘|大叔|大姐|大哥|师傅|老师|"
    "姐|哥|婆婆"
)
_NEIGHBOUR = re.compile(
    rf"(?<![我俺咱给送转])[一-鿿]{{1,3}}?(?:{_TITLE})|(?<=[给送转])[一-鿿]{{1,3}}?(?:{_TITLE})"
)
_MY_KIN = re.compile(rf"(?:我的?|俺的?|咱的?|阿拉)\s?({_NAMES})|\bmy\s+({_NAMES})\b")
_ANY_KIN = re.compile(rf"(?:^|(?<=[给送转帮替为]))(?:我家?|俺)?({_NAMES})(?![一-鿿]?(?:奶奶|爷爷))")
_NUMBER = re.compile(r"(?<![a-z0-9])t\s?[-–—_ ]?\s?(\d{6})(?!\d)")
_ONLY_DIGITS = re.compile(r"\d{6}")
_AFTER = (
    re.compile(r"(?:送给|转给|赠给|赠予|转赠给|转让给|付给|给)\s?(?P<who>[^,，。.!！?？;；、\d\s]{1,20})"),
    re.compile(r"(?:送|赠|转)\s?(?P<who>[一-鿿]{2,8}?)(?=\d|[一二两三四五六七八九十百半]+个?半?(?:小时|钟头|分钟|时间币))"),
    re.compile(
        r"\b(?:to|for)\s+(?P<who>(?!the\b|donate|give|send|use|help)"
        r"[a-z][a-z'’-]*(?:\s[a-z][a-z'’-]*){0,2}?)(?=\s+(?:in|from|please|now|at|by)\b|[,.!?;]|$)"
    ),
    re.compile(r"\b(?:give|send|pay)\s+(?P<who>[a-z][a-z'’-]*(?:\s[a-z][a-z'’-]*){0,2}?)\s+(?=an?\b|half|\d|one|two|three|four|five|six|seven|eight|nine|ten)"),
)  # fmt: skip
_END_OF_NAME = re.compile(
    r"(?:转账?|送|汇|打|用|存|捐|付|一点|些|点|的账户|的账上|名下|吧|了|呀|啊|哦|哈|呢|行不行|"
    r"可以吗|吗).*$"
)
_NOBODY = frozenset(
    {
        "别人", "人", "他", "她", "他们", "家里人", "家人", "我", "我们", "你", "您", "你们",
        "someone", "somebody", "him", "her", "them", "me", "us", "others", "who",
    }
)  # fmt: skip

_ABOUT = re.compile(
    r"是啥|是什么|什么叫|怎么个?(?:玩|攒|赚|用法)|解释|搞懂|过期|有效期|继承|提现|换成?钱|卖|"
    r"算不算时间|等于多少|多少时间币[?？]?$|"
    r"换[一桶袋]*[米油]|欠|预支|先用后还|排行|"
    r"\bwhat is (?:the|a) time ?bank|\bearn\b|\bexpire|\binherit|\bcash\b|\bmoney\b|\brice\b|"
    r"\bsell\b|how does .* work"
)
_RECORD = re.compile(
    r"[几一二三四五]星|星级|证明|证书|奖章|确认时长|补录|申报|签退|志愿(?:服务)?时长|我的时长|"
    r"到[账帐]|记错|没给我算|"
    r"\bstars?\b|\bcertificates?\b|confirm the hours|sign(?:ed)? out|check out|haven't arrived|"
    r"missing|log an"
)
_STATEMENT = re.compile(
    r"明细|流水|账单|对账|进出|谁.{0,3}(?:转|送|给)|扣了我|怎么扣|少了|存折|"
    r"\bstatement\b|\bhistory\b|in and out|who sent|balance drop|took .* off"
)
_HELP = re.compile(
    r"(?:有谁|谁|有没有人|哪家|哪里)(?:需要|要|想要)(?:人)?帮|需要帮忙的|帮忙列表|能帮谁|接单|"
    r"who needs (?:a )?(?:help|hand)|who can i help|help wanted|open requests"
)
_OPEN = re.compile(
    r"开(?:个|一个)?(?:时间银行)?(?:账?户|帐户)|开户|加入时间银行|"
    r"\bopen an? (?:time )?(?:bank )?account"
)
_DONATE = re.compile(r"捐|公益池|\bdonate\b|\bgive away\b|common p(?:ot|ool)")
_TEAM = re.compile(
    r"(?:给|到|进|入|交|放)(?:我们|咱们?|我的|我)?(?:[一-鿿]{0,4})(?:队里|队伍|小队|团队|团里|"
    r"队)(?!长|友|员)|"
    r"\b(?:to|with|into) (?:the|my|our) team\b|\bpool\b"
)
_GIVE = re.compile(
    r"送|转(?:[账帐让])?(?![运弯角圈])|赠|付.*给|分.*给|给.{1,8}(?:打|汇|付)|打给|"
    r"\b(?:give|send|transfer|pay|share)\b"
)
_UNDO = re.compile(
    r"撤回|转错|给我(?:转|送|打|汇)|收到没|收到了?吗|多久能收到|did .* get|undo|take (?:it )?back|"
    r"上限|最多能转|失败|不出去|不让我转"
)
_SPEND = re.compile(
    r"换|兑|请人|支取|取时间|拿出来用|用.{0,8}(?:小时|时间|钟头).{0,4}(?:请|让|找)|"
    r"花.{0,8}(?:小时|时间)|"
    r"\bredeem\b|\bspend\b|\bswap\b|\bexchange\b|\buse\b.*\bhours?\b|what can i get"
)  # fmt: skip
_ORDER = (
    (Ask.HELP, _HELP), (Ask.STATEMENT, _STATEMENT), (Ask.OPEN, _OPEN), (Ask.ABOUT, _ABOUT),
    (Ask.BALANCE, _UNDO), (Ask.RECORD, _RECORD), (Ask.DONATE, _DONATE), (Ask.TEAM, _TEAM),
    (Ask.SPEND, _SPEND), (Ask.GIVE, _GIVE),
)  # fmt: skip

_TIME_BANK = re.compile(r"时间(?:银行|币|存折|账户|帐户)|时币|time ?(?:bank|credits?)")
_SURE_GIVE = re.compile(
    r"^(?:我?(?:想|要|帮我|请|把|麻烦)*)?(?:送|转|赠|捐)(?:给|赠|出|掉)?|给.{1,8}(?:转|送)|"
    r"^(?:please\s+|i(?:'d like| want) to\s+)?(?:give|send|transfer|donate)\b(?!\s+(?:me|us)\b)"
)
_SURE_BALANCE = re.compile(
    r"^(?:我|俺|请问|看看|查)*(?:一?下)?(?:还有?|还剩|有|攒了|存了|剩)?(?:下)?(?:多少|"
    r"几个?)(?:时间币?|小时|钟头)(?:可以用|能用)?(?:了|呢|吗)?$|"
    r"^(?:时间)?余额$|^how (?:much time|many hours) (?:do i|have i)(?: still)?(?: have|"
    r" got)?(?: left)?$"
)
_SURE_STATEMENT = re.compile(r"^(?:我的|看看?|时间币?|查)?(?:明细|流水)$|^(?:my )?statement$")


def understood(words: str, person_named: str | None = None) -> Wish:
    """Read a sentence of which it is known that it is about the time bank.

    :param person_named: whom the model heard named, for what the patterns do not see.
    """
    said = plain_of(words)
    ask = next((ask for ask, pattern in _ORDER if pattern.search(said)), Ask.BALANCE)
    number = number_in(words)
    if ask is Ask.BALANCE and not _UNDO.search(said) and number and minutes_in(words) is not None:
        ask = Ask.GIVE
    if ask is not Ask.GIVE:
        return Wish(ask, minutes_in(words), is_all(words))
    return Wish(ask, minutes_in(words), is_all(words), called_in(words) or person_named, number)


def heard_surely(words: str) -> Wish | None:
    """Hear the sentences that need no model: all else waits for one, or for the menu."""
    said = plain_of(words).strip(" 。.!！?？")
    if _HELP.search(said):
        return Wish(Ask.HELP)
    if _SURE_BALANCE.search(said):
        return Wish(Ask.BALANCE)
    if _SURE_STATEMENT.search(said):
        return Wish(Ask.STATEMENT)
    amount = amounts.find(words)
    if _SURE_GIVE.search(said) and amount and _next_to_verb(said, amount[0]):
        return understood(words)
    return understood(words) if _TIME_BANK.search(said) else None


def _next_to_verb(said: str, at: int) -> bool:
    """Say whether what stands before the amount is the verb and perhaps a name, no more."""
    before = re.split(r"送|转|赠|捐|give|send|transfer|donate", said[:at])
    return len(before) > 1 and len(before[-1]) <= LONGEST_CALLED and "等" not in before[-1]


def number_in(words: str) -> str | None:
    """Read an account's number, however it is typed: t204518, Ｔ－204518."""
    found = _NUMBER.search(plain_of(words))
    return f"T-{found[1]}" if found else None


def number_answered(words: str) -> str | None:
    """Read the answer to "which number": there six digits are enough."""
    found = number_in(words) or ""
    digits = _ONLY_DIGITS.fullmatch(plain_of(words).replace(" ", "").strip("。."))
    return found or (f"T-{digits[0]}" if digits else None)


def called_in(words: str) -> str | None:
    """Read by which word somebody is named: a relative, a neighbour, else what follows 给."""
    said = plain_of(words)
    if found := _MY_KIN.search(said):
        return _CALLED[found[1] or found[2]]
    for pattern in _AFTER:
        if (found := pattern.search(said)) and (name := _name(found["who"])):
            return name
    if neighbour := _NEIGHBOUR.search(said):
        return neighbour[0]
    if found := _ANY_KIN.search(said):
        return _CALLED[found[1]]
    return None


def _name(raw: str) -> str | None:
    name = _END_OF_NAME.sub("", _NUMBER.sub("", raw)).strip()
    amount = amounts.find(name)
    name = (name[: amount[0]] if amount else name).strip().removeprefix("my ")
    if not name or name in _NOBODY or name in {"t", "t-"}:
        return None
    name = _CALLED.get(name.removeprefix("我"), name.title())
    return name[:LONGEST_CALLED]


def is_elder_kin(called: str) -> bool:
    """Say whether the word alone says it: a parent or a grandparent."""
    return called in _ELDERS


def is_other_kin(called: str) -> bool:
    return called in _KIN and called not in _ELDERS
