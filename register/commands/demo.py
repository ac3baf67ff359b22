"""Make the demonstration register: real awards from a file, and authored decisions that are invented and say so."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Connection

from register.accounts.passwords import hashed_password
from register.accounts.service import account_of, add_account
from register.core.calendar import now_utc, today_in_london
from register.entries import reading as record
from register.exchange.importing import import_path
from register.extensions import reading, writing
from register.finding import index
from register.kinds import kind_named
from register.organisations.writing import put_body, put_department
from register.publishing.acts import Publication, publish
from register.publishing.context import context
from register.settings import ROOT, Settings
from register.web.current import settings_now

SEEDS = ROOT / "seeds"
STAFF = (("author", "Ada Author (invented)"), ("publisher", "Pat Publisher (invented)"))


class BadSeed(RuntimeError):
    """An authored decision of the demonstration breaks a rule of the register."""


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty register with the demonstration; a register that has entries is left as it is."""
    settings = settings_now()
    with reading() as connection:
        entries = record.count(connection)
    if entries and not settings.demonstration:
        raise click.ClickException("This register has entries of its own: a demonstration is made in an empty one.")
    settings.register_home.mkdir(parents=True, exist_ok=True)
    settings.demonstration_marker.write_text("A demonstration: see `register demo`.\n", encoding="utf-8")
    seed = json.loads((SEEDS / "demonstration.json").read_text(encoding="utf-8"))
    with writing() as connection:
        _reference_data(connection, seed)
    _import_awards(settings, seed["imports"])
    _author(settings, seed["decisions"])
    click.echo(f"The index holds every act up to {index.follow(settings)}.")
    sign_in = _staff(settings)
    click.echo(f"The register will be at http://{settings.host}:{settings.port}")
    click.echo(f"A staff sign-in to try is written in {sign_in}")


def _reference_data(connection: Connection, seed: dict[str, Any]) -> None:
    for body in seed["bodies"]:
        departments = body.get("departments", [])
        put_body(connection, **{key: value for key, value in body.items() if key != "departments"})
        for name in departments:
            put_department(connection, body_identifier=body["identifier"], name=name)


def _import_awards(settings: Settings, imports: list[dict[str, str]]) -> None:
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


def _author(settings: Settings, decisions: list[dict[str, Any]]) -> None:
    """Publish the authored decisions that are not there yet; `@name` in them stands for another one's reference."""
    references: dict[str, str] = {}
    for decision in decisions:
        with writing() as connection:
            held = record.reference_of_alias(connection, _alias(decision))
            references[decision["name"]] = held or _publish(connection, settings, decision, references)


def _publish(connection: Connection, settings: Settings, decision: dict[str, Any], references: dict[str, str]) -> str:
    kind = kind_named(decision["kind"])
    document = _resolve(decision["document"], references)
    content = kind.content.model_validate(document)
    setting = context(connection, content, today=today_in_london(), yardsticks=settings.yardsticks)
    breaches = kind.rules(content, setting)
    if breaches:
        raise BadSeed(f"{decision['name']}: {breaches[0].field}: {breaches[0].message}")
    publication = Publication(
        kind=kind,
        document=content.model_dump(mode="json", exclude_none=True),
        origin="authored",
        role="Publisher",
        aliases=(_alias(decision),),
    )
    made = publish(
        connection,
        [publication],
        at=now_utc(),
        yardsticks=settings.yardsticks,
        organisation_prefix=settings.organisation_prefix,
    )
    return made[0].reference


def _alias(decision: dict[str, Any]) -> str:
    return f"demonstration-{decision['name']}"


def _resolve(value: Any, references: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _resolve(inner, references) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolve(inner, references) for inner in value]
    if isinstance(value, str) and value.startswith("@"):
        return references[value[1:]]
    return value


def _staff(settings: Settings) -> Path:
    """Make the two accounts to try, once, and write their passwords where only the owner can read them.

    The file is written before the accounts are committed: whatever dies half-way, the next run makes both anew.
    """
    path = settings.register_home / "demonstration-sign-in.txt"
    lines = [f"Sign in at http://{settings.host}:{settings.port}/desk/", ""]
    with writing() as connection:
        for role, name in STAFF:
            email, password = f"{role}@register.example", secrets.token_urlsafe(12)
            if account_of(connection, email) is not None:
                return path
            hashed = hashed_password(password)
            add_account(connection, name=name, email=email, password_hash=hashed, roles=(role,), at=now_utc())
            lines += [f"{role}: {email}", f"password: {password}", ""]
        path.touch(mode=0o600)
        path.write_text("\n".join(lines), encoding="utf-8")
    return path
