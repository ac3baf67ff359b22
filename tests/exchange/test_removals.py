"""A file never brings back what was redacted, held or withdrawn, however often it is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from register.core.calendar import now_utc
from register.core.canonical import parse
from register.core.units import label_of
from register.entries.tables import import_row, imported
from register.exchange import importing, staging
from register.exchange.importing import Done
from register.extensions import db, reading, writing
from register.publishing import removing
from register.settings import Settings
from tests.exchange.conftest import award, csv_of, examined
from tests.exchange.test_importing import correct_at_the_desk, counts, entry, facts, run

ONE, OTHER = 1, 2
SECRET = "zqsecretzq"
IDENTIFIER = "360G-coalmoor-001"


def redact(settings: Settings, *labels: str, revisions: Sequence[int] | None = None) -> None:
    """Redact the units of these labels, in every revision or in some."""
    with writing() as connection:
        found: dict[int, list[str]] = {}
        for part in removing.parts(connection, entry(IDENTIFIER).entry_id):
            for number, name in part.revisions.items():
                if label_of(name) in labels and (revisions is None or number in revisions):
                    found.setdefault(number, []).append(name)
        _do(connection, settings, "redact", found, "personal_data", "uk_gdpr_17")


def withdraw(settings: Settings) -> None:
    with writing() as connection:
        _do(connection, settings, "withdraw", {}, "published_in_error", None)


def _do(connection: Any, settings: Settings, action: str, removes: Mapping[int, Sequence[str]], *why: Any) -> None:
    category, basis = why
    asked = removing.ask(
        connection,
        entry_id=entry(IDENTIFIER).entry_id,
        action=action,
        removes=removes,
        category=category,
        legal_basis=basis,
        note="",
        by_id=ONE,
        at=now_utc(),
    )
    removing.approve(
        connection, request_id=asked.id, approver_id=OTHER, role="publisher", at=now_utc(), settings=settings
    )


def hold(settings: Settings, *names: str) -> int:
    with writing() as connection:
        made = removing.hold(
            connection,
            entry_id=entry(IDENTIFIER).entry_id,
            names=names,
            reason="mistake",
            note="",
            by_id=ONE,
            role="publisher",
            at=now_utc(),
            settings=settings,
        )
    return made.id


def lift(settings: Settings, request_id: int) -> None:
    with writing() as connection:
        removing.lift(connection, request_id=request_id, by_id=OTHER, role="publisher", at=now_utc(), settings=settings)


def in_the_file(settings: Settings, text: str) -> bool:
    """Tell whether a text stands in any byte of the database."""
    for engine in db.engines.values():
        engine.dispose()
    with writing() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    opened = db.engine.raw_connection()
    opened.cursor().execute("VACUUM")
    opened.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return any(text.encode() in path.read_bytes() for path in Path(settings.register_home).glob("register.db*"))


@pytest.mark.parametrize(
    ("label", "column", "said"),
    [
        ("title", "Title", "title"),
        ("recipient", "Recipient Org:Name", "recipient"),
        ("programme", "Grant Programme:Title", "programme"),
        ("about", "Beneficiary Location:Name", "areas"),
        ("amounts", "Amount Awarded", "amount_awarded"),
    ],
)
def test_the_same_and_later_files_bring_nothing_back(record: Settings, label: str, column: str, said: str) -> None:
    secret = "98765.43" if label == "amounts" else f"Hall of {SECRET} (invented)"
    row = {**award(1, Planned_Dates__Start_Date="2026-04-01"), column: secret}
    run(record, row)
    assert in_the_file(record, secret)
    redact(record, label)
    acts = counts()["act"]

    assert run(record, row) == Done(unchanged=1)
    assert counts()["act"] == acts
    later = {**row, "Planned Dates:Start Date": "2026-05-01"}
    assert run(record, later) == Done(changed=1)
    assert run(record, later) == run(record, row | {"Planned Dates:Start Date": "2026-05-01"}) == Done(unchanged=1)

    held = entry(IDENTIFIER)
    assert (held.revision, held.document["term"]) == (2, {"start": "2026-05-01"})
    assert held.document[said]["redacted"] is True
    assert held.document["change_note"] == "The funder’s later file changed: planned dates."
    assert not in_the_file(record, secret)


def test_what_joins_a_redacted_group_later_stays_out_too(record: Settings) -> None:
    run(record, award(1))
    redact(record, "amounts")

    assert run(record, award(1, Amount_Disbursed="777.77")) == Done(unchanged=1)

    assert "amount_disbursed" not in entry(IDENTIFIER).document
    assert not in_the_file(record, "777.77")


def test_a_passage_redacted_in_the_revision_that_had_it_does_not_come_back(record: Settings) -> None:
    row = award(1, Description=f"For {SECRET} of the hall")
    run(record, row)
    correct_at_the_desk(record, IDENTIFIER, summary="For a member of the hall")
    redact(record, "summary", revisions=[1])

    assert run(record, row) == Done(unchanged=1)
    assert run(record, {**row, "Amount Awarded": "99"}) == Done(changed=1)

    held = entry(IDENTIFIER).document
    assert (held["summary"], held["amount_awarded"]) == ("For a member of the hall", "99.00")
    assert not in_the_file(record, SECRET)


def test_an_item_of_a_list_stays_out_and_the_desk_s_others_stay_in(record: Settings) -> None:
    run(record, award(1))
    papers = [
        {"title": f"About {SECRET}", "url": "https://example.org/1"},
        {"title": "Map", "url": "https://example.org/2"},
    ]
    correct_at_the_desk(record, IDENTIFIER, documents=papers)
    redact(record, "documents/1")

    assert run(record, award(1, Amount_Awarded="99")) == Done(changed=1)

    assert entry(IDENTIFIER).document["documents"] == papers[1:]
    assert not in_the_file(record, SECRET)


def test_the_case_of_a_redacted_entry_follows_no_file(record: Settings) -> None:
    row = award(1, Recipient_Org__Name=f"{SECRET} Hall (invented)", Officer=f"Knows {SECRET} Hall (invented) well")
    run(record, row)
    redact(record, "recipient")
    kept = facts(entry(IDENTIFIER).entry_id)

    assert run(record, {**row, "Amount Awarded": "99"}) == Done(changed=1)
    assert run(record, {**row, "Amount Awarded": "99"}) == Done(unchanged=1)

    assert facts(entry(IDENTIFIER).entry_id) == kept
    assert not in_the_file(record, SECRET)


def test_the_stage_never_holds_what_was_redacted(record: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    row = award(1, Description=f"For {SECRET}")
    run(record, row)
    redact(record, "summary")
    monkeypatch.setattr(importing, "finish", lambda *_: 0)

    run(record, {**row, "Amount Awarded": "99"})

    with reading() as connection:
        staged, last = (
            bytes(connection.execute(select(table.c.content)).scalar_one()) for table in (import_row, imported)
        )
    assert parse(staged)["amount_awarded"] == "99.00"
    assert SECRET.encode() not in staged + last
    monkeypatch.undo()
    assert importing.finish(staging.unfinished()[0], record) == 1
    assert entry(IDENTIFIER).document["amount_awarded"] == "99.00"
    assert not in_the_file(record, SECRET)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_on_hold_follows_the_file_unseen(record: Settings, whole: bool) -> None:
    run(record, award(1))
    held = hold(record, *(() if whole else ("summary",)))

    assert run(record, award(1)) == Done(unchanged=1)
    assert run(record, award(1, Description="New gutters")) == Done(changed=1)
    assert run(record, award(1, Description="New gutters")) == Done(unchanged=1)

    assert "New gutters" not in str(entry(IDENTIFIER).document)
    assert counts()["listing"] == (0 if whole else 1)
    lift(record, held)
    assert entry(IDENTIFIER).document["summary"] == "New gutters"
    assert counts()["listing"] == 1


def test_a_withdrawn_entry_is_left_so_and_told_apart(record: Settings) -> None:
    run(record, award(1), award(2))
    withdraw(record)
    reference = entry(IDENTIFIER).reference
    changed = (award(1, Amount_Awarded="99"), award(2))

    planned = importing.plan(examined(csv_of(*changed)))
    assert (planned.new, planned.changed, planned.unchanged, planned.withdrawn) == ((), (), 2, (reference,))
    assert run(record, *changed) == Done(unchanged=2)
    assert entry(IDENTIFIER).revisions == 1
