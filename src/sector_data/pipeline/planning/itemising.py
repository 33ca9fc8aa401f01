"""Set-valued columns of a pipeline: their items are raised or left out until enough share them.

What lives here: which columns k^m-anonymity is asked of, their plan, and the recount. What does
not: choosing the items (:mod:`sector_data.anonymise.itemsets`).

An attacker who knows a few items of a subject, such as three of its diagnoses, finds at least k
subjects who have them, or nobody (Terrovitis, Mamoulis, Kalnis 2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.anonymise.itemsets import ItemPlan, ItemTable, apply_items, plan_items
from sector_data.anonymise.itemsets.counting import smallest_support
from sector_data.errors import Problem, SpecificationError
from sector_data.pipeline.checking.feasibility import of_column
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.longitudinal import World
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import ModelResult
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.privacy import ItemsSpec
from sector_data.spec.transforms.values import Keep, ReleasedItem, ShareItems
from sector_data.spec.words import Role


def with_items(
    decisions: Mapping[str, Sequence[Decision]], pipeline: Pipeline
) -> dict[str, list[Decision]]:
    """Return decisions with the transform that k^m-anonymity asks for, not yet fixed.

    Raises
    ------
    SpecificationError
        If it is asked of a quasi-identifier or an identifier, or of a column that is not kept.
    """
    problems: list[Problem] = []
    result: dict[str, list[Decision]] = {}
    for table, decided in decisions.items():
        result[table] = []
        for decision in decided:
            plan, path = decision.plan, f"{table}.{decision.plan.column}"
            if (asked := pipeline.privacy.km_anonymity.get(path)) is not None:
                problems += _problems(path, plan)
                plan = _shared(path, plan, asked, pipeline)
            elif isinstance(plan.transform, ShareItems):
                problems.append(
                    Problem(
                        f"columns.{path}",
                        "share-items needs to know how many subjects must share how many items.",
                        hint=f"Write privacy: {{km-anonymity: {{{path}: {{k: 5, m: 2}}}}}}.",
                    )
                )
            result[table].append(replace(decision, plan=plan))
    if problems:
        raise SpecificationError(problems)
    return result


def _problems(path: str, column: ColumnPlan) -> Iterator[Problem]:
    free = column.role in (Role.SENSITIVE, Role.INSENSITIVE)
    if not free or not isinstance(column.transform, Keep | ShareItems):
        yield Problem(
            f"privacy.km-anonymity.{path}",
            f"its role is {column.role.value} and its transform {column.transform.kind}; items are "
            "shared of kept columns alone.",
            hint="Write under columns: {role: sensitive, transform: keep}.",
        )


def _shared(path: str, column: ColumnPlan, asked: ItemsSpec, pipeline: Pipeline) -> ColumnPlan:
    said, named = pipeline.columns.get(path), column.transform
    hierarchy = named.hierarchy if isinstance(named, ShareItems) else None
    if hierarchy is None and said is not None:
        hierarchy = said.hierarchy
    transform = ShareItems(separator=asked.separator, hierarchy=hierarchy)
    reason = f"any {asked.m} items must be shared by {asked.k:,} subjects"
    return column.model_copy(update={"transform": transform, "reason": reason})


def fix_items(
    table: Table, columns: Sequence[ColumnPlan], keep: Mask, world: World
) -> tuple[ColumnPlan, ...]:
    """Choose what is released of the items of a table's columns.

    Parameters
    ----------
    columns
        Some of them with :class:`~sector_data.spec.transforms.values.ShareItems`.
    keep
        Rows that are released.

    Raises
    ------
    ReleaseRefusedError
        If more items would be left out than the suppression limit allows.
    """
    return tuple(_fixed(table, column, keep, world) for column in columns)


def _fixed(table: Table, column: ColumnPlan, keep: Mask, world: World) -> ColumnPlan:
    transform = column.transform
    if not isinstance(transform, ShareItems):
        return column
    asked = world.pipeline.privacy.km_anonymity[f"{table.name}.{column.column}"]
    items = _items(table, column.column, keep, world.subjects[table.name], transform.separator)
    with of_column(table.name, column.column):
        plan = plan_items(
            items,
            k=asked.k,
            m=asked.m,
            hierarchy=_hierarchy(transform, items.domain, world.pipeline),
            suppression_limit=world.pipeline.privacy.suppression_limit,
        )
    released = tuple(ReleasedItem(level=level, label=label) for level, label in plan.released)
    return column.model_copy(
        update={"transform": transform.model_copy(update={"released": released})}
    )


def _items(
    table: Table, column: str, keep: Mask, owners: pa.Array | None, separator: str
) -> ItemTable:
    rows = pa.array(keep)
    return ItemTable.of(
        table.array(column).filter(rows),
        subjects=None if owners is None else owners.filter(rows),
        separator=separator,
    )


def _hierarchy(transform: ShareItems, domain: pa.Array, pipeline: Pipeline) -> Hierarchy | None:
    if transform.hierarchy is None:
        return None
    return build(transform.hierarchy, domain, base=pipeline.base)


def share_items(values: pa.Array, transform: ShareItems, pipeline: Pipeline) -> pa.Array:
    """Replace the items of each row by what is released of them."""
    released = tuple((item.level, item.label) for item in transform.released or ())
    plan = ItemPlan(released, loss=0.0, left_out=0.0)
    domain = ItemTable.of(values, separator=transform.separator).domain
    hierarchy = _hierarchy(transform, domain, pipeline)
    return apply_items(values, plan, hierarchy=hierarchy, separator=transform.separator)


def judge_items(
    tables: Mapping[str, Table], subjects: Mapping[str, pa.Array | None], pipeline: Pipeline
) -> Iterator[ModelResult]:
    """Count again how many subjects share any few items of released columns.

    Parameters
    ----------
    tables, subjects
        Released tables, and the subject of each of their rows.
    """
    for path, asked in pipeline.privacy.km_anonymity.items():
        home, name = split_path(path)
        table = tables.get(home)
        if table is None or name not in table.columns:
            continue
        items = ItemTable.of(
            table.column(name), subjects=subjects.get(home), separator=asked.separator
        )
        yield _result(home, path, asked, smallest_support(items, asked.m))


def _result(table: str, path: str, asked: ItemsSpec, least: int | None) -> ModelResult:
    threshold = f"at least {asked.k}"
    what = f"fewest subjects who share up to {asked.m} items of {path}"
    return ModelResult(
        table=table,
        model=f"km-anonymity of {path} ({threshold} for any {asked.m} items)",
        name="km-anonymity",
        column=path,
        asked=threshold,
        measured=None if least is None else float(least),
        passed=least is None or least >= asked.k,
        sentence=f"{what}: {'nothing to check' if least is None else f'{least:,}'}; "
        f"{threshold} asked",
    )
