"""The volunteers' room: joining, teams, shifts, duty, hours, rota, and the leaders' tools."""

from aiogram import Router

router = Router(name="shifts")

__all__ = ["router"]
