"""Combinations of transforms that undo one another, told before anything is done.

What lives here: checks of a plan's columns against each other, with the rule and the remedy. What
does not: what policy packs ask of single columns (:mod:`sector_data.pipeline.planning.deciding`)
and types (:mod:`sector_data.pipeline.checking.feasibility`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_column, canonical_text
from sector_data.deidentify.dates import truncate_dates
from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.pseudonyms import check_room
from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.pipeline.checking.raw_texts import raw_text_problems
from sector_data.pipeline.checking.texts import surrogate_problems
from sector_data.pipeline.keying import IN_DOMAINS, domain_in_plan
from sector_data.sources.numbering import are_in, distinct_count, numbered
from sector_data.sources.spilling import slices
from sector_data.sources.tables import Table, chunks_of
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import (
    Drop,
    FormatPreserving,
    Generalise,
    Geohash,
    Grid,
    Keep,
    Mask,
    Pseudonym,
    ShiftDate,
    Surrogate,
    TruncateDate,
    TruncatePan,
)

CARDS = frozenset({"CREDIT_CARD", "PAN"})
SAMPLE = 2_000
"""Distinct identifiers whose plain hashes are looked for."""
SAME = 0.9
"""Share of rows in which a column says the year of another's date, so that it is that year."""
FEWEST_ROWS = 10
_HASH = r"^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"
_HASHES = {32: hashlib.md5, 40: hashlib.sha1, 64: hashlib.sha256}

Columns = Mapping[str, Sequence[ColumnPlan]]


def check_combinations(tables: Mapping[str, Table], columns: Columns, pipeline: Pipeline) -> None:
    """Refuse transforms that would undo one another; all of them at once.

    Parameters
    ----------
    tables
        The source.
    columns
        What was decided, by table.
    pipeline
        Its references say which columns must still join.

    Raises
    ------
    SpecificationError
        With the rule that is broken, and the remedy.
    """
    problems = [
        *_rooms(tables, columns),
        *_broken_joins(columns, pipeline),
        *_two_derivations(tables, columns),
        *_plain_hashes(tables, columns),
        *_unshifted_years(tables, columns),
        *_longitudes(columns),
        *surrogate_problems(tables, columns, pipeline),
        *raw_text_problems(tables, columns),
    ]
    if problems:
        raise SpecificationError(problems)


def _all(columns: Columns) -> Iterator[tuple[str, ColumnPlan]]:
    for table, planned in columns.items():
        for column in planned:
            if not isinstance(column.transform, Drop):
                yield table, column


def _place(table: str, column: ColumnPlan) -> str:
    return f"columns.{table}.{column.column}"


def _texts(table: Table, column: ColumnPlan) -> pa.Array | pa.ChunkedArray:
    return canonical_column(table.column(column.column))


def _rooms(tables: Mapping[str, Table], columns: Columns) -> Iterator[Problem]:
    """Yield the domains whose tokens are too short for all the values of their columns."""
    domains: dict[str, list[tuple[str, ColumnPlan]]] = {}
    for table, column in _all(columns):
        if isinstance(column.transform, Pseudonym | Surrogate):
            domains.setdefault(domain_in_plan(table, column) or "", []).append((table, column))
    for members in domains.values():
        distinct = distinct_count(
            pa.chunked_array(
                [
                    chunk
                    for table, column in members
                    for chunk in chunks_of(_texts(tables[table], column))
                ],
                pa.string(),
            )
        )
        for table, column in members:
            spec = column.transform
            assert isinstance(spec, Pseudonym | Surrogate)
            try:
                check_room(distinct, spec)
            except InputError as error:
                yield Problem(_place(table, column), error.message, hint=error.fix)


def problems_without_data(columns: Columns, pipeline: Pipeline) -> list[Problem]:
    """Return those combinations that the decisions alone show."""
    return [*_broken_joins(columns, pipeline), *_longitudes(columns)]


def _broken_joins(columns: Columns, pipeline: Pipeline) -> Iterator[Problem]:
    """Yield references whose values are replaced otherwise than the keys they refer to."""
    planned = {f"{table}.{column.column}": column.transform for table, column in _all(columns)}
    for child, parent in pipeline.references.items():
        one, other = planned.get(child), planned.get(parent)
        if one is None or other is None or one == other:
            continue
        if isinstance(one, IN_DOMAINS) or isinstance(other, IN_DOMAINS):
            yield Problem(
                f"columns.{child}",
                f"it refers to {parent}, but {one.kind!r} here and {other.kind!r} there (or their "
                "parameters) differ, so that the tables could no longer be joined.",
                hint="Say it of the key only: a reference takes the transform of its key.",
            )


def _two_derivations(tables: Mapping[str, Table], columns: Columns) -> Iterator[Problem]:
    """Yield columns that hold the same card numbers and derive different things from them.

    PCI DSS v4.0.1, 3.5.1, and PCI SSC FAQ 1308: hashed and truncated versions of one PAN, or two
    truncation formats, must not be there to be correlated.
    """
    cards = [
        (table, column)
        for table, column in _all(columns)
        if isinstance(column.transform, TruncatePan) or column.finding.entity in CARDS
    ]
    digits = {
        (table, column.column): pc.unique(
            pc.replace_substring_regex(_texts(tables[table], column), r"[^0-9]", "")
        ).drop_null()
        for table, column in cards
    }
    for (table, one), (other_table, other) in combinations(cards, 2):
        if derived_alike(one, other):
            continue
        here, there = digits[table, one.column], digits[other_table, other.column]
        if pc.any(pc.is_in(here, there)).as_py():
            yield Problem(
                _place(other_table, other),
                f"{table}.{one.column} holds the same card numbers: {one.transform.kind!r} and "
                f"{other.transform.kind!r} of one number can be put together again "
                "(PCI DSS 3.5.1, PCI SSC FAQ 1308).",
                hint="Give both the same transform and parameters, or drop one.",
            )


def derived_alike(one: ColumnPlan, other: ColumnPlan) -> bool:
    """Return whether what is left of two columns of card numbers cannot be put together."""
    first, second = one.transform, other.transform
    if isinstance(first, Pseudonym | Surrogate | FormatPreserving):
        # Two tokens of other domains do not help each other: nothing of the number is in either.
        return isinstance(second, Pseudonym | Surrogate | FormatPreserving)
    return first == second


def _plain_hashes(tables: Mapping[str, Table], columns: Columns) -> Iterator[Problem]:
    """Yield kept columns that hold unkeyed hashes of identifiers in the source.

    Whoever can list the identifiers can hash them all: PCI DSS v4.0.1, 3.5.1.1; WP29 05/2014, 4.
    """
    suspects = [
        (table, column)
        for table, column in _all(columns)
        if isinstance(column.transform, Keep | Mask) and _holds_hashes(tables[table], column)
    ]
    if not suspects:
        return
    sources = [
        (table, column)
        for table, planned in columns.items()
        for column in planned
        if (table, column) not in suspects and column.finding.distinct >= FEWEST_ROWS
    ]
    for table, column in suspects:
        hashes = pc.utf8_lower(numbered(_texts(tables[table], column))[1])
        for other_table, other in sources:
            found = _hashed(numbered(_texts(tables[other_table], other))[1])
            if pc.any(are_in(found, hashes)).as_py():
                yield Problem(
                    _place(table, column),
                    f"it holds plain hashes of {other_table}.{other.column}; whoever can list the "
                    "values can hash them all (PCI DSS 3.5.1.1, WP29 05/2014).",
                    hint="Make it a pseudonym, which is keyed, or drop it.",
                )
                break


def _holds_hashes(table: Table, column: ColumnPlan) -> bool:
    values = table.column(column.column)
    if not pa.types.is_string(values.type):
        return False
    some = values.drop_null().slice(0, 100)
    return len(some) > 0 and bool(pc.all(pc.match_substring_regex(some, _HASH)).as_py())


def _hashed(texts: pa.ChunkedArray) -> pa.Array:
    some = [text.encode() for text in texts.slice(0, SAMPLE).to_pylist()]
    return pa.array((h(text).hexdigest() for h in _HASHES.values() for text in some), pa.string())


def _unshifted_years(tables: Mapping[str, Table], columns: Columns) -> Iterator[Problem]:
    """Yield released columns that tell the true year, month or day of a date that is shifted.

    The difference of both is the subject's shift, which then gives away all its other dates.
    """
    for name, planned in columns.items():
        table = tables[name]
        shifted = [c for c in planned if isinstance(c.transform, ShiftDate)]
        others = [c for c in planned if _tells_time(c)]
        for one in shifted:
            assert isinstance(one.transform, ShiftDate)
            spec = TruncateDate(to="year", order=one.transform.order)
            dates = table.column(one.column)
            for other in others:
                if _mostly_same_year(dates, table.column(other.column), spec):
                    yield Problem(
                        _place(name, other),
                        f"it tells the true year of {one.column}, which is shifted: the difference "
                        "gives the shift away, and with it all dates of the subject.",
                        hint="Drop it, or truncate both to the year and shift none.",
                    )


def _tells_time(column: ColumnPlan) -> bool:
    spec = column.transform
    return isinstance(spec, Keep | TruncateDate) or (
        isinstance(spec, Generalise) and spec.level == 0
    )


def _year_in(values: pa.Array) -> pa.Array | None:
    """Return the years that values name, as text; None for a type that names none."""
    if pa.types.is_date32(values.type) or pa.types.is_timestamp(values.type):
        return truncate_dates(values, TruncateDate(to="year")).cast(pa.string())
    if pa.types.is_boolean(values.type):
        return None
    texts = canonical_text(values)
    return pc.struct_field(pc.extract_regex(texts, r"^(?P<year>[12][0-9]{3})(?:\D.*)?$"), "year")


def _mostly_same_year(dates: pa.ChunkedArray, values: pa.ChunkedArray, spec: TruncateDate) -> bool:
    compared, same, found = 0, 0, set()
    for piece in slices(pa.table([dates, values], ["date", "value"])):
        told = _year_in(plain_array(piece["value"]))
        if told is None:
            return False
        years = truncate_dates(plain_array(piece["date"]), spec).cast(pa.string())
        equal = pc.equal(years, told)
        compared += len(equal) - equal.null_count
        same += pc.sum(equal).as_py() or 0
        found |= set(pc.unique(years.drop_null()).to_pylist())
    # A column with one year for all says nothing about anybody.
    return compared >= FEWEST_ROWS and len(found) > 1 and same >= SAME * compared


def _longitudes(columns: Columns) -> Iterator[Problem]:
    """Yield longitudes that stand beside the geohash that is made from them."""
    for table, planned in columns.items():
        named = {c.transform.longitude for c in planned if isinstance(c.transform, Geohash)}
        for column in planned:
            if column.column in named and not isinstance(column.transform, Drop | Grid):
                yield Problem(
                    _place(table, column),
                    "it is the longitude of a geohash, and would stand beside it in full.",
                    hint="Drop it.",
                )
