"""The service hall in chat: what an item takes, filing it, booking a visit, waiting one's turn."""

from aiogram import Router

from handlers.hall import booking, counters, desk, filing, guide, queue

perhaps = guide.finding.perhaps
router = Router(name="hall")
router.include_routers(
    booking.router,
    queue.router,
    counters.router,
    desk.router,
    filing.router,
    guide.router,
)
