"""Invented registers: their logs and exports, made by the book and without any of the register's own code.

Every name, sum and reason in them is invented.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "register.invented.example/compact-register"
PREFIXES = {"decision": "FD", "consultation": "CO", "dispute": "DI"}
FILES = ("README.txt", "verify.py", "key", "checkpoint", "entries.jsonl", "revisions.jsonl", "lists.jsonl")

Document = dict[str, Any]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# --- Hashes, word for word as RFC 9162 defines them -------------------------------------------------------------


def split(size: int) -> int:
    """Return the largest power of two smaller than a size."""
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def root(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + root(entries[:k]) + root(entries[k:])).digest()


def inclusion(m: int, entries: Sequence[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*inclusion(m, entries[:k]), root(entries[k:])]
    return [*inclusion(m - k, entries[k:]), root(entries[:k])]


def consistency(m: int, entries: Sequence[bytes], whole: bool = True) -> list[bytes]:
    n = len(entries)
    if m == n:
        return [] if whole else [root(entries)]
    k = split(n)
    if m <= k:
        return [*consistency(m, entries[:k], whole), root(entries[k:])]
    return [*consistency(m - k, entries[k:], False), root(entries[:k])]


# --- Keys and notes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MadeUpKey:
    """A signing key of a log of that name."""

    name: str = ORIGIN
    seed: bytes = bytes(range(32))

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def _key(self) -> bytes:
        return b"\x01" + self.private.public_key().public_bytes_raw()

    @property
    def _id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self._key).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self._id.hex()}+{b64(self._key)}"

    def note(self, entries: Sequence[bytes]) -> str:
        text = f"{self.name}\n{len(entries)}\n{b64(root(entries))}\n"
        return f"{text}\n— {self.name} {b64(self._id + self.private.sign(text.encode()))}\n"


# --- A register ---------------------------------------------------------------------------------------------------


@dataclass
class MadeUpEntry:
    """One entry: its revisions as published, by number, and what was removed of them since."""

    type: str
    first: str
    revisions: dict[int, tuple[int, Document, Mapping[str, Any], dict[str, str]]] = field(default_factory=dict)
    """The act, the content, the units and the salts of each."""
    redacted: set[tuple[int, str]] = field(default_factory=set)
    holds: dict[int, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: bool = False
    updated: str = ""

    @property
    def hidden(self) -> bool:
        return self.withdrawn or () in self.holds.values()

    def gone(self, number: int) -> set[str]:
        """Return the units of a revision that nobody sees."""
        held = {name.partition(":")[0] for names in self.holds.values() for name in names}
        units = self.revisions[number][2]
        return {
            name
            for name in units
            if (number, name) in self.redacted
            or name.partition(":")[0] in held
            or f"{name.partition('/')[0]}/*" in held
        }

    def shown(self, number: int) -> tuple[Document, dict[str, str]]:
        """Return the content and the salts of a revision as readers see them."""
        if self.hidden:
            return {}, {}
        _, content, _, salts = self.revisions[number]
        gone = self.gone(number)
        content = copy.deepcopy(content)
        for name in gone:
            remove(content, name)
        return content, {name: salt for name, salt in salts.items() if name not in gone}


class MadeUp:
    """An invented register, act by act; `at` is the moment of the next act."""

    def __init__(self, key: MadeUpKey | None = None) -> None:
        self.key = key or MadeUpKey()
        self.entries: list[bytes] = []
        self.records: dict[str, MadeUpEntry] = {}
        self.seconds = 0
        self.act("genesis", format="compact-register-log/1")

    @property
    def at(self) -> str:
        return f"2026-11-23T{self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}.000004Z"

    def act(self, kind: str, **body: Any) -> int:
        n = len(self.entries)
        self.entries.append(canonical({"n": n, "kind": kind, "at": self.at, **body}))
        if "reference" in body:
            self.records[body["reference"]].updated = self.at
        self.seconds += n % 3 > 0  # some acts share a moment
        return n

    def publish(
        self, content: Document | None = None, units: Mapping[str, Any] | None = None, type: str = "decision"
    ) -> str:
        """Publish an entry and return its reference."""
        reference = f"{PREFIXES[type]}-2026-{sum(one.type == type for one in self.records.values()) + 1:04}"
        self.records[reference] = MadeUpEntry(type, self.at)
        self._revise("publish", reference, content, units)
        return reference

    def correct(self, reference: str, content: Document | None = None, units: Mapping[str, Any] | None = None) -> int:
        return self._revise("correct", reference, content, units)

    def _revise(self, kind: str, reference: str, content: Document | None, units: Mapping[str, Any] | None) -> int:
        record = self.records[reference]
        number = len(record.revisions) + 1
        if content is None or units is None:
            content, units = made_up_content(f"{reference} in revision {number}")
        salts = {name: b64(hashlib.sha256(f"{reference} {number} {name}".encode()).digest()) for name in units}
        numbered = [int(name.split("/")[1]) for name in units if name.startswith("views/")]
        order = {"order": {"views": numbered}} if len(numbered) > 1 else {}
        sums = {name: hashlib.sha256(canonical([salts[name], name, value])).digest() for name, value in units.items()}
        n = self.act(
            kind,
            by="publisher",
            reference=reference,
            type=record.type,
            revision=number,
            schema=1,
            origin="authored",
            units={name: b64(digest) for name, digest in sums.items()},
            **order,
        )
        record.revisions[number] = (n, content, units, salts)
        return n

    def hold(self, reference: str, *names: str) -> int:
        parts = {"units": sorted(names)} if names else {}
        n = self.act("hold", by="publisher", reference=reference, reason="complaint", **parts)
        self.records[reference].holds[n] = names
        return n

    def lift(self, reference: str, *holds: int) -> int:
        for n in holds:
            del self.records[reference].holds[n]
        return self.act("lift", by="publisher", reference=reference, settles=sorted(holds))

    def redact(self, reference: str, removes: Mapping[int, Sequence[str]], settles: Sequence[int] = ()) -> int:
        record = self.records[reference]
        for n in settles:
            del record.holds[n]
        record.redacted |= {(number, name) for number, names in removes.items() for name in names}
        return self.act(
            "redact",
            by="publisher",
            reference=reference,
            category="personal_data",
            legal_basis="uk_gdpr_17",
            removes={str(number): sorted(names) for number, names in removes.items()},
            settles=sorted(settles),
        )

    def withdraw(self, reference: str) -> int:
        record = self.records[reference]
        settles, record.holds, record.withdrawn = sorted(record.holds), {}, True
        return self.act("withdraw", by="publisher", reference=reference, reason="not_ours", settles=settles)

    def change_key(self, seed: bytes) -> int:
        self.key = MadeUpKey(self.key.name, seed)
        return self.act("key", key=self.key.vkey)

    def recover(self, epoch: int, seed: bytes, lost: Sequence[bytes] = ()) -> int:
        """Open a new epoch; `lost` are the entries of the log that was lost, from its first act on."""
        self.key = MadeUpKey(f"{ORIGIN}/epoch-{epoch}", seed)
        known = {"lost": len(lost) - 1, "lost_root": b64(root(lost))} if lost else {"lost": None, "lost_root": None}
        after = len(self.entries) - 1
        return self.act("recovery", epoch=epoch, origin=self.key.name, key=self.key.vkey, after=after, **known)

    # --- what it gives out ---

    def checkpoint(self, size: int | None = None) -> str:
        return self.key.note(self.entries[:size])

    def line(self, n: int) -> bytes | None:
        """Return what is shown of a revision, by its act; None for an act that published nothing."""
        for reference, record in self.records.items():
            for number, (act, *_) in record.revisions.items():
                if act == n:
                    content, salts = record.shown(number)
                    line = {"n": n, "reference": reference, "revision": number, "content": content, "salts": salts}
                    return canonical(line)
        return None

    def rows(self) -> list[Document]:
        """Return the lines of the lists."""
        return [self._row(name, record) for name, record in self.records.items() if not record.hidden]

    def _row(self, reference: str, record: MadeUpEntry) -> Document:
        number = len(record.revisions)
        content, _ = record.shown(number)
        amount = content.get("amount_awarded") if "decision_type" in content else None
        return {
            "reference": reference,
            "type": record.type,
            "n": record.revisions[number][0],
            "revision": number,
            "title": content.get("title", "Title withheld"),
            "amount": None if amount is None else int(amount.replace(".", "")),
            "published_at": record.first,
            "updated_at": record.updated,
        }

    def files(self) -> dict[str, bytes]:
        """Return an export by the names of its files."""
        lines = dict.fromkeys(FILES, b"")
        lines["key"] = self.key.vkey.encode() + b"\n"
        lines["checkpoint"] = self.checkpoint().encode()
        lines["entries.jsonl"] = joined(self.entries)
        lines["revisions.jsonl"] = joined(
            [line for n in range(len(self.entries)) if (line := self.line(n)) is not None]
        )
        lines["lists.jsonl"] = joined([canonical(row) for row in self.rows()])
        return lines

    def public(self, type: str, only: str | None = None) -> bytes:
        """Return a public list as the register's JSON downloads give it."""
        records = [
            canonical({**row, "content": self.document(row["reference"])})
            for row in self.rows()
            if (row["type"] == type or only) and only in (None, row["reference"])
        ]
        frame = canonical({"register": {"name": "Invented"}, "version": len(self.entries) - 1})[:-1] + b',"records":['
        return frame + (b"\n" + b",\n".join(records) if records else b"") + b"\n]}\n"

    def document(self, reference: str) -> Document:
        """Return the newest revision as pages show it: with marks where something was removed."""
        record = self.records[reference]
        content, _ = record.shown(number := len(record.revisions))
        mark = {"redacted": True, "category": "invented", "legal_basis": "invented", "on": "2026-11-23"}
        for name in (gone := record.gone(number)):
            if "/" not in name:
                for member in members(name):
                    holder, last = place(content, member)
                    holder[last] = mark
        for name, value in content.items():
            if isinstance(value, list):
                content[name] = [item for item in value if item is not None]
        return {**content, "removed": [{"unit": name} for name in gone]} if gone else content


def joined(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return held.getvalue()


def unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files into a folder."""
    folder.mkdir(exist_ok=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder


# --- Contents and their units -------------------------------------------------------------------------------------


def made_up_content(words: str, views: Sequence[int] = (1, 2, 4), stages: int = 2) -> tuple[Document, dict[str, Any]]:
    """Return an invented content and the value of each of its units."""
    content: Document = {
        "title": f"Invented grant for {words}",
        "summary": "For a hall — “warm” & dry\nin winter \u2028 (invented)",
        "invented": True,
        "numbered": {"views": 9},
        "decision_type": "award",
        "amount_awarded": "12000.00",
        "amount_applied_for": "15000.50",
        "rationale": {
            "reasons": f"Because {words} (invented)",
            "scores": [{"name": "Need", "score": 4}],
            "alternatives": [],
        },
        "views": [{"number": number, "words": f"View {number} of {words}"} for number in views],
        "stages": [{"label": f"Stage {place} of {words}"} for place in range(1, stages + 1)],
        "themes": ["halls", "warmth"],
        "findings": [{"undertaking": "3.3", "outcome": "kept", "count": 2}],
    }
    units: dict[str, Any] = {
        "marks:invented,numbered": {"invented": True, "numbered": {"views": 9}},
        "amounts:amount_awarded,amount_applied_for": {"amount_awarded": "12000.00", "amount_applied_for": "15000.50"},
        "rationale.reasons": content["rationale"]["reasons"],
        "rationale.scores/1": content["rationale"]["scores"][0],
        "findings:findings": {"findings": content["findings"]},
        **{name: content[name] for name in ("title", "summary", "themes", "decision_type")},
        **{f"views/{item['number']}": item for item in content["views"]},
        **{f"stages/{place}": item for place, item in enumerate(content["stages"], 1)},
    }
    return content, copy.deepcopy(units)


def members(name: str) -> list[str]:
    return name.partition(":")[2].split(",") if ":" in name else [name]


def place(content: Document, path: str) -> tuple[Document, str]:
    outer, _, inner = path.partition(".")
    return (content[outer], inner) if inner else (content, outer)


def remove(content: Document, name: str) -> None:
    """Take a unit out of a content; where an item stood, null stands."""
    path, _, key = name.partition("/")
    if not key:
        for member in members(name):
            holder, last = place(content, member)
            del holder[last]
        return
    holder, last = place(content, path)
    items = holder[last]
    numbers = [item.get("number") for item in items if item]
    holder[last] = [
        None if (item and item.get("number") == int(key)) or (not any(numbers) and at == int(key)) else item
        for at, item in enumerate(items, 1)
    ]
