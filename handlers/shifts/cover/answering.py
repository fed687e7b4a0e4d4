"""Being asked to stand in: yes, no, or for a place of mine; and what the owner hears of it."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community import people
from community.errors import NotAvailableError
from community.people import Speaker
from community.shifts import cover, shifts, signing
from community.shifts.cover import Wanted
from config.texts import Say, Text, join
from config.town import Town
from handlers.notices import Telling, renders
from handlers.reply import Said, button, replace, tell, toast
from handlers.shifts.doors import MyShifts, ShowSignup
from handlers.shifts.spans import shift_line

router = Router(name="cover-answering")


class CoverAnswer(CallbackData, prefix="cover-answer"):
    """`answer`: take, cannot, swap."""

    answer: str
    request_id: int


class CoverOffer(CallbackData, prefix="cover-offer"):
    """A place of one's own that the owner is to take for theirs."""

    request_id: int
    signup_id: int


class CoverAgree(CallbackData, prefix="cover-agree"):
    request_id: int
    signup_id: int


class CoverKeep(CallbackData, prefix="cover-keep"):
    """The owner would rather not have what was offered."""


async def _name(db: AsyncSession, person_id: int | None, say: Say) -> str:
    found = await db.get(people.Person, person_id) if person_id is not None else None
    return found.name if found is not None and found.name else say("cover-somebody").words


# --- being asked ---------------------------------------------------------------------------


@renders("cover-asked")
async def tell_asked(t: Telling) -> Said:
    wanted = await cover.look(t.db, t.facts["request_id"], t.notice.person_id)
    shift = shift_line(wanted.shift, t.say, t.town)
    name = await _name(t.db, wanted.signup.person_id, t.say)
    kinds = ["take", "cannot"]
    if wanted.swap is not None:
        theirs = shift_line(wanted.swap[1], t.say, t.town)
        lines = [t.say("cover-asked-swap", name=name, shift=shift, yours=theirs)]
        labels = {"take": "cover-answer-swap-yes", "cannot": "cover-answer-cannot"}
    else:
        lines = [t.say("cover-asked", name=name, shift=shift)]
        kinds.append("swap")
        labels = {kind: f"cover-answer-{kind}" for kind in kinds}
    if wanted.request.why:
        lines.append(t.say("cover-asked-why", why=wanted.request.why))
    keyboard = [
        [button(t.say(labels[k]), CoverAnswer(answer=k, request_id=wanted.request.id))]
        for k in kinds
    ]
    return tell(t.chat_id, join(lines, "\n"), keyboard)


@router.callback_query(CoverAnswer.filter(F.answer == "take"))
async def take(
    query: CallbackQuery, callback_data: CoverAnswer, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    done = await cover.take(db, town, callback_data.request_id, person.id, now=now)
    text = say("cover-you-have-it", shift=shift_line(done.shift, say, town))
    return [
        toast(query),
        replace(query, text, [[button(say("cover-mine"), MyShifts(), many=True)]]),
    ]


@router.callback_query(CoverAnswer.filter(F.answer == "cannot"))
async def cannot(
    query: CallbackQuery, callback_data: CoverAnswer, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await cover.decline(db, town, callback_data.request_id, person.id, now=now)
    return [toast(query), replace(query, say("cover-declined"))]


@router.callback_query(CoverAnswer.filter(F.answer == "swap"))
async def which_of_mine(
    query: CallbackQuery, callback_data: CoverAnswer, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    wanted = await cover.look(db, callback_data.request_id, person.id)
    owner = wanted.signup.person_id
    if owner is None:
        raise NotAvailableError
    could = await cover.swaps(db, town, wanted.signup.id, owner, now=now, other=person.id)
    request_id = callback_data.request_id
    offers = [
        [
            button(
                shift_line(shift, say, town),
                CoverOffer(request_id=request_id, signup_id=signup.id),
            )
        ]
        for signup, shift in could
    ]
    last = [
        [button(say(f"cover-answer-{kind}"), CoverAnswer(answer=kind, request_id=request_id))]
        for kind in ("take", "cannot")
    ]
    text = say("cover-offer-which" if could else "cover-offer-none")
    return [toast(query), replace(query, text, [*offers, *last])]


@router.callback_query(CoverOffer.filter())
async def offer(
    query: CallbackQuery, callback_data: CoverOffer, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await cover.offer_swap(
        db, town, callback_data.request_id, person.id, callback_data.signup_id, now=now
    )
    return [toast(query), replace(query, say("cover-offered"))]


# --- what the owner hears ------------------------------------------------------------------


@renders("cover-swap-offered")
async def tell_offered(t: Telling) -> Said:
    wanted = await cover.look(t.db, t.facts["request_id"], t.notice.person_id)
    theirs = await signing.lock(t.db, t.facts["signup_id"])
    shift = await shifts.get(t.db, theirs.shift_id)
    text = t.say(
        "cover-swap-offered",
        name=await _name(t.db, theirs.person_id, t.say),
        shift=shift_line(wanted.shift, t.say, t.town),
        theirs=shift_line(shift, t.say, t.town),
    )
    agree = CoverAgree(request_id=wanted.request.id, signup_id=theirs.id)
    return tell(
        t.chat_id, text,
        [[button(t.say("cover-agree"), agree)], [button(t.say("cover-keep"), CoverKeep())]],
    )  # fmt: skip


@router.callback_query(CoverAgree.filter())
async def agree(
    query: CallbackQuery, callback_data: CoverAgree, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await cover.agree(
        db, town, callback_data.request_id, person.id, callback_data.signup_id, now=now
    )
    mine = [[button(say("cover-mine"), MyShifts(), many=True)]]
    return [toast(query), replace(query, say("cover-agreed"), mine)]


@router.callback_query(CoverKeep.filter())
async def keep(query: CallbackQuery, say: Say) -> Said:
    return [toast(query), replace(query, say("cover-kept"))]


async def _facts(t: Telling) -> tuple[Wanted, Text]:
    wanted = await cover.look(t.db, t.facts["request_id"], t.notice.person_id)
    return wanted, shift_line(wanted.shift, t.say, t.town)


@renders("cover-found")
async def tell_found(t: Telling) -> Said:
    wanted, shift = await _facts(t)
    name = await _name(t.db, wanted.request.taken_by, t.say)
    if wanted.swap is not None:
        theirs = shift_line(wanted.swap[1], t.say, t.town)
        return tell(t.chat_id, t.say("cover-found-swap", name=name, shift=shift, theirs=theirs))
    return tell(t.chat_id, t.say("cover-found", name=name, shift=shift))


@renders("cover-swapped")
async def tell_swapped(t: Telling) -> Said:
    _, shift = await _facts(t)
    mine = [[button(t.say("cover-mine"), MyShifts(), many=True)]]
    return tell(t.chat_id, t.say("cover-swapped", shift=shift), mine)


@renders("cover-no-swap")
async def tell_no_swap(t: Telling) -> Said:
    _, shift = await _facts(t)
    return tell(t.chat_id, t.say("cover-no-swap", shift=shift))


@renders("cover-nobody")
async def tell_nobody(t: Telling) -> Said:
    wanted, shift = await _facts(t)
    mine = ShowSignup(signup_id=wanted.signup.id)
    return tell(
        t.chat_id, t.say("cover-nobody", shift=shift),
        [[button(t.say("cover-my-shift"), mine, many=True)]],
    )  # fmt: skip


@renders("cover-nobody-leader")
async def tell_leader(t: Telling) -> Said:
    wanted, owner = await cover.of_leader(t.db, t.town, t.facts["request_id"], t.notice.person_id)
    name = await _name(t.db, owner, t.say)
    shift = shift_line(wanted.shift, t.say, t.town)
    return tell(t.chat_id, t.say("cover-nobody-leader", name=name, shift=shift))
