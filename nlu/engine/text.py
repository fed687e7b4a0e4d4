"""How letters are compared: one character stays one character, so that spans stay where they are."""

import re
from typing import NamedTuple

_TRADITIONAL = (
    "個們這來對時說過還後會麼樣發經現開關問間見長門東車樓電燈聲響園區衛環設壞擾鄰裡裏糾紛務頭無"
    "請謝幫報險醫療證補辦預約號碼點鐘應該認識聽講話員團隊隻雙舊廣場傳單據歲歷級紙給線練習書買賣"
    "費錢銀鐵錯難離風飛飯館養愛護婦兒孫爺媽親戶廳廁掃塵亂臟髒漲氣傷殘擔憂慮獨臥牀幾當為與從眾兩"
    "塊邊達遠進運動勞業職訓課學師齡優貼貧窮濟歸讓變換數資訊網頁語漢體國際節議題選舉贊專項評價滿"
    "條陽陰雞鴨魚貓鳥龍馬驚嚇殺燒煙滅災緊盡儘總統結嬰產檢藥"
)
_SIMPLIFIED = (
    "个们这来对时说过还后会么样发经现开关问间见长门东车楼电灯声响园区卫环设坏扰邻里里纠纷务头无"
    "请谢帮报险医疗证补办预约号码点钟应该认识听讲话员团队只双旧广场传单据岁历级纸给线练习书买卖"
    "费钱银铁错难离风飞饭馆养爱护妇儿孙爷妈亲户厅厕扫尘乱脏脏涨气伤残担忧虑独卧床几当为与从众两"
    "块边达远进运动劳业职训课学师龄优贴贫穷济归让变换数资讯网页语汉体国际节议题选举赞专项评价满"
    "条阳阴鸡鸭鱼猫鸟龙马惊吓杀烧烟灭灾紧尽尽总统结婴产检药"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_PUNCTUATION = str.maketrans("。，、；：？！“”‘’（）【】《》", ".,,;:?!\"\"''()[]<>")
_SAME_LENGTH = (
    _WIDE | _PUNCTUATION | str.maketrans(_TRADITIONAL, _SIMPLIFIED) | {0x200B: 0x20, 0xFEFF: 0x20}
)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]")


class Token(NamedTuple):
    start: int
    end: int
    text: str


def fold(text: str) -> str:
    """Full-width, upper-case and traditional letters become their plain kin; the length stays the same."""
    return "".join(
        low if len(low := letter.lower()) == 1 else letter for letter in text.translate(_SAME_LENGTH)
    )


def tokens(text: str) -> list[Token]:
    """One token a Chinese character, Latin word, run of digits or mark; offsets are those of `text`."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(fold(text))]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
