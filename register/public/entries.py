"""An entry, its revisions and its history; the addresses of imported records lead to their entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from register.core.calendar import day_in_words, today_in_london
from register.core.diff import Difference, Field, differences
from register.core.findings import Finding, Outcome
from register.core.questions import replies
from register.core.text import plain
from register.entries.reading import (
    ActRow,
    Record,
    at_revision,
    current,
    reference_of_alias,
    referring_to,
)
from register.entries.reading import history as acts_of
from register.extensions import reading
from register.kinds import kind_of_reference
from register.organisations.reading import find_body, organisations_in
from register.public.numbers import positive
from register.publishing.context import context
from register.web.current import settings_now, today
from register.web.words import day_of

REVISIONS_SHOWN = 10
"""Revisions compared on one page of a history."""
RELATIONS = {"informs": "Informs", "follows": "Follows", "changes": "Changes", "disputes": "Disputes"}


@dataclass(frozen=True)
class Link:
    """Another entry in the chain: how it relates, where it is, what it says."""

    relation: str
    path: str
    title: str
    caption: str


@dataclass(frozen=True)
class Step:
    """One act of a history, and what it changed; None for the first publication."""

    act: ActRow
    differences: list[Difference] | None


def entry(plural: str, reference: str) -> ResponseReturnValue:
    """Show the newest revision of an entry; an imported record's identifier redirects to its reference."""
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            return _elsewhere(connection, reference)
        return render_template("entry/page.html", **_page(connection, record))


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
        return render_template("entry/page.html", **_page(connection, record, as_published=True))


def history(plural: str, reference: str) -> ResponseReturnValue:
    """Show what each revision changed, word by word, newest first."""
    with reading() as connection:
        record = current(connection, reference)
        if record is None or record.kind.plural != plural:
            abort(404)
        newest = positive(request.args.get("before", "")) or record.revisions + 1
        acts = [act for act in acts_of(connection, record.entry_id) if act.revision < newest]
        shown = acts[:REVISIONS_SHOWN]
        steps = [Step(act, _changed(connection, record, act.revision)) for act in shown]
    return render_template(
        "entry/history.html",
        record=record,
        title=_title(record),
        steps=steps,
        older_url=f"{record.path}/history?before={shown[-1].revision}" if len(acts) > len(shown) else None,
        breadcrumbs=[*_crumbs(record), {"label": record.reference, "href": record.path}],
        feeds=_feeds(record, {}),
        canonical=_own(f"{record.path}/history"),
    )


def _page(connection: Connection, record: Record, *, as_published: bool = False) -> dict[str, Any]:
    """Gather all that the frame of an entry and its kind's templates show."""
    content = record.content()
    setting = context(
        connection,
        content,
        today=today(),
        yardsticks=settings_now().yardsticks,
        imported=record.origin == "imported",
        published_on=today_in_london(datetime.fromisoformat(record.published_at)),
    )
    findings = _findings_then(record) if as_published else list(record.kind.checks(content, setting))
    body_identifier = _text(record, "body", "identifier")
    body = find_body(connection, body_identifier) if body_identifier else None
    appearing = organisations_in(connection, record.entry_id)
    organisation = appearing.get("recipient") or appearing.get("applicant")
    chain, paths = _chain(connection, record)
    title, url = _title(record), _own(record.path)
    page = record.kind.page(record.document, content, findings, setting)
    return {
        "record": record,
        "page": page,
        "reference": record.reference,
        "origin": record.origin,
        "as_published": as_published,
        "banner": _banner(record) if as_published else None,
        "title": f"{title} (revision {record.revision})" if as_published else title,
        "description": plain(_text(record, "summary") or "") or None,
        "body_licence": body.licence if body else None,
        "body_path": f"/organisations/{body_identifier}" if body_identifier else None,
        "organisation_path": f"/organisations/{organisation}" if organisation else None,
        "entry_paths": paths,
        "chain": chain,
        "acts": acts_of(connection, record.entry_id),
        "cite": _cite(record, title, as_published=as_published),
        "bibtex": _bibtex(record, title),
        "linked_data": {
            "@context": "https://schema.org",
            "@id": url,
            "url": url,
            "identifier": record.reference,
            "datePublished": record.published_at,
            "dateModified": record.at,
            **page["data"],
        },
        "breadcrumbs": _crumbs(record),
        "feeds": _feeds(record, appearing),
        "canonical": url,
    }


def _elsewhere(connection: Connection, identifier: str) -> ResponseReturnValue:
    """Redirect to the entry that an identifier or a sloppily typed reference means, or answer 404."""
    reference = reference_of_alias(connection, identifier)
    if reference is None:
        tidy = identifier.strip("/ ").upper()
        reference = tidy if current(connection, tidy) else None
    kind = kind_of_reference(reference) if reference else None
    if kind is None or f"/{kind.plural}/{reference}" == request.path:
        raise NotFound
    return redirect(f"/{kind.plural}/{reference}", 301)


def _changed(connection: Connection, record: Record, number: int) -> list[Difference] | None:
    after, before = (at_revision(connection, record.reference, one) for one in (number, number - 1))
    return differences(_fields(before), _fields(after)) if before and after else None


def _fields(record: Record) -> list[Field]:
    known = replies(record.document, record.kind.questions).values()
    return [Field(reply.name, reply.label, reply.words or reply.missing) for reply in known if reply.stated]


def _findings_then(record: Record) -> list[Finding]:
    """Return the findings that were published with a revision."""
    held = record.document.get("findings")
    return [
        Finding(one["undertaking"], Outcome(one["outcome"]), one["sentence"], one["check"])
        for one in (held if isinstance(held, list) else ())
    ]


def _chain(connection: Connection, record: Record) -> tuple[list[Link], dict[str, str]]:
    """Return the entries this one names and those that name it, and where the named ones are."""
    named = record.document.get("related") or ()
    said = {one["reference"]: RELATIONS.get(one["relation"], "Relates to") for one in named if isinstance(one, dict)}
    changed = (record.document.get("change") or {}).get("decision")
    if isinstance(changed, str):
        said.setdefault(changed, RELATIONS["changes"])
    links, paths = [], {}
    for reference, relation in said.items():
        other = current(connection, reference)
        if other is not None:
            paths[reference] = other.path
            links.append(Link(relation, other.path, _title(other), reference))
    links += [
        Link("Refers to this entry", row.path, row.title, f"{row.tag} · {row.reference}")
        for row in referring_to(connection, record.reference, today=today())
        if row.reference not in said
    ]
    return links, paths


def _banner(record: Record) -> str:
    when = day_of(record.at)
    return f"This is revision {record.revision} of {record.revisions}, as it was published on {when}."


def _title(record: Record) -> str:
    return _text(record, "title") or f"{record.kind.label} {record.reference}"


def _text(record: Record, *names: str) -> str | None:
    """Return the text at a place in the document; None where it is absent or removed."""
    found: Any = record.document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _cite(record: Record, title: str, *, as_published: bool) -> dict[str, Any]:
    path = f"{record.path}/revisions/{record.revision}" if as_published else record.path
    return {
        "body": _text(record, "body", "name") or settings_now().publisher_name,
        "title": title,
        "reference": record.reference,
        "revision": record.revision if record.revisions > 1 else None,
        "date": f"published {day_of(record.at)}, read {day_in_words(today())}",
        "act": record.n,
        "url": _own(path),
    }


def _bibtex(record: Record, title: str) -> str:
    fields = {
        "author": _text(record, "body", "name") or settings_now().publisher_name,
        "title": title,
        "year": record.at[:4],
        "number": f"{record.reference}, revision {record.revision}",
        "howpublished": settings_now().register_name,
        "url": _own(f"{record.path}/revisions/{record.revision}"),
    }
    lines = [f"  {name} = {{{{{_without_braces(words)}}}}}," for name, words in fields.items()]
    return "\n".join([f"@misc{{{record.reference},", *lines, "}"])


def _without_braces(words: str) -> str:
    return words.translate({ord(one): None for one in "{}\\"})


def _crumbs(record: Record) -> list[dict[str, str]]:
    return [{"label": record.kind.label_plural, "href": f"/{record.kind.plural}/"}]


def _feeds(record: Record, appearing: dict[str, str]) -> list[dict[str, str]]:
    feeds = [
        {"title": f"Entries with this {role}", "href": f"/organisations/{identifier}.atom"}
        for role, identifier in sorted(appearing.items(), reverse=True)
    ]
    return [*feeds, {"title": record.kind.label_plural, "href": f"/{record.kind.plural}.atom"}]


def _own(path: str) -> str:
    return settings_now().base_url + path
