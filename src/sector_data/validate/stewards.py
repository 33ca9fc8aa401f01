"""The steward's own expectations of a pipeline file.

What lives here: reading them, and every mistake in them. What does not: expectations made from the
plan (:mod:`sector_data.validate.suites`).

A column is named as everywhere in the file, ``table.column``. An expectation of a whole table names
it: ``{expect_table_row_count_to_be_between: {table: patients, min_value: 100}}``. Row conditions
are not offered: the engine evaluates them as code.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from sector_data.errors import Problem, SpecificationError
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.validate.columns import released_columns
from sector_data.validate.documents import ExpectationDocument

_COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
_COLUMN_LISTS = ("column_list", "column_set", "columns")
_REASON = "The pipeline file asks for it."


class _MistakeError(Exception):
    """A mistake in one expectation, to be reported with the others."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def steward_expectations(plan: Plan) -> dict[str, list[ExpectationDocument]]:
    """Return the expectations that the pipeline file adds, by table.

    Great Expectations is imported only when there is one.

    Raises
    ------
    SpecificationError
        If one has an unknown name, wrong arguments, or names what is not released; all mistakes
        at once.
    """
    found: dict[str, list[ExpectationDocument]] = {}
    problems: list[Problem] = []
    for place, entry in enumerate(plan.pipeline.quality.expectations):
        for name, arguments in entry.items():
            try:
                table, document = _read(name, arguments, plan)
            except _MistakeError as mistake:
                path = f"quality.expectations.{place}.{name}"
                problems.append(Problem(path, mistake.message, hint=mistake.hint))
            else:
                found.setdefault(table, []).append(document)
    if problems:
        raise SpecificationError(problems)
    return found


def _read(name: str, arguments: Mapping[str, Any], plan: Plan) -> tuple[str, ExpectationDocument]:
    from sector_data.validate.adapter import expectation_names, mistakes_in

    if name not in expectation_names():
        raise _MistakeError("There is no such expectation.", _nearest(name, expectation_names()))
    released: dict[str, dict[str, bool]] = {}
    for planned in plan.tables:
        columns = {c.column for c in released_columns(planned, plan)}
        released[planned.table] = {c.column: c.column in columns for c in planned.columns}
    table, plain = _without_table(dict(arguments), released)
    column = plain.pop("column", None)
    document = ExpectationDocument(expectation=name, column=column, arguments=plain, reason=_REASON)
    if found := mistakes_in(document):
        raise _MistakeError(" ".join(found))
    return table, document


def _without_table(
    arguments: dict[str, Any], released: Mapping[str, Mapping[str, bool]]
) -> tuple[str, dict[str, Any]]:
    """Take the table off every ``table.column``; return it and the arguments without it."""
    named = [arguments.pop("table")] if "table" in arguments else []
    for key in _COLUMN_ARGUMENTS:
        if key in arguments:
            table, arguments[key] = _split(arguments[key], released)
            named.append(table)
    for key in _COLUMN_LISTS:
        if isinstance(arguments.get(key), list):
            pairs = [_split(path, released) for path in arguments[key]]
            arguments[key] = [column for _, column in pairs]
            named += [table for table, _ in pairs]
    if not named:
        raise _MistakeError("It names no column and no table.", "Add table: the table's name.")
    if len(set(named)) > 1:
        raise _MistakeError("It names columns of several tables; an expectation is of one.")
    if named[0] not in released:
        raise _MistakeError(f"There is no table {named[0]}.", _nearest(str(named[0]), released))
    return named[0], arguments


def _split(path: object, released: Mapping[str, Mapping[str, bool]]) -> tuple[str, str]:
    try:
        table, column = split_path(str(path))
    except ValueError:
        raise _MistakeError(f"{path} is not of the form table.column.") from None
    if table not in released:
        raise _MistakeError(f"There is no table {table}.", _nearest(table, released))
    if column not in released[table]:
        raise _MistakeError(f"{table} has no column {column}.", _nearest(column, released[table]))
    if not released[table][column]:
        raise _MistakeError(
            f"{table}.{column} is not released; nothing can be expected of it.",
            "Remove the expectation, or give the column another transform.",
        )
    return table, column


def _nearest(word: str, words: Mapping[str, Any] | frozenset[str]) -> str | None:
    close = get_close_matches(word, sorted(words), n=1, cutoff=0.5)
    return f"Did you mean {close[0]}?" if close else None
