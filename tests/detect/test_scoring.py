"""Recall, precision, F2 and the share that masking hides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.scoring import ALL, NOTHING, Score, score, wilson
from sector_data.spec.evidence.findings import Span

TEXT = "Ann Lee of Rome called 555-0100."


def span(start: int, end: int, entity: str) -> Span:
    return Span(start, end, entity, 1.0)


def shares(result: Score) -> tuple[float | None, ...]:
    """Return recall, precision, F2 and masked without their intervals."""
    figures = (result.recall, result.precision, result.f2, result.masked)
    return tuple(figure.value if figure else None for figure in figures)


def total(truth: list[list[Span]], found: list[list[Span]]) -> Score:
    return score([TEXT] * len(truth), truth, found).by_label[ALL]


def test_perfect_and_empty() -> None:
    truth = [[span(0, 7, "PERSON"), span(11, 15, "LOCATION")]]
    assert shares(total(truth, truth)) == (1.0, 1.0, 1.0, 1.0)
    assert shares(total(truth, [[]])) == (0.0, None, None, 0.0)
    assert shares(total([[]], [[]])) == (None, None, None, None)
    assert score([], [], []).by_label[ALL] == Score(0, 0, None, None, None, None)


def test_f2_weighs_recall_twice() -> None:
    truth = [[span(0, 3, "PERSON"), span(4, 7, "PERSON"), span(11, 15, "LOCATION")]]
    found = [[span(0, 3, "PERSON"), span(16, 22, "PERSON")]]
    assert shares(score([TEXT], truth, found).by_label["PERSON"]) == (0.5, 0.5, 0.5, 0.5)
    recall, precision, f2, _ = shares(total(truth, found))
    assert recall == pytest.approx(1 / 3)
    assert precision == 0.5
    assert f2 == pytest.approx(5 * 0.5 / 3 / (4 * 0.5 + 1 / 3))


def test_a_wrong_name_masks_and_does_not_hit() -> None:
    truth, found = [[span(0, 7, "PERSON")]], [[span(0, 7, "LOCATION")]]
    scores = score([TEXT], truth, found)
    assert shares(scores.by_label["PERSON"]) == (0.0, None, None, 1.0)
    assert shares(scores.by_label["LOCATION"])[1] == 0.0
    assert scores.confusions == {("PERSON", "LOCATION"): 1}
    answers = {"PERSON": {"PERSON", "LOCATION"}}
    kin = score([TEXT], truth, found, answers=answers).by_label
    assert shares(kin["PERSON"]) == (1.0, 1.0, 1.0, 1.0)
    assert list(kin) == ["PERSON", ALL]


def test_what_is_missed_and_what_is_invented() -> None:
    truth, found = [[span(0, 7, "NOM")]], [[span(11, 15, "PERSON"), span(16, 22, "URL")]]
    scores = score([TEXT], truth, found, answers={"NOM": {"PERSON"}})
    assert scores.confusions == {("NOM", NOTHING): 1, (NOTHING, "PERSON"): 1}
    assert shares(scores.by_label["NOM"]) == (0.0, 0.0, 0.0, 0.0)


def test_ignored_labels_are_neither_right_nor_wrong() -> None:
    truth = [[span(0, 7, "NOM"), span(11, 15, "TITLE")]]
    found = [[span(0, 7, "PERSON"), span(11, 15, "PERSON")]]
    scores = score([TEXT], truth, found, answers={"NOM": {"PERSON"}, "TITLE": frozenset()})
    assert shares(scores.by_label["NOM"]) == (1.0, 1.0, 1.0, 1.0)
    assert "TITLE" not in scores.by_label
    assert scores.confusions == {}


def test_half_hits_and_nine_tenths_hide() -> None:
    truth = [[span(23, 31, "PHONE_NUMBER")]]
    recall, _, _, masked = shares(total(truth, [[span(23, 27, "PHONE_NUMBER")]]))
    assert (recall, masked) == (1.0, 0.0)
    # The hyphen is neither letter nor digit: leaving it in sight tells nothing.
    split = [[span(23, 26, "PHONE_NUMBER"), span(27, 31, "PHONE_NUMBER")]]
    assert shares(total(truth, split))[3] == 1.0


def test_wilson_as_published() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263 and 0 of 20.
    published: list[tuple[int, int, float, float]] = [
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
    ]
    for hits, of, low, high in published:
        share = wilson(hits, of)
        assert share is not None
        assert (round(share.low, 4), round(share.high, 4)) == (low, high)
    assert wilson(0, 0) is None


def test_the_interval_of_f2_narrows_with_texts() -> None:
    truth = [[span(0, 7, "PERSON")]]
    mixed: list[list[Span]] = [[span(0, 7, "PERSON")], []]

    def width(texts: int) -> float:
        found = [mixed[n % 2] for n in range(texts)]
        f2 = total(truth * texts, found).f2
        assert f2 is not None
        assert f2.low <= f2.value <= f2.high
        return f2.high - f2.low

    assert width(200) < width(20)


_SPANS = st.lists(
    st.builds(
        lambda a, n, e: span(a, min(a + n, len(TEXT)), e),
        st.integers(0, len(TEXT) - 2),
        st.integers(1, 9),
        st.sampled_from(["PERSON", "LOCATION"]),
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=40)
@given(truth=_SPANS, found=_SPANS)
def test_shares_are_shares(truth: list[Span], found: list[Span]) -> None:
    for result in score([TEXT], [truth], [found]).by_label.values():
        for share in (result.recall, result.precision, result.f2, result.masked):
            assert share is None or 0 <= share.low <= share.value <= share.high <= 1
    complete = shares(total([truth], [[*found, *truth]]))
    assert complete[0] in {None, 1.0}
    assert complete[3] in {None, 1.0}
