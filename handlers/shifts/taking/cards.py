"""A shift as a card, and one's own place in it."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts import seats, shifts, waiting
from community.shifts.model import Shift, ShiftStatus, Signup, SignupStatus
from community.shifts.shifts import PlacesLeft
from config.texts import Say, Text, join
from config.town import Town
from config.town.times import WEEKDAYS
from handlers.reply import Keyboard, button
from handlers.shifts.doors import AskCover, FindShifts, MyShifts, ShowShift, ShowSignup, SignIn
from handlers.shifts.spans import shift_line

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)


class Take(CallbackData, prefix="shift-take"):
    """Takes a place in a role, or waits for one."""

    shift_id: int
    role: str
    wait: bool = False


class OnPlace(CallbackData, prefix="shift-place"):
    """coming, leave, suits, suits-not."""

    do: str
    signup_id: int


def when_line(shift: Shift, say: Say, town: Town) -> Text:
    first, last = (at.astimezone(town.zone) for at in (shift.starts_at, shift.ends_at))
    return say(
        "shift-when",
        weekday=say(f"shift-{WEEKDAYS[first.weekday()]}").words,
        month=first.month,
        day=first.day,
        first=f"{first:%H:%M}",
        last=f"{last:%H:%M}",
    )


def headline(shift: Shift, say: Say, town: Town) -> Text:
    name = shifts.name_of(town, shift).text(say.language)
    lines = [say("shift-name", name=name), when_line(shift, say, town)]
    if shift.place is not None and any(p.code == shift.place for p in town.places):
        lines.append(say("shift-where", place=town.place(shift.place).name.text(say.language)))
    return join(lines, "\n")


async def shift_card(
    db: AsyncSession, shift: Shift, person_id: int, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    """Show a shift: what, when, where, who is still wanted, and the buttons to take part."""
    places = await shifts.places(db, shift.id)
    own = await seats.in_shift(db, shift.id, person_id)
    lines = [headline(shift, say, town), say("shift-team", team=_team(shift, say, town))]
    lines += [_places_line(shift, place, say, town) for place in places]
    briefing = shifts.briefing(town, shift)
    if briefing is not None:
        lines.append(say("shift-briefing", words=briefing.text(say.language)))
    more = [button(say("shift-others"), FindShifts(), many=True)]
    if shift.status is ShiftStatus.CANCELLED:
        return join([*lines, say("shift-is-cancelled")], "\n"), [more]
    if shift.starts_at <= now:
        return join([*lines, say("shift-past")], "\n"), [more]
    if own is not None:
        mine = button(say("shift-my-place"), ShowSignup(signup_id=own.id), many=True)
        return join([*lines, say("shift-already")], "\n"), [[mine], more]
    buttons = [[_take(shift, place, say, town, several=len(places) > 1)] for place in places]
    return join(lines, "\n"), [*buttons, more]


def _team(shift: Shift, say: Say, town: Town) -> str:
    return next((t.name.text(say.language) for t in town.teams if t.code == shift.team), shift.team)


def _places_line(shift: Shift, place: PlacesLeft, say: Say, town: Town) -> Text:
    role = shifts.role_name(town, shift, place.role).text(say.language)
    line = (
        say("shift-role-left", role=role, left=place.left)
        if place.left
        else say("shift-role-full", role=role, waiting=place.waiting)
    )
    names = {training.code: training.name for training in town.trainings}
    if place.training in names:
        needs = names[place.training].text(say.language)
        return join([line, say("shift-role-needs", training=needs)])
    return line


def _take(
    shift: Shift, place: PlacesLeft, say: Say, town: Town, *, several: bool
) -> InlineKeyboardButton:
    role = shifts.role_name(town, shift, place.role).text(say.language)
    name = "shift-take" if place.left else "shift-wait"
    label = say(f"{name}-role", role=role) if several else say(name)
    return button(label, Take(shift_id=shift.id, role=place.role, wait=not place.left), many=True)


async def place_card(
    db: AsyncSession, signup: Signup, shift: Shift, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    """Show one's own place: whether one comes, what can be done, the place in line."""
    lines = [headline(shift, say, town)]
    keyboard: list[list[InlineKeyboardButton]] = []
    back = [button(say("shift-mine"), MyShifts(), many=True)]
    if signup.status is SignupStatus.WAITING:
        lines.append(say("shift-waits", position=await waiting.position(db, signup)))
        give = button(say("shift-wait-no-more"), OnPlace(do="leave", signup_id=signup.id))
        return join(lines, "\n"), [[give], back]
    lines.append(say(f"shift-is-{signup.status.value.replace('_', '-')}"))
    if signup.status in EXPECTED and shift.ends_at > now:
        if signup.reconfirm_until is not None:
            keyboard.append(reconfirming(signup, say))
        elif signup.status is SignupStatus.SIGNED_UP:
            keyboard.append(
                [button(say("shift-i-come"), OnPlace(do="coming", signup_id=signup.id))]
            )
        keyboard.append([button(say("shift-sign-in"), SignIn(signup_id=signup.id), many=True)])
        keyboard.append(
            [
                button(say("shift-leave"), OnPlace(do="leave", signup_id=signup.id), many=True),
                button(say("shift-cover"), AskCover(signup_id=signup.id), many=True),
            ]
        )
    return join(lines, "\n"), [*keyboard, back]


def reconfirming(signup: Signup, say: Say) -> list[InlineKeyboardButton]:
    return [
        button(say("shift-suits"), OnPlace(do="suits", signup_id=signup.id)),
        button(say("shift-suits-not"), OnPlace(do="suits-not", signup_id=signup.id)),
    ]


def shift_buttons(found: list[Shift], say: Say, town: Town) -> Keyboard:
    return [
        [button(shift_line(shift, say, town), ShowShift(shift_id=shift.id), many=True)]
        for shift in found
    ]
