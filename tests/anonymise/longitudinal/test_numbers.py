"""Numbers of events: everybody shares theirs with k others, and few events are lost."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.longitudinal import number_support, thinned_numbers


@st.composite
def people(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    k = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(k, 3 * k + 2), min_size=1, max_size=4))
    groups = np.repeat(np.arange(len(sizes)), sizes)
    numbers = draw(st.lists(st.integers(0, 8), min_size=int(sum(sizes)), max_size=int(sum(sizes))))
    return groups, np.array(numbers, dtype=np.int64), k


@given(people(), st.one_of(st.none(), st.sets(st.integers(1, 8), max_size=4)))
def test_everybody_shares_group_and_number_with_k(
    drawn: tuple[np.ndarray, np.ndarray, int], edges: set[int] | None
) -> None:
    groups, numbers, k = drawn
    ranks = np.arange(len(groups))[::-1].copy()
    rising = None if edges is None else np.array(sorted(edges), dtype=np.int64)

    kept = thinned_numbers(groups, numbers, k=k, ranks=ranks, edges=rising)

    assert (kept <= numbers).all()
    assert (kept >= 0).all()
    sizes = Counter(zip(groups.tolist(), kept.tolist(), strict=True))
    assert min(sizes.values()) >= k
    if edges is not None:
        assert set(kept.tolist()) <= {0, *edges}


def cheapest(numbers: list[int], k: int) -> int:
    """Return the fewest events to leave out, by trying every way to cut the sorted numbers."""
    ordered = sorted(numbers)
    places = range(1, len(ordered))
    costs = []
    for count in range(len(ordered) // k):
        for cuts in combinations(places, count):
            blocks = np.split(np.array(ordered), list(cuts))
            if all(len(block) >= k for block in blocks):
                costs.append(sum(int((block - block.min()).sum()) for block in blocks))
    return min(costs)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=9), st.integers(2, 3))
def test_few_more_events_are_lost_than_by_the_best_cut(numbers: list[int], k: int) -> None:
    if len(numbers) < k:
        return
    array = np.array(numbers, dtype=np.int64)
    groups = np.zeros(len(array), dtype=np.int64)

    kept = thinned_numbers(groups, array, k=k, ranks=np.arange(len(array)))

    best = cheapest(numbers, k)
    assert best <= int((array - kept).sum()) <= 2 * best + max(numbers)


@given(people())
def test_numbers_that_are_shared_stay(drawn: tuple[np.ndarray, np.ndarray, int]) -> None:
    groups, numbers, k = drawn
    doubled = np.repeat(numbers, k)
    kept = thinned_numbers(np.repeat(groups, k), doubled, k=k, ranks=np.arange(len(doubled)))
    assert (kept == doubled).all()


@given(people())
def test_the_order_of_subjects_does_not_matter(drawn: tuple[np.ndarray, np.ndarray, int]) -> None:
    groups, numbers, k = drawn
    ranks = (np.arange(len(groups)) * 7919) % 104729
    places = np.argsort((ranks * 31) % 1009, kind="stable")

    straight = thinned_numbers(groups, numbers, k=k, ranks=ranks)
    shuffled = thinned_numbers(groups[places], numbers[places], k=k, ranks=ranks[places])

    assert (straight[places] == shuffled).all()


@given(people())
def test_support_is_a_count(drawn: tuple[np.ndarray, np.ndarray, int]) -> None:
    groups, numbers, _ = drawn
    sizes = Counter(zip(groups.tolist(), numbers.tolist(), strict=True))
    expected = [sizes[pair] for pair in zip(groups.tolist(), numbers.tolist(), strict=True)]
    assert number_support(groups, numbers).tolist() == expected


def test_nobody_is_nobody() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(thinned_numbers(nothing, nothing, k=3, ranks=nothing)) == 0
    assert len(number_support(nothing, nothing)) == 0
