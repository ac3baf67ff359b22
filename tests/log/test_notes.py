"""Signed notes, checkpoints and keys, against published ones."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.log.notes import BadNote, Checkpoint, Signer, Verifier, decode_key, encode_key, open_note

# The example of Go's package golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
LINE = f"— PeterNeumann {SIGNED}\n"
NOTE = f"{TEXT}\n{LINE}"

# The example of C2SP's signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOOS_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

ORIGIN = "register.example/compact-register"
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
OURS = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer("witness.example/w", bytes(32))

peter = Verifier.parse(PETER)


def signature(signer: Signer, text: str) -> str:
    return signer.sign(text).removeprefix(text + "\n")


def test_published_notes_are_accepted() -> None:
    assert open_note(NOTE, peter) == TEXT
    assert open_note(FOOS_NOTE, Verifier.parse(FOO)) == "This is an example message.\n"


def test_the_published_key_signs_the_published_note() -> None:
    signer = decode_key(PETERS_KEY)
    assert signer.name == "PeterNeumann"
    assert signer.vkey == PETER
    assert signer.verifier == peter
    assert signer.sign(TEXT) == NOTE
    assert encode_key(signer) == PETERS_KEY


def test_any_bit_changed_refuses_the_note() -> None:
    raw = NOTE.encode()
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError) as refused:  # bytes that are no text are refused before there is a note
            open_note(changed.decode(), peter)
        assert isinstance(refused.value, BadNote | UnicodeDecodeError)


def test_any_letter_lost_or_doubled_refuses_the_note() -> None:
    for place in range(len(NOTE)):
        for changed in (NOTE[:place] + NOTE[place + 1 :], NOTE[:place] + NOTE[place] + NOTE[place:]):
            with pytest.raises(BadNote):
                open_note(changed, peter)


def test_any_bit_changed_refuses_a_key() -> None:
    for line, parse in ((PETER, Verifier.parse), (PETERS_KEY, decode_key)):
        for bit in range(8 * len(line)):
            changed = bytearray(line.encode())
            changed[bit // 8] ^= 1 << bit % 8
            with pytest.raises(BadNote):
                parse(changed.decode("latin-1"))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"))


@given(text=texts, seed=st.binary(min_size=32, max_size=32).filter(lambda seed: seed != OURS.seed))
def test_what_is_signed_is_read_back(text: str, seed: bytes) -> None:
    signer = Signer(ORIGIN, seed)
    assert open_note(signer.sign(text + "\n"), Verifier.parse(signer.vkey)) == text + "\n"
    assert decode_key(encode_key(signer)) == signer
    with pytest.raises(BadNote, match="not signed by"):
        open_note(signer.sign(text + "\n"), OURS.verifier)


def test_text_may_hold_empty_lines_and_what_looks_like_a_signature() -> None:
    text = f"First.\n\n\n{LINE}\n"
    assert open_note(OURS.sign(text), OURS.verifier) == text
    with pytest.raises(BadNote, match="not signed by PeterNeumann"):
        open_note(OURS.sign(NOTE), peter)


def test_signatures_by_others_are_passed_over() -> None:
    stranger_of_that_name = Signer("PeterNeumann", bytes(32))
    others = signature(OTHER, TEXT) + signature(stranger_of_that_name, TEXT)
    that_id = f"— Somebody {SIGNED}\n"
    longer = f"— cosigner.example {base64.b64encode(bytes(76)).decode()}\n"
    assert open_note(f"{TEXT}\n{others}{that_id}{longer}{LINE}", peter) == TEXT
    assert open_note(f"{TEXT}\n{LINE}{others}{that_id}{longer}", peter) == TEXT
    assert open_note(f"{TEXT}\n{15 * that_id}{LINE}", peter) == TEXT
    with pytest.raises(BadNote, match="not signed by PeterNeumann"):
        open_note(f"{TEXT}\n{others}{that_id}", peter)


def test_one_wrong_signature_by_the_known_key_refuses_the_note() -> None:
    wrong = signature(decode_key(PETERS_KEY), "Another text.\n")
    for lines in (wrong, wrong + LINE, LINE + wrong):
        with pytest.raises(BadNote, match="was changed"):
            open_note(f"{TEXT}\n{lines}", peter)


@pytest.mark.parametrize("length", [5, 67, 69])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    raw = (base64.b64decode(SIGNED) + b"\0")[:length]
    with pytest.raises(BadNote, match="was changed"):
        open_note(f"{TEXT}\n— PeterNeumann {base64.b64encode(raw).decode()}\n", peter)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}{LINE}",
        NOTE.removesuffix("\n"),
        f"{NOTE}\n",
        f"{NOTE}\n\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("—", "--"),
        NOTE.replace("— ", "—"),
        NOTE.replace("— ", "—\u00a0"),
        NOTE.replace("=", ""),
        NOTE.replace("wJnAM=", "wJnAN="),  # the same bytes, in base64 that no encoder writes
        NOTE.replace("x08go", "x08g o"),
        f"{NOTE}— PeterNeumann\n",
        f"{NOTE}— PeterNeumann \n",
        f"{NOTE}—  {SIGNED}\n",
        f"{NOTE}— PeterNeumann AAAAAA==\n",
        f"{NOTE}— Peter+Neumann {SIGNED}\n",
        f"{NOTE}— Peter\u2003Neumann {SIGNED}\n",
        f"{NOTE}— PeterNeumann {SIGNED} \n",
        f"{NOTE}and more\n",
        f"\t{NOTE}",
        f"\0{NOTE}",
        f"\ud800{NOTE}",
        f"{TEXT}\n{101 * LINE}",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote) as refused:
        open_note(note, peter)
    assert re.fullmatch(r"(The|A) [^\n]+\.", str(refused.value))


@pytest.mark.parametrize("text", ["", "no new line", "a\rb\n", "a\tb\n", "a\0b\n", "\udcff\n"])
def test_what_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        OURS.sign(text)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2028b", "a\u200bb", "a\u202eb", "a\x85b", "a\ud800b"]
)
def test_a_name_with_spaces_plus_or_what_is_not_seen_is_refused(name: str) -> None:
    for make in (
        lambda: Signer(name, bytes(32)),
        lambda: Verifier(name, bytes(32)),
        lambda: Checkpoint(name, 1, bytes(32)),
    ):
        with pytest.raises(BadNote, match="name"):
            make()


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        f"{PETER}\n",
        f" {PETER}",
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("ARpc", "AhpC"),
        "PeterNeumann+c74f20a3+AQ==",
        "PeterNeumann+c74f20a3+",
        f"{PETER}AAAA",
        PETER.removesuffix("10TW"),
    ],
)
def test_what_is_no_public_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


def test_a_private_key_is_shown_nowhere() -> None:
    secret = PETERS_KEY.rpartition("+")[0].rpartition("+")[2] + "+" + PETERS_KEY.rpartition("+")[2]
    assert str(decode_key(PETERS_KEY).seed) not in repr(decode_key(PETERS_KEY))
    for wrong in (
        PETERS_KEY.removeprefix("PRIVATE+"),
        PETERS_KEY.replace("c74f20a3", "00000000"),
        PETERS_KEY.replace("Peter", "Pet er"),
        PETERS_KEY + "AAAA",
        PETERS_KEY[:-1],
        PETERS_KEY.replace("+AYEK", "+AIEK"),
    ):
        with pytest.raises(BadNote) as refused:
            decode_key(wrong)
        assert not any(part in str(refused.value) for part in secret.split("+"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_and_roots_have_32_bytes(length: int) -> None:
    for make in (
        lambda: Signer(ORIGIN, bytes(length)),
        lambda: Verifier(ORIGIN, bytes(length)),
        lambda: Checkpoint(ORIGIN, 1, bytes(length)),
    ):
        with pytest.raises(BadNote, match="32 bytes"):
            make()


def test_the_published_checkpoint_is_read() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"  # the example of C2SP's tlog-checkpoint
    checkpoint = Checkpoint.parse(text)
    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20852163, base64.b64decode(ROOT))
    assert checkpoint.text == text


@given(size=st.integers(0, 10**18 - 1), root=st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_signed_and_read_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert Checkpoint.parse(open_note(OURS.sign(checkpoint.text), OURS.verifier)) == checkpoint


@pytest.mark.parametrize("size", [-1, 10**18, True])
def test_a_size_that_is_no_count_is_refused(size: int) -> None:
    with pytest.raises(BadNote, match="size"):
        Checkpoint(ORIGIN, size, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n5\n{ROOT}",
        f"{ORIGIN}\n5\n{ROOT}\n\n",
        f"{ORIGIN}\n5\n{ROOT}\nmore\n",
        f"{ORIGIN}\n5\n",
        f"\n5\n{ROOT}\n",
        *(f"{ORIGIN}\n{size}\n{ROOT}\n" for size in ("", "05", "00", "+5", "-5", " 5", "5 ", "5.0", "5_0", "٥")),
        f"{ORIGIN}\n{'9' * 10_000}\n{ROOT}\n",
        *(f"{ORIGIN}\n5\n{root}\n" for root in ("", ROOT[:-1], ROOT + "=", ROOT[4:], "AAAA" + ROOT, f" {ROOT}")),
        f"{ORIGIN}\n5\n{ROOT.replace('q2I=', 'q2J=')}\n",
        f"{ORIGIN}\n5\n{ROOT.replace('/', '_')}\n",
        f"{ORIGIN} x\n5\n{ROOT}\n",
        f"{ORIGIN}\r\n5\r\n{ROOT}\r\n",
        f"{ORIGIN}\x1b\n5\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote) as refused:
        Checkpoint.parse(text)
    assert re.fullmatch(r"(The|A) [^\n]+\.", str(refused.value))
