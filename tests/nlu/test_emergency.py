"""The emergency rules: what they must hear, what they must let pass, and that they never fail."""

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.emergency import Alarm, Kind, Leaning, check, leaning
from nlu.meaning import EMERGENCY_FROM, Meaning

HERE = Path(__file__).parent / "emergency"


def _rounds(*names: str) -> dict[str, Any]:
    rounds: dict[str, Any] = {}
    for name in names:
        rounds |= yaml.safe_load((HERE / f"{name}.yml").read_text("utf-8"))
    return rounds


POSITIVES = _rounds("positives", "blind_positives", "blind2_positives", "blind3_positives")
NEGATIVES = _rounds("hard_negatives", "blind_negatives", "blind2_negatives", "blind3_negatives")


def positives(language: str) -> list[tuple[str, str]]:
    return [
        (kind, text)
        for languages in POSITIVES.values()
        for kind, texts in languages[language].items()
        for text in texts
    ]


def negatives(language: str) -> list[str]:
    return [text for languages in NEGATIVES.values() for text in languages[language]]


ALL_POSITIVES = [text for language in ("zh", "en") for _, text in positives(language)]
CHINESE = [text for _, text in positives("zh")]


def test_the_sets_are_large_and_apart() -> None:
    everything = [*ALL_POSITIVES, *negatives("zh"), *negatives("en")]

    assert len(ALL_POSITIVES) >= 250
    assert len(everything) - len(ALL_POSITIVES) >= 250
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_danger_is_heard(language: str) -> None:
    said = positives(language)

    missed = [text for _, text in said if check(text) is None]

    assert len(missed) <= 0.03 * len(said), missed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_kind_of_danger_is_mostly_right(language: str) -> None:
    said = positives(language)

    other = [(kind, text) for kind, text in said if (a := check(text)) and a.kind != kind]

    assert len(other) <= 0.1 * len(said), other


@pytest.mark.parametrize("language", ["zh", "en"])
def test_near_misses_do_not_alarm(language: str) -> None:
    said = negatives(language)

    alarmed = [text for text in said if check(text)]

    assert len(alarmed) <= 0.02 * len(said), alarmed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("着火了", Kind.FIRE),
        ("著火了", Kind.FIRE),
        ("着 火 了", Kind.FIRE),
        ("着.火.了", Kind.FIRE),
        ("着\u200b火\u200d了", Kind.FIRE),
        ("着🔥火😱了", Kind.FIRE),
        ("着伙了快来", Kind.FIRE),
        ("zhaohuole", Kind.FIRE),
        ("ZHAO HUO LE", Kind.FIRE),
        ("zháo huǒ le", Kind.FIRE),
        ("着huo了", Kind.FIRE),
        ("救.命", Kind.OTHER),
        ("救救救命", Kind.OTHER),
        ("jiu ming a", Kind.OTHER),
        ("我想自鲨", Kind.SELF_HARM),
        ("想si", Kind.SELF_HARM),
        ("跳lou", Kind.SELF_HARM),
        ("媒气泄露了", Kind.GAS),
        ("天燃气漏了", Kind.GAS),
        ("快打幺二零", Kind.MEDICAL),
        ("ｃａｎｔ　ｂｒｅａｔｈｅ", Kind.MEDICAL),
        ("cant breath", Kind.MEDICAL),
        ("can't breeth", Kind.MEDICAL),
        ("CAN NOT BREATHE", Kind.MEDICAL),
        ("he is unconcious", Kind.MEDICAL),
        ("theres a fier in the kitchen", Kind.FIRE),
        ("f.i.r.e in the kitchen", Kind.FIRE),
        ("helpppppp", Kind.OTHER),
        ("h e l p  m e", Kind.OTHER),
        ("s o s", Kind.OTHER),
        ("🆘", Kind.OTHER),
        ("k m s", Kind.SELF_HARM),
        ("wanna die", Kind.SELF_HARM),
        ("i want to d\u00adie", Kind.SELF_HARM),
        ("my friend overdosd", Kind.MEDICAL),
        ("我 cant breathe 了", Kind.MEDICAL),
    ],
)
def test_a_trick_of_spelling_hides_nothing(text: str, kind: Kind) -> None:
    alarm = check(text)

    assert alarm is not None
    assert alarm.kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "不是演习 真的着火了",
        "电影院着火了",
        "讲座现场有人晕倒了不省人事",
        "火锅店着火了，快来",
        "笑死我了哈哈。等等，我爸晕倒了叫不醒",
        "去年着过火，现在又着火了",
        "昨天看了消防讲座。现在我家厨房真的烧起来了",
        "煤气费交了没有？家里一股煤气味，头晕",
        "累死了，不想活了",
        "消防通道被占了，三楼着火了消防车进不来",
        "哈哈 我想死",
        "this is not a drill, the building is on fire",
        "the gas bill is paid but I smell gas in the kitchen",
        "my phone died and my dad collapsed",
        "you're on fire today haha. help, my husband is beating me",
        "lol i want to kill myself",
    ],
)
def test_a_near_miss_does_not_shield_a_real_alarm(text: str) -> None:
    assert check(text) is not None


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("家里着火了", True),
        ("我站在楼顶上", True),
        ("my husband is beating me", True),
        ("救命", False),
        ("活着没意思", False),
        ("i smell something burning", False),
        ("no one would miss me", False),
    ],
)
def test_doubtful_words_ask_and_plain_words_act(text: str, certain: bool) -> None:
    alarm = check(text)

    assert alarm is not None
    assert alarm.certain is certain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没人知道我死了以后会怎样", Leaning.DARK),
        ("i wonder who would notice", Leaning.DARK),
        ("今天的电影里有人死了", Leaning.NEAR_MISS),
        ("消防演习几点", Leaning.NEAR_MISS),
        ("my phone died", Leaning.NEAR_MISS),
        ("食堂今天有什么菜", Leaning.PLAIN),
        ("where is the canteen", Leaning.PLAIN),
        ("", Leaning.PLAIN),
    ],
)
def test_the_words_say_how_soon_a_suspicion_counts(text: str, expected: Leaning) -> None:
    assert leaning(text) is expected


@pytest.mark.parametrize("text", ["我死了以后会怎样", "今天天气好", "消防演习几点"])
def test_the_models_suspicion_counts_from_the_texts_own_threshold(text: str) -> None:
    needed = EMERGENCY_FROM[leaning(text)]

    def suspected(chance: float) -> bool:
        ranking = tuple(sorted((("emergency", chance), ("greet", 1 - chance)), key=lambda o: -o[1]))
        return Meaning(text, *ranking[0], ranking).may_be_emergency

    assert suspected(needed)
    assert not suspected(needed - 0.01)


def test_an_alarm_tells_the_words_that_raised_it() -> None:
    assert check("快来人，三楼 着 火 了！") == Alarm(Kind.FIRE, certain=True, words="着火")


@given(st.text(max_size=300))
@example("")
@example("\ud800")
@example("🔥" * 50)
def test_no_text_makes_it_fail(text: str) -> None:
    check(text)


@given(st.sampled_from(CHINESE), st.data())
@settings(max_examples=60, deadline=None)
def test_gaps_inside_chinese_lose_nothing(text: str, data: st.DataObject) -> None:
    gaps = st.sampled_from(["", "", " ", "\u200b", "　", "."])
    plain = "".join(sign for sign in text if "\u4e00" <= sign <= "\u9fff")
    if check(plain) is None:
        return

    spread = "".join(sign + data.draw(gaps) for sign in plain)

    assert check(spread) is not None


@given(st.sampled_from(ALL_POSITIVES), st.data())
@settings(max_examples=60, deadline=None)
def test_invisible_signs_change_nothing(text: str, data: st.DataObject) -> None:
    signs = st.sampled_from(["", "\u200b", "\u200d", "\u2060", "\ufe0f", "\u00ad"])

    spread = "".join(sign + data.draw(signs) for sign in text)

    assert check(spread) == check(text)


@pytest.mark.parametrize(
    "text",
    [
        "火" * 100_000,
        "着火" * 50_000,
        "去年着过火，" * 16_000,
        "如果着火了怎么办 " * 11_000,
        "煤气" * 50_000,
        "a" * 100_000,
        "a " * 50_000,
        "fire " * 20_000,
        "i fell and " * 9_000,
        "e\u0301\u0327" * 33_000,
        "没" * 100_000,
        "着火" * 40_000 + "的讲座",
        "怎么申请着火" * 16_000,
        "on fire " * 12_000 + "lecture",
        "我妈摔" * 33_000,
        "\ufdfa" * 5_000,
        "".join(map(chr, range(0x4E00, 0x9FA5))) * 4,
    ],
    ids=range(17),
)
def test_a_huge_text_is_read_to_its_end(text: str) -> None:
    began = perf_counter()

    check(text)
    alarm = check(text + "。我不想活了")

    assert alarm is not None
    assert perf_counter() - began < 20
