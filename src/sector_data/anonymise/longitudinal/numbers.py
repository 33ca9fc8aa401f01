"""How many events subjects have, so that nobody is alone with a number.

What lives here: the numbers to thin to, and how many subjects share a number. What does not: which
events go (:mod:`sector_data.anonymise.longitudinal.settling`).

Numbers can only fall: events are left out, never made up. Within each group the subjects are put
in the order of their numbers and cut into blocks of at least k neighbours; a block is thinned to
its smallest number. The lowest block is forced. Above it, subjects too few for a block of their own
either go down to the block below or draw others down to theirs, whichever costs fewer events: a
greedy form of univariate microaggregation (Hansen & Mukherjee 2003, "A polynomial algorithm for
optimal univariate microaggregation", IEEE TKDE 15(4)) with the minimum in the mean's place.
"""

from __future__ import annotations

import numpy as np

from sector_data.anonymise.classes import Integers


def thinned_numbers(
    groups: Integers, numbers: Integers, *, k: int, ranks: Integers, edges: Integers | None = None
) -> Integers:
    """Return the number of events that each subject keeps.

    Parameters
    ----------
    groups
        Group of each subject, from 0; shape (subjects,). A group with fewer than `k` subjects
        becomes one block.
    numbers
        Events of each subject; shape (subjects,).
    k
        Subjects that must share a group and a number.
    ranks
        Decides between subjects with the same number; distinct, shape (subjects,).
    edges
        Lower edges of bands, rising; a number falls to the edge of its band, below the first to 0.

    Returns
    -------
    ndarray
        At most `numbers`; in each group that has `k` subjects at least `k` share each number.
    """
    floors = np.asarray(numbers, dtype=np.int64)
    if edges is not None:
        with_nothing = np.unique(np.concatenate(([0], edges)))
        floors = with_nothing[np.searchsorted(with_nothing, floors, side="right") - 1]
    if not len(floors):
        return floors
    order = np.lexsort((ranks, floors, groups))
    group, number = groups[order], floors[order]
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    last = np.append(first[1:], len(group))
    prefix = np.concatenate(([0], np.cumsum(number)))
    run_end = _ends_of_runs(group, number)
    target = number.copy()
    position, below = first.copy(), np.full(len(first), -1)
    open_ = np.arange(len(first))
    while len(open_):
        start, stop = position[open_], last[open_]
        here = number[start]
        ties = run_end[start]
        few = ties - start < k
        drawn = np.minimum(start + k, stop)
        # What it costs to draw the next ones down to this number, and to send these ones down.
        pull = prefix[drawn] - prefix[ties] - (drawn - ties) * here
        push = (ties - start) * (here - below[open_])
        lower = few & (below[open_] >= 0) & ((stop - start < k) | (push <= pull))
        end = np.where(lower, ties, np.where(few, drawn, ties))
        # Those that are left and too few go down with this block, when nothing is below them.
        goal = np.where(lower, below[open_], here)
        spans = end - start
        places = np.repeat(start - (np.cumsum(spans) - spans), spans) + np.arange(spans.sum())
        target[places] = np.repeat(goal, spans)
        below[open_] = goal
        position[open_] = end
        open_ = open_[end < stop]
    result = np.empty_like(target)
    result[order] = target
    return result


def _ends_of_runs(group: Integers, number: Integers) -> Integers:
    """Return, for each place, where the run of equal group and number ends."""
    begins = (np.diff(group, prepend=group[0] - 1) != 0) | (
        np.diff(number, prepend=number[0] - 1) != 0
    )
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(group))
    result: Integers = ends[np.cumsum(begins) - 1]
    return result


def number_support(groups: Integers, numbers: Integers) -> Integers:
    """Return with how many subjects each subject shares group and number; shape (subjects,)."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((numbers, groups))
    ends = _ends_of_runs(groups[order], numbers[order])
    begins = np.concatenate(([0], np.unique(ends)[:-1]))
    sizes = np.diff(np.append(begins, len(groups)))
    result = np.empty(len(groups), dtype=np.int64)
    result[order] = np.repeat(sizes, sizes)
    return result
