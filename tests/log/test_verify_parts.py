"""The parts of the verifier: its signatures and proofs against others', the bare program, and hostile files."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from register.core.text import plain
from register.decisions.content import DecisionType
from register.log import verify
from tests.decisions.builders import context, decision, projected
from tests.log.made_up import MadeUp, MadeUpKey, b64, canonical, consistency, inclusion, packed, root, unpacked
from tests.timing import seconds

PROGRAM = Path(verify.__file__)
ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)


# --- Signatures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS)
def test_published_signatures_are_accepted_and_any_other_is_not(vector: tuple[str, str, str]) -> None:
    public, message, signature = (bytes.fromhex(one) for one in vector)
    assert verify.signed(public, message, signature)
    assert not verify.signed(public, message + b"\x00", signature)
    assert not verify.signed(hashlib.sha256(public).digest(), message, signature)
    for length in (0, 63, 65):
        assert not verify.signed(public, message, (signature * 2)[:length])


def test_the_same_signature_has_one_spelling_only() -> None:
    public, message, signature = (bytes.fromhex(one) for one in VECTORS[1])
    larger = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify.signed(public, message, signature[:32] + larger.to_bytes(32, "little"))


def test_keys_that_are_no_points_or_accept_anything_are_refused() -> None:
    zeros = bytes(32)
    identity = (1).to_bytes(32, "little")
    above = (2**255 - 19 + 1).to_bytes(32, "little")
    negative_zero = (1 | 1 << 255).to_bytes(32, "little")
    no_point = (2).to_bytes(32, "little")
    for public in (zeros, identity, above, negative_zero, no_point):
        assert not verify.signed(public, b"anything", identity + zeros)


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 511))
def test_another_library_s_signatures_are_accepted_and_no_changed_one(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
    assert verify.signed(public, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify.signed(public, message, bytes(signature))


def test_a_signature_takes_no_time_to_speak_of() -> None:
    public, message, signature = (bytes.fromhex(one) for one in VECTORS[3])
    assert seconds(lambda: verify.signed(public, message, signature)) < 0.05


def test_a_checkpoint_is_read_and_its_signer_known() -> None:
    key = MadeUpKey()
    entries = [b"one", b"two", b"three"]
    note = verify.notes_in(key.note(entries))[0]
    assert (note.origin, note.size, note.root) == (key.name, 3, root(entries))
    assert verify.signed_by(verify.key_of(key.vkey), note)
    assert not verify.signed_by(verify.key_of(MadeUpKey(seed=bytes(32)).vkey), note)
    assert not verify.signed_by(verify.key_of(MadeUpKey("another.example/log").vkey), note)


@pytest.mark.parametrize("bit", range(0, 8 * 250, 7))
def test_no_changed_checkpoint_is_accepted(bit: int) -> None:
    key = MadeUpKey()
    raw = bytearray(key.note([b"one", b"two"]).encode())
    if bit // 8 >= len(raw):
        return
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises((verify.Unsure, ValueError)):
        note = verify.notes_in(raw.decode())[0]
        if not verify.signed_by(verify.key_of(key.vkey), note):
            raise ValueError("not signed")


# --- Proofs -----------------------------------------------------------------------------------------------------

ENTRIES = [f"entry {n}".encode() for n in range(40)]


def note_of(size: int) -> Any:
    return cast(Any, verify).Note("o", size, root(ENTRIES[:size]), "", "")


def test_every_proof_of_a_small_tree_is_accepted_and_no_changed_one() -> None:
    for size in range(1, 34):
        for n in range(size):
            path = inclusion(n, ENTRIES[:size])
            assert verify.included(n, ENTRIES[n], path, note_of(size))
            assert not verify.included(n, b"another", path, note_of(size))
            assert not verify.included(n + 1, ENTRIES[n], path, note_of(size))
            assert not verify.included(n, ENTRIES[n], [*path, bytes(32)], note_of(size))
            assert not path or not verify.included(n, ENTRIES[n], path[:-1], note_of(size))
            assert not path or not verify.included(n, ENTRIES[n], [*path[:-1], bytes(32)], note_of(size))


def test_every_proof_of_consistency_is_accepted_and_no_changed_one() -> None:
    for new in range(1, 34):
        for old in range(1, new + 1):
            path = consistency(old, ENTRIES[:new])
            first, second = note_of(old), note_of(new)
            assert verify.consistent(first, second, path)
            assert not verify.consistent(first, second, [*path, bytes(32)])
            assert not path or not verify.consistent(first, second, path[:-1])
            assert not path or not verify.consistent(first, second, [bytes(32), *path[1:]])
            assert not verify.consistent(first._replace(root=bytes(32)), second, path)
            assert not verify.consistent(first, second._replace(root=bytes(32)), path)
            assert old == new or not verify.consistent(second, first, path)


# --- Titles and sums as lists show them ---------------------------------------------------------------------------


@given(title=st.text(st.sampled_from("aé1 \t\n[]()!#>*_`~+-.–\u00a0"), max_size=30))
def test_a_title_is_read_as_the_register_lists_it(title: str) -> None:
    assert cast(Any, verify)._plain(title) == plain(title)


@pytest.mark.parametrize("decision_type", get_args(DecisionType))
def test_the_sum_of_a_decision_is_the_one_that_the_register_lists(decision_type: str) -> None:
    rules = cast(Any, verify)
    for awarded, in_kind in ((None, None), (None, "0.05"), ("7.00", "5.00"), ("0.00", None)):
        content = decision(decision_type=decision_type, amount_awarded=awarded, value_in_kind=in_kind)
        given = (awarded or in_kind) if decision_type in rules.GRANTS else None
        assert rules._money(projected(content, context()).listing.amount) == given


# --- The program --------------------------------------------------------------------------------------------------


def run(*arguments: str | Path, python: str = sys.executable) -> tuple[int, str]:
    # -I and -S: without the environment, without site packages.
    command = [python, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_program_is_one_short_file_of_plain_python() -> None:
    text = PROGRAM.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_program_runs_in_a_bare_interpreter(tmp_path: Path) -> None:
    made = MadeUp()
    made.publish()
    file = tmp_path / "export.zip"
    file.write_bytes(packed(made.files()))
    status, said = run(file)
    assert (status, "SOUND" in said) == (0, True), said
    file.write_bytes(packed({**made.files(), "lists.jsonl": b""}))
    status, said = run(file)
    assert (status, "FD-2026-0001 is missing from the lists" in said) == (1, True), said
    assert run(tmp_path / "nothing.zip")[0] == 2
    assert run("--help")[0] == 0
    assert run()[0] == 2
    assert run(file, "--record", "FD-2026-0001")[0] == 2


def test_a_single_proof_is_checked_offline(tmp_path: Path) -> None:
    made = MadeUp()
    made.publish()
    made.publish()
    path = "".join(f"{b64(one)}\n" for one in inclusion(1, made.entries))
    proof, entry = tmp_path / "1.tlog-proof", tmp_path / "1.json"
    proof.write_text(f"c2sp.org/tlog-proof@v1\nindex 1\n{path}\n{made.checkpoint()}", "utf-8")
    entry.write_bytes(made.entries[1])
    key = tmp_path / "key"
    key.write_text(made.key.vkey + "\n")
    assert run(proof, "--entry", entry, "--key", key)[0] == 0
    assert run(proof, "--entry", entry, "--key", made.key.vkey)[0] == 0
    assert run(proof, "--entry", entry)[0] == 2  # nobody knows who signed it
    assert run(proof, "--entry", entry, "--key", MadeUpKey(seed=bytes(32)).vkey)[0] == 1
    entry.write_bytes(made.entries[2])
    assert run(proof, "--entry", entry, "--key", key)[0] == 1
    proof.write_text("something else")
    assert run(proof, "--entry", entry, "--key", key)[0] == 2


# --- What cannot be read --------------------------------------------------------------------------------------------


def bomb(files: dict[str, bytes]) -> None:
    files["entries.jsonl"] = b" " * (40 << 20)


def without(name: str) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.pop(name)


def with_(name: str, raw: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.update({name: raw})


def with_line(name: str, line: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.update({name: line + b"\n" + files[name].partition(b"\n")[2]})


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], object], set[int]]] = {
    "no key": (without("key"), {2}),
    "no checkpoint": (without("checkpoint"), {2}),
    "no log": (without("entries.jsonl"), {2}),
    "no contents": (without("revisions.jsonl"), {2}),
    "no lists": (without("lists.jsonl"), {2}),
    "a key of nothing": (with_("key", b"\xff\xfe"), {2}),
    "a checkpoint of nothing": (with_("checkpoint", b""), {2}),
    "a checkpoint that is too large": (with_("checkpoint", b"o\n" + b"9" * 50 + b"\nx\n\n"), {2}),
    "another format": (with_line("entries.jsonl", b'{"at":"","format":"another/2","kind":"genesis","n":0}'), {1, 2}),
    "another kind": (with_line("entries.jsonl", b'{"at":"","kind":"vanish","n":0}'), {1, 2}),
    "a line without end": (bomb, {2}),
    "an empty log": (with_("entries.jsonl", b""), {1}),
    "a log of nulls": (with_("entries.jsonl", b"null\n" * 3), {1}),
    "a log of bytes": (with_("entries.jsonl", b"\xff\x00\n" * 3), {1}),
    "deep lists": (with_line("entries.jsonl", b"[" * 100_000), {1}),
    "deep contents": (with_line("revisions.jsonl", b'{"content":' + b'{"a":' * 900 + b"1" + b"}" * 901), {1}),
    "a giant number": (with_line("entries.jsonl", b'{"n":' + b"9" * 1_000_000 + b"}"), {1}),
    "no number": (with_line("entries.jsonl", b'{"n":NaN}'), {1}),
    "half a number": (with_line("entries.jsonl", b'{"n":0.5}'), {1}),
    "half a character": (with_line("revisions.jsonl", b'{"content":{"title":"\\ud800"},"n":1}'), {1}),
    "other shapes": (with_line("revisions.jsonl", b'{"content":[],"n":1,"reference":[],"revision":{},"salts":7}'), {1}),
    "other shapes of content": (
        with_line("revisions.jsonl", b'{"content":7,"n":1,"reference":"FD-2026-0001","revision":1,"salts":[]}'),
        {1, 2},
    ),
    "other shapes in lists": (
        with_line(
            "lists.jsonl",
            b'{"amount":[],"n":{},"published_at":1,"reference":[],"revision":1,"title":1,"type":1,"updated_at":1}',
        ),
        {1, 2},
    ),
    "other shapes in the log": (
        with_line("entries.jsonl", b'{"at":7,"format":"compact-register-log/1","kind":"genesis","n":0}'),
        {1},
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_exports_end_with_a_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, statuses = HOSTILE[name]
    made = MadeUp()
    made.publish()
    made.publish()
    files = made.files()
    spoil(files)
    file = tmp_path / "export.zip"
    file.write_bytes(packed(files))
    for export in (file, unpacked(files, tmp_path / "export")):
        assert verify.main([str(export)]) in statuses
        assert "SOUND: " not in capsys.readouterr().out


def test_units_of_other_shapes_end_with_a_sentence(tmp_path: Path) -> None:
    made = MadeUp()
    made.publish()
    names = {"a/x": "AAAA", "b:": "AAAA", "": "AAAA", "views/999999999999": "AAAA"}
    shapes: tuple[object, ...] = ([], None, {"title": 7}, names)
    for units in shapes:
        body = {**json.loads(made.entries[1]), "units": units}
        spoilt = MadeUp()
        spoilt.entries, spoilt.records = [made.entries[0], canonical(body)], made.records
        assert verify.main([str(unpacked(spoilt.files(), tmp_path / "export"))]) in (1, 2)


@given(raw=st.binary(max_size=300))
def test_files_of_anything_end_with_a_sentence(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "file"
    file.write_bytes(raw)
    assert verify.main([str(file), "--quiet"]) == 2
    assert verify.main([str(file), "--entry", str(file), "--quiet"]) == 2
    assert verify.main([str(file), "--checkpoint", str(file), "--quiet"]) == 2


def test_a_broken_zip_cannot_be_told(tmp_path: Path) -> None:
    made = MadeUp()
    made.publish()
    whole = packed(made.files())
    file = tmp_path / "export.zip"
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place])
        assert verify.main([str(file), "--quiet"]) == 2
    for place in range(0, len(whole), 41):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert verify.main([str(file), "--quiet"]) in (0, 1, 2)  # times, names of other files: not all of it is said


def test_what_bzip_or_a_password_hides_cannot_be_told(tmp_path: Path) -> None:
    made = MadeUp()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        for name, raw in made.files().items():
            archive.writestr(name, raw)
    raw = held.getvalue().replace(b"\x0e\x00", b"\x63\x00")  # a compression that nobody has
    file = tmp_path / "export.zip"
    file.write_bytes(raw)
    assert verify.main([str(file), "--quiet"]) == 2
