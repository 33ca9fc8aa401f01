"""Principal components of source and release.

What lives here: the variance that components explain, and the angle between them. What does not:
single columns and pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.designs import design_of
from sector_data.assessment.usefulness.trials import Trials
from sector_data.spec.evidence.usefulness import ComponentFigures

MOST_COMPONENTS = 5


@dataclass(frozen=True, slots=True)
class _Components:
    shares: Floats
    axes: Floats


def principal_angle(first: Floats, second: Floats) -> float:
    """Return the largest principal angle between two spaces, in degrees from 0 to 90.

    Björck and Golub (1973), "Numerical methods for computing angles between linear subspaces".

    Parameters
    ----------
    first, second
        Orthonormal columns; shape (terms, components).
    """
    # The sine is exact where the cosine is not: beside 0 degrees.
    beside = second - first @ (first.T @ second)
    sine = np.linalg.norm(beside, ord=2) if second.size else 0.0
    return float(np.degrees(np.arcsin(np.clip(sine, 0, 1))))


def _separated(shares: Floats) -> int:
    """Return how many leading components stand apart from the next one by the largest factor.

    Between components of nearly equal variance any rotation is as good as another, so that an angle
    would tell nothing (Davis and Kahan 1970, "The rotation of eigenvectors by a perturbation").
    """
    positive = shares[shares > shares[0] * 1e-9]
    if len(positive) < 2:
        return 1
    factors = positive[:-1] / positive[1:]
    return int(np.argmax(factors[:MOST_COMPONENTS])) + 1


def measure_components(trials: Trials, columns: list[str]) -> ComponentFigures:
    """Compare principal components of numbers and indicators, each of variance 1 in the source."""
    design = design_of(trials, columns)
    spread = design.matrix(trials.source).std(axis=0)
    spread[spread == 0] = 1.0

    def whole(sample: Sample) -> _Components:
        matrix = design.matrix(sample) / spread
        variances, axes = np.linalg.eigh(np.atleast_2d(np.cov(matrix, rowvar=False, bias=True)))
        total = variances.sum()
        shares = np.clip(variances[::-1], 0, None) / total if total > 0 else variances * 0
        return _Components(shares, axes[:, ::-1])

    count = _separated(whole(trials.source).shares)

    def leading(sample: Sample) -> _Components:
        found = whole(sample)
        return _Components(found.shares[:count], found.axes[:, :count])

    described = trials.describe(leading)
    return ComponentFigures(
        components=count,
        explained_source=tuple(described.source.shares.tolist()),
        explained_release=tuple(described.release.shares.tolist()),
        explained=described.yardstick(lambda a, b: float(np.abs(a.shares - b.shares).sum())),
        angle=described.yardstick(lambda a, b: principal_angle(a.axes, b.axes)),
    )
