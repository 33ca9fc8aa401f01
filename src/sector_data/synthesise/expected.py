"""Rules that the steward's expectations already state, kept by synthetic rows as declared ones are.

What lives here: reading orderings and equal columns from ``quality.expectations``. What does not:
how rules are kept (:mod:`sector_data.synthesise.rules`), and whether rows that go out meet the
expectations (:mod:`sector_data.validate`). Ranges need no rule: a synthetic value lies within those
of the protected column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.rules import falling_rows

_RISES = "expect_column_pair_values_a_to_be_greater_than_b"
_SAME = "expect_column_pair_values_to_be_equal"


def with_expected(tables: Mapping[str, Table], plan: Plan, spec: SynthesisSpec) -> SynthesisSpec:
    """Return a specification with the rules that expectations state.

    A rule is taken where it holds in every protected row; an expectation that some of them miss is
    judged on the release all the same.

    Parameters
    ----------
    tables
        The protected tables.
    plan
        Its pipeline has the expectations.
    spec
        Its own rules stay, and go before.
    """
    orderings, dependencies = list(spec.orderings), dict(spec.dependencies)
    bound = {column for rule in orderings for column in rule}
    for name, low, high in _pairs(plan):
        learnt = _arrays(tables, spec, low, high)
        if learnt is None:
            continue
        if name == _RISES and not {low, high} <= bound and not falling_rows(learnt):
            orderings.append((low, high))
        free = not {low, high} & {*dependencies, *bound}
        if name == _SAME and free and pc.all(pc.equal(*learnt), skip_nulls=False).as_py():
            dependencies[high] = (low,)
    return spec.model_copy(update={"orderings": tuple(orderings), "dependencies": dependencies})


def _pairs(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield the expectations about two columns: the name, the lower and the higher one."""
    for entry in plan.pipeline.quality.expectations:
        for name, arguments in entry.items():
            high, low = arguments.get("column_A"), arguments.get("column_B")
            if name in (_RISES, _SAME) and isinstance(high, str) and isinstance(low, str):
                yield name, low, high


def _arrays(
    tables: Mapping[str, Table], spec: SynthesisSpec, low: str, high: str
) -> list[Any] | None:
    """Return two columns of one synthetic table that can be compared; None where they cannot."""
    (table, first), (other, second) = split_path(low), split_path(high)
    if table != other or table not in tables or first == second:
        return None
    if spec.tables is not None and table not in spec.tables:
        return None
    if not {first, second} <= set(tables[table].columns):
        return None
    arrays = [tables[table].column(column).combine_chunks() for column in (first, second)]
    return arrays if arrays[0].type == arrays[1].type else None
