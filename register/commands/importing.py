"""`register import FILE`: entries from a file of awards or of facts about consultations."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from register.core.problems import Problem, counted
from register.exchange import importing, staging
from register.exchange.examining import Examined
from register.exchange.plan import Plan
from register.log.standing import ReadOnly
from register.web.current import settings_now

_SHOWN = 50


@click.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--confirmed-by", metavar="NAME", help="The second person, who confirms the import.")
@click.option("--by", metavar="NAME", help="The person who imports; without it, the name of this machine's user.")
@click.option("--dry-run", is_flag=True, help="Only say what the import would do.")
@click.option("--accept-names", is_flag=True, help="Accept names that look like a private person's.")
@click.option("--accept-personal", is_flag=True, help="Accept rows that hold what looks like personal data.")
@click.option("--discard", is_flag=True, help="Give up what is left of interrupted imports; takes no FILE.")
@click.option("--yes", is_flag=True, help="Import without asking again.")
@with_appcontext
def import_file(
    file: Path | None,
    confirmed_by: str | None,
    by: str | None,
    dry_run: bool,
    accept_names: bool,
    accept_personal: bool,
    discard: bool,
    yes: bool,
) -> None:
    """Import FILE: awards in the 360Giving standard, or facts about consultations (CSV, XLSX or JSON).

    The file is examined whole before anything is written: one refused row refuses the file.
    """
    if discard == (file is not None):
        raise click.UsageError("Give the FILE to import, or --discard without one.")
    if file is None:
        _discard(yes)
        return
    examined = importing.examine_path(file)
    _say_problems(examined)
    if examined.refused:
        click.echo(f"Nothing was imported: {counted(len(examined.refused), 'problem')} to mend.")
        sys.exit(1)
    planned = importing.plan(examined)
    _say_plan(examined, planned)
    interrupted = staging.unfinished()
    for one in interrupted:
        click.echo(f"An import was interrupted, and is finished first: {_in_words(one)}")
    if dry_run:
        click.echo("Dry run: nothing was changed.")
        return
    if not confirmed_by:
        raise click.UsageError("An import is confirmed by a second person: --confirmed-by NAME.")
    if not planned.to_do and not interrupted:
        click.echo("Nothing to do: the register has it all.")
        return
    accept_names = accept_names or (bool(examined.people) and not yes and _accepts(examined.people, "name"))
    accept_personal = accept_personal or (bool(examined.personal) and not yes and _accepts(examined.personal, "row"))
    if not yes:
        click.confirm(f"Import, confirmed by {confirmed_by}?", abort=True)
    resumed = _counted(sum(one.left for one in interrupted), interrupted)
    accepted = {"accept_names": accept_names, "accept_personal": accept_personal}
    done = _import(examined, planned, by=by or getpass.getuser(), confirmed_by=confirmed_by, **accepted)
    finished = f"{resumed} of an interrupted import finished, " if done.resumed else ""
    click.echo(f"Imported: {finished}{done.new:,} new, {done.changed:,} changed, {done.unchanged:,} unchanged.")


def _discard(yes: bool) -> None:
    interrupted = staging.unfinished()
    for one in interrupted:
        click.echo(_in_words(one))
    if not interrupted:
        click.echo("Nothing to discard: every import came to its end.")
        return
    if not yes:
        click.confirm("Discard what is left? What is published stays.", abort=True)
    click.echo(f"Discarded: {_counted(staging.discard(), interrupted)}.")


def _in_words(one: staging.Unfinished) -> str:
    people = f"imported by {one.imported_by} and confirmed by {one.confirmed_by}"
    return f"{one.file_name}, {people}: {_counted(one.left, [one])} left."


def _counted(number: int, interrupted: Sequence[staging.Unfinished]) -> str:
    """Write a number of what interrupted imports hold, by its name where all hold the same."""
    names = {(one.format.one, one.format.many) for one in interrupted}
    return counted(number, *(names.pop() if len(names) == 1 else ("entry", "entries")))


def _import(
    examined: Examined, planned: Plan, *, by: str, confirmed_by: str, accept_names: bool, accept_personal: bool
) -> importing.Done:
    try:
        with click.progressbar(length=planned.to_do, label="Importing", file=sys.stderr) as bar:

            def advance(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            return importing.import_examined(
                examined,
                settings_now(),
                imported_by=by,
                confirmed_by=confirmed_by,
                accept_names=accept_names,
                accept_personal=accept_personal,
                progress=advance,
            )
    except importing.NotConfirmed as problem:
        raise click.UsageError(str(problem)) from None
    except (importing.Stuck, ReadOnly) as problem:
        raise click.ClickException(str(problem)) from None
    except importing.Refused as problem:
        raise click.ClickException(f"{problem} {_once_looked_at(examined, accept_names)}") from None


def _say_problems(examined: Examined) -> None:
    if examined.format:
        click.echo(f"{examined.file_name}: {counted(examined.rows, examined.format.one, examined.format.many)}.")
    _say("To mend", examined.refused, examined.unit)
    _say("To know", examined.noticed, examined.unit)
    _say("To accept", examined.people, examined.unit)
    if examined.personal:
        verb = "holds" if len(examined.personal) == 1 else "hold"
        rows = counted(len(examined.personal), examined.unit.lower())
        click.echo(f"\n{rows} {verb} what looks like personal data.")
    _say("To accept or take out", examined.personal, examined.unit)


def _say(heading: str, problems: Sequence[Problem], unit: str) -> None:
    if not problems:
        return
    click.echo(f"\n{heading} ({len(problems):,}):")
    for problem in problems[:_SHOWN]:
        click.echo(f"  {problem.sentence(unit)}")
    if len(problems) > _SHOWN:
        click.echo(f"  … and {len(problems) - _SHOWN:,} more.")
    click.echo()


def _say_plan(examined: Examined, planned: Plan) -> None:
    click.echo(
        f"New {len(planned.new):,} · changed {len(planned.changed):,} · unchanged {planned.unchanged:,} · refused 0."
    )
    words = examined.format.words if examined.format else {}
    for change in planned.changed[:_SHOWN]:
        fields = ", ".join(words.get(name, name) for name in change.fields) or "only what is not shown"
        lost = ", ".join(words.get(name, name) for name in change.over_the_desk)
        desk = f" This replaces what the desk had corrected: {lost}." if lost else ""
        click.echo(f"  {change.reference} ({change.stated.identifier}): {fields}.{desk}")
    if planned.withdrawn:
        click.echo(f"  Withdrawn, and left so: {', '.join(planned.withdrawn[:_SHOWN])}.")
    if len(planned.changed) > _SHOWN:
        click.echo(f"  … and {len(planned.changed) - _SHOWN:,} more.")


def _accepts(problems: Sequence[Problem], what: str) -> bool:
    return click.confirm(
        f"Has the person who confirms looked at the {counted(len(problems), what)} above and accepted them?"
    )


def _once_looked_at(examined: Examined, accept_names: bool) -> str:
    names = bool(examined.people) and not accept_names
    return f"Add {'--accept-names' if names else '--accept-personal'} once they have been looked at."
