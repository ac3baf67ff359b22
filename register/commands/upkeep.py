"""Commands that keep a register well: upgrade, reindex, rebuild, doctor."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from register.entries import reading as record
from register.extensions import reading, writing
from register.finding import index
from register.migrations.run import upgrade as upgrade_database
from register.publishing.doctor import examine
from register.publishing.rebuild import rebuild as rebuild_projections
from register.web.current import settings_now


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the present schema (safe to repeat)."""
    upgrade_database(settings_now().database)
    click.echo("The database has the present schema.")


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
            yardsticks=settings.yardsticks,
            organisation_prefix=settings.organisation_prefix,
            progress=lambda count: bar.update(count - bar.pos),
        )
    click.echo(f"{done} entries rebuilt.")
    click.echo(f"The index holds every act up to {index.reindex(settings)}.")


@click.command()
@click.option("--mend", is_flag=True, help="Rebuild what can be rebuilt.")
@click.pass_context
@with_appcontext
def doctor(context: click.Context, mend: bool) -> None:
    """Say what is wrong with this register; exit 1 if anything is."""
    settings = settings_now()
    complaints = examine(settings)
    if mend and any(complaint.mendable for complaint in complaints):
        context.invoke(rebuild)
        complaints = examine(settings)
    for complaint in complaints:
        click.echo(f"✗ {complaint.what}\n  {complaint.remedy}")
    if complaints:
        sys.exit(1)
    click.echo("✓ All is well.")
