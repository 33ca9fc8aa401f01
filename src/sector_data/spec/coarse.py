"""Figures of a source, told no finer than ten people.

What lives here: the step that figures of so many people are told in, and the rounding to it. What
does not: which documents are told that way (:mod:`sector_data.pipeline.telling`).

A share to sixteen digits, beside the released rows, tells what those were who were left out: of all
that they could have been one composition alone gives it. So a share is told the same whatever fewer
than ten people were.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any, NamedTuple, TypeVar

from sector_data.spec.model import Model

FEWEST = 10
"""People, texts, values or passages of the source that a bundle counts: fewer may be one's."""
STEP = 2 * FEWEST
"""People that a step of a figure stands for at least: it is told to the nearest, so that half of
them never make a difference."""

M = TypeVar("M", bound=Model)


class Bound(NamedTuple):
    """What a figure was held against."""

    at: float
    upper: bool
    """Whether the figure must not be larger; else not smaller."""

    def holds(self, figure: float) -> bool:
        """Return whether a figure keeps it."""
        return figure <= self.at if self.upper else figure >= self.at


def steps_of(people: int) -> int:
    """Return in how many steps a share of so many people is told.

    Parameters
    ----------
    people
        Of the source; rows where it has no people.

    Returns
    -------
    int
        The most of 1, 2, 5, 10, 20, 50 … of which each stands for :data:`STEP` people or more; 1
        where there are fewer.
    """
    powers = (10**n for n in range(len(str(people))))
    fine = (m * power for power in powers for m in (1, 2, 5) if m * power * STEP <= people)
    return max(fine, default=1)


def coarse(figure: float, steps: int, *bounds: Bound) -> float:
    """Return a figure to the nearest step that is on the same side of all bounds.

    Parameters
    ----------
    figure
        A share, or another figure; of what is larger than 1 the next power of ten is the whole.
    steps
        That the whole has (:func:`steps_of`).
    bounds
        That the figure was judged by: a rounded one must not contradict the verdict. Where a bound
        lies between, the figure is told on its own side of it, up to a whole step away.

    Returns
    -------
    float
        Itself where it is no finite number.
    """
    if not math.isfinite(figure):
        return figure
    whole = 10 ** max(math.ceil(math.log10(abs(figure))), 0) if figure else 1
    near = round(figure * steps / whole)
    other = near + (1 if figure * steps > near * whole else -1)
    sides = [bound.holds(figure) for bound in bounds]
    told = (near * whole / steps, other * whole / steps, *(bound.at for bound in bounds))
    return next(f for f in (*told, figure) if [bound.holds(f) for bound in bounds] == sides)


def coarse_parts(document: M, steps: int, but: Collection[str] = ()) -> M:
    """Return a document in which all numbers with a fraction are told coarsely.

    Parameters
    ----------
    document
        Of figures.
    steps
        That the whole has.
    but
        Names of figures that stay: what was asked for, and what follows from a count that is told.
    """
    return document.model_copy(
        update={
            name: _coarse(getattr(document, name), steps, but)
            for name in type(document).model_fields
            if name not in but
        }
    )


def _coarse(part: Any, steps: int, but: Collection[str]) -> Any:
    match part:
        case float():
            return coarse(part, steps)
        case Model():
            return coarse_parts(part, steps, but)
        case tuple():
            return tuple(_coarse(each, steps, but) for each in part)
        case dict():
            return {key: _coarse(each, steps, but) for key, each in part.items()}
        case _:
            return part
