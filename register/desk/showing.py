"""What staff pages show around an entry: its page before it is published, what changed in it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from register.accounts.service import Officer
from register.core.diff import Difference, Field, differences
from register.core.kind import Kind
from register.core.questions import replies
from register.desk.queues import Asked, Item, Queue, queues_of
from register.entries.owing import Wanted, open_promises
from register.entries.reading import current, reference_of_act, reference_of_entry
from register.extensions import reading
from register.organisations.reading import find_body, organisations_in, path_of
from register.public.citing import bibtex, citation
from register.public.entry_page import feeds, title_of
from register.publishing import requests
from register.publishing.drafts import Draft
from register.publishing.review import Proposal, base_of, propose
from register.web.current import now, own_address, settings_now

NEXT = ("approval", "sent-back", "rationales", "drafts")
"""The lists in which the next thing to do is looked for."""


def public_page(draft: Draft, proposal: Proposal) -> dict[str, Any]:
    """Return what the kind's own template needs to show the page as readers will see it."""
    reference, held = None, False
    document = proposal.document
    body = document.get("body") if isinstance(document.get("body"), dict) else {}
    identifier = body.get("identifier") if body else None
    with reading() as connection:
        if draft.entry_id is not None:
            reference = reference_of_entry(connection, draft.entry_id)
            held = bool(requests.in_force(connection, draft.entry_id))
        known = find_body(connection, identifier) if isinstance(identifier, str) else None
    return {
        "page": proposal.page(),
        "reference": reference,
        "origin": "authored",
        "held": held,
        "at_desk": True,
        "body_licence": known.licence if known else None,
        "body_path": path_of(known.identifier) if known else None,
    }


def changed_since_published(draft: Draft, proposal: Proposal) -> list[Difference] | None:
    """Return what a correction changes of what it was begun from, word by word; None for a new entry."""
    with reading() as connection:
        base = base_of(connection, draft)
    return _between(draft.kind, base.document, proposal.document) if base else None


def changed_since_returned(draft: Draft, proposal: Proposal) -> list[Difference] | None:
    """Return what its author changed since a second person had it; None where nobody had it before."""
    if draft.reviewed is None:
        return None
    with reading() as connection:
        before = propose(
            connection,
            kind=draft.kind,
            pairs=draft.reviewed,
            base=base_of(connection, draft),
            now=now(),
            settings=settings_now(),
            author_id=draft.author_id,
        )
    found = _between(draft.kind, before.document, proposal.document)
    notes = [_note(one.change_note) for one in (before, proposal)]
    return [*differences(*notes), *found]


def about_publication(draft: Draft, n: int, officer: Officer) -> dict[str, Any]:
    """Return what the confirmation says: where it stands, how it is cited, who is told, and what comes next."""
    with reading() as connection:
        reference = reference_of_act(connection, n) or ""
        record = current(connection, reference, through_holds=True)
        asked = Asked(connection, officer, Wanted(), now())
        following = _following(asked)
        if record is None or record.hidden:
            return {"reference": reference, "record": None, "following": following}
        appearing = organisations_in(connection, record.entry_id)
        promised = open_promises(connection, record.entry_id)
    body = record.document.get("body")
    publisher = body.get("name") if isinstance(body, dict) else None
    title = title_of(record)
    found = record.document.get("findings")
    undertakings = {str(one["undertaking"]) for one in (found if isinstance(found, list) else ())}
    return {
        "reference": reference,
        "record": record,
        "address": own_address(record.path),
        "feeds": feeds(record, appearing),
        "undertakings": sorted(undertakings, key=_place),
        "promised": promised,
        "cite": citation(record, title, publisher, as_published=False),
        "bibtex": bibtex(record, title, publisher),
        "following": following,
    }


def _following(asked: Asked) -> tuple[Queue, Item] | None:
    """Return the next thing that waits for the officer, and the list it stands in."""
    for queue in sorted(
        (one for one in queues_of(asked.officer) if one.name in NEXT), key=lambda one: NEXT.index(one.name)
    ):
        _, items = queue.fetch(asked)
        if items:
            return queue, items[0]
    return None


def _between(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    return differences(_fields(kind, before), _fields(kind, after))


def _fields(kind: Kind, document: Mapping[str, Any]) -> list[Field]:
    known = replies(document, kind.questions).values()
    return [Field(reply.name, reply.label, reply.words or reply.missing) for reply in known if reply.stated]


def _note(words: str | None) -> list[Field]:
    return [Field("change_note", "What this correction changes and why", words or "")]


def _place(undertaking: str) -> list[int]:
    return [int(part) for part in undertaking.split(".") if part.isdecimal()]
