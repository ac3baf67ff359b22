"""A member of staff at a browser: keeps the CSRF token of the last page, and knows what an award says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from register.accounts.passwords import hashed_password
from register.accounts.service import add_account
from register.core.calendar import now_utc
from register.decisions.form import DecisionForm
from register.entries.tables import head
from register.extensions import db, reading, writing
from register.organisations.writing import put_body
from register.programmes.writing import put_round
from register.publishing import drafts
from register.publishing.drafts import Draft

PASSWORD = "a long invented password"
BODY = {"identifier": "XI-BODY-coalmoor", "name": "Coalmoor District Council (invented)"}
AWARD: dict[str, Any] = {
    "decision_type": "award",
    "title": "Warm rooms at Wear Vale Halls",
    "summary": "£6,000 over two years so that four halls can be heated on weekdays.",
    "body": BODY,
    "decided_on": "2026-09-01",
    "maker": {"kind": "officer", "name": "Head of Communities"},
    "regime": "officer_delegation",
    "recipient": {
        "organisation": {"name": "Wear Vale Halls (invented)", "identifiers": ["XI-ORG-wear-vale-halls"]},
        "size_band": "10k_to_100k",
    },
    "recipient_told_on": "2026-09-03",
    "instrument": "grant",
    "route": "open_call",
    "amount_applied_for": "6000.00",
    "amount_awarded": "6000.00",
    "amount_period": "in_all",
    "rationale": {
        "reasons": "Four halls open a heated room on every weekday from October to March. The bid scored highest for "
        "reach, and two of the halls are in wards with no other warm room.",
        "alternatives": [{"option": "Fund one hall only", "why_rejected": "It would leave three wards without one."}],
    },
    "term": {"start": "2026-10-01", "end": "2028-09-30"},
    "invented": True,
}
REFUSAL: dict[str, Any] = {
    "decision_type": "refusal",
    "recipient": {"described_as": "A village hall in the west of the county"},
    "amount_awarded": None,
    "term": None,
    "rationale": {"reasons": "Its trustees were thought to be insolvent, and the bid scored 31 of 100."},
}
"""What makes of the award a refusal with words to look at again."""

READ = ("version", "read", "looked")

Pairs = Sequence[tuple[str, str]]


def award_pairs(**changes: Any) -> list[tuple[str, str]]:
    """Return what one types to award, with changes to the document."""
    return DecisionForm.pairs_of({**AWARD, **changes})


def all_drafts(app: Flask) -> list[Draft]:
    """Return the drafts of the first account."""
    with app.app_context(), reading() as connection:
        return drafts.mine(connection, 1)


def saved(app: Flask, draft_id: int) -> dict[str, str]:
    """Return what a draft holds, by the names of its boxes."""
    with app.app_context(), reading() as connection:
        return dict(drafts.get(connection, draft_id).pairs)


def catalogue(app: Flask) -> int:
    """Return the version of the reference data."""
    with app.app_context(), reading() as connection:
        return int(connection.scalar(select(head.c.catalogue)) or 0)


def with_pair(pairs: Pairs, name: str, value: str) -> list[tuple[str, str]]:
    """Return the pairs with one answer changed."""
    return [pair for pair in pairs if pair[0] != name] + [(name, value)]


def add_staff(app: Flask, name: str, *roles: str) -> int:
    """Make an account; its address is the name at example.org."""
    with app.app_context():
        hashed = _hashed(PASSWORD)
        with writing() as connection:
            made = add_account(
                connection,
                name=f"{name.capitalize()} (invented)",
                email=f"{name}@example.org",
                password_hash=hashed,
                roles=roles,
                at=now_utc(),
            )
        db.session.remove()
    return made


_hashed = cache(hashed_password)


def add_coalmoor(app: Flask) -> None:
    """Put the invented public body into the reference data, party to the Compact, with one round."""
    with app.app_context(), writing() as connection:
        put_body(connection, **BODY, party_from="2020-01-01", invented=True)
        put_round(
            connection,
            body_identifier=BODY["identifier"],
            code="warm-rooms",
            title="Warm rooms (invented)",
            round="2026",
            words={"programme": {"code": "warm-rooms", "title": "Warm rooms (invented)", "round": "2026"}},
        )


class Officer:
    """One browser, signed in or not."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def get(self, path: str, status: int = 200, **kwargs: Any) -> str:
        return self._seen(self.client.get(path, **kwargs), status)

    def post(self, path: str, pairs: Pairs = (), status: int = 303, **kwargs: Any) -> str:
        """Send a form; where that leads to the answers to be checked, check them and send the draft for review."""
        where = self._seen(self.send(path, pairs, **kwargs), status)
        return self.checked(where) if status == 303 and where.endswith("/check") else where

    def checked(self, where: str) -> str:
        """Send a draft for review from the page that shows its answers."""
        page = self.get(where)
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version, "it cannot be sent for review"
        return self.post(where.removesuffix("/check") + "/send", [("version", version[1])])

    def publish(self, place: str, pairs: Pairs = (), status: int = 303) -> str:
        """Read a draft as its second person and publish it, having looked at every warning of its page."""
        return self.post(f"{place}/publish", [*read_on(self.get(f"{place}/review")), *pairs], status)

    def send(self, path: str, pairs: Pairs = (), **kwargs: Any) -> TestResponse:
        data: dict[str, list[str]] = {"csrf_token": [self.token]}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        return self.client.post(path, data=data, **kwargs)

    def sign_in(self, name: str, password: str = PASSWORD, status: int = 302) -> str:
        self.get("/desk/sign-in")
        page = self.post("/desk/sign-in", [("email", f"{name}@example.org"), ("password", password)], status)
        if status == 302:
            self.get("/desk/")
        return page

    def _seen(self, response: TestResponse, status: int) -> str:
        assert response.status_code == status, f"{response.status_code}: {response.text[:3000]}"
        if response.mimetype == "text/html" and status not in (302, 303) and response.text.startswith("<!DOCTYPE"):
            look_at(response)
            found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
            self.token = found[1] if found else self.token
        return response.location if status in (302, 303) else response.text


def read_on(page: str, *, looking: bool = True) -> list[tuple[str, str]]:
    """Return what a review page sends of what it shows: the version, the mark of its words, and of its warnings."""
    form = page.partition('id="publish-form"')[2]
    found = [re.search(rf'name="{name}" (?:type="checkbox" )?value="([^"]*)"', form) for name in READ[: 2 + looking]]
    return [(name, one[1]) for name, one in zip(READ, found, strict=False) if one]


def look_at(response: TestResponse) -> None:
    """Hold a desk page to what every page owes: valid HTML, one h1, ids once, errors that lead on, no caching."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)
    assert len(list(document.iter("h1"))) == 1
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    folded = [one for one in document.iter("details") if one.get("open") is None]
    unseen = {inner.get("id") for one in folded for inner in one.iter() if inner.tag != "summary"}
    for link in document.findall(".//div[@class='govuk-error-summary']//a"):
        target = str(link.get("href")).partition("#")
        assert target[0] or (target[2] in ids and target[2] not in unseen - {one.get("id") for one in folded}), target
    assert response.headers["Cache-Control"] == "no-store"
