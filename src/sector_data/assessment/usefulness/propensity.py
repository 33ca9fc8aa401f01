"""How well a model tells released rows from real ones.

What lives here: the propensity score's mean squared error and the area under the ROC curve of a
detector. What does not: predictions of a target
(:mod:`sector_data.assessment.usefulness.prediction`).
"""

from __future__ import annotations

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.designs import design_of, trees_of
from sector_data.assessment.usefulness.fitting import logistic_regression
from sector_data.assessment.usefulness.marks import Marks, draw
from sector_data.assessment.usefulness.trials import Trials, on_scale
from sector_data.spec.evidence.usefulness import PropensityFigures

MOST_ROWS = 5_000
"""Rows of each table that models tell apart."""
SPLITS = 3
FOLDS = 3
TREES = 50
_RIDGE = 1e-6


def auc(scores: Floats, positive: Flags) -> float:
    """Return the area under the ROC curve: the chance that a positive row scores higher, ties half.

    Mann and Whitney (1947). Of one class alone 0.5.
    """
    from scipy.stats import rankdata

    hits = int(positive.sum())
    misses = len(positive) - hits
    if not hits or not misses:
        return 0.5
    ranks = float(rankdata(scores)[positive].sum())
    return (ranks - hits * (hits + 1) / 2) / (hits * misses)


def pmse(scores: Floats, released: Flags) -> float:
    """Return the mean squared deviation of propensity scores from the share of released rows.

    Woo, Reiter, Oganian and Karr (2009), "Global measures of data utility for microdata masked for
    disclosure limitation", Journal of Privacy and Confidentiality 1(1). From 0 to 0.25 with as many
    rows of each.
    """
    return float(np.mean((scores - released.mean()) ** 2))


def pmse_null(parameters: int, rows: int, share: float) -> tuple[float, float]:
    """Return expectation and standard deviation of pMSE for a release from the true distribution.

    Snoke, Raab, Nowok, Dibben and Slavkovic (2018), "General and specific utility measures for
    synthetic data", JRSS A 181(3), theorem 1: a logistic regression of k parameters, the
    intercept included, on N rows of which a share c is released has expectation
    (k - 1) (1 - c)^2 c / N and standard deviation sqrt(2 (k - 1)) (1 - c)^2 c / N.
    """
    unit = (1 - share) ** 2 * share / rows
    return (parameters - 1) * unit, float(np.sqrt(2 * (parameters - 1))) * unit


def measure_propensity(trials: Trials, columns: list[str]) -> PropensityFigures:
    """Measure how well source and release are told apart.

    Parameters
    ----------
    columns
        Columns that vary, two at least.
    """
    design = design_of(trials, columns)

    def logistic(first: Sample, second: Sample) -> tuple[float, int, int]:
        first, second = _level(first, second)
        matrix = np.vstack([design.matrix(first), design.matrix(second)])
        released = np.arange(len(matrix)) >= first.rows
        fit = logistic_regression(matrix, released, ridge=_RIDGE)
        return pmse(fit.fitted, released), fit.parameters, len(matrix)

    def boosted(first: Sample, second: Sample) -> tuple[float, float]:
        first, second = _level(first, second)
        return detection(trials, columns, first, second)

    splits = trials.splits[:SPLITS]
    simple = [(logistic(s.half, s.released)[0], logistic(s.half, s.other)[0], None) for s in splits]
    trees = [
        (boosted(s.half, s.released), boosted(s.half, s.other), boosted(s.half, s.independent))
        for s in splits
    ]
    value, parameters, rows = logistic(trials.source, trials.release)
    expected, deviation = pmse_null(parameters, rows, 0.5)
    whole = boosted(trials.source, trials.release)
    return PropensityFigures(
        rows=rows // 2,
        pmse=on_scale(value, simple),
        parameters=parameters,
        pmse_expected=expected,
        pmse_ratio=value / expected if expected else 0.0,
        pmse_standardised=(value - expected) / deviation if deviation else 0.0,
        detection=on_scale(whole[0], [(a[0], b[0], c[0]) for a, b, c in trees]),
        pmse_boosting=on_scale(whole[1], [(a[1], b[1], c[1]) for a, b, c in trees]),
    )


def detection(
    trials: Trials, columns: list[str], first: Sample, second: Sample
) -> tuple[float, float]:
    """Return AUC, 0.5 at least, and pMSE of cross-validated scores of gradient boosting.

    The rows of a subject are in one fold, and with them those that are the same in the other
    table: a model that has learnt from a row's twin takes the row for one of the twin's side, and
    its area is far below one half. What is below all the same tells rows apart, too, the other way
    round.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    one, categorical = trees_of(trials, columns, first)
    matrix = np.vstack([one, trees_of(trials, columns, second)[0]])
    released = np.arange(len(matrix)) >= first.rows
    folds = _folds(np.concatenate([first.marks, second.marks]), trials.seed)
    scores = np.full(len(matrix), 0.5)
    for fold in range(FOLDS):
        test = folds == fold
        if len(np.unique(released[~test])) < 2 or not test.any():
            continue
        model = HistGradientBoostingClassifier(
            max_iter=TREES,
            learning_rate=0.15,
            max_leaf_nodes=15,
            categorical_features=categorical,
            early_stopping=False,
            random_state=trials.seed,
        )
        scores[test] = model.fit(matrix[~test], released[~test]).predict_proba(matrix[test])[:, 1]
    area = auc(scores, released)
    return max(area, 1 - area), pmse(scores, released)


def _folds(marks: Marks, seed: int) -> Integers:
    """Deal subjects to folds by their marks, which equal ones of both tables share."""
    return (draw(marks, seed, "fold") % np.uint64(FOLDS)).astype(np.int64)


def _level(first: Sample, second: Sample) -> tuple[Sample, Sample]:
    rows = min(first.rows, second.rows, MOST_ROWS)
    return first.take(slice(rows)), second.take(slice(rows))
