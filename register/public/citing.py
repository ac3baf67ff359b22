"""How an entry is cited: in words, and for reference managers."""

from __future__ import annotations

from typing import Any

from register.core.calendar import day_in_words
from register.entries.reading import Record
from register.web.current import own_address, settings_now, today
from register.web.words import day_of


def citation(record: Record, title: str, publisher: str | None, *, as_published: bool) -> dict[str, Any]:
    """Return the parts of a citation; one of an older revision leads to that revision."""
    return {
        "body": publisher or settings_now().publisher_name,
        "title": title,
        "reference": record.reference,
        "revision": record.revision if record.revisions > 1 else None,
        "date": f"published {day_of(record.at)}, read {day_in_words(today())}",
        "act": record.n,
        "check_url": f"/log/act/{record.n}#check",
        "url": own_address(_revision(record) if as_published else record.path),
    }


def bibtex(record: Record, title: str, publisher: str | None) -> str:
    """Write a BibTeX record of a revision."""
    fields = {
        "author": publisher or settings_now().publisher_name,
        "title": title,
        "year": record.at[:4],
        "number": f"{record.reference}, revision {record.revision}",
        "howpublished": settings_now().register_name,
        "url": own_address(_revision(record)),
    }
    lines = [f"  {name} = {{{{{_without_braces(words)}}}}}," for name, words in fields.items()]
    return "\n".join([f"@misc{{{record.reference},", *lines, "}"])


def _revision(record: Record) -> str:
    return f"{record.path}/revisions/{record.revision}"


def _without_braces(words: str) -> str:
    return words.translate({ord(one): None for one in "{}\\"})
