"""Sketches of sets of subjects: exact where they can be, honest where they cannot."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.release.ledger.sketches import LEAST, Marks, Sketch, compare, marks_of

SECRET = bytes(range(32))
SETS = st.sets(st.integers(0, 300), max_size=120)


def marks(numbers: set[int] | range) -> Marks:
    return marks_of(pa.array([f"P{n}" for n in sorted(numbers)], pa.string()), SECRET)


def test_a_mark_is_the_start_of_a_keyed_hash() -> None:
    expected = hmac.digest(SECRET, b"4:ward:P7", hashlib.sha256)[:8]

    (mark,) = marks_of(pa.array(["P7"]), SECRET, population="ward")

    assert int(mark) == int.from_bytes(expected, "little")


def test_keys_and_populations_have_marks_of_their_own() -> None:
    subjects = pa.array(["P1", "P2", None])
    known = [
        marks_of(subjects, SECRET),
        marks_of(subjects, bytes(32)),
        marks_of(subjects, SECRET, population="a"),
        marks_of(subjects, SECRET, population="b"),
    ]
    assert len({int(mark) for some in known for mark in some}) == 12


@given(SETS, SETS)
def test_small_sets_are_compared_exactly(here: set[int], there: set[int]) -> None:
    found = compare(Sketch.of(marks(here)), Sketch.of(marks(there)))

    assert found.exact
    assert (found.low, found.shared, found.high) == (len(here & there),) * 3
    assert found.only_here is not None
    assert found.only_there is not None
    assert set(found.only_here) == set(marks(here - there))
    assert set(found.only_there) == set(marks(there - here))


@given(SETS, st.integers(0, 2**32))
def test_neither_order_nor_repeats_change_a_sketch(numbers: set[int], seed: int) -> None:
    plain = marks(numbers)
    mixed = np.random.default_rng(seed).permutation(np.concatenate([plain, plain]))

    assert Sketch.of(mixed).to_bytes() == Sketch.of(plain).to_bytes()


@given(SETS)
def test_a_sketch_is_read_as_it_was_kept(numbers: set[int]) -> None:
    kept = Sketch.of(marks(numbers)).to_bytes()

    assert Sketch.from_bytes(kept).to_bytes() == kept


@pytest.mark.parametrize("cut", [b"", b"no sketch", Sketch.of(marks(range(9))).to_bytes()[:-9]])
def test_what_is_no_sketch_is_refused(cut: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        Sketch.from_bytes(cut)


@pytest.fixture(scope="module")
def large() -> Marks:
    return marks(range(60_000))


@pytest.mark.parametrize(("less", "more"), [(0, 0), (5, 0), (0, 1), (17, 23), (400, 400)])
def test_few_changes_of_a_large_set_are_known_one_by_one(
    large: Marks, less: int, more: int
) -> None:
    here = large[: 50_000 + more]
    there = large[less:50_000] if more else large[less : 50_000 + more]

    found = compare(Sketch.of(here), Sketch.of(there))

    assert found.only_here is not None
    assert found.only_there is not None
    assert set(found.only_here) == set(here) - set(there)
    assert len(found.only_there) == 0
    assert found.shared == len(set(here) & set(there))
    assert (~found.in_both(here)).sum() == len(found.only_here)


def test_many_changes_are_estimated_within_the_interval_in_95_of_100_trials() -> None:
    rng = np.random.default_rng(20)
    inside = 0
    trials = 100
    for _ in range(trials):
        everybody = rng.integers(0, 2**64, 14_000, dtype=np.uint64)
        found = compare(Sketch.of(everybody[:9_000]), Sketch.of(everybody[4_000:]))
        assert not found.exact
        assert found.high - found.low < 500
        inside += found.low <= 5_000 <= found.high
    # 95 expected; fewer than 88 come by chance in 0.3 % of cases, and the seed is fixed.
    assert inside >= 88


def test_sets_that_share_nobody_are_not_said_to_share_many(large: Marks) -> None:
    found = compare(Sketch.of(large[:30_000]), Sketch.of(large[30_000:]))

    assert (found.low, found.shared) == (0, 0)
    assert found.high < 60_000 * 4 / LEAST
    assert not found.exact


def test_an_empty_set_shares_nobody(large: Marks) -> None:
    nobody = Sketch.of(large[:0])

    assert compare(nobody, nobody).shared == 0
    assert compare(Sketch.of(large), nobody).high == 0
    assert compare(nobody, Sketch.of(large)).high == 0


def test_no_subject_can_be_tried_out_without_the_key(large: Marks) -> None:
    """Whoever has the ledger and guesses identifiers needs the key to check a guess."""
    other = marks_of(pa.array([f"P{n}" for n in range(60_000)]), bytes(32))

    assert not np.isin(other, Sketch.of(large).least).any()
