"""Each officer for their own public bodies: what is another body's is not seen, not changed and not decided."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from register.accounts.models import account_body
from register.core.removal import CATEGORIES
from register.entries.tables import case_fact
from register.extensions import db, reading, writing
from register.organisations.tables import public_body
from register.organisations.writing import put_body, put_department
from register.programmes.writing import put_round
from register.publishing import drafts, private, removing, requests
from register.publishing.drafts import Unknown
from register.publishing.ownership import NotYours, bodies_of_entries, body_of_entry
from register.publishing.review import publish_draft
from register.web.current import now, settings_now
from tests.desk.browser import BODY, Officer, award_pairs, with_pair
from tests.desk.conftest import signed_in
from tests.desk.removing import approved, asked, held, published, record, request_at
from tests.desk.test_journey import draft_of
from tests.desk.test_routes import ROUTES, address

COALMOOR = BODY["identifier"]
WEARFELL = {"identifier": "XI-BODY-wearfell", "name": "Wearfell County Council (invented)"}
OTHER = WEARFELL["identifier"]
AT = "2026-11-01T10:00:00.000000Z"
SECRET = "Zzyzx Lantern Society"


@pytest.fixture(autouse=True)
def two_bodies(app: Flask, author: Officer) -> None:
    """Have the other body beside Coalmoor, which comes with the author of every body."""
    with app.app_context(), writing() as connection:
        put_body(connection, **WEARFELL, party_from="2020-01-01", invented=True)
        for name in ("Culture", "Highways"):
            put_department(connection, body_identifier=OTHER, name=name)
        put_department(connection, body_identifier=COALMOOR, name="Communities")
        put_round(connection, body_identifier=OTHER, code="arts", title="Arts (invented)", round="2026", words={})


@pytest.fixture
def foreigner(app: Flask) -> Officer:
    """Return a publisher and author of the other body."""
    return signed_in(app, "fay", "author", "publisher", bodies=[OTHER])


@pytest.fixture
def writer(app: Flask) -> Officer:
    return signed_in(app, "cal", "author", bodies=[COALMOOR])


@pytest.fixture
def approver(app: Flask) -> Officer:
    return signed_in(app, "pam", "publisher", bodies=[COALMOOR])


def test_the_form_offers_the_officers_bodies_only_and_begins_with_the_only_one(
    app: Flask, writer: Officer, author: Officer
) -> None:
    page = writer.get("/desk/consultations/new")
    assert "not asked of an entry like this" not in writer.get("/desk/decisions/new")
    assert WEARFELL["name"] not in page
    assert f'<option value="{COALMOOR}" selected' in page
    assert '<option value="Communities"' in page and "Highways" not in page
    both = author.get("/desk/consultations/new")
    assert WEARFELL["name"] in both and "Highways" in both
    assert f'<option value="{COALMOOR}" selected' not in both


def test_the_form_begins_with_the_only_department(app: Flask) -> None:
    person = signed_in(app, "dee", "author", bodies=[OTHER])
    with app.app_context(), writing() as connection:
        connection.exec_driver_sql(
            "update account_body set department_id = (select id from department where name = 'Highways')"
        )
    assert re.search(r'name="body-department"[^>]*value="Highways"', person.get("/desk/consultations/new"))


def test_a_post_that_names_another_body_is_refused_at_the_field_with_everything_kept(
    app: Flask, writer: Officer
) -> None:
    writer.get("/desk/decisions/new")
    foreign = award_pairs(body=WEARFELL)
    page = writer.post("/desk/decisions/new", [*foreign, ("send", "1")], 422)
    assert 'href="#body-identifier"' in page
    assert "has no answer “XI-BODY-wearfell”" in page
    assert "Four halls open a heated room" in page
    with app.app_context(), reading() as connection:
        draft = drafts.get(connection, 1)
        assert ("body-identifier", OTHER) in draft.pairs
        assert draft.state is drafts.State.DRAFT
    assert "Warm rooms at Wear Vale Halls" in writer.get("/desk/drafts/1"), "what an author typed stays theirs"
    with app.app_context(), pytest.raises(NotYours), writing() as connection:
        drafts.send_for_review(
            connection, draft_id=1, version=1, author_id=draft.author_id, at=AT, bodies=frozenset({COALMOOR})
        )


def test_the_round_of_another_body_lends_no_words(app: Flask, writer: Officer) -> None:
    writer.get("/desk/decisions/new")
    page = writer.post("/desk/decisions/new", [*award_pairs(), ("round", "2"), ("send", "1")], 422)
    assert 'href="#round"' in page
    assert "Arts (invented)" not in page and "Warm rooms (invented)" in page


def test_a_draft_in_review_is_another_bodys_to_nobody(
    app: Flask, writer: Officer, approver: Officer, foreigner: Officer
) -> None:
    waiting = draft_of(writer)
    assert "Warm rooms at Wear Vale Halls" in approver.get("/desk/")
    assert "Warm rooms at Wear Vale Halls" not in foreigner.get("/desk/")
    for place in ("review", "preview", "published"):
        foreigner.get(f"/desk/drafts/{waiting}/{place}", 404)
    foreigner.get("/desk/")
    foreigner.post(f"/desk/drafts/{waiting}/publish", [("version", "1")], 404)
    foreigner.post(f"/desk/drafts/{waiting}/send-back", [("version", "1"), ("remark", "No.")], 404)
    with app.app_context(), writing() as connection:
        for decide in (publish_by, send_back_by):
            with pytest.raises(Unknown):
                decide(connection, waiting, frozenset({OTHER}))
    approver.get(f"/desk/drafts/{waiting}/review")
    approver.publish(f"/desk/drafts/{waiting}")


def test_a_correction_is_for_who_acts_for_the_entry_and_for_the_body_it_names(
    app: Flask, author: Officer, approver: Officer, foreigner: Officer, publisher: Officer
) -> None:
    """A correction may move an entry to another body: its approver acts for both."""
    reference = published(app)
    author.get("/desk/correct")
    place = author.post("/desk/correct", [("reference", reference)])
    author.get(place)
    moved = with_pair(award_pairs(body=WEARFELL), "change_note", "It was Wearfell’s.")
    author.post(place, [*moved, ("version", "1"), ("send", "1")])
    number = int(place.rsplit("/", 1)[1])
    for officer, bodies in ((approver, {COALMOOR}), (foreigner, {OTHER})):
        officer.get(f"{place}/review", 404)
        assert "Warm rooms at Wear Vale Halls" not in officer.get("/desk/")
        with app.app_context(), pytest.raises(Unknown), writing() as connection:
            publish_by(connection, number, frozenset(bodies), version=2)
    publisher.get(f"{place}/review")
    publisher.publish(place)
    with app.app_context(), reading() as connection:
        assert body_of_entry(connection, record(app, reference).entry_id) == OTHER


def test_an_entry_of_another_body_is_not_corrected_held_or_removed(
    app: Flask, foreigner: Officer, publisher: Officer
) -> None:
    reference = published(app)
    for place in ("", "/hold", "/redact", "/withdraw"):
        page = foreigner.get(f"/desk/entries/{reference}{place}", 403)
        assert "belongs to another public body than yours" in page
    foreigner.get(f"/desk/correct?reference={reference}", 403)
    foreigner.get("/desk/")
    foreigner.post("/desk/correct", [("reference", reference)], 403)
    for place in ("hold", "redact", "withdraw"):
        foreigner.post(f"/desk/entries/{reference}/{place}", [("whole", "whole"), ("category", "data_breach")], 403)
    hold = held(publisher, reference, "summary")
    other = published(app, title="Warm rooms, again")
    waiting = asked(publisher, other, "1:maker")
    for request in (hold, waiting):
        foreigner.get(request, 403)
        foreigner.get("/desk/")
        for verb in ("approve", "refuse", "lift"):
            foreigner.post(f"{request}/{verb}", status=403)
        assert request not in foreigner.get("/desk/")
    with app.app_context(), writing() as connection:
        theirs = frozenset({OTHER})
        assert requests.in_force(connection, bodies=theirs) == requests.waiting(connection, theirs) == []
        for refused in SERVICES:
            with pytest.raises(NotYours):
                refused(connection, record_id(connection, other), request_at_number(waiting), theirs)
    assert request_at(app, waiting).state == requests.WAITING


def test_an_entry_whose_body_was_redacted_is_for_who_acts_for_every_body(
    app: Flask, author: Officer, publisher: Officer, approver: Officer
) -> None:
    reference = published(app)
    approver.get(f"/desk/entries/{reference}")
    unit = re.search(r'value="(1:about[^"]*)"', author.get(f"/desk/entries/{reference}/redact"))
    assert unit
    approved(publisher, asked(author, reference, unit[1]))
    assert record(app, reference).document["body"]["category"] == CATEGORIES["personal_data"]
    approver.get(f"/desk/entries/{reference}", 403)
    publisher.get(f"/desk/entries/{reference}")


@pytest.mark.parametrize("removal", ["hold", "withdraw"])
def test_a_hold_or_a_withdrawal_hides_no_owner(
    app: Flask, approver: Officer, publisher: Officer, foreigner: Officer, removal: str
) -> None:
    reference = published(app)
    if removal == "hold":
        held(publisher, reference)
    else:
        place = f"/desk/entries/{reference}/withdraw"
        approver.get(place)
        approved(publisher, approver.post(place, [("category", "published_in_error")]))
    approver.get(f"/desk/entries/{reference}")
    foreigner.get(f"/desk/entries/{reference}", 403)


def test_private_facts_are_offered_to_who_acts_for_the_entrys_body(
    app: Flask, writer: Officer, foreigner: Officer
) -> None:
    reference = published(app)
    with app.app_context(), writing() as connection:
        entry_id = record_id(connection, reference)
        fact = {"entry_id": entry_id, "name": f"{private.FORM_PREFIX}title", "value": SECRET}
        connection.execute(insert(case_fact).values(fact))
    foreigner.get("/desk/")
    assert SECRET not in foreigner.post("/desk/correct", [("reference", reference)], 403)
    assert count_drafts(app) == 0, "nothing private was copied into a draft"
    writer.get("/desk/")
    place = writer.post("/desk/correct", [("reference", reference)])
    assert SECRET in writer.get(place)
    move_to(app, "cal", OTHER)
    assert SECRET not in writer.get(place, 404), "nor to who acted for that body once"
    for where in ("preview", "published", "discard", "check"):
        writer.get(f"{place}/{where}", 404)
    assert "Correction" not in writer.get("/desk/queue/drafts")


def test_rounds_of_another_body_are_not_seen_and_not_changed(app: Flask, approver: Officer) -> None:
    page = approver.get("/desk/rounds")
    assert "Warm rooms (invented)" in page and "Arts (invented)" not in page
    assert "another public body than yours" in approver.get("/desk/rounds/2", 403)
    approver.get("/desk/rounds/1")
    stolen = [
        ("body-identifier", OTHER),
        ("programme-title", "Stolen (invented)"),
        ("programme-code", "stolen"),
        ("programme-round", "1"),
        ("save", "1"),
    ]
    approver.post("/desk/rounds/2", stolen, 403)
    page = approver.post("/desk/rounds/new", stolen, 422)
    assert 'href="#body-identifier"' in page and "Stolen (invented)" in page
    page = approver.post("/desk/rounds/1", [*stolen, ("version", "1")], 422)
    assert 'href="#body-identifier"' in page


def test_every_route_that_names_something_is_closed_to_another_bodys_officers(
    app: Flask, author: Officer, publisher: Officer, foreigner: Officer
) -> None:
    """Whoever adds a route about a draft, an entry, a request or a round has it asked here."""
    reference = published(app)
    hold = request_at(app, held(publisher, reference, "summary")).id
    waiting = draft_of(author)
    there = {"<reference>": reference, "<int:request_id>": str(hold), "<int:draft_id>": str(waiting)}
    there["<int:round_id>"] = "1"
    asked_of = [(method, rule) for (method, rule), _ in ROUTES.items() if any(name in rule for name in there)]
    assert len(asked_of) > 20
    for method, rule in asked_of:
        place = rule
        for name, value in there.items():
            place = place.replace(name, value)
        foreigner.get("/desk/")
        sent: dict[str, Any] = {"csrf_token": foreigner.token, "version": "1"}
        answer = foreigner.client.open(address(place), method=method, data=sent if method == "POST" else None)
        assert answer.status_code in (403, 404), (method, rule, answer.status_code)
        assert "Warm rooms at Wear Vale Halls" not in answer.text, rule


def test_the_bodies_of_an_officer_are_read_at_once_however_many_there_are(app: Flask) -> None:
    person = signed_in(app, "mia", "administrator", bodies=[COALMOOR])
    one = statements(app, person)
    with app.app_context(), writing() as connection:
        for number in range(12):
            put_body(connection, identifier=f"XI-BODY-{number}", name=f"Body {number} (invented)", invented=True)
        ours = select(public_body.c.id).where(public_body.c.identifier.like("XI-BODY-%"), public_body.c.id > 2)
        mia = connection.scalar(select(account_body.c.account_id))
        for key in connection.scalars(ours).all():
            connection.execute(insert(account_body).values(account_id=mia, body_id=key))
    assert statements(app, person) == one


def statements(app: Flask, person: Officer) -> int:
    """Return how many statements the page of an officer's own account takes: it asks of no body."""
    seen: list[str] = []
    with app.app_context():
        engines = [db.engine, db.engines["reading"]]

    def note(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        person.get("/desk/administration")
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def move_to(app: Flask, name: str, body: str) -> None:
    """Have somebody act for another body only."""
    with app.app_context(), writing() as connection:
        connection.exec_driver_sql(
            f"update account_body set body_id = (select id from public_body where identifier = '{body}') "
            f"where account_id = (select id from account where email = '{name}@example.org')"
        )


def count_drafts(app: Flask) -> int:
    with app.app_context(), reading() as connection:
        return int(connection.exec_driver_sql("select count(*) from draft").scalar_one())


def record_id(connection: Any, reference: str) -> int:
    return int(connection.exec_driver_sql(f"select id from entry where reference = '{reference}'").scalar_one())


def request_at_number(place: str) -> int:
    return int(place.rsplit("/", 1)[1])


def publish_by(connection: Any, draft_id: int, bodies: frozenset[str], version: int = 1) -> None:
    publish_draft(
        connection,
        draft_id=draft_id,
        version=version,
        approver_id=999,
        role="Publisher",
        now=now(),
        at=AT,
        settings=settings_now(),
        looked_at=[],
        bodies=bodies,
    )


def send_back_by(connection: Any, draft_id: int, bodies: frozenset[str]) -> None:
    drafts.send_back(connection, draft_id=draft_id, version=1, approver_id=999, remark="No.", at=AT, bodies=bodies)


def _hold(connection: Any, entry_id: int, request_id: int, bodies: frozenset[str]) -> None:
    said: dict[str, Any] = {"names": [], "reason": "data_breach", "note": "", "role": "Publisher"}
    removing.hold(connection, entry_id=entry_id, by_id=999, at=AT, settings=settings_now(), bodies=bodies, **said)


def _ask(connection: Any, entry_id: int, request_id: int, bodies: frozenset[str]) -> None:
    said: dict[str, Any] = {"action": "withdraw", "removes": {}, "category": "published_in_error", "note": ""}
    removing.ask(connection, entry_id=entry_id, legal_basis=None, by_id=999, at=AT, bodies=bodies, **said)


def _lift(connection: Any, entry_id: int, request_id: int, bodies: frozenset[str]) -> None:
    said: dict[str, Any] = {"by_id": 999, "role": "Publisher", "at": AT, "settings": settings_now()}
    removing.lift(connection, request_id=request_id, bodies=bodies, **said)


def _approve(connection: Any, entry_id: int, request_id: int, bodies: frozenset[str]) -> None:
    said: dict[str, Any] = {"approver_id": 999, "role": "Publisher", "at": AT, "settings": settings_now()}
    removing.approve(connection, request_id=request_id, bodies=bodies, **said)


def _refuse(connection: Any, entry_id: int, request_id: int, bodies: frozenset[str]) -> None:
    removing.refuse(connection, request_id=request_id, approver_id=999, at=AT, bodies=bodies)


SERVICES = (_hold, _ask, _lift, _approve, _refuse)


@pytest.mark.record
def test_the_owners_of_many_entries_are_told_on_both_databases(app: Flask) -> None:
    ours, theirs = published(app), published(app, body=WEARFELL, title="Concerts for all")
    with app.app_context(), reading() as connection:
        ids = [record_id(connection, one) for one in (ours, theirs)]
        assert bodies_of_entries(connection, [*ids, 999]) == dict(zip(ids, (COALMOOR, OTHER), strict=True))
        assert body_of_entry(connection, 999) is None
