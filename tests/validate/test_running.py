"""The run over odd tables: it never raises, writes nothing, tells no value, repeats itself."""

from __future__ import annotations

import json
import logging
import math
import subprocess
import sys
import tempfile
import traceback
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType
from sector_data.validate import adapter
from sector_data.validate.adapter import engine_name, expectation_names
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.results import validation_json
from sector_data.validate.running import check_suites, run_suites
from sector_data.validate.suites import build_suites
from tests.validate.worlds import changed, no_identifiers, plan, released

ZONE = timezone(timedelta(hours=9))
TYPES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.text(max_size=8),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(),
    pa.bool_(): st.booleans(),
    pa.date32(): st.dates(date(1, 1, 1), date(9999, 12, 31)),
    pa.timestamp("us"): st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    pa.timestamp("us", "Asia/Tokyo"): st.datetimes(
        datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(ZONE)
    ),
}
NAMES = st.text(min_size=1, max_size=8) | st.sampled_from(
    ["index", "table", "a b", "é", "日本語", "$x", "<b>", "column", "batch_id", "0", "😀"]
)


@st.composite
def odd_tables(draw: st.DrawFn) -> Table:
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    rows = draw(st.integers(0, 5))
    columns = {}
    for name in names:
        arrow_type = draw(st.sampled_from(list(TYPES)))
        values = st.none() | TYPES[arrow_type]
        columns[name] = pa.array(draw(st.lists(values, min_size=rows, max_size=rows)), arrow_type)
    return Table("t", pa.table(columns))


def document(expectation: str, column: str | None, **arguments: Any) -> ExpectationDocument:
    return ExpectationDocument(
        expectation=expectation, column=column, arguments=arguments, reason="a test"
    )


def all_of(columns: list[str]) -> list[ExpectationDocument]:
    found = [
        document("expect_table_columns_to_match_ordered_list", None, column_list=columns),
        document("expect_table_row_count_to_equal", None, value=2),
        document("expect_table_to_be_k_anonymous", None, columns=columns, k=2),
    ]
    for name in columns:
        found += [
            document("expect_column_values_to_be_unique", name),
            document("expect_column_values_to_not_be_null", name, mostly=0.5),
            document("expect_column_values_to_be_in_set", name, value_set=["1", 1, "2020-01-01"]),
            document("expect_column_values_to_match_regex", name, regex="^(a)$"),
            document("expect_column_values_to_be_between", name, min_value=0),
            document("expect_column_values_to_be_between", name, max_value="2020-01-01"),
            document("expect_column_values_to_be_of_type", name, type_="date"),
            document("expect_column_values_to_be_pseudonyms", name, length=12),
            document("expect_column_values_to_refer_to", name, reference=f"t.{name}"),
            document("expect_column_values_to_hold_no_identifier", name),
        ]
    return found


@settings(max_examples=25, deadline=None)
@given(table=odd_tables())
def test_no_table_makes_it_raise(table: Table) -> None:
    documents = all_of(table.columns)
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert [r.document for r in results] == documents
    by_name = {(r.document.expectation, r.document.column): r for r in results}
    assert by_name["expect_table_columns_to_match_ordered_list", None].passed
    for name in table.columns:
        # Values always occur in their own column, and types are told apart whatever the values.
        assert by_name["expect_column_values_to_refer_to", name].passed
        is_date = table.data_type(name) is DataType.DATE
        assert by_name["expect_column_values_to_be_of_type", name].passed == is_date
        nulls = table.column(name).null_count + _nans(table, name)
        enough = table.rows == 0 or (table.rows - nulls) / table.rows >= 0.5
        assert by_name["expect_column_values_to_not_be_null", name].passed == enough


def _nans(table: Table, name: str) -> int:
    values = table.column(name).to_pylist()
    return sum(math.isnan(value) for value in values if isinstance(value, float))


@pytest.mark.parametrize(
    ("values", "arrow_type", "good", "bad"),
    [
        ([1, None, 2**62 + 1], pa.int64(), [1, 2**62 + 1], [1, 2**62]),
        ([1.5, None], pa.float64(), [1.5], [1.25]),
        ([True, None], pa.bool_(), [True], [False]),
        (["", None, "é"], pa.string(), ["", "é"], ["é"]),
        ([date(1850, 1, 1), None], pa.date32(), ["1850-01-01"], ["1850-01-02"]),
        (
            [datetime(1850, 1, 1, 10), None],
            pa.timestamp("us"),
            ["1850-01-01T10:00:00"],
            ["1850-01-01"],
        ),
        (
            [datetime(1950, 1, 1, 9, tzinfo=ZONE)],
            pa.timestamp("us", "Asia/Tokyo"),
            ["1950-01-01T09:00:00+09:00"],
            ["1950-01-01T09:00:00Z"],
        ),
    ],
    ids=str,
)
def test_values_of_every_type_are_compared_as_what_they_are(
    values: list[Any], arrow_type: pa.DataType, good: list[Any], bad: list[Any]
) -> None:
    table = Table("t", pa.table({"table": pa.array(values, arrow_type)}))
    name = "expect_column_values_to_be_in_set"
    documents = [document(name, "table", value_set=good), document(name, "table", value_set=bad)]
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert [(r.evaluated, r.passed) for r in results] == [(True, True), (True, False)]
    assert {r.missing for r in results} == {values.count(None)}


def test_what_cannot_be_checked_has_failed() -> None:
    documents = [
        document("expect_column_values_to_be_unique", "absent"),
        document("expect_column_values_to_be_between", "c", min_value=1),
        document("expect_nonsense", "c"),
        document("expect_column_values_to_be_of_type", "c", type_={"$PARAMETER": "now()"}),
        document("expect_column_values_to_match_regex", "c", regex="(" * 3),
        document("expect_column_values_to_not_be_null", "c", row_condition="c == c"),
        document("expect_table_to_be_k_anonymous", None, columns=["c", "absent"], k=1),
        document("expect_table_to_be_k_anonymous", None, columns=["c"], k=1, subject=["t.absent"]),
        document("expect_column_values_to_refer_to", "c", reference="absent.id"),
    ]
    table = Table("t", pa.table({"c": ["secret", "words"]}))
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert [(r.passed, r.evaluated) for r in results] == [(False, False)] * len(documents)
    assert "secret" not in repr(results)


def test_failures_are_not_logged_either(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    table = Table("t", pa.table({"c": ["secret"]}))
    documents = [
        document("expect_column_values_to_be_between", "c", min_value=1),
        document("expect_column_mean_to_be_between", "c", min_value=1),
    ]
    with caplog.at_level(logging.DEBUG):
        run_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers, docs=tmp_path)
    assert "secret" not in caplog.text
    assert [r for r in caplog.records if r.name.startswith("great_expectations")] == []


def test_an_observed_value_is_dropped_even_if_the_steward_asks_for_it() -> None:
    table = Table("t", pa.table({"c": [123.5, 123.5]}))
    documents = [
        document("expect_column_mean_to_be_between", "c", min_value=1),
        document("expect_column_max_to_be_between", "c", max_value=1),
        document("expect_column_most_common_value_to_be_in_set", "c", value_set=[1]),
        document("expect_column_distinct_values_to_be_in_set", "c", value_set=[1]),
        document("expect_column_unique_value_count_to_be_between", "c", max_value=0),
    ]
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert [r.passed for r in results] == [True, False, False, False, False]
    assert {r.observed for r in results} == {None}
    assert "123.5" not in validation_json(results, "e")


def test_a_fault_of_the_engine_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(adapter, "to_frame", fails)
    table = Table("t", pa.table({"c": ["secret"]}))
    documents = [document("expect_column_values_to_be_unique", "c")]
    with pytest.raises(SectorDataError, match=r"failed on t \(RuntimeError\)") as raised:
        check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert "secret" not in "".join(traceback.format_exception(raised.value))


def test_one_that_cannot_be_checked_spoils_no_other() -> None:
    table = Table("t", pa.table({"c": ["a", "b"]}))
    documents = [
        document("expect_column_values_to_be_between", "c", min_value=1),
        document("expect_column_values_to_be_unique", "c"),
        document("expect_column_values_to_be_unique", "c"),
    ]
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    assert [r.passed for r in results] == [False, True, True]


def test_results_hold_counts_and_no_value() -> None:
    tables = changed(released(), "patients.zip", 0, "02138")
    tables = changed(tables, "patients.income", 1, 987654)
    suites = build_suites(plan(), tables)
    results = check_suites(tables, suites, find_identifiers=no_identifiers)
    text = validation_json(results, engine_name())
    assert "02138" not in text
    assert "987654" not in text
    unexpected = {
        (r.document.expectation, r.document.column): r.unexpected for r in results if not r.passed
    }
    assert unexpected["expect_column_values_to_match_regex", "zip"] == 1
    assert text == validation_json(
        check_suites(tables, suites, find_identifiers=no_identifiers), engine_name()
    )


def test_results_as_json_are_told_in_the_words_of_great_expectations() -> None:
    table = Table("t", pa.table({"c": ["a", None, "b"]}))
    documents = [
        document("expect_table_columns_to_match_ordered_list", None, column_list=["c"]),
        document("expect_column_values_to_be_in_set", "c", value_set=["a"]),
        document("expect_column_values_to_be_unique", "absent"),
    ]
    results = check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)
    found = json.loads(validation_json(results, "great-expectations 1"))
    assert found["success"] is False
    assert found["statistics"] == {
        "evaluated_expectations": 3,
        "successful_expectations": 1,
        "unsuccessful_expectations": 2,
    }
    assert found["results"][1] == {
        "table": "t",
        "success": False,
        "evaluated": True,
        "expectation_config": {
            "type": "expect_column_values_to_be_in_set",
            "kwargs": {"column": "c", "value_set": ["a"]},
            "notes": "a test",
        },
        "result": {"element_count": 3, "missing_count": 1, "unexpected_count": 1},
    }
    assert [r["result"] for r in found["results"][::2]] == [{}, {}]
    assert [r["evaluated"] for r in found["results"]] == [True, True, False]


def test_a_run_leaves_tables_logger_and_disk_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    logger = logging.getLogger("great_expectations")
    monkeypatch.setattr(logger, "level", logging.INFO)
    tables = released()
    copies = {name: table.data.to_pydict() for name, table in tables.items()}
    run_suites(tables, build_suites(plan(), tables), find_identifiers=no_identifiers)
    assert logger.level == logging.INFO
    assert list(tmp_path.iterdir()) == []
    assert {name: table.data.to_pydict() for name, table in tables.items()} == copies
    assert capfd.readouterr() == ("", "")


def test_no_frame_is_hashed_and_the_engine_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its fingerprint of a batch would take ten times the memory of texts."""
    adapter.great_expectations()
    from great_expectations.execution_engine import pandas_execution_engine as engine

    before = engine.HASH_THRESHOLD
    hashing = mock.Mock(return_value="")
    monkeypatch.setattr(engine, "hash_pandas_dataframe", hashing)
    tables = released()
    run_suites(tables, build_suites(plan(), tables), find_identifiers=no_identifiers)
    assert not hashing.called
    assert before == engine.HASH_THRESHOLD > 0


def test_great_expectations_is_imported_only_when_used() -> None:
    program = (
        "import sys, sector_data.validate.suites, sector_data.validate.running, "
        "sector_data.validate.docs; "
        "heavy = {'great_expectations', 'pandas'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_our_expectations_are_offered_and_those_that_run_code_are_not() -> None:
    names = expectation_names()
    assert {
        "expect_table_to_be_k_anonymous",
        "expect_column_values_to_hold_no_identifier",
        "expect_column_values_to_be_pseudonyms",
        "expect_column_values_to_refer_to",
    } <= names
    assert "expect_column_values_to_match_json_schema" not in names
