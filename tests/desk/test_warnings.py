"""What stops nothing is shown to both, and the publisher says that they looked at it."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from register.accounts.models import audit_record
from register.compact.document import load
from register.core.calendar import now_utc
from register.core.findings import Context
from register.extensions import reading, writing
from register.kinds import KINDS
from register.publishing import drafts
from register.web.current import today
from tests.desk.browser import REFUSAL, Officer, award_pairs, read_on
from tests.desk.conftest import signed_in
from tests.desk.test_journey import draft_of, version_of

SAID = "These words may speak of an applicant"


def test_warnings_are_shown_and_must_be_looked_at(app: Flask, author: Officer, publisher: Officer) -> None:
    author.get("/desk/decisions/new")
    panel = author.post("/desk/decisions/checks", award_pairs(**REFUSAL), 200, headers={"HX-Request": "true"})
    assert "Look again before publishing" in panel
    assert SAID in panel
    draft_id = draft_of(author, **REFUSAL)
    place = f"/desk/drafts/{draft_id}"
    page = publisher.get(f"{place}/review")
    assert SAID in page
    assert "I have looked at these" in page
    read = read_on(page, looking=False)
    for looked in ([], [("looked", "yes")], [("looked", "")]):
        page = publisher.post(f"{place}/publish", [*read, *looked], 422)
        assert 'href="#looked"' in page
        assert 'id="looked-error"' in page
    publisher.publish(place)


def test_a_warning_stands_beside_its_question_too(author: Officer) -> None:
    author.get("/desk/decisions/new")
    panel = author.post("/desk/decisions/checks", award_pairs(**REFUSAL), 200, headers={"HX-Request": "true"})
    note = panel.partition('data-at="rationale-reasons"')[2].partition("</div>")[0]
    assert SAID in note
    assert "Give facts against the published criteria" in note
    saved = author.get(f"/desk/drafts/{draft_of(author, 'save', **REFUSAL)}")
    assert SAID in saved.partition('data-note="rationale-reasons"')[2].partition("</div>")[0]


def test_where_nothing_is_to_be_looked_at_nothing_is_asked(author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author)
    page = publisher.get(f"/desk/drafts/{draft_id}/review")
    assert "Look again" not in page
    assert 'name="looked"' not in page
    publisher.publish(f"/desk/drafts/{draft_id}")


TOLD = "Ring Jean on 07700 900123 or write to jean.dobson@example.org. It scored 71 of 100."
PERSONAL: dict[str, Any] = {"rationale": {"reasons": TOLD}}


def asked_in(page: str) -> list[str]:
    """Return the names of the questions about what may be personal data."""
    return re.findall(r'name="(find-[0-9a-f]{32})"', page)


def looked(app: Flask) -> list[dict[str, Any]]:
    with app.app_context(), reading() as connection:
        query = select(audit_record.c.detail).where(audit_record.c.action == "looked_again").order_by(audit_record.c.id)
        return [json.loads(detail) for detail in connection.scalars(query)]


def sent(app: Flask, draft_id: int) -> str:
    """Send a saved draft for review, and return its version."""
    with app.app_context(), writing() as connection:
        draft = drafts.get(connection, draft_id)
        version, author_id = draft.version, draft.author_id
        drafts.send_for_review(connection, draft_id=draft_id, version=version, author_id=author_id, at=now_utc())
    return str(version)


def test_the_author_is_shown_personal_data_in_its_place(author: Officer) -> None:
    author.get("/desk/decisions/new")
    panel = author.post("/desk/decisions/checks", award_pairs(**PERSONAL), 200, headers={"HX-Request": "true"})
    assert "Possible personal data" in panel
    assert "<strong>Possible telephone number</strong>" in panel
    assert '<mark><span class="govuk-visually-hidden">possible telephone number: </span>07700 900123</mark>' in panel
    assert 'href="#rationale-reasons"' in panel
    page = author.post("/desk/decisions/new", [*award_pairs(**PERSONAL), ("update", "1")])
    assert "possible e-mail address: " in author.get(page)


def test_each_place_is_decided_on_and_written_down_without_its_words(
    app: Flask, author: Officer, publisher: Officer
) -> None:
    place = f"/desk/drafts/{draft_of(author, **PERSONAL)}"
    page = publisher.get(f"{place}/review")
    names = asked_in(page)
    assert len(names) == 2
    assert "Possible e-mail address in" in page
    read = read_on(page)
    page = publisher.post(f"{place}/publish", read, 422)
    assert "Say of each of 2 places" in page
    assert f'href="#{names[0]}"' in page
    page = publisher.post(f"{place}/publish", [*read, (names[0], "public")], 422)
    assert f'href="#{names[1]}"' in page
    assert 'value="public" selected' in page, "what was chosen is kept"
    for nonsense in ("", "because", "<b>"):
        publisher.post(f"{place}/publish", [*read, (names[0], "public"), (names[1], nonsense)], 422)
    assert looked(app) == []
    publisher.post(f"{place}/publish", [*read, (names[0], "public"), (names[1], "agreed")])
    (detail,) = looked(app)
    assert [(one["kind"], one["field"], one["reason"]) for one in detail["finds"]] == [
        ("phone", "rationale.reasons", "public"),
        ("email", "rationale.reasons", "agreed"),
    ]
    assert detail["version"] == 1
    written = json.dumps(detail)
    assert "900123" not in written
    assert "dobson" not in written


def test_who_decided_once_is_not_asked_again_of_the_same_words(app: Flask, author: Officer, publisher: Officer) -> None:
    place = f"/desk/drafts/{draft_of(author, **PERSONAL)}"
    reasons = [(name, "public") for name in asked_in(publisher.get(f"{place}/review"))]
    publisher.publish(place, reasons)

    with app.app_context():
        reference = f"FD-{today().year}-0001"
    where = author.post("/desk/correct", [("reference", reference)])
    more = {"rationale": {"reasons": f"{TOLD} Her other number is 07700 900456."}}
    note = ("change_note", "A number was missing.")
    author.post(where, [*award_pairs(**more), note, ("version", "1"), ("save", "1")])
    sent(app, int(where.rsplit("/", 1)[1]))
    page = publisher.get(f"{where}/review")
    assert page.count("You said before that it may be published: it is already lawfully public.") == 2
    (left,) = asked_in(page)
    second = signed_in(app, "sue", "publisher")
    assert len(asked_in(second.get(f"{where}/review"))) == 3, "another publisher decides for themselves"
    publisher.publish(where, status=422)
    publisher.publish(where, [(left, "role")])
    assert len(looked(app)[-1]["finds"]) == 3


def test_where_the_draft_changed_it_is_asked_again(app: Flask, author: Officer, publisher: Officer) -> None:
    draft_id = draft_of(author, **PERSONAL)
    place = f"/desk/drafts/{draft_id}"
    page = publisher.get(f"{place}/review")
    read = [*read_on(page), *((name, "public") for name in asked_in(page))]
    author.post(f"{place}/take-back")
    version = str(version_of(author, draft_id))
    author.post(place, [*award_pairs(**PERSONAL, summary="Other."), ("version", version), ("save", "1")])
    sent(app, draft_id)
    page = publisher.post(f"{place}/publish", read, 422)
    assert "changed this since you opened it" in page
    assert "selected" not in page
    assert len(asked_in(page)) == 2


def test_warnings_that_were_looked_at_are_written_down_too(app: Flask, author: Officer, publisher: Officer) -> None:
    place = f"/desk/drafts/{draft_of(author, **REFUSAL)}"
    publisher.publish(place)
    (detail,) = looked(app)
    assert detail["warnings"] == ["rationale.reasons"]
    assert detail["finds"] == []


def test_a_private_persons_name_is_asked_about_and_may_be_accepted(author: Officer, publisher: Officer) -> None:
    jane: dict[str, Any] = {"recipient": {"organisation": {"name": "Jane Smith"}}}
    said = "possible private person’s name: </span>Jane Smith</mark>"
    author.get("/desk/decisions/new")
    assert said in author.post("/desk/decisions/checks", award_pairs(**jane), 200, headers={"HX-Request": "true"})
    place = f"/desk/drafts/{draft_of(author, **jane)}"
    page = publisher.get(f"{place}/review")
    assert said in page
    (name,) = asked_in(page)
    publisher.publish(place, status=422)
    publisher.publish(place, [(name, "not_personal")])


def test_what_its_recipient_is_not_told_yet_is_not_published(author: Officer, publisher: Officer) -> None:
    with author.client.application.app_context():
        tomorrow = (today() + timedelta(days=1)).isoformat()
    place = f"/desk/drafts/{draft_of(author, recipient_told_on=tomorrow)}"
    page = publisher.get(f"{place}/review")
    assert "Before this can be published" in page
    page = publisher.publish(place, status=422)
    assert "This cannot be published yet" in page


def test_every_rule_says_what_to_do_and_names_only_undertakings_that_there_are() -> None:
    numbers = {undertaking.number for undertaking in load().undertakings}
    for kind in KINDS:
        empty = kind.content.model_validate({})
        broken = kind.rules(empty, Context(today=date(2026, 11, 23), party_from=date(2020, 1, 1)))
        assert broken
        for breach in broken:
            assert breach.message and breach.remedy, (kind.name, breach)
            assert breach.undertaking is None or breach.undertaking in numbers


def test_a_rule_is_shown_with_its_undertaking_and_its_remedy(author: Officer) -> None:
    author.get("/desk/decisions/new")
    silent = award_pairs(rationale=None)
    panel = author.post("/desk/decisions/checks", silent, 200, headers={"HX-Request": "true"})
    assert re.search(r'\(<a class="govuk-link" href="/compact/3.3">3.3</a>\)\s*<br><span class="govuk-hint">\w', panel)
