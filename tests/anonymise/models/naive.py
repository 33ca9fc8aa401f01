"""The models once more, row by row from their definitions, as an oracle.

Each function returns the measured value of one class. Distances and shares are exact fractions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from tests.anonymise.models.tables import Cells, beliefs, shares

Distribution = Mapping[object, Fraction]


def entropy_values(cells: Cells) -> float:
    return math.exp(-sum(float(q) * math.log(q) for q in shares(cells).values()))


def recursive_ratio(cells: Cells, l: int) -> float:  # noqa: E741
    counts = sorted((len(people) for people in cells.values()), reverse=True)
    tail = sum(counts[l - 1 :])
    return counts[0] / tail if tail else math.inf


def equal(class_: Distribution, whole: Distribution, domain: Sequence[object]) -> Fraction:
    none = Fraction(0)
    return sum((abs(class_.get(v, none) - whole.get(v, none)) for v in domain), none) / 2


def ordered(class_: Distribution, whole: Distribution, domain: Sequence[object]) -> Fraction:
    """Li et al. 2007, sec. 4.2: sum of the absolute running sums of differences."""
    running, work = Fraction(0), Fraction(0)
    for value in domain:
        running += class_.get(value, Fraction(0)) - whole.get(value, Fraction(0))
        work += abs(running)
    return work / (len(domain) - 1) if len(domain) > 1 else Fraction(0)


def hierarchical(
    class_: Distribution,
    whole: Distribution,
    domain: Sequence[object],
    levels: Sequence[Callable[[object], object]],
) -> Fraction:
    """Li et al. 2007, sec. 4.3: at each inner node the lesser of what its children have too much
    and what they have too little, times its height over that of the tree.

    `levels` give the group of a value at each level from 0 to the top, where all are one.
    """
    height = len(levels) - 1
    cost = Fraction(0)
    for level in range(1, height + 1):
        for node in {levels[level](v) for v in domain}:
            extras: dict[object, Fraction] = {}
            for value in domain:
                if levels[level](value) == node:
                    child = levels[level - 1](value)
                    extra = class_.get(value, Fraction(0)) - whole.get(value, Fraction(0))
                    extras[child] = extras.get(child, Fraction(0)) + extra
            more = sum((e for e in extras.values() if e > 0), Fraction(0))
            less = -sum((e for e in extras.values() if e < 0), Fraction(0))
            cost += Fraction(level, height) * min(more, less)
    return cost


def largest_gain(cells: Cells, whole: Distribution, *, enhanced: bool) -> float:
    worst = 0.0
    for value, q in beliefs(cells).items():
        gain = float((q - whole[value]) / whole[value])
        if enhanced and gain > -math.log(whole[value]) + 1e-12:
            return math.inf
        worst = max(worst, gain)
    return worst


def largest_change(cells: Cells, whole: Distribution, *, present_only: bool) -> float:
    believed = beliefs(cells)
    if not present_only and any(value not in believed for value in whole):
        return math.inf
    return max(abs(math.log(float(q / whole[value]))) for value, q in believed.items())


def smallest_first(sizes: Sequence[int], holds: Callable[[list[int]], bool]) -> set[int]:
    """Return the classes that are left when the smallest are given up one by one."""
    order = sorted(range(len(sizes)), key=lambda c: (sizes[c], c))
    while order and not holds([sizes[c] for c in order]):
        order.pop(0)
    return set(order)
