"""A device that keeps passkeys, in a few lines: what a browser and a security key do, without either."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes as bytes_of
from webauthn.helpers import bytes_to_base64url as text

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey on one device, for one site."""

    origin: str = "https://register.test"
    verified: bool = True
    count: int = 0
    id: bytes = b"an invented passkey"
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, page: str) -> str:
        """Answer the page that asks for a new passkey."""
        asked = options_in(page)
        self.handle = bytes_of(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        said = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._authenticator(HAS_KEY) + known})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(said)})

    def use(self, page: str) -> str:
        """Answer the page that asks for a passkey."""
        client = self._client("webauthn.get", options_in(page)["challenge"])
        said = self._authenticator(0)
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(said),
                "signature": text(signature),
                "userHandle": text(self.handle),
            }
        )

    def _authenticator(self, more: int) -> bytes:
        flags = USER_PRESENT | (USER_VERIFIED if self.verified else 0) | more
        return hashlib.sha256(b"register.test").digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})


def options_in(page: str) -> Any:
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    return json.loads(unescape(found[1]))
