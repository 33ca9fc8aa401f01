"""Whether the classes of a table satisfy what the privacy section asks, counted from their rows.

What lives here: the models that bind a table, built from its rows before protection, and their
verdict on the rows that stay. What does not: the models themselves
(:mod:`sector_data.anonymise.models`) and the search that satisfies them
(:mod:`sector_data.pipeline.planning.protecting`).

The search chooses from distinct combinations and counts; the verdict starts again from the values
that are written, so that a mistake of the search cannot vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import (
    Flags,
    Integers,
    SensitiveColumn,
    codes_of,
    group_keys,
    pack,
)
from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.anonymise.models.building import build_models
from sector_data.anonymise.models.closeness import TCloseness
from sector_data.anonymise.models.likeness import BetaLikeness, DeltaDisclosure
from sector_data.anonymise.models.model import PrivacyModel
from sector_data.anonymise.models.population import DeltaPresence, KMap
from sector_data.anonymise.refusal import spell
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import SectorDataError
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.longitudinal import World
from sector_data.pipeline.planning.quasi import counted
from sector_data.pipeline.planning.sensitive import (
    sensitive_columns,
    sensitive_of,
    with_released_values,
)
from sector_data.pipeline.planning.settings import as_typed, binding, population_of
from sector_data.sources.spilling import filtered
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import ModelResult
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, ProtectionPlan, TablePlan

_NOBODY = "\0nobody"
"""A subject that no table has."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is asked of a table's classes.

    Attributes
    ----------
    models
        Their distributions of reference are those of the rows before protection.
    sensitive
        The sensitive columns that they look at, by their path.
    """

    models: tuple[PrivacyModel, ...]
    sensitive: dict[str, SensitiveColumn]


def models_of_table(table: str, base: Mask, world: World) -> Judged:
    """Build the models that bind a table.

    Parameters
    ----------
    base
        Rows that are there before the table's own protection.
    world
        All tables as they were read.

    Raises
    ------
    InputError
        If a threshold means nothing for the data.
    """
    pipeline, privacy = world.pipeline, binding(table, world.pipeline)
    owners = world.subjects[table]
    tables = with_released_values(world.tables, world.columns, pipeline)
    sensitive = sensitive_columns(table, base, tables, world.subjects, pipeline)
    models = build_models(
        privacy,
        k=privacy.k_anonymity or 1,
        rows=int(base.sum()),
        subjects=None if owners is None else filtered(owners, base),
        sensitive=sensitive,
        hierarchies=_hierarchies(sensitive, pipeline),
    )
    if world.told is not None:
        sensitive = {p: _only_rows(p, c, world.told) for p, c in sensitive.items()}
    return Judged(models, sensitive)


def judge(table: str, plan: ProtectionPlan, base: Mask, world: World) -> Iterator[ModelResult]:
    """Give the verdict of every model that binds a table on what is released of it.

    Parameters
    ----------
    plan
        That the rows were protected by.
    base
        Rows that were there before the protection.
    world
        With the quasi-identifiers as they are released, and the rows that are.
    """
    judged = models_of_table(table, base, world)
    kept = world.kept[table][base]
    values = {
        **world.quasi(table),
        **(joined_columns(plan.joined, table, world.tables, world.pipeline, world.values) or {}),
    }
    columns = {name: filtered(column, base) for name, column in values.items()}
    of_row, count, people = _classes(table, columns, plan, world, judged.models)
    owners = world.subjects[table]
    # Rows that go are classes of their own, so that no code of a value changes by their going.
    statistics = ClassStatistics.of(
        np.where(kept, of_row, of_row + count),
        2 * count,
        subjects=None if owners is None else filtered(owners, base),
        sensitive={p: _only_rows(p, c, world.kept) for p, c in judged.sensitive.items()},
        population=None if people is None else np.concatenate([people, people]),
    )
    released: Flags = np.zeros(2 * count, dtype=np.bool_)
    released[of_row[kept]] = True
    left = statistics.only(released)
    for model in judged.models:
        yield result_of(table, model, left)


def _only_rows(path: str, column: SensitiveColumn, rows: Mapping[str, Mask]) -> SensitiveColumn:
    """Return a column of another table with the values of some of its rows alone.

    Their subject becomes nobody's, so that no code of a value changes by their going.
    """
    if column.subjects is None:
        return column
    told = pa.array(rows[split_path(path)[0]])
    return SensitiveColumn(column.values, subjects=pc.if_else(told, column.subjects, _NOBODY))


def result_of(table: str, model: PrivacyModel, classes: ClassStatistics) -> ModelResult:
    """Return the verdict of one model; nobody left means that nobody is at risk."""
    achieved = model.achieved(classes)
    return ModelResult(
        table=table,
        model=spell(model),
        name=model.name,
        column=model.sensitive,
        asked=model.asked,
        measured=None if achieved is None or not np.isfinite(achieved) else float(achieved),
        passed=not classes.rows.any() or model.satisfied(classes),
        sentence=model.sentence(achieved),
    )


def _classes(
    table: str,
    columns: Mapping[str, pa.Array],
    plan: ProtectionPlan,
    world: World,
    models: Sequence[PrivacyModel],
) -> tuple[Integers, int, Integers | None]:
    """Return the class of each row, their number, and the people of a population in each."""
    rows = len(next(iter(columns.values()))) if columns else 0
    if not any(isinstance(m, DeltaPresence | KMap) for m in models):
        of_row, count = group_keys(*pack(map(codes_of, columns.values()), rows))
        return of_row, count, None
    people = _generalised_population(table, plan, world)
    size = len(next(iter(people.values())))
    together = [
        pa.concat_arrays([canonical_text(columns[name]), canonical_text(people[name])])
        for name in columns
    ]
    codes, count = group_keys(*pack(map(codes_of, together), rows + size))
    return codes[:rows], count, np.bincount(codes[rows:], minlength=count).astype(np.int64)


def _generalised_population(table: str, plan: ProtectionPlan, world: World) -> dict[str, pa.Array]:
    """Return a population at the levels of a table."""
    raw = {name: world.tables[table].array(name) for name in world.quasi(table)}
    read = population_of(table, raw, world.pipeline)
    assert read is not None  # a model counts it
    typed = as_typed(read, raw)
    result: dict[str, pa.Array] = {}
    for part in plan.generalisations:
        both = pa.concat_arrays([raw[part.column], typed[part.column]])
        hierarchy = build(part.hierarchy, both, base=world.pipeline.base)
        result[part.column] = hierarchy.generalise(typed[part.column], part.level)
    return result


def released_models(
    planned: TablePlan,
    plan: Plan,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
) -> Iterator[tuple[ModelResult, bool]]:
    """Count the models again from released tables alone.

    Parameters
    ----------
    planned
        Plan of the table.
    tables, subjects
        Released tables and the subject of each row.

    Yields
    ------
    result, compares
        Verdict of a model, and whether it compares with a distribution, here that of the release.
        Models of sensitive columns that are not released, or of a population that is not in the
        bundle, are left out.
    """
    name, protection = planned.table, planned.protection
    seen = tables[name]
    joined = joined_columns(protection.joined if protection else (), name, tables, plan.pipeline)
    if protection is None or joined is None:
        return
    columns = [c.column for c in counted(planned.columns) if c.column in seen.columns]
    values = [seen.array(c) for c in columns]
    sensitive = sensitive_of(name, tables, subjects, plan.pipeline)
    privacy = binding(name, plan.pipeline)
    size = privacy.k_map.population.size if privacy.k_map is not None else None
    if privacy.k_map is not None and size is not None and planned.subjects:
        # The fraction is that of all subjects, those who were left out among them.
        fraction = min(planned.subjects / size, 1.0)
        of = privacy.k_map.population.model_copy(update={"size": None, "fraction": fraction})
        told = privacy.k_map.model_copy(update={"population": of})
        privacy = privacy.model_copy(update={"k_map": told})
    try:
        models = build_models(
            privacy,
            k=protection.k,
            rows=seen.rows,
            subjects=subjects.get(name),
            sensitive=sensitive,
            hierarchies=_hierarchies(sensitive, plan.pipeline),
        )
    except SectorDataError:
        return
    of_row, count = group_keys(*pack(map(codes_of, [*values, *joined.values()]), seen.rows))
    classes = ClassStatistics.of(of_row, count, subjects=subjects.get(name), sensitive=sensitive)
    for model in models:
        if not isinstance(model, DeltaPresence | KMap):
            compares = isinstance(model, TCloseness | BetaLikeness | DeltaDisclosure)
            yield result_of(name, model, classes), compares


def _hierarchies(
    sensitive: Mapping[str, SensitiveColumn], pipeline: Pipeline
) -> dict[str, Hierarchy]:
    """Return the hierarchies that the file names for sensitive columns."""
    return {
        path: build(spec.hierarchy, column.values, base=pipeline.base)
        for path, column in sensitive.items()
        if (spec := pipeline.columns.get(path)) is not None and spec.hierarchy is not None
    }
