"""What speaks against the transforms of whole columns is said before anything is done."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sector_data.pipeline.planning.perturbing import perturbation_problems
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.perturbation import Microaggregate, Noise, Pram, RankSwap
from sector_data.spec.transforms.values import TopBottom, TransformSpec
from sector_data.spec.words import DataType, Role


def problems(
    transform: TransformSpec, role: Role = Role.SENSITIVE, data_type: DataType = DataType.NUMBER
) -> list[str]:
    finding = ColumnFinding(
        table="t",
        column="a",
        data_type=data_type,
        rows=2,
        missing=0,
        distinct=2,
        role=role,
        confidence=1.0,
    )
    plan = ColumnPlan(column="a", finding=finding, role=role, transform=transform, reason="said so")
    table = Table("t", pa.table({"a": [1.0, 2.0], "b": ["x", "y"]}))
    found = perturbation_problems({"t": [plan]}, {"t": table})
    assert {problem.path for problem in found} <= {"columns.t.a.transform"}
    return [problem.message for problem in found]


@pytest.mark.parametrize(
    "transform",
    [
        Microaggregate(together=("b",)),
        RankSwap(),
        Pram(strata="b"),
        Noise(together=("b",)),
        TopBottom(count=2),
    ],
    ids=lambda t: t.kind,
)
def test_nothing_speaks_against_what_suits(transform: TransformSpec) -> None:
    assert problems(transform) == []


@pytest.mark.parametrize("transform", [RankSwap(), Pram(), Noise()], ids=lambda t: t.kind)
def test_a_quasi_identifier_that_is_drawn_cannot_be_counted(transform: TransformSpec) -> None:
    [said] = problems(transform, Role.QUASI_IDENTIFIER)
    assert "nobody can count" in said
    assert problems(Microaggregate(), Role.QUASI_IDENTIFIER) == []
    assert problems(TopBottom(count=2), Role.QUASI_IDENTIFIER) == []


@pytest.mark.parametrize(
    "transform",
    [Microaggregate(together=("c",)), Pram(strata="c"), Noise(together=("b", "c"))],
    ids=lambda t: t.kind,
)
def test_columns_that_are_not_there_are_named(transform: TransformSpec) -> None:
    assert problems(transform) == ["there is no column 'c' in t."]


@pytest.mark.parametrize(
    ("transform", "data_type", "what"),
    [
        (RankSwap(), DataType.STRING, "numbers or dates"),
        (Noise(), DataType.BOOLEAN, "numbers or dates"),
        (Noise(form="multiplicative"), DataType.DATE, "numbers"),
        (TopBottom(count=2), DataType.DATE, "numbers"),
    ],
)
def test_a_type_that_does_not_suit_is_told(
    transform: TransformSpec, data_type: DataType, what: str
) -> None:
    [said] = problems(transform, data_type=data_type)
    assert said == f"{transform.kind!r} needs {what}; the column is of type {data_type.value}."
    assert problems(transform, data_type=DataType.INTEGER) == []
