"""Every route of the desk, and who may use it: a route without a row here fails."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.desk.browser import Officer, award_pairs
from tests.desk.test_journey import draft_of

AUTHOR, PUBLISHER, ADMINISTRATOR = "author", "publisher", "administrator"
WRITERS, APPROVERS, CATALOGUERS = {AUTHOR, PUBLISHER}, {PUBLISHER}, {PUBLISHER, ADMINISTRATOR}
EVERYONE = {AUTHOR, PUBLISHER, ADMINISTRATOR}

ROUTES = {
    ("GET", "/desk/"): EVERYONE,
    ("GET", "/desk/<plural>/new"): WRITERS,
    ("POST", "/desk/<plural>/new"): WRITERS,
    ("POST", "/desk/<plural>/checks"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/take-back"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/preview"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/published"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/review"): APPROVERS,
    ("POST", "/desk/drafts/<int:draft_id>/publish"): APPROVERS,
    ("POST", "/desk/drafts/<int:draft_id>/send-back"): APPROVERS,
    ("GET", "/desk/correct"): WRITERS,
    ("POST", "/desk/correct"): WRITERS,
    ("GET", "/desk/entries/<reference>"): WRITERS,
    ("GET", "/desk/entries/<reference>/hold"): APPROVERS,
    ("POST", "/desk/entries/<reference>/hold"): APPROVERS,
    ("GET", "/desk/entries/<reference>/redact"): WRITERS,
    ("POST", "/desk/entries/<reference>/redact"): WRITERS,
    ("GET", "/desk/entries/<reference>/withdraw"): WRITERS,
    ("POST", "/desk/entries/<reference>/withdraw"): WRITERS,
    ("GET", "/desk/removals/<int:request_id>"): WRITERS,
    ("POST", "/desk/removals/<int:request_id>/approve"): APPROVERS,
    ("POST", "/desk/removals/<int:request_id>/refuse"): WRITERS,
    ("POST", "/desk/removals/<int:request_id>/lift"): APPROVERS,
    ("GET", "/desk/rounds"): EVERYONE,
    ("GET", "/desk/rounds/new"): CATALOGUERS,
    ("POST", "/desk/rounds/new"): CATALOGUERS,
    ("GET", "/desk/rounds/<int:round_id>"): CATALOGUERS,
    ("POST", "/desk/rounds/<int:round_id>"): CATALOGUERS,
}
OPEN = {("GET", "/desk/sign-in"), ("POST", "/desk/sign-in"), ("POST", "/desk/sign-out")}
UNSAFE = sorted(path for method, path in {*ROUTES, *OPEN} if method == "POST")


def address(rule: str) -> str:
    for name, value in {"<plural>": "decisions", "<reference>": "FD-1999-0001"}.items():
        rule = rule.replace(name, value)
    return re.sub("<int:[a-z_]+>", "77", rule)


def test_every_route_of_the_desk_stands_in_the_table(app: Flask) -> None:
    found = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == {*ROUTES, *OPEN}


@pytest.mark.parametrize("role", [AUTHOR, PUBLISHER, ADMINISTRATOR])
def test_each_role_is_let_in_where_it_belongs(app: Flask, request: pytest.FixtureRequest, role: str) -> None:
    officer: Officer = request.getfixturevalue(role)
    for (method, rule), roles in ROUTES.items():
        officer.get("/desk/")
        token = [("csrf_token", officer.token)]
        response = officer.client.open(address(rule), method=method, data=dict(token) if method == "POST" else None)
        assert (response.status_code == 403) is (role not in roles), (role, method, rule, response.status_code)
        assert response.status_code < 500


def test_nobody_is_let_in_without_signing_in(app: Flask) -> None:
    stranger = Officer(app)
    for method, rule in ROUTES:
        stranger.get("/desk/sign-in")
        if method == "GET":
            stranger.get(address(rule), 302)
        else:
            assert "Sign in to the desk" in stranger.post(address(rule), status=401)


@pytest.mark.parametrize("rule", UNSAFE)
@pytest.mark.parametrize("token", ["", "foreign", "expired"])
def test_an_unsafe_route_refuses_a_missing_or_foreign_token(publisher: Officer, rule: str, token: str) -> None:
    other = Officer(publisher.client.application)
    other.get("/desk/sign-in")
    sent = {"": "", "foreign": other.token, "expired": publisher.token[:-3]}[token]
    response = publisher.client.post(address(rule), data={"csrf_token": sent, "title": "kept words"})
    assert response.status_code in (401, 422)
    if rule not in ("/desk/sign-in", "/desk/sign-out"):
        assert 'value="kept words"' in response.text
    assert "You have no drafts" in publisher.get("/desk/")


def test_another_site_cannot_put_words_in_an_officers_mouth(publisher: Officer) -> None:
    for site in ("cross-site", "same-site", "none"):
        response = publisher.client.post(
            "/desk/decisions/new", data={"title": "not mine"}, headers={"Sec-Fetch-Site": site}
        )
        assert response.status_code == 400
        assert "not mine" not in response.text


def test_authors_see_their_own_drafts_only(app: Flask, author: Officer, publisher: Officer) -> None:
    from tests.desk.conftest import signed_in

    writing, waiting = draft_of(author, "save"), draft_of(author)
    other = signed_in(app, "olu", "author")
    for draft_id in (writing, waiting, 999, 10**30):
        for place in ("", "/preview", "/published"):
            other.get(f"/desk/drafts/{draft_id}{place}", 404)
        other.post(f"/desk/drafts/{draft_id}", [*award_pairs(), ("version", "1"), ("save", "1")], 404)
        other.post(f"/desk/drafts/{draft_id}/take-back", status=404)
    publisher.get(f"/desk/drafts/{writing}/review", 404)
    publisher.get(f"/desk/drafts/{writing}/preview", 404)
    publisher.get(f"/desk/drafts/{waiting}/review")
    publisher.get(f"/desk/drafts/{waiting}", 404)
