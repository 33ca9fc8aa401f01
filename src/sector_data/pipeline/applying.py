"""Carrying out a plan: the tables as they will be released.

What lives here: the order of transforms, suppression, cascades and row order. What does not: the
transforms themselves (:mod:`sector_data.deidentify`) and the choice of levels
(:mod:`sector_data.pipeline.planning.making`).

Every value is a pure function of (value, parameters, key, subject); which rows stay is a function
of the plan's kept classes, and of the key where events of a subject are left out over tables
(:mod:`sector_data.pipeline.planning.longitudinal`). The rows of each table are put in a keyed
order, since the order of the source can tell who is who.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.applying import apply_protection
from sector_data.deidentify.perturbation import perturb
from sector_data.pipeline.checking.feasibility import of_column
from sector_data.pipeline.keying import Keyed, check_one_to_one
from sector_data.pipeline.planning.cascade import (
    Mask,
    dangling_references,
    protection_order,
    rows_with_parents,
)
from sector_data.pipeline.planning.elapsed import on_own_clock
from sector_data.pipeline.planning.events import check_limit
from sector_data.pipeline.planning.itemising import judge_items, share_items
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.judging import judge
from sector_data.pipeline.planning.longitudinal import World, needs_settling, settle_events
from sector_data.pipeline.planning.quasi import complete_rows, quasi_values
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.pipeline.texts.columns import Texts
from sector_data.pipeline.texts.replacing import TextFindings
from sector_data.sources.shares import Share
from sector_data.sources.spilling import piecewise, settled, taken
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.release import ModelResult
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.transforms.perturbation import Perturbation
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Nested,
    RedactText,
    ShareItems,
)

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key

Rows = npt.NDArray[np.int64]

_MARKED = 1 << 16
"""Rows that get their mark at a time: Python's own numbers and bytes take ten times the room."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The protected tables and what is needed to measure them; nothing here is released as is.

    Attributes
    ----------
    tables
        As they will be released.
    comparable
        The rows of the source after all transforms but the suppression of rows: what the release
        would be if nobody had to be left out. Utility is measured against it.
    subjects
        The source's subject of each released row; None where a table is not linked to any.
    rows
        Which row of the source each released row was; shape (released rows,).
    models
        What was counted of each privacy model in the rows that are released.
    text_findings
        What was found in the free text of released rows, by column path.
    """

    tables: dict[str, Table]
    comparable: dict[str, Table]
    subjects: dict[str, pa.Array | None]
    rows: dict[str, Rows]
    models: tuple[ModelResult, ...] = ()
    text_findings: dict[str, TextFindings] = field(default_factory=dict)


def apply_plan(
    plan: Plan, tables: Mapping[str, Table], key: Key, *, announce: Announce = silent
) -> Applied:
    """Carry out a plan on its tables.

    Parameters
    ----------
    plan
        Made for these tables.
    tables
        The source; left as it is.
    key
        Its secret makes pseudonyms, date shifts and the order of rows.
    announce
        Told what is being done.
    """
    pipeline = plan.pipeline
    keyed = Keyed(plan, key)
    plans = {p.table: p for p in plan.tables}
    world, bases = protect_rows(plan, tables, announce=announce)
    tables, subjects, values = world.tables, world.subjects, world.values
    columns: dict[str, dict[str, pa.Array | pa.ChunkedArray]] = {}
    kept = _without_events(plan, world, bases, keyed)
    world = replace(world, kept=kept)
    models = tuple(
        result
        for name in protection_order(pipeline)
        if (protection := plans[name].protection) is not None
        for result in judge(name, protection, bases[name], world)
    )
    applied = Applied({}, {}, {}, {})
    texts = Texts(plan, tables, keyed, subjects, announce)
    for name in protection_order(pipeline):
        columns[name] = _transformed(
            tables[name], plans[name], values[name], subjects[name], kept[name], texts, applied
        )
    for name in pipeline.source:
        lost = dangling_references(tables[name], tables, kept, pipeline)
        for column in columns[name].keys() & lost.keys():
            stay = pa.array(~lost[column])
            columns[name][column] = piecewise(_emptied, columns[name][column], stay)
        whole = pa.table(columns[name])
        applied.comparable[name] = Table(name, whole)
        order = _keyed_order(np.flatnonzero(kept[name]), keyed.secret(name, "row-order"))
        applied.rows[name] = order
        phrase = f"putting the rows of {name} in order"
        applied.tables[name] = Table(name, taken(whole, order, phrase=phrase, tell=announce))
        of_rows = subjects[name]
        applied.subjects[name] = (
            None if of_rows is None else one_array(taken(pa.table([of_rows], [""]), order)[0])
        )
    check_one_to_one(plan, tables, columns)
    keyed.save_lookup()
    items = judge_items(applied.tables, applied.subjects, pipeline)
    return replace(applied, models=(*models, *items))


def protect_rows(
    plan: Plan, tables: Mapping[str, Table], *, announce: Announce = silent
) -> tuple[World, dict[str, Mask]]:
    """Generalise quasi-identifiers and choose rows by the plan's classes; no key is needed.

    Parameters
    ----------
    plan
        Made for these tables, or for others with the same columns.
    tables
        The source; left as it is.
    announce
        Told what is being done.

    Returns
    -------
    world, bases
        The tables with their subjects, released quasi-identifiers and kept rows, before events are
        left out over tables; and the rows of each that could be released.
    """
    pipeline = plan.pipeline
    plans = {p.table: p for p in plan.tables}
    subjects = subjects_of_rows(tables, pipeline)
    tables = on_own_clock(tables, subjects, pipeline)
    kept: dict[str, Mask] = {}
    bases: dict[str, Mask] = {}
    values: dict[str, dict[str, pa.Array]] = {}
    decided = {p.table: p.columns for p in plan.tables}
    world = World(pipeline, tables, subjects, decided, values, kept)
    for name in protection_order(pipeline):
        announce(f"protecting {name}")
        quasi = quasi_values(tables[name], plans[name].columns)
        bases[name] = rows_with_parents(tables[name], tables, kept, pipeline)
        if pipeline.privacy.missing == "removed":
            bases[name] &= complete_rows(quasi, tables[name].rows)
        values[name], stay = _protected(tables[name], plans[name], quasi, world)
        kept[name] = bases[name] & stay
    return world, bases


def _keyed_order(rows: np.ndarray, secret: bytes) -> np.ndarray:
    """Return row numbers in an order that only the key can repeat."""
    marks = np.empty((len(rows), 2), dtype=">u8")
    for start in range(0, len(rows), _MARKED):
        some = rows[start : start + _MARKED].astype(">i8").tobytes()
        digests = [
            hashlib.blake2b(some[place : place + 8], key=secret[:64], digest_size=16).digest()
            for place in range(0, len(some), 8)
        ]
        marks[start : start + _MARKED] = np.frombuffer(b"".join(digests), ">u8").reshape(-1, 2)
    return rows[np.lexsort((marks[:, 1], marks[:, 0]))]


def _protected(
    table: Table, plan: TablePlan, quasi: Mapping[str, pa.Array], world: World
) -> tuple[dict[str, pa.Array], Mask]:
    """Return the quasi-identifiers as they are released, and the rows that their classes keep."""
    if plan.protection is None:
        return dict(quasi), np.ones(table.rows, dtype=np.bool_)
    joined = joined_columns(
        plan.protection.joined, table.name, world.tables, world.pipeline, world.values
    )
    protected = apply_protection(
        {**quasi, **(joined or {})}, plan.protection, base=world.pipeline.base
    )
    return {name: settled(protected.columns[name]) for name in quasi}, protected.keep


def _without_events(
    plan: Plan, world: World, bases: Mapping[str, Mask], keyed: Keyed
) -> dict[str, Mask]:
    """Return the rows that stay when events were left out over tables."""
    asked = plan.longitudinal
    if asked is None or not needs_settling(plan.pipeline):
        return dict(world.kept)
    settled = settle_events(
        world,
        asked.subject_columns,
        k=asked.k,
        secret=lambda table: keyed.secret(table, "row-order"),
    )
    own = {n: int((bases[n] & ~world.kept[n]).sum()) for n in bases}
    check_limit(settled, own, bases, plan.pipeline)
    return settled.kept


def _transformed(
    table: Table,
    plan: TablePlan,
    quasi: Mapping[str, pa.Array],
    subjects: pa.Array | None,
    kept: Mask,
    texts: Texts,
    applied: Applied,
) -> dict[str, pa.Array | pa.ChunkedArray]:
    result: dict[str, pa.Array | pa.ChunkedArray] = {}
    share = Share(f"protecting {table.name}", table.data.nbytes, texts.announce)
    for column in share.of(plan.columns, lambda c: int(table.column(c.column).nbytes)):
        if isinstance(column.transform, Drop):
            continue
        if column.column in quasi:
            result[column.column] = quasi[column.column]
        elif isinstance(column.transform, Keep):
            result[column.column] = table.column(column.column)
        elif isinstance(column.transform, RedactText | Nested):
            with of_column(table.name, column.column):
                result[column.column] = texts.replaced(table, column)
            if (findings := texts.findings(table, column, kept)) is not None:
                applied.text_findings[f"{table.name}.{column.column}"] = findings
        else:
            with of_column(table.name, column.column):
                result[column.column] = _apply_column(
                    table, column, subjects, texts.keyed, texts.plan
                )
    return result


def _emptied(values: pa.Array, stay: pa.Array) -> pa.Array:
    return pc.if_else(stay, values, pa.scalar(None))


def _apply_column(
    table: Table, column: ColumnPlan, subjects: pa.Array | None, keyed: Keyed, plan: Plan
) -> pa.Array | pa.ChunkedArray:
    spec = column.transform
    if isinstance(spec, Generalise):
        values = table.array(column.column)
        # Only quasi-identifiers are generalised by the search; elsewhere a level must be named.
        from sector_data.anonymise.hierarchies import build

        if spec.hierarchy is None or spec.level is None:
            return pa.nulls(len(values), pa.string())
        hierarchy = build(spec.hierarchy, values, base=plan.pipeline.base)
        return settled(hierarchy.generalise(values, spec.level))
    if isinstance(spec, ShareItems):
        return settled(share_items(table.array(column.column), spec, plan.pipeline))
    if isinstance(spec, Perturbation):
        return settled(
            perturb(
                column.column,
                spec,
                table.array,
                secret=keyed.secret(table.name, "perturbation"),
                subjects=subjects,
            )
        )
    return keyed.transformed(table, column, subjects)
