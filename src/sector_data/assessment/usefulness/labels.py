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


def _middle(match: _Match) -> float:
    low, high = float(match[1]), float(match[2])
    return (low + high) / 2 if low <= high else np.nan


def _days(year: str, month: float = 0.0, day: float = 0.0) -> float:
    return (float(year) + month / 12) * _DAYS_OF_A_YEAR + day


_INTERVALS: tuple[tuple[re.Pattern[str], Callable[[_Match], float]], ...] = (
    (re.compile(rf"\[({_NUMBER}), ({_NUMBER})[)\]]"), _middle),
    (re.compile(r"([0-9]{1,3})-([0-9]{1,3})"), _middle),
    (re.compile(rf"(?:< |>= )({_NUMBER})"), lambda m: float(m[1])),
    (re.compile(r"([0-9]{1,3})\+"), lambda m: float(m[1])),
)
_PERIODS: tuple[tuple[re.Pattern[str], Callable[[_Match], float]], ...] = (
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
_PLAIN = re.compile(_NUMBER)


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
    for forms, plain in ((_INTERVALS, True), (_PERIODS, False)):
        read = {label: _read(label, forms) for label in labels}
        if all(np.isnan(list(read.values()))):
            continue
        if plain:
            read |= {
                label: float(label)
                for label, number in read.items()
                if np.isnan(number) and _PLAIN.fullmatch(label)
            }
        if not np.isnan(list(read.values())).any():
            return np.array([read.get(label, np.nan) for label in distinct.to_pylist()])
    return None


def _read(
    label: str, forms: tuple[tuple[re.Pattern[str], Callable[[_Match], float]], ...]
) -> float:
    for pattern, number in forms:
        if match := pattern.fullmatch(label):
            return number(match)
    return np.nan
