"""Guessing a column from others with a naive Bayes classifier.

What lives here: learning from released rows and guessing for people, over coded columns. What does
not: what is guessed and whether it is right (:mod:`sector_data.assessment.attacks.inference`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.assessment.attacks.columns import Codes, Column, Floats
from sector_data.assessment.attacks.scene import Integers

BINS = 20
"""Numbers are cut into so many bins of equally many released rows."""

_CELLS = 1 << 23


class NaiveBayes:
    """A naive Bayes classifier (Maron 1961, JACM 8(3)) with add-one smoothing.

    Parameters
    ----------
    columns
        What is known.
    rows
        Rows of the release that are learnt from.
    classes
        Class of each of them, from 0; shape (rows,).
    size
        Number of classes.
    """

    def __init__(
        self, columns: Sequence[Column], rows: Integers, classes: Integers, size: int
    ) -> None:
        self._columns = tuple(columns)
        self._edges = [_edges(c.release[rows]) if c.ordered else None for c in columns]
        self._tables: list[Floats] = []
        with np.errstate(divide="ignore"):  # a class that nobody is in cannot be guessed
            self._prior: Floats = np.log(np.bincount(classes, minlength=size))
        for column, edges in zip(columns, self._edges, strict=True):
            cells, count = _cells(column.release[rows], edges, len(column.losses))
            seen = np.bincount(classes * count + cells, minlength=size * count)
            table = seen.reshape(size, count) + 1.0
            self._tables.append(np.log(table / table.sum(axis=1, keepdims=True)))

    def guess(self, side: str, people: Integers) -> Integers:
        """Return the most likely class of some people; the first of equally likely ones.

        A value that may be released as any of several labels counts as the likeliest of them.
        """
        guesses = np.empty(len(people), dtype=np.int64)
        step = max(1, _CELLS // len(self._prior))
        for start in range(0, len(people), step):
            part = people[start : start + step]
            belief = np.tile(self._prior, (len(part), 1))
            for column, edges, table in zip(self._columns, self._edges, self._tables, strict=True):
                values = column.people(side)[part]
                if column.ordered:
                    belief += table.T[_cells(values, edges, 0)[0]]
                    continue
                # A label that is not there (-1) takes the last row, which no class believes in.
                impossible = np.full((1, len(self._prior)), -np.inf)
                belief += np.vstack([table.T, impossible])[values].max(axis=1)
            guesses[start : start + step] = belief.argmax(axis=1)
        return guesses


def _edges(numbers: Floats | Codes) -> Floats:
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return np.empty(0)
    cuts = np.quantile(known, np.arange(1, BINS) / BINS, method="inverted_cdf")
    edges: Floats = np.unique(cuts)
    return edges


def _cells(values: Floats | Codes, edges: Floats | None, size: int) -> tuple[Integers, int]:
    """Return the cell of each value and how many there are; missing numbers have their own."""
    if edges is None:
        return values.astype(np.int64), size
    bins = np.searchsorted(edges, values, side="left")
    return np.where(np.isnan(values), len(edges) + 1, bins), len(edges) + 2
