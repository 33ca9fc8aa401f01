"""Days since the first event: intervals stay, the calendar goes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.longitudinal import days_since_first
from sector_data.anonymise.longitudinal.elapsed import NO_DAY
from sector_data.spec.hierarchies import NumberHierarchy
from sector_data.spec.longitudinal import LOWEST, WIDTHS, Period

EVENTS = st.lists(
    st.tuples(st.integers(-1, 3), st.one_of(st.none(), st.integers(-40_000, 40_000))), max_size=20
)


def column(events: list[tuple[int, int | None]]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([owner for owner, _ in events], dtype=np.int64),
        np.array([NO_DAY if day is None else day for _, day in events], dtype=np.int64),
    )


@given(EVENTS, EVENTS)
def test_days_are_counted_from_the_first_of_all_columns(
    left: list[tuple[int, int | None]], right: list[tuple[int, int | None]]
) -> None:
    found = days_since_first([column(left), column(right)], 4)

    for events, since in zip((left, right), found, strict=True):
        for (owner, day), days in zip(events, since.tolist(), strict=True):
            if owner < 0 or day is None:
                assert days == NO_DAY
            else:
                known = [d for o, d in left + right if o == owner and d is not None]
                assert days == day - min(known)


@given(EVENTS, st.integers(-1000, 1000))
def test_moving_everything_changes_nothing(events: list[tuple[int, int | None]], by: int) -> None:
    moved = [(owner, None if day is None else day + by) for owner, day in events]
    (here,) = days_since_first([column(events)], 4)
    (there,) = days_since_first([column(moved)], 4)
    assert (here == there).all()


@pytest.mark.parametrize("period", list(WIDTHS))
def test_the_intervals_of_every_period_nest(period: Period) -> None:
    hierarchy = build(NumberHierarchy(widths=WIDTHS[period]), pa.array([0, 1000]), base=Path())
    assert LOWEST[period] < hierarchy.levels - 1
