"""The scene of an attack: a release, the people it was made from, and others it never saw.

What lives here: the tables with their common codes, and which people are attacked. What does not:
the attacks.

Nothing here depends on the order of rows: people are drawn from rows ordered by their values, and
the release is shuffled from there, since an attacker who meets several equally good records takes
any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.assessment.attacks.columns import Codes, Column, Floats, Levels, code_column
from sector_data.errors import InputError
from sector_data.sources.tables import Table

Integers = npt.NDArray[np.int64]

Side = Literal["members", "control"]

FEWEST_SUBJECTS = 100
"""Of fewer people no attack tells anything that would hold for others."""

_NO_SPELLINGS: Mapping[str, Levels] = MappingProxyType({})


@dataclass(frozen=True)
class Scene:
    """What an attacker has, and what the attack is judged by.

    Attributes
    ----------
    release
        The table that is given away.
    members
        Rows of the source that the release was made from, spelt as in the release.
    control
        Rows of other people of the same population, whom the release never saw; None when there
        are none.
    known
        Columns that an attacker may know of a person beforehand.
    secrets
        Columns that an attacker would like to know.
    seed
        Of every random choice.
    release_subjects, member_subjects, control_subjects
        Subject of each row; None when each row has its own.
    spellings
        For columns of local recoding: the labels that a source value may be released as.
    released_members
        For each row of the release the row of the members that it was made from, -1 for none;
        None for synthetic tables, whose rows are nobody's.

    Raises
    ------
    InputError
        If the tables have no common columns, other types, no row, or the attacker knows or wants
        to know what is not there.
    """

    release: Table
    members: Table
    control: Table | None
    known: tuple[str, ...]
    secrets: tuple[str, ...]
    seed: int
    release_subjects: pa.Array | None = None
    member_subjects: pa.Array | None = None
    control_subjects: pa.Array | None = None
    spellings: Mapping[str, Levels] = field(default_factory=lambda: _NO_SPELLINGS)
    released_members: Integers | None = None

    def __post_init__(self) -> None:
        for table, subjects, what in (
            (self.release, self.release_subjects, "release"),
            (self.members, self.member_subjects, "source"),
            (self.control, self.control_subjects, "control group"),
        ):
            _check_table(table, subjects, what)
        if self.released_members is not None and len(self.released_members) != self.release.rows:
            raise InputError(
                "The release and the rows that it was made from differ in length.",
                "Give one row of the source for each row of the release.",
            )
        for name in self.release.columns:
            self._check_column(name)
        for name in (*self.known, *self.secrets):
            if name not in self.release.columns:
                raise InputError(
                    f"An attack needs the column {name}, which is not in the release.",
                    f"Its columns are {', '.join(self.release.columns)}.",
                )
        for name in self.secrets:
            if name in self.known:
                raise InputError(
                    f"The column {name} is both known to an attacker and a secret.",
                    "Take it out of one of the two lists.",
                )

    def _check_column(self, name: str) -> None:
        for table, what in ((self.members, "source"), (self.control, "control group")):
            if table is not None and name not in table.columns:
                raise InputError(
                    f"The release has a column {name} that the {what} lacks.",
                    "Compare tables with the same columns: leave out those that were made up for "
                    "the release, and spell the source as the release is spelt.",
                )

    @property
    def names(self) -> tuple[str, ...]:
        """Columns of the release."""
        return tuple(self.release.columns)

    @cached_property
    def _coded(self) -> dict[str, Column]:
        return {}

    def column(self, name: str) -> Column:
        """Return a column with its common codes; each is coded once.

        Raises
        ------
        InputError
            If its types differ between the tables.
        """
        if name not in self._coded:
            self._coded[name] = code_column(
                name,
                self.release.column(name),
                self.members.column(name),
                self.control.column(name) if self.control is not None else None,
                self.spellings.get(name),
            )
        return self._coded[name]

    def columns(self, names: Sequence[str] | None = None) -> tuple[Column, ...]:
        """Return columns with their common codes; all of them unless names are given."""
        return tuple(self.column(name) for name in (self.names if names is None else names))

    @property
    def group(self) -> int:
        """Subjects on either side that are compared: as many members as there are in the control
        group, or all members without one."""
        members = len(self._people["members"])
        return min(members, len(self._people["control"])) if self.control is not None else members

    @property
    def shortage(self) -> Literal["no-control", "few-subjects"] | None:
        """Why nothing can be told from a comparison of members with a control group."""
        if self.control is None:
            return "no-control"
        return "few-subjects" if self.group < FEWEST_SUBJECTS else None

    def people(self, side: Side, number: int | None = None) -> Integers:
        """Return one row of each person who is attacked.

        Members and control group are equally many, at most `number`; a smaller number draws from
        the same people. Of a subject with several rows it is any of them.

        Returns
        -------
        Integers
            Rows of the table of that side; shape (people,). Empty for a control group that is not
            there.
        """
        return self._people[side][: self.group if number is None else min(number, self.group)]

    def rows(self, side: Side) -> Integers:
        """Return all rows of as many people as :meth:`people` says; shape (rows,)."""
        subjects = self.subjects(side)
        chosen = np.zeros(int(subjects.max(initial=-1)) + 1, dtype=np.bool_)
        chosen[subjects[self.people(side)]] = True
        return np.flatnonzero(chosen[subjects])

    @cached_property
    def _subjects(self) -> dict[str, Integers]:
        return {}

    def subjects(self, side: Side | Literal["release"]) -> Integers:
        """Return the code of the subject of each row, by the order of their names."""
        if side not in self._subjects:
            table, given = {
                "release": (self.release, self.release_subjects),
                "members": (self.members, self.member_subjects),
                "control": (self.control, self.control_subjects),
            }[side]
            rows = table.rows if table is not None else 0
            self._subjects[side] = np.arange(rows) if given is None else _ranked(given)
        return self._subjects[side]

    @cached_property
    def release_order(self) -> Integers:
        """Rows of the release, shuffled whatever order they came in; shape (rows,)."""
        order = _by_values([column.release for column in self.columns()], self.release.rows)
        return self.generator("release").permutation(order)

    @cached_property
    def _people(self) -> dict[str, Integers]:
        return {"members": self._drawn("members"), "control": self._drawn("control")}

    def _drawn(self, side: Side) -> Integers:
        table = self.members if side == "members" else self.control
        if table is None:
            return np.empty(0, dtype=np.int64)
        order = _by_values([column.people(side) for column in self.columns()], table.rows)
        order = self.generator(side).permutation(order)
        subjects = self.subjects(side)
        # One row of each subject, the subjects themselves in the order of their names.
        _, first = np.unique(subjects[order], return_index=True)
        one_each: Integers = order[first] if self._has_subjects(side) else order
        return self.generator(f"{side} subjects").permutation(one_each)

    def _has_subjects(self, side: Side) -> bool:
        return (self.member_subjects if side == "members" else self.control_subjects) is not None

    def generator(self, purpose: str) -> np.random.Generator:
        """Return the random numbers of a purpose; the same for the same seed."""
        return np.random.default_rng([self.seed, *purpose.encode()])


def _check_table(table: Table | None, subjects: pa.Array | None, what: str) -> None:
    if table is None:
        return
    if not table.rows or not table.columns:
        raise InputError(f"The {what} has no row.", "An attack needs people and a release.")
    if subjects is not None and len(subjects) != table.rows:
        raise InputError(
            f"The {what} has another number of rows than subjects were given for.",
            "Give the subject of each row.",
        )


def _ranked(values: pa.Array | pa.ChunkedArray) -> Integers:
    """Return the rank of each value among the distinct ones; missing ones share the last."""
    ranks = pc.rank(values, sort_keys="ascending", tiebreaker="dense")
    return np.asarray(ranks.to_numpy(zero_copy_only=False), dtype=np.int64) - 1


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def _by_values(columns: Sequence[Floats | Codes], rows: int) -> Integers:
    """Return the rows in an order that their values fix: that of a digest of them.

    Equal rows stand side by side, in any order. The digest is SplitMix64's finaliser (Steele, Lea &
    Flood 2014, OOPSLA) over the columns.
    """
    digest = np.zeros(rows, dtype=np.uint64)
    for values in columns:
        for part in values.T if values.ndim == 2 else (values,):
            bits = (
                np.where(np.isnan(part), np.inf, part).view(np.uint64)
                if part.dtype == np.float64
                else part.astype(np.uint64)
            )
            digest = (digest ^ bits) + _GOLDEN
            digest = (digest ^ (digest >> np.uint64(30))) * _MIX[0]
            digest = (digest ^ (digest >> np.uint64(27))) * _MIX[1]
            digest ^= digest >> np.uint64(31)
    return np.argsort(digest, kind="stable")
