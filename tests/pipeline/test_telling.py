"""What a bundle tells of its source is told of ten or more."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sector_data.pipeline.telling import merged, told_count, told_leaks
from sector_data.spec.coarse import FEWEST
from sector_data.spec.evidence.disclosure import SizeBin
from sector_data.spec.evidence.release import LeakReport

SUBJECTS = st.lists(st.integers(0, 25), min_size=1, max_size=10)


def bins_of(subjects: list[int]) -> list[SizeBin]:
    last = len(subjects)
    return [
        SizeBin(
            smallest=size,
            largest=None if size == last else size,
            classes=people // size,
            subjects=people,
        )
        for size, people in enumerate(subjects, start=1)
    ]


@given(subjects=SUBJECTS)
def test_bars_are_joined_and_nothing_is_lost(subjects: list[int]) -> None:
    bins = bins_of(subjects)
    found = merged(bins)
    assert sum(bin_.subjects for bin_ in found) == sum(subjects)
    assert sum(bin_.classes for bin_ in found) == sum(bin_.classes for bin_ in bins)
    assert found[0].smallest == 1
    assert found[-1].largest is None
    for first, second in pairwise(found):
        assert first.largest is not None
        assert second.smallest == first.largest + 1


@given(subjects=SUBJECTS)
def test_no_bar_stands_for_a_few(subjects: list[int]) -> None:
    found = merged(bins_of(subjects))
    if sum(subjects) >= FEWEST:
        assert all(not 0 < bin_.subjects < FEWEST for bin_ in found)


@given(subjects=st.lists(st.integers(FEWEST, 25) | st.just(0), min_size=1, max_size=10))
def test_bars_of_many_stay_as_they_are(subjects: list[int]) -> None:
    assert list(merged(bins_of(subjects))) == bins_of(subjects)


@given(count=st.none() | st.integers(0, 10**6))
def test_counts_below_ten_are_not_told(count: int | None) -> None:
    told = told_count(count)
    assert told is None if count is None or 1 <= count <= 9 else told == count


@given(passed_over=st.integers(0, 30), excused=st.integers(0, 30))
def test_what_the_leak_search_passes_over_is_told_coarsely(passed_over: int, excused: int) -> None:
    report = LeakReport(files=3, values=1000, not_searchable=passed_over, excused=excused)
    told = told_leaks(report)
    assert (told.files, told.values) == (3, 1000)
    assert (told.not_searchable, told.excused) == (told_count(passed_over), told_count(excused))
