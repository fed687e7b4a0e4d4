"""What can be recognised by its shape: numbers, phones, hours, dates, times of day, persons, addresses.

Every pattern is matched against folded text (text.fold), so it need not think of letter case or width.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    start: int
    end: int
    kind: str

    @property
    def length(self) -> int:
        return self.end - self.start


_N = r"[零〇一二两三四五六七八九十百\d]"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_WORD_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?|half an?|a couple of|\d+(?:\.\d+)?)"
)
_PART_OF_DAY_ZH = r"(?:凌晨|清晨|大清早|一大早|早晨|早上|早|上午|中午|午后|下午|傍晚|晚上|夜里|半夜|深夜|夜间|晚)"
_PART_OF_DAY_EN = r"(?:early |late )?(?:morning|afternoon|evening|noon|midday|midnight|night|lunchtime)"

_SURNAME = (
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章苏潘葛范彭郎鲁韦昌马苗凤花方"
    r"俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪毛狄米戴宋庞熊纪舒屈项祝董梁"
    r"杜阮蓝季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解应丁邓洪包左石崔吉龚程邢裴陆翁段侯宁甘祖武刘"
    r"龙叶黎白蒲池乔闻党翟谭劳冉边温庄晏瞿连习容向古易廖居衡步都耿满匡文寇聂辛关沙游]"
)
_TITLE = (
    r"(?:老先生|老太太|老师傅|先生|女士|小姐|太太|奶奶|爷爷|阿姨|叔叔|大爷|大妈|大娘|大叔|大伯|大姐|大哥|婆婆|阿婆|阿公|阿伯"
    r"|伯伯|伯母|师傅|老师|医生|护士|主任|书记|站长|经理|社工|同志|警官|队长|团长|嬢嬢|孃孃|婶|嫂|姐|哥|叔|伯|姨|爷|妈|婆|老|工)"
)

PATTERNS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "report_number": r"(?<![a-z0-9])[rac]\s?-?\s?20\d{2}\s?-?\s?\d{3,6}(?!\d)",
        "phone": r"(?<!\d)(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)",
        "hours": (
            rf"(?:{_N}+|\d+(?:\.\d+)?|半|几)个?半?(?:小时|钟头)半?|半个(?:小时|钟头)"
            rf"|\b{_WORD_NUMBER}(?: and a half)?[ -]?(?:hours?|hrs?)\b|\bhalf an hour\b"
        ),
        "date": (
            rf"(?:大后|大前|今|明|后|昨|前)[天日]|(?:今|明|后|昨)儿个?|"
            rf"(?:上|下|这|本)*个?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-7](?!\d))|"
            rf"(?:{_N}{{2,4}}年)?(?:{_N}{{1,3}}|上个|下个|这个|本)月(?:份)?(?:{_N}{{1,3}}[号日]|底|初|中旬)"
            rf"|(?<![\d号]){_N}{{1,3}}号(?![楼弄单幢栋门线院区室铺柜窗])|(?:下|上|这|本)个?(?:周|星期|礼拜|月)"
            rf"|月底|周末|国庆节?|元旦|春节|端午节?|中秋节?|重阳节?"
            rf"|\b(?:the )?day (?:after tomorrow|before yesterday)\b"
            rf"|\b(?:today|tomorrow|tmrw|tmr|yesterday|tonight)\b"
            rf"|\b(?:this |next |last |coming |the coming )*(?:{_WEEKDAY})\b"
            rf"|\b(?:this|next|last) (?:week(?:end)?|month)\b"
            rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?![a-z])"
            rf"|\bthe \d{{1,2}}(?:st|nd|rd|th)\b|(?<!\d)20\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
        ),
        "time": (
            rf"{_PART_OF_DAY_ZH}?(?:(?<!\d)\d{{1,2}}:\d{{2}}(?!\d)|(?:{_N}{{1,3}})点钟?(?:半|{_N}{{1,3}}[分刻]?|钟)?)"
            rf"|{_PART_OF_DAY_ZH}(?![饭餐晨操])"
            rf"|\b\d{{1,2}}(?::\d{{2}}|\.\d{{2}})?\s?(?:a\.?m\.?|p\.?m\.?|o'? ?clock)(?![a-z])|\b\d{{1,2}}:\d{{2}}\b"
            rf"|\b(?:half past|quarter (?:past|to)) (?:\d{{1,2}}|[a-z]+)\b|\b{_PART_OF_DAY_EN}\b"
        ),
        "person": (
            rf"{_SURNAME}{_TITLE}|[小老阿]{_SURNAME}(?![子师人家年伴板])"
            rf"|\b(?:mr|mrs|ms|miss|dr|uncle|aunt|auntie|aunty|grandma|grandpa|granny|gran|nurse|teacher"
            rf"|master|old|sister|brother|madam|mdm)\.? [a-z]+(?: [a-z]+)?\b"
        ),
        "place": (
            rf"\d+(?:号楼|幢|栋|号院|弄)(?:\d+(?:单元|号|室))*|[\u4e00-\u9fff]{{1,4}}[路街巷]\d+[号弄](?:\d+号)?"
            rf"|\b(?:building|block|unit|gate|no\.?|bldg) ?\d+\b|\b[a-z]+ (?:road|rd|street|st|lane|alley)(?: \d+)?\b"
        ),
    }.items()
}
FILLING = frozenset({"date", "hours"})
"""Shapes that are taken where nothing else was found; the others only advise."""
CERTAIN = frozenset({"report_number", "phone"})


def spans(folded: str) -> Iterator[Span]:
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(folded):
            yield Span(match.start(), match.end(), kind)


def longest_first(found: list[Span]) -> list[Span]:
    """Drop what overlaps something longer (or earlier, at equal length); in order of place."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (-span.length, span.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)
