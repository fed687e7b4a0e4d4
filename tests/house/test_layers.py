"""The house stands: imports only go down, files stay readable, nothing is left for later."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 420
OURS = ("bot", "handlers", "jobs", "community", "nlu", "config", "tests", "benchmarks")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".po",
    ".js",
    ".css",
    ".html",
    ".conf",
    ".service",
    ".env",
}
NOT_OURS = {".venv", "models", "__pycache__", ".git", ".linli", "node_modules"}

# In pieces, or this file would name itself.
LEFT_OVER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")


def ours(*kinds: str) -> Iterator[Path]:
    for floor in (*OURS, "docs", "deploy"):
        for path in sorted((ROOT / floor).rglob("*")):
            inside = path.relative_to(ROOT).parts
            if path.suffix in kinds and path.is_file() and NOT_OURS.isdisjoint(inside):
                yield path
    for path in sorted(ROOT.glob("*")):
        if path.suffix in kinds and path.is_file():
            yield path


def test_imports_only_go_down() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in ours(".py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ours(*TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if LEFT_OVER.search(line)
    ]
    assert found == []


def test_nothing_names_the_place_where_it_was_written() -> None:
    places = re.compile(r"/(?:work|root|home/\w+|tmp/[a-z]+_jobs)/")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ours(*TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if places.search(line)
    ]
    assert found == []
