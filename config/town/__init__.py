"""A town pack: everything that makes one town differ from another, in files and no code."""

from pathlib import Path

from config.town.entry import Name
from config.town.load import check_town, load_town
from config.town.model import (
    Category,
    Community,
    DemoReport,
    DemoResident,
    DemoStaff,
    DemoStep,
    Department,
    Duty,
    Place,
    Service,
    ShiftKind,
    Station,
    Team,
    Town,
)
from config.town.problems import Problem, TownPackError
from config.town.times import LEGS, Clocks, Hours, Span, Unit

BUILTIN = Path(__file__).parent.parent / "towns" / "xincheng"

__all__ = [
    "BUILTIN", "LEGS", "Category", "Clocks", "Community", "DemoReport", "DemoResident", "DemoStaff",
    "DemoStep", "Department", "Duty", "Hours", "Name", "Place", "Problem", "Service", "ShiftKind",
    "Span", "Station", "Team", "Town", "TownPackError", "Unit", "check_town", "load_town",
]  # fmt: skip
