"""Generalising and leaving out items until any few are shared by enough subjects.

What lives here: the plan for a set-valued column, and its application to rows. What does not:
counting (:mod:`sector_data.anonymise.itemsets.counting`).

As the Apriori anonymisation of Terrovitis, Mamoulis and Kalnis (2008, sec. 4.3): rare combinations
are looked for by rising size, and for each the step is taken that mends most rare combinations for
what it loses. A step raises an item to its parent in the hierarchy, with everything else below that
parent, or leaves it out everywhere. It is a heuristic; what it reaches is counted again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, distinct_pairs
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.anonymise.itemsets.counting import ItemTable, itemsets, occurrences_of
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.sources.tables import one_array

_GONE = -1
"""Level of an item that is left out."""


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """How the items of a column are released.

    Attributes
    ----------
    released
        Level and label of everything that is released, in order. An item becomes its label at the
        lowest level that is listed with it; an item without any is left out. (What is left out is
        not listed: it would tell what was rare.)
    loss
        Mean loss over the occurrences of items: that of their label, 1 when left out; in [0, 1].
    left_out
        Share of the occurrences that are left out.
    """

    released: tuple[tuple[int, str], ...]
    loss: float
    left_out: float


@dataclass(frozen=True, eq=False)
class _Items:
    """Labels and losses of all items at all levels; shape (levels, items) each."""

    labels: list[str]
    codes: Integers
    losses: Floats

    @classmethod
    def of(cls, domain: pa.Array, hierarchy: Hierarchy | None) -> _Items:
        levels = [domain]
        losses = [np.zeros(len(domain))]
        for level in range(1, hierarchy.levels if hierarchy else 1):
            assert hierarchy is not None
            levels.append(canonical_text(hierarchy.generalise(domain, level)))
            losses.append(hierarchy.loss(domain, level))
        every = pa.chunked_array(levels, pa.string()).combine_chunks()
        labels = every.unique()
        codes = pc.index_in(every, labels).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls(labels.to_pylist(), codes.reshape(len(levels), -1), np.array(losses))


def plan_items(
    table: ItemTable,
    *,
    k: int,
    m: int,
    hierarchy: Hierarchy | None = None,
    suppression_limit: float = 0.05,
) -> ItemPlan:
    """Choose labels of items so that any m of them are shared by k subjects, or had by nobody.

    Parameters
    ----------
    table
        Items of each subject.
    k, m
        Subjects who must share, and items that an attacker may know; at least 1.
    hierarchy
        Of the items; without one, items can only be left out.
    suppression_limit
        Largest share of occurrences to leave out.

    Raises
    ------
    InputError
        If k or m is below 1, or there are too many combinations to count.
    ReleaseRefusedError
        If more would have to be left out.
    """
    if k < 1 or m < 1:
        raise InputError("k and m of k^m-anonymity must be at least 1.", "Such as k = 5, m = 2.")
    items = _Items.of(table.domain, hierarchy)
    occurrences = np.bincount(table.items, minlength=len(table.domain))
    level = np.zeros(len(table.domain), dtype=np.int64)
    for size in range(1, m + 1):
        while len(rare := _rare(table, items, level, k, size)):
            level = _mended(rare, items, level, occurrences)
    gone = level == _GONE
    total = max(int(occurrences.sum()), 1)
    left_out = int(occurrences[gone].sum())
    if left_out > suppression_limit * total:
        raise ReleaseRefusedError(
            [
                f"k^m-anonymity with k = {k} and m = {m} would leave out {left_out:,} of "
                f"{total:,} items; the limit of {suppression_limit * 100:.10g} % allows "
                f"{int(suppression_limit * total):,}."
            ],
            "Lower k or m, raise the limit, or give the items a hierarchy.",
        )
    losses = np.where(gone, 1.0, items.losses[level, np.arange(len(level))])
    kept = np.flatnonzero(~gone)
    released = {(int(level[i]), items.labels[items.codes[level[i], i]]) for i in kept}
    return ItemPlan(tuple(sorted(released)), float(losses @ occurrences) / total, left_out / total)


def _rare(table: ItemTable, items: _Items, level: Integers, k: int, size: int) -> Integers:
    """Return the combinations of labels, up to a size, that too few subjects have.

    Codes of labels, -1 where a combination is smaller; shape (combinations, size).
    """
    there = level[table.items] != _GONE
    kept = table.items[there]
    labels = pa.array(items.labels, pa.string())
    coarse = ItemTable.from_pairs(
        table.owners[there], items.codes[level[kept], kept], len(table.offsets) - 1, labels
    )
    found = [np.zeros((0, size), dtype=np.int64)]
    for sets in itemsets(coarse, size):
        rare = sets.members[sets.supports < k]
        found.append(np.pad(rare, ((0, 0), (0, size - rare.shape[1])), constant_values=-1))
        if len(rare):
            break  # larger ones that hold these are rare as well, and mended with them
    return np.concatenate(found)


def _mended(rare: Integers, items: _Items, level: Integers, occurrences: Integers) -> Integers:
    """Return the levels after each of the rare combinations was dealt with once.

    The label that is in most of them for what its step costs goes first.
    """
    level = level.copy()
    place = np.arange(len(level))
    waiting = np.ones(len(rare), dtype=np.bool_)
    while waiting.any():
        inside = rare[waiting]
        labels, counts = np.unique(inside[inside >= 0], return_counts=True)
        best: tuple[float, int, Integers, int] | None = None
        for label, many in zip(labels.tolist(), counts.tolist(), strict=True):
            now = np.where(level == _GONE, -1, items.codes[level, place])
            below, target = _step(np.flatnonzero(now == label), items, level)
            if not len(below):
                continue  # an earlier step of this round took it along
            before = items.losses[np.maximum(level[below], 0), below]
            after = np.ones(len(below)) if target == _GONE else items.losses[target, below]
            alive = level[below] != _GONE
            cost = float(((after - before) * alive) @ occurrences[below])
            worth = many / max(cost, 1e-12)
            if best is None or worth > best[0]:
                best = (worth, label, below, target)
        if best is None:
            return level
        _, label, below, target = best
        level[below] = target
        waiting &= ~(rare == label).any(axis=1)
    return level


def _step(members: Integers, items: _Items, level: Integers) -> tuple[Integers, int]:
    """Return the items that the next step of a label takes along, and the level they come to."""
    if not len(members):
        return members, _GONE
    target = int(level[members].max()) + 1
    if target >= len(items.codes):
        return members, _GONE
    parents = np.unique(items.codes[target, members])
    below = np.isin(items.codes[target], parents) & (level != _GONE) & (level < target)
    return np.flatnonzero(below), target


def apply_items(
    values: pa.Array | pa.ChunkedArray,
    plan: ItemPlan,
    *,
    hierarchy: Hierarchy | None = None,
    separator: str = ";",
) -> pa.Array:
    """Replace the items of each row by their labels: a pure function of the row and the plan.

    Returns
    -------
    pa.Array
        Of the type of `values`: labels in order, each once. A row whose items are all left out is
        an empty list or text; a missing one stays missing.
    """
    flat = one_array(values)
    if pa.types.is_null(flat.type):
        return flat
    rows, items = occurrences_of(flat, separator)
    domain = items.unique()
    label_of = pa.array(_labels(domain, plan, hierarchy), pa.string())
    labels = label_of.drop_null().unique()
    labels = labels.take(pc.sort_indices(labels))
    place = pc.index_in(label_of.take(pc.index_in(items, domain)), labels)
    there = place.is_valid().to_numpy(zero_copy_only=False)
    row, label = distinct_pairs(
        rows[there],
        place.drop_null().to_numpy().astype(np.int64),
        (max(len(flat), 1), max(len(labels), 1)),
    )
    offsets = np.zeros(len(flat) + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=len(flat)), out=offsets[1:])
    released = pa.ListArray.from_arrays(
        pa.array(offsets), labels.take(pa.array(label)), mask=flat.is_null()
    )
    if pa.types.is_list(flat.type) or pa.types.is_large_list(flat.type):
        return released
    return pc.binary_join(released, separator)


def _labels(domain: pa.Array, plan: ItemPlan, hierarchy: Hierarchy | None) -> list[str | None]:
    """Return the released label of each item; None for one that is left out."""
    released = set(plan.released)
    result: list[str | None] = [None] * len(domain)
    for level in sorted({level for level, _ in plan.released}):
        if level and hierarchy is None:
            raise InputError("The plan generalises items, and no hierarchy is given.")
        labels = domain if not level or hierarchy is None else hierarchy.generalise(domain, level)
        for place, label in enumerate(canonical_text(labels).to_pylist()):
            if result[place] is None and (level, label) in released:
                result[place] = label
    return result
