"""Behind the counter: sitting down, calling, serving, sending on, going."""

from aiogram import Router

from handlers.hall.counters import calling, sitting, told

router = Router(name="hall-counters")
router.include_routers(sitting.router, calling.router, told.router)
