"""Arrays and records that lie in files are the same as in memory."""

from __future__ import annotations

import tempfile
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import TargetError
from sector_data.sources import arrays
from sector_data.sources.arrays import (
    GrowingArray,
    Records,
    SortedRecords,
    each_once,
    least_tag,
    sum_of_tags,
    zeros,
)

words = st.sampled_from([0, 1, 2**63, 2**64 - 1]) | st.integers(0, 2**64 - 1)
records = st.lists(st.tuples(words, words, st.integers(0, 5)))
Listed = list[tuple[int, int, int]]


def listed(sorting: SortedRecords, given: Listed, step: int) -> Listed:
    """Return what comes of records; those with one key must come together."""
    for start in range(0, len(given), step):
        part = np.array(given[start : start + step], np.uint64)
        sorting.add(Records(*part.T))
    found: Listed = []
    for piece in sorting.pieces():
        here = [*zip(*(column.tolist() for column in piece), strict=True)]
        assert not {record[:2] for record in here} & {record[:2] for record in found}
        found += here
    return found


@settings(max_examples=100, deadline=None)
@given(records, st.integers(1, 9), st.sampled_from([1, 4, 100]), st.sampled_from([0, 1 << 20]))
def test_records_come_sorted_and_merged(some: Listed, step: int, held: int, memory: int) -> None:
    some += some[:3]
    tags: dict[tuple[int, int], list[int]] = {}
    for high, low, tag in some:
        tags.setdefault((high, low), []).append(tag)
    with mock.patch.multiple(arrays, HELD=held, IN_MEMORY=memory):
        assert listed(SortedRecords(each_once), some, step) == sorted(set(some))
        for merge, merged in ((least_tag, min), (sum_of_tags, sum)):
            expected = sorted((*key, merged(of_key)) for key, of_key in tags.items())
            assert listed(SortedRecords(merge), some, step) == expected


@given(st.lists(st.lists(st.integers(0, 2**32 - 1))), st.sampled_from([0, 8, 1 << 20]))
def test_an_array_that_grew_is_its_pieces(pieces: list[list[int]], memory: int) -> None:
    with mock.patch.object(arrays, "IN_MEMORY", memory):
        array = GrowingArray(np.uint32)
        for piece in pieces:
            array.append(np.array(piece, np.uint32))
        assert array.whole().tolist() == [value for piece in pieces for value in piece]
        assert len(array) == sum(map(len, pieces))


def test_zeros_in_a_file_can_be_written() -> None:
    with mock.patch.object(arrays, "IN_MEMORY", 0):
        array = zeros(5, np.uint8)
        array[[1, 3]] |= np.uint8(2)
        assert (type(array), array.tolist()) == (np.memmap, [0, 2, 0, 2, 0])
        assert zeros(0, np.bool_).tolist() == []


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    monkeypatch.setattr(arrays, "IN_MEMORY", 0)
    with pytest.raises(TargetError, match="room for temporary files"):
        zeros(5, np.uint8)
    with pytest.raises(TargetError, match="room for temporary files"):
        GrowingArray(np.uint8).append(np.zeros(5, np.uint8))
