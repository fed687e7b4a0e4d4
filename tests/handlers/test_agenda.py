"""The town office's agenda, as stories: seen, decided, told, and printed."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import pypdf
import pytest
from sqlalchemy import select

from community import cases, clock, people
from community.cases import Case, Decision, Rung, Status
from community.files import StoredFile
from community.people import Role
from community.reports import filing, ladder, triage, work
from config.texts import speaker
from config.town.calendar import next_meeting
from handlers.agenda.meetings import decided_on, last_meeting, since_last, todays_or_next
from tests.talk import Person, Talk

WORDS = "天桥下面一下雨就积水，老人过不去"
PUBLIC = "人民路天桥下积水"


@dataclass
class Story:
    """A report that its social worker brought before the office."""

    talk: Talk
    office: Person
    worker: Person
    resident: Person

    async def id_of(self, person: Person) -> int:
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            return (await people.known(db, "web", "web", person.number, now=now)).id

    async def filed(
        self, words: str = WORDS, *, category: str = "road", reporter: Person | None = None
    ) -> int:
        reporter_id = await self.id_of(reporter or self.resident)
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            draft = filing.Draft(words, category, place="人民路天桥", community="hongqiao")
            case = await filing.file(db, self.talk.app.town, draft, reporter_id, now=now)
            return case.id

    async def brought_up(self, words: str = WORDS, *, category: str = "road") -> int:
        case_id = await self.filed(words, category=category)
        worker_id, town = await self.id_of(self.worker), self.talk.app.town
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            case = await work.take(db, town, case_id, worker_id, now=now)
            if not case.private:
                await triage.reword(db, town, case_id, worker_id, PUBLIC, now=now)
            await work.assign(db, town, case_id, worker_id, Rung.TOWN_OFFICE, now=now)
        await self.talk.settle()
        return case_id

    async def case(self, case_id: int) -> Case:
        async with self.talk.app.sessions() as db:
            return await db.get_one(Case, case_id)

    async def decisions(self) -> list[Decision]:
        async with self.talk.app.sessions() as db:
            return list(await db.scalars(select(Decision).order_by(Decision.id)))

    async def printed(self, button: str) -> tuple[str, bytes]:
        """Press a button of the list; give the document's name and content."""
        await self.office.presses(button)
        [payload] = [s.payload for s in self.office.new if "document" in s.payload]
        async with self.talk.app.sessions() as db:
            found = await db.scalar(
                select(StoredFile.content).where(
                    StoredFile.id == payload["document"].removeprefix("file:"),
                    StoredFile.person_id == await self.id_of(self.office),
                )
            )
        assert found is not None
        return payload["linli_name"], found


@pytest.fixture
async def story(talk: Talk) -> Story:
    await talk.at("2026-11-24T10:00")  # a Tuesday; the next meeting is on Monday the 30th
    office = await talk.staff(Role.TOWN_OFFICE, name="办公室", community=None)
    worker = await talk.staff()
    return Story(talk, office, worker, await talk.person().says("你好"))


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


async def opened(story: Story) -> Person:
    await story.office.says("议程")
    return await story.office.presses("1. R-2026-000001")


async def test_a_department_gets_it_and_everybody_below_is_told(story: Story) -> None:
    clerk = await story.talk.staff(Role.CLERK, name="窗口", community=None)
    case_id = await story.brought_up()
    office = await opened(story)

    await office.presses("交部门办")
    await office.presses("综合执法")
    await office.says("请综合执法两周内把排水口疏通")
    assert "请综合执法两周内把排水口疏通" in office.said
    assert "交综合执法办" in office.said
    assert "疏通" not in story.resident.said
    await office.presses("确认")

    assert "都定完了" in office.said
    assert "两周内把排水口疏通" in story.resident.said
    assert "办公会议定了" in story.worker.said
    assert "R-2026-000001" in clerk.said
    case = await story.case(case_id)
    assert (case.rung, case.department) == (Rung.DEPARTMENT, "CG")


async def test_the_community_gets_it_with_a_ready_sentence(story: Story) -> None:
    await story.talk.staff(Role.OFFICE, name="朱文斌")
    case_id = await story.brought_up()
    office = await opened(story)

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
    office = await opened(story)

    await office.presses(label)
    await office.says("会上说清楚了")
    await office.presses("确认")

    case = await story.case(case_id)
    assert (case.status, case.rung) == (status, rung)
    assert "会上说清楚了" in story.resident.said
    assert [d.words for d in await story.decisions()] == ["会上说清楚了"]


async def test_put_off_it_stands_on_the_next_agenda(story: Story) -> None:
    case_id = await story.brought_up()
    office = await opened(story)
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
    office = await opened(story)
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
    office = await opened(story)
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
    office = await opened(story)
    await office.presses("办不了")

    await office.says("返回")

    assert "会上怎么定" in office.said
    await office.presses("已解决")
    await office.presses("已经办好了")
    await office.presses("确认")
    assert [d.decided for d in await story.decisions()] == ["solved"]


async def test_a_withdrawn_matter_needs_no_decision(story: Story) -> None:
    case_id = await story.brought_up()
    office = await opened(story)
    await office.presses("办不了")
    await office.says("条件做不到")
    resident_id = await story.id_of(story.resident)
    async with story.talk.app.sessions() as db, db.begin():
        await work.withdraw(db, case_id, resident_id, now=await clock.now(db))

    await office.presses("确认")

    told = office.said + "".join(office.toasts)
    assert "撤回" in told
    assert await story.decisions() == []


async def test_a_card_that_has_grown_old_is_shown_anew(story: Story) -> None:
    case_id = await story.brought_up()
    office = await opened(story)
    resident_id = await story.id_of(story.resident)
    async with story.talk.app.sessions() as db, db.begin():
        await work.withdraw(db, case_id, resident_id, now=await clock.now(db))

    await office.presses("办不了")

    assert "不在议程上" in office.said
    assert any("刚有变化" in toast for toast in office.toasts)


async def test_what_nobody_could_take_is_said_before_words_are_typed(story: Story) -> None:
    await story.brought_up()
    office = await opened(story)

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
    office = await opened(story)
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


# --- the printed pack ----------------------------------------------------------------------


async def test_the_agenda_is_printed_with_a_page_for_each_case(story: Story) -> None:
    await story.brought_up()
    await story.office.says("议程")

    name, content = await story.printed("打印议程 PDF")

    assert name == "agenda-2026-11-24.pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 2
    assert "R-2026-000001" in pages[0]
    assert PUBLIC in pages[1]
    assert WORDS not in pages[1]
    assert "建议由谁办" in pages[1]


async def test_a_personal_matter_is_not_printed(story: Story) -> None:
    private = next(c for c in story.talk.app.town.categories if c.private)
    case_id = await story.brought_up("我和婆婆吵架了", category=private.code)
    assert (await story.case(case_id)).private
    await story.office.says("议程")

    _, content = await story.printed("议程 Markdown")

    page = content.decode()
    assert "涉及个人，不印" in page
    assert "R\\-2026" in page or "R-2026-000001" in page
    assert private.name.zh in page
    for never in ("婆婆", "人民路", "虹桥社区", "没有守住"):
        assert never not in page


async def test_the_last_meetings_decisions_and_broken_promises_are_printed(story: Story) -> None:
    await story.brought_up()
    office = await opened(story)
    await office.presses("办不了")
    await office.says("上面的政策还没有下来")
    await office.presses("确认")
    await story.filed("又一件")
    for _ in range(4):
        await story.talk.later(timedelta(days=9))
        while await ladder.climb_due(story.talk.app.sessions, story.talk.app.town):
            pass
    await story.talk.at("2026-11-27T10:00")
    await office.says("议程")

    _, content = await story.printed("议程 Markdown")

    page = content.decode()
    assert "上面的政策还没有下来" in page
    assert "没有守住的时限" in page
    assert "又一件" in page  # there is no public wording yet
    assert "居民原话" in page


# --- which meeting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "last", "prepared", "decided"),
    [
        ("2026-11-23T08:59", "2026-11-16", "2026-11-23", "2026-11-23"),
        ("2026-11-23T09:01", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("2026-11-24T10:00", "2026-11-23", "2026-11-30", "2026-11-23"),
        ("2026-11-26T10:00", "2026-11-23", "2026-11-30", "2026-11-26"),
    ],
)
def test_which_meeting_is_meant(
    talk: Talk, now: str, last: str, prepared: str, decided: str
) -> None:
    town = talk.app.town
    at = datetime.fromisoformat(now).replace(tzinfo=town.zone)
    meeting = last_meeting(town, at)

    assert meeting is not None
    assert meeting.date().isoformat() == last
    assert todays_or_next(town, at).date().isoformat() == prepared
    assert decided_on(town, at).isoformat() == decided
    days = since_last(town, at)
    assert days[-1] == at.date()
    assert next_meeting(town, at) > at
