"""Make the demonstration register: real records from files, and authored entries that are invented and say so."""

from __future__ import annotations

import json
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Connection

from register.accounts.passwords import hashed_password
from register.accounts.people import Particulars, add_person
from register.accounts.service import account_of
from register.core.calendar import now_utc
from register.entries import reading as record
from register.exchange.importing import import_path
from register.extensions import reading, writing
from register.finding import index
from register.kinds import KINDS, kind_named
from register.organisations.writing import put_body, put_department
from register.programmes.writing import DuplicateRound, put_round
from register.publishing import drafts, private
from register.publishing.acts import Publication, publish
from register.publishing.context import Contexts
from register.publishing.review import lists
from register.settings import ROOT, Settings
from register.vocabulary.reading import AREA, THEME
from register.vocabulary.writing import offer_terms
from register.web.current import settings_now, today

RoundForm = next(kind.round_form for kind in KINDS if kind.round_form)
SEEDS = ROOT / "seeds"
AUTHORED = SEEDS / "demonstration"
STAFF = (
    ("author", "Ada Author (invented)", "author@register.example"),
    ("publisher", "Pat Publisher (invented)", "publisher@register.example"),
    ("publisher", "Sal Second (invented)", "second.publisher@register.example"),
    ("author", "Cole Coalmoor (invented)", "coalmoor@register.example"),
    ("administrator", "Amy Administrator (invented)", "administrator@register.example"),
    ("voluntary", "Vera Voluntary (invented)", "voluntary@register.example"),
)
"""Role, name and address of each account: what one publisher puts on hold, only another can show again."""
BODIES: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "coalmoor@register.example": (("XI-BODY-coalmoor", "Communities"),)
}
"""Public body and department of the accounts that do not act for every one, by their address."""
ORGANISATIONS = {"voluntary@register.example": "XI-ORG-coalmoor-voluntary-forum"}

_DAY = re.compile(r"today([+-]\d+)?")

Entry = dict[str, Any]
"""An authored entry: its name, its kind, its document, and perhaps facts that are private."""


class BadSeed(RuntimeError):
    """An authored entry of the demonstration breaks a rule of the register."""


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty register with the demonstration; one that is a demonstration gets what it still lacks."""
    settings = settings_now()
    with reading() as connection:
        entries = record.count(connection)
    if entries and not settings.demonstration:
        raise click.ClickException("This register has entries of its own: a demonstration is made in an empty one.")
    settings.register_home.mkdir(parents=True, exist_ok=True)
    settings.demonstration_marker.write_text("A demonstration: see `register demo`.\n", encoding="utf-8")
    with writing() as connection:
        _reference_data(connection, _read("bodies"))
        _rounds(connection, settings, _read("rounds"))
    _import(settings, _read("imports"))
    authored = [one for kind in KINDS for one in _read(kind.plural)]
    _author(settings, authored)
    with writing() as connection:
        _terms(connection, authored)
    click.echo(f"The index holds every act up to {index.follow(settings)}.")
    sign_in = _staff(settings)
    click.echo(f"The register will be at http://{settings.host}:{settings.port}")
    click.echo(f"A staff sign-in to try is written in {sign_in}")


def _read(name: str) -> list[dict[str, Any]]:
    """Return what one file of the demonstration holds; nothing where there is no such file."""
    path = AUTHORED / f"{name}.json"
    held: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return held


def _reference_data(connection: Connection, bodies: list[dict[str, Any]]) -> None:
    for body in bodies:
        departments = body.get("departments", [])
        put_body(connection, **{key: value for key, value in body.items() if key != "departments"})
        for name in departments:
            put_department(connection, body_identifier=body["identifier"], name=name)


def _rounds(connection: Connection, settings: Settings, rounds: list[dict[str, Any]]) -> None:
    """Make the programme rounds that are not there yet, by the form that officers write them in."""
    offered = lists(connection, settings, None)
    for document in rounds:
        form = RoundForm(RoundForm.pairs_of(document), lists=offered)
        if missing := [*form.missing(), *form.failures]:
            raise BadSeed(f"{document['programme']['title']}: {missing[0]}")
        named, body = document["programme"], document["body"]["identifier"]
        with suppress(DuplicateRound):
            put_round(
                connection,
                body_identifier=body,
                code=named["code"],
                title=named["title"],
                round=named["round"],
                words=form.words(),
            )


def _terms(connection: Connection, entries: list[Entry]) -> None:
    """Have the forms suggest the themes and areas that the authored entries use."""
    said = [entry["document"] for entry in entries]
    offer_terms(connection, THEME, {theme: None for one in said for theme in one.get("themes", ())})
    offer_terms(connection, AREA, {area["name"]: area.get("code") for one in said for area in one.get("areas", ())})


def _import(settings: Settings, imports: list[dict[str, str]]) -> None:
    for one in imports:
        with click.progressbar(length=1, label=one["label"], file=sys.stderr) as bar:

            def advance(done: int, total: int, bar: Any = bar) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            import_path(
                SEEDS / one["file"],
                settings=settings,
                imported_by=one["imported_by"],
                confirmed_by=one["confirmed_by"],
                accept_names=True,
                progress=advance,
            )


def _author(settings: Settings, entries: list[Entry]) -> None:
    """Publish the authored entries that are not there yet; `@name` in them stands for an earlier one's reference."""
    references: dict[str, str] = {}
    for entry in entries:
        with writing() as connection:
            held = record.reference_of_alias(connection, _alias(entry))
            references[entry["name"]] = held or _publish(connection, settings, entry, references)


def _publish(connection: Connection, settings: Settings, entry: Entry, references: Mapping[str, str]) -> str:
    kind = kind_named(entry["kind"])
    document = resolve(entry["document"], references, today())
    content = kind.content.model_validate(document)
    setting = Contexts(connection, settings.yardsticks).of(content, today=today())
    breaches = kind.rules(content, setting)
    if breaches:
        raise BadSeed(f"{entry['name']}: {breaches[0].field}: {breaches[0].message}")
    publication = Publication(
        kind=kind,
        document=content.model_dump(mode="json", exclude_none=True),
        origin="authored",
        role="Publisher",
        aliases=(_alias(entry),),
        private=private.facts(entry.get("private", {}).items()),
    )
    made = publish(
        connection,
        [publication],
        at=now_utc(),
        settings=settings,
    )
    return made[0].reference


def _alias(entry: Entry) -> str:
    return f"demonstration-{entry['name']}"


def resolve(value: Any, references: Mapping[str, str], day: date) -> Any:
    """Put references for `@name`, and dates for `today-120` and `today+9`, so that what is open stays open."""
    if isinstance(value, dict):
        return {key: resolve(inner, references, day) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolve(inner, references, day) for inner in value]
    if isinstance(value, str) and value.startswith("@"):
        return references[value[1:]]
    if isinstance(value, str) and (asked := _DAY.fullmatch(value)):
        return (day + timedelta(days=int(asked[1] or 0))).isoformat()
    return value


def _staff(settings: Settings) -> Path:
    """Make the accounts to try that are not there yet, and write their passwords where only the owner can read them.

    The file is written before the accounts are committed: whatever dies half-way, the next run makes them anew.
    """
    path = settings.register_home / "demonstration-sign-in.txt"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = [f"Sign in at http://{settings.host}:{settings.port}/desk/", ""]
    with writing() as connection:
        missing = [one for one in STAFF if account_of(connection, one[2]) is None]
        if not missing:
            return path
        for role, name, email in STAFF:
            if (role, name, email) not in missing:
                lines += _written_of(email, before)
                continue
            password = secrets.token_urlsafe(12)
            own, organisation = BODIES.get(email, ()), ORGANISATIONS.get(email)
            said = Particulars(name, email, (role,), not (own or organisation), own, organisation)
            made = add_person(connection, said, password_hash=hashed_password(password), at=now_utc())
            if (role, name, email) == STAFF[0]:
                _begin(connection, made, _read("drafts"))
            lines += [f"{role}: {email}", f"password: {password}", ""]
        path.touch(mode=0o600)
        path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _written_of(email: str, before: str) -> list[str]:
    found = re.search(rf"^\w+: {re.escape(email)}\npassword: .*$", before, re.M)
    return [found[0], ""] if found else []


def _begin(connection: Connection, author_id: int, entries: list[Entry]) -> None:
    """Leave drafts on the author's desk: open disputes, of which the public sees how many and how old."""
    for entry in entries:
        kind = kind_named(entry["kind"])
        pairs = kind.form.pairs_of(resolve(entry["document"], {}, today()))
        drafts.create(connection, kind=kind, author_id=author_id, pairs=pairs, at=now_utc())
