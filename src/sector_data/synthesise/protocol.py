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
    """

    columns: Mapping[str, Learnable]
    rows: int
    seed: int
    given: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    effort: Effort = Effort()
    announce: Callable[[str], None] = _silent


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
    seed, effort, announce
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
