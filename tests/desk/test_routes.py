"""Every route of the desk, and who may use it: a route without a row here fails."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.desk.browser import Officer, award_pairs
from tests.desk.test_journey import draft_of

AUTHOR, PUBLISHER, ADMINISTRATOR = "author", "publisher", "administrator"
WRITERS, APPROVERS, CATALOGUERS = {AUTHOR, PUBLISHER}, {PUBLISHER}, {PUBLISHER, ADMINISTRATOR}
ADMINISTRATORS, VOLUNTARY = {ADMINISTRATOR}, {"voluntary"}
STAFF = {AUTHOR, PUBLISHER, ADMINISTRATOR}
EVERYONE = STAFF | VOLUNTARY

ROUTES = {
    ("GET", "/desk/"): EVERYONE,
    ("GET", "/desk/account"): EVERYONE,
    ("GET", "/desk/account/confirm"): EVERYONE,
    ("POST", "/desk/account/confirm"): EVERYONE,
    ("GET", "/desk/account/password"): EVERYONE,
    ("POST", "/desk/account/password"): EVERYONE,
    ("GET", "/desk/account/second-factor"): EVERYONE,
    ("POST", "/desk/account/second-factor"): EVERYONE,
    ("POST", "/desk/account/second-factor/remove"): EVERYONE,
    ("POST", "/desk/account/codes"): EVERYONE,
    ("GET", "/desk/account/passkeys/new"): EVERYONE,
    ("POST", "/desk/account/passkeys/new"): EVERYONE,
    ("POST", "/desk/account/passkeys/<int:passkey_id>/remove"): EVERYONE,
    ("GET", "/desk/<plural>/new"): WRITERS,
    ("POST", "/desk/<plural>/new"): WRITERS,
    ("POST", "/desk/<plural>/checks"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/take-back"): WRITERS,
    ("POST", "/desk/<plural>/autosave"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/autosave"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/discard"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/discard"): WRITERS,
    ("GET", "/desk/organisations"): WRITERS,
    ("POST", "/desk/organisations"): WRITERS,
    ("GET", "/desk/undertakings/<number>"): WRITERS,
    ("GET", "/desk/queue/<name>"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/check"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/send"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/stop"): APPROVERS,
    ("GET", "/desk/drafts/<int:draft_id>/preview"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/published"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/review"): APPROVERS,
    ("POST", "/desk/drafts/<int:draft_id>/publish"): APPROVERS,
    ("POST", "/desk/drafts/<int:draft_id>/send-back"): APPROVERS,
    ("GET", "/desk/documents/<key>"): WRITERS,
    ("GET", "/desk/correct"): WRITERS,
    ("POST", "/desk/correct"): WRITERS,
    ("GET", "/desk/entries/<reference>"): WRITERS,
    ("GET", "/desk/entries/<reference>/hold"): APPROVERS,
    ("POST", "/desk/entries/<reference>/hold"): APPROVERS,
    ("GET", "/desk/entries/<reference>/redact"): WRITERS,
    ("POST", "/desk/entries/<reference>/redact"): WRITERS,
    ("GET", "/desk/entries/<reference>/withdraw"): WRITERS,
    ("POST", "/desk/entries/<reference>/withdraw"): WRITERS,
    ("GET", "/desk/entries/<reference>/statements"): WRITERS,
    ("POST", "/desk/entries/<reference>/statements"): WRITERS,
    ("GET", "/desk/drafts/<int:draft_id>/statements"): WRITERS,
    ("POST", "/desk/drafts/<int:draft_id>/statements"): WRITERS,
    ("POST", "/desk/statements/<int:invitation_id>/take"): WRITERS,
    ("POST", "/desk/statements/<int:invitation_id>/renew"): WRITERS,
    ("POST", "/desk/statements/<int:invitation_id>/end"): WRITERS,
    ("GET", "/desk/statements"): VOLUNTARY,
    ("POST", "/desk/statements/<int:invitation_id>/answer"): VOLUNTARY,
    ("GET", "/desk/removals/<int:request_id>"): WRITERS,
    ("POST", "/desk/removals/<int:request_id>/approve"): APPROVERS,
    ("POST", "/desk/removals/<int:request_id>/refuse"): WRITERS,
    ("POST", "/desk/removals/<int:request_id>/lift"): APPROVERS,
    ("GET", "/desk/administration"): ADMINISTRATORS,
    ("GET", "/desk/administration/people"): ADMINISTRATORS,
    ("GET", "/desk/administration/people/new"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/new"): ADMINISTRATORS,
    ("GET", "/desk/administration/people/<int:account_id>"): ADMINISTRATORS,
    ("GET", "/desk/administration/people/<int:account_id>/change"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/change"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/disable"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/enable"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/end-sessions"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/hand-over"): ADMINISTRATORS,
    ("POST", "/desk/administration/people/<int:account_id>/link"): ADMINISTRATORS,
    ("GET", "/desk/administration/bodies"): ADMINISTRATORS,
    ("GET", "/desk/administration/bodies/new"): ADMINISTRATORS,
    ("POST", "/desk/administration/bodies/new"): ADMINISTRATORS,
    ("GET", "/desk/administration/bodies/<int:body_id>"): ADMINISTRATORS,
    ("GET", "/desk/administration/bodies/<int:body_id>/change"): ADMINISTRATORS,
    ("POST", "/desk/administration/bodies/<int:body_id>/change"): ADMINISTRATORS,
    ("GET", "/desk/administration/bodies/<int:body_id>/departments/new"): ADMINISTRATORS,
    ("POST", "/desk/administration/bodies/<int:body_id>/departments/new"): ADMINISTRATORS,
    ("GET", "/desk/administration/departments/<int:department_id>"): ADMINISTRATORS,
    ("POST", "/desk/administration/departments/<int:department_id>"): ADMINISTRATORS,
    ("GET", "/desk/administration/themes"): ADMINISTRATORS,
    ("GET", "/desk/administration/themes/new"): ADMINISTRATORS,
    ("POST", "/desk/administration/themes/new"): ADMINISTRATORS,
    ("GET", "/desk/administration/areas"): ADMINISTRATORS,
    ("GET", "/desk/administration/areas/new"): ADMINISTRATORS,
    ("POST", "/desk/administration/areas/new"): ADMINISTRATORS,
    ("GET", "/desk/administration/terms/<int:term_id>"): ADMINISTRATORS,
    ("POST", "/desk/administration/terms/<int:term_id>"): ADMINISTRATORS,
    ("GET", "/desk/administration/audit"): ADMINISTRATORS,
    ("GET", "/desk/administration/audit.csv"): ADMINISTRATORS,
    ("GET", "/desk/administration/settings"): ADMINISTRATORS,
    ("GET", "/desk/administration/settings/<name>"): ADMINISTRATORS,
    ("POST", "/desk/administration/settings/<name>"): ADMINISTRATORS,
    ("GET", "/desk/rounds"): STAFF,
    ("GET", "/desk/rounds/new"): CATALOGUERS,
    ("POST", "/desk/rounds/new"): CATALOGUERS,
    ("GET", "/desk/rounds/<int:round_id>"): CATALOGUERS,
    ("POST", "/desk/rounds/<int:round_id>"): CATALOGUERS,
    ("GET", "/desk/rounds/<int:round_id>/decisions"): WRITERS,
    ("POST", "/desk/rounds/<int:round_id>/decisions"): WRITERS,
    ("GET", "/desk/grids/<int:batch_id>"): WRITERS,
    ("POST", "/desk/grids/<int:batch_id>"): WRITERS,
    ("POST", "/desk/grids/<int:batch_id>/autosave"): WRITERS,
    ("POST", "/desk/rounds/<int:round_id>/decisions/autosave"): WRITERS,
    ("GET", "/desk/grids/<int:batch_id>/review"): APPROVERS,
    ("POST", "/desk/grids/<int:batch_id>/decide"): APPROVERS,
    ("GET", "/desk/grids/<int:batch_id>/published"): WRITERS,
}
OPEN = {
    ("GET", "/desk/sign-in"),
    ("POST", "/desk/sign-in"),
    ("GET", "/desk/sign-in/code"),
    ("POST", "/desk/sign-in/code"),
    ("GET", "/desk/sign-in/set-up"),
    ("POST", "/desk/sign-in/set-up"),
    ("POST", "/desk/sign-in/passkey"),
    ("GET", "/desk/link/<secret>"),
    ("POST", "/desk/link/<secret>"),
    ("POST", "/desk/sign-out"),
}
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


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_each_role_is_let_in_where_it_belongs(app: Flask, request: pytest.FixtureRequest, role: str) -> None:
    officer: Officer = request.getfixturevalue(role)
    for (method, rule), roles in ROUTES.items():
        officer.get("/desk/")
        token = [("csrf_token", officer.token)]
        response = officer.client.open(address(rule), method=method, data=dict(token) if method == "POST" else None)
        shut = response.status_code == 403 and "This part of the desk is for" in response.text
        assert shut is (role not in roles), (role, method, rule, response.status_code)
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
    if not (rule.startswith(("/desk/sign-in", "/desk/sign-out", "/desk/link/")) or rule.endswith("/autosave")):
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

    writing, waiting = draft_of(author, "save"), draft_of(author, title="Another award")
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
