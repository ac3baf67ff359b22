"""Holding, lifting, redacting and withdrawing: acts in the log, decided by two people, seen at once by every reader."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from register.core.canonical import parse
from register.core.content import Area
from register.core.units import commitment, value_of
from register.decisions.content import Criterion, Rationale
from register.entries import reading as record
from register.entries.tables import listing, removal_request, revision
from register.extensions import reading, writing
from register.log.reading import entry_bytes
from register.organisations.reading import find_organisation
from register.organisations.writing import put_body
from register.publishing import removing, requests
from register.publishing.acts import Unknown
from register.publishing.doctor import examine
from register.publishing.drafts import SamePerson
from register.publishing.rebuild import rebuild
from register.settings import Settings
from tests.decisions.builders import BODY
from tests.publishing.dumping import dump
from tests.publishing.test_acts import publication, publish_now

pytestmark = pytest.mark.record

AT = "2026-11-23T09:00:00.000000Z"
ONE, OTHER = 1, 2
SECRET = "The roof of Wear Vale Halls leaks over the bed of the caretaker (invented)."


def acting(settings: Settings, by: int) -> dict[str, Any]:
    return {"by_id": by, "role": "Publisher", "at": AT, "settings": settings}


def held(settings: Settings, entry_id: int, *names: str) -> requests.Request:
    with writing() as connection:
        return removing.hold(
            connection, entry_id=entry_id, names=names, reason="data_breach", note="", **acting(settings, ONE)
        )


def asked(entry_id: int, removes: dict[int, list[str]], action: str = "redact") -> requests.Request:
    redaction = action == "redact"
    with writing() as connection:
        return removing.ask(
            connection,
            entry_id=entry_id,
            action=action,
            removes=removes,
            category="personal_data" if redaction else "published_in_error",
            legal_basis="uk_gdpr_17" if redaction else None,
            note="A private note.",
            by_id=ONE,
            at=AT,
        )


def approved(settings: Settings, request: requests.Request, by: int = OTHER) -> requests.Request:
    with writing() as connection:
        return removing.approve(
            connection, request_id=request.id, approver_id=by, role="Publisher", at=AT, settings=settings
        )


def logged(n: int | None) -> dict[str, Any]:
    with reading() as connection:
        raw = entry_bytes(connection, n or -1)
    assert raw is not None
    return dict(parse(raw))


def read(reference: str, number: int | None = None) -> record.Record:
    with reading() as connection:
        found = (
            record.current(connection, reference)
            if number is None
            else record.at_revision(connection, reference, number)
        )
    assert found is not None
    return found


def test_a_part_on_hold_is_hidden_in_every_revision_and_shown_again(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(summary=SECRET))[0]
    publish_now(settings, publication(summary=SECRET, title="Another", entry_id=made.entry_id, change_note="A title."))
    request = held(settings, made.entry_id, "summary")
    assert logged(request.n)["units"] == ["summary"]
    publish_now(settings, publication(summary=SECRET, entry_id=made.entry_id, change_note="The title again."))
    for number in (1, 2, 3):
        assert SECRET not in str(read(made.reference, number).document)
        assert read(made.reference, number).document["summary"]["redacted"] is True
    with reading() as connection:
        assert connection.scalar(select(listing.c.summary)) != SECRET
        staff = record.current(connection, made.reference, through_holds=True)
    assert staff is not None and staff.document["summary"] == SECRET
    with pytest.raises(SamePerson), writing() as connection:
        removing.lift(connection, request_id=request.id, **acting(settings, ONE))
    with writing() as connection:
        lifted = removing.lift(connection, request_id=request.id, **acting(settings, OTHER))
    assert lifted.state == requests.LIFTED
    assert [read(made.reference, number).document["summary"] for number in (1, 2, 3)] == [SECRET] * 3
    assert "removed" not in read(made.reference).document


def test_an_entry_on_hold_is_nowhere_until_it_is_lifted(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(title="Hidden for a time"))[0]
    with reading() as connection:
        before = dump(connection)
    request = held(settings, made.entry_id)
    assert read(made.reference).document.keys() == {"invented", "removed"}
    with reading() as connection:
        assert dump(connection) == []
    with pytest.raises(removing.Refused):
        held(settings, made.entry_id)
    publish_now(settings, publication(title="Mended", entry_id=made.entry_id, change_note="Mended while on hold."))
    with reading() as connection:
        assert dump(connection) == []
    with writing() as connection:
        removing.lift(connection, request_id=request.id, **acting(settings, OTHER))
    assert read(made.reference).document["title"] == "Mended"
    with reading() as connection:
        assert len(dump(connection)) == len(before)


def test_what_is_redacted_is_gone_from_content_and_salts_and_what_is_left_still_opens(
    context: Any, settings: Settings
) -> None:
    made = publish_now(settings, publication(summary=SECRET))[0]
    publish_now(settings, publication(summary="It is mended.", entry_id=made.entry_id, change_note="Words went."))
    done = approved(settings, asked(made.entry_id, {1: ["summary"]}))
    assert done.state == requests.DONE and done.decided_by == OTHER
    body = logged(done.n)
    assert (body["removes"], body["category"], body["legal_basis"]) == (
        {"1": ["summary"]},
        "personal_data",
        "uk_gdpr_17",
    )
    assert read(made.reference, 1).document["summary"]["category"] == "Personal data"
    assert read(made.reference, 2).document["summary"] == "It is mended."
    with reading() as connection:
        for row in connection.execute(select(revision)):
            content, salts = parse(row.content), parse(row.salts)
            units = logged(row.n)["units"]
            assert salts.keys() == units.keys() - ({"summary"} if row.number == 1 else set())
            assert {name: commitment(salt, name, value_of(content, name)) for name, salt in salts.items()} == {
                name: units[name] for name in salts
            }
    with pytest.raises(removing.Refused):
        asked(made.entry_id, {1: ["summary"]})


def test_a_correction_does_not_lose_the_mark_of_what_was_redacted(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(summary=SECRET))[0]
    approved(settings, asked(made.entry_id, {1: ["summary"]}))
    publish_now(settings, publication(summary=None, entry_id=made.entry_id, change_note="The title."))
    assert read(made.reference, 2).document["summary"]["redacted"] is True
    publish_now(settings, publication(summary="Said anew.", entry_id=made.entry_id, change_note="A summary."))
    assert read(made.reference, 3).document["summary"] == "Said anew."
    assert "removed" not in read(made.reference, 3).document


def test_a_hold_ends_with_the_redaction_of_all_it_hides(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(summary=SECRET))[0]
    request = held(settings, made.entry_id, "summary", "title")
    approved(settings, asked(made.entry_id, {1: ["summary"]}))
    with reading() as connection:
        assert [one.id for one in requests.in_force(connection)] == [request.id]
    done = approved(settings, asked(made.entry_id, {1: ["title"]}))
    assert logged(done.n)["settles"] == [request.n]
    other = publish_now(settings, publication(summary=SECRET))[0]
    held(settings, other.entry_id, "summary")
    done = approved(settings, asked(other.entry_id, {1: ["summary"]}))
    assert len(logged(done.n)["settles"]) == 1


def test_a_withdrawn_entry_keeps_its_title_and_nothing_else(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(title="Published by mistake", summary=SECRET))[0]
    publish_now(settings, publication(title="The last title", entry_id=made.entry_id, change_note="A title."))
    approved(settings, asked(made.entry_id, {}, "withdraw"))
    shown = read(made.reference)
    assert shown.hidden is not None and shown.hidden.kind == "withdraw"
    assert shown.document["title"] == "The last title" and SECRET not in str(shown.document)
    assert "title" not in read(made.reference, 1).document
    with reading() as connection:
        assert dump(connection) == []
        assert find_organisation(connection, "XI-CHC-0000001") is None
    with pytest.raises(removing.Refused):
        asked(made.entry_id, {}, "withdraw")
    with pytest.raises(Unknown):
        publish_now(settings, publication(entry_id=made.entry_id, change_note="Too late."))


@pytest.mark.parametrize("names", [(), ("title",)], ids=["the whole entry", "the title"])
def test_a_withdrawal_does_not_show_what_was_on_hold(names: tuple[str, ...], context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(title=SECRET))[0]
    request = held(settings, made.entry_id, *names)
    done = approved(settings, asked(made.entry_id, {}, "withdraw"))
    assert logged(done.n)["settles"] == [request.n]
    assert SECRET not in str(read(made.reference).document)
    with reading() as connection:
        assert SECRET not in str(record.changes(connection, limit=9))
    assert not [one for one in examine(settings) if "index" not in one.what]


def test_holds_that_overlap_each_keep_what_they_hide(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(title=SECRET))[0]
    first = held(settings, made.entry_id, "title")
    with pytest.raises(removing.Refused):
        held(settings, made.entry_id, "title")
    held(settings, made.entry_id, "title", "summary")
    with writing() as connection:
        removing.lift(connection, request_id=first.id, **acting(settings, OTHER))
    assert SECRET not in str(read(made.reference).document)
    assert not [one for one in examine(settings) if "index" not in one.what]


def test_findings_that_may_repeat_it_go_with_what_is_removed(context: Any, settings: Settings) -> None:
    with writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    made = publish_now(settings, publication())[0]
    with reading() as connection:
        parts = {part.unit.partition(":")[0]: part for part in removing.parts(connection, made.entry_id)}
    request = asked(made.entry_id, {1: [parts["decision"].unit]})
    assert request.removes == {1: [parts["decision"].unit, "findings:findings"]}
    approved(settings, request)
    assert read(made.reference, 1).document["findings"]["redacted"] is True


def test_a_filter_is_named_as_an_entry_names_it_that_is_still_shown(context: Any, settings: Settings) -> None:
    publish_now(settings, publication(areas=(Area(name="Wear Vale", code="X00000002"),)))
    made = publish_now(settings, publication(areas=(Area(name=SECRET, code="X00000002"),)))[0]
    with reading() as connection:
        about = next(part for part in removing.parts(connection, made.entry_id) if part.unit.startswith("about:"))
        assert record.facet_labels(connection, [("area", "X00000002")]) == {("area", "X00000002"): SECRET}
    held(settings, made.entry_id, about.unit)
    with reading() as connection:
        assert record.facet_labels(connection, [("area", "X00000002")]) == {("area", "X00000002"): "Wear Vale"}
    assert not [one for one in examine(settings) if "index" not in one.what]


def test_nobody_decides_on_their_own_request_and_nobody_twice(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication())[0]
    request = asked(made.entry_id, {}, "withdraw")
    with pytest.raises(SamePerson):
        approved(settings, request, by=ONE)
    with pytest.raises(IntegrityError), writing() as connection:
        connection.execute(removal_request.update().values(decided_by=ONE))
    approved(settings, request)
    with pytest.raises(removing.NotWaiting):
        approved(settings, request)


def test_a_revision_is_changed_by_redaction_only(context: Any, settings: Settings) -> None:
    publish_now(settings, publication())
    for change in (
        revision.update().values(content=b"{}"),
        revision.update().values(n=99),
        revision.update().values(salts=b"{}", content=b"{}"),
        revision.delete(),
    ):
        with pytest.raises(DBAPIError), writing() as connection:
            connection.execute(change)


def test_the_same_item_is_one_part_wherever_it_stands(context: Any, settings: Settings) -> None:
    first, second = Criterion(criterion="It is open to all."), Criterion(criterion=SECRET)
    made = publish_now(settings, publication(rationale=Rationale(reasons="So.", criteria=(first, second))))[0]
    turned = Rationale(reasons="So.", criteria=(second, first))
    publish_now(settings, publication(rationale=turned, entry_id=made.entry_id, change_note="Turned about."))
    with reading() as connection:
        found = {str(part.value): part for part in removing.parts(connection, made.entry_id)}
    part = next(part for said, part in found.items() if SECRET in said)
    assert part.revisions == {1: "rationale.criteria/2", 2: "rationale.criteria/1"}
    approved(settings, asked(made.entry_id, {number: [name] for number, name in part.revisions.items()}))
    for number in (1, 2):
        kept = read(made.reference, number)
        assert SECRET not in str(kept.document) and len(kept.document["rationale"]["criteria"]) == 1
        kept.content()


def test_a_held_item_without_a_number_stays_hidden_wherever_it_goes(context: Any, settings: Settings) -> None:
    first, second = Criterion(criterion="It is open to all."), Criterion(criterion=SECRET)
    made = publish_now(settings, publication(rationale=Rationale(reasons="So.", criteria=(first, second))))[0]
    request = held(settings, made.entry_id, "rationale.criteria/2")
    assert logged(request.n)["units"] == ["findings:findings", "rationale.criteria/*"]
    alone = Rationale(reasons="So.", criteria=(second,))
    publish_now(settings, publication(rationale=alone, entry_id=made.entry_id, change_note="One went."))
    for number in (1, 2):
        assert SECRET not in str(read(made.reference, number).document)
    with writing() as connection:
        removing.lift(connection, request_id=request.id, **acting(settings, OTHER))
    for number in (1, 2):
        assert SECRET in str(read(made.reference, number).document)


def test_a_hold_covers_what_a_later_revision_says_again(context: Any, settings: Settings) -> None:
    made = publish_now(settings, publication(summary=SECRET))[0]
    publish_now(settings, publication(summary=None, entry_id=made.entry_id, change_note="The summary went."))
    request = held(settings, made.entry_id, "summary")
    publish_now(settings, publication(summary=SECRET, entry_id=made.entry_id, change_note="The summary again."))
    assert [SECRET in str(read(made.reference, number).document) for number in (1, 2, 3)] == [False] * 3
    with writing() as connection:
        removing.lift(connection, request_id=request.id, **acting(settings, OTHER))
    assert [SECRET in str(read(made.reference, number).document) for number in (1, 2, 3)] == [True, False, True]


def test_the_same_item_twice_in_a_list_is_two_parts(context: Any, settings: Settings) -> None:
    twice = (Criterion(criterion=SECRET), Criterion(criterion=SECRET))
    made = publish_now(settings, publication(rationale=Rationale(reasons="So.", criteria=twice)))[0]
    with reading() as connection:
        found = [part.revisions[1] for part in removing.parts(connection, made.entry_id) if SECRET in str(part.value)]
    assert sorted(found) == ["rationale.criteria/1", "rationale.criteria/2"]


def test_a_rebuild_changes_nothing_after_removals(app: Flask, context: Any, settings: Settings) -> None:
    one, two, three = publish_now(settings, publication(summary=SECRET), publication(), publication(title="Gone"))
    held(settings, two.entry_id, "title")
    approved(settings, asked(one.entry_id, {1: ["summary", "recipient"]}))
    approved(settings, asked(three.entry_id, {}, "withdraw"))
    with reading() as connection:
        before = dump(connection)
    with writing() as connection:
        rebuild(connection, settings=settings)
    with reading() as connection:
        assert dump(connection) == before
