"""Passkeys (WebAuthn): made and checked here, kept by a person's device, which asks for their finger, face or PIN.

So a passkey is both factors at once. Every passkey can be found by the device itself, without an e-mail address typed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import webauthn
from sqlalchemy import Connection, Row, Table, delete, insert, select, update
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from register.accounts.models import Account, Passkey
from register.core.calendar import instant
from register.web.current import settings_now
from register.web.widgets import printable

MOST = 20
LONGEST_NAME = 64
LONGEST_ANSWER = 20_000
BOTH_FACTORS = "first"

JUNK = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a device’s answer raises where somebody made it up."""

_account = cast(Table, Account.__table__)
_passkey = cast(Table, Passkey.__table__)


@dataclass(frozen=True)
class Party:
    """The site that passkeys are bound to."""

    domain: str
    origin: str
    name: str


@dataclass(frozen=True)
class Challenge:
    """What a device must sign, and since when it is asked."""

    value: bytes
    made_at: datetime


@dataclass(frozen=True)
class Held:
    """A passkey as its owner sees it."""

    id: int
    name: str
    made_at: str
    used_at: str


class Refused(ValueError):
    """What the device answered is not good; the message says why, for a person."""


def held_by(connection: Connection, account_id: int) -> list[Held]:
    """Return an account's passkeys, the oldest first."""
    query = select(_passkey).where(_passkey.c.user_id == account_id).order_by(_passkey.c.id)
    return [
        Held(row.id, row.name, _instant(row.create_datetime), _instant(row.lastuse_datetime))
        for row in connection.execute(query)
    ]


def to_add(connection: Connection, account_id: int, party: Party, challenge: Challenge) -> str:
    """Return the options, as JSON, with which a browser makes a passkey for an account."""
    row = connection.execute(select(_account).where(_account.c.id == account_id)).one()
    options = webauthn.generate_registration_options(
        rp_id=party.domain,
        rp_name=party.name,
        user_id=_handle(row),
        user_name=row.email,
        user_display_name=row.name,
        challenge=challenge.value,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known_to(connection, account_id)),
    )
    return webauthn.options_to_json(options)


def add(connection: Connection, account_id: int, name: str, answer: str, party: Party, challenge: Challenge) -> None:
    """Keep a passkey that a device has just made; raises Refused."""
    name = " ".join(printable(name).split())[:LONGEST_NAME] or "Passkey"
    held = held_by(connection, account_id)
    if len(held) >= MOST:
        raise Refused(f"An account can have at most {MOST} passkeys: remove one first")
    if any(one.name == name for one in held):
        raise Refused("You have a passkey with this name already: choose another name")
    try:
        made = webauthn.verify_registration_response(
            credential=_short(answer),
            expected_challenge=challenge.value,
            expected_rp_id=party.domain,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except JUNK as problem:
        raise Refused("Your device’s answer was not understood: try again") from problem
    if connection.scalar(select(_passkey.c.id).where(_passkey.c.credential_id == made.credential_id)):
        raise Refused("This passkey is in use already")
    now = datetime.now(UTC).replace(tzinfo=None)
    row = {
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "backup_state": made.credential_backed_up,
        "device_type": made.credential_device_type.value,
        "create_datetime": now,
        "lastuse_datetime": now,
        "name": name,
        "usage": BOTH_FACTORS,
        "user_id": account_id,
    }
    connection.execute(insert(_passkey).values(row))
    account = connection.execute(select(_account).where(_account.c.id == account_id)).one()
    kept = {"fs_webauthn_user_handle": _handle(account).decode()}
    connection.execute(update(_account).where(_account.c.id == account_id).values(kept))


def to_use(party: Party, challenge: Challenge, known: Sequence[bytes] = ()) -> str:
    """Return the options, as JSON, with which a browser asks for one of these passkeys, or for any of this site's."""
    options = webauthn.generate_authentication_options(
        rp_id=party.domain,
        challenge=challenge.value,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def known_to(connection: Connection, account_id: int) -> list[bytes]:
    """Return what devices call the passkeys of an account."""
    query = select(_passkey.c.credential_id).where(_passkey.c.user_id == account_id)
    return [bytes(one) for one in connection.scalars(query)]


def use(connection: Connection, answer: str, party: Party, challenge: Challenge) -> int:
    """Return whose account a device has just signed for; raises Refused.

    An answer is good once: what was asked before the passkey's last use is refused, and the database compares and
    writes in one statement.
    """
    try:
        given = parse_authentication_credential_json(_short(answer))
        row = _found(connection, given.raw_id, given.response.user_handle)
        checked = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge.value,
            expected_rp_id=party.domain,
            expected_origin=party.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except JUNK as problem:
        raise Refused("This passkey does not open an account here, or its account is closed") from problem
    values = {
        "sign_count": checked.new_sign_count,
        "backup_state": checked.credential_backed_up,
        "lastuse_datetime": datetime.now(UTC).replace(tzinfo=None),
    }
    unused = _passkey.c.lastuse_datetime < challenge.made_at.astimezone(UTC).replace(tzinfo=None)
    used = update(_passkey).where(_passkey.c.id == row.id, unused).values(values)
    if connection.execute(used).rowcount != 1:
        raise Refused("This page was open for too long: try again")
    return int(row.user_id)


def remove(connection: Connection, account_id: int, passkey_id: int) -> str | None:
    """Forget one of an account's passkeys and return its name; None where there is no such."""
    own = _passkey.c.id == passkey_id, _passkey.c.user_id == account_id
    return connection.scalar(delete(_passkey).where(*own).returning(_passkey.c.name))


def _found(connection: Connection, credential_id: bytes, handle: bytes | None) -> Row[Any]:
    query = (
        select(_passkey, _account.c.fs_webauthn_user_handle)
        .join(_account, _account.c.id == _passkey.c.user_id)
        .where(_passkey.c.credential_id == credential_id, _account.c.active)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise KeyError("no such passkey")
    if handle and handle != (row.fs_webauthn_user_handle or "").encode():
        raise ValueError("another account’s handle")
    return row


def _handle(row: Row[Any]) -> bytes:
    """Return what devices call the account: random to everybody else, and the same at every asking."""
    made = hmac.new(settings_now().secret("session").encode(), f"passkeys of {row.id}".encode(), hashlib.sha256)
    return (row.fs_webauthn_user_handle or made.hexdigest()).encode()


def _descriptors(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("no device answers that long")
    return answer


def _instant(moment: datetime) -> str:
    return instant(moment.replace(tzinfo=UTC))
