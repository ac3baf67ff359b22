"""Administrators look after people, public bodies, departments, themes and areas; every change is in the audit."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from register.accounts import people as service
from register.accounts.models import audit_record
from register.accounts.people import LastAdministrator, Particulars, Unfit, people, person
from register.core.stamps import Changed
from register.entries.tables import PROJECTIONS
from register.extensions import reading, writing
from register.organisations.administering import departments
from register.organisations.reading import find_body
from register.publishing.rebuild import rebuild
from register.publishing.rejudging import judge_again
from register.web.current import settings_now
from tests.desk.browser import BODY, PASSWORD, Officer, add_coalmoor, add_staff, catalogue
from tests.desk.conftest import LANTERNS, signed_in
from tests.desk.removing import held, published

PEOPLE = "/desk/administration/people"
BODIES = "/desk/administration/bodies"
NEW = [("name", "Nia New (invented)"), ("email", "nia@example.org"), ("roles", "author"), ("whom", "every")]
COALMOOR = BODY["identifier"]


@pytest.fixture(autouse=True)
def body(app: Flask) -> None:
    add_coalmoor(app)


def audited(app: Flask) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what was done besides signing in, the oldest first."""
    with app.app_context(), reading() as connection:
        rows = connection.execute(select(audit_record).order_by(audit_record.c.id)).mappings().all()
    return [(row["action"], row["about"], json.loads(row["detail"])) for row in rows if row["action"] != "signed_in"]


def made(administrator: Officer, pairs: list[tuple[str, str]]) -> str:
    """Add a person and return the address of their page."""
    administrator.get(f"{PEOPLE}/new")
    return administrator.post(f"{PEOPLE}/new", pairs)


def version_in(page: str) -> tuple[str, str]:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return "version", found[1]


def test_a_person_is_added_and_signs_in_by_a_link_shown_once(app: Flask, administrator: Officer) -> None:
    page = made(administrator, [*NEW[:3], ("whom", "some"), ("bodies", COALMOOR)])
    seen = administrator.get(page)
    assert "They cannot sign in yet" in seen and BODY["name"] in seen
    shown = administrator.post(f"{page}/link", status=200)
    link = re.search(r"https://register\.test(/desk/link/[\w-]+)", shown)
    assert link
    assert link[1] not in administrator.get(page)
    assert link[1].rsplit("/", 1)[1] not in json.dumps(audited(app))
    assert [action for action, _, _ in audited(app)] == ["account_made", "link_made"]
    _, about, detail = audited(app)[0]
    assert about == f"account {page.rsplit('/', 1)[1]}"
    assert detail == {"roles": ["author"], "every_body": False, "bodies": [COALMOOR], "organisation": None}
    with app.app_context(), reading() as connection:
        assert [one.said.bodies for one in people(connection, words="nia")] == [((COALMOOR, None),)]


@pytest.mark.parametrize(
    ("changes", "box", "message"),
    [
        ({"name": None}, "name", "Give their name"),
        ({"email": "nia"}, "email", "Give a whole e-mail address"),
        ({"email": "ann@example.org"}, "email", "Somebody signs in with this address already"),
        ({"roles": None}, "roles", "Choose at least one role"),
        ({"roles": "owner"}, "roles", "has no answer “owner”"),
        ({"whom": None}, "whom", "Choose which public bodies they act for"),
        ({"whom": "some"}, "bodies", "Tick the public bodies that they act for"),
        ({"bodies": "XI-BODY-nowhere"}, "bodies", "has no answer"),
        ({"bodies": COALMOOR}, "bodies", "Untick these"),
        ({"roles": "voluntary"}, "organisation", "Give the identifier of the voluntary body"),
        ({"organisation": LANTERNS}, "organisation", "leave it blank"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_box_with_everything_kept(
    app: Flask, administrator: Officer, changes: dict[str, str | None], box: str, message: str
) -> None:
    pairs = [pair for pair in NEW if pair[0] not in changes] + [(k, v) for k, v in changes.items() if v]
    administrator.get(f"{PEOPLE}/new")
    page = administrator.post(f"{PEOPLE}/new", pairs, 422)
    assert message in page and f'id="{box}-error"' in page
    assert re.search(rf'href="#{box}', page)
    for name, value in pairs:
        assert value in page or name in ("roles", "bodies")
    with app.app_context(), reading() as connection:
        assert [one.said.email for one in people(connection)] == ["ann@example.org"]


def test_who_speaks_for_a_voluntary_body_holds_nothing_else(app: Flask, administrator: Officer) -> None:
    voluntary = [("roles", "voluntary"), ("organisation", LANTERNS), ("whom", "none")]
    administrator.get(f"{PEOPLE}/new")
    page = administrator.post(f"{PEOPLE}/new", [*NEW[:2], *voluntary, ("roles", "author")], 422)
    assert "they are the other side" in page
    page = administrator.get(made(administrator, [*NEW[:2], *voluntary]))
    assert "Speaks for" in page and LANTERNS in page
    assert Particulars("", "", ("voluntary",), True, (), LANTERNS)
    with app.app_context(), pytest.raises(Unfit), writing() as connection:
        said = Particulars("N", "n@example.org", ("voluntary",), True, (), LANTERNS)
        service.add_person(connection, said, password_hash="x", at="2026-11-01T10:00:00.000000Z")


def test_the_list_says_the_name_of_the_voluntary_body(app: Flask, administrator: Officer) -> None:
    published(app)
    halls = [("roles", "voluntary"), ("organisation", "XI-ORG-wear-vale-halls"), ("whom", "none")]
    administrator.get(f"{PEOPLE}/new")
    place = made(administrator, [*NEW[:2], *halls])
    for page in (administrator.get(PEOPLE), administrator.get(place)):
        assert "Wear Vale Halls (invented)" in page


def test_what_a_person_may_do_changes_at_their_next_step(app: Flask, administrator: Officer) -> None:
    author = signed_in(app, "ada", "author")
    number = account(app, "ada")
    page = administrator.get(f"{PEOPLE}/{number}/change")
    changed = [("name", "Ada (invented)"), ("email", "ada@example.org"), ("roles", "administrator"), ("whom", "none")]
    author.get("/desk/decisions/new")
    administrator.post(f"{PEOPLE}/{number}/change", [*changed, version_in(page)])
    author.get("/desk/decisions/new", 403)
    author.get("/desk/administration")
    action, about, detail = audited(app)[-1]
    assert (action, about) == ("account_changed", f"account {number}")
    assert detail == {"roles": [["author"], ["administrator"]], "every_body": [True, False]}


def test_a_person_changed_meanwhile_shows_both(app: Flask, administrator: Officer) -> None:
    add_staff(app, "ada", "author")
    number = account(app, "ada")
    opened = version_in(administrator.get(f"{PEOPLE}/{number}/change"))
    ada = [("email", "ada@example.org"), ("roles", "author"), ("whom", "every"), opened]
    administrator.post(f"{PEOPLE}/{number}/change", [("name", "Ada One"), *ada])
    page = administrator.post(f"{PEOPLE}/{number}/change", [("name", "Ada Two"), *ada], 422)
    assert "Ada One" in page.replace("<mark>", "").replace("</mark>", "")
    assert "Changed since you opened it" in page
    again = [("name", "Ada Two"), *ada[:3], version_in(page), ("keep-name", "typed")]
    administrator.post(f"{PEOPLE}/{number}/change", again)
    assert "Ada Two" in administrator.get(f"{PEOPLE}/{number}")


def test_a_disabled_account_is_out_at_once_and_can_come_back(app: Flask, administrator: Officer) -> None:
    author = signed_in(app, "ada", "author")
    place = f"{PEOPLE}/{account(app, 'ada')}"
    administrator.get(place)
    administrator.post(f"{place}/disable")
    author.get("/desk/", 302)
    assert "This account is disabled" in administrator.get(place)
    assert "Enable it first" in administrator.post(f"{place}/link", status=422)
    administrator.post(f"{place}/enable")
    author.sign_in("ada")
    administrator.get(place)
    administrator.post(f"{place}/end-sessions")
    author.get("/desk/", 302)
    done = ["account_disabled", "account_enabled", "sessions_ended"]
    assert [action for action, _, _ in audited(app)] == done


def test_the_last_administrator_stays_one(app: Flask, administrator: Officer) -> None:
    place = f"{PEOPLE}/{account(app, 'ann')}"
    page = administrator.get(place)
    assert "This is your own account" in page
    assert "Nobody else is an administrator" in administrator.post(f"{place}/disable", status=422)
    opened = version_in(administrator.get(f"{place}/change"))
    ann = [("name", "Ann"), ("email", "ann@example.org"), ("roles", "author"), ("whom", "every"), opened]
    page = administrator.post(f"{place}/change", ann, 422)
    assert "Somebody else must be an administrator first" in page
    assert audited(app) == []
    add_staff(app, "abe", "administrator")
    administrator.post(f"{place}/change", ann)
    administrator.get("/desk/administration", 403)


@pytest.mark.record
@pytest.mark.parametrize("leaving", ["disabled", "demoted"])
def test_of_two_administrators_who_leave_at_once_one_stays(app: Flask, leaving: str) -> None:
    numbers = [add_staff(app, name, "administrator") for name in ("ann", "abe")]
    start, refused = threading.Barrier(2), []

    def leave(number: int) -> None:
        with app.app_context():
            with reading() as connection:
                held = person(connection, number)
            assert held is not None
            said = Particulars(held.said.name, held.said.email, ("author",))
            start.wait()
            try:
                with writing() as connection:
                    if leaving == "disabled":
                        service.set_active(connection, number, False)
                    else:
                        service.change_person(connection, number, said, mark=held.said.mark)
            except LastAdministrator:
                refused.append(number)

    threads = [threading.Thread(target=leave, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context(), reading() as connection:
        assert [one.id for one in people(connection, role="administrator", active=True)] == refused


def test_people_are_found_by_name_role_body_and_whether_they_can_sign_in(app: Flask, administrator: Officer) -> None:
    signed_in(app, "cal", "author", bodies=[COALMOOR])
    signed_in(app, "wes", "author", bodies=[])
    for asked, found in (
        ("", {"ann", "cal", "wes"}),
        ("words=CAL", {"cal"}),
        ("words=example.org+wes", {"wes"}),
        ("role=author", {"cal", "wes"}),
        (f"body={COALMOOR}", {"ann", "cal"}),
        ("active=no", set()),
        ("role=nobody&active=maybe", {"ann", "cal", "wes"}),
    ):
        page = administrator.get(f"{PEOPLE}?{asked}")
        assert {name for name in ("ann", "cal", "wes") if f"{name}@example.org" in page} == found, asked


def test_a_body_is_added_with_a_checked_identifier(app: Flask, administrator: Officer) -> None:
    for identifier in ("DUR", "gb-lae-dur", "GB-LAE-", "GB-LAE-D R", "XI-BODY-new", "GB-LAE-DUR\n"):
        administrator.get(f"{BODIES}/new")
        sent = [("identifier", identifier), ("name", "Durham County Council")]
        status = 303 if identifier == "GB-LAE-DUR\n" else 422
        page = administrator.post(f"{BODIES}/new", sent, status)
        assert status == 303 or ("org-id.guide" in page and 'value="Durham County Council"' in page)
    page = administrator.post(f"{BODIES}/new", [("identifier", "GB-LAE-DUR"), ("name", "Again")], 422)
    assert "with this identifier already" in page
    with app.app_context(), reading() as connection:
        held = find_body(connection, "GB-LAE-DUR")
        assert held is not None and not held.invented and held.party_from is None
    assert "This is an invented example" not in administrator.get(f"{BODIES}/2/change")
    assert "This is an invented example" in administrator.get(f"{BODIES}/1/change")


def test_the_dates_of_a_party_must_go_together(administrator: Officer) -> None:
    page = administrator.get(f"{BODIES}/1/change")
    for sent, message in (
        ([*day("party_until", "2024")], "Give the first day, too"),
        ([*day("party_from", "2025"), *day("party_until", "2024")], "must not be before the first"),
        ([*day("party_from", "2025-13")], "must be a real date"),
    ):
        page = administrator.post(f"{BODIES}/1/change", [("name", "Coalmoor"), *sent, version_in(page)], 422)
        assert message in page


@pytest.mark.record
def test_changing_when_it_is_a_party_judges_its_entries_again(app: Flask) -> None:
    """The projections are then those that a rebuild of everything makes, and nobody else's change."""
    ann = signed_in(app, "ann", "administrator")
    published(app)
    other = {"identifier": "XI-BODY-wearfell", "name": "Wearfell County Council (invented)"}
    published(app, body=other, title="Concerts for all")
    before, version = projections(app), catalogue(app)
    opened = version_in(ann.get(f"{BODIES}/1/change"))
    said = [("name", BODY["name"]), ("invented", "yes"), *day("party_from", "2026-10")]
    ann.post(f"{BODIES}/1/change", [*said, opened])
    assert "of its one entry was worked out again" in ann.get(f"{BODIES}/1")
    assert catalogue(app) > version, "pages are made anew"
    after = projections(app)
    assert before != after
    assert [row for row in before["citation"] if row[0] != 1] == [row for row in after["citation"] if row[0] != 1]
    action, about, detail = audited(app)[-1]
    assert (action, about) == ("body_changed", f"body {COALMOOR}")
    assert detail == {"party_from": ["2020-01-01", "2026-10-01"]}
    with app.app_context(), writing() as connection:
        rebuild(connection, settings=settings_now())
    assert projections(app) == after


def test_readers_see_at_once_that_it_was_no_party(app: Flask, administrator: Officer) -> None:
    reference = published(app)
    assert "not a party" not in findings(app, reference)
    opened = version_in(administrator.get(f"{BODIES}/1/change"))
    said = [("name", BODY["name"]), ("invented", "yes"), *day("party_from", "2026-10")]
    administrator.post(f"{BODIES}/1/change", [*said, opened])
    assert "not a party" in findings(app, reference)


def test_a_name_alone_judges_nothing_again(app: Flask, administrator: Officer, monkeypatch: Any) -> None:
    monkeypatch.setattr("register.desk.bodies.judge_again", lambda *given: pytest.fail("nothing changed"))
    opened = version_in(administrator.get(f"{BODIES}/1/change"))
    said = [("name", "Coalmoor (invented)"), ("invented", "yes"), *day("party_from", "2020-01")]
    administrator.post(f"{BODIES}/1/change", [*said, opened])
    page = administrator.post(f"{BODIES}/1/change", [("name", "Other"), *said[1:], opened], 422)
    assert "Changed since you opened it" in page


def test_a_body_with_something_on_hold_is_judged_again_too(app: Flask, publisher: Officer) -> None:
    held(publisher, published(app), "summary")
    held(publisher, published(app, title="Again"))
    with app.app_context(), writing() as connection:
        assert judge_again(connection, COALMOOR, settings_now()) == 1, "what is wholly on hold has no projections"


def test_a_department_is_added_renamed_and_closed(app: Flask, administrator: Officer) -> None:
    new = f"{BODIES}/1/departments/new"
    administrator.get(new)
    assert "Give the department’s name" in administrator.post(new, status=422)
    administrator.post(new, [("name", "Highways")])
    assert "of this name already" in administrator.post(new, [("name", "HIGHWAYS ")], 422)
    place = "/desk/administration/departments/1"
    opened = version_in(administrator.get(place))
    administrator.post(place, [("name", "Roads"), opened])
    assert "Changed since you opened it" in administrator.post(place, [("name", "Streets"), opened], 422)
    author = signed_in(app, "ada", "author")
    assert '<option value="Roads">' in author.get("/desk/consultations/new")
    administrator.post(place, [("name", "Roads"), ("closed", "yes"), version_in(administrator.get(place))])
    assert "Closed on" in administrator.get(f"{BODIES}/1")
    assert "Roads" not in author.get("/desk/consultations/new")
    with app.app_context(), reading() as connection:
        assert [one.name for one in departments(connection, 1)] == ["Roads"]
    assert [detail for action, _, detail in audited(app) if action == "department_changed"][1] == {
        "body": COALMOOR,
        "name": ["Highways", "Roads"],
    }


def test_what_is_gone_was_never_there(administrator: Officer) -> None:
    for place in (
        "people/99",
        "bodies/99",
        "departments/99",
        "terms/99",
        f"people/{10**30}",
        f"bodies/{10**30}/change",
    ):
        administrator.get(f"/desk/administration/{place}", 404)


def test_a_stamp_notices_every_change(app: Flask) -> None:
    number = add_staff(app, "ada", "author")
    with app.app_context(), pytest.raises(Changed), writing() as connection:
        said = people(connection)[0].said
        service.change_person(connection, number, said, mark=said.mark + 1)
    with app.app_context(), pytest.raises(Changed), writing() as connection:
        service.set_active(connection, 999, False)


def day(name: str, text: str) -> list[tuple[str, str]]:
    year, _, month = text.partition("-")
    return [(f"{name}-day", "1"), (f"{name}-month", str(int(month or 1))), (f"{name}-year", year)]


def account(app: Flask, name: str) -> int:
    with app.app_context(), reading() as connection:
        return next(one.id for one in people(connection) if one.said.email == f"{name}@example.org")


def projections(app: Flask) -> dict[str, list[Any]]:
    """Return every projection's rows in their order, with what facets say in place of their numbers."""
    with app.app_context(), reading() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=str) for table in PROJECTIONS
        }
        words = "select v.name, v.value, v.label, f.entry_id from facet f join facet_value v on v.id = f.value_id"
        found["facet"] = sorted(map(tuple, connection.exec_driver_sql(words).all()))
        return found


def findings(app: Flask, reference: str) -> str:
    return app.test_client().get(f"/decisions/{reference}").text


def test_a_link_for_somebody_else_asks_who_one_is_after_ten_minutes(
    app: Flask, administrator: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/desk/administration/people/{add_staff(app, 'ada', 'author')}"
    administrator.get(place)
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + 10 * 60 + 5)
    asked = administrator.post(f"{place}/link", [("without_factors", "yes")])
    assert asked.startswith("/desk/account/confirm?next=")
    page = administrator.get(asked)
    back = re.search(r'name="next" value="([^"]+)"', page)
    assert back
    where = administrator.post("/desk/account/confirm", [("password", PASSWORD), ("next", back[1])])
    page = administrator.get(where)
    assert "now make the link" in page
    assert 'value="yes" checked' in page, "what was ticked is still ticked"
    assert "/desk/link/" in administrator.post(f"{place}/link", [("without_factors", "yes")], 200)
