"""Buttons by which one part of the hall opens another, and the one state that all let through."""

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup


class ItemList(StatesGroup):
    """The list that was opened last: photos go to it.

    What is ticked is kept anyway, so whatever else is begun may take its place.
    """

    open = State()


class ShowItem(CallbackData, prefix="item"):
    """Opens the card of an item: what it is, what it takes, and the two ways to do it."""

    code: str


class ShowDepartment(CallbackData, prefix="department"):
    code: str
    page: int = 0


class Checklist(CallbackData, prefix="item-list"):
    """Opens the list of materials of an item, with what is ready already."""

    code: str


class FileItem(CallbackData, prefix="item-file"):
    """Begins to file an item in chat."""

    code: str


class BookItem(CallbackData, prefix="item-book"):
    """Begins to book a visit for an item."""

    code: str


class ShowBooking(CallbackData, prefix="booking"):
    booking_id: int


class ShowApplication(CallbackData, prefix="application"):
    application_id: int


class ShowTicket(CallbackData, prefix="ticket"):
    ticket_id: int


class TakeNumber(CallbackData, prefix="queue-take"):
    """Takes a queue number at a point, by its station's code, for an item if one is known."""

    point: str
    service: str = ""


class CheckIn(CallbackData, prefix="queue-check-in"):
    """Takes the number that goes ahead, with an appointment."""

    booking_id: int


class HomeService(CallbackData, prefix="item-home"):
    """Asks for somebody to come, for who cannot go to the hall."""

    code: str


class FileAtCounter(CallbackData, prefix="counter-file"):
    """Takes an item of somebody's queue number in at the counter, in their name."""

    ticket_id: int
    code: str
