"""The time bank in talk: what one has, giving it, spending it, and the organisation's desk."""

from aiogram import Router

from handlers.timebank import (
    account,
    entry,
    giving,
    helping,
    organisation,
    spending,
    statement,
    told,
)

router = Router(name="timebank")
router.include_routers(
    organisation.router,
    entry.router,  # before the forms: another business may be begun in the middle of one
    account.router,
    giving.router,
    spending.router,
    helping.router,
    statement.router,
    told.router,
)

__all__ = ["router"]
