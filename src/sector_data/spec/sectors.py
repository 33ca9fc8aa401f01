"""Sector schemas: what a sector's usual tables hold, and what their columns are.

What lives here: the document, and finding the entry for a column. What does not: the files
(:mod:`sector_data.spec.packs`), and columns that no schema knows (:mod:`sector_data.detect`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cached_property
from itertools import product
from typing import Annotated

from pydantic import Field, model_validator

from sector_data.errors import InputError
from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.policies import Word
from sector_data.spec.problems import nearest, quote
from sector_data.spec.transforms.values import TransformSpec
from sector_data.spec.words import DataType, Role


def normalise(name: str) -> str:
    """Return a name without what spellings differ in: ``PatientId`` and ``patient_id`` are one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


class SectorColumn(Model):
    """What is known of a column by its name."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    """The column's names; case, spaces, ``_`` and ``-`` do not count."""
    tables: tuple[str, ...] = ()
    """Tables in which the names mean this; any table when it is not given."""
    role: Role
    """What the column is for whoever wants to recognise a subject."""
    entity: str | None = None
    """What the values are, in the spelling of detection: ``PERSON``."""
    transform: TransformSpec | None = None
    """What is done by default; the role's default when it is not given."""
    hierarchy: HierarchySpec | None = None
    """How the values are generalised; proposed from the values when it is not given."""
    source: str
    """Which of the schema's sources describes the column."""
    note: str | None = None
    """Why it is treated so."""


class ExpectedValues(Model):
    """What the values of a column are expected to be; missing ones are left out of account."""

    codes: tuple[str, ...] = ()
    """The only values there are, if any are named."""
    minimum: float | None = None
    """Least number."""
    maximum: float | None = None
    """Greatest number."""
    pattern: str | None = None
    """Regular expression (RE2) that the whole of each value matches."""
    unique: bool = False
    """Whether no value stands twice."""
    complete: bool = False
    """Whether none may be missing."""

    @model_validator(mode="after")
    def _can_be_met(self) -> ExpectedValues:
        least, most = self.minimum, self.maximum
        if least is not None and most is not None and least > most:
            raise ValueError(f"no number is both {least:g} or more and {most:g} or less")
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error as mistake:
                raise ValueError(f"{self.pattern!r} is no pattern: {mistake}") from None
        return self


class TableColumn(Model):
    """A column of a usual table; what it is for is told by the schema's ``columns``."""

    type: DataType = DataType.STRING
    """Type of the values."""
    unit: str | None = None
    """Unit of the values: ``kWh``."""
    references: str | None = None
    """Column of the same layout whose keys stand here: ``person.person_id``."""
    optional: bool = False
    """Whether tables of the layout may lack it."""
    aliases: tuple[str, ...] = ()
    """Other names of the column, in any language; case, spaces, ``_`` and ``-`` do not count."""
    values: ExpectedValues = ExpectedValues()
    """What is expected of them."""

    def spellings(self, name: str) -> frozenset[str]:
        """Return the normalised names of the column."""
        return frozenset(map(normalise, (name, *self.aliases)))


class SectorTable(Model):
    """A usual table of a sector."""

    name: str
    """As the layout calls it; no other table of the schema has this name or alias."""
    layout: str
    """Which of the schema's sources lays the table out."""
    title: str
    """What a row is."""
    aliases: tuple[str, ...] = ()
    """Other names of the table, in any language."""
    subject: str | None = None
    """The column that says whose row it is; none where rows are about no one."""
    columns: Annotated[dict[str, TableColumn], Field(min_length=1)]
    """The columns by name, in the layout's order."""

    @model_validator(mode="after")
    def _names_one_thing(self) -> SectorTable:
        if self.subject is not None and self.subject not in self.columns:
            raise ValueError(f"{self.name} has no column {self.subject!r} to be its subject")
        seen: set[str] = set()
        for name, column in self.columns.items():
            if twice := seen & column.spellings(name):
                raise ValueError(f"{self.name} has two columns {min(twice)!r}")
            seen |= column.spellings(name)
        return self


class SectorSchema(Model):
    """The usual tables of a sector, and its columns."""

    id: Word
    """Name of the schema, as pipeline files call it; the file's name, too."""
    version: str
    """Of this file."""
    title: str
    """What people call the sector."""
    description: str
    """What it knows, and what its defaults are."""
    retrieved: date
    """Day on which the sources were read."""
    sources: dict[str, str]
    """Short name to citation."""
    columns: tuple[SectorColumn, ...]
    """What is known; no name may be described twice for one table."""
    tables: tuple[SectorTable, ...] = ()
    """The usual tables; each of their columns is known."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> SectorSchema:
        seen: set[tuple[str, str]] = set()
        for column in self.columns:
            if column.source not in self.sources:
                raise ValueError(f"the source {column.source!r} is not among 'sources'")
            for key in _keys(column):
                if key in seen:
                    raise ValueError(f"{'.'.join(filter(None, key))} is described twice")
                seen.add(key)
        return self

    @model_validator(mode="after")
    def _knows_its_tables(self) -> SectorSchema:
        names: set[str] = set()
        for table in self.tables:
            if table.layout not in self.sources:
                raise ValueError(f"the layout {table.layout!r} is not among 'sources'")
            if twice := names & (own := set(map(normalise, (table.name, *table.aliases)))):
                raise ValueError(f"two tables are called {min(twice)!r}")
            names |= own
            for name, column in table.columns.items():
                if self._described(table.name, name) is None:
                    raise ValueError(f"'columns' do not tell what {table.name}.{name} is")
                if column.references is not None and not self._has(table.layout, column.references):
                    raise ValueError(
                        f"{table.name}.{name} refers to {column.references}, which is not there"
                    )
        return self

    def _has(self, layout: str, path: str) -> bool:
        return any(
            path == f"{table.name}.{name}"
            for table in self.tables
            if table.layout == layout
            for name in table.columns
        )

    def _described(self, table: str, column: str) -> SectorColumn | None:
        name = normalise(column)
        return self._entries.get((normalise(table), name)) or self._entries.get(("", name))

    @cached_property
    def _entries(self) -> dict[tuple[str, str], SectorColumn]:
        return {key: column for column in self.columns for key in _keys(column)}

    @cached_property
    def _index(self) -> dict[tuple[str, str], SectorColumn]:
        index: dict[tuple[str, str], SectorColumn] = {}
        for table in self.tables:
            called = [normalise(name) for name in (table.name, *table.aliases)]
            for name, column in table.columns.items():
                if (known := self._described(table.name, name)) is not None:
                    index |= dict.fromkeys(product(called, column.spellings(name)), known)
        return index | self._entries

    def column(self, table: str, column: str) -> SectorColumn | None:
        """Return what is known of a column, or None.

        Parameters
        ----------
        table
            As the pipeline file calls it. What is known of this table comes first, then what is
            known of the name anywhere.
        column
            As it stands in the data; case, spaces, ``_`` and ``-`` do not count.
        """
        name = normalise(column)
        if not name:
            return None
        return self._index.get((normalise(table), name)) or self._index.get(("", name))

    def unit(self, table: str, column: str) -> str | None:
        """Return the unit of a column of a usual table; None where there is none."""
        for known in self.tables:
            if normalise(table) in map(normalise, (known.name, *known.aliases)):
                for name, each in known.columns.items():
                    if normalise(column) in each.spellings(name):
                        return each.unit
        return None

    def table(self, name: str) -> SectorTable:
        """Return a usual table by its name or an alias; spellings are one.

        Raises
        ------
        InputError
            If the schema has no such table.
        """
        called = normalise(name)
        for table in self.tables:
            if called in map(normalise, (table.name, *table.aliases)):
                return table
        known = [table.name for table in self.tables]
        raise InputError(
            f"The sector schema {self.id} has no table {quote(name)}.", nearest(name, known)
        )


def _keys(column: SectorColumn) -> list[tuple[str, str]]:
    """Return the normalised (table, name) pairs of an entry; the table is empty for any."""
    tables = [normalise(table) for table in column.tables] or [""]
    names = dict.fromkeys(normalise(name) for name in column.names)
    return [(table, name) for table in tables for name in names]
