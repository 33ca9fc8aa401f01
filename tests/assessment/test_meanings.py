"""What `assess` makes of missing values, and all that it tells about sensitive columns."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sector_data as sd
from sector_data.anonymise.measures import Missing

MEANINGS: tuple[Missing, Missing] = ("own-value", "wildcard")
WITH_GAPS = pd.DataFrame(
    {
        "sex": ["F", "F", "F", "M", "M", None],
        "zip": ["1", "1", None, "2", "2", "2"],
        "dx": ["a", "b", "a", "c", "c", "a"],
    }
)


@pytest.mark.parametrize(
    ("missing", "rows", "k", "unique"),
    [("own-value", 6, 1, 2 / 6), ("wildcard", 6, 3, 0), ("removed", 4, 2, 0)],
)
def test_missing_quasi_identifiers_have_three_meanings(
    missing: Missing, rows: int, k: int, unique: float
) -> None:
    """By hand: with wildcards the row without a ZIP matches both women, and they it."""
    figures = sd.assess(WITH_GAPS, quasi_identifiers=["sex", "zip"], missing=missing)
    assert (figures.rows, figures.k) == (rows, k)
    assert figures.unique_subjects == pytest.approx(unique)
    assert figures.highest_risk == pytest.approx(1 / k)


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", None])] * 3), min_size=1, max_size=12))
def test_a_gap_that_matches_anything_never_makes_a_class_smaller(
    rows: list[tuple[str | None, ...]],
) -> None:
    frame = pd.DataFrame(rows, columns=["x", "y", "who"], dtype="string").fillna({"who": "c"})
    for subject in (None, "who"):
        by_value, by_match = (
            sd.assess(frame, quasi_identifiers=["x", "y"], subject=subject, missing=missing)
            for missing in MEANINGS
        )
        assert by_match.k >= by_value.k
        assert by_match.average_risk <= by_value.average_risk + 1e-12


def test_everything_that_classes_tell_about_a_sensitive_column() -> None:
    figures = sd.assess(WITH_GAPS, quasi_identifiers=["zip"], sensitive=["dx"])
    told = figures.sensitive["dx"]
    # The class without a ZIP holds one a; in the table half of the values are a.
    assert told.diversity == told.alpha == 1
    assert told.entropy == pytest.approx(1)
    assert told.t_equal == pytest.approx(1 / 2)
    # One of the two in ZIP 1 has b, as one in six of the table has.
    assert told.beta == pytest.approx(2)
    assert told.delta is None
    assert told.delta_present == pytest.approx(math.log(3))
    assert told.t_ordered is None
