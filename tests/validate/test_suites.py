"""Suites made from a plan: a good release meets them, each way to break it is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from sector_data.errors import PlanError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import RiskFigures
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Pseudonym,
    TruncateDate,
)
from sector_data.spec.words import DataType
from sector_data.validate.running import check_suites, run_suites
from sector_data.validate.suites import ExpectationDocument, build_suites
from tests.validate.worlds import (
    PATIENTS,
    changed,
    column_plan,
    no_identifiers,
    plan,
    plan_of,
    protection,
    released,
    table_plan,
    token,
)

Tables = dict[str, Table]
Failure = tuple[str, str, str | None]


def failures(tables: Tables, made: Plan | None = None) -> set[Failure]:
    made = made or plan()
    report = run_suites(tables, build_suites(made, tables), find_identifiers=no_identifiers)
    return {(o.table, o.expectation, o.column) for o in report.outcomes if not o.passed}


def figures(rows: int) -> RiskFigures:
    return RiskFigures(
        table="encounters",
        rows=rows,
        subjects=rows,
        quasi_identifiers=(),
        classes=1,
        k=rows,
        unique_subjects=0,
        subjects_below_k=0,
        highest_risk=0,
        average_risk=0,
    )


def of(suite: tuple[ExpectationDocument, ...], expectation: str) -> list[ExpectationDocument]:
    return [d for d in suite if d.expectation == expectation]


def test_a_release_that_follows_its_plan_meets_everything() -> None:
    tables = released()
    results = check_suites(tables, build_suites(plan(), tables), find_identifiers=no_identifiers)
    assert [r for r in results if not r.passed] == []
    assert all(r.evaluated for r in results)


def _set(path: str, row: int, value: Any) -> Callable[[Tables], Tables]:
    return lambda tables: changed(tables, path, row, value)


def _data(name: str, change: Callable[[pa.Table], pa.Table]) -> Callable[[Tables], Tables]:
    return lambda tables: {**tables, name: Table(name, change(tables[name].data))}


def _column(name: str, column: str, values: pa.Array) -> Callable[[Tables], Tables]:
    def change(data: pa.Table) -> pa.Table:
        return data.set_column(data.column_names.index(column), column, values)

    return _data(name, change)


COLUMNS = "expect_table_columns_to_match_ordered_list"
TYPE = "expect_column_values_to_be_of_type"
UNIQUE = "expect_column_values_to_be_unique"
NOT_NULL = "expect_column_values_to_not_be_null"
PSEUDONYMS = "expect_column_values_to_be_pseudonyms"
REFER = "expect_column_values_to_refer_to"
IN_SET = "expect_column_values_to_be_in_set"
REGEX = "expect_column_values_to_match_regex"
BETWEEN = "expect_column_values_to_be_between"
ANONYMOUS = "expect_table_to_be_k_anonymous"
NO_IDENTIFIER = "expect_column_values_to_hold_no_identifier"
ROWS = "expect_table_row_count_to_equal"
ROWS_BETWEEN = "expect_table_row_count_to_be_between"

MUTATIONS: dict[str, tuple[Callable[[Tables], Tables], Failure]] = {
    "a dropped column is there": (
        _data("patients", lambda t: t.append_column("name", pa.array(["x"] * PATIENTS))),
        ("patients", COLUMNS, None),
    ),
    "a column is missing": (
        _data("patients", lambda t: t.drop_columns("zip")),
        ("patients", COLUMNS, None),
    ),
    "columns are in another order": (
        _data("patients", lambda t: t.select(t.column_names[::-1])),
        ("patients", COLUMNS, None),
    ),
    "text is a number": (
        _column("patients", "zip", pa.array([21] * PATIENTS)),
        ("patients", TYPE, "zip"),
    ),
    "an integer is a float": (
        _column("patients", "income", pa.array([20.0] * PATIENTS)),
        ("patients", TYPE, "income"),
    ),
    "an empty text column is a date": (
        _column("patients", "sex", pa.nulls(PATIENTS, pa.date32())),
        ("patients", TYPE, "sex"),
    ),
    "a key occurs twice": (
        _set("patients.patient_id", 0, token(1, prefix="p-")),
        ("patients", UNIQUE, "patient_id"),
    ),
    "a key is null": (
        _set("patients.patient_id", 0, None),
        ("patients", NOT_NULL, "patient_id"),
    ),
    "a raw identifier": (
        _set("patients.patient_id", 0, "p-4711"),
        ("patients", PSEUDONYMS, "patient_id"),
    ),
    "a letter outside the alphabet": (
        _set("patients.patient_id", 0, "p-" + "u" * 16),
        ("patients", PSEUDONYMS, "patient_id"),
    ),
    "a line break behind a pseudonym": (
        _set("patients.patient_id", 0, token(0, prefix="p-") + "\n"),
        ("patients", PSEUDONYMS, "patient_id"),
    ),
    "a pseudonym without its prefix": (
        _set("patients.patient_id", 0, token(0)),
        ("patients", PSEUDONYMS, "patient_id"),
    ),
    "an orphan": (
        _set("encounters.patient_id", 0, token(999, prefix="p-")),
        ("encounters", REFER, "patient_id"),
    ),
    "an orphan two tables away": (
        _set("notes.encounter_id", 0, token(1)),
        ("notes", REFER, "encounter_id"),
    ),
    "a row that leads to nobody": (
        _set("notes.encounter_id", 0, None),
        ("notes", NOT_NULL, "encounter_id"),
    ),
    "a value that was not generalised": (
        _set("patients.age", 0, "37"),
        ("patients", IN_SET, "age"),
    ),
    "a class that is not released": (
        _set("patients.sex", 0, None),
        ("patients", NOT_NULL, "sex"),
    ),
    "a month with its day": (
        _set("encounters.month", 0, "2020-02-17"),
        ("encounters", REGEX, "month"),
    ),
    "a month of no class": (
        _set("encounters.month", 0, "2020-03"),
        ("encounters", IN_SET, "month"),
    ),
    "a mask that shows too much": (
        _set("patients.phone", 0, "(***) ***-*512"),
        ("patients", REGEX, "phone"),
    ),
    "five digits of a ZIP code": (
        _set("patients.zip", 0, "02138"),
        ("patients", REGEX, "zip"),
    ),
    "a number above the top": (
        _set("patients.income", 0, 91),
        ("patients", BETWEEN, "income"),
    ),
    "a number below the bottom": (
        _set("patients.income", 0, 9),
        ("patients", BETWEEN, "income"),
    ),
    "a small class": (
        _column("patients", "sex", pa.array(["f"] * (PATIENTS - 3) + ["m"] * 3)),
        ("patients", ANONYMOUS, None),
    ),
    "a class of many rows and few people": (
        _column(
            "encounters",
            "month",
            pa.array(["1890-01" if i % PATIENTS in (1, 2, 3) else "2020-02" for i in range(80)]),
        ),
        ("encounters", ANONYMOUS, None),
    ),
    "a row too many": (
        _data("patients", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        ("patients", ROWS, None),
    ),
    "a row too few": (
        _data("patients", lambda t: t.slice(1)),
        ("patients", ROWS, None),
    ),
    "more rows than the source": (
        _data("notes", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        ("notes", ROWS_BETWEEN, None),
    ),
    "no row at all": (
        _data("notes", lambda t: t.slice(0, 0)),
        ("notes", ROWS_BETWEEN, None),
    ),
    "more nulls than the source": (
        _set("patients.weight", 1, None),
        ("patients", NOT_NULL, "weight"),
    ),
    "an identifier in a text": (
        _set("notes.text", 0, "see ID-123"),
        ("notes", NO_IDENTIFIER, "text"),
    ),
}


@pytest.mark.parametrize(("mutate", "failure"), MUTATIONS.values(), ids=MUTATIONS)
def test_every_way_to_break_a_release_is_seen(
    mutate: Callable[[Tables], Tables], failure: Failure
) -> None:
    assert failure in failures(mutate(released()))


def test_subjects_are_counted_through_the_release_and_not_rows() -> None:
    suite = build_suites(plan(), released())["encounters"]
    assert of(suite, ANONYMOUS)[0].arguments["subject"] == ["encounters.patient_id"]


def test_the_way_to_the_subject_names_the_keys_between() -> None:
    made = plan()
    notes = made.tables[2].model_copy(update={"protection": protection({"text": 0}, [("x",)])})
    made = made.model_copy(update={"tables": (*made.tables[:2], notes)})
    suite = build_suites(made, released())["notes"]
    assert of(suite, ANONYMOUS)[0].arguments["subject"] == [
        "notes.encounter_id",
        "encounters.encounter id",
        "encounters.patient_id",
    ]


def test_rows_are_counted_when_the_release_does_not_say_whose_they_are() -> None:
    table = table_plan(
        "visits",
        [column_plan("visits", "ward", Keep())],
        protection=protection({"ward": 0}, [("a",)], k=3),
    )
    (found,) = of(build_suites(plan_of([table]), {})["visits"], ANONYMOUS)
    assert found.arguments["subject"] == []
    assert "rows" in found.reason


@pytest.mark.parametrize(
    ("level", "data_type", "labels", "expected"),
    [
        (0, DataType.INTEGER, ["10", "9"], [9, 10]),
        (0, DataType.NUMBER, ["1.5", "42"], [1.5, 42.0]),
        (0, DataType.BOOLEAN, ["true", "false"], [False, True]),
        (0, DataType.DATE, ["1850-01-31"], ["1850-01-31"]),
        (0, DataType.DATETIME, ["1850-01-31 10:00:00.000000"], ["1850-01-31T10:00:00"]),
        (1, DataType.INTEGER, ["[0, 10)", "*"], ["*", "[0, 10)"]),
    ],
)
def test_released_categories_have_the_type_of_their_column(
    level: int, data_type: DataType, labels: list[str], expected: list[Any]
) -> None:
    table = table_plan(
        "t",
        [column_plan("t", "c", Generalise(), data_type)],
        protection=protection({"c": level}, [(label,) for label in labels]),
    )
    (found,) = of(build_suites(plan_of([table]), {})["t"], IN_SET)
    assert found.arguments == {"value_set": expected}
    synthetic = plan_of([table], synthesise=SynthesisSpec())
    text = level > 0
    assert len(of(build_suites(synthetic, {})["t"], IN_SET)) == text


@pytest.mark.parametrize(
    ("data_type", "label", "values"),
    [
        (DataType.DATE, "1850-01-31", [date(1850, 1, 31)]),
        (DataType.BOOLEAN, "true", [True]),
        (DataType.INTEGER, "7", [7]),
    ],
)
def test_categories_of_every_type_are_recognised_in_the_data(
    data_type: DataType, label: str, values: list[Any]
) -> None:
    table = table_plan(
        "t",
        [column_plan("t", "c", Generalise(), data_type)],
        rows=1,
        protection=protection({"c": 0}, [(label,)], k=1),
    )
    tables = {"t": Table("t", pa.table({"c": values}))}
    assert failures(tables, plan_of([table])) == set()


def test_categories_that_do_not_fit_their_column_are_a_damaged_plan() -> None:
    table = table_plan(
        "t",
        [column_plan("t", "c", Generalise(), DataType.INTEGER)],
        protection=protection({"c": 0}, [("secret",)]),
    )
    with pytest.raises(PlanError, match=r"t\.c") as raised:
        build_suites(plan_of([table]), {})
    assert "secret" not in str(raised.value)


def test_a_missing_value_may_stay_where_a_released_class_lacks_it() -> None:
    table = table_plan(
        "t",
        [column_plan("t", "c", Generalise())],
        protection=protection({"c": 0}, [("a",), (None,)]),
    )
    assert of(build_suites(plan_of([table]), {})["t"], NOT_NULL) == []


def test_the_expected_rows_are_those_that_the_plan_lets_out() -> None:
    made = plan()
    patients, encounters, notes = made.tables
    assert patients.protection is not None
    lost = patients.model_copy(
        update={"protection": patients.protection.model_copy(update={"suppressed_rows": 5})}
    )
    counted = encounters.model_copy(update={"after": figures(71)})
    suites = build_suites(made.model_copy(update={"tables": (lost, counted, notes)}), released())
    assert of(suites["patients"], ROWS)[0].arguments == {"value": PATIENTS - 5}
    assert of(suites["encounters"], ROWS)[0].arguments == {"value": 71}
    assert of(suites["notes"], ROWS_BETWEEN)[0].arguments == {"min_value": 1, "max_value": 80}


def test_rows_without_a_subject_are_not_expected() -> None:
    table = table_plan(
        "t", [column_plan("t", "id", Pseudonym(), rows=9, missing=2)], rows=9, path=("t.id",)
    )
    suite = build_suites(plan_of([table], subject="t.id"), {})["t"]
    assert of(suite, ROWS)[0].arguments == {"value": 7}
    assert len(of(suite, NOT_NULL)) == 1


def test_years_are_numbers() -> None:
    table = table_plan("t", [column_plan("t", "c", TruncateDate(to="year"), DataType.DATE)], rows=2)
    good = {"t": Table("t", pa.table({"c": [1850, 2020]}))}
    bad = {"t": Table("t", pa.table({"c": [1850, 20200131]}))}
    assert failures(good, plan_of([table])) == set()
    assert failures(bad, plan_of([table])) == {("t", REGEX, "c")}


def test_dropped_columns_are_neither_followed_nor_referred_to() -> None:
    made = plan()
    patients, encounters, notes = made.tables
    ids = patients.columns[0].model_copy(update={"transform": Drop()})
    patients = patients.model_copy(update={"columns": (ids, *patients.columns[1:])})
    suites = build_suites(
        made.model_copy(update={"tables": (patients, encounters, notes)}), released()
    )
    assert of(suites["patients"], ANONYMOUS)[0].arguments["subject"] == []
    assert of(suites["encounters"], REFER) == []
    assert len(of(suites["notes"], REFER)) == 1


def test_nothing_is_learnt_from_the_released_values() -> None:
    tables = released()
    other = {
        name: Table(name, table.data.take(pa.array([0] * table.rows)))
        for name, table in tables.items()
    }
    assert build_suites(plan(), tables) == build_suites(plan(), other)
