"""Commands that keep a register from being lost: backup, restore, and a witness of its checkpoints elsewhere."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import NullPool, create_engine, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from register.core.problems import counted
from register.entries.tables import head
from register.extensions import db, reading
from register.finding import index
from register.log import backup as backups
from register.log import mark, postgresql, verify
from register.log.backup import BadBackup, Manifest, Unpacked
from register.log.checking import faults_of_log
from register.log.standing import complaint, known
from register.migrations.run import upgrade
from register.publishing import purging
from register.publishing.restoring import replay_removals
from register.settings import Settings
from register.web.current import settings_now


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Save the register to FILE while it runs: database, keys, documents, ledger. Keep FILE as you keep a key."""
    settings = settings_now()
    try:
        with reading() as connection:
            made, why = backups.write_backup(connection, settings, file)
    except (OSError, postgresql.NoTools) as problem:
        raise click.ClickException(f"Nothing was saved: {problem}") from problem
    click.echo(f"Saved up to act {made.n}{made.root and f', with the root {made.root}'}.")
    if why is not None:
        click.echo(f"It is saved as it is, without a checkpoint. {why}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Put it in the place of a register that has acts.")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Bring the register back from a backup; what was redacted since is redacted again."""
    settings = settings_now()
    settings.register_home.mkdir(parents=True, exist_ok=True)
    if not yes and not _is_empty():
        raise click.ClickException("There is a register here. To put the backup in its place, add --yes.")
    try:
        with backups.unpacked(file, beside=settings.register_home) as held:
            if held.manifest.dialect != make_url(settings.database).get_backend_name():
                raise BadBackup(f"This is a backup of a register on {held.manifest.dialect}, and this one is not.")
            known_before = mark.is_known(settings)
            mark.keep_in_ledger(settings, held.ledger)  # before anything is in place that could show it
            name = f"{backups.ASIDE}{datetime.now(UTC):%Y%m%d%H%M%S}"
            kept = _put_sqlite(settings, held, name) if _is_sqlite(settings) else _put_postgresql(settings, held, name)
            aside = settings.register_home / name
            if backups.put_documents(settings, held.documents, kept=aside) and kept != str(aside):
                kept = f"{kept} and {aside}" if kept else str(aside)
            other_key = backups.put_keys(settings, held.keys)
            if held.manifest.demonstration:
                settings.demonstration_marker.touch()
    except (BadBackup, postgresql.NoTools, postgresql.InUse) as problem:
        raise click.ClickException(str(problem)) from problem
    settings = settings_now()  # with what the register that is back had chosen
    purging.forget(settings)
    again = replay_removals(settings)
    index.reindex(settings)
    _tell(settings, held.manifest, kept=kept, again=again, other_key=other_key, known_before=known_before)


@click.command()
@click.argument("url")
@click.option(
    "--keep",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file in which checkpoints are kept.",
)
def witness(url: str, keep: Path) -> None:
    """Keep the newest checkpoint of the register at URL, and check that it goes on from those kept before.

    A register that says that acts were lost is not followed: ask what they were, then keep checkpoints in a new file.
    """
    sys.exit(verify.witness(url, str(keep)))


def _is_empty() -> bool:
    """Tell whether there is no register yet, or one without any act but its first; a broken one is not."""
    try:
        with reading() as connection:
            return not inspect(connection).has_table(head.name) or not connection.scalar(select(head.c.n))
    except SQLAlchemyError:
        return False
    finally:
        for engine in db.engines.values():
            engine.dispose()  # nobody may hold what is about to be replaced


def _is_sqlite(settings: Settings) -> bool:
    return make_url(settings.database).get_backend_name() == "sqlite"


def _put_sqlite(settings: Settings, held: Unpacked, name: str) -> str | None:
    """Check the saved database, then put it in place; return what was kept of the one before."""
    url = f"sqlite:///{held.database.resolve()}"
    _require_what_was_saved(url, held.manifest)
    upgrade(url)
    path = Path(make_url(settings.database).database or "")
    kept = None if _is_empty() else path.parent / name
    backups.put_in_place(settings, held.database, kept=kept)
    return None if kept is None else str(kept)


def _put_postgresql(settings: Settings, held: Unpacked, name: str) -> str | None:
    schema = name.replace("-", "_")
    empty = _is_empty()
    postgresql.put_aside(settings, schema)
    try:
        postgresql.load(settings, held.database)
        _require_what_was_saved(settings.database, held.manifest)
        upgrade(settings.database)
    except BaseException:
        postgresql.bring_back(settings, schema)
        raise
    if empty:
        postgresql.drop(settings, schema)
    return None if empty else f"the schema {schema}"


def _require_what_was_saved(url: str, manifest: Manifest) -> None:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with (
            engine.connect() as connection,
            click.progressbar(length=manifest.n + 1, label="Checking the backup", file=sys.stderr) as bar,
        ):
            for fault in faults_of_log(connection, lambda done: bar.update(done - bar.pos)):
                raise BadBackup(f"What the backup holds is not sound, and was not put in place. {fault}")
            if known(connection).root != manifest.root:
                raise BadBackup("The backup does not hold the log that it says it holds; it was not put in place.")
    finally:
        engine.dispose()


def _tell(
    settings: Settings, manifest: Manifest, *, kept: str | None, again: int, other_key: bool, known_before: bool
) -> None:
    with reading() as connection:
        why, here = complaint(connection, settings), known(connection)
    click.echo(f"The register of {manifest.made_at} is back, up to act {manifest.n}, with the root {here.root}.")
    if again:
        click.echo(f"Removed again, as it was since the backup: something of {counted(again, 'entry', 'entries')}.")
    if kept:
        click.echo(f"What was here before is kept in {kept}.")
        click.echo("Later redactions do not reach it: delete it once you do not need it.")
    if other_key:
        click.echo("The key that was here stays; the backup held another one.")
    if why is not None:
        click.echo(f"It is behind: read-only until “register log recover”. {why}")
        return
    mark.raise_to(settings, here)
    if known_before:
        click.echo("It reaches as far as the register was known to reach: publishing goes on.")
    else:
        click.echo("Nobody here knows whether acts were published after it. If there were any, bring them back before")
        click.echo("anything new is published (register log recover --export FILE), or declare them lost")
        click.echo("(register log recover --new-epoch --last-act NUMBER).")
