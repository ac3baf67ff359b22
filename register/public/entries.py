"""An entry, its revisions and its history; the addresses of imported records lead to their entry."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from register.core.acts import done, reasons
from register.core.diff import Difference, Field, differences
from register.core.questions import replies
from register.entries.reading import ActRow, Record, at_revision, current, reference_of_alias
from register.entries.reading import history as acts_of
from register.extensions import reading
from register.kinds import kind_of_reference
from register.public.entry_page import crumbs, entry_page, feeds, hidden_page, title_of
from register.public.numbers import positive
from register.web.current import own_address

ACTS_SHOWN = 10
"""Acts told on one page of a history, their revisions compared."""


@dataclass(frozen=True)
class Step:
    """One act of a history: what it was, what it changed (None where there is nothing to compare), and why."""

    act: ActRow
    done: str
    differences: list[Difference] | None
    reasons: list[str]


def entry(plural: str, reference: str) -> ResponseReturnValue:
    """Show the newest revision of an entry; an imported record's identifier redirects to its reference."""
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            return _elsewhere(connection, reference)
        if record.hidden:
            return hidden_page(connection, record)
        return render_template("entry/page.html", **entry_page(connection, record, as_published=False))


def alias(plural: str, identifier: str) -> ResponseReturnValue:
    """Lead from an imported record's identifier that holds slashes, or from a sloppy address, to the entry."""
    with reading() as connection:
        return _elsewhere(connection, identifier)


def revision(plural: str, reference: str, number: str) -> ResponseReturnValue:
    """Show a revision as it was published, with the findings of that day."""
    with reading() as connection:
        wanted = positive(number)
        record = at_revision(connection, reference, wanted) if wanted else None
        if record is None or record.kind.plural != plural:
            abort(404)
        if record.hidden:
            return hidden_page(connection, record)
        return render_template("entry/page.html", **entry_page(connection, record, as_published=True))


def history(plural: str, reference: str) -> ResponseReturnValue:
    """Show what was done to an entry, newest first, and what each revision changed, word by word.

    Of an entry that is on hold or withdrawn its acts stay, without a word of what they published.
    """
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            abort(404)
        before = positive(request.args.get("before", ""))
        acts = [act for act in acts_of(connection, record.entry_id) if before is None or act.n < before]
        shown = acts[:ACTS_SHOWN]
        steps = [_step(connection, record, act) for act in shown]
    return render_template(
        "entry/history.html",
        record=record,
        title=title_of(record),
        steps=steps,
        older_url=f"{record.path}/history?before={shown[-1].n}" if len(acts) > len(shown) else None,
        breadcrumbs=[*crumbs(record), {"label": record.reference, "href": record.path}],
        feeds=feeds(record, {}),
        canonical=own_address(f"{record.path}/history"),
    )


def _step(connection: Connection, record: Record, act: ActRow) -> Step:
    compared = None if record.hidden or act.revision is None else _changed(connection, record, act.revision)
    return Step(act, done(act.kind, act.logged), compared, reasons(record.kind, act.logged))


def _elsewhere(connection: Connection, identifier: str) -> ResponseReturnValue:
    """Redirect to the entry that an identifier or a sloppily typed reference means, or answer 404."""
    reference = reference_of_alias(connection, identifier)
    if reference is None:
        tidy = identifier.strip("/ ").upper()
        reference = tidy if current(connection, tidy) else None
    kind = kind_of_reference(reference) if reference else None
    if kind is None or f"/{kind.plural}/{reference}" == request.path:
        raise NotFound
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"/{kind.plural}/{reference}{f'?{asked}' if asked else ''}", 301)


def _changed(connection: Connection, record: Record, number: int) -> list[Difference] | None:
    after, before = (at_revision(connection, record.reference, one) for one in (number, number - 1))
    return differences(_fields(before), _fields(after)) if before and after else None


def _fields(record: Record) -> list[Field]:
    known = replies(record.document, record.kind.questions).values()
    return [Field(reply.name, reply.label, reply.words or reply.missing) for reply in known if reply.stated]
