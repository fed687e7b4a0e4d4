"""Waiting one's turn: taking a number, seeing how long it takes, being called, rating it."""

from aiogram import Router

from handlers.hall.queue import choosing, rating, told, way

router = Router(name="hall-queue")
router.include_routers(choosing.router, way.router, told.router, rating.router)
