"""The first page: what this is, and the doors by what people come for."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from register.core.findings import Outcome
from register.entries.reading import count, newest
from register.extensions import reading
from register.finding.query import Query
from register.kinds import KINDS
from register.web.current import own_address, today

NEWEST = 8
NOT_KEPT = Query(findings=(Outcome.NOT_KEPT, Outcome.NOT_KEPT_EXPLAINED))
"""Both are the Compact not kept, whether or not the public body says why."""


def home() -> ResponseReturnValue:
    """Show the doors, the newest entries and the feeds."""
    with reading() as connection:
        rows = newest(connection, limit=NEWEST, today=today())
        totals = [(kind, count(connection, kind.name)) for kind in KINDS]
    feeds = [
        {"title": "Everything", "href": "/everything.atom"},
        *({"title": kind.label_plural, "href": f"/{kind.plural}.atom"} for kind in KINDS),
        {"title": "Every change", "href": "/changes.atom"},
    ]
    return render_template(
        "home.html", rows=rows, totals=totals, doors=_doors(), feeds=feeds, canonical=own_address("/")
    )


def _doors() -> list[tuple[str, str]]:
    """Return the questions that readers come with, and where each is answered."""
    return [
        *((kind.door, f"/{kind.plural}/") for kind in KINDS),
        ("Where was the Compact not kept?", NOT_KEPT.address("/search")),
        ("What has this organisation received?", "/organisations/"),
    ]
