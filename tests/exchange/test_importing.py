"""Importing: staged, published in batches, resumed; the same file twice changes nothing; desk words stay."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from register.core.calendar import now_utc
from register.entries import reading as record_reading
from register.entries.reading import Record
from register.entries.tables import act, alias, case_fact, import_batch, import_row, imported, listing, revision
from register.exchange import importing, staging
from register.exchange.headings import heading_of
from register.exchange.importing import Done, NotConfirmed, Refused, Stuck, import_examined, import_path
from register.exchange.schema import fields
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.reading import find_body
from register.organisations.writing import put_body
from register.publishing.acts import Publication, publish
from register.settings import Settings
from register.web.current import now
from tests.exchange.conftest import SEEDS, award, csv_of, examined

PEOPLE: dict[str, Any] = {"imported_by": "Ada Author (invented)", "confirmed_by": "Pat Publisher (invented)"}


def run(settings: Settings, *rows: dict[str, str], **options: Any) -> Done:
    return import_examined(examined(csv_of(*rows)), settings, **{**PEOPLE, **options})


def counts() -> dict[str, int]:
    tables = (act, alias, revision, listing, imported, import_row, import_batch)
    with reading() as connection:
        return {t.name: int(connection.scalar(select(func.count()).select_from(t)) or 0) for t in tables}


def entry(identifier: str) -> Record:
    with reading() as connection:
        reference = record_reading.reference_of_alias(connection, identifier)
        found = record_reading.current(connection, reference or "")
    assert found is not None
    return found


def facts(entry_id: int) -> dict[str, str]:
    with reading() as connection:
        mine = select(case_fact.c.name, case_fact.c.value).where(case_fact.c.entry_id == entry_id)
        return {row.name: row.value for row in connection.execute(mine)}


def correct_at_the_desk(settings: Settings, identifier: str, **words: Any) -> None:
    held = entry(identifier)
    document = {name: value for name, value in held.document.items() if name not in ("findings", "change_note")}
    publication = Publication(
        kind=kind_named("decision"),
        document=document | words,
        origin="authored",
        role="Publisher",
        entry_id=held.entry_id,
        change_note="Words added at the desk",
    )
    with writing() as connection:
        publish(
            connection,
            [publication],
            at=now_utc(),
            settings=settings,
        )


@pytest.mark.record
def test_both_trafford_files_make_555_decisions_once(record: Settings, database: str) -> None:
    first = import_path(SEEDS / "trafford-grants.csv", settings=record, accept_names=True, **PEOPLE)
    before = counts()
    second = import_path(SEEDS / "trafford-grants.json", settings=record, accept_names=True, **PEOPLE)
    third = import_path(SEEDS / "trafford-grants.csv", settings=record, accept_names=True, **PEOPLE)

    assert first == Done(new=555)
    assert second == third == Done(unchanged=555)
    assert counts() == before
    assert before["act"] == 556
    assert before["listing"] == 555
    assert before["import_row"] == 0
    with reading() as connection:
        body = find_body(connection, "GB-LAE-TRF")
    assert body is not None
    assert body.party_from is None


@pytest.mark.parametrize(("party_from", "awaited"), [("2012-04-01", "Rationale awaited"), (None, None)])
def test_an_imported_award_says_so_and_a_partys_rationale_is_awaited(
    record: Settings, party_from: str | None, awaited: str | None
) -> None:
    with writing() as connection:
        put_body(
            connection,
            identifier="XI-BODY-coalmoor",
            name="Coalmoor District Council (invented)",
            party_from=party_from,
        )
    run(record, award(1))

    held = entry("360G-coalmoor-001")

    assert held.origin == "imported"
    assert "rationale" not in held.document
    assert held.revisions == 1
    with reading() as connection:
        assert [row.awaited for row in record_reading.rows(connection, [held.entry_id], now=now())] == [awaited]


@pytest.mark.record
def test_a_changed_row_becomes_a_correction_with_a_note(record: Settings, database: str) -> None:
    run(record, award(1), award(2))

    done = run(record, award(1, Amount_Awarded="2000"), award(2))

    assert done == Done(changed=1, unchanged=1)
    held = entry("360G-coalmoor-001")
    assert (held.revision, held.origin) == (2, "imported")
    assert held.document["amount_awarded"] == "2000.00"
    assert held.document["change_note"] == "The funder’s later file changed: amount awarded."
    assert entry("360G-coalmoor-002").revisions == 1
    assert run(record, award(1, Amount_Awarded="2000"), award(2)) == Done(unchanged=2)


def test_words_added_at_the_desk_stay(record: Settings) -> None:
    run(record, award(1, Planned_Dates__Start_Date="2026-04-01"))
    correct_at_the_desk(
        record,
        "360G-coalmoor-001",
        rationale={"reasons": "The roof leaked."},
        summary="A new roof (corrected at the desk)",
        term={"start": "2026-04-01", "reason": "one_off_purchase"},
    )

    assert run(record, award(1, Planned_Dates__Start_Date="2026-04-01")) == Done(unchanged=1)
    changed = award(1, Planned_Dates__Start_Date="2026-05-01", Amount_Awarded="99")
    assert run(record, changed) == Done(changed=1)

    said = entry("360G-coalmoor-001").document
    assert said["rationale"] == {"reasons": "The roof leaked."}
    assert said["summary"] == "A new roof (corrected at the desk)"
    assert said["amount_awarded"] == "99.00"
    assert said["term"] == {"start": "2026-05-01", "reason": "one_off_purchase"}
    assert said["change_note"] == "The funder’s later file changed: amount awarded and planned dates."


def test_the_plan_says_when_a_file_replaces_what_the_desk_corrected(record: Settings) -> None:
    run(record, award(1))
    correct_at_the_desk(record, "360G-coalmoor-001", amount_awarded="1300.00")

    planned = importing.plan(examined(csv_of(award(1, Amount_Awarded="1400"))))

    assert planned.changed[0].fields == planned.changed[0].over_the_desk == ("amount_awarded",)


def test_a_file_that_catches_up_with_the_desk_is_no_correction(record: Settings) -> None:
    run(record, award(1))
    correct_at_the_desk(record, "360G-coalmoor-001", amount_awarded="1300.00")
    before = counts()["act"]

    run(record, award(1, Amount_Awarded="1300"))

    assert counts()["act"] == before
    assert run(record, award(1, Amount_Awarded="1300")) == Done(unchanged=1)


def test_a_newer_date_of_modification_alone_is_no_correction(record: Settings) -> None:
    run(record, award(1, Last_Modified="2026-04-01T09:00:00Z"))

    assert run(record, award(1, Last_Modified="2026-05-01T09:00:00Z")) == Done(unchanged=1)


def test_private_columns_follow_the_file_without_an_act(record: Settings) -> None:
    run(record, award(1, Recipient_Org__Postal_Code="DH1 1AA", Officer="A. Clerk"))
    held = entry("360G-coalmoor-001")
    with writing() as connection:
        connection.execute(case_fact.insert().values(entry_id=held.entry_id, name="note", value="from the desk"))

    assert run(record, award(1, Recipient_Org__Postal_Code="DH1 2BB")) == Done(changed=1)

    assert counts()["act"] == 2
    assert facts(held.entry_id) == {"file: Recipient Org:Postal Code": "DH1 2BB", "note": "from the desk"}
    assert "DH1" not in json.dumps(held.document)


@pytest.mark.record
def test_an_import_stopped_half_way_is_resumed_to_its_end(
    record: Settings, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    rows = [award(number) for number in range(1, 11)]

    class PulledPlug(Exception):
        pass

    def pull(done: int, total: int) -> None:
        if done == 6:
            raise PulledPlug

    with pytest.raises(PulledPlug):
        run(record, *rows, progress=pull)
    assert (counts()["listing"], counts()["import_row"]) == (6, 4)

    seen: list[tuple[int, int]] = []
    done = run(record, *rows, progress=lambda count, total: seen.append((count, total)))

    assert done == Done(unchanged=10, resumed=4)
    assert seen == [(3, 4), (4, 4)]
    assert (counts()["listing"], counts()["act"], counts()["import_row"]) == (10, 11, 0)
    assert staging.unfinished() == []


def test_a_failure_within_a_batch_undoes_that_batch_whole(record: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = publish

    def fail_after_publishing(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        raise OSError("no space left on device")

    monkeypatch.setattr(importing, "publish", fail_after_publishing)
    with pytest.raises(OSError, match="no space"):
        run(record, award(1), award(2))
    monkeypatch.undo()

    assert (counts()["listing"], counts()["act"], counts()["import_row"]) == (0, 1, 2)
    assert run(record, award(3)) == Done(new=1, resumed=2)
    assert counts()["listing"] == 3


def test_one_refused_row_refuses_the_file(record: Settings) -> None:
    before = counts()

    with pytest.raises(Refused):
        run(record, award(1), award(2, Amount_Awarded="0"))

    assert counts() == before


@pytest.mark.parametrize(("one", "other"), [("Ada", ""), ("Ada", " ada "), ("", "Pat"), ("Ada  Author", "ada author")])
def test_a_second_named_person_confirms(record: Settings, one: str, other: str) -> None:
    with pytest.raises(NotConfirmed):
        run(record, award(1), imported_by=one, confirmed_by=other)

    assert counts()["act"] == 1


def test_a_name_like_a_persons_must_be_accepted(record: Settings) -> None:
    row = award(1, Recipient_Org__Name="Fae Example")

    with pytest.raises(Refused):
        run(record, row)
    assert run(record, row, accept_names=True) == Done(new=1)


def test_a_file_from_disk(record: Settings, file: Callable[[bytes], Path]) -> None:
    assert import_path(file(csv_of(award(1))), settings=record, **PEOPLE) == Done(new=1)


def test_who_imported_and_who_confirmed_is_kept(record: Settings) -> None:
    run(record, award(1))

    with reading() as connection:
        kept = connection.execute(select(import_batch.c.imported_by, import_batch.c.confirmed_by)).one()
    assert tuple(kept) == (PEOPLE["imported_by"], PEOPLE["confirmed_by"])


def long_text(length: int) -> str:
    """Return text that does not compress, because PostgreSQL measures an index entry after compressing it."""
    letters = random.Random(1)
    return "".join(letters.choice(string.ascii_lowercase) for _ in range(length))


@pytest.mark.record
@pytest.mark.parametrize("place", [0, 1])
def test_a_field_of_any_length_is_refused_or_imported(record: Settings, database: str, place: int) -> None:
    imported_fields = 0
    for number, field in enumerate(fields()):
        steps = zip(field.names, field.listed, strict=True)
        path = tuple(part for name, listed in steps for part in ((name, place) if listed else (name,)))
        if place and place not in path:
            continue
        sound = award(number)
        if field.names[0] == "recipientIndividual":
            sound = {name: cell for name, cell in sound.items() if not name.startswith("Recipient Org")}
            sound |= {"Recipient Ind:Identifier": "360G-individual", "Recipient Ind:Name": "Anonymous"}
        found = examined(csv_of(sound | {heading_of(path): long_text(50_000)}))
        if found.refused:
            assert all(problem.row == 2 and problem.remedy for problem in found.refused)
            continue
        assert import_examined(found, record, **PEOPLE, accept_names=True) == Done(new=1), field
        imported_fields += 1
    assert imported_fields > 5
    assert staging.unfinished() == []


def stage_what_cannot_be_published(settings: Settings, monkeypatch: pytest.MonkeyPatch, bad: int) -> None:
    def refuse(connection: Any, publications: Any, **named: Any) -> Any:
        if any(one.document["grant_id"] == f"360G-coalmoor-{bad:03}" for one in publications):
            raise KeyError("a facet")
        return publish(connection, publications, **named)

    monkeypatch.setattr(importing, "publish", refuse)


def test_a_row_that_cannot_be_published_is_named(record: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stage_what_cannot_be_published(record, monkeypatch, 7)

    with pytest.raises(Stuck, match=r"Row 8 of awards\.csv \(360G-coalmoor-007\).*KeyError.*--discard"):
        run(record, *(award(number) for number in range(1, 11)))

    assert (counts()["listing"], counts()["import_row"]) == (0, 10)


def test_what_cannot_be_published_is_discarded_and_the_next_file_is_imported(
    record: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage_what_cannot_be_published(record, monkeypatch, 2)
    with pytest.raises(Stuck):
        run(record, award(1), award(2))
    with pytest.raises(Stuck, match="360G-coalmoor-002"):
        run(record, award(3))

    assert staging.discard() == 2

    assert staging.unfinished() == []
    assert counts()["import_row"] == 0
    assert run(record, award(3)) == Done(new=1)
    assert staging.discard() == 0


def test_rows_with_personal_data_must_be_accepted(record: Settings) -> None:
    row = award(2, Description="Ring Jean on 07700 900123.")
    found = examined(csv_of(award(1), row))

    assert [problem.row for problem in found.personal] == [3]
    assert found.personal[0].message == "Its summary holds what looks like a telephone number."
    assert "900123" not in found.personal[0].sentence(), "it is not said again"
    with pytest.raises(Refused, match="personal data"):
        run(record, award(1), row)
    assert counts()["act"] == 1
    assert run(record, award(1), row, accept_personal=True) == Done(new=2)
