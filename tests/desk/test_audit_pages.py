"""The audit page and its file: newest first, filtered, in plain words; and every unsafe route says what it writes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from register.accounts import audit
from register.accounts.audited import Asked, Line, lines
from register.accounts.models import audit_record as table
from register.commands.users import user
from register.core.calendar import instant
from register.extensions import reading, writing
from tests.desk.browser import Officer

AUDIT = "/desk/administration/audit"
AT = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
PAT = audit.By(None, "Pat Publisher (invented)", "192.0.2.7")


def write(app: Flask, action: str, about: str = "", by: audit.By = PAT, at: datetime = AT, **detail: object) -> None:
    with app.app_context(), writing() as connection:
        audit.record(connection, by, action, about, at=instant(at), **detail)


def done(app: Flask, **asked: object) -> list[Line]:
    with app.app_context(), reading() as connection:
        return lines(connection, Asked(**asked))  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def said(page: str) -> str:
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def test_it_is_told_in_plain_words(app: Flask, administrator: Officer) -> None:
    write(app, "published", "FD-2026-0042", act=412, fields=["title", "term"], first=True)
    page = said(administrator.get(AUDIT))
    assert "Pat Publisher (invented) published: <a" in page
    assert "From 192.0.2.7, <time" in page
    assert "22 November 2026, 14:32</time>" in page
    assert "<dt>Fields</dt><dd>title, term</dd>" in page
    assert "<dt>First</dt><dd>yes</dd>" in page


def test_an_account_is_called_by_its_name(app: Flask, administrator: Officer) -> None:
    made = app.test_cli_runner().invoke(user, ["add", "Olu (invented)", "olu@example.org", "--role", "author"])
    assert made.exit_code == 0, made.output
    page = said(administrator.get(AUDIT))
    assert "The command line made an account: Olu (invented)</p>" in page
    assert "olu@example.org" not in page


def test_what_was_written_is_shown_and_never_run(app: Flask, administrator: Officer) -> None:
    bad = "<script>alert(1)</script>"
    write(app, "imported", bad, audit.By(None, bad, bad), file=bad)
    page = administrator.get(AUDIT)
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_fifty_a_page_then_older_ones(app: Flask, administrator: Officer) -> None:
    for n in range(120):
        write(app, "published", f"FD-2026-{n:04}", at=AT - timedelta(seconds=n // 3))
    seen: list[str] = []
    place = f"{AUDIT}?action=published"
    while place:
        page = administrator.get(place)
        found = [part.partition('"')[0] for part in page.split("about=FD-")[1:]]
        assert len(found) <= 50
        seen += found
        older = page.partition('pagination__next"><a class="govuk-link govuk-pagination__link" href="')[2]
        place = older.partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120
    assert "These are the oldest" in page
    assert "Back to the newest" in page


def test_filters_narrow_and_are_kept(app: Flask, administrator: Officer) -> None:
    write(app, "published", "FD-2026-0001")
    write(app, "held", "FD-2026-0002", at=AT - timedelta(days=2))
    page = administrator.get(f"{AUDIT}?about=fd-2026-0002&person=0&until=2026-11-21")
    assert "put on hold" in page
    assert "FD-2026-0001" not in page
    assert 'value="fd-2026-0002"' in page
    assert 'value="2026-11-21"' in page
    assert "Nothing of this sort" in administrator.get(f"{AUDIT}?about=FD-2026-0009")
    assert "FD-2026-0002" not in administrator.get(f"{AUDIT}?from=2026-11-22&action=held")


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("person=king", "Choose a person from the list"),
        ("person=²", "Choose a person from the list"),
        ("person=99999999999999999999", "Choose a person from the list"),
        ("action=sang", "Choose what was done from the list"),
        ("from=yesterday", "Enter a day, like 2026-11-22"),
        ("until=2026-02-30", "Enter a day, like 2026-11-22"),
        ("from=2026-11-22&until=2026-11-21", "The last day is before the first"),
    ],
)
def test_what_cannot_be_asked_is_said_at_the_box(administrator: Officer, query: str, problem: str) -> None:
    for place in (AUDIT, f"{AUDIT}.csv"):
        page = administrator.get(f"{place}?{query}", 422)
        assert problem in page
        assert "Error: Audit" in page


@pytest.mark.parametrize(
    "query", ["before=x", "before=2026~1", "about=%F0%9F%8C%8D", "from=0001-01-01", "until=9999-12-31"]
)
def test_odd_addresses_do_no_harm(administrator: Officer, query: str) -> None:
    administrator.get(f"{AUDIT}?{query}")


def test_the_file_has_the_same_rows_and_is_itself_written(app: Flask, administrator: Officer) -> None:
    write(app, "published", "FD-2026-0001", act=1)
    write(app, "held", "FD-2026-0002")
    response = administrator.client.get(f"{AUDIT}.csv?action=published&about=FD-2026-0001")
    assert response.mimetype == "text/csv"
    assert response.headers["Cache-Control"] == "no-store"
    assert "attachment; filename=audit-" in response.headers["Content-Disposition"]
    (row,) = rows(response.text)
    assert (row["What"], row["About"], row["From"]) == ("Published", "FD-2026-0001", "192.0.2.7")
    assert json.loads(row["Detail"]) == {"act": 1}
    newest = done(app)[0]
    assert (newest.action, newest.name) == ("audit_exported", "Ann (invented)")
    assert newest.detail == {"filters": {"action": "published", "about": "FD-2026-0001"}}
    administrator.client.get(f"{AUDIT}.csv?about=Ada Ling of 3 Elm Row")
    assert done(app)[0].detail == {"filters": {}}
    administrator.client.head(f"{AUDIT}.csv")
    assert len(done(app, action="audit_exported")) == 2


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(app: Flask, administrator: Officer) -> None:
    write(app, "imported", "=cmd()", audit.By(None, "@SUM(A1)", "+1"))
    row = rows(administrator.client.get(f"{AUDIT}.csv?action=imported").text)[0]
    assert (row["About"], row["Who"], row["From"]) == ("'=cmd()", "'@SUM(A1)", "'+1")


def test_a_long_audit_is_streamed_whole(app: Flask, administrator: Officer) -> None:
    some = [
        {"at": instant(AT - timedelta(seconds=n)), "name": "x", "action": "held", "about": str(n), "detail": "{}",
         "address": ""}
        for n in range(4_100)
    ]  # fmt: skip
    with app.app_context(), writing() as connection:
        connection.execute(insert(table), some)
    found = rows(administrator.client.get(f"{AUDIT}.csv?action=held").text)
    assert [row["About"] for row in found] == [str(n) for n in range(4_100)]


def test_numbers_that_no_database_holds_are_refused_kindly(administrator: Officer) -> None:
    administrator.get(f"{AUDIT}?person={'0' * 12}{'9' * 20}", 422)
    administrator.get(f"{AUDIT}?person={'9' * 10}", 422)


@pytest.mark.record
@pytest.mark.parametrize("number", ["9" * 18, "9" * 10, "\u0661"])
def test_a_made_up_place_in_the_audit_is_its_beginning(administrator: Officer, number: str) -> None:
    administrator.get(f"{AUDIT}?before=2026-11-22T14:32:00.000000Z~{number}")
