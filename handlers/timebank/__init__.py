"""The time bank in talk: what one has, giving it, spending it, and the organisation's desk."""

from aiogram import Router

router = Router(name="timebank")

__all__ = ["router"]
