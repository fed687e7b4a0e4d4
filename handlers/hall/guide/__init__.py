"""The resident's guide: finding an item, whether it fits, what to bring, and the forms for it."""

from aiogram import Router

from handlers.hall.guide import card, checklist, filling, finding, home, selftest

router = Router(name="hall-guide")
router.include_routers(
    selftest.router,
    filling.router,
    home.router,
    checklist.router,
    card.router,
    finding.router,
)
