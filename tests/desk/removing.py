"""What tests of removals share: published entries, and officers who hold, ask and decide at the desk."""

from __future__ import annotations

from flask import Flask

from register.core.calendar import now_utc
from register.entries.reading import Record, current
from register.extensions import reading, writing
from register.kinds import kind_named
from register.publishing import requests
from register.publishing.acts import Publication, publish
from register.publishing.requests import Request
from register.web.current import settings_now
from tests.desk.browser import AWARD, Officer, Pairs

GROUND = [("category", "personal_data"), ("legal_basis", "uk_gdpr_17")]


def published(app: Flask, kind: str = "decision", **changes: object) -> str:
    """Publish an award, or (with its whole document) an entry of another kind, and return its reference."""
    document = {**AWARD, **changes} if kind == "decision" else changes
    publication = Publication(kind=kind_named(kind), document=document, origin="authored", role="Publisher")
    with app.app_context(), writing() as connection:
        return publish(connection, [publication], at=now_utc(), settings=settings_now())[0].reference


def corrected(app: Flask, reference: str, **changes: object) -> None:
    """Publish a correction of an award."""
    held = record(app, reference)
    publication = Publication(
        kind=held.kind,
        document={**AWARD, **changes},
        origin="authored",
        role="Publisher",
        entry_id=held.entry_id,
        change_note="A word was wrong.",
    )
    with app.app_context(), writing() as connection:
        publish(connection, [publication], at=now_utc(), settings=settings_now())


def record(app: Flask, reference: str) -> Record:
    """Return what readers see of an entry."""
    with app.app_context(), reading() as connection:
        found = current(connection, reference)
    assert found is not None
    return found


def request_at(app: Flask, place: str) -> Request:
    """Return the request whose page this is."""
    with app.app_context(), reading() as connection:
        return requests.get(connection, int(place.rsplit("/", 1)[1]))


def held(publisher: Officer, reference: str, *units: str) -> str:
    """Put units of the first revision, or the whole entry, on hold; return the address of the hold."""
    place = f"/desk/entries/{reference}/hold"
    publisher.get(place)
    what: Pairs = [("whole", "parts"), *(("chosen", f"1:{unit}") for unit in units)] if units else [("whole", "whole")]
    return publisher.post(place, [*what, ("category", "data_breach"), ("note", "A reader rang.")])


def asked(officer: Officer, reference: str, *chosen: str) -> str:
    """Ask for the redaction of parts, such as `1:summary`, and return the address of the request."""
    place = f"/desk/entries/{reference}/redact"
    officer.get(place)
    pairs = [*(("chosen", one) for one in chosen), *GROUND, ("note", "A reader rang.")]
    officer.post(place, [*pairs, ("check", "1")], 200)
    return officer.post(place, [*pairs, ("send", "1")])


def approved(officer: Officer, place: str) -> str:
    """Approve what was asked for, and return the page that says what was done."""
    officer.get(place)
    return officer.get(officer.post(f"{place}/approve"))
