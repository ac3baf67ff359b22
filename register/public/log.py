"""The public log for its readers: a page on it, a page of each act, and for programs its entries and proofs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from register.core.acts import done, gone, heading, reasons, why_hidden
from register.core.canonical import parse
from register.downloads.answering import take_place
from register.entries.reading import ChangeRow, Record, at_revision, changes, current, history, opened_at, version
from register.extensions import reading
from register.kinds import kind_named
from register.log import reading as log
from register.log.checkpoints import checkpoint, key, newest
from register.log.export import VERIFIER, content_line, export_chunks
from register.log.keys import KeyMissing, signer
from register.log.notes import Checkpoint
from register.log.standing import ReadOnly, root_at
from register.public.numbers import positive, whole
from register.web.current import own_address, settings_now

NEWEST = 5
"""Acts shown on the page of the log."""
OLDER = 50
"""Acts shown on each page of older ones."""
RETRY_AFTER = 600
TEXT, JSON = "text/plain", "application/json"
_NO_KEY = "The key that signs this register’s log is missing, so nothing is signed."


def front() -> ResponseReturnValue:
    """Say what the log is, how far it reaches and how anybody can check it; `?before=` lists the acts before one."""
    if "before" in request.args:
        return _older(positive(request.args["before"]) or abort(404))
    with reading() as connection:
        context = {
            "last": version(connection).n,
            "opened_at": opened_at(connection),
            "acts": [_told(row, row.logged) for row in changes(connection, limit=NEWEST)],
            "checkpoint": newest(connection, settings_now()),
        }
    return render_template("log/index.html", **context, canonical=own_address("/log/"), feeds=_FEEDS)


def _older(before: int) -> ResponseReturnValue:
    """List the acts before one; answer 404 to a number that no later act has, or that has none before it."""
    with reading() as connection:
        found = changes(connection, before=before, limit=OLDER)
        if not found or before > version(connection).n:
            abort(404)
        context = {"before": before, "acts": [_told(row, row.logged) for row in found]}
    return render_template("log/older.html", **context, canonical=own_address(f"/log/?before={before}"), feeds=_FEEDS)


def act(number: str) -> ResponseReturnValue:
    """Say what an act was, and check it: in the reader's browser, or with a program."""
    with reading() as connection:
        n, raw = _entry(connection, number)
        logged = parse(raw)
        row = next(iter(changes(connection, before=n + 1, limit=1)), None)
        record = _record(connection, logged)
        context = {
            "last": version(connection).n,
            "act": _told(row if n else None, logged),
            "entry_url": f"{record.path}/history" if record and record.hidden else record.path if record else None,
            "published": _published(record) if record and "revision" in logged else None,
            "emptied": _emptied(connection, record, logged) if record else [],
        }
    return render_template("log/act.html", **context, canonical=own_address(f"/log/act/{n}"), feeds=_FEEDS)


def body(number: str) -> ResponseReturnValue:
    """Give the very bytes of an entry."""
    with reading() as connection:
        return Response(_entry(connection, number)[1], mimetype=JSON)


def content(number: str) -> ResponseReturnValue:
    """Give what an act published, as readers may see it, with the salts that tie it to the log."""
    with reading() as connection:
        line = content_line(connection, positive(number) or 0)
    return Response(line, mimetype=JSON) if line is not None else abort(404)


def newest_checkpoint() -> ResponseReturnValue:
    """Give the signed checkpoint of the log as it is now."""
    with reading() as connection:
        return _signed(lambda: checkpoint(connection, settings_now()))


def public_key() -> ResponseReturnValue:
    """Give the key that checkpoints are checked with."""
    return _signed(lambda: key(settings_now()))


def proof(number: str) -> ResponseReturnValue:
    """Prove that an act is in the log: hashes, and the signed checkpoint of the tree that they lead to.

    That tree is the newest, or with `?size=` an earlier one.
    """
    with reading() as connection:
        n, _ = _entry(connection, number)
        size = _size(request.args.get("size"), connection, least=n + 1)
        return _signed(lambda: _proof(connection, n, size))


def consistency(old: str, new: str) -> ResponseReturnValue:
    """Prove that the log of one size is the beginning of the log of another."""
    with reading() as connection:
        first = _size(old, connection)
        second = _size(new, connection, least=first)
        return Response(_lines(log.consistency(connection, first, second)), mimetype=TEXT)


def verifier() -> ResponseReturnValue:
    """Give the program that checks an export or this register."""
    response = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    response.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return response


def export() -> ResponseReturnValue:
    """Give the whole register in one file, made as it is sent."""
    with ExitStack() as stack:
        take_place(stack)
        try:
            chunks = export_chunks(stack.enter_context(reading()), settings_now())
        except ReadOnly as why:
            return _not_now(str(why))
        response = Response(mimetype="application/zip")
        response.headers.set("Content-Disposition", "attachment", filename="compact-register.zip")
        response.automatically_set_content_length = False  # the answer to HEAD must not say that there is nothing
        if request.method == "GET":
            held = stack.pop_all()
            response.response = _sent(chunks, held)
            response.call_on_close(held.close)  # a body that was never begun closes nothing by itself
        return response


_FEEDS = [{"title": "Every change, act by act", "href": "/changes.atom"}]


def _told(row: ChangeRow | None, logged: Mapping[str, Any]) -> dict[str, Any]:
    """Say in words what an act did; `row` is None for the first one of all."""
    kind = kind_named(row.entry_kind) if row and row.entry_kind else None
    return {
        "n": logged["n"],
        "kind": logged["kind"],
        "done": done(logged["kind"], logged),
        "at": logged["at"],
        "by": logged.get("by"),
        "label": kind.label if kind else None,
        "reference": logged.get("reference"),
        "revision": logged.get("revision"),
        "title": row.title if row and row.title != row.reference else None,
        "invented": row.invented if row else False,
        "note": row.note if row else None,
        "reasons": reasons(kind, logged),
    }


def _record(connection: Connection, logged: Mapping[str, Any]) -> Record | None:
    """Return the revision that an act published, or the newest of the entry that it was done to."""
    if "reference" not in logged:
        return None
    if "revision" in logged:
        return at_revision(connection, logged["reference"], logged["revision"])
    return current(connection, logged["reference"])


def _published(record: Record) -> dict[str, Any]:
    """Say where readers see the revision that an act published, and what of it is no longer shown."""
    listed = record.document.get("removed") or ()
    parts = [] if record.hidden else gone(record.kind, listed)
    is_newest = record.revision == record.revisions
    return {
        "page": record.path if is_newest else f"{record.path}/revisions/{record.revision}",
        "newest": is_newest,
        "hidden": why_hidden(record.hidden) if record.hidden else None,
        "gone": parts,
        "heading": heading(parts) or ("Withdrawn" if record.hidden and record.hidden.kind == "withdraw" else "On hold"),
        "removed": [{"unit": one["unit"], "n": one["n"]} for one in listed],
    }


def _emptied(connection: Connection, record: Record, logged: Mapping[str, Any]) -> list[int]:
    """Return the acts from whose content an act of removal took something out for good."""
    return [
        one.n
        for one in history(connection, record.entry_id)
        if one.revision is not None
        and one.n < logged["n"]
        and (logged["kind"] == "withdraw" or str(one.revision) in logged.get("removes", ()))
    ]


def _entry(connection: Connection, number: str) -> tuple[int, bytes]:
    """Return the number and the bytes of an entry that an address names, or answer 404."""
    n = whole(number)
    raw = log.entry_bytes(connection, n) if n is not None else None
    if n is None or raw is None:
        abort(404)
    return n, raw


def _size(asked: str | None, connection: Connection, *, least: int = 1) -> int:
    """Return a size of the log that was asked for, by default the newest; answer 400 to one that it never had."""
    most = version(connection).n + 1
    size = most if asked is None else positive(asked)
    if size is None or not least <= size <= most:
        abort(400, f"Ask for a size of the log between {least} and {most}: the number of its acts, act 0 among them.")
    return size


def _proof(connection: Connection, n: int, size: int) -> str:
    settings = settings_now()
    note = checkpoint(connection, settings)
    if size <= version(connection).n:
        by = signer(settings)
        note = by.sign(Checkpoint(by.name, size, root_at(connection, size)).text)
    return f"c2sp.org/tlog-proof@v1\nindex {n}\n{_lines(log.inclusion(connection, n, size))}\n{note}"


def _lines(hashes: Iterable[bytes]) -> str:
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)


def _signed(make: Callable[[], str]) -> Response:
    """Answer with what is signed now, or say why nothing is; never from the page cache, which may not know."""
    try:
        response = Response(make(), mimetype=TEXT)
    except ReadOnly as why:
        return _not_now(str(why))
    except KeyMissing:
        return _not_now(_NO_KEY)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _not_now(why: str) -> Response:
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return Response(f"{why}\n", 503, headers, mimetype=TEXT)


def _sent(chunks: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from chunks
