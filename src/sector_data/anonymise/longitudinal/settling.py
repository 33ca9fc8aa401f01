"""Leaving out events until numbers and known events of every subject are shared by k subjects.

What lives here: the order in which caps, rare events and thinning alternate until nothing changes.
What does not: each of these by itself.

Every step only leaves out events, so it ends; where it ends, every condition holds at once. An
event that others hang on takes them with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, group_keys, pack
from sector_data.anonymise.longitudinal.known import too_rare
from sector_data.anonymise.longitudinal.numbers import thinned_numbers


@dataclass(frozen=True, slots=True)
class EventTable:
    """A table whose rows are events of subjects.

    Attributes
    ----------
    subjects
        Subject of each row, from 0; shape (rows,).
    keep
        Rows that are there to begin with.
    order
        Rows of a subject stay in this order: those that come last go first. Distinct.
    kinds
        Generalised combination of each row, from 0; None where the table has no quasi-identifier.
    parent
        Place of the table that the rows hang on, before this one, and the row there of each row;
        None where they hang on the subject.
    alone
        Whether nobody can join the rows with subjects: their kinds are then counted by themselves.
    numbered
        Whether the number of a subject's rows must be shared.
    cap
        Largest number of rows of a subject.
    edges
        Lower edges of the bands of that number, rising.
    """

    subjects: Integers
    keep: Flags
    order: Integers
    kinds: Integers | None = None
    parent: tuple[int, Integers] | None = None
    alone: bool = False
    numbered: bool = False
    cap: int | None = None
    edges: Integers | None = None


def settle(
    tables: Sequence[EventTable], classes: Integers, *, k: int, known: int, ranks: Integers
) -> list[Flags]:
    """Return which rows of each table stay.

    Parameters
    ----------
    tables
        Those that others hang on first.
    classes
        Class of each subject by its released quasi-identifiers; shape (subjects,). Each holds `k`
        subjects or more.
    k
        Subjects that must share a class and the numbers of their events, and a class and any known
        events.
    known
        Events that somebody may know: 0 (each event is then counted over all subjects), 1 or 2.
    ranks
        Decides between subjects with the same number; distinct, shape (subjects,).
    """
    keep = capped(tables, len(classes))
    while True:
        left = sum(int(rows.sum()) for rows in keep)
        _cascade(tables, keep)
        _drop_rare(tables, keep, classes, k, known)
        _thin(tables, keep, classes, k, ranks)
        if sum(int(rows.sum()) for rows in keep) == left:
            return keep


def capped(tables: Sequence[EventTable], subjects: int) -> list[Flags]:
    """Return which rows stay under the caps alone; `subjects` is the number of subjects."""
    keep = [table.keep.copy() for table in tables]
    _cascade(tables, keep)
    for table, rows in zip(tables, keep, strict=True):
        if table.cap is not None:
            _keep_first(table, rows, np.full(subjects, table.cap))
            _cascade(tables, keep)
    return keep


def _cascade(tables: Sequence[EventTable], keep: list[Flags]) -> None:
    for place, table in enumerate(tables):
        if table.parent is not None:
            above, row = table.parent
            keep[place] &= keep[above][row]


def _drop_rare(
    tables: Sequence[EventTable], keep: list[Flags], classes: Integers, k: int, known: int
) -> None:
    """Leave out events that too few share with their quasi-identifiers, until there are none."""
    kinded = [place for place, table in enumerate(tables) if table.kinds is not None]
    nobody = np.zeros_like(classes)
    together = [place for place in kinded if known and not tables[place].alone]
    rounds = [(together, classes, known)] if together else []
    rounds += [([place], nobody, 0) for place in kinded if place not in together]
    while any(_drop_once(tables, keep, *each, k) for each in rounds):
        _cascade(tables, keep)


def _drop_once(
    tables: Sequence[EventTable],
    keep: list[Flags],
    places: Sequence[int],
    owners: Integers,
    known: int,
    k: int,
) -> bool:
    """Leave out what is too rare now, and say whether there was anything."""
    offsets = np.cumsum([0, *(_size(tables[place]) for place in places)])
    rows = [np.flatnonzero(keep[place]) for place in places]
    # The kinds of two tables never meet, so orders need only be distinct within a table.
    gone = too_rare(
        owners,
        np.concatenate([tables[p].subjects[there] for p, there in zip(places, rows, strict=True)]),
        np.concatenate(
            [
                _kinds(tables[place])[there] + offset
                for place, there, offset in zip(places, rows, offsets[:-1], strict=True)
            ]
        ),
        np.concatenate([tables[p].order[there] for p, there in zip(places, rows, strict=True)]),
        k=k,
        known=known,
    )
    cuts = np.cumsum([len(there) for there in rows])[:-1]
    for place, there, lost in zip(places, rows, np.split(gone, cuts), strict=True):
        keep[place][there[lost]] = False
    return bool(gone.any())


def _kinds(table: EventTable) -> Integers:
    return np.zeros_like(table.subjects) if table.kinds is None else table.kinds


def _size(table: EventTable) -> int:
    return int(_kinds(table).max(initial=0)) + 1


def _thin(
    tables: Sequence[EventTable],
    keep: list[Flags],
    classes: Integers,
    k: int,
    ranks: Integers,
) -> None:
    """Thin table after table, each within the subjects that share the numbers of those before."""
    groups = classes
    for place, table in enumerate(tables):
        if not table.numbered:
            continue
        numbers = np.bincount(table.subjects[keep[place]], minlength=len(classes))
        goal = thinned_numbers(groups, numbers, k=k, ranks=ranks, edges=table.edges)
        _keep_first(table, keep[place], goal)
        _cascade(tables, keep)
        groups, _ = group_keys(
            *pack(
                (
                    (groups, int(groups.max(initial=0)) + 1),
                    (goal, int(goal.max(initial=0)) + 1),
                ),
                len(goal),
            )
        )


def _keep_first(table: EventTable, keep: Flags, most: Integers) -> None:
    """Keep so many rows of each subject, in the table's order."""
    there = np.flatnonzero(keep)
    there = there[np.lexsort((table.order[there], table.subjects[there]))]
    owners = table.subjects[there]
    if not len(owners):
        return
    starts = np.flatnonzero(np.diff(owners, prepend=owners[0] - 1))
    sizes = np.diff(np.append(starts, len(owners)))
    place = np.arange(len(owners)) - np.repeat(starts, sizes)
    keep[there[place >= most[owners]]] = False
