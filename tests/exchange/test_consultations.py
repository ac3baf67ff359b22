"""Importing facts about consultations: once, again, later, in pieces, and never into judgement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from register.consultations.facts_columns import Facts, facts_of
from register.consultations.facts_file import identity
from register.core.calendar import now_utc
from register.core.text import fold
from register.entries.reading import Record
from register.entries.tables import act, alias, citation, import_row
from register.exchange import importing, staging
from register.exchange.examining import Examined, examine
from register.exchange.formats import knows, recognised
from register.exchange.importing import Done, Refused, import_examined, import_path
from register.exchange.reading import read
from register.exchange.rekeying import recognising_key, rekey
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.reading import bodies
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.exchange.conftest import award, csv_of, examined
from tests.exchange.facts import EXAMPLE, REAL, as_csv, as_json, consultation, real
from tests.exchange.test_command import call, invoke
from tests.exchange.test_importing import PEOPLE, counts, entry, facts


def looked_at(*records: dict[str, Any]) -> Examined:
    return examine("facts.json", as_json(*records), importing.surroundings())


def run(settings: Settings, *records: dict[str, Any], **options: Any) -> Done:
    return import_examined(looked_at(*records), settings, **{**PEOPLE, **options})


def held(record: dict[str, Any]) -> Record:
    return entry(looked_at(record).stated[0].identifier)


def write_at_the_desk(settings: Settings, record: dict[str, Any], **words: Any) -> None:
    present = held(record)
    document = {name: value for name, value in present.document.items() if name not in ("findings", "change_note")}
    correction = Publication(
        kind=kind_named("consultation"),
        document=document | words,
        origin="authored",
        role="Publisher",
        entry_id=present.entry_id,
        change_note="Words added at the desk",
    )
    with writing() as connection:
        publish(
            connection,
            [correction],
            at=now_utc(),
            settings=settings,
        )


@pytest.mark.record
def test_the_real_file_gives_43_consultations_once_and_judges_nobody(record: Settings, database: str) -> None:
    first = import_path(REAL, settings=record, **PEOPLE)
    before = counts()
    again = import_path(REAL, settings=record, **PEOPLE)
    as_a_table = import_examined(examine("facts.csv", as_csv(*real()), importing.surroundings()), record, **PEOPLE)
    example = import_path(EXAMPLE, settings=record, **PEOPLE)

    assert first == Done(new=43)
    assert again == as_a_table == Done(unchanged=43)
    assert example == Done(unchanged=7)
    assert counts() == before
    assert (before["act"], before["listing"], before["import_row"]) == (44, 43, 0)
    with reading() as connection:
        known = bodies(connection)
        assert connection.execute(select(citation)).all() == []
    assert [body for body in known if body.party_from or body.invented] == []
    assert {body.identifier for body in known} >= {"GB-LAE-DUR", "GB-LAE-HAM", "CDCR-ministry-of-defence"}
    assert len(known) == 9


def test_an_imported_consultation_says_so_and_carries_its_source(record: Settings) -> None:
    run(record, consultation())

    imported = held(consultation())
    assert (imported.kind.name, imported.origin, imported.revisions) == ("consultation", "imported", 1)
    assert imported.reference.startswith("CO-")
    assert imported.document["source"]["url"] == consultation()["source_url"]
    assert facts(imported.entry_id)["file: Length in days"] == "84"
    with reading() as connection:
        roles = connection.scalars(select(act.c.role).where(act.c.entry_id == imported.entry_id)).all()
    assert roles == ["Import of published consultations"]


@pytest.mark.record
def test_a_later_file_is_a_correction_and_words_of_the_desk_stay(record: Settings, database: str) -> None:
    run(record, consultation(1), consultation(2))
    write_at_the_desk(
        record,
        consultation(1),
        summary="The library asks about its days (written at the desk)",
        responses={"total": 120, "by_type": [{"type": "individual", "number": 100}], "words": "By post: 20"},
    )
    later = consultation(1, responses={"total": 130, "individuals": 100}, you_said="Open on Sundays.")

    assert run(record, consultation(1), consultation(2)) == Done(unchanged=2)
    assert run(record, later, consultation(2)) == Done(changed=1, unchanged=1)
    assert run(record, later, consultation(2)) == Done(unchanged=2)

    document = held(later).document
    assert document["summary"] == "The library asks about its days (written at the desk)"
    assert document["responses"] == {
        "total": 130,
        "by_type": [{"type": "individual", "number": 100}],
        "words": "By post: 20",
    }
    assert document["said"] == "Open on Sundays."
    assert document["change_note"] == "A later file of these facts changed: responses and what people said."
    assert held(consultation(2)).revisions == 1


def test_a_changed_note_is_kept_without_an_act(record: Settings) -> None:
    run(record, consultation(note="Seen in March"))
    before = counts()["act"]

    assert run(record, consultation(note="Seen in May")) == Done(changed=1)

    assert counts()["act"] == before
    assert facts(held(consultation()).entry_id)["file: Note"] == "Seen in May"


@pytest.mark.record
def test_an_import_stopped_half_way_is_finished_by_the_next_of_any_kind(
    record: Settings, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    records = [consultation(number) for number in range(1, 9)]

    class PulledPlug(Exception):
        pass

    def pull(done: int, total: int) -> None:
        raise PulledPlug

    with pytest.raises(PulledPlug):
        run(record, *records, progress=pull)
    assert (counts()["listing"], counts()["import_row"]) == (3, 5)
    assert [(one.kind, one.format.one, one.left) for one in staging.unfinished()] == [
        ("consultation", "consultation", 5)
    ]

    done = import_examined(examined(csv_of(award(1))), record, **PEOPLE)

    assert done == Done(new=1, resumed=5)
    assert (counts()["listing"], counts()["act"], counts()["import_row"]) == (9, 10, 0)
    assert [held(one).kind.name for one in records] == ["consultation"] * 8
    assert entry("360G-coalmoor-001").kind.name == "decision"
    assert run(record, *records) == Done(unchanged=8)


def test_one_refused_record_refuses_the_file(record: Settings) -> None:
    with pytest.raises(Refused):
        run(record, consultation(1), consultation(2, closes_time="noon"))

    assert counts()["act"] == 1


def test_what_is_staged_can_be_discarded(record: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*arguments: Any, **named: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(importing, "publish", stop)
    with pytest.raises(OSError, match="no space"):
        run(record, consultation(1), consultation(2))

    said = invoke("--discard", "--yes").output

    assert "confirmed by Pat Publisher (invented): 2 consultations left." in said
    assert "Discarded: 2 consultations." in said
    with reading() as connection:
        assert connection.execute(select(import_row)).all() == []


def test_the_command_names_what_it_imports(record: Settings, file: Callable[..., Path]) -> None:
    path = file(as_json(consultation(1), consultation(2)), "facts.json")

    tried = call(path, "--dry-run")
    assert tried.exit_code == 0
    assert "facts.json: 2 consultations." in tried.output
    assert "New 2 · changed 0 · unchanged 0 · refused 0." in tried.output
    done = call(path, "--confirmed-by", "Pat Publisher", "--yes")
    assert "Imported: 2 new, 0 changed, 0 unchanged." in done.output
    path.write_bytes(as_json(consultation(1, decision_date="2026-05-01"), consultation(2)))
    assert "): date of the decision." in call(path, "--dry-run").output
    path.write_bytes(as_json(consultation(1, closes_on="29/03/2026")))
    refused = call(path, "--dry-run")
    assert refused.exit_code == 1
    assert "Record 1, Closes on: “29/03/2026” is not a day of the calendar. Write the year first" in refused.output
    path.write_bytes(b"Who,What\r\na,b\r\n")
    unknown = call(path, "--dry-run")
    assert "None of the headings is one that this register knows." in unknown.output
    assert "a file of consultations (Public body, Title, Source address" in unknown.output


@pytest.mark.record
def test_what_a_consultation_is_recognised_by_cannot_be_guessed_from_its_title(record: Settings, database: str) -> None:
    run(record, consultation())
    told = facts_of_file(consultation())
    with reading() as connection:
        held = list(connection.scalars(select(alias.c.identifier)))
    assert held == [identity(told, recognising_key(record))]
    assert identity(told, b"") not in held
    assert unkeyed(told) not in held


@pytest.mark.record
def test_identifiers_from_before_the_key_are_keyed_once_and_still_recognised(record: Settings, database: str) -> None:
    run(record, consultation())
    told = facts_of_file(consultation())
    with writing() as connection:
        connection.execute(update(alias).values(identifier=unkeyed(told)))
    for rekeyed in (1, 0):
        with writing() as connection:
            assert rekey(connection, record) == rekeyed
    assert run(record, consultation()) == Done(unchanged=1)


def unkeyed(told: Facts) -> str:
    whole = "\n".join((fold(told.said["body"]), told.said["source_url"], fold(told.said["title"])))
    return f"facts-{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def facts_of_file(told: dict[str, Any]) -> Facts:
    rows, problems = facts_of(recognised(read(as_json(told), knows))[1])
    assert not problems
    return rows[0]
