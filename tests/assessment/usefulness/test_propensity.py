"""Telling released rows from real ones: ROC areas, pMSE and what to expect of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.fitting import logistic_regression
from sector_data.assessment.usefulness.propensity import auc, pmse, pmse_null
from tests.assessment.usefulness.people import people, shuffled, take


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1))
def test_auc_is_that_of_scikit_learn(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in rows], dtype=np.float64)
    positive = np.array([hit for _, hit in rows])
    if positive.all() or not positive.any():
        assert auc(scores, positive) == 0.5
    else:
        assert auc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


def test_pmse_has_bounds() -> None:
    released = np.repeat([False, True], 50)
    assert pmse(np.full(100, 0.5), released) == 0
    assert pmse(released.astype(np.float64), released) == 0.25


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_rows_redrawn_given_the_source_have_the_expected_pmse(share: float) -> None:
    draw = np.random.default_rng(5)
    rows, terms = 800, 6
    found = []
    for _ in range(150):
        # The source, and a release from the distribution that was fitted to it.
        source = draw.normal(size=(round(rows * (1 - share)), terms))
        release = draw.normal(size=(round(rows * share), terms))
        release = release * source.std(axis=0) + source.mean(axis=0)
        matrix = np.vstack([source, release])
        released = np.arange(rows) >= len(source)
        fit = logistic_regression(matrix, released)
        assert fit.parameters == terms + 1
        found.append(pmse(fit.fitted, released))
    expected, deviation = pmse_null(terms + 1, rows, share)
    assert np.mean(found) == pytest.approx(expected, abs=4 * deviation / np.sqrt(150))
    assert np.std(found) == pytest.approx(deviation, rel=0.25)


def test_other_people_are_within_noise_and_shuffled_ones_at_the_bottom() -> None:
    source = people(2_400)
    other = measure_usefulness(source, people(2_400, seed=9), splits=3).propensity
    assert other is not None
    assert 0.45 < other.detection.value < 0.56
    assert other.detection.score is not None
    assert other.detection.score > 0.85
    # Two samples of one population differ twice as much as a release given its source.
    assert 1 < other.pmse_ratio < 3.5
    useless = measure_usefulness(source, shuffled(source), splits=3).propensity
    assert useless is not None
    assert useless.detection.value > 0.9
    assert useless.detection.score is not None
    assert useless.detection.score < 0.1
    assert useless.pmse_boosting.score is not None
    assert useless.pmse_boosting.score < 0.15
    # Main effects cannot see that dependence is lost, and no score is made of it.
    assert useless.pmse.score is None
    assert useless.pmse_ratio < 3.5


def test_rows_of_the_source_are_not_told_from_themselves_where_some_are_left_out() -> None:
    """A model that had learnt from the twins of rows once told them apart: its area was 0.2."""
    source = people(2_400)
    kept = take(source, np.arange(100, source.rows))
    found = measure_usefulness(source, kept, splits=3).propensity
    assert found is not None
    assert 0.5 <= found.detection.value < 0.56
    assert found.detection.score is not None
    assert found.detection.score > 0.85
