"""What the pages say must be so: links lead somewhere, commands exist, settings are all named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from prometheus_client import Counter, Gauge

import bot.schema  # noqa: F401  it imports every model
from bot import metrics
from bot.cli import app
from community.database import Base
from config.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAGES = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]
FLOORS = (
    "bot",
    "handlers",
    "jobs",
    "community",
    "nlu",
    "config",
    "tests",
    "benchmarks",
    "docs",
    "deploy",
)

LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FLOORS)})/[\w./-]*\w(?:/|\b)")
CODE = re.compile(r"`([^`\n]+)`|^(?: {4}|\t)(.+)$", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s/(])linli ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MADE_UP = ("lending",)
"""The example room of CONTRIBUTING.md."""
MADE_LATER = ("nlu/engine/models", "nlu/engine/.venv", "deploy/secrets")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def words_of_code(page: Path) -> Iterator[str]:
    for inline, block in CODE.findall(page.read_text(encoding="utf-8")):
        yield inline or block


def anchor(heading: str) -> str:
    """Make the name of a heading as GitHub does."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = match[1] or match[2]
        if target.startswith(("http://", "https://", "{")):
            continue
        path, _, part = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        if not goal.exists() or (
            part
            and part
            not in {
                anchor(heading) for heading in HEADING.findall(goal.read_text(encoding="utf-8"))
            }
        ):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_that_is_named_exists(page: Path) -> None:
    named = {path for code in words_of_code(page) for path in PATH.findall(code)}
    known = {
        path
        for path in named
        if not path.startswith(MADE_LATER) and not any(word in path for word in MADE_UP)
    }
    assert sorted(path for path in known if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("readme", READMES, ids=name_of)
def test_every_setting_stands_in_the_readme(readme: Path) -> None:
    told = set(
        re.findall(r"^\| `(LINLI_[A-Z_]+)`", readme.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert told == {f"LINLI_{field.upper()}" for field in Settings.model_fields}


def test_the_readmes_have_the_same_parts() -> None:
    english, chinese = (
        [
            len(line) - len(line.lstrip("#"))
            for line in page.read_text("utf-8").splitlines()
            if line[:1] == "#"
        ]
        for page in READMES
    )
    assert english == chinese


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page: Path) -> None:
    root = typer.main.get_command(app)
    groups = getattr(root, "commands", {})
    wrong = set()
    for code in words_of_code(page):
        for command, sub in COMMAND.findall(code):
            if command not in groups:
                wrong.add(command)
            inner = getattr(groups.get(command), "commands", None)
            if inner is not None and sub and sub not in inner:
                wrong.add(f"{command} {sub}")
    assert wrong == set()


def test_every_command_stands_in_the_pages() -> None:
    root = typer.main.get_command(app)
    told = {c for page in PAGES for code in words_of_code(page) for c, _ in COMMAND.findall(code)}
    assert set(getattr(root, "commands", {})) <= told


def test_every_column_is_declared_on_the_page_about_personal_data() -> None:
    page = (ROOT / "docs/personal-data.md").read_text(encoding="utf-8")
    personal = set(re.findall(r"`(\w+\.\w+)`", page))
    plain = {
        f"{table}.{column}"
        for table, columns in re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", page, re.MULTILINE)
        for column in columns.split(", ")
    }
    columns = {f"{t.name}.{c.name}" for t in Base.metadata.sorted_tables for c in t.columns}
    assert personal & plain == set()
    assert columns - personal - plain == set()
    assert plain - columns == set()
    assert {name for name in personal if name.split(".")[0] in Base.metadata.tables} <= columns


def test_every_number_is_explained_to_operators() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(linli_\w+)", page, re.MULTILINE))
    counted = {
        family.name + ("_total" if isinstance(number, Counter) else "")
        for number in vars(metrics).values()
        if isinstance(number, (Counter, Gauge))
        for family in number.collect()
    }
    assert told == counted


def test_every_line_of_the_log_that_is_explained_can_be_written() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    told = page.partition("## Logs")[2].partition("##")[0]
    lines = {
        line
        for row in re.findall(r"^\| (`.+?) \|", told, re.MULTILINE)
        for line in re.findall(r"`([^`]+)`", row)
    }
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for floor in ("bot", "jobs", "nlu")
        for path in (ROOT / floor).glob("**/*.py")
        if ".venv" not in path.parts
    )
    assert len(lines) >= 5
    assert sorted(line for line in lines if line not in code) == []
