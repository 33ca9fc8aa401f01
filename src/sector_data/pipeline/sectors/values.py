"""What a sector schema expects of values, held against a steward's tables.

What lives here: counting what is not as expected, and writing the rest as expectations of a
release. What does not: which table a file is (:mod:`sector_data.pipeline.sectors.matching`), and
the check of a release (:mod:`sector_data.validate`). Counts and names of columns are told, never a
value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.pipeline.sectors.matching import SchemaMatch
from sector_data.pipeline.sectors.naming import table_names
from sector_data.sources.numbering import distinct_count
from sector_data.sources.reading import read_table
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import SourceSpec
from sector_data.spec.sectors import ExpectedValues, SectorSchema

Expectation = dict[str, dict[str, Any]]
"""One of Great Expectations by its name, as pipeline files write it."""


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """One expectation of one column, and how the source meets it.

    Attributes
    ----------
    table, column
        As the steward's files call them.
    expected
        In words: ``one of 3 codes``.
    failing
        How many values are not as expected.
    expectation
        The same for a release, its column named ``table.column``.
    """

    table: str
    column: str
    expected: str
    failing: int
    expectation: Expectation

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @property
    def path(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.column}"


def check_files(
    paths: Sequence[Path], matched: SchemaMatch, schemas: Mapping[str, SectorSchema]
) -> tuple[ValueCheck, ...]:
    """Hold the values of files against what their sector schemas expect; see :func:`check_values`.

    Files that are no usual table are not read.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    known = {file.name for file in matched.files if file.best is not None}
    tables = {
        name: read_table(name, SourceSpec(path=path.as_posix()), Path())
        for name, path in table_names(paths).items()
        if name in known
    }
    return check_values(tables, matched, schemas)


def check_values(
    tables: Mapping[str, Table], matched: SchemaMatch, schemas: Mapping[str, SectorSchema]
) -> tuple[ValueCheck, ...]:
    """Hold the values of tables against what their sector schemas expect.

    Parameters
    ----------
    tables
        The steward's, by name.
    matched
        Which usual tables they are.
    schemas
        By their ids; all that `matched` names.

    Returns
    -------
    tuple
        Each expectation that can be asked of the column's type, whether it is met or not; tables
        and columns in the order of the files.
    """
    found: list[ValueCheck] = []
    for file in matched.files:
        if file.best is None:
            continue
        usual = schemas[file.best.schema].table(file.best.table)
        for column, name in file.best.known.items():
            table, expected = tables[file.name], usual.columns[name].values
            for words, failing, kind, arguments in _checks(table.column(column), expected):
                named = {kind: {"column": f"{file.name}.{column}", **arguments}}
                found.append(ValueCheck(file.name, column, words, failing, named))
    return tuple(found)


def _checks(
    column: pa.ChunkedArray, expected: ExpectedValues
) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    values = column.drop_null()
    text, number = pa.types.is_string(values.type), _is_number(values.type)
    if expected.complete:
        yield "never missing", column.null_count, "expect_column_values_to_not_be_null", {}
    if expected.unique:
        twice = len(values) - distinct_count(values)
        yield "no value twice", twice, "expect_column_values_to_be_unique", {}
    if expected.codes and (text or pa.types.is_integer(values.type)):
        codes = pa.array(expected.codes).cast(values.type)
        outside = _count(pc.invert(pc.is_in(values, codes)))
        asked = {"value_set": codes.to_pylist()}
        words = f"one of {len(codes)} codes"
        yield words, outside, "expect_column_values_to_be_in_set", asked
    if number and (expected.minimum is not None or expected.maximum is not None):
        words, outside, asked = _range(values, expected.minimum, expected.maximum)
        yield words, outside, "expect_column_values_to_be_between", asked
    if expected.pattern is not None and text:
        whole = rf"\A(?:{expected.pattern})\z"
        strange = _count(pc.invert(pc.match_substring_regex(values, whole)))
        asked = {"regex": rf"\A(?:{expected.pattern})\Z"}
        yield "of the usual form", strange, "expect_column_values_to_match_regex", asked


def _range(
    values: pa.Array, least: float | None, most: float | None
) -> tuple[str, int, dict[str, Any]]:
    outside, asked, words = 0, {}, []
    if least is not None:
        outside += _count(pc.less(values, least))
        asked["min_value"] = least
        words.append(f"{least:g} or more")
    if most is not None:
        outside += _count(pc.greater(values, most))
        asked["max_value"] = most
        words.append(f"{most:g} or less")
    return " and ".join(words), outside, asked


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _count(mask: pa.Array) -> int:
    return int(pc.sum(mask).as_py() or 0)
