"""Every privacy model, alone and with others, recounted by hand on the table that is released."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.anonymise.applying import Protected, apply_protection
from sector_data.anonymise.cells import plan_cell_suppression
from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.anonymise.metrics import AverageClassSize, Discernibility, Loss
from sector_data.anonymise.models import (
    AlphaK,
    AverageRisk,
    BetaLikeness,
    DeltaDisclosure,
    DeltaPresence,
    DistinctDiversity,
    EntropyDiversity,
    EstimatedKMap,
    KAnonymity,
    KMap,
    MaximumRisk,
    PrivacyModel,
    RecordsAtRisk,
    RecursiveDiversity,
    Sensitivity,
    TCloseness,
)
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.recoding import plan_local_recoding
from sector_data.errors import ReleaseRefusedError
from sector_data.spec.plan import ProtectionPlan
from tests.anonymise.models import naive
from tests.anonymise.models.tables import COLUMN, Cells, Rows, beliefs, shares, together
from tests.anonymise.reference import Problem, problems

HERE = Path()
Combination = tuple[object, ...]


def spelt(columns: Mapping[str, pa.Array]) -> list[Combination]:
    """Return the combination of each row, as a reader sees it."""
    return list(zip(*(canonical_text(c).to_pylist() for c in columns.values()), strict=True))


def rows_of(combinations: Sequence[Combination], people: Sequence[object], ill: Any) -> Rows:
    numbers = {one: place for place, one in enumerate(dict.fromkeys(combinations))}
    return Rows([numbers[one] for one in combinations], people, ill)


def every_model(source: Rows, population: bool, data: st.DataObject) -> list[PrivacyModel]:
    """Draw thresholds for every model, against the distribution of the source."""
    whole = source.statistics().histogram(COLUMN).whole()
    draw = data.draw
    share, belief = whole.spread(whole.shares), whole.spread(whole.beliefs)
    k = draw(st.integers(1, 3))
    models: list[PrivacyModel] = [
        KAnonymity(k),
        MaximumRisk(draw(st.sampled_from([0.34, 0.5, 1.0]))),
        AverageRisk(draw(st.sampled_from([0.2, 0.35, 0.5]))),
        RecordsAtRisk(0.4, draw(st.sampled_from([0.0, 0.3]))),
        EstimatedKMap(k + 1, 0.5),
        DistinctDiversity(COLUMN, draw(st.integers(1, 3))),
        EntropyDiversity(COLUMN, draw(st.sampled_from([1.5, 2.0]))),
        RecursiveDiversity(COLUMN, draw(st.sampled_from([1.0, 2.0])), 2),
        Sensitivity(COLUMN, 1, k),
        AlphaK(COLUMN, draw(st.sampled_from([0.5, 0.7])), k),
        TCloseness(COLUMN, draw(st.sampled_from([0.1, 0.3, 0.5])), share),
        BetaLikeness(COLUMN, draw(st.sampled_from([0.5, 2.0])), belief, enhanced=False),
        BetaLikeness(COLUMN, 2.0, belief),
        DeltaDisclosure(COLUMN, 1.5, belief),
        DeltaDisclosure(COLUMN, 1.0, belief, present_only=True),
    ]
    if population:
        models += [KMap(draw(st.integers(2, 6))), DeltaPresence(draw(st.sampled_from([0.4, 0.8])))]
    return models


def holds_of_class(model: PrivacyModel, people: int, cells: Cells, source: Cells) -> bool:
    """Recount one class; a class without sensitive values has none to be told, nor diversity."""
    if isinstance(model, KAnonymity):
        return people >= model.k
    if isinstance(model, MaximumRisk):
        return 1 / people <= model.risk + 1e-9
    if isinstance(model, DistinctDiversity):
        return len(cells) >= model.l
    if isinstance(model, Sensitivity):
        return len(cells) >= model.p and people >= model.k
    if isinstance(model, EntropyDiversity):
        return bool(cells) and naive.entropy_values(cells) >= model.l - 1e-9
    if isinstance(model, RecursiveDiversity):
        return bool(cells) and naive.recursive_ratio(cells, model.l) < model.c
    if isinstance(model, AlphaK):
        most = max(beliefs(cells).values()) if cells else 0
        return people >= model.k and float(most) <= model.alpha + 1e-9
    if not cells:
        return True
    if isinstance(model, TCloseness):
        apart = naive.equal(shares(cells), shares(source), sorted(source, key=str))
        return float(apart) <= model.t + 1e-9
    if isinstance(model, BetaLikeness):
        gain = naive.largest_gain(cells, beliefs(source), enhanced=model.enhanced)
        return gain <= model.beta + 1e-9
    if isinstance(model, DeltaDisclosure):
        change = naive.largest_change(cells, beliefs(source), present_only=model.present_only)
        return change < model.delta + 1e-9
    return True


def holds_of_table(model: PrivacyModel, sizes: Sequence[int]) -> bool:
    if isinstance(model, AverageRisk):
        return len(sizes) <= model.risk * sum(sizes) + 1e-9
    if isinstance(model, RecordsAtRisk):
        exposed = sum(size for size in sizes if 1 / size > model.risk)
        return exposed <= model.share * sum(sizes) + 1e-9
    return True


def released(
    problem: Problem, plan: ProtectionPlan, people: Sequence[object], ill: Sequence[object]
) -> tuple[Rows, Protected, list[Combination]]:
    protected = apply_protection(problem.columns, plan, base=HERE)
    keep = protected.keep.tolist()
    combinations = [one for one, kept in zip(spelt(protected.columns), keep, strict=True) if kept]
    return (
        rows_of(
            combinations,
            [who for who, kept in zip(people, keep, strict=True) if kept],
            [value for value, kept in zip(ill, keep, strict=True) if kept],
        ),
        protected,
        combinations,
    )


@settings(deadline=None, max_examples=100)
@given(problems(), st.data())
def test_all_that_is_asked_holds_of_what_is_released(problem: Problem, data: st.DataObject) -> None:
    values = st.none() | st.integers(0, 3)
    ill = data.draw(st.lists(values, min_size=problem.rows, max_size=problem.rows))
    people: list[object] = [("row", row) for row in range(problem.rows)]
    if problem.subjects is not None:
        people = list(problem.subjects.to_pylist())
    source = Rows([0] * problem.rows, None if problem.subjects is None else people, ill)
    everybody = None
    if problem.subjects is None and data.draw(st.booleans()):
        places = st.lists(st.integers(0, problem.rows - 1), max_size=20)
        others = [*range(problem.rows), *data.draw(places)]
        everybody = {name: column.take(others) for name, column in problem.columns.items()}
    known = every_model(source, everybody is not None, data)
    places = st.lists(st.sampled_from(range(len(known))), min_size=1, max_size=4, unique=True)
    models = [known[place] for place in data.draw(places)]
    arguments: dict[str, Any] = {
        "quasi_identifiers": problem.columns,
        "hierarchies": problem.hierarchies,
        "models": models,
        "subjects": problem.subjects,
        "sensitive": {COLUMN: SensitiveColumn(pa.array(ill, pa.int64()))},
    }
    by_class = everybody is None and all(model.scope == "class" for model in models)
    local = by_class and data.draw(st.booleans())
    try:
        if local:
            plan = plan_local_recoding(**arguments, suppression_limit=problem.limit)
        else:
            plan = plan_protection(
                **arguments,
                suppression_limit=problem.limit,
                metric=data.draw(st.sampled_from([Loss(), AverageClassSize(), Discernibility()])),
                population=everybody,
            )
    except ReleaseRefusedError:
        return
    table, protected, combinations = released(problem, plan, people, ill)
    lost = problem.rows - len(table.classes)
    assert plan.suppressed_rows == lost
    assert lost <= problem.limit * problem.rows + 1e-9
    whole = together(source.cells())
    cells = table.cells()
    sizes = {owner: len(who) for owner, who in table.people().items()}
    for model in models:
        assert holds_of_table(model, list(sizes.values()))
        if isinstance(model, EstimatedKMap):
            assert all(size >= model.least for size in sizes.values())
        for owner, size in sizes.items():
            assert holds_of_class(model, size, cells.get(owner, {}), whole), model
    if everybody is not None:
        coarse = {
            part.column: problem.hierarchies[part.column].generalise(
                everybody[part.column], part.level
            )
            for part in plan.generalisations
        }
        there = Counter(spelt(coarse))
        for one, count in Counter(combinations).items():
            for model in models:
                if isinstance(model, KMap):
                    assert there[one] >= model.k
                if isinstance(model, DeltaPresence):
                    assert count / there[one] <= model.maximum + 1e-9
    assert len(protected.keep) == problem.rows


def matches(one: Combination, other: Combination) -> bool:
    gaps = (None, "*")  # missing before, or emptied
    return all(a == b or a in gaps or b in gaps for a, b in zip(one, other, strict=True))


@settings(deadline=None, max_examples=100)
@given(problems(), st.sampled_from(["own-value", "wildcard", "removed"]), st.data())
def test_k_holds_for_what_a_missing_value_was_said_to_be(
    problem: Problem,
    missing: Literal["own-value", "wildcard", "removed"],
    data: st.DataObject,
) -> None:
    columns, k = problem.columns, problem.k
    if missing == "removed":
        whole = [
            row
            for row in range(problem.rows)
            if all(column[row].is_valid for column in columns.values())
        ]
        assume(whole)
        columns = {name: column.take(whole) for name, column in columns.items()}
    assume(missing != "wildcard" or problem.rows >= k)
    common: dict[str, Any] = {"quasi_identifiers": columns, "hierarchies": problem.hierarchies}
    try:
        if missing == "wildcard":
            levels = {
                name: data.draw(st.integers(0, problem.hierarchies[name].levels - 2))
                for name in columns
            }
            plan = plan_cell_suppression(**common, levels=levels, k=k, gaps="wildcard")
        else:
            plan = plan_protection(**common, k=k, suppression_limit=1.0)
    except ReleaseRefusedError:
        return
    protected = apply_protection(columns, plan, base=HERE)
    keep = protected.keep.tolist()
    rows = [one for one, kept in zip(spelt(protected.columns), keep, strict=True) if kept]
    if missing == "wildcard":
        assert all(sum(matches(one, other) for other in rows) >= k for one in rows)
    else:
        assert all(count >= k for count in Counter(rows).values())
    if missing == "removed":
        assert all(value is not None for one in rows for value in one)


@settings(deadline=None, max_examples=100)
@given(problems(), st.data())
def test_the_optimum_loses_no_more_than_any_node_that_is_allowed(
    problem: Problem, data: st.DataObject
) -> None:
    common: dict[str, Any] = {
        "quasi_identifiers": problem.columns,
        "hierarchies": problem.hierarchies,
        "k": problem.k,
        "suppression_limit": problem.limit,
    }
    node = {
        name: data.draw(st.integers(0, hierarchy.levels - 1))
        for name, hierarchy in problem.hierarchies.items()
    }
    try:
        there = plan_protection(**common, fixed_levels=node)
    except ReleaseRefusedError:
        return
    best = plan_protection(**common)
    assert best.loss <= there.loss + 1e-12
    risks = defaultdict(list)
    for name, plan in (("best", best), ("there", there)):
        protected = apply_protection(problem.columns, plan, base=HERE)
        kept = [one for one, k in zip(spelt(protected.columns), protected.keep, strict=True) if k]
        risks[name] = [1 / size for size in Counter(kept).values()]
        assert max(risks[name], default=0.0) <= 1 / problem.k
    assert not math.isnan(best.loss)
