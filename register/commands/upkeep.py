"""Commands that keep a register well: upgrade, reindex, rebuild, doctor."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from register.entries import reading as record
from register.exchange.rekeying import rekey
from register.extensions import reading, writing
from register.finding import index
from register.migrations.run import upgrade as upgrade_database
from register.publishing.doctor import Complaint, examine
from register.publishing.rebuild import rebuild as rebuild_projections
from register.publishing.restoring import replay_removals
from register.settings import Settings
from register.web.current import settings_given, settings_now


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the present schema (safe to repeat)."""
    upgrade_database(settings_given().database)
    settings = settings_now()
    with writing() as connection:
        rekeyed = rekey(connection, settings)
    if rekeyed:
        index.reindex(settings)
    click.echo("The database has the present schema.")
    if again := replay_removals(settings):
        click.echo(f"An older copy was put here: what was removed since is removed again, in {again} entries.")


@click.command()
@with_appcontext
def reindex() -> None:
    """Make the search index anew, beside the old one, and put it in its place."""
    with reading() as connection:
        total = record.count(connection)
    with click.progressbar(length=total, label="Indexing", file=sys.stderr) as bar:
        reached = index.reindex(settings_now(), progress=lambda done: bar.update(done - bar.pos))
    click.echo(f"The index holds every act up to {reached}.")


@click.command()
@with_appcontext
def rebuild() -> None:
    """Make lists, filters, citations and the index again from what was published."""
    settings = settings_now()
    with reading() as connection:
        total = record.count(connection)
    with (
        click.progressbar(length=total, label="Rebuilding", file=sys.stderr) as bar,
        writing() as connection,
    ):
        done = rebuild_projections(
            connection,
            settings=settings,
            progress=lambda count: bar.update(count - bar.pos),
        )
    click.echo(f"{done} entries rebuilt.")
    click.echo(f"The index holds every act up to {index.reindex(settings)}.")


@click.command()
@click.option("--mend", is_flag=True, help="Rebuild what can be rebuilt.")
@click.option("--quick", is_flag=True, help="Leave out whether content and lists are what was published.")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, mend: bool, quick: bool) -> None:
    """Say what is wrong with this register; exit 1 if anything is."""
    settings = settings_now()
    complaints = _examined(settings, quick=quick)
    if mend and any(complaint.mendable for complaint in complaints):
        context.invoke(rebuild)
        complaints = _examined(settings, quick=quick)
    for complaint in complaints:
        click.echo(f"✗ {complaint.what}\n  {complaint.remedy}")
    if complaints:
        sys.exit(1)
    click.echo("✓ All is well.")


def _examined(settings: Settings, *, quick: bool) -> list[Complaint]:
    """Examine the register with a bar for each thing that takes long."""
    try:
        with reading() as connection:
            acts, entries = record.version(connection).n + 1, record.count(connection)
    except SQLAlchemyError:
        acts = entries = 0  # the examination says so
    bars = {
        what: click.progressbar(length=length, label=f"Checking {what}", file=sys.stderr)
        for what, length in (("acts", acts), ("revisions", acts), ("entries", entries))
    }

    def advance(what: str, done: int) -> None:
        bars[what].update(done - bars[what].pos)

    complaints = examine(settings, quick=quick, progress=advance)
    for bar in bars.values():
        bar.render_finish()
    return complaints
