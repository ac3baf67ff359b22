"""Checkpoints: signed only of what is committed, known to the mark first, and never of an old or foreign database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from register.entries.reading import version
from register.entries.tables import head
from register.extensions import db, reading, writing
from register.factory import create_app
from register.kinds import kind_named
from register.log import guards, keys, mark
from register.log.checkpoints import checkpoint, key, newest
from register.log.mark import Mark
from register.log.notes import Checkpoint, Signer, Verifier, open_note
from register.log.reading import entries_from
from register.log.standing import ReadOnly, known
from register.publishing.acts import Publication, publish
from register.settings import Settings
from tests.decisions.builders import decision

pytestmark = pytest.mark.record

ORIGIN = "register.test/compact-register"


def publish_one(settings: Settings, title: str = "An award") -> None:
    document = decision(title=title).model_dump(mode="json", exclude_none=True)
    one = Publication(kind=kind_named("decision"), document=document, origin="authored", role="Publisher")
    with writing() as connection:
        publish(connection, [one], at="2026-11-22T12:00:00.000000Z", settings=settings)


def signed(settings: Settings) -> str:
    with reading() as connection:
        return checkpoint(connection, settings)


def opened(note: str, settings: Settings) -> Checkpoint:
    return Checkpoint.parse(open_note(note, Verifier.parse(key(settings).removesuffix("\n"))))


def refusal(settings: Settings) -> str:
    """Return why nothing is signed, once it is sure that nothing is."""
    with reading() as connection:
        assert newest(connection, settings) is None
    with reading() as connection, pytest.raises(ReadOnly) as refused:
        checkpoint(connection, settings)
    sentence = str(refused.value)
    assert sentence[0].isupper() and sentence.endswith(".")
    return sentence


def test_the_checkpoint_is_the_signed_root_of_all_that_is_entered(context: Any, settings: Settings) -> None:
    for count in range(6):
        shown = opened(signed(settings), settings)
        with reading() as connection:
            leaves = [hashlib.sha256(b"\0" + entry).digest() for _, entry in entries_from(connection)]
        assert (shown.origin, shown.size, shown.root) == (ORIGIN, count + 1, _root(leaves))
        publish_one(settings)


def _root(hashes: list[bytes]) -> bytes:
    """Return the root as RFC 9162 defines it, from the leaves alone."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + _root(hashes[:half]) + _root(hashes[half:])).digest()


def test_every_worker_gives_the_same_bytes(app: Flask, settings: Settings) -> None:
    with app.app_context():
        publish_one(settings)
        first = signed(settings)
    other = create_app(settings)
    with other.app_context():
        assert signed(settings) == first
        with reading() as connection:
            assert newest(connection, settings) == first
        for engine in db.engines.values():
            engine.dispose()


def test_the_mark_knows_of_a_tree_before_anybody_else_does(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mark.read(settings) is None
    sign = Signer.sign

    def sign_if_known(signer: Signer, text: str) -> str:
        assert mark.read(settings) == Mark(1, 1, Checkpoint.parse(text).root.hex())
        return sign(signer, text)

    monkeypatch.setattr(Signer, "sign", sign_if_known)
    assert opened(signed(settings), settings).size == 1


def test_where_the_mark_cannot_be_kept_nothing_is_signed(
    context: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(mark, "raise_to", full)
    assert "cannot be written down" in refusal(settings)


def test_a_moment_that_others_have_passed_since_is_no_old_copy(context: Any, settings: Settings) -> None:
    publish_one(settings)
    with reading() as connection:
        assert version(connection).n == 1
        publish_one(settings)
        assert opened(checkpoint(connection, settings), settings).size == 2
    held = mark.read(settings)
    assert held is not None and held.size == 3


def test_an_old_database_is_not_signed_for(context: Any, settings: Settings) -> None:
    publish_one(settings)
    mark.raise_to(settings, Mark(1, 9, "00" * 32))
    sentence = refusal(settings)
    assert "old copy that ends at act 1" in sentence and "up to 8" in sentence
    with pytest.raises(ReadOnly):
        publish_one(settings)


def test_a_database_with_another_history_is_not_signed_for(context: Any, settings: Settings, tmp_path: Path) -> None:
    publish_one(settings)
    mark.folder(settings).rename(tmp_path / "aside")
    mark.raise_to(settings, Mark(1, 2, "00" * 32))
    publish_elsewhere = settings.model_copy(update={"register_home": tmp_path / "elsewhere"})
    publish_one(publish_elsewhere)
    assert "is not the one that was published up to act 1" in refusal(settings)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("PRIVATE+KEY+nonsense")])
def test_without_its_key_nothing_is_signed(damage: Callable[[Path], object], context: Any, settings: Settings) -> None:
    signed(settings)
    damage(keys.path_of(settings))
    assert "key that signs this register’s log is missing" in refusal(settings)


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"epoch": 1}', b"\xff\x00"])
def test_where_the_mark_is_damaged_nothing_is_signed(damaged: bytes, context: Any, settings: Settings) -> None:
    signed(settings)
    (mark.folder(settings) / "high-water").write_bytes(damaged)
    assert "cannot be read" in refusal(settings)


@pytest.mark.parametrize(("epoch", "name"), [(2, ORIGIN), (1, f"{ORIGIN}/epoch-2"), (3, f"{ORIGIN}/epoch-2")])
def test_the_key_of_another_epoch_signs_nothing(epoch: int, name: str, context: Any, settings: Settings) -> None:
    keys.keep(settings, Signer(name, bytes(32)), over=True)
    _begin_epoch(epoch)
    assert "since it was recovered" in refusal(settings)
    assert mark.read(settings) is None


def test_a_later_epoch_is_signed_for_under_its_own_name(context: Any, settings: Settings) -> None:
    keys.keep(settings, Signer(f"{ORIGIN}/epoch-12", bytes(32)), over=True)
    _begin_epoch(12)
    assert opened(signed(settings), settings).origin == f"{ORIGIN}/epoch-12"
    with reading() as connection:
        assert mark.read(settings) == known(connection)


def test_publishing_over_a_tree_with_a_hole_is_refused_in_a_sentence(context: Any, settings: Settings) -> None:
    publish_one(settings)
    (mark.folder(settings) / "high-water").unlink()  # as after a power cut: else the hole is found before
    with writing() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON log_node"
        for name in guards.names(connection.dialect.name):
            if name.startswith("log_node"):
                connection.execute(text(f"DROP TRIGGER {name}{on}"))
        connection.execute(text("DELETE FROM log_node WHERE level = 1"))
    with pytest.raises(ReadOnly, match="log of this register is damaged"):
        publish_one(settings)


def _begin_epoch(epoch: int) -> None:
    with writing() as connection:
        connection.execute(update(head).values(epoch=epoch))
