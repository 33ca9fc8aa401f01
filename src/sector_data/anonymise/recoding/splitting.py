"""Strict local recoding: cutting the table from the top until nothing more can be cut.

What lives here: the search for a partition into regions that do not overlap. What does not: how one
round of cuts is weighed and made (:mod:`sector_data.anonymise.recoding.regions`), levels between
those of a hierarchy (:mod:`sector_data.anonymise.hierarchies.between`), overlapping classes
(:mod:`sector_data.anonymise.recoding.peeling`).

This is multidimensional partitioning (LeFevre, DeWitt, Ramakrishnan 2006, "Mondrian
multidimensional k-anonymity", ICDE) over the trees of the hierarchies, as their sec. 3 sketches for
categories: a region is a node of each tree, a cut replaces one node by its children, and it is
allowed when every child that holds a row satisfies the models.

Large regions are cut greedily. In small ones each possible first cut is tried with a greedy rest,
the best one is made, and so on for its parts: near the end single cuts matter most, since only few
are left.
"""

from __future__ import annotations

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.recoding.ground import Ground
from sector_data.anonymise.recoding.regions import Regions, best_cuts, cut

SMALL = 16
"""A region is small when it has at most so many times the rows of a least class. Twice as many take
twice as long and gain a tenth of a percent; a quarter loses as much."""

_TIE = 1e-9


def split(ground: Ground, kept: Flags) -> tuple[Integers, int]:
    """Partition combinations into classes that do not overlap and satisfy the models.

    Parameters
    ----------
    kept
        Combinations to release. The classes that they form at the top satisfy the models.

    Returns
    -------
    positions, cuts
        Position of each combination in each dimension, shape (combinations, dimensions), and how
        many cuts were tried.
    """
    positions = np.tile(ground.top, (ground.size, 1))
    regions = Regions.at_top(ground, np.flatnonzero(kept))
    small = [regions.only(np.zeros(regions.count, dtype=np.bool_))]
    tried = 0
    limit = SMALL * ground.least
    while regions.count:
        few = np.add.reduceat(ground.weights[regions.rows], regions.starts) <= limit
        small.append(regions.only(few))
        regions = regions.only(~few)
        if regions.count:
            regions, done = cut(ground, regions, best_cuts(ground, regions))
            tried += regions.count
            done.write(positions)
    regions = Regions.together(small)
    while regions.count:
        choice, looked = _first_cuts(ground, regions)
        tried += looked
        regions, done = cut(ground, regions, best_cuts(ground, regions, choice))
        done.write(positions)
    return positions, tried


def _first_cuts(ground: Ground, regions: Regions) -> tuple[Integers, int]:
    """Return the dimension in which each region is best cut first, -1 for none."""
    choice = np.full(regions.count, -1, dtype=np.int64)
    least = np.full(regions.count, np.inf)
    tried = 0
    for d in range(len(ground.dimensions)):
        wish = np.full(regions.count, d, dtype=np.int64)
        trial, _ = cut(ground, regions.numbered(), best_cuts(ground, regions, wish))
        possible = np.zeros(regions.count, dtype=np.bool_)
        possible[trial.origin] = True
        losses = np.zeros(regions.count)
        while trial.count:
            tried += trial.count
            trial, done = cut(ground, trial, best_cuts(ground, trial))
            losses += done.losses(ground, regions.count)
        better = possible & (losses < least - _TIE)
        least[better] = losses[better]
        choice[better] = d
    return choice, tried
