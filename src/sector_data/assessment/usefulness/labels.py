"""Labels of generalised numbers and dates, read back as numbers.

What lives here: the forms that the hierarchies of numbers, ages and dates write. What does not: the
hierarchies (:mod:`sector_data.anonymise.hierarchies`), which are not at hand where a table is
measured that somebody else has made.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from sector_data.anonymise.hierarchies.hierarchy import ROOT, Floats

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_DAYS_OF_A_YEAR = 365.2425
_Match = re.Match[str]
_Forms = tuple[tuple[re.Pattern[str], Callable[[_Match], float | None]], ...]

MOST_LABELS = 5_000
"""More distinct texts are no labels of intervals."""


def _middle(match: _Match) -> float | None:
    low, high = float(match[1]), float(match[2])
    return (low + high) / 2 if low <= high else None


def _days(year: str, month: float = 0.0, day: float = 0.0) -> float:
    return (float(year) + month / 12) * _DAYS_OF_A_YEAR + day


_INTERVALS: _Forms = (
    (re.compile(rf"\[({_NUMBER}), ({_NUMBER})[)\]]"), _middle),
    (re.compile(r"([0-9]{1,3})-([0-9]{1,3})"), _middle),
    (re.compile(rf"(?:< |>= )({_NUMBER})"), lambda m: float(m[1])),
    (re.compile(r"([0-9]{1,3})\+"), lambda m: float(m[1])),
)
_PERIODS: _Forms = (
    (
        re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])-([0-3][0-9])"),
        lambda m: _days(m[1], float(m[2]) - 1, float(m[3]) - 1),
    ),
    (
        re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])"),
        lambda m: _days(m[1], float(m[2]) - 0.5),
    ),
    (
        re.compile(r"([12][0-9]{3})-W([0-5][0-9])"),
        lambda m: _days(m[1], day=7 * float(m[2]) - 4),
    ),
    (
        re.compile(r"(?:FY)?([12][0-9]{3})-Q([1-4])"),
        lambda m: _days(m[1], 3 * float(m[2]) - 1.5),
    ),
    (re.compile(r"(?:FY)?([12][0-9]{3})s"), lambda m: _days(m[1], 60)),
)
_FAMILIES: tuple[tuple[_Forms, _Forms], ...] = (
    (_INTERVALS, ((re.compile(_NUMBER), lambda m: float(m[0])),)),
    (_PERIODS, ((re.compile(r"(?:FY)?([12][0-9]{3})"), lambda m: _days(m[1], 6)),)),
)
"""Forms of intervals, and the plain ones that may stand among them."""


def numbers_of_labels(distinct: pa.Array) -> Floats | None:
    """Return the middle of each label's interval, or None where labels are no intervals.

    Parameters
    ----------
    distinct
        Distinct labels, none missing.

    Returns
    -------
    ndarray of float or None
        Shape (labels,): the middle of ``[30, 40)`` and ``30-34``, the edge of ``>= 90`` and
        ``90+``, days since year 0 of ``2020-03`` and ``2020-Q1``; NaN of ``*``. None unless every
        other label can be read and one is an interval: texts of digits alone are codes.
    """
    labels = [label for label in distinct.to_pylist() if label != ROOT]
    if len(labels) > MOST_LABELS:
        return None
    for intervals, plain in _FAMILIES:
        read = {label: _read(label, intervals) for label in labels}
        others = [label for label in labels if read[label] is None]
        numbers = read | {label: _read(label, plain) for label in others} | {ROOT: np.nan}
        if len(others) < len(labels) and None not in numbers.values():
            return np.array([numbers[label] for label in distinct.to_pylist()], dtype=np.float64)
    return None


def _read(label: str, forms: _Forms) -> float | None:
    for pattern, number in forms:
        if match := pattern.fullmatch(label):
            return number(match)
    return None
