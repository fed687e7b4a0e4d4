"""How soon an item of the hall is found in what people write, among 2,000 items."""

import random
import statistics
from collections.abc import Callable, Sequence
from time import perf_counter

from benchmarks.bench import load_now
from config.town import BUILTIN, Name, Service, Town, load_town
from config.town.items import find_items

ITEMS = 2_000
ASKED, WARM_UP = 2_000, 100
GOAL = 10.0
STREETS = "虹桥康和洛东富园新塍解放人民建设西吴观音桃源问松丰乐小蓬莱陆家沙家来龙思古"
SENTENCES = (
    "我妈想办{}要带什么",
    "请问一下{}在哪个窗口办，下周三上午来得及吗",
    "我外婆今年八十七了腿脚不方便，听隔壁说能办{}，我想替她问问要哪些材料、要不要她本人到场",
    "{}",
    "what do I have to bring for {} and can my son come in my place",
)
NOTHING = (
    "你好",
    "楼上每天晚上都太吵了，已经说过好几次，有没有人来管一管",
    "the street light in front of building 12 has been broken for a week",
)
PINYIN = ("sbkbb", "laonianyoudaizheng", "wo yao ban shebaoka", "gaolingjintie", "lnyyz", "zxcvb")


async def main() -> None:
    town = _large_town(load_town(BUILTIN))
    started = perf_counter()
    find_items(town, "社保卡")
    took = perf_counter() - started
    chance = random.Random(1)
    for name, asked in (
        ("names", [_sentence(chance, town, _name) for _ in range(WARM_UP + ASKED)]),
        ("everyday words", [_sentence(chance, town, _words) for _ in range(WARM_UP + ASKED)]),
        ("typos", [_mistyped(chance, town) for _ in range(WARM_UP + ASKED)]),
        ("pinyin", [chance.choice(PINYIN) for _ in range(WARM_UP + ASKED)]),
        ("nothing", [chance.choice(NOTHING) for _ in range(WARM_UP + ASKED)]),
    ):
        times, found = _ask(town, asked)
        print(
            f"finding, by {name}: p50 {_at(times, 50):.1f} ms, p95 {_at(times, 95):.1f} ms"
            f" (goal {GOAL:.0f}), {found:.1f} found on the average, among {len(town.services):,}"
            f" items (index made in {took:.1f} s; {load_now()})"
        )


def _large_town(town: Town) -> Town:
    """Give as many items as a province has: the town's own, and their likes under other names."""
    chance = random.Random(2)
    services = [
        service if number < len(town.services) else _like(service, number, chance)
        for number in range(ITEMS)
        for service in [town.services[number % len(town.services)]]
    ]
    return town.model_copy(update={"services": tuple(services)})


def _like(service: Service, number: int, chance: random.Random) -> Service:
    def other(text: str) -> str:
        if text.isascii():
            return f"{text} {chance.choice(('farm', 'river', 'school', 'clinic'))} {number % 97}"
        at = chance.randrange(len(text) + 1)
        return text[:at] + "".join(chance.choices(STREETS, k=2)) + text[at:]

    return service.model_copy(
        update={
            "code": f"{service.code[:2]}-{number}",
            "name": Name(zh=other(service.name.zh), en=other(service.name.en)),
            "aliases": tuple(map(other, service.aliases)),
            "words": tuple(map(other, service.words)),
        }
    )


def _ask(town: Town, asked: Sequence[str]) -> tuple[list[float], float]:
    times, found = [], 0
    for number, words in enumerate(asked):
        started = perf_counter()
        items = find_items(town, words)
        if number >= WARM_UP:
            times.append(perf_counter() - started)
            found += len(items)
    return times, found / ASKED


def _name(service: Service) -> Sequence[str]:
    return (service.name.zh, service.name.en, *service.aliases)


def _words(service: Service) -> Sequence[str]:
    return service.words


def _sentence(
    chance: random.Random, town: Town, said_of: Callable[[Service], Sequence[str]]
) -> str:
    return chance.choice(SENTENCES).format(chance.choice(said_of(chance.choice(town.services))))


def _mistyped(chance: random.Random, town: Town) -> str:
    text = _sentence(chance, town, _name)
    at = chance.randrange(len(text))
    return text[:at] + chance.choice("的了吗哦嗯xyz") + text[at + 1 :]


def _at(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] * 1_000
