"""人工, as stories: who is called, when somebody comes, what is carried, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock, handoff, notices, people, unreachable
from community.cases import Case, Kind, Status
from community.notices import Notice, Priority
from community.people import Role
from config.texts import speaker
from tests.talk import Person, Talk


async def talks(talk: Talk) -> list[Case]:
    async with talk.app.sessions() as db:
        rows = await db.scalars(select(Case).where(Case.kind == Kind.HANDOFF).order_by(Case.id))
        return list(rows.all())


async def in_talk(talk: Talk) -> tuple[Person, Person]:
    """A worker and a resident who talk with each other."""
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    await resident.says("人工")
    await worker.presses("接起对话")
    return worker, resident


async def test_a_person_is_called_with_the_last_lines(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    await resident.says("你好")
    await resident.says("我家老房子的事说不清楚")

    await resident.says("人工")

    assert "C-2026-000001" in resident.said
    assert "10 分钟内" in resident.said
    assert "120" in resident.said
    assert "居民：我家老房子的事说不清楚" in worker.said
    assert "邻里：" in worker.said
    assert "未留名" in worker.said


@pytest.mark.parametrize("words", ["人工", "转人工！", "社工", "Human", "/human", "我要人工"])
async def test_many_words_call_a_person(talk: Talk, words: str) -> None:
    resident = talk.person()

    await resident.says(words)

    assert "C-2026-000001" in resident.said


async def test_the_door_and_the_meaning_call_a_person_too(talk: Talk) -> None:
    one, two = talk.person(), talk.person("en")
    talk.means("能不能让我跟真的人讲话", "talk_to_human")
    await one.says("能不能让我跟真的人讲话")
    await two.says("menu")
    await two.presses(speaker("en")("door-talk_to_human").words)

    assert len(await talks(talk)) == 2


async def test_outside_duty_it_says_when_somebody_comes(talk: Talk) -> None:
    await talk.at("2026-11-23T23:10")
    worker, resident = await talk.staff(), talk.person()

    await resident.says("人工")

    assert "明天" in resident.said
    assert "8:30" in resident.said
    assert worker.said == ""
    await talk.at("2026-11-24T08:31")
    assert "找人工" in worker.said


async def test_a_second_call_is_the_first_one_and_the_queue_is_told(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    await talk.staff()
    one, two = talk.person(), talk.person()
    await one.says("人工")

    await two.says("人工")
    assert "前面还有 1 位" in two.said
    await two.says("人工")
    assert "已经在帮您找" in two.said
    assert len(await talks(talk)) == 2


async def test_the_form_stays_open_and_asks_on(talk: Talk) -> None:
    resident = talk.person()
    talk.means("楼下的垃圾桶满了三天没人清", "report_problem")
    await resident.says("楼下的垃圾桶满了三天没人清")
    question = resident.said.splitlines()[-1]

    await resident.says("人工")

    assert "C-2026-000001" in resident.said
    assert question in resident.said


async def test_words_go_both_ways_and_the_bot_is_silent(talk: Talk) -> None:
    worker, resident = await in_talk(talk)
    assert "沈丽" in resident.said

    await resident.says("你好")
    assert resident.said == ""
    assert "你好" in worker.said
    await worker.says("您好，请讲")
    assert "👤 沈丽：您好，请讲" in resident.said
    assert worker.said == ""
    await worker.says("好的")
    assert "好的" in resident.said


async def test_photos_and_places_go_both_ways(talk: Talk) -> None:
    worker, resident = await in_talk(talk)

    await resident.sends_photos(2, caption="看这里")
    assert sum(shown.photo is not None for shown in worker.new) == 2
    assert "看这里" in worker.said
    await worker.sends_photos()
    assert any(shown.photo for shown in resident.new)
    await resident.shares(30.62, 120.63)
    assert any("latitude" in shown.payload for shown in worker.new)
    await worker.shares(30.61, 120.61)
    assert any("latitude" in shown.payload for shown in resident.new)


async def test_what_cannot_be_carried_is_said_to_whom_it_came_from(talk: Talk) -> None:
    worker, resident = await in_talk(talk)

    await resident.sends({"dice": {"emoji": "🎲", "value": 3}})
    assert "转不过去" in resident.said
    await worker.sends({"dice": {"emoji": "🎲", "value": 3}})
    assert "转不过去" in worker.said


async def test_hostile_words_stay_words(talk: Talk) -> None:
    worker, resident = await in_talk(talk)

    await resident.says("**粗** [点我](http://x.example) @admin /start {number}")

    assert "**粗** [点我](http://x.example) @admin /start {number}" in worker.said


@pytest.mark.parametrize("words", ["结束", "返回", "取消", "菜单", "back", "cancel", "/menu"])
async def test_the_resident_ends_it_and_gets_the_menu_back(talk: Talk, words: str) -> None:
    worker, resident = await in_talk(talk)

    await resident.says(words)

    assert "已结束" in resident.said
    assert resident.buttons
    assert "居民结束了对话" in worker.said
    await worker.says("那明天再联系您")
    assert "没有发给任何人" in worker.said
    assert resident.said == ""
    await worker.says("菜单")
    assert "请选一样" in worker.said


@pytest.mark.parametrize("words", ["结束", "/end", "结束对话"])
async def test_the_worker_ends_it_with_words(talk: Talk, words: str) -> None:
    worker, resident = await in_talk(talk)

    await worker.says(words)

    assert "已结束" in worker.said
    assert "社工结束了对话" in resident.said
    await resident.says("你好")
    assert worker.said == ""
    assert resident.said != ""


async def test_the_worker_ends_it_with_the_button(talk: Talk) -> None:
    worker, resident = await in_talk(talk)

    await worker.presses("结束对话")

    assert "已结束" in worker.said
    assert "社工结束了对话" in resident.said
    (case,) = await talks(talk)
    assert case.status is Status.SOLVED


async def test_the_worker_leaves_for_the_menu_and_comes_back(talk: Talk) -> None:
    worker, resident = await in_talk(talk)

    await worker.says("/menu")
    assert "没有结束" in worker.said
    await worker.says("你好")
    assert resident.said == ""
    await resident.says("还在吗")
    assert "还在吗" in worker.said
    await worker.presses("回复")
    await worker.says("在的")
    assert "在的" in resident.said


async def test_another_card_does_not_disturb_a_talk(talk: Talk) -> None:
    worker, resident = await in_talk(talk)
    other = talk.person()

    await other.says("人工")
    assert "接起对话" in worker.buttons
    await worker.says("我在听")
    assert "我在听" in resident.said
    assert other.said == ""


async def test_a_talk_that_somebody_took_is_not_taken_again(talk: Talk) -> None:
    await talk.at("2026-11-23T03:00")
    one = await talk.staff()
    two = await talk.staff(name="周敏", community=None)
    resident = talk.person()
    await resident.says("人工")
    await talk.at("2026-11-23T17:31")
    await talk.later(timedelta(minutes=15))
    await two.presses("接起对话")

    await one.presses("接起对话")

    assert any("周敏" in toast for toast in one.toasts)


async def test_a_call_nobody_answers_goes_to_the_others_and_is_owned_up_to(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    await talk.staff()
    other = await talk.staff(Role.OFFICE, name="朱文斌")
    resident = talk.person()
    await resident.says("人工")

    await talk.later(timedelta(minutes=11))

    assert "找人工" in other.said
    assert "还没有人接起" in resident.said


async def test_what_is_written_while_waiting_is_read_by_who_comes(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    await resident.says("人工")

    await resident.says("我想问我妈的护理补贴")
    assert "记下了" in resident.said
    await resident.says("菜单")
    assert "请选一样" in resident.said
    await worker.presses("接起对话")

    assert "我想问我妈的护理补贴" in worker.said


async def test_a_call_can_be_called_off(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    await resident.says("人工")

    await resident.presses("不用等了")

    assert "已取消" in resident.said
    (case,) = await talks(talk)
    assert case.status is Status.WITHDRAWN
    await worker.presses("接起对话")
    assert worker.toasts
    await talk.later(timedelta(hours=1))
    assert resident.said == ""


async def test_a_day_of_silence_ends_it_for_both(talk: Talk) -> None:
    worker, resident = await in_talk(talk)
    await resident.says("等您消息")

    await talk.later(timedelta(hours=25))
    async with talk.app.sessions() as db, db.begin():
        assert await handoff.end_silent(db, now=await clock.now(db)) == 1
    await talk.settle()

    assert "一天没有人说话" in resident.said
    assert "一天没有人说话" in worker.said
    await worker.says("在吗")
    assert resident.said == "" or "在吗" not in resident.said


async def test_a_worker_of_another_community_may_not_join(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    stranger = await talk.staff(name="陆建国", community="kanghe")
    await resident.says("人工")
    (case,) = await talks(talk)

    await stranger.presses_token(worker.buttons["接起对话"])

    (case,) = await talks(talk)
    assert case.owner_id is None


async def test_who_cannot_be_reached_becomes_somebodys_matter(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    await resident.says("你好")
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, "web", "web", resident.number, now=now)
        notices.owe(
            db, who.id, "alarm-taken", due_at=now + timedelta(days=1), topic="C-2026-000009",
            priority=Priority.CRISIS, matters=True, owner="沈丽",
        )  # fmt: skip
        await db.flush()
        notice = (await db.scalars(select(Notice).where(Notice.person_id == who.id))).one()
        await unreachable.ask_somebody(db, talk.app.town, notice.id)
    await talk.settle()

    assert "消息送不到" in worker.said
    await worker.presses("我来联系")
    await worker.presses("已处理完")
    await worker.says("上门找到了，手机丢了")
    assert "已办结" in worker.said


async def test_a_voice_note_is_passed_to_a_person_who_can_listen(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker = await talk.staff()
    ann = talk.person()
    note = {"file_id": "voice-1", "file_unique_id": "v1", "duration": 4, "file_size": 900}

    await ann.sends({"voice": {**note, "mime_type": "audio/ogg"}})

    assert "转给社工听" in ann.said
    assert "C-2026-000001" in ann.said
    await worker.presses("接起对话")
    assert any("document" in shown.payload for shown in worker.new)
