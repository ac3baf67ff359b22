"""What somebody began who cannot sign in any more goes on with a colleague; nobody approves what they sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts.service import disable_account
from register.core.calendar import local_day, now_utc
from register.desk import people
from register.documents.reading import find
from register.entries.tables import draft_batch
from register.extensions import reading, writing
from register.publishing import drafts
from register.publishing.drafts import Draft, SamePerson, Stale, State
from register.publishing.handing_over import hand_over, left_by
from register.publishing.unfinished import ASIDE, put_aside
from tests.desk.browser import Officer, award_pairs
from tests.desk.conftest import signed_in
from tests.desk.gridding import begin, boxes, table, typed
from tests.desk.removing import published
from tests.desk.test_administration import PEOPLE, account, audited, version_in
from tests.desk.test_grid import rows_of
from tests.documents.test_journey import DESCRIBED, FILE, decided, written
from tests.documents.test_journey import sent as sent_with_files


def begun(author: Officer, title: str) -> str:
    """Begin a draft and return its address."""
    author.get("/desk/decisions/new")
    return author.post("/desk/decisions/new", [*award_pairs(title=title), ("update", "1")]).partition("#")[0]


def disable(app: Flask, administrator: Officer, name: str) -> str:
    """Disable an account and return the address of its page."""
    place = f"{PEOPLE}/{account(app, name)}"
    administrator.get(place)
    administrator.post(f"{place}/disable")
    return place


def given(app: Flask, administrator: Officer, place: str, to: str) -> str:
    """Hand the drafts of a disabled account over, and return its page."""
    administrator.get(place)
    return administrator.get(administrator.post(f"{place}/hand-over", [("to", str(account(app, to)))]))


def of(app: Flask, name: str) -> list[Draft]:
    with app.app_context(), reading() as connection:
        return drafts.mine(connection, account(app, name))


def number(place: str) -> int:
    return int(place.rsplit("/", 1)[1])


@pytest.mark.record
def test_a_colleague_goes_on_with_every_word(
    app: Flask, author: Officer, publisher: Officer, administrator: Officer
) -> None:
    nia = signed_in(app, "nia", "author")
    first, back, waits = (begun(author, f"Rent of hall {n} (invented)") for n in (1, 2, 3))
    for place in (back, waits):
        pairs = award_pairs(title=f"Rent of another hall {number(place)} (invented)")
        author.post(place, [*pairs, version_in(author.get(place)), ("send", "1")])
    publisher.get(f"{back}/review")
    publisher.post(
        f"{back}/send-back", [version_in(publisher.get(f"{back}/review")), ("remark", "Say why (invented).")]
    )
    assert "2 drafts that nobody else can open" in administrator.get(f"{PEOPLE}/{account(app, 'ada')}")

    ada = disable(app, administrator, "ada")
    page = administrator.get(ada)
    assert "They have 2 drafts that nobody else can open" in page
    assert "1 draft of theirs waits to be approved" in page
    assert "2 drafts to hand over" in administrator.get(PEOPLE)
    nia.get(first, 404)
    page = given(app, administrator, ada, "nia")
    assert "Nia (invented) takes over 2 drafts of Ada (invented)." in page
    assert "nobody else can open" not in page and "to hand over" not in administrator.get(PEOPLE)
    whose = {"of": f"account {account(app, 'ada')}", "to": f"account {account(app, 'nia')}"}
    assert audited(app)[-2:] == [("handed_over", f"draft {number(one)}", whose) for one in (first, back)]

    front = nia.get("/desk/")
    assert "Rent of hall 1 (invented) (handed over)" in front
    assert "Say why (invented)." in nia.get(back)
    assert [draft.id for draft in of(app, "ada")] == [number(waits)]
    publisher.publish(waits)

    page = nia.get(first)
    assert "Rent of hall 1 (invented)" in page
    nia.post(first, [*award_pairs(title="Rent of hall 1 (invented)"), version_in(page), ("send", "1")])
    publisher.publish(first)
    assert "Rent of hall 1 (invented)" in publisher.get(f"{first}/published")


@pytest.mark.record
def test_who_takes_it_on_is_its_author_and_does_not_approve_it(app: Flask, author: Officer, publisher: Officer) -> None:
    first = number(begun(author, "Rent of a hall (invented)"))
    ada, pat = account(app, "ada"), account(app, "pat")
    with app.app_context(), writing() as connection:
        disable_account(connection, ada)
        assert hand_over(connection, author_id=ada, to=pat, bodies=None, at=now_utc()) == [first]
        held = drafts.get(connection, first)
        assert (held.author_id, held.version, held.pairs) == (pat, 2, tuple(award_pairs(title=_title(held))))
        drafts.send_for_review(connection, draft_id=first, version=2, author_id=pat, at=now_utc())
        with pytest.raises(SamePerson):
            drafts.in_review(connection, draft_id=first, version=2, approver_id=pat)
        assert left_by(connection, ada) == {}
        assert left_by(connection, pat) == {State.IN_REVIEW: 1}
    publisher.get(f"/desk/drafts/{first}/review")
    publisher.post(f"/desk/drafts/{first}/publish", [("version", "2")], 403)


def _title(draft: Draft) -> str:
    return dict(draft.pairs)["title"]


def test_what_its_author_had_open_does_not_overwrite_it(app: Flask, author: Officer) -> None:
    first = number(begun(author, "Rent of a hall (invented)"))
    ada, nia = account(app, "ada"), 99
    with app.app_context(), writing() as connection:
        hand_over(connection, author_id=ada, to=nia, bodies=None, at=now_utc())
        pairs = award_pairs(title="Something else (invented)")
        with pytest.raises(drafts.Unknown):
            drafts.save(connection, draft_id=first, version=1, author_id=ada, pairs=pairs, at=now_utc())
        with pytest.raises(Stale):
            drafts.save(connection, draft_id=first, version=1, author_id=nia, pairs=pairs, at=now_utc())


def test_only_of_who_cannot_sign_in_and_only_to_who_writes(
    app: Flask, author: Officer, administrator: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(app, "nia", "author")
    begun(author, "Rent of a hall (invented)")
    place = f"{PEOPLE}/{account(app, 'ada')}"
    administrator.get(place)
    page = administrator.post(f"{place}/hand-over", [("to", str(account(app, "nia")))], 422)
    assert "This account can still write" in page
    disable(app, administrator, "ada")
    for to in ("", "x", "999", str(account(app, "ann")), str(account(app, "ada"))):
        page = administrator.post(f"{place}/hand-over", [("to", to)], 422)
        assert "Choose who takes the drafts over" in page and 'href="#to"' in page and 'id="to"' in page
    options = re.findall(r'<option value="(\d+)">([^<]+)', page)
    assert options == [(str(account(app, "nia")), "Nia (invented), nia@example.org")]
    assert len(of(app, "ada")) == 1

    def meanwhile(*_: object, **__: object) -> list[int]:
        raise Stale(of(app, "ada")[0])

    with monkeypatch.context() as patched:
        patched.setattr(people, "hand_over", meanwhile)
        page = administrator.post(f"{place}/hand-over", [("to", options[0][0])], 422)
    assert "changed meanwhile" in page and f'<option value="{options[0][0]}" selected>' in page
    given(app, administrator, place, "nia")
    for to in ("", options[0][0]):
        assert "Nothing is left to hand over" in administrator.post(f"{place}/hand-over", [("to", to)], 422)


@pytest.mark.record
def test_nobody_is_handed_nothing(administrator: Officer) -> None:
    administrator.get(f"{PEOPLE}/new")
    for nobody in (999, 2**31, 2**70):
        administrator.post(f"{PEOPLE}/{nobody}/hand-over", [("to", "1")], 404)


def test_who_may_not_write_any_more_leaves_drafts_too(app: Flask, author: Officer, administrator: Officer) -> None:
    signed_in(app, "nia", "author")
    begun(author, "Rent of a hall (invented)")
    place = f"{PEOPLE}/{account(app, 'ada')}"
    pairs = [("name", "Ada"), ("email", "ada@example.org"), ("roles", "administrator"), ("whom", "every")]
    administrator.post(f"{place}/change", [*pairs, version_in(administrator.get(f"{place}/change"))])
    assert "1 draft to hand over" in administrator.get(PEOPLE)
    assert "takes over 1 draft of" in given(app, administrator, place, "nia")


def test_what_is_approved_for_later_is_said_not_to_go_out(
    app: Flask, author: Officer, publisher: Officer, administrator: Officer
) -> None:
    place = begun(author, "Rent of a hall (invented)")
    author.post(place, [*award_pairs(title="Rent of a hall (invented)"), version_in(author.get(place)), ("send", "1")])
    later = local_day(now_utc()) + timedelta(days=3)
    when = [(f"publish_on-{part}", str(getattr(later, part))) for part in ("day", "month", "year")]
    publisher.publish(place, [*when, ("publish_at", "09:00"), ("later", "1")])
    assert of(app, "ada")[0].state is State.SCHEDULED
    held = f"{PEOPLE}/{account(app, 'ada')}"
    assert "What is approved for later (1 draft) will not go out by itself then." in administrator.get(held)
    page = administrator.get(disable(app, administrator, "ada"))
    assert "1 draft of theirs is approved for later, and will not go out by itself" in page
    assert "nobody else can open" not in page


def test_where_nobody_writes_it_says_what_to_do(app: Flask, author: Officer, administrator: Officer) -> None:
    begun(author, "Rent of a hall (invented)")
    page = administrator.get(disable(app, administrator, "ada"))
    assert "add a person who does" in page and "/hand-over" not in page


def test_what_is_of_another_body_stays(app: Flask, author: Officer, administrator: Officer) -> None:
    signed_in(app, "nia", "author", bodies=())
    begun(author, "Rent of a hall (invented)")
    author.get("/desk/decisions/new")
    author.post("/desk/decisions/new", [("title", "Of no body yet (invented)"), ("update", "1")])
    ada = disable(app, administrator, "ada")
    page = given(app, administrator, ada, "nia")
    assert "takes over 1 draft of" in page
    assert "1 draft not handed over: Nia (invented) does not act for the public body" in page
    assert [draft.title for draft in of(app, "nia")] == ["Of no body yet (invented) (handed over)"]
    page = given(app, administrator, ada, "nia")
    assert "takes over 1" not in page and "1 draft not handed over" in page


def test_a_correction_goes_on_only_with_who_acts_for_its_entry(
    app: Flask, author: Officer, administrator: Officer
) -> None:
    reference = published(app)
    author.get("/desk/correct")
    draft = author.post("/desk/correct", [("reference", reference)])
    signed_in(app, "nia", "author", bodies=())
    signed_in(app, "ned", "author")
    ada = disable(app, administrator, "ada")
    given(app, administrator, ada, "nia")
    assert of(app, "nia") == []
    given(app, administrator, ada, "ned")
    assert [(one.id, one.is_correction) for one in of(app, "ned")] == [(number(draft), True)]


def test_a_colleague_who_corrects_the_same_entry_gets_no_second_correction(
    app: Flask, author: Officer, administrator: Officer
) -> None:
    reference = published(app)
    nia = signed_in(app, "nia", "author")
    for officer in (author, nia):
        officer.get("/desk/correct")
        officer.post("/desk/correct", [("reference", reference)])
    page = given(app, administrator, disable(app, administrator, "ada"), "nia")
    assert "1 draft not handed over" in page and "correcting the same entry" in page
    assert len(of(app, "nia")) == len(of(app, "ada")) == 1


def test_rows_of_a_grid_go_on_as_a_grid(
    app: Flask, author: Officer, publisher: Officer, administrator: Officer
) -> None:
    nia = signed_in(app, "nia", "author")
    where = begin(author, table(3))
    author.post(where, [*typed(boxes(author.get(where)), reasons_1=""), ("send", "1")])
    assert [draft.state for draft in rows_of(app)] == [State.IN_REVIEW, State.DRAFT, State.IN_REVIEW]
    given(app, administrator, disable(app, administrator, "ada"), "nia")

    with app.app_context(), reading() as connection:
        grid = connection.scalar(select(draft_batch.c.id).where(draft_batch.c.author_id == account(app, "nia")))
    assert grid is not None
    assert [draft.state for draft in rows_of(app)] == [State.IN_REVIEW, State.IN_REVIEW]
    mine = where.replace("/1", f"/{grid}")
    page = nia.get(mine)
    nia.post(mine, [*typed(boxes(page), reasons_0="It keeps the only hall of the village open."), ("send", "1")])
    assert [draft.state for draft in rows_of(app, grid)] == [State.IN_REVIEW]
    assert "Village Hall 2" in publisher.get(f"{mine}/review")
    assert "Village Hall 1" in publisher.get(f"{where}/review")


def test_a_file_stays_with_what_waits_for_approval(
    app: Flask, author: Officer, publisher: Officer, administrator: Officer
) -> None:
    signed_in(app, "nia", "author")
    place, key = written(author, [*award_pairs(), *DESCRIBED], [("0", "report.pdf", FILE)])
    pairs = [*award_pairs(), *DESCRIBED, ("documents-0-file", key), ("documents-0-language", "en")]
    with app.app_context(), writing() as connection:
        draft = drafts.get(connection, number(place))
        put_aside(connection, draft, author_id=draft.author_id, pairs=draft.pairs, at=now_utc())
    sent_with_files(author, place, pairs)
    given(app, administrator, disable(app, administrator, "ada"), "nia")
    assert [one.title for one in of(app, "nia")] == [f"{draft.title}{ASIDE}"]
    assert decided(publisher, place)


def test_files_go_along(app: Flask, author: Officer, publisher: Officer, administrator: Officer) -> None:
    nia = signed_in(app, "nia", "author")
    place, key = written(author, [*award_pairs(), *DESCRIBED], [("0", "report.pdf", FILE)])
    given(app, administrator, disable(app, administrator, "ada"), "nia")
    with app.app_context(), reading() as connection:
        held = find(connection, key)
    assert held is not None and held.uploaded_by == account(app, "nia")
    sent_with_files(nia, place, [*award_pairs(), *DESCRIBED, ("documents-0-file", key), ("documents-0-language", "en")])
    assert decided(publisher, place)
