"""Situations of danger, and the ways in which people say them, in Chinese and in English.

A way is written in parts: `a|b … c` is a or b, then c within a few words; `~` is a shorter gap,
`+` none. A name in braces is a list from `WORDS`. Parts are regular expressions without quantifiers
that could run away: gaps are the only ones, and they are bounded. English is written as
`normalise.as_english` leaves it: without articles, "cant", "wanna", "gonna", "there is".
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    FIRE = "fire"
    GAS = "gas"
    MEDICAL = "medical"
    FALL = "fall"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    DROWNING = "drowning"
    TRAPPED = "trapped"
    MISSING = "missing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Situation:
    """:param certain: act at once; else the words leave room for doubt, and we ask first."""

    kind: Kind
    certain: bool
    zh: str = ""
    en: str = ""


WORDS = {
    "人": "人|我|他|她|爸|妈|爷|奶|外公|外婆|阿婆|阿公|阿爹|老伴|老头|老太|老公|老婆|娃"
    "|孩|儿子|女儿|孙|宝宝"
    "|婴|邻居|师傅|伯|叔|姨|弟|妹|哥|姐|朋友|同事|囡|老爹|姆妈|姑娘|小伙|学生|隔壁|同学"
    "|室友|孕妇|保安|骑手|司机",
    "老小": "爸|妈|爷|奶|外公|外婆|阿婆|阿公|老人|老伴|老头|老太|娃|孩|儿子|女儿|孙|宝宝"
    "|囡|弟|妹|姑娘|学生|闺女|姆妈|老爹",
    "气": "煤气|燃气|天然气|液化气|沼气|瓦斯|煤气罐|煤气瓶|钢瓶",
    "家人": "老公|老婆|丈夫|妻子|男朋友|女朋友|前夫|男友|爸|妈|儿子|公公|婆婆|继父|后爸"
    "|男人|对象|他|她",
    "动不了": "动不了|不能动|不会动|动弹不|起不来|爬不起|站不起|没法动|走不了|坐不起|扶不"
    "|抬不动|勿动|一动不动|不动了|不敢动",
    "跌": "摔|跌|滑倒|绊倒|滚下|滚了下|掉下|坠|踩空|栽|倒在|倒地|磕",
    "someone": "he|she|they|dad|father|mom|mother|grandma|grandpa|grandmother|grandfather"
    "|granny|grandad"
    "|granddad|husband|wife|son|daughter|baby|child|kid|toddler|boy|girl|friend|roommate"
    "|flatmate|neighbor"
    "|neighbour|man|woman|person|someone|somebody|colleague|lady|guy|uncle|aunt|aunty"
    "|brother|sister"
    "|people|boyfriend|girlfriend|worker|infant|cousin|elder|everyone|grandson"
    "|granddaughter|nan|partner",
    "me": "me|us|him|her|them|people|someone|somebody|mom|wife|child|kids|my|everyone|his"
    "|their|woman|man|girl",
}
