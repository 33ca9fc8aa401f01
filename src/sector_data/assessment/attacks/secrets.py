"""Guessing a secret: by the rows that are nearest, by a model, and without knowing anything.

What lives here: guesses of one column, and whether they are right. What does not: the attack that
compares them (:mod:`sector_data.assessment.attacks.inference`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.bayes import NaiveBayes
from sector_data.assessment.attacks.columns import MISSING, Codes, Column, Floats
from sector_data.assessment.attacks.outcomes import Right
from sector_data.assessment.attacks.scene import Integers, Scene, Side

TOLERANCE = 1 / 20
"""A number is guessed right within so much of the column's range."""

CLASSES = 200
"""A model learns no more categories than this, the most frequent ones: others are beyond it."""


class Secret:
    """A column to be guessed.

    Parameters
    ----------
    scene
        What is attacked.
    name
        Of the secret; it has two values at least in the release.

    Attributes
    ----------
    usual
        The guess that is best when nothing is known of a person.
    """

    def __init__(self, scene: Scene, name: str) -> None:
        self.column: Column = scene.column(name)
        self._scene = scene
        rows = scene.release_order
        values = self.column.release[rows]
        there = _there(self.column, values)
        self._rows, values = rows[there], values[there]
        if self.column.ordered:
            # Guesses lie twice the tolerance apart: each stands for the numbers around it.
            step = 2 * TOLERANCE * self.column.scale
            values = np.round(values / step) * step
        self._classes, self._of_row, counts = np.unique(
            values, return_inverse=True, return_counts=True
        )
        self._frequent = np.argsort(-counts, kind="stable")[:CLASSES]
        self.usual = float(self._classes[self._frequent[0]])

    def has_value(self, side: Side, people: Integers) -> npt.NDArray[np.bool_]:
        """Tell which people have a value that could be guessed."""
        there = _there(self.column, self.column.people(side)[people])
        return np.asarray(there.all(axis=1)) if there.ndim == 2 else there

    def right(self, side: Side, people: Integers, guesses: Floats) -> Right:
        """Tell which people are guessed right."""
        values = self.column.people(side)[people]
        if self.column.ordered:
            near: Right = np.abs(values - guesses) <= self.column.scale * TOLERANCE
            return near
        met: Right = (values == guesses[:, None]).any(axis=1)
        return met

    def vote(self, distances: Floats, rows: Integers) -> Floats:
        """Return the guess of the nearest rows that have a value; NaN where none has one.

        Of several equally near rows the most frequent category counts, of equally frequent ones
        that of the first row; of numbers the one in the middle.

        Parameters
        ----------
        distances, rows
            Of the released rows that are nearest to each person; shape (people, neighbours).
        """
        values = self.column.release[rows].astype(np.float64)
        there = _there(self.column, self.column.release[rows]) & np.isfinite(distances)
        least = np.where(there, distances, np.inf).min(axis=1, keepdims=True)
        voting = there & (distances == least)
        values = np.where(voting, values, np.nan)
        if self.column.ordered:
            chosen = np.maximum(np.count_nonzero(voting, axis=1) - 1, 0) // 2
            values = np.sort(values, axis=1)
        else:
            chosen = (values[:, :, None] == values[:, None, :]).sum(axis=2).argmax(axis=1)
        guesses: Floats = np.take_along_axis(values, chosen[:, None], axis=1)[:, 0]
        return guesses

    def learn(self, known: Sequence[str]) -> NaiveBayes:
        """Return a classifier of the most frequent values, learnt from the release."""
        place = np.full(len(self._classes), -1)
        place[self._frequent] = np.arange(len(self._frequent))
        classes = place[self._of_row]
        learnt = classes >= 0
        return NaiveBayes(
            self._scene.columns(known), self._rows[learnt], classes[learnt], len(self._frequent)
        )

    def value_of(self, classes: Integers) -> Floats:
        """Return the guess that a class of the classifier stands for."""
        values: Floats = self._classes[self._frequent][classes].astype(np.float64)
        return values


def _there(column: Column, values: Floats | Codes) -> npt.NDArray[np.bool_]:
    there: npt.NDArray[np.bool_] = ~np.isnan(values) if column.ordered else values != MISSING
    return there
