"""The room of patrols: what a volunteer finds on the way round, in a few taps."""

from handlers.patrol.round import router

__all__ = ["router"]
