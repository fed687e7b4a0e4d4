"""My matters and my data, as talks; and a walk over every column that may name a person."""

import json
from typing import Any

import pytest
from sqlalchemy import Column, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

import bot.schema  # noqa: F401  makes all tables known
from bot.platforms.web.platform import BOT, NAME
from community import cases, clock, handoff, me, people
from community.cases import Case, Kind
from community.database import Base
from community.people import Person as PersonRow
from community.people import Role
from community.reports import closing, filing, satisfaction, work
from community.reports.filing import Draft
from community.reports.satisfaction import Question
from tests.talk import Person, Talk

WORDS = "垃圾桶满了三天，电话13800138000，我是王秀英"

KEPT_ON_PURPOSE = {
    "people.id": "a tombstone: a number without a name or an account",
    "roles_held.person_id": "which role, from when to when: must be accounted for",
    "consents.person_id": "which text, from when to when: must be accounted for",
    "notices.person_id": "that something was told, without what",
}
"""Columns that still hold the erased person's number, and why."""


async def id_of(db: AsyncSession, person: Person) -> int:
    now = await clock.now(db)
    return (await people.known(db, NAME, BOT, person.number, now=now)).id


async def file_report(
    talk: Talk, person: Person, words: str = WORDS, place: str | None = "我家门口3号楼502"
) -> str:
    async with talk.app.sessions() as db, db.begin():
        draft = Draft(text=words, category="environment", place=place, community="hongqiao")
        now = await clock.now(db)
        who = await id_of(db, person)
        case = await filing.file(db, talk.app.town, draft, who, now=now)
        number = case.number
    await talk.settle()
    return number


async def whole_database(talk: Talk) -> str:
    """Write out every row of every table: what is not in here is nowhere."""
    async with talk.app.engine.connect() as connection:
        parts = []
        for table in Base.metadata.sorted_tables:
            rows = await connection.execute(text(f"select * from {table.name}"))  # noqa: S608
            parts += [repr(bytes_as_text(tuple(row))) for row in rows]
    return "\n".join(parts)


def bytes_as_text(row: tuple[Any, ...]) -> list[Any]:
    return [json_text(bytes(v)) if isinstance(v, bytes | memoryview) else v for v in row]


def json_text(raw: bytes) -> str:
    try:
        return repr(json.loads(raw))
    except ValueError:
        return raw.decode("utf-8", "replace")


# --- my matters ----------------------------------------------------------------------------


async def test_who_reported_nothing_is_led_to_the_form(talk: Talk) -> None:
    ann = await talk.person().says("我的事项")

    assert "还没有上报" in ann.said
    assert "报个问题" in ann.buttons


async def test_my_matters_show_number_state_and_place(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    await ann.says("我的事项")

    assert number in ann.said
    assert "已收到" in ann.said
    assert "我家门口3号楼502" in ann.said
    await ann.presses(number)
    assert "垃圾桶" in ann.said
    assert "11月23日 10:00 收到" in ann.said


@pytest.mark.parametrize("form", ["{}", "查一下{}", "{} 到哪一步了", "ｒ２０２６０００００１"])
async def test_a_number_shows_the_case_to_whom_it_belongs(talk: Talk, form: str) -> None:
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    await ann.says(form.format(number) if "{}" in form else number.lower().replace("-", ""))

    assert "垃圾桶" in ann.said


async def test_a_number_of_somebody_else_looks_like_none(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    ben = await talk.person().says(number)
    foreign = ben.said
    await ben.says("R-2026-009999")

    assert "垃圾桶" not in foreign
    assert ben.said == foreign


async def test_a_number_is_shown_in_the_middle_of_a_form(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    await ann.says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await ann.says(number)

    assert "垃圾桶" in ann.said
    assert "怎么称呼您" in ann.said


# --- consent -------------------------------------------------------------------------------


async def test_the_first_personal_detail_asks_for_consent_and_keeps_its_version(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    assert me.CONSENT_VERSION in ann.said
    await ann.presses("同意")
    await ann.says("王阿姨")
    assert "王阿姨" in ann.said
    await ann.says("我的数据")
    assert "称呼：王阿姨" in ann.said
    assert me.CONSENT_VERSION in ann.said
    await ann.presses("留个称呼")
    assert "怎么称呼您" in ann.said


async def test_who_says_no_keeps_all_services_and_leaves_nothing(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("不同意")

    assert "0573-00001101" in ann.said
    assert "报个问题" in ann.buttons
    async with talk.app.sessions() as db:
        assert await db.scalar(select(func.count()).select_from(people.Consent)) == 0


async def test_one_message_takes_the_consent_back(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await ann.says("王阿姨")
    await ann.says("撤回同意")
    assert "已经撤回" in ann.said
    await ann.says("撤回同意")
    assert "没有需要撤回" in ann.said
    await ann.says("我的数据")
    assert "王阿姨" not in ann.said


# --- a copy --------------------------------------------------------------------------------


async def test_the_copy_holds_all_that_is_kept(talk: Talk) -> None:
    ann = await talk.person().says("你们好呀今天")
    number = await file_report(talk, ann)
    await ann.says("导出我的数据")

    assert "全部信息" in ann.said
    documents = [shown.payload for shown in ann.new if "document" in shown.payload]
    assert [d["linli_name"] for d in documents] == ["linli-my-data.txt", "linli-my-data.json"]
    async with talk.app.engine.connect() as connection:
        contents = [
            bytes(
                (
                    await connection.execute(
                        text("select content from files where id = :id"),
                        {"id": d["document"].removeprefix("file:")},
                    )
                ).scalar_one()
            ).decode()
            for d in documents
        ]
    for content in contents:
        assert number in content
        assert WORDS in content
        assert "你们好呀今天" in content
    whole = json.loads(contents[1])
    assert {"people", "accounts", "cases", "case_events", "messages"} <= whole.keys()


async def test_the_copy_holds_nothing_of_others(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    await file_report(talk, ann)
    ben = await talk.person().says("/start")
    async with talk.app.sessions() as db:
        whole = await me.export(db, await id_of(db, ben))

    assert "垃圾桶" not in json.dumps(whole, default=str, ensure_ascii=False)


# --- the end -------------------------------------------------------------------------------


async def erase(person: Person) -> None:
    await person.says("删除我的数据")
    await person.presses("我确定")


async def test_keeping_is_one_press_away(talk: Talk) -> None:
    ann = await talk.person().says("删除我的数据")
    await ann.presses("不删了")

    assert "什么都没有删" in ann.said


async def test_the_person_gets_one_last_line_and_is_then_a_stranger(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    await erase(ann)

    assert "已经删除" in ann.said
    assert number in ann.said
    await ann.says(number)
    assert "垃圾桶" not in ann.said
    await ann.says("我的事项")
    assert "还没有上报" in ann.said


async def test_an_open_report_stays_as_a_matter_of_a_place(talk: Talk) -> None:
    worker = await talk.staff()
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    await erase(ann)

    async with talk.app.sessions() as db:
        case = await db.scalar(select(Case).where(Case.number == number))
    assert case is not None
    assert case.reporter_id is None
    assert "垃圾桶满了三天" in case.text
    assert "13800138000" not in case.text
    await worker.says(number)
    assert "垃圾桶满了三天" in worker.said


async def test_an_open_alarm_refuses(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        await cases.open_case(
            db, "C", Kind.EMERGENCY, "救命", now=now, reporter_id=await id_of(db, ann)
        )
    await erase(ann)

    assert any("C-2026-000001" in toast for toast in ann.toasts)
    async with talk.app.sessions() as db:
        person = await db.get_one(PersonRow, await id_of(db, ann))
    assert person.erased_at is None


async def test_what_a_worker_leaves_goes_to_the_colleagues(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    leaving = await talk.staff(name="沈丽")
    colleague = await talk.staff(name="周敏", community=None)
    ann = await talk.person().says("/start")
    number = await file_report(talk, ann)
    async with talk.app.sessions() as db, db.begin():
        case = await cases.by_number(db, number, await id_of(db, ann))
        worker_id = await id_of(db, leaving)
        await work.take(db, talk.app.town, case.id, worker_id, now=await clock.now(db))
    await erase(leaving)

    assert number in colleague.said
    async with talk.app.sessions() as db:
        case = await db.get_one(Case, case.id)
        assert case.owner_id is None
        assert await people.roles_of(db, worker_id) == []


def personal_columns() -> list[Column[Any]]:
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "people" for key in column.foreign_keys)
    ]


def test_every_column_that_names_a_person_is_known() -> None:
    known = {str(c.property.columns[0]) for c in (*me.subjects().values(), *me.actors())}

    assert {str(column) for column in personal_columns()} <= known


async def test_erasing_leaves_nothing_of_the_person_anywhere(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker = await talk.staff()
    ann = await talk.person("en").says("/start 王秀英")
    await ann.says("My data")
    await ann.presses("name")
    await ann.presses("agree")
    await ann.says("王秀英")
    open_number = await file_report(talk, ann, "路灯不亮 13800138000", place="我家门口502")
    solved = await file_report(talk, ann)
    await ann.sends_photos(1, caption="王秀英的照片")
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        ann_id, worker_id = await id_of(db, ann), await id_of(db, worker)
        case = await cases.by_number(db, solved, ann_id)
        await work.take(db, talk.app.town, case.id, worker_id, now=now)
        await work.ask(db, talk.app.town, case.id, worker_id, "在哪里？", now=now)
        await work.answer(db, talk.app.town, case.id, ann_id, "王秀英家门口", now=now)
        await closing.solve(db, talk.app.town, case.id, worker_id, "清掉了", now=now)
        town = talk.app.town
        await satisfaction.answer(db, town, case.id, ann_id, Question.SATISFIED, "yes", now=now)
        await satisfaction.say_why(db, town, case.id, ann_id, "王秀英谢谢", now=now)
        lines = [handoff.Line("resident", "我是王秀英")]
        await handoff.call(
            db, talk.app.town, ann_id, "王秀英找人工", lines, community="hongqiao", now=now
        )
    await talk.settle()
    assert "王秀英" in await whole_database(talk)
    await erase_in_english(ann)

    left = await whole_database(talk)
    for value in ("王秀英", "13800138000", "我家门口3号楼502"):
        assert value not in left
    assert "路灯不亮" in left, open_number
    async with talk.app.engine.connect() as connection:
        for column in personal_columns():
            if str(column) in KEPT_ON_PURPOSE:
                continue
            found = select(func.count()).select_from(column.table).where(column == ann_id)
            assert (await connection.execute(found)).scalar() == 0, str(column)
        owed = await connection.execute(
            text("select facts, topic from notices where person_id = :id"), {"id": ann_id}
        )
        assert {(str(facts), topic) for facts, topic in owed} <= {("{}", None)}
        sessions = await connection.execute(
            text("select count(*) from web_sessions where visitor = :v"), {"v": ann.number}
        )
        assert sessions.scalar() == 0


async def erase_in_english(person: Person) -> None:
    await person.says("menu")
    await person.presses("My data")
    await person.presses("Delete my data")
    await person.presses("I am sure")
    assert "is deleted" in person.said


async def test_a_role_ends_with_the_data(talk: Talk) -> None:
    worker = await talk.staff(Role.SOCIAL_WORKER)
    await erase(worker)
    await worker.says("帮助")

    assert "工作人员" not in worker.said


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("打我13800138000", "打我…"),
        ("身份证 33040219500101123X 王", "身份证 … 王"),
        ("138-0013-8000", "…"),
        ("3号楼502室", "3号楼502室"),
        ("2026年11月", "2026年11月"),
    ],
)
def test_without_numbers(words: str, left: str) -> None:
    assert me.without_numbers(words) == left
