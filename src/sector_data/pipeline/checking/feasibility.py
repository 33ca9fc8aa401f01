"""Whether what was decided can be carried out, before anything is searched or done.

What lives here: transforms against the types of their columns, and that something of each table is
left; all mistakes at once. What does not: what policies ask
(:mod:`sector_data.pipeline.planning.deciding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyarrow as pa

from sector_data.deidentify.surrogates import Lookup
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.pipeline.keying import longitudes_of
from sector_data.pipeline.planning.quasi import counted
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.perturbation import Perturbation
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Nested,
    RedactText,
    ShareItems,
    TopBottom,
)

_NOBODYS = bytes(32)
"""Stands for a key where only types are looked at."""


def check_transforms(
    tables: Mapping[str, Table],
    columns: Mapping[str, Sequence[ColumnPlan]],
    subjects: Mapping[str, pa.Array | None],
) -> None:
    """Insist that every transform suits its column, and that no table loses all its columns.

    Parameters
    ----------
    tables
        The source.
    columns
        What was decided, by table.
    subjects
        Of the rows of each table; None where it is not linked to any.

    Raises
    ------
    SpecificationError
        With all columns and tables that are not right.
    """
    problems: list[Problem] = []
    for name, decided in columns.items():
        of_rows = subjects[name]
        first = None if of_rows is None else of_rows.slice(0, 1)
        for column in decided:
            problem = _problem(tables[name], column, first)
            if problem is not None:
                path = f"columns.{name}.{column.column}"
                problems.append(Problem(path, problem.message, hint=problem.fix))
        if all(isinstance(column.transform, Drop) for column in decided):
            problems.append(
                Problem(
                    f"source.{name}",
                    "every column is dropped; nothing would be released.",
                    hint="Give a column a role that keeps it, or take the table out of 'source'.",
                )
            )
    if problems:
        raise SpecificationError(problems)


def _problem(table: Table, column: ColumnPlan, subjects: pa.Array | None) -> InputError | None:
    spec = column.transform
    if isinstance(spec, Generalise):
        if spec.level is None and not counted([column]):
            return InputError(
                "levels are searched for quasi-identifiers only.",
                "Name a level, or make its role quasi-identifier.",
            )
        return None
    if isinstance(spec, Drop | RedactText | Nested | Perturbation | ShareItems):
        return None
    if isinstance(spec, TopBottom) and spec.count is not None:
        return None  # one value has no bound by count; its type has been looked at
    try:
        # The first value is enough to tell whether the type is right.
        values = table.column(column.column).slice(0, 1)
        beside = longitudes_of(table, spec)
        transform(
            values,
            spec,
            secret=_NOBODYS,
            subjects=subjects,
            lookup=Lookup(),
            longitudes=None if beside is None else beside.slice(0, 1),
        )
    except InputError as error:
        return error
    return None


@contextmanager
def of_column(table: str, column: str) -> Iterator[None]:
    """Name the column in an error of a transform or hierarchy, which do not know it."""
    with of_place(f"{table}.{column}"):
        yield


@contextmanager
def of_place(place: str) -> Iterator[None]:
    """Name a table or column in an error of whatever does not know where it works."""
    problem: InputError
    try:
        yield
        return
    except InputError as error:
        if type(error) is not InputError or error.message.startswith(place):
            raise
        problem = InputError(f"{place}: {error.message}", error.fix)
    raise problem from None
