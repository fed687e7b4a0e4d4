"""Open311 GeoReport v2: open data about reports, and a door for other programs to file them."""

from bot.web.open311.door import Open311

__all__ = ["Open311"]
