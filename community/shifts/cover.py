"""Asking for somebody to stand in, for nothing or for a place of theirs; taking it, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError, ReasonedError
from community.shifts import able, cover_round, signing, teams
from community.shifts.model import (
    HAS_A_PLACE,
    CoverAsk,
    CoverRequest,
    CoverStatus,
    Shift,
    Signup,
    SignupStatus,
)
from config.town import Town

LONGEST_REASON = 200
MOST_SWAPS = 8
EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)
SWAP_WITHIN = timedelta(days=35)


class CoverRefusedError(ReasonedError):
    """Why nobody can be asked to stand in, or why it cannot be taken."""


@dataclass(frozen=True)
class Wanted:
    """A request for cover, the place it is for, and the one that is given for it, if any."""

    request: CoverRequest
    signup: Signup
    shift: Shift
    swap: tuple[Signup, Shift] | None


# --- finding -------------------------------------------------------------------------------


async def open_for(db: AsyncSession, signup_id: int) -> CoverRequest | None:
    found: CoverRequest | None = await db.scalar(
        select(CoverRequest).where(
            CoverRequest.signup_id == signup_id, CoverRequest.status == CoverStatus.OPEN
        )
    )
    return found


async def look(db: AsyncSession, request_id: int, person_id: int) -> Wanted:
    """Show a request to its owner, or to somebody who was asked.

    :raises NotAvailableError: no such request, or it is none of theirs.
    """
    found = await db.get(CoverRequest, request_id)
    return await _wanted(db, found, person_id)


async def of_leader(
    db: AsyncSession, town: Town, request_id: int, leader_id: int
) -> tuple[Wanted, int | None]:
    """Show a request to who leads the team, with its owner.

    :raises NotAvailableError: no such request, or they do not lead the team.
    """
    found = await db.get(CoverRequest, request_id)
    if found is None:
        raise NotAvailableError
    signup = await db.get_one(Signup, found.signup_id)
    shift = await db.get_one(Shift, signup.shift_id)
    await teams.require_lead(db, town, leader_id, shift.team, shift.community)
    return Wanted(found, signup, shift, None), signup.person_id


async def _locked(db: AsyncSession, request_id: int, person_id: int) -> Wanted:
    found = await db.get(CoverRequest, request_id, with_for_update=True, populate_existing=True)
    return await _wanted(db, found, person_id)


async def _wanted(db: AsyncSession, found: CoverRequest | None, person_id: int) -> Wanted:
    if found is None:
        raise NotAvailableError
    signup = await db.get_one(Signup, found.signup_id, populate_existing=True)
    asked = await db.get(CoverAsk, (found.id, person_id))
    if signup.person_id != person_id and asked is None:
        raise NotAvailableError
    swap = await db.get(Signup, found.swap_for_id) if found.swap_for_id else None
    return Wanted(
        found,
        signup,
        await db.get_one(Shift, signup.shift_id),
        (swap, await db.get_one(Shift, swap.shift_id)) if swap else None,
    )


# --- asking --------------------------------------------------------------------------------


async def ask(
    db: AsyncSession, town: Town, signup_id: int, person_id: int, why: str | None = None,
    swap_for: int | None = None, *, now: datetime,
) -> CoverRequest:  # fmt: skip
    """Ask for somebody to stand in. Asking again changes nothing.

    :param swap_for: somebody's place that the owner would take for it; they alone are asked.
    :raises NotAvailableError: not their place, or no place to swap for.
    :raises CoverRefusedError: cover-too-late.
    """
    signup = await db.get(Signup, signup_id, with_for_update=True, populate_existing=True)
    if signup is None or signup.person_id != person_id:
        raise NotAvailableError
    shift = await db.get_one(Shift, signup.shift_id)
    if signup.status not in EXPECTED or cover_round.is_over(shift, now):
        raise CoverRefusedError("cover-too-late")
    there = await open_for(db, signup_id)
    if there is not None:
        return there
    request = CoverRequest(
        signup_id=signup_id,
        status=CoverStatus.OPEN,
        why=(why or "").strip()[:LONGEST_REASON] or None,
        swap_for_id=swap_for,
        created_at=now,
    )
    if swap_for is not None:
        swap = await db.get(Signup, swap_for)
        other = [s.id for s, _ in await swaps(db, town, signup_id, person_id, now=now)]
        if swap is None or swap.person_id is None or swap.id not in other:
            raise NotAvailableError
        request.rounds = len(town.shift_rules.cover_ask_hours)
    db.add(request)
    await db.flush()
    if swap_for is not None and swap is not None and swap.person_id is not None:
        cover_round.owe_ask(db, request, swap.person_id, now=now)
    else:
        await cover_round.ask_if_due(db, town, request, shift, now=now)
    return request


async def withdraw(
    db: AsyncSession, request_id: int, person_id: int, *, now: datetime
) -> CoverRequest:
    """Keep the place after all; withdrawing twice changes nothing.

    :raises NotAvailableError: not their request.
    :raises CoverRefusedError: cover-taken, cover-over.
    """
    wanted = await _locked(db, request_id, person_id)
    if wanted.request.status is CoverStatus.WITHDRAWN:
        return wanted.request
    _check_open(wanted)
    if wanted.signup.person_id != person_id:
        raise NotAvailableError
    await cover_round.end(db, wanted.request, CoverStatus.WITHDRAWN, now=now)
    return wanted.request


def _check_open(wanted: Wanted) -> None:
    if wanted.request.status is CoverStatus.TAKEN:
        raise CoverRefusedError("cover-taken")
    if wanted.request.status is not CoverStatus.OPEN or wanted.signup.status not in EXPECTED:
        raise CoverRefusedError("cover-over")


# --- answering -----------------------------------------------------------------------------


async def take(
    db: AsyncSession, town: Town, request_id: int, person_id: int, *, now: datetime
) -> Wanted:
    """Stand in for somebody, and give the own place for it where that was the condition.

    :raises NotAvailableError: they were not asked.
    :raises CoverRefusedError: cover-taken, cover-over.
    :raises SignupRefusedError: a rule is against it meanwhile.
    """
    wanted = await _locked(db, request_id, person_id)
    owner = wanted.signup.person_id
    if wanted.request.taken_by == person_id:
        return wanted
    _check_open(wanted)
    if owner is None or owner == person_id:
        raise NotAvailableError
    return await _hand_over(db, town, wanted, owner, person_id, now=now)


async def _hand_over(
    db: AsyncSession, town: Town, wanted: Wanted, owner: int, taker: int, *, now: datetime
) -> Wanted:
    async with db.begin_nested():  # a refusal is answered in the same turn: nothing of it stays
        await signing.hand_over(db, town, wanted.signup, taker, now=now)
        if wanted.swap is not None:
            swap = wanted.swap[0]
            if swap.person_id != taker or swap.status not in EXPECTED:
                raise CoverRefusedError("cover-over")
            await signing.hand_over(db, town, swap, owner, now=now)
            wanted.request.swap_for_id = swap.id
    wanted.request.taken_by = taker
    await cover_round.end(db, wanted.request, CoverStatus.TAKEN, now=now)
    notices.owe(
        db, owner, "cover-found", due_at=now, topic=f"signup-{wanted.signup.id}",
        request_id=wanted.request.id,
    )  # fmt: skip
    return wanted


async def decline(
    db: AsyncSession, town: Town, request_id: int, person_id: int, *, now: datetime
) -> None:
    """Say that one cannot; somebody else is asked instead at once.

    :raises NotAvailableError: they were not asked.
    """
    wanted = await _locked(db, request_id, person_id)
    asked = await db.get(CoverAsk, (request_id, person_id))
    if asked is None:
        raise NotAvailableError
    if asked.declined_at is not None:
        return
    asked.declined_at = now
    await db.flush()
    if wanted.request.status is not CoverStatus.OPEN:
        return
    if wanted.swap is None:
        await cover_round.ask_more(db, town, wanted.request, wanted.shift, 1, now=now)
    else:
        await _refuse_swap(db, town, wanted, now=now)


async def _refuse_swap(db: AsyncSession, town: Town, wanted: Wanted, *, now: datetime) -> None:
    """They would not swap: from now on anybody is asked, in the usual rounds."""
    wanted.request.swap_for_id, wanted.request.rounds = None, 0
    if wanted.signup.person_id is not None:
        notices.owe(
            db, wanted.signup.person_id, "cover-no-swap", due_at=now,
            topic=f"signup-{wanted.signup.id}", request_id=wanted.request.id,
        )  # fmt: skip
    await cover_round.ask_if_due(db, town, wanted.request, wanted.shift, now=now)


# --- swapping ------------------------------------------------------------------------------


async def swaps(
    db: AsyncSession, town: Town, signup_id: int, person_id: int, *, now: datetime,
    other: int | None = None,
) -> Sequence[tuple[Signup, Shift]]:  # fmt: skip
    """Places of teammates that could be had for this one, soonest first.

    :param other: of this teammate only.
    """
    mine = await db.get_one(Signup, signup_id)
    shift = await db.get_one(Shift, mine.shift_id)
    place = await able.place(db, shift.id, mine.role)
    team = await able.team(db, town, shift.team, shift.community, now=now)
    owner = await able.people(db, town, [person_id], now=now)
    found = []
    for one in team.volunteers:
        if one == person_id or other not in {None, one}:
            continue
        if not team.may(one, shift, place, now=now):
            continue
        for signup, theirs in team.held[one]:
            near = now < theirs.starts_at < now + SWAP_WITHIN and theirs.team == shift.team
            if near and signup.status in HAS_A_PLACE and theirs.community == shift.community:
                wanted = await able.place(db, theirs.id, signup.role)
                if owner.may(person_id, theirs, wanted, now=now, without=signup_id):
                    found.append((signup, theirs))
    return sorted(found, key=lambda one: (one[1].starts_at, one[0].id))[:MOST_SWAPS]


async def offer_swap(
    db: AsyncSession, town: Town, request_id: int, person_id: int, signup_id: int, *, now: datetime
) -> Wanted:
    """Stand in if the owner takes this place for it; the owner is asked.

    :raises NotAvailableError: they were not asked, or it is not theirs to give.
    """
    wanted = await _locked(db, request_id, person_id)
    _check_open(wanted)
    owner = wanted.signup.person_id
    if owner is None or owner == person_id:
        raise NotAvailableError
    could = await swaps(db, town, wanted.signup.id, owner, now=now, other=person_id)
    if signup_id not in {signup.id for signup, _ in could}:
        raise NotAvailableError
    notices.owe(
        db, owner, "cover-swap-offered", due_at=now, topic=f"cover-{request_id}",
        unless="cover-settled", request_id=request_id, signup_id=signup_id,
    )  # fmt: skip
    return wanted


async def agree(
    db: AsyncSession, town: Town, request_id: int, person_id: int, signup_id: int, *, now: datetime
) -> Wanted:
    """Take the place that a teammate offered for one's own.

    :raises NotAvailableError: not their request, or nobody offered that.
    :raises CoverRefusedError: cover-taken, cover-over.
    """
    wanted = await _locked(db, request_id, person_id)
    if wanted.signup.person_id != person_id:
        raise NotAvailableError
    _check_open(wanted)
    swap = await db.get(Signup, signup_id)
    if swap is None or swap.person_id is None:
        raise NotAvailableError
    if await db.get(CoverAsk, (request_id, swap.person_id)) is None:
        raise NotAvailableError
    swapped = Wanted(
        wanted.request, wanted.signup, wanted.shift, (swap, await db.get_one(Shift, swap.shift_id))
    )
    taker = swap.person_id
    done = await _hand_over(db, town, swapped, person_id, taker, now=now)
    notices.owe(
        db, taker, "cover-swapped", due_at=now, topic=f"signup-{swap.id}", request_id=request_id
    )
    return done
