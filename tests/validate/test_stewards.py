"""The steward's own expectations: taken as written, every mistake named."""

from __future__ import annotations

from typing import Any

import pytest

from sector_data.errors import SpecificationError
from sector_data.validate.running import run_suites
from sector_data.validate.suites import build_suites
from tests.validate.worlds import no_identifiers, plan, released

GOOD: list[tuple[str, dict[str, Any], str]] = [
    ("expect_column_values_to_not_be_null", {"column": "patients.sex"}, "patients"),
    (
        "expect_column_values_to_be_between",
        {"column": "encounters.admitted", "min_value": "1850-01-01", "max_value": "1850-01-31"},
        "encounters",
    ),
    ("expect_column_values_to_be_of_type", {"column": "patients.income", "type_": "integer"}, ""),
    ("expect_column_values_to_be_of_type", {"column": "patients.income", "type_": "int64"}, ""),
    ("expect_table_row_count_to_be_between", {"table": "notes", "min_value": 1}, "notes"),
    ("expect_column_mean_to_be_between", {"column": "patients.income", "min_value": 1}, ""),
    (
        "expect_compound_columns_to_be_unique",
        {"column_list": ["encounters.encounter id", "encounters.month"]},
        "encounters",
    ),
    (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "patients.age", "column_B": "patients.age"},
        "patients",
    ),
    ("expect_column_values_to_match_regex", {"column": "patients.sex", "regex": "^(f|m)$"}, ""),
    ("expect_column_to_exist", {"column": "patients.sex"}, "patients"),
    ("expect_column_values_to_hold_no_identifier", {"column": "patients.sex"}, "patients"),
]


@pytest.mark.parametrize(("name", "arguments", "table"), GOOD)
def test_a_good_expectation_joins_the_suite_of_its_table(
    name: str, arguments: dict[str, Any], table: str
) -> None:
    made = plan(expectations=[{name: arguments}])
    suites = build_suites(made, released())
    assert suites[table or "patients"][-1].expectation == name
    report = run_suites(released(), suites, find_identifiers=no_identifiers)
    assert report.passed


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a name with a slip": (
        "expect_column_values_to_be_unik",
        {"column": "patients.sex"},
        "Did you mean expect_column_values_to_be_unique?",
    ),
    "an unknown argument": (
        "expect_column_values_to_be_between",
        {"column": "patients.income", "minimum": 1},
        "minimum",
    ),
    "a missing argument": (
        "expect_column_values_to_be_of_type",
        {"column": "patients.sex"},
        "type_",
    ),
    "an argument of the wrong type": (
        "expect_table_row_count_to_equal",
        {"table": "notes", "value": "many"},
        "value",
    ),
    "a column without its table": ("expect_column_to_exist", {"column": "sex"}, "table.column"),
    "an unknown table": (
        "expect_column_to_exist",
        {"column": "patient.sex"},
        "Did you mean patients?",
    ),
    "an unknown column": (
        "expect_column_to_exist",
        {"column": "patients.sx"},
        "Did you mean sex?",
    ),
    "a dropped column": ("expect_column_to_exist", {"column": "patients.name"}, "not released"),
    "no table at all": ("expect_table_row_count_to_equal", {"value": 1}, "table:"),
    "an unknown table for a table": (
        "expect_table_row_count_to_equal",
        {"table": "note", "value": 1},
        "Did you mean notes?",
    ),
    "two tables": (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "patients.age", "column_B": "notes.text"},
        "several tables",
    ),
    "a row condition, which is code": (
        "expect_column_values_to_not_be_null",
        {"column": "patients.sex", "row_condition": "@__import__('os').getcwd()"},
        "row_condition",
    ),
    "a result format that shows values": (
        "expect_column_values_to_not_be_null",
        {"column": "patients.sex", "result_format": "COMPLETE"},
        "result_format",
    ),
    "an expectation for databases": (
        "unexpected_rows_expectation",
        {"table": "notes", "unexpected_rows_query": "select 1"},
        "no such expectation",
    ),
}


@pytest.mark.parametrize(("name", "arguments", "said"), BAD.values(), ids=BAD)
def test_a_mistake_is_named(name: str, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(SpecificationError) as raised:
        build_suites(plan(expectations=[{name: arguments}]), {})
    assert said in str(raised.value)
    assert raised.value.problems[0].path == f"quality.expectations.0.{name}"


def test_all_mistakes_are_named_at_once() -> None:
    entries = [{name: arguments} for name, arguments, _ in BAD.values()]
    with pytest.raises(SpecificationError) as raised:
        build_suites(plan(expectations=entries), {})
    assert len(raised.value.problems) == len(BAD)
