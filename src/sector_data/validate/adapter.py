"""The one door to Great Expectations.

What lives here: importing it quietly, handing it tables and expectations, taking back results. What
does not: what is expected (:mod:`sector_data.validate.suites`), our own expectations
(:mod:`sector_data.validate.own_expectations`), the pages (:mod:`sector_data.validate.docs`).

Great Expectations takes 10 s to import cold, so nothing here imports it before it is used.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sector_data.errors import SectorDataError
from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.frames import PANDAS_TYPES, fitting, to_frame
from sector_data.validate.pieces import is_by_row, joined, pieces_of, rows_at_once, together
from sector_data.validate.results import ExpectationResult
from sector_data.validate.surroundings import Surroundings, within

if TYPE_CHECKING:
    import pandas as pd

RESULT_FORMAT = {
    "result_format": "BASIC",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
"""Counts only: no value, no row and no index of a row comes back."""

SHOWN = frozenset(
    {
        "expect_table_row_count_to_equal",
        "expect_table_row_count_to_be_between",
        "expect_table_to_be_k_anonymous",
        "expect_column_values_to_hold_no_identifier",
    }
)
"""Expectations whose observed value is an aggregate that a release may show."""

NOT_OFFERED = frozenset(
    {
        # for SQL only
        "expect_column_values_to_match_like_pattern",
        "expect_column_values_to_match_like_pattern_list",
        "expect_column_values_to_not_match_like_pattern",
        "expect_column_values_to_not_match_like_pattern_list",
        "expect_query_results_to_match_comparison",
        "expect_table_row_count_to_equal_other_table",
        "unexpected_rows_expectation",
        # a schema can make the checker fetch other schemas from the network
        "expect_column_values_to_match_json_schema",
    }
)

_MOST_LEFT = 1 << 26
"""Bytes of tables whose frames may be left; texts take ten times as many there."""

_REFUSED_ARGUMENTS = frozenset({"batch_id", "row_condition", "condition_parser", "table"})
"""Part of Great Expectations' domains. Row conditions are evaluated as code."""


@cache
def great_expectations() -> ModuleType:
    """Import Great Expectations with our own expectations registered.

    It neither reports its use nor shows progress bars.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # It imports sre_constants, which Python deprecates.
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        module = importlib.import_module("great_expectations")
        importlib.import_module("sector_data.validate.own_expectations")
        with quiet():  # it remarks that its own metrics are replaced
            importlib.import_module("sector_data.validate.patterns")
    return module


def engine_name() -> str:
    """Return name and version: ``great-expectations 1.24.1``."""
    from importlib.metadata import version

    return f"great-expectations {version('great-expectations')}"


@contextmanager
def _without_fingerprints() -> Iterator[None]:
    """Keep the engine from hashing each frame of up to a gigabyte, value by value.

    For texts that takes ten times their memory, and nothing here reads what comes of it.
    """
    engine: Any = importlib.import_module(
        "great_expectations.execution_engine.pandas_execution_engine"
    )
    before = engine.HASH_THRESHOLD
    engine.HASH_THRESHOLD = 0
    try:
        yield
    finally:
        engine.HASH_THRESHOLD = before


@contextmanager
def quiet() -> Iterator[None]:
    """Silence Great Expectations: its log and its warnings can quote values."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            # pandas, of a steward's pattern with a group: str.contains does not need it.
            warnings.filterwarnings(
                "ignore", "This pattern is interpreted as a regular", UserWarning
            )
            yield
    finally:
        logger.setLevel(level)


@cache
def expectation_names() -> frozenset[str]:
    """Return the names of all expectations that a suite may hold."""
    great_expectations()
    from great_expectations.expectations.registry import (
        list_registered_expectation_implementations,
    )

    return frozenset(list_registered_expectation_implementations()) - NOT_OFFERED


def mistakes_in(document: ExpectationDocument) -> list[str]:
    """Return what is wrong with the arguments of an expectation whose name is known."""
    implementation = _implementation(document.expectation)
    arguments = _arguments(document)
    known = _argument_names(implementation)
    if unknown := sorted(set(arguments) - known):
        return [f"Unknown argument {', '.join(unknown)}; it takes {', '.join(sorted(known))}."]
    if any(isinstance(value, dict) and "$PARAMETER" in value for value in arguments.values()):
        return ["Parameters are not offered: an expectation says all that it asks for."]
    try:
        implementation(**arguments)
    except ValueError as error:  # pydantic's, of whichever version Great Expectations brings
        details: list[dict[str, Any]] = getattr(error, "errors", list)()
        return [_in_words(detail) for detail in details] or ["The arguments do not fit it."]
    return []


def _in_words(detail: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in detail.get("loc", ()) if part != "__root__")
    return f"{place}: {detail.get('msg', 'not valid')}." if place else f"{detail.get('msg')}."


def _implementation(name: str) -> Any:
    great_expectations()
    from great_expectations.expectations.registry import get_expectation_impl

    return get_expectation_impl(name)


def _argument_names(implementation: Any) -> frozenset[str]:
    words = {*implementation.domain_keys, *implementation.success_keys}
    return frozenset(words & set(implementation.__fields__)) - _REFUSED_ARGUMENTS


def _arguments(document: ExpectationDocument) -> dict[str, Any]:
    column = {} if document.column is None else {"column": document.column}
    return {**column, **document.arguments}


def check(
    table: Table, documents: Sequence[ExpectationDocument], surroundings: Surroundings
) -> list[ExpectationResult]:
    """Check the expectations of one table.

    Returns
    -------
    list
        One result for each document, in their order. What cannot be checked, such as a column
        that is not there, has failed.

    Raises
    ------
    SectorDataError
        If Great Expectations itself fails; its own words, which may quote values, are dropped.
    """
    checkable: dict[int, Any] = {}
    with quiet():
        for place, document in enumerate(documents):
            if (expectation := _expectation(document, table, place)) is not None:
                checkable[place] = expectation
        try:
            with within(dataclasses.replace(surroundings, table=table)), _without_fingerprints():
                found = _checked(table, documents, checkable, surroundings.tell)
        except Exception as error:
            raise SectorDataError(
                f"Great Expectations failed on {table.name} ({type(error).__name__})."
            ) from None
    return [
        found.get(place) or ExpectationResult(table.name, document, passed=False, evaluated=False)
        for place, document in enumerate(documents)
    ]


def _checked(
    table: Table,
    documents: Sequence[ExpectationDocument],
    expectations: dict[int, Any],
    tell: Tell | None,
) -> dict[int, ExpectationResult]:
    """Return the results of expectations by their place.

    The frames of a large table are made piece by piece where rows can be checked by themselves:
    texts take ten times their room there.
    """
    large = table.rows > rows_at_once(table)
    by_row = [place for place in expectations if large and is_by_row(documents[place])]
    rest = [place for place in expectations if place not in by_row]
    columns = {str(documents[place].column) for place in by_row}
    found: dict[int, ExpectationResult] = {}
    parts = list(together(table, {place: documents[place] for place in rest}))
    sizes = (*(table.column(name).nbytes for name in columns), *(p.data.nbytes for p, _ in parts))
    share = Share(f"validating {table.name}", sum(sizes), tell)
    pieces = pieces_of(table, columns) if by_row else ()
    left = _Leftovers()
    for piece in share.of(pieces, lambda piece: int(piece.data.nbytes)):
        results = _validate(to_frame(piece), [expectations[place] for place in by_row])
        found = joined(found, _results(table.name, documents, results))
        left.add(piece)
    for part, places in share.of(parts, lambda part: int(part[0].data.nbytes)):
        frame = to_frame(part, compact=large)
        results = _validate(frame, [expectations[place] for place in places])
        found |= _results(table.name, documents, results)
        del frame
        left.add(part)
    if large:
        # The engine holds on to the context it has, and that to its frame, until it has another.
        _context()
    return found


class _Leftovers:
    """Frames that the engine's own circles of references keep, until there are too many."""

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, frame_of: Table) -> None:
        """Count one more; clear them away, which looks at all objects there are, now and then."""
        self._bytes += int(frame_of.data.nbytes)
        if self._bytes >= _MOST_LEFT:
            gc.collect()
            self._bytes = 0


def _results(
    table: str, documents: Sequence[ExpectationDocument], validated: list[Any]
) -> dict[int, ExpectationResult]:
    places = [v.expectation_config.meta["place"] for v in validated]
    return {
        place: _result(table, documents[place], v)
        for place, v in zip(places, validated, strict=True)
    }


def _expectation(document: ExpectationDocument, table: Table, place: int) -> Any | None:
    """Return the engine's form of an expectation, or None when it cannot be checked here."""
    column = document.column
    if document.expectation not in expectation_names() or mistakes_in(document):
        return None
    present = set(table.columns)
    asked = set(document.arguments.get("columns", ()))
    if column is not None and document.expectation != "expect_column_to_exist":
        asked.add(column)
    if not present.issuperset(asked):
        return None
    arguments = _arguments(document)
    if column in present:
        arguments = fitting(arguments, table.data_type(column))
    if "type_" in arguments and arguments["type_"] in set(DataType):
        arguments["type_"] = PANDAS_TYPES[DataType(arguments["type_"])]
    return _implementation(document.expectation)(**arguments, meta={"place": place})


def _validate(frame: pd.DataFrame, expectations: list[Any]) -> list[Any]:
    gx = great_expectations()
    source = _context().data_sources.add_pandas("released")
    definition = source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="table", expectations=expectations)
    results: list[Any] = list(batch.validate(suite, result_format=RESULT_FORMAT).results)
    return results


def _context() -> Any:
    """Return a new context of the engine, which is then the one that it has."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            # Without stores of pages, nothing is written to disk.
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        ),
    )


def _result(table: str, document: ExpectationDocument, validated: Any) -> ExpectationResult:
    if _raised(validated.exception_info):
        return ExpectationResult(table, document, passed=False, evaluated=False)
    counts = validated.result
    observed = counts.get("observed_value") if document.expectation in SHOWN else None
    return ExpectationResult(
        table=table,
        document=document,
        passed=bool(validated.success),
        rows=_count(counts.get("element_count")),
        missing=_count(counts.get("missing_count")),
        unexpected=_count(counts.get("unexpected_count")),
        observed=observed if isinstance(observed, int | str) and observed != "" else None,
    )


def _raised(exception_info: dict[str, Any]) -> bool:
    """Whether a check raised; the exceptions themselves may quote values and are dropped."""
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return any(info["raised_exception"] for info in exception_info.values())


def _count(count: Any) -> int | None:
    return None if count is None else int(count)
