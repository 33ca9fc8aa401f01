"""Transforms of whole columns in a plan: what speaks against them.

What lives here: the checks that need the tables, made before anything is planned. What does not:
the transforms (:mod:`sector_data.deidentify.perturbation`).

What such a transform makes of a value depends on the other values, which a plan does not hold. It
can be repeated all the same, since a plan is carried out on the very files that it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sector_data.errors import Problem
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.perturbation import (
    Microaggregate,
    Noise,
    Pram,
    Random,
    RankSwap,
)
from sector_data.spec.transforms.values import TopBottom, TransformSpec
from sector_data.spec.words import DataType, Role

_NUMBERS = (DataType.INTEGER, DataType.NUMBER)
_ORDERED = (*_NUMBERS, DataType.DATE, DataType.DATETIME)


def perturbation_problems(
    columns: Mapping[str, Sequence[ColumnPlan]], tables: Mapping[str, Table]
) -> list[Problem]:
    """Return what speaks against the transforms of whole columns.

    Parameters
    ----------
    columns
        Of each table, as decided.
    tables
        The source.
    """
    return [
        problem
        for table, plans in columns.items()
        for plan in plans
        for problem in _problems(plan, table, tables[table])
    ]


def _problems(plan: ColumnPlan, table: str, source: Table) -> list[Problem]:
    path = f"columns.{table}.{plan.column}.transform"
    transform = plan.transform
    found = [
        Problem(path, f"there is no column {name!r} in {table}.", hint="Name columns of its table.")
        for name in _named(transform)
        if name not in source.data.column_names
    ]
    if isinstance(transform, Random) and plan.role is Role.QUASI_IDENTIFIER:
        found.append(
            Problem(
                path,
                f"{transform.kind!r} leaves a quasi-identifier whose groups nobody can count.",
                hint="Generalise or microaggregate it; if nobody could know its values, "
                "call it sensitive.",
            )
        )
    allowed, what = _suitable(transform)
    data_type = plan.finding.data_type
    if allowed and data_type not in allowed:
        found.append(
            Problem(
                path,
                f"{transform.kind!r} needs {what}; the column is of type {data_type.value}.",
                hint="Give the column another transform.",
            )
        )
    return found


def _named(transform: TransformSpec) -> tuple[str, ...]:
    match transform:
        case Microaggregate(together=names) | Noise(together=names):
            return names
        case Pram(strata=str(name)):
            return (name,)
        case _:
            return ()


def _suitable(transform: TransformSpec) -> tuple[tuple[DataType, ...], str]:
    match transform:
        case TopBottom(count=int()) | Noise(form="multiplicative"):
            return _NUMBERS, "numbers"
        case RankSwap() | Noise():
            return _ORDERED, "numbers or dates"
        case _:
            return (), ""
