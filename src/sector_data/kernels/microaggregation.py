"""Groups of k records that lie close together (MDAV).

What lives here: the grouping of points and categories, compiled and in numpy. What does not: how
columns become points, and what becomes of the groups
(:mod:`sector_data.deidentify.perturbation.microaggregation`).
"""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Classes = npt.NDArray[np.int32]


def mdav_groups(points: Floats, classes: Classes, weights: Floats, k: int) -> Integers:
    """Group records by the maximum distance to the average vector.

    While 3k records are left, the record farthest from their middle and the k - 1 nearest to it
    form a group, and so do the record farthest from that one and its neighbours; then one more
    group if 2k are left, and the rest is the last.

    Parameters
    ----------
    points
        Shape (records, numbers).
    classes
        Shape (records, kinds): codes of categories, from 0.
    weights
        Shape (kinds,): squared distance of two categories that differ.
    k
        Smallest size of a group, at least 1 and at most the number of records.

    Returns
    -------
    Integers
        Shape (records,): the group of each record, from 0; groups have k to 2k - 1 records. Equal
        distances are decided by the order of the records.
    """
    count, numbers = points.shape
    kinds = classes.shape[1]
    sizes = [int(column.max(initial=-1)) + 1 for column in classes.T]
    tally_of = np.append(0, np.cumsum(sizes)).astype(np.int64)
    loaded = library()
    if loaded is None:
        return _Twin(points, classes, weights).groups(k)
    groups = np.empty(count, dtype=np.int64)
    points = np.ascontiguousarray(points, dtype=np.float64)
    classes = np.ascontiguousarray(classes, dtype=np.int32)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    loaded.microaggregate_mdav.restype = ctypes.c_int64
    made = loaded.microaggregate_mdav(
        *map(ctypes.c_int64, (count, numbers, kinds)),
        address(points),
        address(classes),
        address(weights),
        address(tally_of),
        ctypes.c_int64(k),
        address(groups),
    )
    if made < 0:
        raise MemoryError
    return groups


class _Twin:
    """The grouping in numpy: every distance is looked at, and summed in the same order."""

    def __init__(self, points: Floats, classes: Classes, weights: Floats) -> None:
        self.points, self.classes, self.weights = points, classes, weights
        self.left = np.arange(len(points))
        # Summed one after the other as the compiled kernel does; numpy.sum would pair them.
        self.sums = np.cumsum(points, axis=0)[-1] if len(points) else np.zeros(points.shape[1])

    def groups(self, k: int) -> Integers:
        groups = np.empty(len(self.points), dtype=np.int64)
        number = 0
        while len(self.left) >= 2 * k:
            both = len(self.left) >= 3 * k
            far = self.farthest(self.sums / len(self.left), self.common())
            self.leave(far, k, number, groups)
            number += 1
            if both:
                opposite = self.farthest(self.points[far], self.classes[far])
                self.leave(opposite, k, number, groups)
                number += 1
        groups[self.left] = number
        return groups

    def distances(self, point: Floats, classes: npt.NDArray[np.integer]) -> Floats:
        sums = np.zeros(len(self.left))
        for column, value in zip(self.points.T, point, strict=True):
            apart = column[self.left] - value
            sums += apart * apart
        for column, code, weight in zip(self.classes.T, classes, self.weights, strict=True):
            sums += np.where(column[self.left] != code, weight, 0.0)
        return sums

    def farthest(self, point: Floats, classes: npt.NDArray[np.integer]) -> int:
        return int(self.left[np.argmax(self.distances(point, classes))])

    def common(self) -> Integers:
        modes = [np.argmax(np.bincount(column[self.left])) for column in self.classes.T]
        return np.array(modes, dtype=np.int64)

    def leave(self, record: int, k: int, number: int, groups: Integers) -> None:
        distances = self.distances(self.points[record], self.classes[record])
        nearest = np.sort(self.left[np.argsort(distances, kind="stable")[:k]])
        groups[nearest] = number
        for member in nearest:
            self.sums = self.sums - self.points[member]
        self.left = self.left[~np.isin(self.left, nearest)]
