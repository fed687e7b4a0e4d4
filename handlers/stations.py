"""To be filled at once."""

from aiogram import Router

router = Router(name="stations")
