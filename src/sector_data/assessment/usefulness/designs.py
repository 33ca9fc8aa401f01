"""Design matrices: columns as the terms of a model.

What lives here: standardised numbers and indicators of categories, the same terms for every sample.
What does not: models (:mod:`sector_data.assessment.usefulness.fitting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.usefulness.coding import Coding, Sample
from sector_data.assessment.usefulness.trials import Trials

MOST_LEVELS = 10
"""Categories of a column that get a term; the rarer ones share the last."""
MOST_NATIVE = 60
"""Categories that trees are told apart; scikit-learn's bound is 255."""


@dataclass(frozen=True, slots=True)
class Term:
    """A column of a design matrix.

    Attributes
    ----------
    column
        Column of the table.
    code
        Coarse code whose rows have a 1, 0 for missing; None for the number itself.
    """

    column: str
    code: int | None


@dataclass(frozen=True, slots=True)
class Design:
    """Terms, and how numbers are scaled: by mean and standard deviation of the source."""

    terms: tuple[Term, ...]
    codings: dict[str, Coding]
    scales: dict[str, tuple[float, float]]

    def matrix(self, sample: Sample) -> Floats:
        """Return the terms of a sample's rows; shape (rows, terms)."""
        matrix = np.empty((sample.rows, len(self.terms)))
        coarse: dict[str, Integers] = {}
        for place, term in enumerate(self.terms):
            if term.code is None:
                mean, scale = self.scales[term.column]
                scaled = (sample.numbers[term.column] - mean) / scale
                matrix[:, place] = np.where(np.isnan(scaled), 0.0, scaled)
                continue
            if term.column not in coarse:
                coding = self.codings[term.column]
                codes = sample.codes[term.column]
                # Of a number only the missing value has an indicator.
                coarse[term.column] = (
                    codes if coding.ordered else coding.coarse(codes, MOST_LEVELS)[0]
                )
            matrix[:, place] = coarse[term.column] == term.code
        return matrix


def design_of(trials: Trials, columns: Sequence[str]) -> Design:
    """Choose the terms of some columns.

    A number is one term, with an indicator where it is missing; a category has an indicator for
    each of its ten commonest values, the rest together, and its missing value; the commonest
    stands for all zeros. Terms that no row of source or release has are left out.
    """
    terms: list[Term] = []
    scales: dict[str, tuple[float, float]] = {}
    for name in columns:
        coding = trials.codings[name]
        codes = np.concatenate([trials.source.codes[name], trials.release.codes[name]])
        if not coding.ordered:
            coarse, size = coding.coarse(codes, MOST_LEVELS)
            taken = np.bincount(coarse, minlength=size)
            terms += [Term(name, code) for code in (*range(2, size), 0) if taken[code]]
            continue
        known = trials.source.numbers[name]
        known = known[~np.isnan(known)]
        spread = float(known.std()) if len(known) else 0.0
        scales[name] = (float(known.mean()) if len(known) else 0.0, spread or 1.0)
        terms.append(Term(name, None))
        if not codes.all():
            terms.append(Term(name, 0))
    return Design(tuple(terms), trials.codings, scales)


def trees_of(trials: Trials, columns: Sequence[str], sample: Sample) -> tuple[Floats, list[bool]]:
    """Return what trees learn from: numbers with NaN, and codes of categories.

    Returns
    -------
    matrix, categorical
        Shape (rows, columns), and which columns are codes.
    """
    parts, categorical = [], []
    for name in columns:
        coding = trials.codings[name]
        categorical.append(not coding.ordered)
        parts.append(
            sample.numbers[name]
            if coding.ordered
            else coding.coarse(sample.codes[name], MOST_NATIVE)[0].astype(np.float64)
        )
    return np.column_stack(parts), categorical
