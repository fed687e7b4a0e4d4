"""Talk: words to operations and back, one file or package per room."""

from functools import cache

from aiogram import Dispatcher

from handlers import (
    agenda,
    always,
    digest,
    elsewhere,
    emergencies,
    errors,
    fallback,
    groups,
    hall,
    handoff,
    me,
    patrol,
    reports,
    shifts,
    stations,
    timebank,
)  # fmt: skip


@cache
def rooms() -> Dispatcher:
    """Give the dispatcher of all rooms. Emergencies hear first, the fallback hears last.

    It keeps nothing between two updates, so one serves every turn of the process.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        emergencies.router,
        groups.router,
        always.router,
        handoff.router,
        agenda.router,
        digest.router,
        patrol.router,
        shifts.router,
        timebank.router,
        hall.router,  # before reports: what is typed into a form of the hall is no new report
        reports.router,
        me.router,
        stations.router,
        hall.perhaps,
        elsewhere.router,
        fallback.router,
        errors.router,
    )
    dispatcher.message.outer_middleware(always.TellForgotten())
    dispatcher.message.outer_middleware(fallback.forget_misses)
    dispatcher.callback_query.outer_middleware(fallback.forget_misses)
    return dispatcher
