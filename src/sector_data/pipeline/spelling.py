"""Tables of the source as somebody who knows its people would look for them in the release.

What lives here: true values, spelt as the release spells them: an age as the interval it is in.
What does not: the release itself (:mod:`sector_data.pipeline.applying`), nor who looks
(:mod:`sector_data.pipeline.assessing.staging`).

Values that were moved by chance or by their neighbours (noise, swaps, microaggregation) stay as
they are: whoever knows a person knows the true value. Columns that mean nothing outside the
release, such as pseudonyms, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from sector_data.anonymise.hierarchies import build, canonical_text
from sector_data.assessment.attacks.columns import Levels
from sector_data.pipeline.assessing.measuring import comparable_columns
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.planning.quasi import quasi_values
from sector_data.sources.tables import Table, one_array
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, TablePlan
from sector_data.spec.transforms.perturbation import Perturbation
from sector_data.spec.transforms.values import Generalise, ShareItems, TopBottom


@dataclass(frozen=True, slots=True)
class Spelt:
    """A table of people, spelt as the release spells it.

    Attributes
    ----------
    columns
        By name, each of the table's length.
    spellings
        For columns that classes release at levels of their own: all labels of each value.
    """

    columns: dict[str, pa.Array | pa.ChunkedArray]
    spellings: dict[str, Levels]


def spell_table(table: Table, plan: TablePlan, whole: Plan, keyed: Keyed) -> Spelt:
    """Spell the values of a table's people as the release spells them.

    Parameters
    ----------
    table
        Of the source, or of people like those.
    plan
        The table's part of the plan.
    whole
        The plan.
    keyed
        The plan's key. Only transforms that anybody could repeat are carried out.

    Raises
    ------
    InputError
        If a hierarchy file does not name a value.
    """
    levels = {part.column: part for _, part in plan.protection.own} if plan.protection else {}
    quasi = quasi_values(table, [c for c in plan.columns if not is_moved(c)])
    names = set(comparable_columns(plan))
    columns: dict[str, pa.Array | pa.ChunkedArray] = {}
    spellings: dict[str, Levels] = {}
    for column in plan.columns:
        name = column.column
        if name not in names or isinstance(column.transform, ShareItems):
            continue
        values = quasi[name] if name in quasi else table.column(name)
        part = levels.get(name)
        if part is not None and len(part.chosen) > 1:
            columns[name], spellings[name] = _at_levels(one_array(values), part, whole)
        elif part is not None:
            hierarchy = build(part.hierarchy, values, base=whole.pipeline.base)
            columns[name] = hierarchy.generalise(values, part.level)
        elif name in quasi or is_moved(column):
            columns[name] = values
        elif isinstance(column.transform, Generalise):
            columns[name] = _at_named_level(values, column.transform, whole)
        else:
            columns[name] = keyed.transformed(table, column, None)
    return Spelt(columns, spellings)


def is_moved(column: ColumnPlan) -> bool:
    """Return whether a column's released values depend on those of other rows, or on chance."""
    spec = column.transform
    return isinstance(spec, Perturbation) or (
        isinstance(spec, TopBottom) and spec.count is not None
    )


def _at_levels(values: pa.Array, part: Generalisation, plan: Plan) -> tuple[pa.Array, Levels]:
    """Return the values as text, and their labels at every level that some class has."""
    hierarchy = build(part.hierarchy, values, base=plan.pipeline.base)
    distinct = values.unique()
    texts = canonical_text(distinct)
    labels: list[Mapping[str | None, str]] = []
    for level in part.chosen:
        spelt = canonical_text(hierarchy.generalise(distinct, level))
        pairs = zip(texts.to_pylist(), spelt.to_pylist(), strict=True)
        labels.append({text: label for text, label in pairs if label is not None})
    return canonical_text(values), labels


def _at_named_level(values: pa.Array, spec: Generalise, plan: Plan) -> pa.Array:
    if spec.hierarchy is None or spec.level is None:
        return pa.nulls(len(values), pa.string())
    hierarchy = build(spec.hierarchy, values, base=plan.pipeline.base)
    return hierarchy.generalise(values, spec.level)
