"""What is declared to be a code is measured as one, however many different codes there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline.planning.coded_columns import codes_as_texts
from sector_data.sources.tables import Table
from sector_data.spec.codes import is_code
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import FlatHierarchy, NumberHierarchy
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, TablePlan
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.transforms.values import Generalise, Keep, Pram, Round, TransformSpec
from sector_data.spec.words import DataType, Role

START = "release: {name: x}\nsource: {visits: visits.csv}\n"
CODES = 60


def column(
    name: str, transform: TransformSpec | None = None, entity: str | None = None
) -> ColumnPlan:
    finding = ColumnFinding(
        table="visits", column=name, data_type=DataType.INTEGER, rows=9, missing=0, distinct=9,
        role=Role.INSENSITIVE, entity=entity,
    )  # fmt: skip
    return ColumnPlan(
        column=name, role=Role.INSENSITIVE, transform=transform or Keep(), reason="x",
        finding=finding,
    )  # fmt: skip


def pipeline(more: str = "") -> Pipeline:
    return parse_pipeline(START + more, base=Path())


def code(more: str = "", name: str = "shop", **words: Any) -> bool:
    return is_code("visits", column(name, **words), pipeline(more))


def test_nothing_declared_is_no_code_unless_detection_found_its_meaning() -> None:
    assert not code()
    assert code(entity="ORGANIZATION")
    assert not code(entity="AGE")


IN_SET = (
    "quality: {expectations: [{expect_column_values_to_be_in_set: "
    "{column: visits.shop, value_set: [1, 2]}}]}"
)
BETWEEN = (
    "quality: {expectations: [{expect_column_values_to_be_between: "
    "{column: visits.shop, min_value: 1}}]}"
)
TABULATE = (
    "tabulate: {{table: visits, unit: row, epsilon: 1, domain: {{visits.shop: {}}}, "
    "figures: [{{measure: histogram, column: visits.shop}}]}}"
)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (IN_SET, True),
        (BETWEEN, False),
        (TABULATE.format("['1', '2']"), True),
        (TABULATE.format("{lowest: 0, highest: 9}"), False),
        ("synthesise: {shares: {visits.shop: {'1': 0.3}}}", True),
        ("assess: {queries: {large: {visits.shop: [3, 9]}}}", False),
        ("assess: {regressions: [{outcome: visits.shop, predictors: [visits.age]}]}", False),
        ("assess: {survival: {duration: visits.shop, event: visits.age}}", False),
    ],
)
def test_the_pipeline_file_goes_before_what_was_detected(more: str, said: bool) -> None:
    assert code(more) is said
    assert code(more, entity="ORGANIZATION") is said
    assert code(more, entity="AGE") is said


@pytest.mark.parametrize(
    ("transform", "said"),
    [
        (Pram(), True),
        (Round(to=10), False),
        (Generalise(hierarchy=FlatHierarchy(), level=0), True),
        (Generalise(hierarchy=NumberHierarchy(widths=(10,)), level=0), False),
    ],
)
def test_so_does_what_happens_to_the_column(transform: TransformSpec, said: bool) -> None:
    assert code(transform=transform, entity="ORGANIZATION") is said
    assert code(transform=transform, entity="AGE") is said


def test_a_sector_schema_goes_before_what_was_detected() -> None:
    text = "release: {name: x}\nsector: finance\nsource: {loan_register: x.csv}\n"
    register = parse_pipeline(text, base=Path())
    told = {
        name: is_code("loan_register", column(name, entity="ORGANIZATION"), register)
        for name in ("loan_type", "county_code", "loan_amount", "activity_year", "my_own")
    }
    assert told == {
        "loan_type": True, "county_code": True, "loan_amount": False, "activity_year": False,
        "my_own": True,
    }  # fmt: skip


def test_codes_become_texts_and_nothing_else() -> None:
    part = TablePlan(
        table="visits", rows=2, subjects=None, subject_path=None, before=None, after=None,
        columns=(column("shop", entity="ORGANIZATION"), column("age"), column("gone")),
        protection=None,
    )  # fmt: skip
    table = Table("visits", pa.table({"shop": [7, None], "age": [30, 40]}))
    made = codes_as_texts(table, part, pipeline())
    assert made.column("shop").to_pylist() == ["7", None]
    assert made.column("age").type == pa.int64()
    bare = table.data.select(["age"])
    assert codes_as_texts(Table("visits", bare), part, pipeline()).data is bare


@pytest.mark.parametrize(("declared", "kind"), [(True, "category"), (False, "number")])
def test_a_release_is_measured_by_what_is_declared(
    declared: bool, kind: str, tmp_path: Path
) -> None:
    """Neighbouring codes swapped are as good as none: as numbers they would be nearly right."""
    KeyRing.open(tmp_path / "keys.json", create=True).new("default", holder="office")
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"points": rng.integers(100, 100 + CODES, 3000), "age": 5})
    frame.to_csv(tmp_path / "visits.csv", index=False)
    values = list(range(100, 100 + CODES))
    more = (
        f"quality: {{expectations: [{{expect_column_values_to_be_in_set: "
        f"{{column: visits.points, value_set: {values}}}}}]}}\n"
        if declared
        else ""
    )
    text = (
        START
        + more
        + (
            "columns: {visits.points: {role: insensitive, transform: keep}, "
            "visits.age: {role: insensitive, transform: keep}}\nassess: {attacks: []}\n"
        )
    )
    done = sd.run(
        parse_pipeline(text, base=tmp_path), output=tmp_path / "out",
        key_ring=tmp_path / "keys.json",
    )  # fmt: skip
    (table,) = done.assessment.tables
    assert table.usefulness is not None
    (points,) = [c for c in table.usefulness.columns if c.column == "points"]
    assert points.kind == kind
    (told,) = [d for d in table.distributions if d.column == "points"]
    assert told.ordered is not declared
    (utility,) = done.assessment.utility
    assert utility.shapes == 1
