"""Take files that come with a form: each is looked at and kept at once, whatever else is wrong with the form."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from register.core.calendar import now_utc
from register.desk.auditing import note
from register.desk.routing import officer
from register.documents import storing, writing
from register.documents.checking import MEGABYTE, examine
from register.documents.refusing import Refused
from register.extensions import writing as transaction
from register.web.current import settings_now
from register.web.files import DROP, UPLOAD, field_of, files_of, with_key

UNUSED = "unused-"
"""Stands for a moment in the place of a key where a file was not taken, so that the rows may be moved."""


@dataclass
class Uploads:
    """What the files of a post made of its pairs."""

    pairs: list[tuple[str, str]]
    problems: dict[str, str] = field(default_factory=dict)
    """Why a file was not taken, by what stands in its key's place."""
    group: str | None = None
    """The group of rows in which a file was chosen, or taken out."""

    def told_in(self, form: Any) -> None:
        """Say at each field why its file was not taken, and leave nothing else of that."""
        for one in files_of(form):
            if (problem := self.problems.get(one.key)) is not None:
                one.errors, one.data, one.raw_data = (problem,), None, []
        form.pairs = [pair for pair in form.pairs if pair[1] not in self.problems]


def uploaded(pairs: Sequence[tuple[str, str]], taken: Sequence[str]) -> Uploads:
    """Keep the files that were sent with a form, and put their keys among its pairs.

    `taken` are the names of the groups whose rows take files.
    """
    made = Uploads(list(pairs))
    for name, _ in pairs:
        if name.endswith(DROP) and (place := field_of(name)) and place.partition("-")[0] in taken:
            made.pairs, made.group = with_key(made.pairs, place, None), place.partition("-")[0]
    for name, file in request.files.items(multi=True):
        place = field_of(name) if name.endswith(UPLOAD) else None
        if place and place.partition("-")[0] in taken and file.filename:
            _take(made, place, file)
    return made


def _take(made: Uploads, place: str, file: FileStorage) -> None:
    try:
        key = _kept(file)
    except Refused as refused:
        key = f"{UNUSED}{len(made.problems)}"
        made.problems[key] = f"“{_short(file.filename or '')}” was not taken. {refused}"
    else:
        language = f"{place.rpartition('-')[0]}-language"
        if not dict(made.pairs).get(language):
            made.pairs = with_key(made.pairs, language, "en")
    made.pairs, made.group = with_key(made.pairs, place, key), place.partition("-")[0]


def _kept(file: FileStorage) -> str:
    settings = settings_now()
    data = file.stream.read(settings.document_megabytes * MEGABYTE + 1)
    about = examine(file.filename or "", data, megabytes=settings.document_megabytes)
    key = storing.keep(settings, data)
    with transaction() as connection:
        digest = hashlib.sha256(data).hexdigest()
        writing.add(connection, key, digest, len(data), about, by=officer().id, at=now_utc())
        note(connection, "document_uploaded", f"document {key}", bytes=len(data), type=about.media_type)
    return key


def _short(name: str) -> str:
    """Return what a file was called, as far as a message can show it."""
    seen = "".join(one for one in name if one.isprintable())
    return seen if len(seen) <= 60 else f"{seen[:57]}…"
