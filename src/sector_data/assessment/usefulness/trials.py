"""Halves of the source as the yardstick of every figure.

What lives here: the splits, and distances on the scale that they give. What does not: any
particular distance.

A bare distance says little: 0.07 is nothing between two samples of 200 people and a lot between
two of a million. So each split cuts the source into two halves by subject. The second half stands
for an ideal release, since it is the same people's data by another draw; it is compared with the
first exactly as the release is, on as many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from sector_data.assessment.usefulness.coding import Coding, Sample
from sector_data.assessment.usefulness.marks import draw
from sector_data.spec.evidence.usefulness import Yardstick

SHORTEST_WAY = 0.005
"""A way from useless to the floor that is shorter, or no longer than the floor's own spread, is no
scale to put a score on."""

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Split:
    """One cut of the source, and the release on the same scale.

    Attributes
    ----------
    half
        First half of the source.
    other
        Second half, cut to as many rows as `released`.
    released
        The release without the rows that are known to come from the first half, cut likewise.
    independent
        `other` with each column shuffled by itself: right distributions, no dependence.
    trained
        The release without the rows that are known to come from the second half, cut to the size
        of `half` where it has more.
    """

    half: Sample
    other: Sample
    released: Sample
    independent: Sample
    trained: Sample


@dataclass(frozen=True, slots=True)
class Trials:
    """Source and release, whole and split.

    Attributes
    ----------
    codings
        Column to its coding, in the order of the names.
    source, release
        All rows that are compared.
    held_out
        Rows that the release was not made from, where there are any.
    splits
        At least one.
    seed
        Names all draws.
    """

    codings: dict[str, Coding]
    source: Sample
    release: Sample
    held_out: Sample | None
    splits: tuple[Split, ...]
    seed: int

    @property
    def ordered(self) -> list[str]:
        """Columns that have numbers."""
        return [name for name, coding in self.codings.items() if coding.ordered]

    @property
    def split_rows(self) -> int:
        """Rows of the smallest sample that a split compares."""
        return min(min(s.half.rows, s.released.rows) for s in self.splits)

    def describe(
        self, describe: Callable[[Sample], D], *, splits: int | None = None
    ) -> Described[D]:
        """Describe every sample once, for any number of comparisons."""
        return Described(
            describe(self.source),
            describe(self.release),
            tuple(
                (
                    describe(split.half),
                    describe(split.other),
                    describe(split.released),
                    describe(split.independent),
                )
                for split in self.splits[:splits]
            ),
        )


@dataclass(frozen=True, slots=True)
class Described(Generic[D]):
    """Descriptions of source, release and, of each split, half, other, released, independent."""

    source: D
    release: D
    splits: tuple[tuple[D, D, D, D], ...]

    def yardstick(
        self,
        distance: Callable[[D, D], float],
        *,
        useless: float | None = None,
        shuffled: bool = True,
    ) -> Yardstick:
        """Measure a distance on the scale of the source's halves.

        Parameters
        ----------
        distance
            Of two descriptions, the source's first; not negative, 0 is equal.
        useless
            Distance of a release without use; that of shuffled columns without it.
        shuffled
            False where shuffling columns changes nothing, so that there is no such distance.
        """
        rows = []
        for half, other, released, independent in self.splits:
            bottom = distance(half, independent) if useless is None and shuffled else useless
            rows.append((distance(half, released), distance(half, other), bottom))
        return on_scale(distance(self.source, self.release), rows)


def on_scale(value: float, rows: Sequence[tuple[float, float, float | None]]) -> Yardstick:
    """Put a distance on the scale of the splits.

    Parameters
    ----------
    value
        Of the whole tables.
    rows
        For each split the distance of the release, of the other half, and of a useless release,
        the last None where there is none.
    """
    halved = np.array([row[0] for row in rows])
    floor = np.array([row[1] for row in rows])
    bottoms = [row[2] for row in rows if row[2] is not None]
    useless = float(np.mean(bottoms)) if bottoms else None
    scores = None
    if useless is not None:
        way = useless - float(floor.mean())
        if way > max(SHORTEST_WAY, float(np.ptp(floor))):
            # Differences are taken within a split, whose halves the distances share.
            scores = 1 - (halved - floor) / way
    return Yardstick(
        value=float(value),
        halved=float(halved.mean()),
        floor=float(floor.mean()),
        floor_high=float(floor.max()),
        useless=useless,
        score=None if scores is None else float(np.clip(scores.mean(), 0, 1)),
        score_low=None if scores is None else float(np.clip(scores.min(), 0, 1)),
        score_high=None if scores is None else float(np.clip(scores.max(), 0, 1)),
    )


def split_in_halves(source: Sample, release: Sample, *, seed: int, splits: int) -> list[Split]:
    """Cut source and release, several times.

    Parameters
    ----------
    source, release
        In the order of their draw.
    seed, splits
        The draws, and how many.

    Returns
    -------
    list of Split
        Only those of which no part is empty.
    """
    found = []
    for number in range(splits):
        mine, theirs = (
            draw(side.marks, seed, "half", number) >> np.uint64(63) == 1
            for side in (source, release)
        )
        half, other = source.take(np.flatnonzero(~mine)), source.take(np.flatnonzero(mine))
        trained = release.take(np.flatnonzero(~theirs)).take(slice(half.rows))
        released = release.take(np.flatnonzero(theirs))
        rows = min(other.rows, released.rows)
        if min(rows, half.rows, trained.rows):
            other, released = other.take(slice(rows)), released.take(slice(rows))
            independent = _shuffled(other, seed, number)
            found.append(Split(half, other, released, independent, trained))
    return found


def _shuffled(sample: Sample, seed: int, split: int) -> Sample:
    places = np.arange(sample.rows, dtype=np.uint64)

    def order(name: str) -> np.ndarray:
        return np.argsort(draw(places, seed, "shuffle", split, name))

    orders = {name: order(name) for name in sample.codes}
    return Sample(
        {name: codes[orders[name]] for name, codes in sample.codes.items()},
        {name: numbers[orders[name]] for name, numbers in sample.numbers.items()},
        sample.met,
        sample.subjects,
        sample.marks,
    )
