"""What looks like a time and is none: addresses, counts, numbers, greetings, verbs."""

import re

from nlu.when.numbers import NUMERAL
from nlu.when.rules import Rule, nothing

_N = rf"(?:[0-9]{{1,4}}|[{NUMERAL}]{{1,4}})"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾沈钱俞姚陆汪金顾"
_TITLES = "先生|女士|老师|阿姨|师傅|医生|大爷|大妈|书记|主任|经理|同学|叔叔|小姐"

_CHINESE = (
    rf"[路街巷弄道坊里村组队座幢栋楼院区苑园桥浜] ?{_N}号?",
    rf"{_N}(?:号楼|号线|号门|号院|号弄|单元|弄|幢|栋|号公路|楼|室|层|路(?:车|公交)?)",
    rf"第{_N}(?:[点号日天周月年个次条章节位名]|季度)?",
    r"一点(?:也|都|儿|点)(?:不|没|吧)?|[有差早晚快慢多少好大小高低近远]一?点儿?(?=$|[^半钟整0-9])",
    rf"[这那]{_N}点|(?:以下|如下|总共|一共){_N}点",
    (
        rf"{_N}点(?:的)?(?:意见|建议|要求|想法|问题|看法|体会|希望|说明|内容|原因|理由|不足|不同"
        rf"|好处|注意)"
    ),
    rf"{_N}点[0-9一二三四五六七八九]{{1,2}}(?:公里|米|元|块|万|亿|倍|%|度|公?斤|平|级|折|吨|升)",
    rf"{_N}点[0-9一二三四五六七八九](?=[个。，,]|$)",
    rf"百分之[{NUMERAL}点]{{1,8}}",
    (
        rf"每?(?:[一二两三四五六七八九几每]|[0-9])个?[周月天](?:[1-9{NUMERAL}几]{{1,2}})[次回趟遍]"
        rf"(?:课|会)?"
    ),
    r"每[两二三四]个?(?:周|星期|礼拜|天|个?月)",
    r"[一二两三四五六七八九十几半多][周天月](?=[一二三])",
    r"(?<![周期拜初十到至、三])[一整](?:上午|下午|晚上|早上)|四点半课堂|半夜三更",
    rf"周[一二三四五六日](?![{_SURNAMES}有是的来去找见和跟请在])[一-龥](?:{_TITLES})",
    (
        r"(?:早上|上午|中午|下午|晚上|早晨|清晨)好(?![吗不的么了点几])|[早晚]安|早[餐饭点市]"
        r"|晚[餐饭报霞]|午[餐饭休觉]"
    ),
    r"星期(?:八|天使|九)|五月天|八一南昌|三八红旗|五一(?:广场|路)|十一(?:五|届)",
    r"四周|周[围边期]",
)
_FIGURES = (
    r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])",
    r"(?<![0-9])[0-9]{7,}",
    r"(?<![0-9])0[0-9]{2,3}[ -][0-9]{7,8}(?![0-9])",
    r"(?<![0-9])400[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])",
    r"(?<![a-z])[a-z]{1,3}-[0-9]{4}-[0-9]{2,8}",
    r"(?:https?://|www\.)[^\s，。]{1,200}",
    r"[¥$￥] ?[0-9]{1,9}(?:\.[0-9]{1,2})?",
    r"(?<![0-9])[0-9]{1,9}(?:\.[0-9]{1,2})?(?:元|块|岁|%|平米|公里|公斤|斤)",
    r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,5}){2,4}(?![0-9])",
    r"v(?:ersion)? ?[0-9]{1,3}(?:\.[0-9]{1,5}){0,3}",
    r"24/7|7/24",
    (
        r"(?<![0-9/到在改约])(?:[0-5]/5|(?:10|[0-9])/10)(?![0-9/])(?! ?(?:at|from|上午|下午|早|晚"
        r"|[0-9]))"
    ),
    r"(?<![0-9])[0-9]{1,2}/[0-9]{1,2} ?(?:of|cup|的|个|斤|小时|hours|页|人|people|票|杯|碗|份)",
)
_ENGLISH = (
    r"\b(?:the )?second(?:s)? (?:floor|time|one|hand|opinion|street|door|person|building)\b",
    (
        r"\b(?:may|might) (?:i|we|you|he|she|they|it|be|not|have)\b|\bmarch(?:es|ed|ing)? (?:on|to"
        r"|with|for|in|into)\b(?! [0-9])"
    ),
    r"\bthe sun\b|\bsun(?:ny|shine|light)\b",
    (
        r"\b(?:the )?[0-9]{1,3}(?:st|nd|rd|th) (?:floor|street|building|door|unit|person|time|one"
        r"|place|grade|line|avenue|road|ring)\b"
    ),
    (
        r"\b[0-9]{1,3}(?: ?- ?| to | or )[0-9]{1,3} (?:people|persons|volunteers|residents|seats"
        r"|places|kids|children|hours|hrs|minutes|mins|days|weeks|months|years|yuan|rmb|km|m)\b"
    ),
    r"\bgood (?:morning|afternoon|evening|night)\b",
    (
        r"\b(?:room|building|unit|gate|door|block|line|bus|no\.?|number|floor|flat|apartment|court"
        r"|page|step|version|python)s? #?[0-9]{1,5}\b"
    ),
    r"\b[0-9]{1,5} [a-z]{2,20} (?:road|street|lane|rd|st|avenue)\b",
)

RULES = tuple(Rule(re.compile(pattern), nothing) for pattern in (*_CHINESE, *_FIGURES, *_ENGLISH))
