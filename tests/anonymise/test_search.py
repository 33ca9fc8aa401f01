"""The search against ARX's recorded optima, and its greedy stand-in against the exact search."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.protect import plan_protection
from sector_data.errors import ReleaseRefusedError
from tests.anonymise import arx
from tests.anonymise.reference import Problem, outcome, problems

needs_arx = pytest.mark.skipif(
    not arx.ARX.is_dir(), reason="the recorded results of ARX are not beside this repository"
)


@needs_arx
@pytest.mark.parametrize("dataset", ["adult", "fars"])
def test_the_optima_of_arx_are_found(dataset: str) -> None:
    data = arx.table(dataset)
    recorded = [run for run in arx.runs("k=5") if run.dataset == dataset]
    assert [run.limit for run in recorded] == [0.0, 0.02, 0.05, 0.1]
    for run in recorded:
        columns = {name: data.column(name) for name in run.quasi_identifiers}
        found = plan_protection(
            quasi_identifiers=columns,
            hierarchies={n: arx.hierarchy(dataset, n, v) for n, v in columns.items()},
            k=5,
            suppression_limit=run.limit,
        )
        assert found.loss == pytest.approx(run.loss, abs=1e-9)
        assert tuple(g.level for g in found.generalisations) == run.levels
        assert found.suppressed_rows == run.suppressed
        assert found.optimal
        assert found.checked < run.checked


@needs_arx
@pytest.mark.parametrize(("dataset", "sensitive"), [("adult", "occupation"), ("fars", "istatenum")])
def test_the_optima_of_arx_with_diversity_are_found(dataset: str, sensitive: str) -> None:
    data = arx.table(dataset)
    (run,) = (run for run in arx.runs("k=5+dl=3") if run.dataset == dataset)
    columns = {name: data.column(name) for name in run.quasi_identifiers}
    found = plan_protection(
        quasi_identifiers=columns,
        hierarchies={n: arx.hierarchy(dataset, n, v) for n, v in columns.items()},
        k=5,
        suppression_limit=run.limit,
        sensitive={sensitive: SensitiveColumn(data.column(sensitive).combine_chunks())},
        l_diversity={sensitive: 3},
    )
    assert found.loss == pytest.approx(run.loss, abs=1e-9)
    assert tuple(g.level for g in found.generalisations) == run.levels
    assert found.suppressed_rows == run.suppressed


@settings(deadline=None, max_examples=80)
@given(problems())
def test_the_greedy_search_protects_as_much_and_says_that_it_may_lose_more(
    problem: Problem,
) -> None:
    try:
        exact = plan_protection(**problem.arguments())
    except ReleaseRefusedError:
        with pytest.raises(ReleaseRefusedError):
            plan_protection(**problem.arguments(), most_nodes=0)
        return
    greedy = plan_protection(**problem.arguments(), most_nodes=0)
    assert not greedy.optimal
    assert greedy.loss >= exact.loss - 1e-9
    levels = tuple(g.level for g in greedy.generalisations)
    expected = outcome(problem, levels)
    assert greedy.loss == pytest.approx(expected.loss, abs=1e-9)
    assert greedy.suppressed_rows == len(expected.suppressed) <= problem.limit * problem.rows
    assert frozenset(greedy.kept_classes) == expected.kept


@needs_arx
def test_the_greedy_search_comes_near_on_real_data() -> None:
    data = arx.table("adult")
    run = next(run for run in arx.runs("k=5") if run.dataset == "adult" and run.limit == 0.05)
    columns = {name: data.column(name) for name in run.quasi_identifiers}
    found = plan_protection(
        quasi_identifiers=columns,
        hierarchies={n: arx.hierarchy("adult", n, v) for n, v in columns.items()},
        k=5,
        suppression_limit=0.05,
        most_nodes=1000,
    )
    assert run.loss - 1e-9 <= found.loss <= 1.25 * run.loss
