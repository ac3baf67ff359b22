"""The headings of CSV files, held: programs that read them must find tomorrow what they find today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from register.core.kind import Kind
from register.downloads.columns import table
from register.kinds import KINDS

HELD: dict[str, list[str]] = json.loads(Path(__file__).with_name("headings.json").read_text(encoding="utf-8"))


def of_every_file() -> dict[str, list[str]]:
    """Return the headings of each file, by its path."""

    def headings(kind: Kind | None, name: str) -> list[str]:
        part = next((one for one in kind.parts if one.name == name), None) if kind else None
        return list(table("", kind, part).headings)

    parts = {f"{kind.plural}/{part.name}": headings(kind, part.name) for kind in KINDS for part in kind.parts}
    return {"search": headings(None, ""), **{kind.plural: headings(kind, "") for kind in KINDS}, **parts}


@pytest.mark.parametrize("path", HELD)
def test_no_heading_is_lost_or_renamed(path: str) -> None:
    """A new one may come; write it into `headings.json`."""
    now = of_every_file()[path]
    assert [one for one in HELD[path] if one not in now] == [], "headings that programs rely on are gone"
    assert [one for one in now if one not in HELD[path]] == [], "new headings are not held yet"
