"""The first page: what this is, and the doors by what people come for."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from register.entries.reading import count, newest
from register.extensions import reading
from register.kinds import KINDS
from register.web.current import settings_now, today

NEWEST = 8


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
    canonical = settings_now().base_url + "/"
    return render_template("home.html", rows=rows, totals=totals, feeds=feeds, canonical=canonical)
