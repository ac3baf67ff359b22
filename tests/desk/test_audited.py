"""Everything done at the desk is written in the audit: each unsafe route says what it writes, and is held to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from register.accounts.audit import ACTIONS, COMMAND_LINE
from register.accounts.audited import Asked, Line, lines
from register.accounts.models import audit_record as table
from register.commands.users import user
from register.extensions import reading
from register.settings import ROOT
from tests.desk.browser import PASSWORD, Officer, award_pairs, with_pair
from tests.desk.conftest import signed_in
from tests.desk.removing import approved, asked, held, published
from tests.desk.test_journey import draft_of, version_of
from tests.desk.test_rounds import ROUND
from tests.desk.test_routes import UNSAFE
from tests.desk.test_settings_page import change

NOTHING: set[str] = set()
"""The route changes nothing, or saves what its author types: of that the draft itself keeps the version and time."""
WITH_FILES = {"document_uploaded"}
"""Only where files are sent with a form."""
SIGNS_IN = {"signed_in", "sign_in_failed"}

WRITES: dict[str, set[str]] = {
    "/desk/sign-in": SIGNS_IN,
    "/desk/sign-in/code": SIGNS_IN | {"recovery_code_used"},
    "/desk/sign-in/set-up": {"second_factor_set", "signed_in"},
    "/desk/sign-in/passkey": SIGNS_IN,
    "/desk/sign-out": {"signed_out"},
    "/desk/link/<secret>": {"password_set", "second_factor_removed"},
    "/desk/account/confirm": {"sign_in_failed"},
    "/desk/account/password": {"password_set"},
    "/desk/account/second-factor": {"second_factor_set"},
    "/desk/account/second-factor/remove": {"second_factor_removed"},
    "/desk/account/codes": {"recovery_codes_made"},
    "/desk/account/passkeys/new": {"passkey_added"},
    "/desk/account/passkeys/<int:passkey_id>/remove": {"passkey_removed"},
    "/desk/<plural>/new": {"draft_made"} | WITH_FILES,
    "/desk/<plural>/autosave": {"draft_made"},
    "/desk/<plural>/checks": NOTHING,
    "/desk/organisations": NOTHING,
    "/desk/correct": {"draft_made"},
    "/desk/drafts/<int:draft_id>": NOTHING | WITH_FILES,
    "/desk/drafts/<int:draft_id>/autosave": NOTHING,
    "/desk/drafts/<int:draft_id>/discard": {"draft_discarded"},
    "/desk/drafts/<int:draft_id>/send": {"sent_for_review"},
    "/desk/drafts/<int:draft_id>/take-back": {"taken_back"},
    "/desk/drafts/<int:draft_id>/send-back": {"sent_back"},
    "/desk/drafts/<int:draft_id>/publish": {"published", "corrected", "scheduled", "looked_again"},
    "/desk/drafts/<int:draft_id>/stop": {"unscheduled"},
    "/desk/drafts/<int:draft_id>/statements": {"statement_invited"},
    "/desk/entries/<reference>/statements": {"statement_invited"},
    "/desk/statements/<int:invitation_id>/renew": {"statement_invited"},
    "/desk/statements/<int:invitation_id>/end": {"statement_ended"},
    "/desk/statements/<int:invitation_id>/take": {"statement_taken"},
    "/desk/statements/<int:invitation_id>/answer": {"statement_opened"},
    "/desk/rounds/<int:round_id>/decisions": {"draft_made", "draft_discarded"},
    "/desk/rounds/<int:round_id>/decisions/autosave": {"draft_made"},
    "/desk/grids/<int:batch_id>/autosave": {"draft_made"},
    "/desk/grids/<int:batch_id>": {"draft_made", "draft_discarded", "sent_for_review"},
    "/desk/grids/<int:batch_id>/decide": {"published", "sent_back", "looked_again"},
    "/desk/entries/<reference>/hold": {"held"},
    "/desk/entries/<reference>/redact": {"removal_asked"},
    "/desk/entries/<reference>/withdraw": {"removal_asked"},
    "/desk/removals/<int:request_id>/approve": {"removal_approved"},
    "/desk/removals/<int:request_id>/refuse": {"removal_refused"},
    "/desk/removals/<int:request_id>/lift": {"lifted"},
    "/desk/rounds/new": {"round_changed"},
    "/desk/rounds/<int:round_id>": {"round_changed"},
    "/desk/administration/people/new": {"account_made", "link_made"},
    "/desk/administration/people/<int:account_id>/change": {"account_changed"},
    "/desk/administration/people/<int:account_id>/disable": {"account_disabled"},
    "/desk/administration/people/<int:account_id>/enable": {"account_enabled"},
    "/desk/administration/people/<int:account_id>/end-sessions": {"sessions_ended"},
    "/desk/administration/people/<int:account_id>/hand-over": {"handed_over"},
    "/desk/administration/people/<int:account_id>/link": {"link_made"},
    "/desk/administration/bodies/new": {"body_changed"},
    "/desk/administration/bodies/<int:body_id>/change": {"body_changed"},
    "/desk/administration/bodies/<int:body_id>/departments/new": {"department_changed"},
    "/desk/administration/departments/<int:department_id>": {"department_changed"},
    "/desk/administration/themes/new": {"term_changed"},
    "/desk/administration/areas/new": {"term_changed"},
    "/desk/administration/terms/<int:term_id>": {"term_changed"},
    "/desk/administration/settings/<name>": {"setting_changed"},
}
"""What each unsafe route of the desk may write."""
BESIDE_THE_DESK = {"imported", "import_discarded", "audit_cleared", "audit_exported"}
"""What is done from the command line, by the register itself or by a download."""


class Watched(FlaskClient):
    """A browser that holds each form it sends to the table, and remembers what was written."""

    written: dict[str, set[str]] = {}

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        last = _last(self.application)
        response = super().open(*args, **kwargs)
        if response.request.method == "POST":
            matched = self.application.url_map.bind("").match(response.request.path, "POST", return_rule=True)
            rule = matched[0].rule
            new = {line.action for line in _done(self.application) if line.id > last}
            assert new <= WRITES[rule], f"{rule} writes {new}"
            self.written.setdefault(rule, set()).update(new)
        return response


@pytest.fixture
def watched(app: Flask) -> Iterator[dict[str, set[str]]]:
    app.test_client_class = Watched
    Watched.written = {}
    yield Watched.written


def test_a_route_without_a_row_fails() -> None:
    assert sorted(WRITES) == UNSAFE


def test_every_action_has_its_words_and_somebody_who_writes_it() -> None:
    told = set().union(*WRITES.values(), BESIDE_THE_DESK)
    assert told == set(ACTIONS)
    sources = [
        path.read_text(encoding="utf-8")
        for room in ("desk", "accounts", "publishing", "exchange", "commands")
        for path in sorted((ROOT / "register" / room).glob("*.py"))
        if path != ROOT / "register" / "accounts" / "audit.py"
    ]
    for action in sorted(told):
        assert any(f'"{action}"' in source for source in sources), action


def test_what_officers_do_is_written(app: Flask, watched: dict[str, set[str]], author: Officer) -> None:
    author, pat = _again(app, "ada"), signed_in(app, "pat", "publisher")
    pia, ann = signed_in(app, "pia", "publisher"), signed_in(app, "ann", "administrator")
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/checks", award_pairs(), 200)
    draft_id = draft_of(author)
    author.post(f"/desk/drafts/{draft_id}/take-back")
    author.get(f"/desk/drafts/{draft_id}")
    author.post(f"/desk/drafts/{draft_id}", [*award_pairs(), ("version", _version(pat, draft_id)), ("send", "1")])
    pat.get(f"/desk/drafts/{draft_id}/review")
    pat.post(f"/desk/drafts/{draft_id}/send-back", [("version", _version(pat, draft_id)), ("remark", "Say why.")])
    author.get(f"/desk/drafts/{draft_id}")
    again = award_pairs(summary="£6,000 over two years so that four halls can be heated every weekday.")
    author.post(f"/desk/drafts/{draft_id}", [*again, ("version", _version(pat, draft_id)), ("send", "1")])
    pat.get(f"/desk/drafts/{draft_id}/review")
    pat.publish(f"/desk/drafts/{draft_id}")
    reference = published(app, title="Another award")
    author.get("/desk/correct")
    author.post("/desk/correct", [("reference", reference)])
    pia.get(place := held(pat, reference))
    pia.post(f"{place}/lift")
    approved(pat, asked(author, reference, "1:summary"))
    author.get(f"/desk/entries/{reference}/withdraw")
    place = author.post(f"/desk/entries/{reference}/withdraw", [("category", "duplicate"), ("note", "x")])
    pat.get(place)
    pat.post(f"{place}/refuse")
    pat.get("/desk/rounds/new")
    pat.post("/desk/rounds/new", ROUND)
    pat.get("/desk/rounds/2")
    pat.post("/desk/rounds/2", [*with_pair(ROUND, "programme-title", "Halls (invented)"), ("version", "1")])
    change(ann, "page_size", "30")
    author.post("/desk/sign-out", status=302)

    silent = {rule for rule, written in watched.items() if WRITES[rule] - WITH_FILES and not written}
    assert silent == set()
    assert len(watched) >= 19, sorted(watched)
    round_ = next(line for line in _done(app) if line.action == "round_changed")
    assert dict(round_.detail) == {"fields": ["programme"], "new": False}
    assert (round_.name, round_.about, round_.address) == ("Pat (invented)", "round 2", "127.0.0.1")
    for line in _done(app):
        assert not any(words in str(line) for words in ("Warm rooms", "heated", "Say why", PASSWORD)), line


def test_what_is_refused_writes_nothing(app: Flask, author: Officer, publisher: Officer) -> None:
    reference = published(app)
    place = held(publisher, reference)
    before = _last(app)
    publisher.post(f"{place}/lift", status=403)
    publisher.post(f"/desk/entries/{reference}/hold", [("whole", "whole"), ("category", "data_breach")], 422)
    author.post(f"/desk/entries/{reference}/hold", [("whole", "whole")], 403)
    author.post("/desk/correct", [("reference", "FD-1999-0009")], 422)
    assert _last(app) == before


def test_what_is_done_from_the_command_line_says_so(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert run(user, ["add", "Olu (invented)", "olu@example.org", "--role", "author"]).exit_code == 0
    assert run(user, ["disable", "olu@example.org"]).exit_code == 0
    told = [(line.name, line.account_id, line.about) for line in _done(app)]
    assert set(told) == {(COMMAND_LINE, None, "account 1")}
    assert {"account_made", "account_disabled"} <= {line.action for line in _done(app)}
    assert "olu@example.org" not in str(_done(app))


def _again(app: Flask, name: str) -> Officer:
    officer = Officer(app)
    officer.sign_in(name)
    return officer


def _version(officer: Officer, draft_id: int) -> str:
    return str(version_of(officer, draft_id))


def _done(app: Flask) -> list[Line]:
    with app.app_context(), reading() as connection:
        return lines(connection, Asked(), 10_000)


def _last(app: Flask) -> int:
    with app.app_context(), reading() as connection:
        return int(connection.scalar(select(func.max(table.c.id))) or 0)
