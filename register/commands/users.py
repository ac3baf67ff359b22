"""Staff accounts from the command line."""

from __future__ import annotations

import secrets

import click
from flask.cli import with_appcontext

from register.accounts.passwords import hashed_password
from register.accounts.service import (
    AUTHOR,
    ROLES,
    AccountExists,
    account_of,
    add_account,
    disable_account,
    normal_email,
)
from register.core.calendar import now_utc
from register.extensions import writing

SHORTEST_PASSWORD = 12


@click.group()
def user() -> None:
    """Staff accounts: who may sign in to the desk."""


@user.command()
@click.argument("name")
@click.argument("email")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="What they may do; may be repeated.")
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one up.")
@with_appcontext
def add(name: str, email: str, roles: tuple[str, ...], ask: bool) -> None:
    """Make an account for NAME, who signs in with EMAIL, and print its password once."""
    try:
        normal_email(email)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="EMAIL") from problem
    password = _ask_password() if ask else secrets.token_urlsafe(18)
    hashed = hashed_password(password)
    try:
        with writing() as connection:
            add_account(
                connection,
                name=name.strip() or email,
                email=email,
                password_hash=hashed,
                roles=roles or (AUTHOR,),
                at=now_utc(),
            )
    except AccountExists as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{name} can sign in at /desk/ as {normal_email(email)} ({', '.join(roles or (AUTHOR,))}).")
    if not ask:
        click.echo(f"Password: {password}")


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
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="EMAIL") from problem
    click.echo(f"{normal_email(email)} can no longer sign in.")


def _ask_password() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        raise click.ClickException(f"The password must have at least {SHORTEST_PASSWORD} characters.")
    return password
