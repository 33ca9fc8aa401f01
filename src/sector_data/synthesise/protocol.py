"""What an engine is: what it is given, and what it gives back.

What lives here: the protocols and what passes through them. What does not: engines
(:mod:`sector_data.synthesise.engines`), the choice of one (:mod:`sector_data.synthesise.registry`)
and the road from protected tables to synthetic ones (:mod:`sector_data.synthesise.making`).

Engines of other packages are found by the entry point group ``sector_data.engines``; the name of
the entry point is what `engine` says in a pipeline file, and it leads to a class without parameters
that satisfies :class:`Engine`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from sector_data.synthesise.columns import Learnable

Keep = Callable[[bytes], None]

Drawn = dict[str, npt.NDArray[Any]]
"""For each column what its ``decode`` takes: codes of categories, units of quantities."""


def _silent(_line: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to learn; None leaves it to the engine."""

    epochs: int | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What to learn, and what to draw.

    Attributes
    ----------
    columns
        At least one, of equal length, none constant: codes or units.
    rows
        How many to draw.
    seed
        The same task gives the same rows.
    given
        Codes or units that the rows to draw have already in some of the columns; only for engines
        that are `conditional`.
    effort
        How long to learn.
    announce
        Told of progress, without a value of the data.
    model
        What the engine learnt of the same columns before, to draw from without learning again;
        only for engines that are `storable`.
    keep
        Takes what the engine has learnt, where somebody asked for it.
    """

    columns: Mapping[str, Learnable]
    rows: int
    seed: int
    given: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    effort: Effort = Effort()
    announce: Callable[[str], None] = _silent
    model: bytes | None = None
    keep: Keep | None = None


@dataclass(frozen=True, slots=True)
class ChildTask:
    """Rows that belong to parents, in their order, and the parents to draw such rows for.

    Attributes
    ----------
    columns
        Of the child rows, as in :class:`Task`.
    owners
        For each child row the place of its parent; rows of one parent are in their order.
    parents
        Columns of the parents learnt from; may be empty.
    parent_rows
        How many parents there were, childless ones included.
    given
        The same columns of the parents to draw for.
    given_rows
        How many these are.
    seed, effort, announce, model, keep
        As in :class:`Task`.
    """

    columns: Mapping[str, Learnable]
    owners: npt.NDArray[np.int64]
    parents: Mapping[str, Learnable]
    parent_rows: int
    given: Mapping[str, npt.NDArray[Any]]
    given_rows: int
    seed: int
    effort: Effort = Effort()
    announce: Callable[[str], None] = _silent
    model: bytes | None = None
    keep: Keep | None = None


@dataclass(frozen=True, slots=True)
class RelatedTable:
    """One of several tables that are learnt together.

    Attributes
    ----------
    columns
        As in :class:`Task`; may be empty.
    rows
        How many were learnt from.
    parent
        Name of the table above; None for the first.
    owners
        For each row the place of its parent.
    """

    columns: Mapping[str, Learnable]
    rows: int
    parent: str | None
    owners: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RelatedTask:
    """Tables that belong together, each behind the one above it; the first one has none.

    Attributes
    ----------
    tables
        By name.
    rows
        How many rows of the first table to draw.
    seed, effort, announce
        As in :class:`Task`.
    """

    tables: Mapping[str, RelatedTable]
    rows: int
    seed: int
    effort: Effort = Effort()
    announce: Callable[[str], None] = _silent


class Engine(Protocol):
    """Learns the columns of one table and draws rows like them."""

    name: ClassVar[str]
    licence: ClassVar[str]
    """SPDX identifier."""
    notice: ClassVar[str]
    """What the licence asks or forbids, for whoever runs it and whoever reads the release; empty
    when there is nothing to say."""
    limits: ClassVar[tuple[str, ...]]
    """What the rows do not keep, in sentences."""
    conditional: ClassVar[bool]
    """Whether it can draw the rest of rows of which some columns are given."""

    # An engine may also say, as class variables:
    #   storable: bool    it gives what it learnt to `Task.keep` and draws from `Task.model`
    #   repeatable: bool  the same task gives the same rows; so it is when nothing is said

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""

    def make(self, task: Task) -> Drawn:
        """Learn columns and draw rows.

        Raises
        ------
        SectorDataError
            If it cannot; the message holds no value.
        """


@runtime_checkable
class ChildEngine(Protocol):
    """An engine that also learns rows in the order in which a parent has them."""

    def make_children(self, task: ChildTask) -> tuple[npt.NDArray[np.int64], Drawn]:
        """Learn rows of parents and draw such rows for others.

        Returns
        -------
        owners
            For each row drawn the place of its parent, never falling.
        drawn
            The columns of these rows.
        """


@runtime_checkable
class RelatedEngine(Protocol):
    """An engine that learns tables together with those that belong to them."""

    levels: ClassVar[int]
    most_tables: ClassVar[int]
    """How many generations, and tables in all, it can learn together; those beyond are learnt
    beside their parents afterwards."""

    def make_related(self, task: RelatedTask) -> dict[str, tuple[npt.NDArray[np.int64], Drawn]]:
        """Learn related tables and draw such tables.

        Returns
        -------
        dict
            For each table the place of each row's parent, never falling (of the first table
            nothing), and its columns.
        """
