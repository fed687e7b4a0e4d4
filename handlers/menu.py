"""The menu: the doors of the house as buttons, for who would rather press than type."""

from aiogram.filters.callback_data import CallbackData

from config.texts import Say
from handlers.reply import Keyboard, button, rows
from nlu.meaning import Meaning

MOST_GUESSES = 3


class Door(CallbackData, prefix="door"):
    """A door of the menu, by the intent that also opens it when it is said in words."""

    intent: str


MAIN = (
    "report_problem",
    "track_report",
    "service_guide",
    "station_info",
    "become_volunteer",
    "request_companion",
    "talk_to_human",
    "my_data",
)


def door(intent: str, say: Say) -> Keyboard:
    return [[button(say(f"door-{intent}"), Door(intent=intent), many=True)]]


def main(say: Say) -> Keyboard:
    return rows([button(say(f"door-{i}"), Door(intent=i), many=True) for i in MAIN])


def guesses(meaning: Meaning, say: Say) -> Keyboard:
    """Offer what the message may have meant, and the menu."""
    likely = [name for name, _ in meaning.ranking if name in OFFERED][:MOST_GUESSES]
    if not likely:
        return []
    buttons = [button(say(f"door-{i}"), Door(intent=i), many=True) for i in likely]
    return [*([b] for b in buttons), *door("show_menu", say)]


def person_and_menu(say: Say) -> Keyboard:
    return [*door("talk_to_human", say), *door("show_menu", say)]


OFFERED = frozenset(MAIN) | {
    "book_appointment", "change_appointment", "cancel_appointment", "my_appointments",
    "queue_status", "join_shift", "leave_shift", "my_shifts", "time_bank", "companion_checkin",
    "raise_concern", "propose_topic", "vote_topic", "fund_projects", "job_info", "training_info",
    "rate_service", "switch_language",
}  # fmt: skip
"""Intents that a button may stand for; each has a text `door-<intent>`."""
