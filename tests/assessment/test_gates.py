"""Gates and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.gate_figures import MEASURED
from sector_data.assessment.gates import METRICS, evaluate_gates
from sector_data.errors import InputError
from sector_data.spec.aggregation import AggregateFigures
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import GateResult, RiskFigures, UtilityFigures
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.pipeline import Gate
from tests.assessment.measured import leaking, unprotected, without_control

BASE: dict[str, Any] = {
    "table": "patients",
    "rows": 100,
    "subjects": 90,
    "quasi_identifiers": ("zip",),
    "classes": 9,
    "k": 10,
    "unique_subjects": 0.0,
    "subjects_below_k": 0.0,
    "highest_risk": 0.1,
    "average_risk": 0.05,
    "l_diversity": {"patients.illness": 3, "visits.code": 2},
}


def risk(**changes: Any) -> RiskFigures:
    return RiskFigures(**{**BASE, **changes})


def utility(**changes: Any) -> UtilityFigures:
    return UtilityFigures(
        **{
            "table": "patients",
            "rows_before": 100,
            "rows_after": 97,
            "subjects_before": 90,
            "subjects_after": 88,
            "columns": (),
            "granularity": 0.8,
            "shapes": 0.99,
            "pair_trends": 0.97,
            **changes,
        }
    )


def one(
    metric: str,
    comparison: Literal["<=", ">="],
    bound: float,
    risks: list[RiskFigures] | None = None,
    utilities: list[UtilityFigures] | None = None,
    expectations: float | None = None,
    tables: Sequence[TableMeasurements] = (),
    aggregates: Sequence[AggregateFigures] = (),
) -> GateResult:
    (result,) = evaluate_gates(
        [Gate(metric=metric, comparison=comparison, bound=bound)],
        risks=[risk()] if risks is None else risks,
        utilities=[utility()] if utilities is None else utilities,
        expectations_met=expectations,
        tables=tables,
        aggregates=aggregates,
    )
    return result


def summed() -> AggregateFigures:
    """Return the figures of sums of which a quarter of the cells is hidden."""
    return AggregateFigures(
        table="load",
        subjects=90,
        cells=8,
        shown=6,
        at_least=5,
        share=0.2,
        fewest=5,
        largest_share=0.2,
        sums_shown={"kwh": 0.9},
    )


def test_the_share_of_cells_that_are_shown_is_gated() -> None:
    assert one("cells-shown", ">=", 0.75, aggregates=[summed()]).passed
    assert not one("cells-shown", ">=", 0.76, aggregates=[summed()]).passed
    assert one("cells-shown", ">=", 0.5).measured is None


@pytest.mark.parametrize(
    ("metric", "comparison", "value", "subject"),
    [
        ("highest-risk", "<=", 0.1, "patients"),
        ("average-risk", "<=", 0.05, "patients"),
        ("unique-subjects", "<=", 0.0, "patients"),
        ("k-anonymity", ">=", 10, "patients"),
        ("l-diversity", ">=", 2, "patients, visits.code"),
        ("rows-kept", ">=", 0.97, "patients"),
        ("subjects-kept", ">=", 88 / 90, "patients"),
        ("granularity", ">=", 0.8, "patients"),
        ("column-shapes", ">=", 0.99, "patients"),
        ("pair-trends", ">=", 0.97, "patients"),
        ("expectations", ">=", 0.5, "the release"),
    ],
)
def test_each_figure_passes_at_its_bound_and_fails_beyond(
    metric: str, comparison: Literal["<=", ">="], value: float, subject: str
) -> None:
    at = one(metric, comparison, value, expectations=0.5)
    assert (at.passed, at.measured, at.subject) == (True, value, subject)
    beyond = value - 1e-6 if comparison == "<=" else value + 1e-6
    failed = one(metric, comparison, beyond, expectations=0.5)
    assert not failed.passed
    measured, bound = re.findall(r"is ([-0-9.e]+); at \w+ ([-0-9.e]+) is", failed.sentence)[0]
    assert measured != bound


def test_every_figure_that_a_pipeline_may_name_is_known_here() -> None:
    assert set(METRICS) == set(GATE_METRICS)
    measured = [leaking(), unprotected()]
    for metric in METRICS:
        result = one(metric, ">=", 0, expectations=1.0, tables=measured, aggregates=[summed()])
        assert result.measured is not None


def test_a_leak_fails_its_gates() -> None:
    for metric, chance in (("exact-copies", 0.05), ("membership", 0.05), ("traces", 0.0)):
        result = one(metric, "<=", chance, tables=[leaking()])
        assert not result.passed
        assert result.measured is not None
        assert result.measured > chance


@pytest.mark.parametrize("metric", sorted(MEASURED))
def test_what_was_not_measured_fails_and_says_what_to_write(metric: str) -> None:
    result = one(metric, "<=", 1, tables=[])
    assert not result.passed
    assert "write `assess: {}`" in result.sentence


def test_without_a_control_group_attacks_cannot_be_judged() -> None:
    for metric in ("singling-out", "inference", "membership", "exact-copies"):
        result = one(metric, "<=", 1, tables=[without_control()])
        assert result.measured is None
        assert "control: 50%" in result.sentence


def test_measures_that_see_nothing_decide_nothing() -> None:
    found = leaking()
    assert found.self_test is not None
    blind = found.model_copy(
        update={"self_test": found.self_test.model_copy(update={"verdict": "not assessed"})}
    )
    result = one("membership", "<=", 1, tables=[blind])
    assert result.measured is None
    assert "did not see the leaks" in result.sentence


def test_the_worst_table_decides() -> None:
    risks = [risk(), risk(table="visits", highest_risk=0.3, k=3), risk(table="x", k=7)]
    assert one("highest-risk", "<=", 0.2, risks).subject == "visits"
    result = one("k-anonymity", ">=", 5, risks)
    assert (result.subject, result.measured, result.passed) == ("visits", 3, False)
    utilities = [utility(), utility(table="visits", rows_after=50)]
    assert one("rows-kept", ">=", 0.9, utilities=utilities).subject == "visits"


def test_tables_in_which_nobody_can_be_recognised_are_passed_over() -> None:
    empty = risk(table="empty", rows=0, k=0, highest_risk=0.0)
    bare = risk(table="bare", quasi_identifiers=(), k=1, highest_risk=1.0)
    assert one("k-anonymity", ">=", 5, [empty, bare, risk()]).passed
    assert one("k-anonymity", ">=", 5, [empty, bare]).subject == "bare"


@pytest.mark.parametrize("metric", list(GATE_METRICS))
def test_what_is_not_measured_fails(metric: str) -> None:
    result = one(metric, ">=", 0.0, [], [])
    assert not result.passed
    assert result.measured is None
    assert f"{metric} could not be measured: no" in result.sentence


def test_what_could_not_be_compared_is_not_measured() -> None:
    nothing = [utility(granularity=None, shapes=None, pair_trends=None)]
    assert one("pair-trends", ">=", 0.0, utilities=nothing).measured is None
    assert one("pair-trends", ">=", 0.5, utilities=[*nothing, utility()]).passed
    assert one("rows-kept", ">=", 1.0, utilities=[utility(rows_before=0, rows_after=0)]).passed
    without = one("l-diversity", ">=", 1, [risk(l_diversity={})])
    assert without.measured is None


@given(st.floats(1e-6, 1.0))
def test_the_k_that_is_advised_is_the_least_that_passes(bound: float) -> None:
    result = one("highest-risk", "<=", bound, [risk(highest_risk=1.0 + 1e-9)])
    match = re.search(r"k-anonymity ([0-9]+)\.", result.sentence)
    assert match is not None
    k = int(match[1])
    assert 1 / k <= bound
    assert k == 1 or 1 / (k - 1) > bound


@pytest.mark.parametrize(
    ("metric", "comparison", "bound", "change"),
    [
        ("average-risk", "<=", 0.01, "k-anonymity 100, and may with less"),
        ("unique-subjects", "<=", -1.0, "k-anonymity 2"),
        ("k-anonymity", ">=", 11, "with k-anonymity 11"),
        ("l-diversity", ">=", 4, "l-diversity of 4"),
        ("rows-kept", ">=", 0.99, "suppression limit of 1 %"),
    ],
)
def test_the_smallest_change_is_named(
    metric: str, comparison: Literal["<=", ">="], bound: float, change: str
) -> None:
    assert change in one(metric, comparison, bound).sentence


def test_no_change_is_invented() -> None:
    assert one("granularity", ">=", 0.9).sentence.endswith("is asked.")
    assert one("highest-risk", "<=", 0.0).sentence.endswith("is asked.")


def test_an_unknown_figure_is_bad_input() -> None:
    with pytest.raises(InputError, match="no figure singling-in"):
        one("singling-in", "<=", 0.05)
