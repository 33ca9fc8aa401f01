"""Numbers of children: rare ones are cut, and synthetic parents have as many as protected ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.synthesise.lengths import (
    Places,
    cut,
    dealt,
    guarded,
    meet,
    places_within,
    spread_as,
)

COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=30).map(np.array)


def owners_of(counts: Places) -> Places:
    return np.repeat(np.arange(len(counts)), counts)


@given(COUNTS, st.integers(1, 6))
def test_every_large_number_is_reached_by_enough(counts: Places, fewest: int) -> None:
    found = guarded(counts, fewest)
    assert (found <= counts).all()
    assert (counts >= found.max()).sum() >= min(fewest, len(counts))


@given(st.lists(st.integers(-1, 4), max_size=30))
def test_places_count_from_the_first_row_of_an_owner(owners: list[int]) -> None:
    found = places_within(np.array(owners, dtype=np.int64))
    assert found.tolist() == [owners[:row].count(owner) for row, owner in enumerate(owners)]


@given(COUNTS, COUNTS)
def test_numbers_are_spread_as_observed_in_the_order_drawn(
    observed: Places,
    drawn: Places,
) -> None:
    wanted = spread_as(observed, drawn, np.random.default_rng(0))
    # Each parent's number is one that there is, and the means differ by less than one parent does.
    assert set(wanted) <= set(observed)
    order = np.argsort(drawn, kind="stable")
    assert all(wanted[a] <= wanted[b] for a, b in pairwise(order) if drawn[a] < drawn[b])
    if len(drawn) == len(observed):
        assert sorted(wanted) == sorted(observed)


@given(COUNTS.filter(lambda counts: counts.sum() > 0), st.integers(0, 9))
def test_parents_get_what_they_want_their_own_rows_first(
    counts: Places,
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.integers(0, 12, len(counts))
    owners = owners_of(counts)
    rows, now = meet(owners, wanted, rng)
    assert np.bincount(now, minlength=len(counts)).tolist() == wanted.tolist()
    place, lent_place = places_within(now), places_within(owners)
    own = place < counts[now]
    assert (owners[rows[own]] == now[own]).all()
    # A row stands where it stood in its own sequence, unless no sequence is so long.
    assert (lent_place[rows] == np.where(place < counts.max(), place, lent_place[rows])).all()


@given(COUNTS, st.integers(0, 60))
def test_last_rows_go_first(counts: Places, most: int) -> None:
    owners = owners_of(counts)
    kept = cut(owners, most, np.random.default_rng(1))
    assert len(kept) == min(most, len(owners))
    assert (places_within(owners[kept]) == places_within(owners)[kept]).all()


@given(COUNTS, st.integers(0, 60))
def test_rows_are_dealt_to_the_number(counts: Places, rows: int) -> None:
    owners = dealt(counts, rows, np.random.default_rng(2))
    assert len(owners) == rows
    assert (np.diff(owners) >= 0).all()
    if rows == counts.sum():
        assert np.bincount(owners, minlength=len(counts)).tolist() == counts.tolist()


@pytest.mark.parametrize("fewest", [5, 50])
def test_a_number_of_few_parents_is_nobodys(fewest: int) -> None:
    counts = np.array([2] * 20 + [900])
    assert guarded(counts, fewest).max() == 2
