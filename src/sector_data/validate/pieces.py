"""Large tables checked piece by piece, where each row can be checked by itself.

What lives here: which expectations that are, the pieces, and adding up what each of them gives.
What does not: the check (:mod:`sector_data.validate.adapter`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping

from sector_data.sources.tables import Table
from sector_data.spec.words import DataType
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.results import ExpectationResult

PIECE = 1 << 18
"""Rows of a piece; fewer when they are long."""
_BYTES = 1 << 27

_BY_ROW = frozenset(
    {
        "expect_column_value_lengths_to_be_between",
        "expect_column_value_lengths_to_equal",
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_be_null",
        "expect_column_values_to_be_pseudonyms",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_match_regex_list",
        "expect_column_values_to_not_be_in_set",
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_not_match_regex",
        "expect_column_values_to_not_match_regex_list",
        "expect_column_values_to_refer_to",
    }
)

_BY_NAMES = frozenset(
    {
        "expect_column_to_exist",
        "expect_table_column_count_to_be_between",
        "expect_table_column_count_to_equal",
        "expect_table_columns_to_match_ordered_list",
        "expect_table_columns_to_match_set",
    }
)
"""Expectations that look at the names of columns and at nothing else."""


_BY_TYPE = frozenset(
    {"expect_column_values_to_be_of_type", "expect_column_values_to_hold_no_identifier"}
)
"""Expectations that need no values of a column of texts: the one looks at its type, the other asks
the table itself for them."""


def is_by_row(document: ExpectationDocument) -> bool:
    """Tell whether an expectation holds for a table when it holds for each row."""
    return document.expectation in _BY_ROW and document.arguments.get("mostly", 1) == 1


def rows_at_once(table: Table) -> int:
    """Return how many rows of a table are checked at a time; one of no more is checked at once."""
    return max(1, min(PIECE, _BYTES * table.rows // max(1, int(table.data.nbytes))))


def pieces_of(table: Table, columns: Collection[str]) -> Iterator[Table]:
    """Yield some columns of a table, :func:`rows_at_once` of them."""
    data = table.data.select([name for name in table.columns if name in columns])
    step = rows_at_once(table)
    for start in range(0, table.rows, step):
        yield Table(table.name, data.slice(start, step))


def together(
    table: Table, documents: Mapping[int, ExpectationDocument]
) -> Iterator[tuple[Table, list[int]]]:
    """Yield the part of a table that some expectations look at, and which they are.

    Parameters
    ----------
    documents
        Expectations by their place in the suite.
    """
    groups: dict[tuple[tuple[str, ...], int], list[int]] = {}
    for place, document in documents.items():
        small = table.rows <= rows_at_once(table)
        part = (table.columns, table.rows) if small else _looked_at(document, table)
        groups.setdefault((tuple(part[0]), part[1]), []).append(place)
    for (columns, rows), places in groups.items():
        yield Table(table.name, table.data.select(columns).slice(0, rows)), places


def _looked_at(document: ExpectationDocument, table: Table) -> tuple[list[str], int]:
    """Return columns and rows that an expectation looks at; all where its name does not tell."""
    if document.expectation in _BY_NAMES:
        return table.columns, 1
    if document.expectation.startswith("expect_table_row_count_to_"):
        return table.columns[:1], table.rows
    if document.expectation in _BY_TYPE and document.column is not None:
        text = table.data_type(document.column) is DataType.STRING
        return [document.column], 1 if text else table.rows
    if document.expectation == "expect_table_to_be_k_anonymous":
        return list(dict.fromkeys(document.arguments["columns"])), table.rows
    return [document.column] if document.column else table.columns, table.rows


def joined(
    before: Mapping[int, ExpectationResult], more: Mapping[int, ExpectationResult]
) -> dict[int, ExpectationResult]:
    """Return the results of a table's first pieces together with those of the next."""
    return {
        place: _sum(before[place], result) if place in before else result
        for place, result in more.items()
    }


def _sum(one: ExpectationResult, two: ExpectationResult) -> ExpectationResult:
    return dataclasses.replace(
        one,
        passed=one.passed and two.passed,
        evaluated=one.evaluated and two.evaluated,
        rows=_added(one.rows, two.rows),
        missing=_added(one.missing, two.missing),
        unexpected=_added(one.unexpected, two.unexpected),
    )


def _added(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else one + two
