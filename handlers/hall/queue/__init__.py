from aiogram import Router

router = Router(name="hall-queue")
