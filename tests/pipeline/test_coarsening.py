"""What a bundle tells of a source is the same whatever fewer than ten people were."""

from __future__ import annotations

import math
from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sector_data.assessment.gates import evaluate_gates
from sector_data.assessment.gating import judge_table
from sector_data.assessment.utility import measure_utility
from sector_data.pipeline.coarsening import coarse_assessment
from sector_data.sources.tables import Table
from sector_data.spec.coarse import FEWEST, STEP, Bound, coarse, steps_of
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import Assessment, UtilityFigures
from sector_data.spec.evidence.usefulness import (
    ModelFigures,
    PredictionFigures,
    UsefulnessFigures,
)
from sector_data.spec.gate_profiles import load_gate_profile
from sector_data.spec.pipeline import Gate

Kinds = tuple[int, int, int]
"""Stays that ended in another one, that did not, and of which nobody knows."""

SHARES = st.floats(0, 1)


def stays(kinds: Kinds) -> Table:
    again, not_again, unknown = kinds
    values = [True] * again + [False] * not_again + [None] * unknown
    return Table("stays", pa.table({"again": pa.array(values, pa.bool_())}))


def measured(released: Kinds, gone: Kinds) -> UtilityFigures:
    before = stays(tuple(map(sum, zip(released, gone, strict=True))))  # type: ignore[arg-type]
    after = stays(released)
    return measure_utility(
        before,
        after,
        comparable=before,
        columns=["again"],
        subjects_before=before.rows,
        subjects_after=after.rows,
    )


def told(figures: UtilityFigures, released: Kinds) -> UtilityFigures:
    found = coarse_assessment(
        Assessment(before=(), after=(), utility=(figures,)), {"stays": stays(released)}
    )
    return found.utility[0]


def compositions(people: int) -> list[Kinds]:
    """Return all that so many people could have been."""
    return [(a, b, people - a - b) for a in range(people + 1) for b in range(people + 1 - a)]


RELEASED = st.tuples(*[st.integers(0, 12) | st.integers(0, 300)] * 3)


@settings(max_examples=25, deadline=None)
@given(released=RELEASED, gone=st.integers(1, FEWEST - 1))
@example(released=(0, 0, 11), gone=9)
@example(released=(1, 0, 11), gone=9)
@example(released=(1000, 991, 0), gone=9)
def test_what_fewer_than_ten_people_were_is_not_told(released: Kinds, gone: int) -> None:
    assume(sum(released) + gone >= STEP)  # of fewer, one step is less than twenty people
    assert len({told(measured(released, each), released) for each in compositions(gone)}) == 1


@settings(max_examples=10, deadline=None)
@given(released=RELEASED, gone=st.integers(FEWEST, 14))
@example(released=(250, 600, 250), gone=14)
def test_of_more_people_only_what_ten_of_them_were(released: Kinds, gone: int) -> None:
    assume(sum(released) + gone >= STEP)
    alike: dict[UtilityFigures, list[Kinds]] = defaultdict(list)
    for each in compositions(gone):
        alike[told(measured(released, each), released)].append(each)
    alone = [found[0] for found in alike.values() if len(found) == 1]
    assert all(max(kinds) >= FEWEST for kinds in alone)


def test_exact_figures_would_tell_it() -> None:
    """The case that this is for: two of five had another stay, and of twenty nobody knows."""
    released, gone = (301, 640, 1059), (1, 2, 5)
    exact = measured(released, gone)
    same = [each for each in compositions(8) if measured(released, each) == exact]
    assert same == [gone]
    assert len(compositions(8)) == 45


@given(people=st.integers(0, 10**9))
def test_a_step_stands_for_enough_people_and_not_for_many_more(people: int) -> None:
    steps = steps_of(people)
    assert str(steps).rstrip("0") in ("1", "2", "5")
    assert steps == 1 or people / steps >= STEP
    assert people < STEP or people / steps < 2.5 * STEP


@given(figure=st.floats(-1e6, 1e6), steps=st.sampled_from([1, 2, 5, 10, 200, 5000]))
def test_rounding_twice_is_rounding_once(figure: float, steps: int) -> None:
    once = coarse(figure, steps)
    whole = 10 ** max(math.ceil(math.log10(abs(figure))), 0) if figure else 1
    assert abs(once - figure) <= whole / steps / 2 * (1 + 1e-9)
    assert len(repr(abs(once))) <= 9
    if abs(figure) <= 1:
        assert coarse(once, steps) == once


@given(
    figure=SHARES,
    bounds=st.lists(st.builds(Bound, SHARES, st.booleans()), max_size=3),
    people=st.integers(0, 3000),
)
def test_a_rounded_figure_keeps_every_verdict(
    figure: float, bounds: list[Bound], people: int
) -> None:
    found = coarse(figure, steps_of(people), *bounds)
    assert [b.holds(found) for b in bounds] == [b.holds(figure) for b in bounds]
    assert 0 <= found <= 1


@pytest.mark.parametrize("figure", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_stays(figure: float) -> None:
    assert repr(coarse(figure, 10)) == repr(figure)


@given(shapes=SHARES, pairs=SHARES, detail=SHARES, people=st.integers(0, 2000))
def test_gates_end_as_they_did_and_measure_what_is_told(
    shapes: float, pairs: float, detail: float, people: int
) -> None:
    """At the very bound, where rounding down would refuse what has passed."""
    names = {"column-shapes": shapes, "pair-trends": pairs, "granularity": detail}
    gates = [Gate(metric=name, comparison=">=", bound=value) for name, value in names.items()]
    exact = UtilityFigures(
        table="stays",
        rows_before=people,
        rows_after=people,
        subjects_before=people,
        subjects_after=people,
        columns=(),
        granularity=detail,
        shapes=shapes,
        pair_trends=pairs,
    )
    results = evaluate_gates(gates, risks=(), utilities=[exact])
    found = coarse_assessment(
        Assessment(before=(), after=(), utility=(exact,), gates=results),
        {"stays": stays((0, 0, 0))},
    )
    assert found.gates == evaluate_gates(gates, risks=(), utilities=found.utility)
    assert [r.passed for r in found.gates] == [True] * len(gates)


MODELS = st.lists(
    st.builds(
        ModelFigures,
        model=st.sampled_from(["linear", "forest", "boosting"]),
        measure=st.sampled_from(["auc", "accuracy", "r2"]),
        real=SHARES,
        release=SHARES,
        release_low=SHARES,
        release_high=SHARES,
        baseline=SHARES,
        kept=SHARES,
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@settings(max_examples=50, deadline=None)
@given(models=MODELS, pair_score=SHARES, people=st.integers(20, 3000), kept=SHARES)
def test_the_gate_of_synthetic_rows_ends_as_it_did(
    models: tuple[ModelFigures, ...], pair_score: float, people: int, kept: float
) -> None:
    """An auditor judges the figures that are told, and comes to the same verdict on each line."""
    profile = load_gate_profile("registered")
    table = TableMeasurements(
        table="stays",
        usefulness=UsefulnessFigures(
            table="stays",
            rows_source=people,
            rows_release=people,
            compared_source=people,
            compared_release=people,
            splits=5,
            seed=1,
            pair_score=pair_score,
            predictions=(PredictionFigures(target="again", models=models),),
        ),
    )
    gate = judge_table(profile, table, broken_rules=0)
    exact = UtilityFigures(
        table="stays",
        rows_before=people,
        rows_after=people,
        subjects_before=people,
        subjects_after=people,
        columns=(),
        granularity=None,
        shapes=None,
        pair_trends=None,
    )
    bound = Gate(metric="trained-on-release", comparison=">=", bound=kept)
    results = evaluate_gates([bound], risks=(), utilities=(), tables=[table])
    found = coarse_assessment(
        Assessment(
            before=(),
            after=(),
            utility=(exact,),
            gates=results,
            tables=(table.model_copy(update={"gate": gate}),),
        ),
        {"stays": stays((0, 0, 0))},
    )
    again = found.tables[0].gate
    assert again is not None
    assert again.verdict == gate.verdict
    assert [c.verdict for c in again.checks] == [c.verdict for c in gate.checks]
    assert [r.passed for r in found.gates] == [r.passed for r in results]
    assert again == judge_table(profile, found.tables[0], broken_rules=0)
