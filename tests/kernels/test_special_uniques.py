"""Minimal sample uniques: compiled, in numpy, and by definition."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.kernels import special_uniques as module
from sector_data.kernels.special_uniques import minimal_uniques

Combination = tuple[int, ...]


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[Combination, int]]:
    """Return distinct combinations and who owns each."""
    width = draw(st.integers(1, 5))
    rows = st.tuples(*[st.integers(0, 3)] * width)
    owned = st.tuples(rows, st.integers(-1, 5))
    return draw(st.lists(owned, max_size=20, unique_by=lambda row: row[0]))


def by_definition(table: list[tuple[Combination, int]], largest: int) -> list[tuple[int, int]]:
    found = []
    for place, (mine, _) in enumerate(table):
        minimal: list[set[int]] = []
        for size in range(1, min(largest, len(mine)) + 1):
            for columns in itertools.combinations(range(len(mine)), size):
                if any(part <= set(columns) for part in minimal):
                    continue
                if any(mine[c] == 0 for c in columns):
                    continue
                owners = {who for row, who in table if all(row[c] == mine[c] for c in columns)}
                if len(owners) == 1 and owners != {-1}:
                    minimal.append(set(columns))
        found += [(place, sum(1 << c for c in columns)) for columns in minimal]
    return sorted(found)


@pytest.mark.parametrize("compiled", [True, False])
def test_minimal_uniques_are_those_of_the_definition(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not compiled:
        monkeypatch.setattr(module, "library", lambda: None)

    @given(tables(), st.integers(1, 5))
    def search(table: list[tuple[Combination, int]], largest: int) -> None:
        width = len(table[0][0]) if table else 1
        codes = np.array([row for row, _ in table], dtype=np.int32).reshape(-1, width).T
        owners = np.array([who for _, who in table], dtype=np.int64)
        combinations, sets = minimal_uniques(codes, owners, largest)
        found = list(zip(combinations.tolist(), sets.tolist(), strict=True))
        assert found == by_definition(table, largest)

    search()


def test_more_than_there_was_room_for_is_found() -> None:
    rng = np.random.default_rng(1)
    codes = rng.permuted(np.tile(np.arange(1, 201, dtype=np.int32), (8, 10)), axis=1)
    codes, counts = np.unique(codes, axis=1, return_counts=True)
    assert (counts == 1).all()
    combinations, sets = minimal_uniques(codes, np.arange(codes.shape[1]), 8)
    assert len(combinations) > 10 * codes.shape[1]
    pairs = np.stack([combinations, sets.astype(np.int64)], axis=1)
    assert len(np.unique(pairs, axis=0)) == len(pairs)
