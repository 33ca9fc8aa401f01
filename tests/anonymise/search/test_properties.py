"""What must hold of planning: released tables recounted, orders, the way up the lattice."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.anonymise.metrics import AverageClassSize, Loss, NonUniformEntropy
from sector_data.anonymise.models import (
    AverageRisk,
    DistinctDiversity,
    EntropyDiversity,
    KAnonymity,
    PrivacyModel,
    TCloseness,
)
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.search import Budget
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.spec.plan import ProtectionPlan
from tests.anonymise.reference import Problem, problems
from tests.anonymise.search.tables import cases, looks, nodes, some_models, whole_of

ILLNESS = "t.illness"
HERE = Path()


def plan(problem: Problem, **more: Any) -> ProtectionPlan | None:
    arguments = {
        "quasi_identifiers": problem.columns,
        "hierarchies": problem.hierarchies,
        "suppression_limit": problem.limit,
        "subjects": problem.subjects,
        **more,
    }
    try:
        return plan_protection(**arguments)
    except ReleaseRefusedError:
        return None


def satisfied(model: PrivacyModel, classes: list[list[int]], people: list[Any], ill: Any) -> bool:
    """Recount a model on the classes of a released table; every row has one value."""
    if isinstance(model, AverageRisk):
        sizes = [len({people[row] for row in rows}) for rows in classes]
        return not sizes or len(sizes) <= model.risk * sum(sizes) * (1 + 1e-9)
    for rows in classes:
        values: dict[object, set[object]] = defaultdict(set)
        for row in rows:
            if ill[row] is not None:
                values[ill[row]].add(people[row])
        counts = {value: len(who) for value, who in values.items()}
        total = sum(counts.values())
        if isinstance(model, KAnonymity) and len({people[r] for r in rows}) < model.k:
            return False
        if isinstance(model, DistinctDiversity) and len(counts) < model.l:
            return False
        if isinstance(model, EntropyDiversity):
            entropy = -sum(n / total * math.log(n / total) for n in counts.values())
            if math.exp(entropy) < model.l - 1e-6:
                return False
        if isinstance(model, TCloseness) and total:
            whole = dict(zip(sorted({v for v in ill if v is not None}), model.whole, strict=True))
            apart = sum(abs(counts.get(v, 0) / total - share) for v, share in whole.items()) / 2
            if apart > model.t + 1e-6:
                return False
    return True


@settings(deadline=None, max_examples=100)
@given(problems(), st.data())
def test_what_is_released_satisfies_its_models_recounted(
    problem: Problem, data: st.DataObject
) -> None:
    values = st.sampled_from(["flu", "cold", "gout", None])
    ill = data.draw(st.lists(values, min_size=problem.rows, max_size=problem.rows))
    column = pa.array(ill, pa.string())
    models = data.draw(some_models(column))
    metric = data.draw(st.sampled_from([Loss(), NonUniformEntropy(), AverageClassSize()]))
    found = plan(
        problem, models=models, sensitive={ILLNESS: SensitiveColumn(column)}, metric=metric
    )
    if found is None:
        return
    protected = apply_protection(problem.columns, found, base=HERE)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    columns = [canonical_text(c).to_pylist() for c in protected.columns.values()]
    for row in range(problem.rows):
        if protected.keep[row]:
            groups[tuple(c[row] for c in columns)].append(row)
    assert problem.rows - sum(map(len, groups.values())) == found.suppressed_rows
    assert found.suppressed_rows <= problem.limit * problem.rows + 1e-9
    people = list(range(problem.rows)) if problem.subjects is None else problem.subjects.to_pylist()
    for model in models:
        assert satisfied(model, list(groups.values()), people, ill)


@settings(deadline=None, max_examples=60)
@given(problems(), st.data())
def test_neither_rows_nor_columns_need_an_order(problem: Problem, data: st.DataObject) -> None:
    values = st.sampled_from(["flu", "cold", "gout", None])
    ill = pa.array(
        data.draw(st.lists(values, min_size=problem.rows, max_size=problem.rows)), pa.string()
    )
    models = data.draw(some_models(ill))
    metric = data.draw(st.sampled_from([Loss(), NonUniformEntropy(), AverageClassSize()]))
    rows = data.draw(st.permutations(range(problem.rows)))
    names = data.draw(st.permutations(list(problem.columns)))
    shuffled = Problem(
        {name: values.take(rows) for name, values in problem.columns.items()},
        problem.hierarchies,
        problem.k,
        problem.limit,
        None if problem.subjects is None else problem.subjects.take(rows),
    )
    turned = Problem(
        {name: problem.columns[name] for name in names},
        problem.hierarchies,
        problem.k,
        problem.limit,
        problem.subjects,
    )
    common = {"models": models, "metric": metric}
    first = plan(problem, sensitive={ILLNESS: SensitiveColumn(ill)}, **common)
    assert first == plan(shuffled, sensitive={ILLNESS: SensitiveColumn(ill.take(rows))}, **common)
    second = plan(turned, sensitive={ILLNESS: SensitiveColumn(ill)}, **common)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.cost == pytest.approx(second.cost)
        assert first.suppressed_rows == second.suppressed_rows


@settings(deadline=None, max_examples=60)
@given(cases())
def test_nothing_is_riskier_higher_up(case: Any) -> None:
    problem = case.problem
    monotone = all(model.monotone for model in problem.models)
    every = looks(problem)
    sizes: dict[tuple[int, ...], int] = {}
    for node in nodes(problem):
        labels = [
            canonical_text(case.table.hierarchies[name].generalise(values, level)).to_pylist()
            for (name, values), level in zip(
                case.table.columns.items(), problem.levels(node), strict=True
            )
        ]
        sizes[node] = min(Counter(zip(*labels, strict=True)).values())
    for node, look in every.items():
        for d, position in enumerate(node):
            above = (*node[:d], position + 1, *node[d + 1 :])
            if above in every:
                assert sizes[above] >= sizes[node]
                if monotone:
                    assert every[above].suppressed <= look.suppressed


def test_a_request_for_nothing_or_of_unknown_columns_is_refused() -> None:
    ages = pa.array(["30", "31"])
    common: dict[str, Any] = {
        "quasi_identifiers": {"age": ages},
        "hierarchies": {"age": flat(ages)},
        "suppression_limit": 0.0,
    }
    with pytest.raises(InputError, match="No privacy model"):
        plan_protection(**common)
    with pytest.raises(InputError, match="Weights name height"):
        plan_protection(**common, k=2, weights={"height": 2.0})
    with pytest.raises(InputError, match="must not be negative"):
        plan_protection(**common, k=2, weights={"age": -1.0})
    with pytest.raises(InputError, match="more than the 1 that"):
        plan_protection(**common, k=2, most_nodes=1)
    assert plan_protection(**common, k=2, most_nodes=1, budget=Budget(nodes=10)).optimal


def test_t_closeness_that_fails_names_the_nearest_that_holds() -> None:
    ages = pa.array(["30", "30", "31", "31"])
    ill = pa.array(["flu", "flu", "cold", "cold"])
    with pytest.raises(ReleaseRefusedError, match=r"t-closeness of s \(at most 0.5\)"):
        plan_protection(
            quasi_identifiers={"age": ages},
            hierarchies={"age": flat(ages)},
            models=[TCloseness("s", 0.2, whole_of(ill))],
            sensitive={"s": SensitiveColumn(ill)},
            fixed_levels={"age": 0},
            suppression_limit=0.0,
        )


def flat(values: pa.Array) -> Any:
    from sector_data.anonymise.hierarchies import build
    from sector_data.spec.hierarchies import FlatHierarchy

    return build(FlatHierarchy(), values, base=HERE)
