"""A record without pages, and small files of awards to import into it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

import register.accounts.models  # noqa: F401  (its tables belong to the schema)
from register.core.files import Surroundings
from register.exchange.examining import Examined, examine
from register.exchange.headings import Grant, cell, heading_of, leaves
from register.extensions import database_config, db, init_engines
from register.settings import ROOT, Settings

SEEDS = ROOT / "seeds"
TODAY = date(2026, 11, 22)

HEADINGS = (
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date",
    "Recipient Org:Identifier", "Recipient Org:Name", "Funding Org:Identifier", "Funding Org:Name",
)  # fmt: skip


def award(number: int = 1, /, **changes: str) -> dict[str, str]:
    """Return one sound row; keyword arguments change or add cells (`__` for `:` and `_` for a space)."""
    row = dict(
        zip(
            HEADINGS,
            (
                f"360G-coalmoor-{number:03}",
                f"Repairs to hall {number} (invented)",
                "New roof for the village hall",
                "GBP",
                "1250.50",
                "2026-03-31",
                f"XI-ORG-hall-{number}",
                f"Wear Vale Halls Association {number} (invented)",
                "XI-BODY-coalmoor",
                "Coalmoor District Council (invented)",
            ),
            strict=True,
        )
    )
    for name, value in changes.items():
        row[name.replace("__", ":").replace("_", " ")] = value
    return row


def csv_of(*rows: dict[str, str]) -> bytes:
    """Write rows as CSV, with every column that any of them has."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def json_of(*grants: dict[str, Any]) -> bytes:
    """Write grants as a 360Giving package."""
    return json.dumps({"grants": grants}, default=float).encode()


def flat(grant: Grant) -> dict[str, str]:
    """Return a grant as the cells of a table, by heading."""
    return {heading_of(path): cell(value) for path, value in leaves(grant)}


def xlsx_of(*rows: list[Any], sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    """Write rows of values as a workbook."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    for row in rows:
        first.append(row)
    for title, others in (sheets or {}).items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def examined(data: bytes, name: str = "awards.csv") -> Examined:
    """Examine bytes on a fixed day."""
    return examine(name, data, Surroundings(TODAY))


@pytest.fixture
def record(settings: Settings) -> Iterator[Settings]:
    """Open a register's record and nothing else of the house."""
    app = Flask("record")
    app.config.from_mapping(SETTINGS=settings, TODAY=TODAY, **database_config(settings))
    db.init_app(app)
    init_engines(app)
    with app.app_context():
        yield settings
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    """Return a function that writes bytes to a file."""

    def write(data: bytes, name: str = "awards.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
