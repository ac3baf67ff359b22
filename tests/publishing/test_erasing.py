"""What is redacted leaves every other copy too: drafts, files, the case, organisations; and nothing else leaves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from register.core.calendar import now_utc
from register.core.canonical import canonical, parse
from register.core.units import value_of
from register.entries import reading as record
from register.entries.tables import (
    alias,
    case_fact,
    draft,
    facet_value,
    head,
    import_row,
    imported,
    removal_request,
)
from register.exchange.importing import import_examined
from register.exchange.staging import stage
from register.extensions import reading, writing
from register.kinds import kind_named
from register.organisations.matching import matching
from register.organisations.reading import find_organisation
from register.organisations.writing import put_body
from register.publishing import drafts, removing
from register.publishing.acts import Published
from register.publishing.erasing import TAKEN_OUT, TOLD, erase_copies
from register.publishing.removal_act import stored_revisions
from register.publishing.review import publish_draft
from register.settings import Settings
from tests.desk.browser import AWARD, BODY, award_pairs, with_pair
from tests.exchange.conftest import award, csv_of, examined
from tests.publishing.approving import everything_on
from tests.publishing.test_acts import publication, publish_now
from tests.publishing.test_removing import approved, asked

pytestmark = pytest.mark.record

ADA, PAT, EVE = 1, 2, 3
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = "2026-11-22T12:00:00.000000Z"
WORD = "Quillfeather"
NAME = f"{WORD} Zzyzx Society"
REASONS = (
    f"Four halls open a heated room on every weekday from October to March. {NAME} told us that its own heating broke "
    "down twice last winter, and two of the halls are in wards with no other warm room."
)
SAFE = (
    "Four halls open a heated room on every weekday from October to March. One applicant told us that its heating had "
    "failed, and two of the halls are in wards with no other warm room."
)

Pairs = Sequence[tuple[str, str]]


@pytest.fixture(autouse=True)
def council(context: Any) -> None:
    with writing() as connection:
        put_body(connection, **BODY, party_from="2020-01-01", invented=True)


def to(name: str, *identifiers: str) -> dict[str, Any]:
    return {"organisation": {"name": name, "identifiers": list(identifiers)}, "size_band": "10k_to_100k"}


def told(reasons: str) -> dict[str, Any]:
    return {**AWARD["rationale"], "reasons": reasons}


def typed(pairs: Pairs, kind: str = "decision", **correcting: int) -> drafts.Draft:
    with writing() as connection:
        return drafts.create(connection, kind=kind_named(kind), author_id=ADA, pairs=pairs, at=now_utc(), **correcting)


def over_the_desk(settings: Settings, pairs: Pairs, kind: str = "decision", **correcting: int) -> Published:
    """Type a draft, have it sent back with a remark, send it again and have a second person publish it."""
    held = typed(pairs, kind, **correcting)
    for remark in (f"Is {NAME} to be named?", None):
        with writing() as connection:
            key: dict[str, Any] = {"draft_id": held.id, "version": held.version}
            drafts.send_for_review(connection, **key, author_id=ADA, at=AT)
            if remark:
                drafts.send_back(connection, **key, approver_id=PAT, remark=remark, at=AT)
    with writing() as connection:
        return publish_draft(
            connection,
            draft_id=held.id,
            version=held.version,
            approver_id=PAT,
            role="Publisher",
            now=NOW,
            at=AT,
            settings=settings,
            looked_at=everything_on(connection, held.id, now=NOW, settings=settings),
        )


def redact(settings: Settings, entry_id: int, text: str = WORD) -> None:
    """Redact every part of every revision of an entry in which a text stands."""
    with reading() as connection:
        held = stored_revisions(connection, entry_id)
    removes = {
        one.number: [name for name in one.salts if text in canonical(value_of(one.content, name)).decode()]
        for one in held
    }
    approved(settings, asked(entry_id, {number: names for number, names in removes.items() if names}))


def draft_of(key: int) -> drafts.Draft:
    with reading() as connection:
        return drafts.get(connection, key)


def pairs_of(reference: str) -> list[tuple[str, str]]:
    with reading() as connection:
        found = record.current(connection, reference)
    assert found is not None
    return list(found.kind.form.pairs_of(found.document))


def everything() -> str:
    """Return every row of every table as text, what is JSON in it read."""
    from register.extensions import db

    lines = []
    with reading() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                texts = [bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else v for v in row]
                lines.append(f"{table.name}: {texts}")
    return "\n".join(lines)


def test_the_drafts_that_were_published_say_it_no_more(settings: Settings) -> None:
    pairs = award_pairs(title=f"Warm rooms for {NAME}", recipient=to(NAME), rationale=told(REASONS))
    made = over_the_desk(settings, pairs)
    later = [*with_pair(pairs_of(made.reference), "title", "Warm rooms"), ("change_note", f"{NAME} was in the title.")]
    over_the_desk(settings, later, entry_id=made.entry_id, base_revision=1)
    assert WORD in everything()

    redact(settings, made.entry_id)

    assert [(one.title, one.pairs, one.remark) for one in map(draft_of, (1, 2))] == [(made.reference, (), None)] * 2
    assert WORD.casefold() not in everything().casefold()


def test_an_open_correction_goes_back_without_it_and_a_stale_form_does_not_bring_it_back(settings: Settings) -> None:
    made = over_the_desk(settings, award_pairs(recipient=to(NAME), rationale=told(REASONS)))
    edited = with_pair(pairs_of(made.reference), "rationale-reasons", f"As agreed.\r\n\r\n{REASONS} That is why.")
    open_ = typed([*edited, ("change_note", "One sentence.")], entry_id=made.entry_id, base_revision=1)
    with writing() as connection:
        drafts.send_for_review(connection, draft_id=open_.id, version=1, author_id=ADA, at=AT)

    redact(settings, made.entry_id)

    now = draft_of(open_.id)
    said = dict(now.pairs)
    assert (said["rationale-reasons"], said["recipient-organisation-name"]) == ("", "")
    assert (said["change_note"], said["title"], said["amount_awarded"]) == ("One sentence.", AWARD["title"], "6000.00")
    assert (now.state, now.remark) == (drafts.State.SENT_BACK, TOLD)
    with pytest.raises(drafts.Stale), writing() as connection:
        drafts.save(connection, draft_id=open_.id, version=1, author_id=ADA, pairs=edited, at=AT)
    with writing() as connection:
        drafts.send_for_review(connection, draft_id=open_.id, version=now.version, author_id=ADA, at=AT)
    with pytest.raises(drafts.Stale), writing() as connection:
        drafts.in_review(connection, draft_id=open_.id, version=1, approver_id=PAT)
    assert WORD not in everything()


def test_days_sums_and_choices_leave_their_own_boxes_only(settings: Settings) -> None:
    made = over_the_desk(settings, award_pairs(amount_applied_for="7250.00"))
    edited = with_pair(pairs_of(made.reference), "amount_applied_for", "£7,250")
    edited = with_pair(edited, "summary", "£7,250.00 was asked for as an award on 1 September 2026, and 6000.00 given.")
    open_ = typed(edited, entry_id=made.entry_id, base_revision=1)

    with reading() as connection:
        names = [part.unit for part in removing.parts(connection, made.entry_id)]
    taken = [name for name in names if name.startswith(("amounts:", "decision:"))]
    assert len(taken) == 2
    approved(settings, asked(made.entry_id, {1: taken}))

    said = dict(draft_of(open_.id).pairs)
    emptied = {name for name, value in dict(edited).items() if value and not said[name]}
    assert emptied == {
        *("amount_applied_for", "amount_awarded", "amount_period", "decision_type", "instrument", "route", "regime"),
        *(f"{day}-{part}" for day in ("decided_on", "recipient_told_on") for part in ("day", "month", "year")),
    }


def test_what_the_newest_revision_still_says_is_no_secret(settings: Settings) -> None:
    made = over_the_desk(settings, award_pairs(rationale=told(REASONS)))
    mended = with_pair(pairs_of(made.reference), "rationale-reasons", SAFE)
    over_the_desk(settings, [*mended, ("change_note", "A name.")], entry_id=made.entry_id, base_revision=1)
    safe = typed(
        with_pair(mended, "rationale-reasons", f"{SAFE} We thank all."), entry_id=made.entry_id, base_revision=2
    )
    slip = with_pair(mended, "summary", f"{NAME} told us that its own heating broke down.")
    unsafe = typed(slip, entry_id=made.entry_id, base_revision=2)

    redact(settings, made.entry_id, "told us that its own heating")

    assert draft_of(safe.id) == safe
    assert [name for name, value in draft_of(unsafe.id).pairs if not value] == ["summary"]


def test_a_view_leaves_its_own_row_by_its_number(settings: Settings) -> None:
    from tests.consultations.builders import consultation, view

    said = consultation(
        body=BODY,
        related=None,
        views=(view(1, how_many=3), view(2, said=f"{NAME} wants more buses.", how_many=9), view(3, how_many=9)),
    ).model_dump(mode="json", exclude_none=True)
    form = kind_named("consultation").form
    made = over_the_desk(settings, form.pairs_of(said), "consultation")
    moved = form.rearranged([*pairs_of(made.reference), ("up-views-1", "1")])
    open_ = typed(moved, "consultation", entry_id=made.entry_id, base_revision=1)

    redact(settings, made.entry_id)

    left = dict(draft_of(open_.id).pairs)
    numbers = {left[f"views-{row}-number"]: row for row in range(3)}
    assert left[f"views-{numbers['2']}-said"] == left[f"views-{numbers['2']}-how_many"] == ""
    assert [left[f"views-{numbers[number]}-how_many"] for number in "13"] == ["3", "9"]
    assert left[f"views-{numbers['3']}-said"] == "The bus leaves too early."


def test_drafts_about_something_else_are_left_alone_and_told(settings: Settings) -> None:
    made = over_the_desk(settings, award_pairs(rationale=told(REASONS)))
    copied = typed(award_pairs(title="Another", rationale=told(f"As before: {REASONS}")))
    typed(award_pairs(title="Short words alone", summary=WORD))
    with writing() as connection:
        assert erase_copies(connection, made.entry_id, [REASONS, WORD], ["rationale.reasons"]) == [copied.id]
    assert draft_of(copied.id) == copied


def test_files_the_stage_and_the_case_say_it_no_more(settings: Settings) -> None:
    row = award(1, Recipient_Org__Name=NAME, Description=f"New roof for {NAME}", Notes=f"{NAME} rang twice")
    people: dict[str, Any] = {"imported_by": "Ada", "confirmed_by": "Pat", "accept_names": True}
    import_examined(examined(csv_of(row, award(2))), settings, **people)
    later = examined(csv_of({**row, "Title": f"Roof of {NAME}"}, award(2, Notes="Quiet")))
    stage(later, later.stated, imported_by="Ada", confirmed_by="Pat")
    with reading() as connection:
        entry_id = int(
            connection.execute(select(alias.c.entry_id).where(alias.c.identifier.like("%-001"))).scalar_one()
        )
        other = connection.execute(select(imported.c.content).where(imported.c.entry_id != entry_id)).scalar_one()
        staged = connection.execute(select(import_row.c.private).where(import_row.c.position == 3)).scalar_one()
    request = asked(entry_id, {1: ["recipient"]})
    with writing() as connection:
        connection.execute(removal_request.update().values(note=f"{NAME} asked us to."))
    approved(settings, request)
    redact(settings, entry_id)

    with reading() as connection:
        mine = connection.execute(select(imported.c.content).where(imported.c.entry_id == entry_id)).scalar_one()
        assert parse(mine)["recipient"] == {"redacted": True}
        assert parse(mine)["amount_awarded"] == "1250.50"
        assert (
            connection.execute(select(imported.c.content).where(imported.c.entry_id != entry_id)).scalar_one() == other
        )
        facts = connection.execute(select(case_fact.c.name, case_fact.c.value)).all()
        assert [tuple(fact) for fact in facts if fact.name == "file: Notes"] == [("file: Notes", "")]
        assert connection.scalar(select(removal_request.c.note).where(removal_request.c.id == request.id)) == TAKEN_OUT
        left = connection.execute(select(import_row.c.content).where(import_row.c.position == 2)).scalar_one()
        assert parse(left)["title"] == f"Roof of {NAME}", "what never was in the entry is no copy of it"
        assert parse(left)["recipient"] == {"redacted": True}
        assert connection.execute(select(import_row.c.private).where(import_row.c.position == 3)).scalar_one() == staged
    kept = everything().replace(f"Roof of {NAME}", "")
    assert WORD.casefold() not in kept.casefold()


def test_an_organisation_that_nothing_shows_any_more_is_forgotten(settings: Settings) -> None:
    made = publish_now(settings, publication(recipient=to(NAME), themes=[WORD]), publication(themes=["Halls"]))
    with reading() as connection:
        assert matching(connection, WORD)
        assert connection.scalar(select(facet_value.c.label).where(facet_value.c.label == WORD))
        before = connection.scalar(select(head.c.catalogue)) or 0
    redact(settings, made[0].entry_id)
    with reading() as connection:
        assert matching(connection, WORD) == []
        assert (connection.scalar(select(head.c.catalogue)) or 0) > before
        labels = set(connection.scalars(select(facet_value.c.label)))
    assert "Halls" in labels and WORD not in labels
    assert WORD.casefold() not in everything().casefold()


def test_an_organisation_shown_elsewhere_loses_the_removed_name_only(settings: Settings) -> None:
    other, number, second = "Lantern Trust (invented)", "XI-ORG-1", "XI-ORG-1b"
    publish_now(settings, publication(recipient=to(other, number)))
    made = publish_now(settings, publication(recipient=to(NAME, number, second)))[0]
    with reading() as connection:
        found = find_organisation(connection, number)
    assert found is not None and found.name == NAME
    redact(settings, made.entry_id)
    with reading() as connection:
        left = find_organisation(connection, number)
        assert left is not None and find_organisation(connection, second) is None
        assert [one.name for one in matching(connection, "Lantern")] == [other]
    assert (left.id, left.name, left.names, left.identifiers) == (found.id, other, (other,), (number,))


def test_a_name_that_another_entry_says_stays(settings: Settings) -> None:
    made = publish_now(settings, publication(recipient=to(NAME)), publication(recipient=to(NAME), summary="Another."))
    redact(settings, made[0].entry_id)
    with reading() as connection:
        assert [one.name for one in matching(connection, WORD)] == [NAME]


def test_a_public_body_stays_known(settings: Settings) -> None:
    made = publish_now(settings, publication(body=BODY))[0]
    with reading() as connection:
        about = next(p.unit for p in removing.parts(connection, made.entry_id) if p.unit.startswith("about:"))
    approved(settings, asked(made.entry_id, {1: [about]}))
    with reading() as connection:
        found = find_organisation(connection, BODY["identifier"])
    assert found is not None and found.name == BODY["name"]


def test_any_text_of_any_part_is_gone_from_every_table(settings: Settings) -> None:
    """A mark in each part of an entry in turn: redacting that part leaves the mark in no row of the database."""
    for field in ("title", "summary", "recipient", "rationale", "contact", "documents", "themes"):
        mark = f"Mark {secrets.token_hex(8)}"
        parts: dict[str, Any] = {
            "recipient": to(mark),
            "rationale": {**told(mark), "alternatives": [{"option": "None", "why_rejected": mark}]},
            "contact": {"role": mark, "email": "office@coalmoor.invalid"},
            "documents": [{"title": mark, "url": "https://coalmoor.invalid/a"}],
            "themes": [mark],
        }
        pairs = award_pairs(**{field: parts.get(field, mark)})
        made = over_the_desk(settings, pairs)
        open_ = typed(pairs_of(made.reference), entry_id=made.entry_id, base_revision=1)
        assert mark in json.dumps(draft_of(open_.id).pairs)
        redact(settings, made.entry_id, mark)
        assert mark.casefold() not in everything().casefold(), field
        with reading() as connection:
            assert connection.scalar(select(draft.c.state).where(draft.c.id == open_.id)) == "sent_back"
