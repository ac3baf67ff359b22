"""Small files of facts about consultations, and the real ones."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

from register.consultations.facts_columns import HEADINGS
from tests.exchange.conftest import SEEDS

REAL = SEEDS / "council-consultations.json"
EXAMPLE = SEEDS / "council-consultations-example.csv"


def consultation(number: int = 1, /, **changes: Any) -> dict[str, Any]:
    """Return one sound record, as the list of a JSON file holds it; keyword arguments change or add names."""
    return {
        "body": "Coalmoor District Council (invented)",
        "title": f"Opening hours of library {number} (invented)",
        "source_url": "https://coalmoor.example/consultations",
        "opens_on": "2026-01-05",
        "closes_on": "2026-03-29",
        "closes_time": None,
        "length_days_inclusive": 84,
        "twelve_weeks_or_more": True,
        "responses": {"total": 120, "individuals": 100},
        "we_asked": "Which days should the library open?",
        **changes,
    }


def as_json(*records: dict[str, Any], name: str | None = None) -> bytes:
    """Write records as a bare list, or under a name."""
    return json.dumps({name: records} if name else records).encode()


def as_cells(record: dict[str, Any], headings: dict[str, str] = HEADINGS) -> dict[str, str]:
    """Return a record as the cells of a table, by heading; an empty mapping leaves the names of JSON as they are."""
    cells = {headings.get(name, name): _cell(value) for name, value in record.items() if name != "responses"}
    counts = record.get("responses") or {}
    between = "Responses: {}" if headings else "responses/{}"
    return cells | {between.format(name): _cell(value) for name, value in counts.items()}


def as_csv(*records: dict[str, Any], headings: dict[str, str] = HEADINGS) -> bytes:
    """Write records as CSV, with every column that any of them has."""
    rows = [as_cells(record, headings) for record in records]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def real() -> list[dict[str, Any]]:
    """Return the records of the real file."""
    records: list[dict[str, Any]] = json.loads(REAL.read_bytes(), parse_float=Decimal)
    return records


def _cell(value: Any) -> str:
    return "" if value is None else ("No", "Yes")[value] if isinstance(value, bool) else str(value)
