"""Regions of a strict partition, and one round of cuts through all of them.

What lives here: which cuts are allowed, what they gain, and making them. What does not: the order
of rounds (:mod:`sector_data.anonymise.recoding.splitting`).

A region is narrowed to what its rows have in common before it is cut. Of the cuts that are allowed,
the best is the one that gains most detail for what it uses up: a class of n rows can be halved
about log2(n / k) times, and a cut that splits off few rows uses little of that, so the gain is
divided by a power of the entropy of the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, group_keys
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.recoding.ground import Ground

_POWER = 0.8
"""Of the entropy. Between 0.7 and 1 it hardly matters; at 0 half as much detail again is lost."""

_LEAST_ENTROPY = 1e-9


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions with the combinations in them.

    Attributes
    ----------
    rows
        Combinations, region by region.
    starts
        Where each region begins among them; shape (regions,).
    here
        Position of each region in each dimension; shape (regions, dimensions).
    origin
        The region of an earlier round that each comes from.
    """

    rows: Integers
    starts: Integers
    here: Integers
    origin: Integers

    @classmethod
    def at_top(cls, ground: Ground, rows: Integers) -> Regions:
        """Return the regions that combinations form at the coarsest positions."""
        positions = np.tile(ground.top, (ground.size, 1))
        region, count = ground.labels_at(positions, rows)
        order = np.argsort(region, kind="stable")
        starts = np.searchsorted(region[order], np.arange(count))
        return cls(rows[order], starts, np.tile(ground.top, (count, 1)), np.arange(count))

    @classmethod
    def together(cls, parts: Sequence[Regions]) -> Regions:
        """Return several lists of regions as one."""
        offsets = np.cumsum([0, *(len(part.rows) for part in parts)])
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([p.starts + o for p, o in zip(parts, offsets[:-1], strict=True)]),
            np.concatenate([part.here for part in parts]),
            np.concatenate([part.origin for part in parts]),
        ).numbered()

    @property
    def count(self) -> int:
        """Number of regions."""
        return len(self.starts)

    @property
    def lengths(self) -> Integers:
        """Number of combinations in each."""
        return np.diff(self.starts, append=len(self.rows))

    @property
    def of_rows(self) -> Integers:
        """The region of each of `rows`."""
        return np.repeat(np.arange(self.count), self.lengths)

    def numbered(self) -> Regions:
        """Return the same regions as origins of those to come."""
        return Regions(self.rows, self.starts, self.here, np.arange(self.count))

    def only(self, which: Flags) -> Regions:
        """Return some of the regions."""
        lengths = self.lengths
        kept = lengths[which]
        return Regions(
            self.rows[np.repeat(which, lengths)],
            np.cumsum(kept) - kept,
            self.here[which],
            self.origin[which],
        )

    def write(self, positions: Integers) -> None:
        """Enter the positions of the regions for their combinations."""
        positions[self.rows] = np.repeat(self.here, self.lengths, axis=0)

    def losses(self, ground: Ground, origins: int) -> Floats:
        """Return what the rows of each origin lose in these regions; shape (origins,)."""
        if not self.count:
            return np.zeros(origins)
        weights = np.add.reduceat(ground.weights[self.rows], self.starts)
        lost = np.zeros(self.count)
        some = self.rows[self.starts]
        for d, losses in enumerate(ground.losses):
            lost += losses[self.here[:, d], some]
        return np.asarray(np.bincount(self.origin, lost * weights, origins))


@dataclass(slots=True)
class Cuts:
    """The best cut of each region.

    Attributes
    ----------
    here
        Position of each region in each dimension after it was narrowed.
    score
        Negative when there is no cut.
    dimension
        That it cuts; -1 for none.
    child
        Which child of the region's node each combination lies under, in that dimension.
    """

    here: Integers
    score: Floats
    dimension: Integers
    child: Integers


def best_cuts(ground: Ground, regions: Regions, wish: Integers | None = None) -> Cuts:
    """Weigh the cuts of regions.

    Parameters
    ----------
    wish
        The only dimension in which each region may be cut.
    """
    of_rows = regions.of_rows
    weights = ground.weights[regions.rows]
    total = np.add.reduceat(weights, regions.starts)
    cuts = Cuts(
        regions.here.copy(),
        np.full(regions.count, -1.0),
        np.full(regions.count, -1, dtype=np.int64),
        np.zeros(len(regions.rows), dtype=np.int64),
    )
    large = np.ones(regions.count, dtype=np.bool_)
    k = ground.only_k
    if k is not None:
        # Both sides of a cut need k subjects, and none stands on both.
        subjects = ground.statistics.subjects[regions.rows]
        large = np.add.reduceat(subjects, regions.starts) >= 2 * k
    for d in range(len(ground.dimensions)):
        here = _narrowed(ground, regions, d)
        cuts.here[:, d] = here
        can = large & (here > 0)
        if wish is not None:
            can &= wish == d
        if can.any():
            _weigh(ground, regions, (of_rows, weights, total), can, d, cuts)
    return cuts


def _narrowed(ground: Ground, regions: Regions, d: int) -> Integers:
    """Return positions lowered as long as all rows of a region lie under one child."""
    ranks = ground.ranks[d][regions.rows]
    first = np.minimum.reduceat(ranks, regions.starts)
    last = np.maximum.reduceat(ranks, regions.starts)
    here = regions.here[:, d].copy()
    # Ranks follow the tree, so that the first and the last say where all lie.
    for position in range(int(here.max(initial=0)) - 1, -1, -1):
        groups = ground.by_rank[d][position]
        here[(here == position + 1) & (groups[first] == groups[last])] = position
    return here


def _weigh(
    ground: Ground,
    regions: Regions,
    rows: tuple[Integers, Floats, Floats],
    can: Flags,
    d: int,
    cuts: Cuts,
) -> None:
    """Weigh the cuts in one dimension, and note those that are the best so far."""
    of_rows, weights, total = rows
    asked = np.flatnonzero(can[of_rows])
    among, region, weight = regions.rows[asked], of_rows[asked], weights[asked]
    below = cuts.here[region, d] - 1
    child = ground.children[d][below, among]
    width = ground.widths[d]
    parts, many = group_keys(region * width + child, regions.count * width)
    of_part = np.zeros(many, dtype=np.int64)
    of_part[parts] = region
    allowed = can.copy()
    allowed[of_part[~ground.accepted(among, parts, many)]] = False
    some = regions.rows[regions.starts]
    before = ground.losses[d][cuts.here[:, d], some]
    after = np.bincount(region, ground.losses[d][below, among] * weight, regions.count) / total
    heavy = np.bincount(parts, weight, many)
    share = heavy / total[of_part]
    entropy = np.bincount(of_part, -np.log2(share) * share, regions.count)
    score = (before - after) / (entropy + _LEAST_ENTROPY) ** _POWER
    better = allowed & (score > cuts.score)
    cuts.score[better] = score[better]
    cuts.dimension[better] = d
    chosen = better[region]
    cuts.child[asked[chosen]] = child[chosen]


def cut(ground: Ground, regions: Regions, cuts: Cuts) -> tuple[Regions, Regions]:
    """Cut regions.

    Returns
    -------
    parts, done
        The parts of those that were cut, and those that were not.
    """
    narrowed = Regions(regions.rows, regions.starts, cuts.here, regions.origin)
    goes = cuts.dimension >= 0
    done = narrowed.only(~goes)
    going = narrowed.only(goes)
    if not going.count:
        return going, done
    of_rows = going.of_rows
    child = cuts.child[np.repeat(goes, regions.lengths)]
    width = max(ground.widths)
    keys = of_rows * width + child
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    parent = keys[starts] // width
    here = going.here[parent]
    here[np.arange(len(parent)), cuts.dimension[goes][parent]] -= 1
    return Regions(going.rows[order], starts, here, going.origin[parent]), done
