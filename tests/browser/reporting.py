"""A resident tells a report at the page, from the first word to its number."""

import re
from dataclasses import dataclass

from tests.browser.house import Screen

WHAT = "楼下的垃圾桶满了三天没人清"
WHERE = "虹桥社区6号楼"


@dataclass(frozen=True)
class Receipt:
    """What the resident is given: the report's number, and the code that opens it."""

    number: str
    code: str


async def report(resident: Screen, what: str = WHAT, where: str = WHERE) -> Receipt:
    await tell(resident, what, where)
    await resident.reads("登记好了")
    words = await resident.newest()
    found = re.search(r"(R-\d{4}-\d{3,}).*查询码\W*(\w{10})\b", words, re.DOTALL)
    assert found is not None, words
    return Receipt(*found.groups())


async def tell(resident: Screen, what: str = WHAT, where: str = WHERE) -> None:
    """Tell it until the page asks whether it is right, and say yes."""
    await resident.says("我要报问题")
    await resident.reads("出了什么问题")
    await resident.says(what)
    await resident.reads("什么地方")
    await resident.says(where)
    await resident.reads("请看一看")
    await resident.presses("提交")
