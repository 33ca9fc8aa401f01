"""Overlapping local recoding: fine classes first, coarser ones for the rows that are left.

What lives here: the order in which nodes of the lattice release rows. What does not: classes that
do not overlap (:mod:`sector_data.anonymise.recoding.splitting`).

The nodes are taken in the order of what they lose on average; each releases, of the rows that are
left, the classes that satisfy the models. ARX's local transformation (``ARXResult.optimize`` of ARX
3.9.2) looks for a node that releases a given share in each step; with steps of no size it comes to
this order. The class of an outlier covers combinations that an earlier node has released by
themselves: classes overlap, as the relaxed partitions of LeFevre et al. (2006) do.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from sector_data.anonymise.classes import KEY_LIMIT, Flags, Integers, group_keys, pack
from sector_data.anonymise.recoding.ground import Ground

MOST_NODES = 50_000
"""Nodes that are looked at; rows that none of them released get the coarsest levels."""

Node = tuple[int, ...]


def peel(ground: Ground, kept: Flags) -> tuple[Integers, Integers, list[Node], int]:
    """Form classes that may overlap and satisfy the models.

    Parameters
    ----------
    kept
        Combinations to release. The classes that they form at the top satisfy the models.

    Returns
    -------
    positions, stage, nodes, looked
        Position of each combination in each dimension, shape (combinations, dimensions); the stage
        that releases it, -1 for those that are not kept; the node of each stage, in their order;
        and how many nodes were looked at.
    """
    stage = np.full(ground.size, -1, dtype=np.int64)
    left = np.flatnonzero(kept)
    nodes: list[Node] = []
    looked = 0
    keys = _Keys(ground)
    least = ground.only_k or 1
    for node in _rising(ground):
        if looked == MOST_NODES or ground.statistics.subjects[left].sum() < least:
            break
        looked += 1
        classes, count = keys.classes(left, node)
        accepted = ground.accepted(left, classes, count)
        if accepted.any():
            released = accepted[classes]
            stage[left[released]] = len(nodes)
            nodes.append(node)
            left = left[~released]
    top = tuple(int(p) for p in ground.top)
    while len(left):
        # Too few are left for classes of their own: the coarsest classes so far join them.
        classes, count = _Keys(ground).classes(left, top)
        if ground.accepted(left, classes, count).all():
            stage[left] = len(nodes)
            nodes.append(top)
            break
        nodes.pop()
        left = np.flatnonzero((kept & (stage == -1)) | (stage == len(nodes)))
        stage[left] = -1
    positions = np.tile(ground.top, (ground.size, 1))
    there = stage >= 0
    if nodes:
        positions[there] = np.array(nodes, dtype=np.int64).reshape(len(nodes), -1)[stage[there]]
    return positions, stage, nodes, looked


def _rising(ground: Ground) -> Iterator[Node]:
    """Return the nodes of the lattice in the order of what they lose on average."""
    means = [dimension.mean_loss for dimension in ground.dimensions]
    bottom = (0,) * len(means)

    def loss(node: Node) -> float:
        return sum(float(mean[p]) for mean, p in zip(means, node, strict=True))

    heap = [(loss(bottom), bottom)]
    while heap:
        _, node = heapq.heappop(heap)
        yield node
        # Each node is reached from one other only: the one below it in its last raised dimension.
        last = max((d for d, p in enumerate(node) if p), default=0)
        for d in range(last, len(node)):
            if node[d] + 1 < len(means[d]):
                above = (*node[:d], node[d] + 1, *node[d + 1 :])
                heapq.heappush(heap, (loss(above), above))


class _Keys:
    """Keys of the classes that combinations fall into, at one node after another.

    What each group adds to a key is looked up once; the look-up shrinks with the combinations that
    are left.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._space = 1
        self._parts: list[Integers] = []
        for dimension, groups in zip(ground.dimensions, ground.groups, strict=True):
            self._parts.append(groups * self._space)
            self._space *= max(dimension.size(0), 1)
            if self._space >= KEY_LIMIT:
                break
        self._of = np.arange(ground.size)

    def classes(self, left: Integers, node: Node) -> tuple[Integers, int]:
        """Return the class at a node of each of the combinations that are left, and their number.

        What is left must have been left before.
        """
        if self._space >= KEY_LIMIT:
            ground = self._ground
            columns = (
                (ground.groups[d][p, left], max(dimension.size(p), 1))
                for d, (dimension, p) in enumerate(zip(ground.dimensions, node, strict=True))
            )
            return group_keys(*pack(columns, len(left)))
        if len(left) != len(self._of):
            kept = np.searchsorted(self._of, left)
            self._parts = [part[:, kept] for part in self._parts]
            self._of = left
        keys = np.zeros(len(left), dtype=np.int64)
        for part, position in zip(self._parts, node, strict=True):
            keys += part[position]
        return group_keys(keys, self._space)
