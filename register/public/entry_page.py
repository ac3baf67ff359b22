"""What the page of an entry shows: its kind's own part, and the frame around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.core.acts import done, gone, heading, reasons, why_hidden
from register.core.calendar import local_day
from register.core.content import EntryContent
from register.core.findings import Context, Finding, Outcome
from register.core.gone import field_in_words
from register.core.text import plain
from register.entries.chains import chain, naming
from register.entries.reading import ActRow, Record, at_revision
from register.entries.reading import history as acts_of
from register.log.checkpoints import newest
from register.organisations.reading import Organisation, find_body, organisations_in, path_of, paths_in
from register.public.citing import bibtex, citation
from register.publishing.context import Contexts
from register.web.current import now, own_address, settings_now, today
from register.web.words import day_of


def entry_page(connection: Connection, record: Record, *, as_published: bool) -> dict[str, Any]:
    """Gather all that the frame of an entry and its kind's templates show."""
    content = record.content()
    setting = _setting(connection, record, content)
    findings = _findings_then(record) if as_published else record.kind.checks(content, setting)
    page = record.kind.page(record.document, content, findings, setting, request.args.to_dict())
    links = chain(connection, record.reference, now())
    title, publisher = title_of(record), _text(record, "body", "name")
    not_shown = gone(record.kind, record.document.get("removed") or ())
    marker = record.document.get("title")
    return {
        "record": record,
        "page": page,
        "reference": record.reference,
        "origin": record.origin,
        "as_published": as_published,
        "banner": _banner(record) if as_published else None,
        "title": f"{title} (revision {record.revision})" if as_published else title,
        "description": plain(_text(record, "summary") or "") or None,
        **_parties(connection, record),
        "entry_paths": {link.row.reference: link.row.path for link in links},
        "chain": links,
        "calendar_url": _calendar(record, content, setting),
        "acts": [_told(record, act) for act in acts_of(connection, record.entry_id)],
        "title_gone": field_in_words(marker, "The title") if isinstance(marker, dict) else None,
        "not_shown": not_shown,
        "not_shown_heading": heading(not_shown),
        "checkpoint": newest(connection, settings_now()),
        "cite": citation(record, title, publisher, as_published=as_published),
        "bibtex": bibtex(record, title, publisher),
        "linked_data": _linked_data(record, page["data"]),
        "breadcrumbs": crumbs(record),
        "feeds": feeds(record, organisations_in(connection, record.entry_id)),
        "canonical": own_address(record.path),
    }


def hidden_page(connection: Connection, record: Record) -> ResponseReturnValue:
    """Say that an entry is on hold (403) or was withdrawn (410), and why; of its text only a title is left, if any.

    Of one that was withdrawn, the entries that name it are told: the same may be published there.
    """
    hidden = record.hidden
    assert hidden is not None  # noqa: S101 - nobody asks for it of another entry
    withdrawn = hidden.kind == "withdraw"
    page = render_template(
        "entry/hidden.html",
        record=record,
        withdrawn=withdrawn,
        title=_text(record, "title"),
        why=why_hidden(hidden),
        naming=naming(connection, record.reference, now()) if withdrawn else [],
        n=hidden.n,
        breadcrumbs=crumbs(record),
        feeds=feeds(record, {}),
    )
    return page, 410 if withdrawn else 403, {} if withdrawn else {"Cache-Control": "no-store"}


def title_of(record: Record) -> str:
    """Return an entry's title, or words in its place."""
    return _text(record, "title") or f"{record.kind.label} {record.reference}"


def crumbs(record: Record) -> list[dict[str, str]]:
    """Return the way back to the list of the entry's kind."""
    return [{"label": record.kind.label_plural, "href": f"/{record.kind.plural}/"}]


def feeds(record: Record, appearing: Iterable[Organisation]) -> list[dict[str, str]]:
    """Return the feeds an entry belongs to: of those that appear in it, and of its kind."""
    found = [{"title": one.name, "href": f"{one.path}.atom"} for one in appearing]
    return [*found, {"title": record.kind.label_plural, "href": f"/{record.kind.plural}.atom"}]


def _setting(connection: Connection, record: Record, content: EntryContent) -> Context:
    """Return what the checks and the page may know beside the entry: the moment it is read, above all."""
    first = record if record.revision == 1 else at_revision(connection, record.reference, 1)
    setting = Contexts(connection, settings_now().yardsticks).of(
        content,
        today=today(),
        imported=record.origin == "imported",
        began_as_import=first is not None and first.origin == "imported",
        published_on=local_day(record.published_at),
    )
    return replace(setting, now=now())


def _told(record: Record, act: ActRow) -> dict[str, Any]:
    """Return an act as the line of a history: what it was, where to read on, and in whose words."""
    at = f"{record.path}/revisions/{act.revision}" if act.revision is not None else f"/log/act/{act.n}"
    words = act.note or " ".join(reasons(record.kind, act.logged))
    return {"n": act.n, "at": act.at, "role": act.role, "done": done(act.kind, act.logged), "href": at, "words": words}


def _calendar(record: Record, content: EntryContent, setting: Context) -> str | None:
    """Return where the entry's days can be had for a calendar; None where it has none."""
    has_days = record.kind.occasions is not None and record.kind.occasions(content, setting)
    return f"{record.path}.ics" if has_days else None


def _findings_then(record: Record) -> Sequence[Finding]:
    held = record.document.get("findings")
    return [
        Finding(one["undertaking"], Outcome(one["outcome"]), one["sentence"], one["check"])
        for one in (held if isinstance(held, list) else ())
    ]


def _parties(connection: Connection, record: Record) -> dict[str, Any]:
    """Say where the public body and the organisations have their pages, and under which licence the body publishes."""
    identifier = _text(record, "body", "identifier")
    body = find_body(connection, identifier) if identifier else None
    return {
        "body_licence": body.licence if body else None,
        "body_path": path_of(identifier) if identifier else None,
        "organisation_paths": paths_in(connection, record.entry_id),
    }


def _linked_data(record: Record, data: dict[str, Any]) -> dict[str, Any]:
    url = own_address(record.path)
    return {
        "@context": "https://schema.org",
        "@id": url,
        "url": url,
        "identifier": record.reference,
        "datePublished": record.published_at,
        "dateModified": record.at,
        **data,
    }


def _banner(record: Record) -> str:
    when = day_of(record.at)
    return f"This is revision {record.revision} of {record.revisions}, as it was published on {when}."


def _text(record: Record, *names: str) -> str | None:
    """Return the text at a place in the document; None where it is absent or removed."""
    found: Any = record.document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None
