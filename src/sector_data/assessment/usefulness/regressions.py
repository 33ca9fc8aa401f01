"""Regressions: do users of the release read the same coefficients?

What lives here: fitting a declared regression to both tables, and the overlap of intervals. What
does not: the estimation (:mod:`sector_data.assessment.usefulness.fitting`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.designs import MOST_LEVELS, Design, Term, design_of
from sector_data.assessment.usefulness.fitting import Fit, linear_regression, logistic_regression
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.spec.evidence.usefulness import CoefficientComparison, RegressionFigures
from sector_data.spec.usefulness_tasks import RegressionTask

SPLITS = 3
LEAST_CASES = 10
"""Rows of the rarer outcome of a logistic regression."""
_NORMAL = 1.959963984540054

Interval = tuple[float, float]
Kind = Literal["linear", "logistic", "cox"]


def overlap(first: Interval, second: Interval) -> float:
    """Return the mean share of two intervals that they have in common, in [0, 1].

    Karr, Kohnen, Oganian, Reiter and Sanil (2006), "A framework for evaluating the utility of data
    altered to protect confidentiality", The American Statistician 60(3); 0 for intervals that do
    not meet.
    """
    common = min(first[1], second[1]) - max(first[0], second[0])
    lengths = first[1] - first[0], second[1] - second[0]
    if not np.isfinite([common, *lengths]).all() or common < 0:
        return 0.0
    if min(lengths) <= 0:
        return float(first == second)
    return (common / lengths[0] + common / lengths[1]) / 2


def measure_regression(trials: Trials, task: RegressionTask) -> RegressionFigures:
    """Compare a declared regression, whose columns are all compared.

    Numbers are in standard deviations of the source, the outcome of a linear regression too.
    """
    outcome = trials.codings[task.outcome]
    known = trials.source.codes[task.outcome]
    distinct = np.unique(known[known > 0])
    figures = RegressionFigures(outcome=task.outcome, predictors=task.predictors)
    if len(distinct) < 2:
        return figures.model_copy(update={"why_not": not_measured("one-class")})
    kind = task.kind or ("logistic" if len(distinct) == 2 else "linear")
    if kind == "linear" and not outcome.ordered:
        return figures.model_copy(update={"why_not": not_measured("no-number")})
    if kind == "logistic" and len(distinct) > 2:
        return figures.model_copy(update={"why_not": not_measured("too-many-classes")})
    design = design_of(trials, task.predictors)
    # The case is the second in the order of the labels or numbers: true, 1, yes.
    case = int(distinct[-1])
    if not outcome.ordered:
        case = max(distinct, key=lambda code: outcome.labels[int(code) - 1])
    if kind == "logistic":
        cases = int((known == case).sum())
        if min(cases, int((known > 0).sum()) - cases) < LEAST_CASES:
            return figures.model_copy(update={"why_not": not_measured("few-cases")})
    numbers = trials.source.numbers.get(task.outcome, np.zeros(1))
    scale = float(np.nanstd(numbers)) or 1.0

    def fit(sample: Sample) -> Fit:
        rows = sample.take(np.flatnonzero(sample.codes[task.outcome] > 0))
        matrix = design.matrix(rows)
        if kind == "linear":
            return linear_regression(matrix, rows.numbers[task.outcome] / scale)
        return logistic_regression(matrix, _flags(rows.codes[task.outcome] == case))

    return compare_fits(trials, design, fit, figures, kind)


def _flags(values: np.ndarray) -> Flags:
    return values.astype(np.bool_)


def compare_fits(
    trials: Trials,
    design: Design,
    fit: Callable[[Sample], Fit],
    figures: RegressionFigures,
    kind: Kind,
) -> RegressionFigures:
    """Fit a model to every sample and compare its coefficients."""
    described = trials.describe(fit, splits=SPLITS)
    figures = figures.model_copy(update={"kind": kind})
    if not described.source.converged or not _estimated(described.source).any():
        return figures.model_copy(update={"why_not": not_measured("did-not-converge")})
    release = trials.release
    coefficients = [
        _comparison(design, term, place, described.source, described.release, release)
        for place, term in enumerate(design.terms)
        if _estimated(described.source)[place]
    ]
    return figures.model_copy(
        update={
            "coefficients": tuple(coefficients),
            "disjoint": described.yardstick(_disjoint),
        }
    )


def _estimated(fit: Fit) -> Flags:
    return _flags(np.isfinite(fit.coefficients) & np.isfinite(fit.errors) & (fit.errors > 0))


def _intervals(fit: Fit) -> Sequence[Interval]:
    usable = fit.converged & _estimated(fit)
    low = np.where(usable, fit.coefficients - _NORMAL * fit.errors, np.nan)
    high = np.where(usable, fit.coefficients + _NORMAL * fit.errors, np.nan)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _disjoint(first: Fit, second: Fit) -> float:
    """Return 1 - mean overlap over the terms that the first one estimates."""
    pairs = zip(_intervals(first), _intervals(second), strict=True)
    overlaps = [overlap(a, b) for a, b in pairs if np.isfinite(a[0])]
    return 1 - float(np.mean(overlaps)) if overlaps else 1.0


def _comparison(
    design: Design, term: Term, place: int, source: Fit, release: Fit, released: Sample
) -> CoefficientComparison:
    mine, theirs = _intervals(source)[place], _intervals(release)[place]
    there = bool(np.isfinite(theirs[0]))
    estimate = float(release.coefficients[place])
    return CoefficientComparison(
        column=term.column,
        level=_label(design, term, released),
        source=float(source.coefficients[place]),
        source_low=mine[0],
        source_high=mine[1],
        release=estimate if there else None,
        release_low=theirs[0] if there else None,
        release_high=theirs[1] if there else None,
        overlap=overlap(mine, theirs),
        same_sign=there and estimate * float(source.coefficients[place]) > 0,
    )


def _label(design: Design, term: Term, released: Sample) -> str | None:
    """Return the label of a term, where it stands for one that the release holds."""
    coding = design.codings[term.column]
    if not term.code or coding.ordered:
        return None
    lumped = coding.size - 1 > MOST_LEVELS and term.code == MOST_LEVELS
    if lumped or not (released.codes[term.column] == term.code).any():
        return None
    return coding.labels[term.code - 1]
