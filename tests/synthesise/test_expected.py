"""Expectations about two columns are rules that every synthetic row keeps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.expected import with_expected
from sector_data.synthesise.making import synthesise
from tests.synthesise.plans import plan_of, table

RNG = np.random.default_rng(31)
LOW = RNG.integers(0, 50, 300)
TABLES = {
    "t": table(
        "t",
        {"low": LOW, "high": LOW + RNG.integers(0, 9, 300), "twin": LOW, "text": ["x"] * 300},
    )
}
RISES = "expect_column_pair_values_a_to_be_greater_than_b"
SAME = "expect_column_pair_values_to_be_equal"


def expecting(*entries: dict[str, Any]) -> Plan:
    plan = plan_of(TABLES)
    quality = plan.pipeline.quality.model_copy(update={"expectations": entries})
    pipeline = plan.pipeline.model_copy(update={"quality": quality})
    return plan.model_copy(update={"pipeline": pipeline})


PAIRS = (
    {RISES: {"column_A": "t.high", "column_B": "t.low", "or_equal": True}},
    {SAME: {"column_A": "t.twin", "column_B": "t.low"}},
)


def test_orderings_and_equal_columns_become_rules() -> None:
    found = with_expected(TABLES, expecting(*PAIRS[:1]), SynthesisSpec())
    assert found.orderings == (("t.low", "t.high"),)
    found = with_expected(TABLES, expecting(*PAIRS[1:]), SynthesisSpec())
    assert found.dependencies == {"t.twin": ("t.low",)}


@pytest.mark.parametrize(
    "entry",
    [
        {RISES: {"column_A": "t.low", "column_B": "t.high"}},
        {RISES: {"column_A": "t.text", "column_B": "t.low"}},
        {RISES: {"column_A": "t.gone", "column_B": "t.low"}},
        {RISES: {"column_A": "other.low", "column_B": "t.low"}},
        {SAME: {"column_A": "t.high", "column_B": "t.low"}},
        {"expect_column_values_to_be_between": {"column": "t.low", "min_value": 0}},
    ],
)
def test_what_does_not_hold_or_cannot_be_compared_is_no_rule(entry: dict[str, Any]) -> None:
    spec = SynthesisSpec()
    assert with_expected(TABLES, expecting(entry), spec) == spec


def test_what_is_declared_is_not_stated_twice() -> None:
    spec = SynthesisSpec(orderings=(("t.low", "t.high"),))
    assert with_expected(TABLES, expecting(*PAIRS), spec) == spec
    spec = SynthesisSpec(tables=("other",))
    assert with_expected(TABLES, expecting(*PAIRS), spec) == spec


@pytest.mark.slow
def test_synthetic_rows_keep_them() -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    spec = SynthesisSpec(engine="gaussian-copula")
    result = synthesise(TABLES, expecting(*PAIRS[:1]), spec, announce=lambda _: None)
    made = result.tables["t"].data.to_pandas()
    assert (made["low"] <= made["high"]).all()
    (rule,) = result.record["tables"]["t"]["structure"]["rules"]
    assert (rule["rule"], rule["broken"]) == ("low ≤ high", 0)
