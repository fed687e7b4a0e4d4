"""Buttons by which one part of the volunteers' room opens another."""

from aiogram.filters.callback_data import CallbackData


class ShowShift(CallbackData, prefix="shift"):
    """Opens the card of a shift: when, where, with whom, and to sign up or leave."""

    shift_id: int


class ShowSignup(CallbackData, prefix="my-shift"):
    """Opens the volunteer's own place in a shift."""

    signup_id: int


class ShowTeam(CallbackData, prefix="team"):
    code: str
    community: str


class MyShifts(CallbackData, prefix="my-shifts"):
    page: int = 0


class FindShifts(CallbackData, prefix="find-shifts"):
    """Shifts that this person may take, soonest first."""

    page: int = 0


class MyRecord(CallbackData, prefix="my-hours"):
    """Hours, stars, and what comes next."""


class LeadTeam(CallbackData, prefix="lead"):
    """The leader's tools for a team of a community."""

    code: str
    community: str


class RollCall(CallbackData, prefix="roll-call"):
    shift_id: int


class ConfirmHours(CallbackData, prefix="confirm-hours"):
    """Hours that wait for this leader."""


class ShowRota(CallbackData, prefix="rota"):
    """A month's plan of a team; month as 2026-12."""

    team: str
    community: str
    month: str


class AskCover(CallbackData, prefix="cover-ask"):
    """Asks for somebody to stand in for one's own place."""

    signup_id: int


class SignIn(CallbackData, prefix="duty-in"):
    """Begins one's duty by a tap."""

    signup_id: int
