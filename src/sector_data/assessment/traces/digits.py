"""Digits that only the source's values have, or that were promised away.

What lives here: the time of day of instants, the places behind the point, cells that a change has
left alone, and multiples that were promised. What does not: whole values
(:mod:`sector_data.assessment.traces.values`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from sector_data.assessment.traces.found import (
    Counts,
    Outcome,
    about,
    against_control,
    concluded,
    shortage,
)
from sector_data.assessment.traces.numbers import Floats, numbers_of, on_lattice
from sector_data.assessment.traces.sides import Sides, code
from sector_data.assessment.traces.values import severity_of
from sector_data.spec.evidence.traces import TraceFinding
from sector_data.spec.transforms.values import Round

_DAY = 86_400_000_000
_PLACES = 9
_FEWEST_VALUES = 10
"""Different values that must have kept their places, so that a zero or a price list is none."""
_MOST = 0.9
"""Where more cells than that have the source's places, they are what the column has."""


def find_digits(sides: Sides) -> Outcome:
    """Search released numbers and instants for digits of the source.

    Time of day and fractions that only one subject has are compared with the control's, as whole
    values are; subjects whose whole value is released are not counted again. Multiples that a plan
    promised, and cells with fewer decimal places than the others, need no control.
    """
    columns = [name for name in sides.columns if _has_digits(sides, name)]
    findings: list[TraceFinding | None] = []
    compared = 0
    for name in columns:
        findings.append(_promised(sides, name))
        findings.append(_left_alone(sides, name))
        for method, counts in _fingerprints(sides, name):
            compared += 1
            findings.append(
                against_control(
                    sides,
                    counts,
                    about(
                        "digits",
                        severity_of(sides, name),
                        column=name,
                        method=method,
                    ),
                    tests=len(columns),
                )
            )
    if not columns:
        return concluded("digits", 0, why_not="nothing-to-compare")
    return concluded("digits", len(columns), findings, shortage(sides) if compared else None)


def _has_digits(sides: Sides, name: str) -> bool:
    kinds = sides.release.column(name).type, sides.source.column(name).type
    instants = all(map(pa.types.is_timestamp, kinds))
    return instants or all(pa.types.is_floating(k) or pa.types.is_integer(k) for k in kinds)


def _promised(sides: Sides, name: str) -> TraceFinding | None:
    transform = sides.transforms.get(name)
    if not isinstance(transform, Round):
        return None
    numbers = numbers_of(sides.release.column(name))
    numbers = numbers[np.isfinite(numbers)]
    beside = int((~on_lattice(numbers, transform.to)).sum())
    if not beside:
        return None
    return about(
        "digits",
        "serious",
        column=name,
        method="not a multiple",
    ).model_copy(update=_figures(beside, len(numbers)))


def _left_alone(sides: Sides, name: str) -> TraceFinding | None:
    """Find cells with the places of the source in a column that has more of them elsewhere."""
    released = numbers_of(sides.release.column(name))
    source = numbers_of(sides.source.column(name))
    if pa.types.is_timestamp(sides.release.column(name).type):
        return None
    source = source[np.isfinite(source)]
    released = released[np.isfinite(released)]
    if not len(source) or not len(released):
        return None
    unit = next(
        (10.0**-p for p in range(_PLACES) if np.all(on_lattice(source, 10.0**-p))), 10.0**-_PLACES
    )
    if unit == 10.0**-_PLACES:
        return None
    short = on_lattice(released, unit)
    if not 0 < short.mean() <= _MOST or len(np.unique(released[short])) < _FEWEST_VALUES:
        return None
    return about(
        "digits",
        "serious",
        column=name,
        method="fewer decimal places",
    ).model_copy(update=_figures(int(short.sum()), len(released)))


def _fingerprints(sides: Sides, name: str) -> Iterator[tuple[str, Counts]]:
    released, people = sides.release.column(name), sides.people(name)
    kind = released.type
    if pa.types.is_timestamp(kind):
        parts = [_time_of_day(values) for values in (released, people)]
        method = "time of day"
    elif pa.types.is_floating(kind) and pa.types.is_floating(people.type):
        parts = [_fraction(numbers_of(values)) for values in (released, people)]
        method = "decimal places"
    else:
        return
    column = code(*(pa.array(part, from_pandas=True) for part in parts))
    counts = Counts.of(sides, column.people, column.size, column.released)
    whole = sides.coded(name)
    met = Counts.of(sides, whole.people, whole.size, whole.released).met
    yield method, Counts(counts.people & ~met, counts.met & ~met)


def _time_of_day(values: pa.Array | pa.ChunkedArray) -> Floats:
    instants = np.rint(numbers_of(values) * 1e6)
    return np.where(np.isfinite(instants), instants % _DAY, np.nan)


def _fraction(numbers: Floats) -> Floats:
    known = np.isfinite(numbers)
    fraction = np.full(len(numbers), np.nan)
    fraction[known] = np.round(np.abs(numbers[known]) % 1, _PLACES)
    return fraction


def _figures(count: int, of: int) -> dict[str, object]:
    return {
        "count": count,
        "looked_at": of,
        "share": count / of,
        "by_chance": 0.0,
        "verdict": "found",
    }
