"""Places in the source that are left in the release: the order of rows, and running numbers.

What lives here: which released rows come from which row of the source, as far as it can be told,
and the search for an order in them. What does not: values.

Whoever holds an earlier file, or knows that rows were entered as people came, reads a place as a
date or a name. Places are compared by ranks (Spearman 1904), with the exact variance of a random
order, and by neighbours: how many rows stand directly behind the row that they followed in the
source, of which a random order has one in all (Riordan 1965, *Mathematics of Computation* 19).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers
from sector_data.assessment.traces.chance import (
    THREE_DEVIATIONS,
    binomial_tail,
    normal_tail,
    poisson_tail,
)
from sector_data.assessment.traces.found import Outcome, about, concluded
from sector_data.assessment.traces.numbers import is_ordered, numbers_of
from sector_data.assessment.traces.sides import Sides, record_hashes
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.traces import TraceFinding

FEWEST_ROWS = 30
"""Of fewer matched rows no order can be told from chance."""


@dataclass(frozen=True, slots=True)
class Match:
    """Released rows whose row in the source is known.

    Attributes
    ----------
    released, source
        Row numbers of the release and of the members, by rising released row; shape (matched,)
        each.
    """

    released: Integers
    source: Integers


def match_rows(sides: Sides, given: Integers | None, *, apart: Collection[str] = ()) -> Match:
    """Tell which released rows come from which row of the source.

    Parameters
    ----------
    sides
        The tables, spelt as in the release.
    given
        Row of the source for each released row, -1 for none, where that is known.
    apart
        Columns that records are not compared by.

    Returns
    -------
    Match
        As given, or the records that release and source have once each.
    """
    if given is not None:
        there = np.flatnonzero(given >= 0)
        return Match(there, given[there])
    columns = list(sides.compared(apart).values())
    if not columns:
        return Match(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    release, people, _ = record_hashes(columns)
    here, row, times = np.unique(release, return_index=True, return_counts=True)
    there, place, often = np.unique(
        people[: sides.source.rows], return_index=True, return_counts=True
    )
    _, first, second = np.intersect1d(here[times == 1], there[often == 1], return_indices=True)
    released, source = row[times == 1][first], place[often == 1][second]
    order = np.argsort(released)
    return Match(released[order].astype(np.int64), source[order].astype(np.int64))


def find_row_order(sides: Sides, match: Match, places: Integers) -> Outcome:
    """Say whether released rows follow the order of the source.

    Parameters
    ----------
    sides
        The tables, spelt as in the release.
    match
        Released rows whose row in the source is known.
    places
        Row of the source that each member row is.

    Returns
    -------
    Outcome
        Where the release is sorted by one of its columns, only rows that are equal there count:
        the rest of the order is told by the values anyway.
    """
    blocks = _sorted_blocks(sides.release)
    if len(match.released) < FEWEST_ROWS:
        if sides.release.rows != sides.source.rows or blocks.any():
            return concluded("row-order", 0, why_not="no-matched-rows")
        return _in_place(sides, places)
    blocks = blocks[match.released]
    source = places[match.source]
    correlation, deviations = _correlation(source, blocks)
    behind, possible, expected = _neighbours(source, blocks)
    chance = min(normal_tail(abs(deviations)) * 2, poisson_tail(behind, expected))
    if chance > THREE_DEVIATIONS / 2:
        return concluded("row-order", 1)
    finding = about(
        "row-order",
        "serious",
        method=f"rank correlation {correlation:+.2f}",
    ).model_copy(
        update={
            "count": behind,
            "looked_at": possible,
            "share": behind / possible,
            "by_chance": expected / possible,
            "verdict": "found",
        }
    )
    return concluded("row-order", 1, [finding])


def _in_place(sides: Sides, places: Integers) -> Outcome:
    """Say whether values stand in the rows that they have in the source, though no row is known
    again: numbers are compared by rank, others by how often they are equal."""
    from scipy.stats import rankdata

    looked_at = found = 0
    order = np.argsort(places, kind="stable")
    for name in sides.columns:
        released, source = sides.release.column(name), sides.source.column(name)
        if is_ordered(released) and is_ordered(source):
            here, there = numbers_of(released), numbers_of(source)[order]
            both = np.isfinite(here) & np.isfinite(there)
            ranks = rankdata(here[both]), rankdata(there[both])
            if both.sum() < FEWEST_ROWS or min(np.ptp(r) for r in ranks) == 0:
                continue
            correlation = float(np.corrcoef(*ranks)[0, 1])
            chance = 2 * normal_tail(abs(correlation) * (both.sum() - 1) ** 0.5)
        else:
            column = sides.coded(name)
            mine, theirs = column.release, column.people[order]
            shares = [np.bincount(codes + 1, minlength=column.size + 1) for codes in (mine, theirs)]
            expected = float((shares[0] / len(mine)) @ (shares[1] / len(theirs)))
            if expected >= 1:
                continue
            chance = binomial_tail(int((mine == theirs).sum()), len(mine), expected)
        looked_at += 1
        found += chance <= THREE_DEVIATIONS / len(sides.columns)
    if not looked_at:
        return concluded("row-order", 0, why_not="nothing-to-compare")
    if not found:
        return concluded("row-order", 1)
    finding = about(
        "row-order",
        "serious",
        method="columns whose values agree by place",
    ).model_copy(
        update={
            "count": found,
            "looked_at": looked_at,
            "share": found / looked_at,
            "by_chance": 0.0,
            "verdict": "found",
        }
    )
    return concluded("row-order", 1, [finding])


def find_counters(sides: Sides, match: Match, names: Sequence[str], places: Integers) -> Outcome:
    """Say which running numbers of the release tell a row's place in the source.

    Parameters
    ----------
    sides
        The tables, with the values of the source as they are there.
    match
        Released rows whose row in the source is known.
    names
        The columns that :func:`counters_of` names.
    places
        Row of the source that each member row is.
    """
    if not names:
        return concluded("counters", 0)
    if len(match.released) < FEWEST_ROWS:
        # Synthetic rows that are no record of the source have no place in it to tell.
        unknown = sides.made == "anonymised"
        return concluded("counters", len(names), why_not="no-matched-rows" if unknown else None)
    findings = [_counter(sides, match, places, name, tests=2 * len(names)) for name in names]
    return concluded("counters", len(names), findings)


def _counter(
    sides: Sides, match: Match, places: Integers, name: str, *, tests: int
) -> TraceFinding | None:
    running = running_numbers(sides.release.column(name))
    if running is None:
        return None
    mine = running[match.released]
    order = np.argsort(mine, kind="stable")
    one_block = np.zeros(len(order), dtype=np.int64)
    correlation, deviations = _correlation(places[match.source[order]], one_block)
    method = f"rank correlation {correlation:+.2f} with the source's rows"
    kept = 0
    if name in sides.source.columns:
        column = sides.coded(name)
        kept = int((column.release[match.released] == column.people[match.source]).sum())
        if kept > 1:
            method = "the source's own"
    chance = min(normal_tail(abs(deviations)) * 2, poisson_tail(kept, 1.0))
    if chance > THREE_DEVIATIONS / tests:
        return None
    return about(
        "counters",
        "serious",
        column=name,
        method=method,
    ).model_copy(
        update={
            "count": max(kept, 1),
            "looked_at": len(order),
            "share": max(kept, 1) / len(order),
            "by_chance": 1 / len(order),
            "verdict": "found",
        }
    )


def counters_of(release: Table) -> list[str]:
    """Return the columns of running numbers: whole, or with a fixed beginning (``P-0017``),
    different in each row, and with hardly a gap."""
    return [
        name
        for name in release.columns
        if (running := running_numbers(release.column(name))) is not None
        and len(running) >= FEWEST_ROWS
        and _without_gaps(running)
    ]


def running_numbers(values: pa.Array | pa.ChunkedArray) -> Integers | None:
    """Return the whole numbers of a column, or of its texts behind their common beginning.

    None where a value is missing, is no such number, or occurs twice.
    """
    flat = one_array(values)
    if flat.null_count or not len(flat):
        return None
    if pa.types.is_string(flat.type):
        numbers = _behind_beginning(flat)
    elif pa.types.is_integer(flat.type):
        numbers = flat.cast(pa.int64())
    else:
        return None
    if numbers is None or pc.count_distinct(numbers).as_py() < len(numbers):
        return None
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.int64)


def _behind_beginning(texts: pa.Array) -> pa.Array | None:
    bounds = pc.min_max(texts)
    least, most = bounds["min"].as_py(), bounds["max"].as_py()
    common = 0
    while common < min(len(least), len(most)) and least[common] == most[common]:
        common += 1
    while common and least[common - 1].isdigit():
        common -= 1
    digits = pc.utf8_slice_codeunits(texts, common)
    if not pc.all(pc.match_substring_regex(digits, "^[0-9]{1,18}$")).as_py():
        return None
    return digits.cast(pa.int64())


def _without_gaps(running: Integers) -> bool:
    steps = np.diff(np.sort(running))
    return bool(len(steps)) and float(np.mean(steps == np.median(steps))) >= 0.8


def _sorted_blocks(release: Table) -> Integers:
    """Return the number of each row's run of equal values in a column that the release is sorted
    by; 0 throughout where it is sorted by none."""
    for name in release.columns:
        steps = np.diff(_ranks(release.column(name)))
        if len(steps) and np.any(steps != 0) and (np.all(steps >= 0) or np.all(steps <= 0)):
            return np.concatenate([[0], np.cumsum(steps != 0)]).astype(np.int64)
    return np.zeros(release.rows, dtype=np.int64)


def _ranks(values: pa.ChunkedArray) -> Integers:
    flat = one_array(values)
    if pa.types.is_boolean(flat.type):
        flat = flat.cast(pa.int8())
    ranks = pc.rank(flat, sort_keys="ascending", tiebreaker="dense")
    return np.asarray(ranks.to_numpy(zero_copy_only=False), dtype=np.int64)


def _correlation(places: Integers, blocks: Integers) -> tuple[float, float]:
    """Return the rank correlation of order and places within blocks, and how many standard
    deviations of a random order it is away from 0."""
    order = np.lexsort((places, blocks))
    _, first, sizes = np.unique(blocks, return_index=True, return_counts=True)
    # Blocks are runs: a row's rank in its block by order, and by place.
    by_order = np.arange(len(places)) - np.repeat(first, sizes)
    by_place = np.empty(len(places), dtype=np.int64)
    by_place[order] = by_order
    middle = np.repeat((sizes - 1) / 2, sizes)
    together = float(((by_order - middle) * (by_place - middle)).sum())
    squares = sizes * (sizes.astype(np.float64) ** 2 - 1) / 12
    many = sizes > 1
    variance = float((squares[many] ** 2 / (sizes[many] - 1)).sum())
    if variance <= 0:
        return 0.0, 0.0
    return together / float(squares.sum()), together / variance**0.5


def _neighbours(places: Integers, blocks: Integers) -> tuple[int, int, float]:
    """Return how many rows stand directly behind their predecessor, of how many, and how many a
    random order has."""
    order = np.lexsort((places, blocks))
    rank = np.empty(len(places), dtype=np.int64)
    rank[order] = np.arange(len(places))
    same = blocks[1:] == blocks[:-1]
    behind = int(((np.diff(rank) == 1) & same).sum())
    sizes = np.unique(blocks, return_counts=True)[1]
    return behind, max(int(same.sum()), 1), float(((sizes - 1) / sizes).sum())
