"""Staff accounts from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from register.accounts import audit
from register.accounts.links import LASTS, PATH, make_link
from register.accounts.passwords import hashed_password, no_password, why_refused
from register.accounts.people import Particulars, Unfit, UnknownBody, add_person, in_audit
from register.accounts.service import (
    AUTHOR,
    ROLES,
    VOLUNTARY,
    AccountExists,
    account_of,
    disable_account,
    normal_email,
)
from register.core.calendar import now_utc
from register.extensions import writing
from register.web.current import own_address, settings_now


@click.group()
def user() -> None:
    """Staff accounts: who may sign in to the desk."""


@user.command()
@click.argument("name")
@click.argument("email")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="What they may do; may be repeated.")
@click.option("--body", "bodies", multiple=True, help="Public body they act for; may be repeated. None: every one.")
@click.option("--organisation", help="Voluntary body that somebody of the role voluntary speaks for.")
@click.option("--ask", is_flag=True, help="Ask for the password instead of printing a link to set it.")
@with_appcontext
def add(
    name: str, email: str, roles: tuple[str, ...], bodies: tuple[str, ...], organisation: str | None, ask: bool
) -> None:
    """Make an account for NAME, who signs in with EMAIL, and print a link with which they set their password."""
    try:
        email = normal_email(email)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="EMAIL") from problem
    name, roles, at = name.strip() or email, roles or (AUTHOR,), now_utc()
    everywhere = not bodies and VOLUNTARY not in roles
    said = Particulars(name, email, roles, everywhere, tuple((body, None) for body in bodies), organisation)
    hashed = hashed_password(_ask_password(name, email)) if ask else no_password()
    try:
        with writing() as connection:
            made = add_person(connection, said, password_hash=hashed, at=at)
            audit.record(connection, audit.BY_COMMAND, "account_made", f"account {made}", at=at, **in_audit(said))
            secret = None if ask else make_link(connection, made, by=audit.BY_COMMAND, at=at)
    except (AccountExists, Unfit, UnknownBody) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{name} can sign in at {own_address('/desk/')} as {email} ({', '.join(roles)}).")
    if secret:
        _print_link(secret)


@user.command()
@click.argument("email")
@click.option("--new-factor", is_flag=True, help="Also take away authenticator app, recovery codes and passkeys.")
@with_appcontext
def link(email: str, new_factor: bool) -> None:
    """Print a link with which the owner of EMAIL sets a new password, for who lost the password or the phone."""
    try:
        with writing() as connection:
            account_id = account_of(connection, email)
            if account_id is None:
                raise click.ClickException(f"There is no account with the address {email}.")
            secret = make_link(connection, account_id, by=audit.BY_COMMAND, at=now_utc(), without_factors=new_factor)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="EMAIL") from problem
    if new_factor:
        click.echo("Using it also takes away the second factor; they set it up anew when they sign in.")
    _print_link(secret)


@user.command()
@click.argument("email")
@with_appcontext
def disable(email: str) -> None:
    """Disable the account that signs in with EMAIL; it is out at its next request."""
    try:
        with writing() as connection:
            account_id = account_of(connection, email)
            if account_id is None:
                raise click.ClickException(f"There is no account with the address {email}.")
            disable_account(connection, account_id)
            audit.record(connection, audit.BY_COMMAND, "account_disabled", f"account {account_id}", at=now_utc())
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="EMAIL") from problem
    click.echo(f"{normal_email(email)} can no longer sign in.")


def _print_link(secret: str) -> None:
    click.echo(f"Give them this link: it sets the password once, within {LASTS.total_seconds() / 3600:.0f} hours.")
    click.echo(own_address(PATH + secret))


def _ask_password(name: str, email: str) -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if problem := why_refused(password, (name, email, settings_now().register_name)):
        raise click.ClickException(problem)
    return password
