"""The projections of a register as text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from register.entries.tables import PROJECTIONS, facet_value
from register.organisations.tables import organisation


def dump(connection: Connection) -> list[str]:
    """Return every projected row as text, sorted, with values in place of row numbers: equal dumps, equal registers."""
    values = {r["id"]: f"{r['name']}={r['value']} ({r['label']})" for r in _all(connection, select(facet_value))}
    names = {r["id"]: r["identifier"] for r in _all(connection, select(organisation))}
    lines: list[str] = []
    for table in PROJECTIONS:
        for row in _all(connection, select(table)):
            shown = dict(row)
            if "value_id" in shown:
                shown["value_id"] = values[shown["value_id"]]
            if "organisation_id" in shown:
                shown["organisation_id"] = names[shown["organisation_id"]]
            lines.append(f"{table.name} {sorted(shown.items(), key=lambda item: item[0])}")
    return sorted(lines)


def _all(connection: Connection, query: Select[Any]) -> list[RowMapping]:
    return list(connection.execute(query).mappings())
