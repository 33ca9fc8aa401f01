"""Rare categories are joined by the number of subjects that have them."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.categories import frequent
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.values import JoinRare, Midpoint

ROWS = st.lists(
    st.tuples(st.none() | st.sampled_from("abcd"), st.none() | st.sampled_from("123")), max_size=30
)


@settings(deadline=None)
@given(ROWS, st.integers(2, 4), st.booleans())
def test_categories_stay_that_enough_subjects_have(
    rows: list[tuple[str | None, str | None]], at_least: int, by_subject: bool
) -> None:
    who: dict[str, set[object]] = defaultdict(set)
    for number, (value, subject) in enumerate(rows):
        counted = subject if by_subject else number
        if value is not None and counted is not None:
            who[value].add(counted)
    values = pa.array([value for value, _ in rows], pa.string())
    subjects = pa.array([subject for _, subject in rows], pa.string()) if by_subject else None
    kept = frequent(values, subjects, at_least)
    assert kept == tuple(sorted(v for v, found in who.items() if len(found) >= at_least))
    made = transform(values, JoinRare(at_least=at_least, kept=kept)).to_pylist()
    assert made == [v if v is None or v in kept else "other" for v, _ in rows]


def test_only_a_plan_says_what_is_rare() -> None:
    with pytest.raises(InputError, match="for the plan to say"):
        transform(pa.array(["a"]), JoinRare())


@pytest.mark.parametrize(
    ("values", "width", "expected"),
    [
        ([0, 9_999, 10_000, -1, None], 10_000, [5_000, 5_000, 15_000, -5_000, None]),
        ([0.0, 2.6, None], 2.5, [1.25, 3.75, None]),
        ([1, 2], 5, [2.5, 2.5]),
        ([2**62], 10, [None]),
    ],
)
def test_middles_of_intervals(
    values: list[float | None], width: float, expected: list[float | None]
) -> None:
    assert transform(pa.array(values), Midpoint(width=width)).to_pylist() == expected


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6).map(lambda n: 2 * n))
def test_a_middle_is_within_half_a_width(number: int, width: int) -> None:
    (middle,) = transform(pa.array([number]), Midpoint(width=width)).to_pylist()
    assert abs(middle - number) <= width // 2
    assert (middle - width // 2) % width == 0
