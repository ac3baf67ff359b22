"""Second factors: codes of an app that are good once, recovery codes that are good once, and what an account has."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, delete, func, select, update

from register.accounts import totp
from register.accounts.models import Account, Passkey
from register.web.current import settings_now

CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that looks like something else."""
GROUPS = (4, 4, 4)
AUTHENTICATOR = "authenticator"

_account = cast(Table, Account.__table__)
_passkey = cast(Table, Passkey.__table__)


@dataclass(frozen=True)
class Factors:
    """What an account has besides its password."""

    totp: bool
    codes: int
    """Recovery codes that are left."""
    passkeys: int

    @property
    def any(self) -> bool:
        """Tell whether signing in asks for more than the password."""
        return self.totp or self.passkeys > 0


def is_required() -> bool:
    """Tell whether every account must have a second factor; a demonstration does without."""
    settings = settings_now()
    return settings.second_factor and not settings.demonstration


def factors_of(connection: Connection, account_id: int, *, locked: bool = False) -> Factors:
    """Return what an account has besides its password; `locked`, nobody changes it until the transaction ends."""
    row = _row(connection, account_id, locked=locked)
    passkeys = connection.scalar(select(func.count()).where(_passkey.c.user_id == account_id))
    return Factors(totp=bool(row.tf_totp_secret), codes=len(row.mf_recovery_codes or []), passkeys=int(passkeys or 0))


def unreadable(connection: Connection) -> int:
    """Return how many accounts have an app whose secret cannot be read with the key that is kept here."""
    kept = connection.scalars(select(_account.c.tf_totp_secret).where(_account.c.tf_totp_secret.is_not(None)))
    return sum(not totp.is_readable(secret) for secret in kept)


def set_totp(connection: Connection, account_id: int, kept: str, code: str) -> bool:
    """Make a secret the account's, where the code shows that it is in the app; that code is then used."""
    step = totp.step_of(kept, code)
    if step is None:
        return False
    values = {"tf_totp_secret": kept, "tf_primary_method": AUTHENTICATOR, "totp_used": step}
    connection.execute(update(_account).where(_account.c.id == account_id).values(values))
    return True


def use_totp(connection: Connection, account_id: int, code: str) -> bool:
    """Tell whether a code is right and newer than every code used before; it is then used.

    The database compares and writes in one statement, so of two equal codes at once only one is taken.
    """
    kept = _row(connection, account_id).tf_totp_secret
    step = totp.step_of(kept, code) if kept else None
    if step is None:
        return False
    unused = _account.c.totp_used.is_(None) | (_account.c.totp_used < step)
    used = update(_account).where(_account.c.id == account_id, unused).values(totp_used=step)
    return connection.execute(used).rowcount == 1


def make_codes(connection: Connection, account_id: int) -> list[str]:
    """Make new recovery codes in place of those before, and return them: they are shown once and kept as digests."""
    codes = ["-".join(_word(length) for length in GROUPS) for _ in range(CODES)]
    _keep(connection, account_id, [_digest(account_id, code) for code in codes])
    return codes


def use_code(connection: Connection, account_id: int, code: str) -> bool:
    """Tell whether this is a recovery code of the account; it is then used."""
    kept = list(_row(connection, account_id, locked=True).mf_recovery_codes or [])
    digest = _digest(account_id, code)
    left = [one for one in kept if not hmac.compare_digest(one, digest)]
    if len(left) == len(kept):
        return False
    _keep(connection, account_id, left)
    return True


def remove_totp(connection: Connection, account_id: int) -> None:
    """Take away the authenticator app; recovery codes go with the last factor."""
    values = {"tf_totp_secret": None, "tf_primary_method": None}
    connection.execute(update(_account).where(_account.c.id == account_id).values(values))
    forget_codes_without_factor(connection, account_id)


def remove_factors(connection: Connection, account_id: int) -> None:
    """Take away everything but the password: authenticator app, recovery codes and passkeys."""
    connection.execute(delete(_passkey).where(_passkey.c.user_id == account_id))
    remove_totp(connection, account_id)


def forget_codes_without_factor(connection: Connection, account_id: int) -> None:
    """Forget recovery codes that stand in for nothing any more."""
    if not factors_of(connection, account_id).any:
        _keep(connection, account_id, [])


def _row(connection: Connection, account_id: int, *, locked: bool = False) -> Row[*tuple[Any, ...]]:
    query = select(_account.c.tf_totp_secret, _account.c.mf_recovery_codes).where(_account.c.id == account_id)
    return connection.execute(query.with_for_update() if locked else query).one()


def _keep(connection: Connection, account_id: int, digests: list[str]) -> None:
    connection.execute(update(_account).where(_account.c.id == account_id).values(mf_recovery_codes=digests))


def _word(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _digest(account_id: int, code: str) -> str:
    """Return what is kept of a code; without the key beside the database nobody can try codes against it."""
    typed = "".join(sign for sign in code.casefold() if sign in ALPHABET)
    key = settings_now().secret("second-factor").encode()
    return hmac.new(key, f"recovery code of {account_id}: {typed}".encode(), hashlib.sha256).hexdigest()
