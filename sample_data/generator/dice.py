"""Randomness that gives the same draws for the same name, on every machine.

What lives here: draws built on ``random.Random.random()`` alone, the one method whose sequence
Python promises to keep between versions. What does not: what is drawn.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of draws that depends on nothing but its name.

    Parameters
    ----------
    name
        Parts of the name, such as ``(seed, "patient", 17)``. A stream for each thing that is made
        keeps a change in one place from changing everything after it.
    """

    def __init__(self, *name: object) -> None:
        self._random = random.Random("/".join(map(str, name))).random

    def share(self) -> float:
        """Return a number in [0, 1)."""
        return self._random()

    def chance(self, probability: float) -> bool:
        """Return True with a probability."""
        return self._random() < probability

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + self._random() * (high - low)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, all equally likely."""
        return items[int(self._random() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """Return one of the items, as likely as its weight says."""
        point = self._random() * math.fsum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in random order."""
        marked = [(self._random(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(marked)]

    def normal(self, mean: float, deviation: float) -> float:
        """Return a normal draw (Box and Muller 1958)."""
        radius = math.sqrt(-2 * math.log(1 - self._random()))
        return mean + deviation * radius * math.cos(2 * math.pi * self._random())

    def poisson(self, mean: float) -> int:
        """Return a Poisson draw (Knuth, TAOCP vol. 2, 3.4.1); for small means."""
        limit, product, count = math.exp(-mean), self._random(), 0
        while product > limit:
            product *= self._random()
            count += 1
        return count

    def day(self, first: date, last: date) -> date:
        """Return a day from first to last, both included."""
        return first + timedelta(days=self.integer(0, (last - first).days))
