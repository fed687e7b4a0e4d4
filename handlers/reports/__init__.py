"""The reports room: the resident's form, what the resident does later, and the worker's desk."""

from aiogram import Router

from handlers.reports import (
    cards,
    desk,
    follow,
    form,
    merge,
    rating,
    reporter,
    tasks,
    told,
    triage,
    worklist,
)  # fmt: skip

router = Router(name="reports")
# Before the resident's form: what staff type into a step of theirs is no new report.
router.include_routers(worklist.router, desk.router, triage.router, merge.router, tasks.router)
router.include_routers(form.router, rating.router, follow.router, reporter.router)

__all__ = ["cards", "router", "told"]
