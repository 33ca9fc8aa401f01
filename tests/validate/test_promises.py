"""What a plan promises of a column: kept by the transforms, and no more than they can keep."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.masks import mask
from sector_data.deidentify.transforms import transform
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.transforms.values import (
    Generalise,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import DataType
from sector_data.validate.frames import ARROW_TYPES
from sector_data.validate.promises import mask_pattern
from sector_data.validate.running import check_suites
from sector_data.validate.suites import ExpectationDocument, build_suites
from tests.deidentify.strategies import DATES, DATETIMES, INTEGERS, ISO_TEXTS, SECRET, TEXTS
from tests.validate.worlds import column_plan, plan_of, protection, table_plan

TEXT, INTEGER, NUMBER = DataType.STRING, DataType.INTEGER, DataType.NUMBER
DATE, DATETIME = DataType.DATE, DataType.DATETIME

VALUES: dict[DataType, st.SearchStrategy[Any]] = {
    TEXT: TEXTS | ISO_TEXTS,
    INTEGER: INTEGERS,
    NUMBER: st.floats(allow_nan=False) | st.integers(-50, 50).map(float),
    DATE: DATES,
    DATETIME: DATETIMES,
}

CASES: list[tuple[TransformSpec, DataType]] = [
    *((Keep(), data_type) for data_type in VALUES),
    *((Pseudonym(prefix="a-", length=12), data_type) for data_type in VALUES),
    *((Mask(keep_first=1, keep_last=2), data_type) for data_type in VALUES),
    (Mask(character="x", keep_last=1), TEXT),
    *((ShiftDate(), data_type) for data_type in (TEXT, DATE, DATETIME)),
    *(
        (TruncateDate(to=period), data_type)
        for period in ("week", "month", "quarter", "year")
        for data_type in (TEXT, DATE, DATETIME)
    ),
    *((Round(to=to), data_type) for to in (10, 0.5) for data_type in (INTEGER, NUMBER)),
    *((TopBottom(top=t, bottom=-9), d) for t in (9, 9.5) for d in (INTEGER, NUMBER)),
    (TopBottom(bottom=0), INTEGER),
    *((Zip3(), data_type) for data_type in (TEXT, INTEGER, NUMBER)),
]


def suite_of(spec: TransformSpec, data_type: DataType, **column: Any) -> list[ExpectationDocument]:
    return list(build_suites(plan_for(spec, data_type, **column), {})["t"])


def plan_for(spec: TransformSpec, data_type: DataType, **column: Any) -> Plan:
    rows = column.get("rows", 10)
    return plan_of([table_plan("t", [column_plan("t", "c", spec, data_type, **column)], rows=rows)])


@settings(max_examples=25, deadline=None)
@given(data=st.data(), case=st.sampled_from(CASES))
def test_transforms_keep_what_the_plan_promises(
    data: st.DataObject, case: tuple[TransformSpec, DataType]
) -> None:
    spec, data_type = case
    values = data.draw(st.lists(st.none() | VALUES[data_type], max_size=8))
    source = pa.array(values, ARROW_TYPES[data_type])
    subjects = pa.array(["s"] * len(source), pa.string())
    result = transform(source, spec, secret=SECRET, subjects=subjects)
    tables = {"t": Table("t", pa.table({"c": result}))}
    made = plan_for(spec, data_type, rows=len(source), missing=source.null_count)
    results = check_suites(tables, build_suites(made, tables), find_identifiers=lambda _: {})
    assert [r for r in results if not r.passed] == []


@settings(max_examples=80, deadline=None)
@given(
    text=TEXTS | st.text(max_size=20),
    spec=st.builds(
        Mask,
        character=st.sampled_from("*x#.0"),
        keep_first=st.integers(0, 3),
        keep_last=st.integers(0, 3),
    ),
)
def test_masked_texts_match_the_pattern_of_their_mask(text: str, spec: Mask) -> None:
    (masked,) = mask(pa.array([text]), spec).to_pylist()
    assert re.search(mask_pattern(spec), masked)


@pytest.mark.parametrize("character", ["*", "x"])
def test_one_letter_more_than_the_mask_keeps_does_not_match(character: str) -> None:
    pattern = mask_pattern(Mask(character=character, keep_first=1, keep_last=2))
    hidden = character * 5
    assert re.search(pattern, f"a{hidden}-bc")
    assert not re.search(pattern, f"ad{hidden}-bc")
    assert not re.search(pattern, f"a{hidden}-bc\nd")


def test_a_mask_pattern_takes_no_time_on_long_texts() -> None:
    pattern = re.compile(mask_pattern(Mask(character="x", keep_first=3, keep_last=3)))
    assert not pattern.search("x" * 3000 + "abcdefg")


def arguments(documents: list[ExpectationDocument], expectation: str) -> list[dict[str, Any]]:
    return [d.arguments for d in documents if d.expectation == expectation]


@pytest.mark.parametrize(
    ("spec", "source", "released"),
    [
        (RedactText(), TEXT, TEXT),
        (Generalise(level=0), INTEGER, INTEGER),
        (Generalise(level=1), INTEGER, TEXT),
        (Generalise(), DATE, TEXT),
        (Round(to=0.5), INTEGER, NUMBER),
        (Round(to=5), INTEGER, INTEGER),
        (TopBottom(top=1.5), INTEGER, NUMBER),
        (TopBottom(top=1), INTEGER, INTEGER),
        (Zip3(), INTEGER, TEXT),
        (Keep(), DataType.BOOLEAN, DataType.BOOLEAN),
    ],
)
def test_the_released_type_follows_from_source_and_transform(
    spec: TransformSpec, source: DataType, released: DataType
) -> None:
    found = arguments(suite_of(spec, source), "expect_column_values_to_be_of_type")
    assert found == [{"type_": released.value}]


def test_a_level_above_a_transform_replaces_its_form() -> None:
    table = table_plan(
        "t",
        [column_plan("t", "c", TruncateDate(), DATE)],
        protection=protection({"c": 1}, [("*",)]),
    )
    found = [d.expectation for d in build_suites(plan_of([table]), {})["t"]]
    assert "expect_column_values_to_match_regex" not in found
    assert "expect_column_values_to_be_in_set" in found


@pytest.mark.parametrize(
    ("spec", "data_type", "missing", "expected"),
    [
        (Keep(), TEXT, 0, [{}]),
        (Keep(), TEXT, 3, [{"mostly": 0.7}]),
        (Round(to=5), INTEGER, 3, [{"mostly": 0.7}]),
        (Keep(), TEXT, 10, []),
        (TruncateDate(), DATE, 3, [{"mostly": 0.7}]),
        (TruncateDate(), TEXT, 0, []),
        (ShiftDate(), DATE, 0, []),
        (Generalise(level=1), TEXT, 0, []),
    ],
)
def test_gaps_are_bounded_where_the_transform_makes_none(
    spec: TransformSpec, data_type: DataType, missing: int, expected: list[dict[str, float]]
) -> None:
    documents = suite_of(spec, data_type, rows=10, missing=missing)
    assert arguments(documents, "expect_column_values_to_not_be_null") == expected


def test_a_reference_aside_of_the_way_to_the_subject_may_be_emptied() -> None:
    tables = [
        table_plan("wards", [column_plan("wards", "id", Pseudonym())]),
        table_plan("stays", [column_plan("stays", "ward", Pseudonym())]),
    ]
    made = plan_of(tables, references={"stays.ward": "wards.id"})
    documents = list(build_suites(made, {})["stays"])
    assert arguments(documents, "expect_column_values_to_not_be_null") == []
    assert arguments(documents, "expect_column_values_to_refer_to") == [{"reference": "wards.id"}]


@pytest.mark.parametrize(("spec", "unique"), [(Keep(), True), (Pseudonym(), True), (Mask(), False)])
def test_a_key_is_unique_only_if_its_transform_keeps_values_apart(
    spec: TransformSpec, unique: bool
) -> None:
    table = table_plan("t", [column_plan("t", "c", spec)])
    documents = list(build_suites(plan_of([table], keys={"t": "c"}), {})["t"])
    assert bool(arguments(documents, "expect_column_values_to_be_unique")) is unique


def test_texts_but_not_pseudonyms_are_searched_for_identifiers() -> None:
    expectation = "expect_column_values_to_hold_no_identifier"
    assert arguments(suite_of(Keep(), TEXT), expectation) == [{}]
    assert arguments(suite_of(Pseudonym(), TEXT), expectation) == []
    assert arguments(suite_of(Keep(), INTEGER), expectation) == []
