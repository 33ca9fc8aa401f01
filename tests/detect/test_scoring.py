"""Recall, precision, F2 and the share that masking hides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.scoring import ALL, Score, score
from sector_data.spec.findings import Span

TEXT = "Ann Lee of Rome called 555-0100."


def span(start: int, end: int, entity: str) -> Span:
    return Span(start, end, entity, 1.0)


def test_perfect_and_empty() -> None:
    truth = [[span(0, 7, "PERSON"), span(11, 15, "LOCATION")]]
    assert score([TEXT], truth, truth)[ALL] == Score(2, 2, 1.0, 1.0, 1.0, 1.0)
    assert score([TEXT], truth, [[]])[ALL] == Score(2, 0, 0.0, None, None, 0.0)
    assert score([TEXT], [[]], [[]])[ALL] == Score(0, 0, None, None, None, None)
    assert score([], [], []) == {ALL: Score(0, 0, None, None, None, None)}


def test_f2_weighs_recall_twice() -> None:
    truth = [[span(0, 3, "PERSON"), span(4, 7, "PERSON"), span(11, 15, "LOCATION")]]
    found = [[span(0, 3, "PERSON"), span(16, 22, "PERSON")]]
    result = score([TEXT], truth, found)["PERSON"]
    assert result == Score(2, 2, 0.5, 0.5, 0.5, 0.5)
    both = score([TEXT], truth, found)[ALL]
    assert both.recall == pytest.approx(1 / 3)
    assert both.precision == 0.5
    assert both.f2 == pytest.approx(5 * 0.5 / 3 / (4 * 0.5 + 1 / 3))


def test_a_wrong_name_masks_and_does_not_hit() -> None:
    result = score([TEXT], [[span(0, 7, "PERSON")]], [[span(0, 7, "LOCATION")]])
    assert result["PERSON"] == Score(1, 0, 0.0, None, None, 1.0)
    assert result["LOCATION"].precision == 0.0
    same = {"PERSON": {"LOCATION"}}
    kin = score([TEXT], [[span(0, 7, "PERSON")]], [[span(0, 7, "LOCATION")]], same=same)
    assert kin["PERSON"].recall == kin["LOCATION"].precision == 1.0


def test_half_hits_and_nine_tenths_hide() -> None:
    truth = [[span(23, 31, "PHONE_NUMBER")]]
    half = score([TEXT], truth, [[span(23, 27, "PHONE_NUMBER")]])[ALL]
    assert (half.recall, half.masked) == (1.0, 0.0)
    # The hyphen is neither letter nor digit: leaving it in sight tells nothing.
    split = [[span(23, 26, "PHONE_NUMBER"), span(27, 31, "PHONE_NUMBER")]]
    assert score([TEXT], truth, split)[ALL].masked == 1.0


_SPANS = st.lists(
    st.builds(
        lambda a, n, e: span(a, min(a + n, len(TEXT)), e),
        st.integers(0, len(TEXT) - 2),
        st.integers(1, 9),
        st.sampled_from(["PERSON", "LOCATION"]),
    ),
    max_size=4,
)


@given(truth=_SPANS, found=_SPANS)
def test_shares_are_shares(truth: list[Span], found: list[Span]) -> None:
    for result in score([TEXT], [truth], [found]).values():
        for share in (result.recall, result.precision, result.f2, result.masked):
            assert share is None or 0 <= share <= 1
    complete = score([TEXT], [truth], [[*found, *truth]])[ALL]
    assert complete.recall in {None, 1.0}
    assert complete.masked in {None, 1.0}
