"""Models from the release: predictions, coefficients and components."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import subspace_angles

from sector_data.assessment.usefulness.components import measure_components, principal_angle
from sector_data.assessment.usefulness.regressions import overlap
from sector_data.sources.tables import Table
from sector_data.spec.evidence.usefulness import PredictionFigures, RegressionFigures
from sector_data.spec.usefulness_tasks import RegressionTask, UsefulnessTasks
from tests.assessment.usefulness.people import banded, people, shuffled
from tests.assessment.usefulness.trying import declared, trials


def predict(
    source: Table, release: Table, target: str, held_out: Table | None = None
) -> PredictionFigures:
    tasks = UsefulnessTasks(targets=(target,))
    return declared(source, release, tasks, held_out=held_out).predictions[0]


@pytest.mark.parametrize(("target", "task"), [("ill", "classification"), ("cost", "regression")])
def test_the_same_rows_teach_the_same_and_shuffled_ones_nothing(target: str, task: str) -> None:
    source = people(2_000)
    same, useless = (predict(source, r, target) for r in (source, shuffled(source)))
    assert (same.task, same.tested_on, same.features) == (task, "other-half", 7)
    assert {m.model for m in same.models} == {"linear", "forest", "boosting"}
    measures = {"auc", "accuracy"} if task == "classification" else {"r2"}
    for model in same.models:
        assert model.measure in measures
        assert model.release == model.real > model.baseline + 0.1
        assert model.kept == 1
    # Where a tree sees nothing a line still has a direction, and may have the right one by chance.
    kept = [model.kept for model in useless.models if model.kept is not None]
    assert len(kept) == len(same.models)
    assert np.mean(kept) < 0.3


def test_held_out_people_are_tested_on() -> None:
    source = people(1_000)
    figures = predict(source, source, "ward", held_out=people(1_000, seed=8))
    assert figures.tested_on == "held-out"
    assert figures.task == "classification"
    assert all(m.baseline < m.real for m in figures.models)


def test_labels_of_ages_are_learnt_from_as_numbers() -> None:
    source = banded(people(2_000))
    figures = predict(source, source, "age")
    assert figures.task == "regression"
    assert max(m.real for m in figures.models) > 0.9  # the date of birth is beside it


def test_a_release_with_one_class_teaches_that_class() -> None:
    source = people(1_000)
    data = source.data.set_column(2, "ill", pa.array([False] * 1_000))
    figures = predict(source, Table("people", data), "ill")
    for model in figures.models:
        assert model.release == pytest.approx(model.baseline, abs=0.02)
        assert model.kept == pytest.approx(0, abs=0.1)


def test_what_nothing_predicts_has_no_share_that_is_kept() -> None:
    source = people(1_000)
    for model in predict(source, source, "left").models:
        assert model.kept is None or model.real - model.baseline >= 0.02


@pytest.mark.parametrize(
    ("values", "reason"),
    [([1] * 200, "one-class"), ([f"c{i % 30}" for i in range(200)], "too-many-classes")],
)
def test_targets_that_are_none(values: list[object], reason: str) -> None:
    table = Table("t", pa.table({"y": values, "x": list(range(200)), "z": [0, 1] * 100}))
    figures = predict(table, table, "y")
    assert figures.models == ()
    assert figures.why_not is not None
    assert figures.why_not.reason == reason


def regress(source: Table, release: Table, **task: object) -> RegressionFigures:
    tasks = UsefulnessTasks(regressions=(RegressionTask.model_validate(task),))
    return declared(source, release, tasks).regressions[0]


@pytest.mark.parametrize(("outcome", "kind"), [("ill", "logistic"), ("cost", "linear")])
def test_coefficients_are_kept_and_lost(outcome: str, kind: str) -> None:
    source = people(2_000)
    task = {"outcome": outcome, "predictors": ["age", "sex"]}
    same, torn = (regress(source, r, **task) for r in (source, shuffled(source, [outcome])))
    assert same.kind == torn.kind == kind
    assert (same.coefficients[0].column, same.coefficients[0].level) == ("age", None)
    assert same.coefficients[1].level in {"F", "M"}
    assert all(c.overlap == 1 and c.same_sign for c in same.coefficients)
    assert same.coefficients[0].source > 0
    assert torn.coefficients[0].overlap == 0
    assert same.disjoint is not None
    assert torn.disjoint is not None
    assert (same.disjoint.value, same.disjoint.score) == (0, 1)
    assert torn.disjoint.value > 0.4


def test_numbers_are_in_standard_deviations() -> None:
    draw = np.random.default_rng(4)
    x = draw.normal(5, 3, 4_000)
    y = 100 * x + draw.normal(0, 300, 4_000)
    table = Table("t", pa.table({"x": x, "y": y}))
    (slope,) = regress(table, table, outcome="y", predictors=["x"]).coefficients
    assert slope.source == pytest.approx(np.corrcoef(x, y)[0, 1])


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ({"outcome": "ward", "predictors": ["age"]}, "no-number"),
        ({"outcome": "ward", "predictors": ["age"], "kind": "logistic"}, "too-many-classes"),
        ({"outcome": "rare", "predictors": ["age"]}, "few-cases"),
        ({"outcome": "one", "predictors": ["age"]}, "one-class"),
        ({"outcome": "old", "predictors": ["age"]}, "did-not-converge"),
    ],
)
def test_regressions_that_cannot_be_fitted(task: dict[str, object], reason: str) -> None:
    source = people(400)
    data = source.data.append_column("rare", pa.array([True] * 3 + [False] * 397))
    data = data.append_column("one", pa.array([1] * 400))
    data = data.append_column("old", pa.array(source.column("age").to_numpy() >= 50))
    table = Table("people", data)
    figures = regress(table, table, **task)
    assert figures.coefficients == ()
    assert figures.why_not is not None
    assert figures.why_not.reason == reason


ENDS = st.tuples(st.integers(0, 20), st.integers(1, 20)).map(lambda e: (float(e[0]), float(sum(e))))


@given(ENDS, ENDS)
def test_overlap_is_a_symmetric_share(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    shared = overlap(first, second)
    assert shared == overlap(second, first)
    assert 0 <= shared <= 1
    assert (shared == 1) == (first == second)
    assert (shared == 0) == (first[1] <= second[0] or second[1] <= first[0])


def test_overlap_by_hand() -> None:
    # Karr et al. 2006: half of (1 / 2 + 1 / 4).
    assert overlap((0, 2), (1, 5)) == 0.375
    assert overlap((0, 1), (np.nan, np.nan)) == 0


@given(st.integers(0, 1000), st.integers(1, 3))
def test_angles_are_those_of_scipy(seed: int, count: int) -> None:
    draw = np.random.default_rng(seed)
    one, two = (np.linalg.qr(draw.normal(size=(6, count)))[0] for _ in range(2))
    assert principal_angle(one, two) == pytest.approx(np.degrees(subspace_angles(one, two).max()))
    assert principal_angle(one, one) == pytest.approx(0, abs=1e-6)


def test_components_turn_when_dependence_is_lost() -> None:
    source = people(2_000)
    columns = ["age", "born", "cost", "ill", "ward"]
    same, torn = (
        measure_components(trials(source, release), columns)
        for release in (source, shuffled(source))
    )
    assert same.explained_source == same.explained_release
    assert len(same.explained_source) == same.components
    assert same.angle.value == pytest.approx(0, abs=1e-5)
    assert torn.explained.value > 0.1
    assert torn.explained.score is not None
    assert torn.explained.score < 0.1
    assert torn.angle.halved > same.angle.halved
