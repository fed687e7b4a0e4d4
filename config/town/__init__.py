"""A town pack: everything that makes one town differ from another, in files and no code."""

from pathlib import Path

from config.town.demo import (
    DemoApplication,
    DemoBooking,
    DemoDay,
    DemoFullDay,
    DemoHall,
    DemoHallStep,
    DemoNow,
    DemoNumber,
    DemoReport,
    DemoResident,
    DemoStaff,
    DemoStep,
)
from config.town.entry import Name
from config.town.hall import (
    BookingRules,
    Brought,
    Condition,
    Counter,
    Department,
    Fee,
    Form,
    FormField,
    Material,
    Point,
    QueueRules,
    Service,
)
from config.town.load import check_town, load_town
from config.town.model import (
    Category,
    Community,
    Duty,
    Place,
    ShiftKind,
    Station,
    Team,
    Town,
)
from config.town.problems import Problem, TownPackError
from config.town.times import LEGS, Clocks, Hours, Span, Unit
from config.town.volunteers import (
    BankService,
    ShiftRole,
    ShiftRules,
    ShiftTemplate,
    TimeBank,
    Training,
)

BUILTIN = Path(__file__).parent.parent / "towns" / "xincheng"

__all__ = [
    "BUILTIN", "LEGS", "BankService", "BookingRules", "Brought", "Category", "Clocks", "Community",
    "Condition", "Counter", "DemoApplication", "DemoBooking", "DemoDay", "DemoFullDay", "DemoHall",
    "DemoHallStep", "DemoNow", "DemoNumber", "DemoReport", "DemoResident", "DemoStaff", "DemoStep",
    "Department", "Duty", "Fee", "Form", "FormField", "Hours", "Material", "Name", "Place", "Point",
    "Problem", "QueueRules", "Service", "ShiftKind", "ShiftRole", "ShiftRules", "ShiftTemplate",
    "Span", "Station", "Team", "TimeBank", "Town", "TownPackError", "Training", "Unit",
    "check_town", "load_town",
]  # fmt: skip
