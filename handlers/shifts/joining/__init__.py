"""Becoming a volunteer, one's own card, and the teams of the community."""

from aiogram import Router

from handlers.shifts.joining import decide, form, profile, teams

router = Router(name="joining")
router.include_router(form.router)
router.include_router(profile.router)
router.include_router(teams.router)
router.include_router(decide.router)

__all__ = ["router"]
