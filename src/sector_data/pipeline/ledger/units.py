"""Whom the rows of a release are about, as the ledger marks them.

What lives here: what stands for a subject, its mark, and which rows a plan releases. What does not:
sketches of marks (:mod:`sector_data.release.ledger.sketches`) and comparing releases
(:mod:`sector_data.pipeline.ledger.crossings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import codes_of, group_keys, pack
from sector_data.deidentify.canonical import canonical_column
from sector_data.pipeline.applying import protect_rows
from sector_data.pipeline.planning.longitudinal import World
from sector_data.pipeline.subjects import subject_paths
from sector_data.release.ledger.sketches import Marks, Mask, Sketch, marks_of
from sector_data.sources.numbering import numbered
from sector_data.sources.spilling import gathered, slices
from sector_data.sources.tables import Table
from sector_data.spec.ledger import KeptTable
from sector_data.spec.plan import Plan


@dataclass(frozen=True, slots=True)
class Units:
    """The subjects of one table.

    Attributes
    ----------
    what
        What was marked, in words.
    marks
        Mark of the subject of each row of the source; shape (rows,).
    released
        Rows that the plan releases; shape (rows,).
    synthetic
        Whether synthetic rows stand for them in the release.
    """

    what: str
    marks: Marks
    released: Mask
    synthetic: bool

    @property
    def sketch(self) -> Sketch:
        """The sketch of the subjects who are released."""
        return Sketch.of(self.marks[self.released])

    def kept(self, table: str, sketch: Sketch) -> KeptTable:
        """Return the table as the ledger keeps it."""
        rows = int(np.count_nonzero(self.released))
        return KeptTable(
            table=table,
            unit=self.what,
            rows=rows,
            subjects=sketch.subjects,
            synthetic=self.synthetic,
        )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A plan's release as its source foretells it, and the subjects of each table.

    Attributes
    ----------
    plan
        Its plan.
    world
        Its tables with released quasi-identifiers and kept rows.
    units
        By table; those that lead to no subject are left out where there is one.
    sketches
        Of the same tables.
    """

    plan: Plan
    world: World
    units: Mapping[str, Units]
    sketches: Mapping[str, Sketch]


def foresee(plan: Plan, tables: Mapping[str, Table], secret: bytes) -> Foreseen:
    """Say whom a plan releases in which groups. No key of the key ring is needed.

    Events that are left out over tables by the release's key are still counted: whoever loses a few
    events stays a subject of the release.

    Parameters
    ----------
    plan
        Made for these tables.
    tables
        The source.
    secret
        The ledger's key.
    """
    world, _ = protect_rows(plan, tables)
    paths = subject_paths(plan.pipeline)
    population = plan.pipeline.ledger.population
    units: dict[str, Units] = {}
    for name, path in paths.items():
        if path is None and plan.pipeline.subject is not None:
            continue
        what, texts = _texts(name, tables[name], plan, world.subjects[name])
        codes, distinct = numbered(texts)
        marks = marks_of(distinct, secret, population=population)
        units[name] = Units(
            what,
            marks[np.maximum(codes, 0)] if len(marks) else np.zeros(len(codes), np.uint64),
            world.kept[name] & (codes >= 0),
            name in synthetic_tables(plan),
        )
    return Foreseen(plan, world, units, {name: unit.sketch for name, unit in units.items()})


def synthetic_tables(plan: Plan) -> frozenset[str]:
    """Return the tables whose rows are replaced by synthetic ones, in all columns."""
    spec = plan.pipeline.synthesise
    if spec is None or spec.columns is not None:
        return frozenset()
    return frozenset(spec.tables or plan.pipeline.source)


def _texts(
    name: str, table: Table, plan: Plan, subjects: pa.Array | None
) -> tuple[str, pa.Array | pa.ChunkedArray]:
    """Return what stands for the subjects of a table's rows, and its canonical texts."""
    if subjects is not None:
        return f"subject {plan.pipeline.subject}", canonical_column(subjects)
    key = plan.pipeline.keys.get(name)
    if key is not None:
        return f"key {name}.{key}", canonical_column(table.column(key))
    columns = sorted(table.columns)
    rows = table.data.select(columns)
    rows = pa.table([*rows.columns, _repeats(table, columns)], [*columns, ""])
    schema = pa.schema([("", pa.string())])
    pieces = (pa.table([_whole_rows(piece)], schema=schema) for piece in slices(rows))
    return "whole rows", gathered(pieces, schema).column(0)


def _whole_rows(piece: pa.Table) -> pa.ChunkedArray:
    """Return the texts of each row as one."""
    texts = [pc.fill_null(canonical_column(column), "\0") for column in piece.columns]
    return pc.binary_join_element_wise(*texts, "\x1f")


def _repeats(table: Table, columns: list[str]) -> pa.Array:
    """Return numbers from 0 for equal rows, which are still several subjects."""
    keys, space = pack((codes_of(table.column(column)) for column in columns), table.rows)
    groups, count = group_keys(keys, space)
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups, minlength=count)
    numbers = np.empty(table.rows, np.int64)
    numbers[order] = np.arange(table.rows) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return pa.array(numbers).cast(pa.string())
