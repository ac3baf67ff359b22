"""`register log`: take the log away, bring lost acts back, name a new key."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from register.extensions import reading
from register.log.export import write_export
from register.log.standing import ReadOnly, complaint
from register.publishing.epochs import NotNeeded, change_key, open_epoch
from register.publishing.recovering import CannotRecover, recover_from_export
from register.web.current import settings_now


@click.group()
def log() -> None:
    """Keep the transparency log: export, recover, new-key."""


@log.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def export(file: Path) -> None:
    """Write the whole public register with its log to FILE: anybody can check it with the verify.py inside."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with reading() as connection, fresh.open("wb") as opened:
            write_export(connection, settings_now(), opened)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except ReadOnly as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"Nothing was exported: {problem}") from problem
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
    click.echo(f"The register is exported to {file}. To check it, unpack it and run: python3 verify.py .")


@log.command()
@click.option(
    "--export",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bring back what an export holds and this register lacks.",
)
@click.option("--new-epoch", is_flag=True, help="Declare in public that acts are lost, and go on without them.")
@click.option("--last-act", type=click.IntRange(min=0), help="The last act that was published, if you know it.")
@click.option("--yes", is_flag=True, help="Do it without asking again.")
@with_appcontext
def recover(file: Path | None, new_epoch: bool, last_act: int | None, yes: bool) -> None:
    """Bring back acts that an old backup lacks, or declare that they are lost."""
    if new_epoch == (file is not None) or (last_act is not None and not new_epoch):
        raise click.UsageError("Give an export to bring acts back from (--export FILE), or --new-epoch.")
    if file is not None:
        _bring_back(file)
    else:
        _declare(last_act, yes)


def _bring_back(file: Path) -> None:
    settings = settings_now()
    try:
        with click.progressbar(length=1, label="Bringing back", file=sys.stderr) as bar:

            def advance(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            recovered = recover_from_export(settings, file, advance)
    except CannotRecover as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Acts {recovered.first} to {recovered.last} are back, as they were published.")
    if recovered.hidden:
        click.echo(
            f"Of {recovered.hidden} revisions the export shows nothing or a part: it was hidden when the export "
            "was made. A backup may hold the rest."
        )
    click.echo("Drafts, private facts and accounts since the backup are in no export.")
    with reading() as connection:
        click.echo(complaint(connection, settings) or "The register is whole: publishing goes on.")


def _declare(last_act: int | None, yes: bool) -> None:
    click.echo(
        "A new epoch tells everybody, for ever, that acts were lost. Whoever kept an older checkpoint will see it.\n"
        "If there is an export or a newer backup, use that instead."
    )
    if not yes:
        click.confirm("Declare a new epoch?", abort=True)
    try:
        made = open_epoch(settings_now(), last_act=last_act)
    except NotNeeded as problem:
        raise click.ClickException(str(problem)) from problem
    lost = f"up to act {made.lost}" if made.lost is not None and made.lost > made.after else "of another log"
    click.echo(f"Epoch {made.number} goes on after act {made.after}. The acts {lost} are declared lost.")
    click.echo(f"Removals entered anew: {made.removals}.")
    click.echo("The key has a new name: back the register up, and tell those who watch its checkpoints.")


@log.command("new-key")
@click.option("--yes", is_flag=True, help="Do it without asking again.")
@with_appcontext
def new_key(yes: bool) -> None:
    """Make a new key that signs the log, because the old one is lost or somebody else has it."""
    if not yes:
        click.confirm("Make a new key and name it in the log, for everybody to see?", abort=True)
    try:
        vkey = change_key(settings_now())
    except NotNeeded as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"From now on this key signs: {vkey}")
    click.echo("Back the register up, and tell those who watch its checkpoints.")
