"""Regressions agree with statsmodels, and say when they cannot be fitted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sector_data.assessment.usefulness.fitting import (
    cox_regression,
    estimable,
    linear_regression,
    logistic_regression,
)
from tests.assessment.usefulness import cohort


def test_least_squares() -> None:
    fit = linear_regression(cohort.TERMS, cohort.Y)
    assert fit.coefficients == pytest.approx(cohort.OLS[0], abs=1e-7)
    assert fit.errors == pytest.approx(cohort.OLS[1], abs=1e-7)
    assert (fit.parameters, fit.converged) == (3, True)
    assert (cohort.Y - fit.fitted).sum() == pytest.approx(0, abs=1e-9)


def test_logistic_regression() -> None:
    fit = logistic_regression(cohort.TERMS, cohort.CASES)
    assert fit.coefficients == pytest.approx(cohort.LOGIT[0], abs=1e-6)
    assert fit.errors == pytest.approx(cohort.LOGIT[1], abs=1e-6)
    # The mean probability is the share of cases at the maximum.
    assert fit.fitted.mean() == pytest.approx(cohort.CASES.mean())


def test_proportional_hazards_with_ties() -> None:
    fit = cox_regression(cohort.TERMS, cohort.DURATIONS, cohort.EVENTS)
    assert fit.coefficients == pytest.approx(cohort.COX[0], abs=1e-7)
    assert fit.errors == pytest.approx(cohort.COX[1], abs=1e-7)
    order = np.random.default_rng(1).permutation(60)
    again = cox_regression(cohort.TERMS[order], cohort.DURATIONS[order], cohort.EVENTS[order])
    assert again.coefficients == pytest.approx(fit.coefficients)


@given(arrays.arrays(np.float64, (6, 5), elements=st.integers(-2, 2).map(float)))
def test_as_many_terms_as_the_rank_can_be_estimated(matrix: np.ndarray) -> None:
    kept = estimable(matrix)
    assert len(kept) == np.linalg.matrix_rank(matrix)
    assert len(kept) == (np.linalg.matrix_rank(matrix[:, kept]) if len(kept) else 0)


def test_a_term_that_others_determine_has_no_coefficient() -> None:
    doubled = np.column_stack([cohort.TERMS, 2 * cohort.X, np.ones(60)])
    for fit in (
        linear_regression(doubled, cohort.Y),
        logistic_regression(doubled, cohort.CASES),
        cox_regression(doubled, cohort.DURATIONS, cohort.EVENTS),
    ):
        assert np.isnan(fit.coefficients).tolist() == [False, False, True, True]
        assert np.isnan(fit.errors).tolist() == [False, False, True, True]
        assert fit.converged


def test_separated_classes_are_fitted_with_a_ridge_only() -> None:
    cases = cohort.X > 0
    assert not logistic_regression(cohort.X[:, None], cases).converged
    ridged = logistic_regression(cohort.X[:, None], cases, ridge=1e-3)
    assert ridged.converged
    assert ridged.fitted[cases].min() > ridged.fitted[~cases].max()


def test_no_freedom_is_no_fit() -> None:
    assert not linear_regression(np.eye(3), np.arange(3.0)).converged
