"""Signed notes and checkpoints: how the log signs what it is (C2SP signed-note and tlog-checkpoint, with Ed25519).

A note is text, an empty line, and lines of signatures. The text of a checkpoint is the log's name, the size of its
tree and the tree's root.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_HASH_BYTES = 32
_MOST_SIGNATURES = 100

_NOT_IN_NOTES = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_SIGNATURE = re.compile(r"— ([^ ]+) ([^ ]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class BadNote(ValueError):
    """A note, a checkpoint or a key that must not be trusted, and why, in a plain sentence."""


@dataclass(frozen=True)
class Verifier:
    """Whose signature is trusted: a key's name and its public half, 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _refuse_a_bad_name(self.name)
        if len(self.public) != _KEY_BYTES:
            raise BadNote(f"A public key has {_KEY_BYTES} bytes.")

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read a public key written `name+hash+base64`; raises BadNote."""
        name, written_id, key = _split_key(vkey, "The public key")
        verifier = cls(name, key)
        if written_id != verifier.key_id.hex():
            raise BadNote("The hash in the public key is not the hash of its name and key.")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand for name and key in a signature."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key in one line, as it is published."""
        return f"{self.name}+{self.key_id.hex()}+{_encoded(_ED25519 + self.public)}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature (without key id) of a text is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """Who signs: a key's name and its private seed, 32 random bytes. Raises BadNote for any other."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _refuse_a_bad_name(self.name)
        if len(self.seed) != _KEY_BYTES:
            raise BadNote(f"A private key has {_KEY_BYTES} bytes.")

    @property
    def verifier(self) -> Verifier:
        """Who verifies what this signer signs."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The public half in one line, as it is published."""
        return self.verifier.vkey

    def sign(self, text: str) -> str:
        """Return a note of the text and its signature; raises BadNote for a text that no note can hold."""
        if not text.endswith("\n"):
            raise BadNote("The text of a note ends with a new line.")
        if _NOT_IN_NOTES.search(text):
            raise BadNote("The text holds control characters or what is no text.")
        signature = self.verifier.key_id + self._key.sign(text.encode())
        return f"{text}\n— {self.name} {_encoded(signature)}\n"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Checkpoint:
    """What the log is at one moment: its name, its number of entries, and the root over them, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        _refuse_a_bad_name(self.origin)
        if not _SIZE.fullmatch(str(self.size)):
            raise BadNote("The size of a tree is a whole number of at most 18 digits.")
        if len(self.root) != _HASH_BYTES:
            raise BadNote(f"The root of a tree has {_HASH_BYTES} bytes.")

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint, without signatures; raises BadNote.

        Lines after the third, which the format allows, are refused: the register writes none.
        """
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise BadNote("A checkpoint is three lines: name, size and root.")
        origin, size, root, _ = lines
        if not _SIZE.fullmatch(size):
            raise BadNote("The size of a tree is a whole number of at most 18 digits, without leading zeros.")
        return cls(origin, int(size), _decoded(root, "The root"))

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """Return the text of a note that the verifier's key signed; raises BadNote.

    Signatures by other keys are passed over; one by this key that is wrong refuses the note, whatever else it holds.
    """
    if _NOT_IN_NOTES.search(note):
        raise BadNote("The note holds control characters or what is no text.")
    before, gap, after = note.rpartition("\n\n")
    if not gap or not after.endswith("\n"):
        raise BadNote("The note is not a text, an empty line and lines of signatures.")
    text = before + "\n"
    lines = after.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise BadNote(f"The note has more than {_MOST_SIGNATURES} signatures.")
    known = (verifier.name, verifier.key_id)
    ours = [signature for name, key_id, signature in map(_signature, lines) if (name, key_id) == known]
    if not ours:
        raise BadNote(f"The note is not signed by {verifier.name} with the key that is known.")
    if not all(verifier.accepts(text, signature) for signature in ours):
        raise BadNote(f"The signature by {verifier.name} is wrong: the note or its signature was changed.")
    return text


def encode_key(signer: Signer) -> str:
    """Return the private key in one line, in the format of Go's `note` package."""
    return f"PRIVATE+KEY+{signer.name}+{signer.verifier.key_id.hex()}+{_encoded(_ED25519 + signer.seed)}"


def decode_key(line: str) -> Signer:
    """Read what `encode_key` wrote; raises BadNote, which never repeats any of the key."""
    if not line.startswith("PRIVATE+KEY+"):
        raise BadNote("The private key does not begin with PRIVATE+KEY+.")
    name, written_id, seed = _split_key(line.removeprefix("PRIVATE+KEY+"), "The private key")
    signer = Signer(name, seed)
    if written_id != signer.verifier.key_id.hex():
        raise BadNote("The hash in the private key is not the hash of its name and key.")
    return signer


def _split_key(line: str, what: str) -> tuple[str, str, bytes]:
    """Return name, hash and key; the base64 at the end may hold a plus too."""
    parts = line.split("+", 2)
    if len(parts) != 3:
        raise BadNote(f"{what} is not a name, a hash and a key, with a plus between them.")
    name, written_id, encoded = parts
    key = _decoded(encoded, what)
    if key[:1] != _ED25519:
        raise BadNote(f"{what} is not an Ed25519 key.")
    return name, written_id, key[1:]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    """Return the name, the key id and the signature on a line of signature."""
    match = _SIGNATURE.fullmatch(line)
    if not match:
        raise BadNote("A line of signature is not a dash, a name and a signature.")
    name, encoded = match.groups()
    _refuse_a_bad_name(name)
    raw = _decoded(encoded, "A signature")
    if len(raw) <= _KEY_ID_BYTES:
        raise BadNote("A signature is too short.")
    return name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:]


def _refuse_a_bad_name(name: str) -> None:
    # All white space but the plain space, and all that cannot be seen, is not printable.
    if not name or not name.isprintable() or " " in name or "+" in name:
        raise BadNote("The name of a log or key is empty, or holds a space, a plus or what cannot be printed.")


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(encoded: str, what: str) -> bytes:
    """Return the bytes of base64 as only one encoder would write it; `what` begins the sentence of BadNote."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    if not raw or _encoded(raw) != encoded:
        raise BadNote(f"{what} is not plain base64.")
    return raw
