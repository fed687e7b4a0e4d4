"""The town office's agenda, as stories: seen, decided, refused, told."""

from datetime import timedelta

import pytest

from community import cases, clock, people
from community.cases import Case, Rung, Status
from community.people import Role
from community.reports import closing, ladder
from config.texts import speaker
from tests.handlers.office import PUBLIC, WORDS, Story
from tests.talk import Talk


@pytest.fixture
async def story(talk: Talk) -> Story:
    return await Story.begin(talk)


# --- the list and one item -----------------------------------------------------------------


@pytest.mark.parametrize("words", ["议程", "办公会议", "Agenda", "/agenda"])
async def test_the_office_sees_what_the_next_meeting_decides(story: Story, words: str) -> None:
    await story.brought_up()
    await story.talk.later(timedelta(days=2))

    await story.office.says(words)

    assert "11月30日 09:00" in story.office.said
    assert "R-2026-000001" in story.office.said
    assert "虹桥社区 · 人民路天桥" in story.office.said
    assert "2 天了 · 1 位居民" in story.office.said
    assert "社工 → 镇长办公会议" in story.office.said.replace("网格社工", "社工")


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.OFFICE, Role.CLERK])
async def test_nobody_else_opens_it(story: Story, role: Role) -> None:
    await story.brought_up()
    other = await story.talk.staff(role, name="别人")

    await other.says("议程")

    assert "R-2026-000001" not in other.said
    await story.office.says("议程")
    await other.presses_token(next(iter(story.office.buttons.values())))
    assert "R-2026-000001" not in other.said


async def test_the_list_of_work_leads_there(story: Story) -> None:
    await story.brought_up()

    await story.office.says("我的工作")
    await story.office.presses(speaker("zh")("desk-show-agenda").words)

    assert "议程" in story.office.said
    assert "R-2026-000001" in story.office.said


async def test_an_empty_agenda_is_good_news(story: Story) -> None:
    await story.office.says("议程")

    assert "没有事" in story.office.said


async def test_a_case_that_nobody_solved_in_time_climbs_onto_it(story: Story) -> None:
    await story.filed()
    for _ in range(5):
        await story.talk.later(timedelta(days=20))
        while await ladder.climb_due(story.talk.app.sessions, story.talk.app.town):
            pass
    await story.talk.settle()

    await story.office.says("议程")

    assert "没来得及定" in "".join(shown.text for shown in story.resident.screen.values())
    assert "↑ 镇长办公会议" in story.office.said
    assert "已经搁过" in story.office.said


async def test_many_items_stand_on_several_pages(story: Story) -> None:
    others = [await story.talk.person().says("你好") for _ in range(2)]
    for n in range(10):
        case_id = await story.filed(f"第{n}件", reporter=[story.resident, *others][n % 3])
        async with story.talk.app.sessions() as db, db.begin():
            (await db.get_one(Case, case_id)).rung = Rung.TOWN_OFFICE

    await story.office.says("议程")
    assert "R-2026-000009" not in story.office.said
    await story.office.presses("下一页")

    assert "9. **R-2026-000009**".replace("*", "") in story.office.said
    assert "R-2026-000001" not in story.office.said


async def test_hot_matters_stand_first_and_hot_ones_below_are_shown(story: Story) -> None:
    cold, hot = await story.brought_up(), await story.brought_up("第二件")
    below = await story.filed("第三件")
    async with story.talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        for case_id in (hot, below):
            (await db.get_one(Case, case_id)).hot_at = now

    await story.office.says("议程")

    said = story.office.said
    one, two, three = [(await story.case(i)).number for i in (cold, hot, below)]
    assert said.index(f"★ {two}") < said.index(one) < said.index(f"★ {three}")
    assert "很多人关心的（1 件）" in said


async def test_an_item_shows_the_whole_way(story: Story) -> None:
    await story.brought_up()
    await story.office.says("议程")

    await story.office.presses("1. R-2026-000001")

    assert f"公开说法：{PUBLIC}" in story.office.said
    assert f"居民原话：{WORDS}" in story.office.said
    assert "怎么上来的" in story.office.said
    for label in ("交社区办", "交部门办", "已解决", "下次再议", "办不了"):
        assert label in story.office.buttons


# --- deciding ------------------------------------------------------------------------------


async def test_a_department_gets_it_and_everybody_below_is_told(story: Story) -> None:
    clerk = await story.talk.staff(Role.CLERK, name="窗口", community=None)
    case_id = await story.brought_up()
    office = await story.opened()

    await office.presses("交部门办")
    await office.presses("综合执法")
    await office.says("请综合执法两周内把排水口疏通")
    assert "请综合执法两周内把排水口疏通" in office.said
    assert "交综合执法办" in office.said
    assert "疏通" not in story.resident.said
    await office.presses("确认")

    assert "都定完了" in office.said
    assert "交给综合执法接着办" in story.resident.said
    assert "两周内把排水口疏通" in story.resident.said
    assert "办公会议定了" in story.worker.said
    assert "R-2026-000001" in clerk.said
    case = await story.case(case_id)
    assert (case.rung, case.department) == (Rung.DEPARTMENT, "CG")


async def test_the_community_gets_it_with_a_ready_sentence(story: Story) -> None:
    await story.talk.staff(Role.OFFICE, name="朱文斌")
    case_id = await story.brought_up()
    office = await story.opened()

    await office.presses("交社区办")
    await office.presses("请社区牵头")
    await office.says("好的")

    assert (await story.case(case_id)).rung is Rung.COMMUNITY
    assert "请社区牵头" in story.resident.said


@pytest.mark.parametrize(
    ("label", "status", "rung"),
    [
        ("已解决", Status.SOLVED, Rung.TOWN_OFFICE),
        ("办不了", Status.UNSOLVABLE, Rung.TOWN_OFFICE),
        ("下次再议", Status.ASSIGNED, Rung.TOWN_OFFICE),
    ],
)
async def test_it_can_be_done_put_off_or_impossible(
    story: Story, label: str, status: Status, rung: Rung
) -> None:
    case_id = await story.brought_up()
    office = await story.opened()

    await office.presses(label)
    await office.says("会上说清楚了")
    await office.presses("确认")

    case = await story.case(case_id)
    assert (case.status, case.rung) == (status, rung)
    assert "会上说清楚了" in story.resident.said
    assert [d.words for d in await story.decisions()] == ["会上说清楚了"]


async def test_put_off_it_stands_on_the_next_agenda(story: Story) -> None:
    case_id = await story.brought_up()
    office = await story.opened()
    await office.presses("下次再议")
    await office.presses("办法还在准备")
    await office.presses("确认")

    await office.says("议程")

    assert "已经搁过 1 次会" in office.said
    assert (await story.case(case_id)).due_at is not None


@pytest.mark.parametrize("presses", [[], ["请社区牵头"]])
async def test_until_confirmed_the_way_back_is_open(story: Story, presses: list[str]) -> None:
    await story.talk.staff(Role.OFFICE, name="朱文斌")
    case_id = await story.brought_up()
    office = await story.opened()
    await office.presses("交社区办")
    for label in presses:
        await office.presses(label)

    await office.presses("返回")

    assert "会上怎么定" in office.said
    assert (await story.case(case_id)).rung is Rung.TOWN_OFFICE
    assert await story.decisions() == []
    await office.presses("办不了")
    assert "会上是怎么说的" in office.said


async def test_the_word_goes_back_step_by_step_too(story: Story) -> None:
    await story.brought_up()
    office = await story.opened()
    await office.presses("办不了")
    await office.says("说不出口")

    await office.says("返回")
    assert "会上是怎么说的" in office.said
    await office.says("现在条件还做不到")
    assert "居民会看到：现在条件还做不到" in office.said
    await office.says("不对")
    assert "会上是怎么说的" in office.said
    await office.says("还是换一句")
    assert "居民会看到：还是换一句" in office.said
    assert await story.decisions() == []


async def test_typed_back_before_the_words_asks_for_the_choice_again(story: Story) -> None:
    await story.brought_up()
    office = await story.opened()
    await office.presses("办不了")

    await office.says("返回")

    assert "会上怎么定" in office.said
    await office.presses("已解决")
    await office.presses("已经办好了")
    await office.presses("确认")
    assert [d.decided for d in await story.decisions()] == ["solved"]


async def test_who_opens_another_case_leaves_the_one_before_undecided(story: Story) -> None:
    await story.brought_up()
    await story.brought_up("第二件")
    office = await story.opened()
    await office.presses("办不了")

    await office.presses("2. R-2026-000002")
    await office.presses("已解决")
    await office.presses("已经办好了")
    await office.presses("确认")

    [decision] = await story.decisions()
    assert (await story.case(decision.case_id)).number == "R-2026-000002"
    assert "议程上还有 1 件" in office.said


async def test_a_withdrawn_matter_needs_no_decision(story: Story) -> None:
    case_id = await story.brought_up()
    office = await story.opened()
    await office.presses("办不了")
    await office.says("条件做不到")
    resident_id = await story.id_of(story.resident)
    async with story.talk.app.sessions() as db, db.begin():
        await closing.withdraw(db, case_id, resident_id, now=await clock.now(db))

    await office.presses("确认")

    told = office.said + "".join(office.toasts)
    assert "撤回" in told
    assert await story.decisions() == []


async def test_a_card_that_has_grown_old_is_shown_anew(story: Story) -> None:
    case_id = await story.brought_up()
    office = await story.opened()
    resident_id = await story.id_of(story.resident)
    async with story.talk.app.sessions() as db, db.begin():
        await closing.withdraw(db, case_id, resident_id, now=await clock.now(db))

    await office.presses("办不了")

    assert "不在议程上" in office.said
    assert any("刚有变化" in toast for toast in office.toasts)


async def test_what_nobody_could_take_is_said_before_words_are_typed(story: Story) -> None:
    await story.brought_up()
    office = await story.opened()

    await office.presses("交社区办")
    assert not any("会上是怎么说的" in s.text for s in office.new)
    assert office.said or office.toasts
    await office.says("议程")
    await office.presses("1. R-2026-000001")
    await office.presses("交部门办")

    assert not any("哪个部门" in s.text for s in office.new)
    assert await story.decisions() == []


async def test_a_refusal_at_the_end_leaves_nothing_half_entered(story: Story) -> None:
    clerk = await story.talk.staff(Role.CLERK, name="窗口", community=None)
    case_id = await story.brought_up()
    office = await story.opened()
    await office.presses("交部门办")
    await office.presses("综合执法")
    await office.says("请两周内办好")
    async with story.talk.app.sessions() as db, db.begin():
        for held in await people.roles_of(db, await story.id_of(clerk)):
            held.revoked_at = await clock.now(db)

    await office.presses("确认")

    assert await story.decisions() == []
    assert "请两周内办好" not in story.resident.said
    assert (await story.case(case_id)).rung is Rung.TOWN_OFFICE
    async with story.talk.app.sessions() as db:
        lines = await cases.timeline(db, case_id, public_only=False)
    assert "decided" not in [line.what for line in lines]


async def test_the_office_speaks_english_too(story: Story) -> None:
    english = await story.talk.staff(Role.ADMIN, name="Ann", community=None, language="en")
    await story.brought_up()

    await english.says("agenda")
    await english.presses("1. R-2026-000001")
    await english.presses("Next time")
    await english.presses("A solution is being prepared")
    await english.presses("enter the decision")

    assert "will be told" in english.said
    assert "A solution is being prepared" in story.resident.said
