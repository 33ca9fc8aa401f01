"""Sector schemas: what the columns of a sector's usual tables are.

What lives here: the document, and finding the entry for a column. What does not: the files
(:mod:`sector_data.spec.packs`), and columns that no schema knows (:mod:`sector_data.detect`).
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.policies import Word
from sector_data.spec.transforms import TransformSpec
from sector_data.spec.words import Role


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


class SectorSchema(Model):
    """The columns of a sector."""

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

    @cached_property
    def _index(self) -> dict[tuple[str, str], SectorColumn]:
        return {key: column for column in self.columns for key in _keys(column)}

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


def _keys(column: SectorColumn) -> list[tuple[str, str]]:
    """Return the normalised (table, name) pairs of an entry; the table is empty for any."""
    tables = [normalise(table) for table in column.tables] or [""]
    names = dict.fromkeys(normalise(name) for name in column.names)
    return [(table, name) for table in tables for name in names]
