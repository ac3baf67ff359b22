"""The audit, for administrators: who did what, when, from where; filtered, and as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from register.accounts import audited
from register.accounts.audit import ACTIONS
from register.accounts.audited import NOBODY, PAGE, Asked, Line
from register.accounts.service import names_of
from register.desk.auditing import note
from register.desk.routing import ADMINISTRATORS, desk, for_roles
from register.desk.settings import LABELS
from register.downloads.cells import BEGINNING, lines
from register.extensions import reading, writing
from register.web.current import today
from register.web.numbers import whole_number
from register.web.widgets import printable

HEADINGS = ("When (UTC)", "Who", "Account", "What", "About", "From", "Detail", "Action")
LONGEST_ABOUT = 200
FILTERS = ("person", "action", "about", "from", "until")
_REFERENCE = re.compile(r"[A-Z]{2}-\d{4}-\d{4,}")
_ACCOUNT = re.compile(r"account (\d{1,9})")
_NAMED = re.compile(r"[\w-]{1,40}( \d{1,9})?")
"""What may stand in the audit of a filter that somebody typed."""
_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}Z)~([0-9]{1,9})")


@dataclass(frozen=True)
class Told:
    """A row of the audit in plain words; `link` leads to what it is about, where that has a page."""

    line: Line
    about: str
    link: str | None
    detail: Sequence[tuple[str, str]]


@desk.get("/administration/audit")
@for_roles(ADMINISTRATORS)
def audit() -> ResponseReturnValue:
    """Show what was done, newest first."""
    asked, problems = _asked()
    with reading() as connection:
        people = audited.people(connection)
        found = [] if problems else audited.lines(connection, asked, PAGE + 1)
        names = names_of(connection, {int(one[1]) for line in found if (one := _ACCOUNT.fullmatch(line.about))})
    typed = {name: printable(request.args.get(name, "")) for name in FILTERS}
    older = f"{found[PAGE - 1].at}~{found[PAGE - 1].id}" if len(found) > PAGE else None
    page = render_template(
        "desk/audit.html",
        told=[_told(line, names) for line in found[:PAGE]],
        typed=typed,
        filters={name: value for name, value in typed.items() if value},
        problems=problems,
        people=people,
        nobody=NOBODY,
        actions=sorted(ACTIONS.items(), key=lambda one: one[1]),
        older=older,
        is_first=asked.before is None,
    )
    return page, 422 if problems else 200


@desk.get("/administration/audit.csv")
@for_roles(ADMINISTRATORS)
def audit_file() -> ResponseReturnValue:
    """Give everything that the filters find as a CSV file; that this was done is written first."""
    asked, problems = _asked()
    if problems:
        return audit()
    response = Response(content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"audit-{today().isoformat()}.csv")
    if request.method == "HEAD":
        return response
    filters = {name: value for name in FILTERS if (value := request.args.get(name)) and _NAMED.fullmatch(value)}
    with writing() as connection:
        note(connection, "audit_exported", filters=filters)
    response.response = stream_with_context(_file(replace(asked, before=None)))
    return response


def _file(asked: Asked) -> Iterator[bytes]:
    yield BEGINNING + lines([HEADINGS])
    for batch in audited.everything(asked):
        yield lines(_row(line) for line in batch)


def _row(line: Line) -> tuple[str | int, ...]:
    detail = json.dumps(line.detail, ensure_ascii=False) if line.detail else ""
    account = line.account_id if line.account_id is not None else ""
    said = ACTIONS.get(line.action, line.action)
    return line.at, line.name, account, said, line.about, line.address, detail, line.action


def _told(line: Line, names: Mapping[int, str]) -> Told:
    about, link = line.about, None
    if account := _ACCOUNT.fullmatch(about):
        itself = int(account[1]) == line.account_id
        about = "" if itself else names.get(int(account[1]), about)
    elif _REFERENCE.fullmatch(about):
        link = url_for("desk.audit", about=about)
    elif line.action == "setting_changed":
        about = LABELS.get(about, about)
    told = sorted(line.detail.items(), key=lambda one: one[0] != "old")  # the old before the new
    detail = [(name.replace("_", " ").capitalize(), _in_words(value)) for name, value in told]
    return Told(line, about, link, detail)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_in_words(one) for one in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_in_words(one)}" for name, one in value.items()) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _asked() -> tuple[Asked, dict[str, str]]:
    """Return what the address asks for, and what is wrong with it, by the name of the box."""
    sent, problems = request.args, dict[str, str]()
    person = whole_number(sent.get("person", ""))
    if sent.get("person") and person is None:
        problems["person"] = "Choose a person from the list"
    action = sent.get("action", "")
    if action and action not in ACTIONS:
        problems["action"] = "Choose what was done from the list"
    since, until = _day("from", problems), _day("until", problems)
    if since and until and until < since:
        problems["until"] = "The last day is before the first"
    cursor = _CURSOR.fullmatch(sent.get("before", ""))
    asked = Asked(
        person=person,
        action=action or None,
        about=printable(sent.get("about", "")).strip()[:LONGEST_ABOUT],
        since=since,
        until=until,
        before=(cursor[1], int(cursor[2])) if cursor else None,
    )
    return asked, problems


def _day(name: str, problems: dict[str, str]) -> date | None:
    typed = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        problems[name] = "Enter a day, like 2026-11-22"
        return None
