"""A town pack: everything that makes one town differ from another, in files and no code."""

from pathlib import Path

from config.town.load import check_town, load_town
from config.town.model import (
    Category,
    Community,
    DemoReport,
    DemoResident,
    DemoStaff,
    Department,
    Duty,
    Hours,
    Name,
    Place,
    Service,
    ShiftKind,
    Station,
    Team,
    Town,
)
from config.town.problems import Problem, TownPackError

BUILTIN = Path(__file__).parent.parent / "towns" / "xincheng"

__all__ = [
    "BUILTIN", "Category", "Community", "DemoReport", "DemoResident", "DemoStaff", "Department",
    "Duty", "Hours", "Name", "Place", "Problem", "Service", "ShiftKind", "Station", "Team",
    "Town", "TownPackError", "check_town", "load_town",
]  # fmt: skip
