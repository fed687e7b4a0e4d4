"""What people are told of their shifts: reminders, changes, and what became free."""

from datetime import datetime

from community.people import Person
from community.shifts.model import Shift, Signup
from config.texts import Text, join
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell
from handlers.shifts.doors import FindShifts, ShowShift, ShowSignup
from handlers.shifts.taking.cards import OnPlace, Take, headline, reconfirming
from handlers.times import when


async def _shift(telling: Telling) -> Shift:
    return await telling.db.get_one(Shift, telling.facts["shift_id"])


async def _head(telling: Telling) -> Text:
    return headline(await _shift(telling), telling.say, telling.town)


@renders("shift-reminder")
async def reminder(telling: Telling) -> Said:
    say, signup_id = telling.say, telling.facts["signup_id"]
    text = join([say("shift-reminder"), await _head(telling)], "\n\n")
    keyboard: Keyboard = [
        [button(say("shift-i-come"), OnPlace(do="coming", signup_id=signup_id)),
         button(say("shift-leave"), OnPlace(do="leave", signup_id=signup_id), many=True)],
        [button(say("shift-my-place"), ShowSignup(signup_id=signup_id), many=True)],
    ]  # fmt: skip
    return tell(telling.chat_id, text, keyboard)


@renders("shift-moved-up")
async def moved_up(telling: Telling) -> Said:
    say, signup_id = telling.say, telling.facts["signup_id"]
    text = join([say("shift-moved-up"), await _head(telling)], "\n\n")
    keyboard = [
        [button(say("shift-i-come"), OnPlace(do="coming", signup_id=signup_id)),
         button(say("shift-leave"), OnPlace(do="leave", signup_id=signup_id), many=True)],
    ]  # fmt: skip
    return tell(telling.chat_id, text, keyboard)


@renders("shift-free-now")
async def free_now(telling: Telling) -> Said:
    say, facts = telling.say, telling.facts
    text = join([say("shift-free-now"), await _head(telling)], "\n\n")
    take = Take(shift_id=facts["shift_id"], role=facts["role"])
    return tell(telling.chat_id, text, [[button(say("shift-take"), take)]])


@renders("shift-moved")
async def moved(telling: Telling) -> Said:
    say, facts = telling.say, telling.facts
    head = await _head(telling)
    signup = await telling.db.get_one(Signup, facts["signup_id"])
    if facts.get("until") is None:
        return tell(telling.chat_id, join([say("shift-moved-waiting"), head], "\n\n"))
    until = when(datetime.fromisoformat(facts["until"]), telling.now, say, telling.town)
    text = join([say("shift-moved"), head, say("shift-moved-until", until=until)], "\n\n")
    return tell(telling.chat_id, text, [reconfirming(signup, say)])


@renders("shift-released")
async def released(telling: Telling) -> Said:
    say = telling.say
    again = button(say("shift-see"), ShowShift(shift_id=telling.facts["shift_id"]), many=True)
    return tell(
        telling.chat_id, join([say("shift-released"), await _head(telling)], "\n\n"), [[again]]
    )


@renders("shift-cancelled")
async def cancelled(telling: Telling) -> Said:
    say, words = telling.say, telling.facts.get("words")
    lines = [say("shift-cancelled"), await _head(telling)]
    if words:
        lines.append(say("shift-cancelled-because", words=words))
    others = button(say("shift-others"), FindShifts(), many=True)
    return tell(telling.chat_id, join(lines, "\n\n"), [[others]])


@renders("shift-not-needed")
async def not_needed(telling: Telling) -> Said:
    say = telling.say
    return tell(telling.chat_id, join([say("shift-not-needed"), await _head(telling)], "\n\n"))


@renders("signup-left-late")
async def left_late(telling: Telling) -> Said:
    say, facts = telling.say, telling.facts
    signup = await telling.db.get(Signup, facts["signup_id"])
    person = (
        await telling.db.get(Person, signup.person_id) if signup and signup.person_id else None
    )
    name = (person.name if person else None) or say("volunteer-no-name").words
    text = say("signup-left-late", name=name, words=facts["words"])
    see = button(say("shift-see"), ShowShift(shift_id=facts["shift_id"]), many=True)
    return tell(telling.chat_id, join([text, await _head(telling)], "\n\n"), [[see]])


@renders("volunteer-missed-call")
async def missed_call(telling: Telling) -> Said:
    say, facts = telling.say, telling.facts
    person = await telling.db.get(Person, facts["volunteer_id"])
    name = (person.name if person else None) or say("volunteer-no-name").words
    return tell(telling.chat_id, say("volunteer-missed-call", name=name, count=facts["count"]))


@renders("volunteer-paused")
async def paused(telling: Telling) -> Said:
    until = datetime.fromisoformat(telling.facts["until"])
    said = when(until, telling.now, telling.say, telling.town)
    return tell(telling.chat_id, telling.say("volunteer-paused", until=said))


@renders("certificate-earned")
async def certificate(telling: Telling) -> Said:
    say, facts = telling.say, telling.facts
    names = {t.code: t.name.text(say.language) for t in telling.town.trainings}
    name = names.get(facts["training"], facts["training"])
    until = facts.get("until")
    lines = [say("certificate-earned", name=name)]
    if until:
        lines.append(say("certificate-until", until=until))
    return tell(telling.chat_id, join(lines, "\n"))

