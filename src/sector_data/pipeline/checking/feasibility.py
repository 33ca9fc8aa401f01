"""Whether what was decided can be carried out, before anything is searched or done.

What lives here: transforms against the types of their columns, roles against their sizes, and that
something of each table is left; all mistakes at once. What does not: what policies ask
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
from sector_data.pipeline.subjects import subject_paths
from sector_data.sources.numbering import numbered
from sector_data.sources.tables import MOST_TEXT, TOO_LONG, Table, is_long
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.privacy import sensitive_paths
from sector_data.spec.transforms.perturbation import Perturbation
from sector_data.spec.transforms.values import (
    INCOMPARABLE,
    Drop,
    Generalise,
    Nested,
    Pseudonym,
    RedactText,
    ShareItems,
    Surrogate,
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


def check_sizes(
    tables: Mapping[str, Table],
    columns: Mapping[str, Sequence[ColumnPlan]],
    pipeline: Pipeline,
) -> None:
    """Insist that columns that are needed as a whole have no more text than one array holds.

    Parameters
    ----------
    tables, columns
        As for :func:`check_transforms`.
    pipeline
        Tells the subject, the sensitive columns that are counted, and which tables engines learn.

    Raises
    ------
    SpecificationError
        With all columns that have.
    """
    problems = [
        *_too_long(tables, columns, pipeline),
        *_too_many_values(tables, pipeline),
        *_too_long_tokens(tables, columns, pipeline),
    ]
    if problems:
        raise SpecificationError(problems)


def _too_long(
    tables: Mapping[str, Table], columns: Mapping[str, Sequence[ColumnPlan]], pipeline: Pipeline
) -> Iterator[Problem]:
    """Yield columns whose rows cannot be looked at piece by piece."""
    spec = pipeline.synthesise
    learnt = () if spec is None else spec.tables or pipeline.source
    for name, decided in columns.items():
        for column in decided:
            transform = column.transform
            if isinstance(transform, Drop) or not is_long(tables[name].column(column.column)):
                continue
            if counted([column]):
                needs = "a quasi-identifier needs"
            elif isinstance(transform, Generalise | Perturbation | ShareItems):
                needs = f"{transform.kind!r} needs"
            elif pipeline.assess is not None and not isinstance(transform, INCOMPARABLE):
                needs = "the measurements that 'assess' asks for need"
            elif name in learnt:
                needs = "engines that learn from it need"
            else:
                continue
            yield Problem(
                f"columns.{name}.{column.column}",
                f"it holds more than 2 GiB of text, and {needs} all of it at once.",
                hint=TOO_LONG,
            )


def _too_many_values(tables: Mapping[str, Table], pipeline: Pipeline) -> Iterator[Problem]:
    """Yield sensitive columns whose distinct values cannot be counted in classes."""
    for path in sensitive_paths(pipeline.privacy):
        name, column = split_path(path)
        if name not in tables or column not in tables[name].columns:
            continue
        values = tables[name].column(column)
        if is_long(values) and is_long(numbered(values)[1]):
            yield Problem(
                f"columns.{path}",
                "its distinct values are more than 2 GiB of text, too much to be counted in "
                "classes.",
                hint=TOO_LONG,
            )


def _too_long_tokens(
    tables: Mapping[str, Table], columns: Mapping[str, Sequence[ColumnPlan]], pipeline: Pipeline
) -> Iterator[Problem]:
    """Yield the subject where its pseudonyms, once for each row that is about one, are too long."""
    if pipeline.subject is None:
        return
    home, name = split_path(pipeline.subject)
    spec = next((c.transform for c in columns.get(home, ()) if c.column == name), None)
    if not isinstance(spec, Pseudonym | Surrogate):
        return
    width = len(spec.prefix.encode()) + spec.length
    for table, path in subject_paths(pipeline).items():
        if path is not None and table in tables and width * tables[table].rows > MOST_TEXT:
            yield Problem(
                f"columns.{pipeline.subject}",
                f"the pseudonyms of the subjects of the {tables[table].rows:,} rows of {table} "
                "would be more than 2 GiB of text.",
                hint="Make them shorter (length), or release the table in several parts.",
            )


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
