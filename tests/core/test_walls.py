"""The ground floor stands alone: the Compact's questions load without the web, the database or the index."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import register.core

COMMON = ("asked", "indexed", "page", "people", "project", "questions", "reading", "rules", "verdicts")
DECISIONS = (
    "content",
    "checks",
    "rules",
    "project",
    "upgrades",
    "headline",
    "facts",
    "reading",
    "verdicts",
    "award_checks",
    "change_checks",
    "words",
)
MODULES = (
    *(f"register.core.{module.name}" for module in pkgutil.iter_modules(register.core.__path__)),
    "register.compact.document",
    *(f"register.common.{name}" for name in COMMON),
    *(f"register.decisions.{name}" for name in DECISIONS),
)
ABOVE = {"flask", "sqlalchemy", "whoosh", "wtforms", "werkzeug"}


@pytest.mark.parametrize("module", [*MODULES, " ".join(MODULES)], ids=[*MODULES, "all together"])
def test_module_loads_alone(module: str) -> None:
    program = (
        "import importlib, sys\n"
        f"for name in {module.split()!r}: importlib.import_module(name)\n"
        f"print(*sorted({ABOVE!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


HOUSE = ("common", "entries", "feeds", "finding", "organisations", "public", "publishing", "web")
ROLES = {
    "recipient",
    "applicant",
    "respondent",
    "author of a view",
    "party that raised it",
    "party it was raised with",
}


@pytest.mark.parametrize("room", HOUSE)
def test_the_house_knows_no_kinds_roles(room: str) -> None:
    folder = Path(register.core.__file__).parent.parent / room
    for path in folder.glob("*.py"):
        if path == folder / "questions.py" and room == "common":
            continue  # it has the labels of what content says of every entry's statement
        said = {one.value for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Constant)}
        assert not said & ROLES, path
