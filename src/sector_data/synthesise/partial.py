"""Some columns made anew, given the others of their row, which stay.

What lives here: partial synthesis (Reiter, *Inference for partially synthetic, public use
microdata sets*, Survey Methodology 29, 2003). What does not: whole rows
(:mod:`sector_data.synthesise.making`).

The rows stay those of the people who were learnt from: what stays is protected as the plan says,
and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Category
from sector_data.synthesise.layout import lay_out
from sector_data.synthesise.learning import prepare
from sector_data.synthesise.matching import match
from sector_data.synthesise.protocol import Drawn, Effort, Engine, Task
from sector_data.synthesise.subjects import subjects_of


def make_columns(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    engine: Engine,
    *,
    seeds: Callable[[str], int],
    announce: Callable[[str], None],
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Replace the columns that a specification names.

    Parameters
    ----------
    tables, plan, spec
        As of :func:`sector_data.synthesise.making.synthesise`; `spec` names columns.
    engine
        Draws them; rows of its own that fit best serve where it cannot draw given others.
    seeds
        Gives each table its seed.
    announce
        Told what is being done.

    Returns
    -------
    tables
        All of them.
    record
        Of each table of which a column was made.

    Raises
    ------
    InputError
        If a column cannot be learnt, or a rule binds it to one that stays.
    """
    wanted: dict[str, list[str]] = {}
    for path in spec.columns or ():
        name, column = split_path(path)
        wanted.setdefault(name, []).append(column)
    layout = lay_out(tables, plan, spec.model_copy(update={"tables": tuple(tables)}))
    made, record = dict(tables), {}
    for name, columns in wanted.items():
        unknown = [c for c in columns if c not in layout.tables[name].learnt]
        if unknown:
            raise InputError(
                f"{', '.join(f'{name}.{column}' for column in unknown)} cannot be made anew.",
                "Name columns that are released, and are no keys, identifiers or free text.",
            )
        announce(f"learning {', '.join(columns)} of {name} given the others")
        seed = seeds(name)
        ready = prepare(
            tables[name],
            layout.tables[name],
            _rules_among(columns, name, spec),
            seed=seed,
            subjects=subjects_of(name, tables, plan),
        )
        given = {
            column: encoded.codes if isinstance(encoded, Category) else encoded.units
            for column, encoded in ready.learnable.items()
            if not set(column.split("·")) & set(columns)
        }
        effort = Effort(spec.epochs, spec.minutes)
        task = Task(ready.learnable, tables[name].rows, seed, {}, effort, announce)
        drawn = _drawn(engine, task, given) if ready.learnable else {}
        new = ready.decode(drawn, tables[name].rows)
        data = {c: new[c] if c in columns else tables[name].column(c) for c in tables[name].columns}
        made[name] = Table(name, pa.table(data))
        record[name] = {
            "rows-learnt": tables[name].rows,
            "rows-made": tables[name].rows,
            "columns-made": columns,
            "columns-kept": [c for c in tables[name].columns if c not in columns],
            "rare-values-changed": {c: n for c, n in ready.guarded.items() if c in columns},
        }
    return made, record


def _drawn(engine: Engine, task: Task, given: Drawn) -> Drawn:
    if not given:
        return engine.make(task)
    if engine.conditional:
        conditional = Task(task.columns, task.rows, task.seed, given, task.effort, task.announce)
        return engine.make(conditional)
    pool = engine.make(task)
    places = match(task.columns, {name: pool[name] for name in given}, given, task.seed)
    return {
        name: given[name] if name in given else np.asarray(values)[places]
        for name, values in pool.items()
    }


def _rules_among(columns: Sequence[str], table: str, spec: SynthesisSpec) -> SynthesisSpec:
    """Return the rules about the new columns alone; refuse those that bind them to others."""
    new = {f"{table}.{column}" for column in columns}

    def among(paths: Sequence[str]) -> bool:
        if new.isdisjoint(paths):
            return False
        if not new.issuperset(paths):
            raise InputError(
                f"A rule binds {', '.join(sorted(new & set(paths)))} to columns that stay.",
                "Name all columns of the rule in synthesise.columns, or none.",
            )
        return True

    return spec.model_copy(
        update={
            "dependencies": {
                path: owners
                for path, owners in spec.dependencies.items()
                if among([path, *spec.determinants(path)])
            },
            "combinations": tuple(group for group in spec.combinations if among(group)),
            "orderings": tuple(group for group in spec.orderings if among(group)),
        }
    )
