"""Tables whose rows follow each other without a table above them, taken apart and joined again.

What lives here: readings per meter or transactions per account in one table: the meters become a
table of their own while rows are learnt. What does not: how rows of parents are learnt
(:mod:`sector_data.synthesise.relating`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.synthesis import SequenceSpec, SynthesisSpec


@dataclass(frozen=True, slots=True)
class Apart:
    """Tables with their sequences taken apart.

    Attributes
    ----------
    tables, plan, spec
        With a table for each set of sequences.
    above
        Table to the one made of its sequences.
    """

    tables: dict[str, Table]
    plan: Plan
    spec: SynthesisSpec
    above: dict[str, str]

    def join(self, made: Mapping[str, Table]) -> dict[str, Table]:
        """Return the tables with the columns of their sequences in them again."""
        joined = {name: table for name, table in made.items() if name not in self.above.values()}
        for name, above in self.above.items():
            spec = self.spec.sequences[name]
            keys = made[above].column(spec.key).combine_chunks()
            places = pc.index_in(made[name].column(spec.key).combine_chunks(), keys)
            columns = {
                column: made[above].column(column).take(places) for column in spec.context
            } | {column: made[name].column(column) for column in made[name].columns}
            order = [c for c in self._columns(name, above) if c in columns]
            joined[name] = Table(name, pa.table({column: columns[column] for column in order}))
        return joined

    def _columns(self, name: str, above: str) -> list[str]:
        """Return the columns of a table as it was, in their order."""
        plan = next(part for part in self.plan.tables if part.table == above)
        own = [*self.tables[name].columns, *(column.column for column in plan.columns)]
        order = next(part for part in self.plan.tables if part.table == name).columns
        return [c.column for c in order if c.column in own]


def take_apart(tables: Mapping[str, Table], plan: Plan, spec: SynthesisSpec) -> Apart:
    """Make a table of the sequences of each table that has some and no table above.

    Raises
    ------
    InputError
        If a column is not released, a column that is to be the same in all rows of a sequence is
        not, or the sequences are those of a table whose rows stay.
    """
    apart = Apart(dict(tables), plan, spec, {})
    for name, sequence in spec.sequences.items():
        if spec.tables is not None and name not in spec.tables:
            continue
        _check(name, sequence, tables, plan, spec)
        if sequence.order is not None:
            data = apart.tables[name].data
            # Of equal ones the order is that of their other columns, not that of the rows.
            others = [c for c in data.column_names if c != sequence.order]
            by = [(column, "ascending") for column in (sequence.order, *others)]
            apart.tables[name] = Table(name, data.sort_by(by))
        if plan.pipeline.references.get(f"{name}.{sequence.key}") is None:
            apart = _with_sequences(apart, name, sequence)
    return apart


def _check(
    name: str,
    sequence: SequenceSpec,
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
) -> None:
    named = [sequence.key, *sequence.context, *([sequence.order] if sequence.order else [])]
    lacking = [c for c in named if name not in tables or c not in tables[name].columns]
    if lacking:
        raise InputError(
            f"synthesise.sequences names {name}.{lacking[0]}, which is not released.",
            "Name columns that are released.",
        )
    above = plan.pipeline.references.get(f"{name}.{sequence.key}")
    if above is None:
        return
    parent = split_path(above)[0]
    if sequence.context:
        raise InputError(
            f"{name}.{sequence.key} refers to {parent}: its columns are what the sequences of "
            f"{name} have in common.",
            f"Leave synthesise.sequences.{name}.context out.",
        )
    if spec.tables is not None and parent not in spec.tables:
        raise InputError(
            f"The sequences of {name} are those of {parent}, whose rows stay as they are.",
            f"Add {parent} to synthesise.tables.",
        )


def _with_sequences(apart: Apart, name: str, sequence: SequenceSpec) -> Apart:
    table = apart.tables[name]
    above = f"{name} by {sequence.key}"
    keys = table.column(sequence.key).combine_chunks()
    first = pc.index_in(keys.drop_null().unique(), keys)
    common = table.data.take(first).select([sequence.key, *sequence.context])
    places = pc.index_in(keys, common.column(sequence.key).combine_chunks())
    for column in sequence.context:
        here = table.column(column).combine_chunks()
        there = common.column(column).combine_chunks().take(places)
        differs = int(np.sum(_differ(here, there)))
        if differs:
            raise InputError(
                f"{name}.{column} is not the same in all rows of a {sequence.key}: it differs in "
                f"{differs:,} rows.",
                f"Take it out of synthesise.sequences.{name}.context.",
            )
    part = next(part for part in apart.plan.tables if part.table == name)
    own = {sequence.key, *sequence.context}
    # Its subjects are found as those of its rows are, where they are the sequences themselves.
    path = part.subject_path
    new_path = (f"{above}.{sequence.key}",) if path == (f"{name}.{sequence.key}",) else None
    new = TablePlan(
        table=above,
        rows=common.num_rows,
        subjects=None,
        subject_path=new_path,
        columns=tuple(c for c in part.columns if c.column in own),
        protection=None,
        before=None,
        after=None,
    )
    pipeline = apart.plan.pipeline
    referring = {**pipeline.references, f"{name}.{sequence.key}": f"{above}.{sequence.key}"}
    chosen = apart.spec.tables
    rules = _moved(apart.spec, name, above, set(sequence.context))
    return Apart(
        {
            above: Table(above, common),
            **apart.tables,
            name: Table(name, table.data.drop_columns(list(sequence.context))),
        },
        apart.plan.model_copy(
            update={
                "pipeline": pipeline.model_copy(update={"references": referring}),
                "tables": (new, *apart.plan.tables),
            }
        ),
        rules.model_copy(update={"tables": None if chosen is None else (above, *chosen)}),
        {**apart.above, name: above},
    )


def _moved(spec: SynthesisSpec, name: str, above: str, context: set[str]) -> SynthesisSpec:
    """Return the rules with the columns that stand in another table now called by it."""

    def path(old: str) -> str:
        table, column = split_path(old)
        return f"{above}.{column}" if table == name and column in context else old

    def group(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(path, paths))

    moved = spec.model_copy(
        update={
            "shares": {path(p): values for p, values in spec.shares.items()},
            "dependencies": {path(p): group(spec.determinants(p)) for p in spec.dependencies},
            "combinations": tuple(map(group, spec.combinations)),
            "orderings": tuple(map(group, spec.orderings)),
        }
    )
    rules = [(p, *owners) for p, owners in moved.dependencies.items()]
    for paths in (*rules, *moved.combinations, *moved.orderings):
        if len({split_path(p)[0] for p in paths if isinstance(p, str)}) > 1:
            raise InputError(
                f"A rule binds columns of which some are in synthesise.sequences.{name}.context "
                "and some are not.",
                "Put all columns of the rule into the context, or none.",
            )
    return moved


def _differ(here: pa.Array, there: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each row whether two values differ; missing ones are alike."""
    same = pc.fill_null(pc.equal(here, there), False)
    both = pc.and_(pc.is_null(here), pc.is_null(there))
    unlike: np.ndarray[tuple[int], np.dtype[np.bool_]] = ~np.asarray(pc.or_(same, both))
    return unlike
