"""A search for lattices too large for the exact one: it may stop at any time, and says how far off.

What lives here: branch and bound over boxes of nodes, with a budget. What does not: the look at a
node.

A box is all nodes from a finest to a coarsest one. A look at the coarsest tells whether any of them
is allowed and what they suppress at least, which with the levels of the finest bounds the cost of
them all. The box with the least bound is looked at next and split in two. Whenever a better node
turns up, single steps down from it are tried first. The least bound of the boxes that are left
bounds the cost of every node; when no box is left below the best node, that node is optimal.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.metrics.metric import LevelCosts
from sector_data.anonymise.search.exact import cheapest_path, climbs_of
from sector_data.anonymise.search.looking import Look
from sector_data.anonymise.search.problem import Found, Problem, bar_of, better
from sector_data.anonymise.tables import Node


@dataclass(frozen=True, slots=True)
class Budget:
    """How long an anytime search may take.

    Attributes
    ----------
    nodes
        Nodes to look at; the result is then the same on every machine.
    seconds
        Seconds of wall time; None for any number.
    """

    nodes: int = 20_000
    seconds: float | None = None


@dataclass(order=True, slots=True)
class _Box:
    bound: float
    number: int
    low: Node
    high: Node
    extra: tuple[Floats, ...] | None
    seen: bool
    """Whether its coarsest node was looked at."""


class AnytimeSearch:
    """An anytime search; `run` returns the best node found, or None when none was.

    `best` is a good node to start from, if one is known.
    """

    def __init__(
        self,
        problem: Problem,
        look: Callable[[Node], Look],
        budget: Budget,
        *,
        best: Found | None = None,
    ) -> None:
        self._problem = problem
        self._look = look
        self._budget = budget
        self._end = None if budget.seconds is None else time.monotonic() + budget.seconds
        self._seen: dict[Node, Look] = {}
        self._best = best
        self._boxes: list[_Box] = []
        self._climbs = climbs_of(problem)

    def run(self) -> Found | None:
        """Search until the budget is used up or nothing is left."""
        problem = self._problem
        top = self._at(problem.top)
        if top.dead:
            return None
        if self._best is None:
            self._bisect_path()
        self._push(_Box(-np.inf, 0, (0,) * len(problem.shape), problem.top, top.extra, True))
        while self._boxes and self._boxes[0].bound <= bar_of(self._best) and not self._spent():
            self._open(heapq.heappop(self._boxes))
        best = self._best
        if best is None:
            return None
        left = self._boxes[0].bound if self._boxes else np.inf
        return Found(best.node, best.cost, best.suppressed, len(self._seen), min(left, best.cost))

    def _spent(self) -> bool:
        late = self._end is not None and time.monotonic() > self._end
        return late or len(self._seen) >= self._budget.nodes

    def _at(self, node: Node) -> Look:
        known = self._seen.get(node)
        if known is not None:
            return known
        look = self._seen[node] = self._look(node)
        if look.allowed and better(self._problem, look.cost, look.suppressed, node, self._best):
            self._best = Found(node, look.cost, look.suppressed, 0, -np.inf)
        return look

    def _bisect_path(self) -> None:
        path = cheapest_path(self._problem)
        low, high = -1, len(path) - 1
        while high - low > 1 and not self._spent():
            middle = (low + high) // 2
            if self._at(path[middle]).allowed:
                high = middle
            else:
                low = middle
        self._step_down()

    def _step_down(self) -> None:
        """Move from the best node by single steps while that helps."""
        start = None
        while self._best is not start and not self._spent():
            start = self._best
            if start is None:
                return
            for neighbour in self._neighbours(start.node):
                if not self._spent():
                    self._at(neighbour)

    def _neighbours(self, node: Node) -> list[Node]:
        steps = [(*node[:d], p - 1, *node[d + 1 :]) for d, p in enumerate(node) if p]
        # One down and one up: along the border of what is allowed.
        swaps = [
            (*down[:d], p + 1, *down[d + 1 :])
            for down in steps
            for d, p in enumerate(down)
            if p == node[d] and p + 1 < self._problem.shape[d]
        ]
        return steps + swaps

    def _push(self, box: _Box) -> None:
        costs = self._problem.costs
        if isinstance(costs, LevelCosts):
            terms = [
                float(costs.floors[d][p]) + (float(box.extra[d][p]) if box.extra else 0.0)
                for d, p in enumerate(box.low)
            ]
            box.bound = max(box.bound, costs.joined(terms))
        elif not self._spent():
            box.bound = max(box.bound, self._at(box.low).least)
        if box.bound <= bar_of(self._best):
            heapq.heappush(self._boxes, box)

    def _open(self, box: _Box) -> None:
        if not box.seen:
            before = self._best
            look = self._at(box.high)
            if self._best is not before:
                self._step_down()
            if look.dead:
                return
            extra = _larger(box.extra, look.extra, box.high)
            number = len(self._seen) * 2
            self._push(_Box(box.bound, number, box.low, box.high, extra, True))
            return
        if box.low == box.high:
            return
        split = max(
            (d for d in range(len(box.low)) if box.high[d] > box.low[d]),
            key=lambda d: float(self._climbs[d][box.high[d]] - self._climbs[d][box.low[d]]),
        )
        middle = (box.low[split] + box.high[split] + 1) // 2
        low = (*box.low[:split], middle, *box.low[split + 1 :])
        high = (*box.high[:split], middle - 1, *box.high[split + 1 :])
        self._push(_Box(box.bound, box.number + 1, low, box.high, box.extra, True))
        self._push(_Box(box.bound, box.number, box.low, high, box.extra, False))


def _larger(
    known: tuple[Floats, ...] | None, new: tuple[Floats, ...] | None, high: Node
) -> tuple[Floats, ...] | None:
    """Return the larger of two lower bounds, position by position up to a node's."""
    if known is None or new is None:
        return new if known is None else known
    return tuple(
        np.maximum(a[: p + 1], b[: p + 1]) for a, b, p in zip(known, new, high, strict=True)
    )
