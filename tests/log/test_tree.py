"""The Merkle tree, against RFC 9162's own definitions, published values and another implementation."""

from __future__ import annotations

import base64
import random
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any, cast

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.log import tree, verify
from tests.log.proving import consistent, included

SIZE = 300
MANY = 1_000_000
BATCH = 2_000

# The reference tests of Certificate Transparency.
CT_ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CT_CONSISTENCY = {
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


# What RFC 9162 says, in its own words: MTH, PATH and SUBPROOF, and how a verifier undoes them. Nothing of tree.py.


def entry(n: int) -> bytes:
    return b"entry %d" % n


def leaf(n: int) -> bytes:
    return sha256(b"\x00" + entry(n)).digest()


def over(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def below(n: int) -> int:
    """Return the largest power of two smaller than n."""
    return 1 << len(f"{n - 1:b}") - 1


@cache
def small_mth(start: int, end: int) -> bytes:
    return mth(start, end)


def mth(start: int, end: int) -> bytes:
    n = end - start
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return leaf(start)
    half = small_mth if end <= SIZE else mth
    return over(half(start, start + below(n)), half(start + below(n), end))


def path(m: int, start: int, end: int) -> list[bytes]:
    n = end - start
    if n == 1:
        return []
    k = below(n)
    if m < k:
        return [*path(m, start, start + k), small_mth(start + k, end)]
    return [*path(m - k, start + k, end), small_mth(start, start + k)]


def subproof(m: int, start: int, end: int, whole: bool) -> list[bytes]:
    n = end - start
    if m == n:
        return [] if whole else [small_mth(start, end)]
    k = below(n)
    if m <= k:
        return [*subproof(m, start, start + k, whole), small_mth(start + k, end)]
    return [*subproof(m - k, start + k, end, False), small_mth(start, start + k)]


def proves_inclusion(m: int, n: int, leaf_: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    def climb(m: int, n: int, proof: Sequence[bytes]) -> bytes:
        if n == 1:
            assert not proof
            return leaf_
        k = below(n)
        if m < k:
            return over(climb(m, k, proof[:-1]), proof[-1])
        return over(proof[-1], climb(m - k, n - k, proof[:-1]))

    return climb(m, n, proof) == root


def proves_consistency(m: int, n: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    def climb(m: int, n: int, proof: Sequence[bytes], whole: bool) -> tuple[bytes, bytes]:
        if m == n:
            (reached,) = [old, *proof] if whole else proof
            return reached, reached
        k = below(n)
        if m <= k:
            before, after = climb(m, k, proof[:-1], whole)
            return before, over(after, proof[-1])
        before, after = climb(m - k, n - k, proof[:-1], False)
        return over(proof[-1], before), over(proof[-1], after)

    return climb(m, n, proof, True) == (old, new)


# A tree in memory.


@cache
def nodes() -> dict[tuple[int, int], bytes]:
    grown = tree.grown(0, untouched, [leaf(n) for n in range(SIZE)])
    return {(level, position): hash_ for level, position, hash_ in grown}


def untouched(level: int, position: int) -> bytes:
    raise AssertionError(f"there is no node {position} at level {level} to ask for")


def reader(kept: dict[tuple[int, int], bytes]) -> tree.Get:
    return lambda level, position: kept[level, position]


class Asked:
    """The nodes of the tree of `size` leaves, and which were asked for."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.places: list[tuple[int, int]] = []

    def __call__(self, level: int, position: int) -> bytes:
        assert (position + 1) << level <= self.size, "the node is not complete in a tree of this size"
        self.places.append((level, position))
        return nodes()[level, position]


def test_the_reference_tree_of_certificate_transparency() -> None:
    leaves = [tree.leaf_hash(bytes.fromhex(entry)) for entry in CT_ENTRIES]
    get = reader({(level, place): hash_ for level, place, hash_ in tree.grown(0, untouched, leaves)})
    assert [tree.root(size, get).hex() for size in range(9)] == CT_ROOTS
    for (index, size), proof in CT_INCLUSION.items():
        assert [hash_.hex() for hash_ in tree.inclusion(index, size, get)] == proof
    for (old, new), proof in CT_CONSISTENCY.items():
        assert [hash_.hex() for hash_ in tree.consistency(old, new, get)] == proof


def test_growing_adds_every_complete_node_once_and_asks_only_for_the_edge() -> None:
    for size in range(70):
        for more in range(70):
            asked = Asked(size)
            grown = tree.grown(size, asked, [leaf(n) for n in range(size, size + more)])
            added = {(level, place): hash_ for level, place, hash_ in grown}
            assert len(added) == len(grown)
            assert added == {
                (level, place): small_mth(place << level, (place + 1) << level)
                for level in range(8)
                for place in range(size >> level, size + more >> level)
            }
            assert len(asked.places) == len(set(asked.places))
            assert set(asked.places) <= set(tree.edge(size))


@given(batches=st.lists(st.integers(1, 60), max_size=12))
def test_batches_grow_the_tree_that_one_batch_grows(batches: list[int]) -> None:
    kept: dict[tuple[int, int], bytes] = {}
    size = 0
    for batch in batches:
        end = min(size + batch, SIZE)
        grown = tree.grown(size, reader(kept), [leaf(n) for n in range(size, end)])
        kept |= {(level, place): hash_ for level, place, hash_ in grown}
        size = end
    assert kept == {place: hash_ for place, hash_ in nodes().items() if (place[1] + 1) << place[0] <= size}


def test_roots_come_from_the_edge_alone() -> None:
    for size in range(SIZE + 1):
        asked = Asked(size)
        assert tree.root(size, asked) == small_mth(0, size)
        assert asked.places == tree.edge(size)
        assert len(asked.places) == size.bit_count()


def test_every_inclusion_proof_up_to_300_leaves() -> None:
    for size in range(1, SIZE + 1):
        for index in range(size):
            asked = Asked(size)
            proof = tree.inclusion(index, size, asked)
            assert proof == path(index, 0, size)
            assert proves_inclusion(index, size, leaf(index), proof, small_mth(0, size))
            assert included(index, size, entry(index), proof, small_mth(0, size))
            assert len(asked.places) <= 2 * size.bit_length()


def test_every_consistency_proof_up_to_300_leaves() -> None:
    for new in range(1, SIZE + 1):
        for old in range(1, new + 1):
            asked = Asked(new)
            before, after = small_mth(0, old), small_mth(0, new)
            proof = tree.consistency(old, new, asked)
            assert proof == subproof(old, 0, new, True)
            assert proves_consistency(old, new, before, after, proof)
            assert consistent(old, new, before, after, proof)
            assert len(asked.places) <= 2 * new.bit_length()


def test_another_implementation_agrees() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    assert tree.root(0, untouched) == other.get_root()
    other.append_entries([entry(n) for n in range(SIZE)])
    for size in range(1, SIZE + 1):
        assert tree.root(size, Asked(size)) == other.get_root(size)
        for index in {0, size // 3, size // 2, size - 1}:
            # pymerkle counts leaves from one, and its path begins with the leaf.
            theirs = other.prove_inclusion(index + 1, size)
            assert [tree.leaf_hash(entry(index)), *tree.inclusion(index, size, Asked(size))] == theirs.path


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (6, 5)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion(index, size, untouched)
    assert not included(index, size, entry(0), [], leaf(0))


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_sizes_out_of_order_have_no_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof of consistency"):
        tree.consistency(old, new, untouched)
    assert not consistent(old, new, small_mth(0, 5), small_mth(0, 5), [])


def test_a_tree_is_consistent_with_itself_only_without_a_proof() -> None:
    root = small_mth(0, 5)
    assert consistent(5, 5, root, root, [])
    assert not consistent(5, 5, root, root, [root])
    assert not consistent(5, 5, root, small_mth(0, 6), [])


def test_a_byte_cannot_move_from_one_hash_to_the_next() -> None:
    assert tree.node_hash(leaf(0) + leaf(1)[:1], leaf(1)[1:]) == small_mth(0, 2)  # so each hash must have its length
    for length in (31, 33):
        line = base64.b64encode(bytes(length)).decode()
        with pytest.raises(verify.Unsure, match="32 bytes"):
            cast(Any, verify).proof_of(f"c2sp.org/tlog-proof@v1\nindex 0\n{line}\n\n")


def test_a_proof_holds_only_for_a_tree_of_that_height() -> None:
    assert not included(0, 1, entry(0), [leaf(1)], small_mth(0, 2))
    assert not included(0, 4, entry(0), [leaf(1)], small_mth(0, 2))
    assert not consistent(2, 8, small_mth(0, 2), small_mth(0, 4), tree.consistency(2, 4, Asked(4)))
    assert not consistent(3, 4, small_mth(0, 7), small_mth(0, 8), tree.consistency(7, 8, Asked(8)))


# One change anywhere, and a proof is a proof no more.

places = st.integers(0, 2**32)


def flipped(hash_: bytes, place: int) -> bytes:
    changed = bytearray(hash_)
    changed[place // 8 % len(changed)] ^= 1 << place % 8
    return bytes(changed)


def changed(proof: list[bytes], place: int, how: str) -> list[bytes]:
    """Return the proof with one bit flipped, or one hash lost, doubled or added."""
    at = place // 256 % len(proof) if proof else 0
    if how == "more" or not proof:
        return [*proof, proof[-1] if proof else leaf(0)]
    new = {"flip": [flipped(proof[at], place)], "lose": [], "double": [proof[at], proof[at]]}[how]
    return [*proof[:at], *new, *proof[at + 1 :]]


hows = st.sampled_from(["flip", "flip", "flip", "lose", "double", "more"])
sizes = st.tuples(st.integers(1, SIZE), st.integers(1, SIZE))


of_inclusion = given(sizes=sizes, what=st.sampled_from(["proof", "entry", "root", "index"]), place=places, how=hows)
of_consistency = given(sizes=sizes, what=st.sampled_from(["proof", "old", "new"]), place=places, how=hows)


def refused_inclusion(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    size, index = max(sizes), min(sizes) - 1
    proof, root, said = tree.inclusion(index, size, Asked(size)), small_mth(0, size), entry(index)
    assert included(index, size, said, proof, root)
    if what == "proof":
        proof = changed(proof, place, how)
    elif what == "entry":
        said = flipped(said, place)
    elif what == "root":
        root = flipped(root, place)
    else:
        index = (index + 2 + place % (size + 1)) % (size + 2) - 1  # any other, from one below the tree to one beyond
    assert not included(index, size, said, proof, root)


def refused_consistency(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    old, new = min(sizes), max(sizes)
    proof, before, after = tree.consistency(old, new, Asked(new)), small_mth(0, old), small_mth(0, new)
    assert consistent(old, new, before, after, proof)
    if what == "proof":
        proof = changed(proof, place, how)
    elif what == "old":
        before = flipped(before, place)
    else:
        after = flipped(after, place)
    assert not consistent(old, new, before, after, proof)


@settings(max_examples=250)
@of_inclusion
def test_a_changed_inclusion_proof_is_refused(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    refused_inclusion(sizes, what, place, how)


@settings(max_examples=250)
@of_consistency
def test_a_changed_consistency_proof_is_refused(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    refused_consistency(sizes, what, place, how)


@pytest.mark.long
@settings(max_examples=5_000)
@of_inclusion
def test_5000_changed_inclusion_proofs(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    refused_inclusion(sizes, what, place, how)


@pytest.mark.long
@settings(max_examples=5_000)
@of_consistency
def test_5000_changed_consistency_proofs(sizes: tuple[int, int], what: str, place: int, how: str) -> None:
    refused_consistency(sizes, what, place, how)


@pytest.mark.long
def test_a_million_leaves() -> None:
    levels: dict[int, bytearray] = {}  # a level's hashes, end to end: a tuple for each would fill the memory

    def get(level: int, position: int) -> bytes:
        hash_ = bytes(levels[level][32 * position : 32 * position + 32])
        assert len(hash_) == 32
        return hash_

    for size in range(0, MANY, BATCH):
        for level, position, hash_ in tree.grown(size, get, [leaf(n) for n in range(size, size + BATCH)]):
            kept = levels.setdefault(level, bytearray())
            assert len(kept) == 32 * position
            kept += hash_
    root = tree.root(MANY, get)
    assert root == mth(0, MANY)
    chance = random.Random(20261123)
    for index in (chance.randrange(MANY) for _ in range(10_000)):
        assert proves_inclusion(index, MANY, leaf(index), tree.inclusion(index, MANY, get), root)
    for old in (chance.randint(1, MANY) for _ in range(1_000)):
        assert proves_consistency(old, MANY, tree.root(old, get), root, tree.consistency(old, MANY, get))
