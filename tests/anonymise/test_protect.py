"""Planning and applying protection, against exhaustive enumeration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.classes import EquivalenceClasses, SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.protect import plan_protection
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.spec.hierarchies import AgeHierarchy, FlatHierarchy, HierarchySpec
from sector_data.spec.plan import ProtectionPlan
from tests.anonymise.reference import Problem, feasible_outcomes, problems

HERE = Path()


def plan(problem: Problem, **changes: Any) -> ProtectionPlan:
    return plan_protection(**{**problem.arguments(), **changes})


def simple(values: Sequence[str | None], spec: HierarchySpec | None = None, **more: Any) -> Problem:
    column = pa.array(values, pa.string())
    hierarchy = build(spec or FlatHierarchy(), column, base=HERE)
    return Problem({"c": column}, {"c": hierarchy}, **{"k": 2, "limit": 0.0, **more})


@settings(deadline=None, max_examples=100)
@given(problems())
def test_the_optimum_is_that_of_exhaustive_enumeration(problem: Problem) -> None:
    feasible = list(feasible_outcomes(problem))
    if not feasible:
        with pytest.raises(ReleaseRefusedError):
            plan(problem)
        return
    found = plan(problem)
    best = min(result.loss for result in feasible)
    # Enumeration adds up in another order: losses that differ in the last digits are equal.
    equals = [result for result in feasible if result.loss <= best + 1e-9]
    expected = min(equals, key=lambda result: result.rank()[1:])
    assert found.loss == pytest.approx(best, abs=1e-9)
    levels = tuple(g.level for g in found.generalisations)
    assert found.suppressed_rows == len(expected.suppressed)
    assert sum(levels) == sum(expected.levels)
    assert levels == expected.levels
    assert found.optimal
    assert frozenset(found.kept_classes) == expected.kept
    assert found.nodes == np.prod([g.levels for g in found.generalisations])


@settings(deadline=None, max_examples=100)
@given(problems())
def test_what_is_applied_keeps_what_was_planned(problem: Problem) -> None:
    try:
        found = plan(problem)
    except ReleaseRefusedError:
        return
    protected = apply_protection(problem.columns, found, base=HERE)
    assert problem.rows - int(protected.keep.sum()) == found.suppressed_rows
    mask = pa.array(protected.keep)
    subjects = None if problem.subjects is None else problem.subjects.filter(mask)
    released = [values.filter(mask) for values in protected.columns.values()]
    classes = EquivalenceClasses.of(released, int(protected.keep.sum()), subjects=subjects)
    assert np.all(classes.subjects >= problem.k)
    for name, least in problem.l_diversity.items():
        column = problem.sensitive[name]
        if column.subjects is None:
            column = SensitiveColumn(column.values.filter(mask))
        assert np.all(classes.diversity(column) >= least)
    people = range(problem.rows) if problem.subjects is None else problem.subjects.to_pylist()
    left = {p for p, keep in zip(people, protected.keep, strict=True) if keep}
    assert found.suppressed_subjects == len(set(people) - left)


@settings(deadline=None, max_examples=60)
@given(problems(), st.integers(0, 14), st.randoms(use_true_random=False))
def test_applying_is_a_function_of_the_row(problem: Problem, cut: int, random: Any) -> None:
    try:
        found = plan(problem)
    except ReleaseRefusedError:
        return
    read_back = ProtectionPlan.model_validate_json(found.model_dump_json())
    assert read_back == found
    whole = apply_protection(problem.columns, found, base=HERE)
    order = pa.array(random.sample(range(problem.rows), problem.rows)[cut:], pa.int64())
    part = apply_protection(
        {name: values.take(order) for name, values in problem.columns.items()},
        read_back,
        base=HERE,
    )
    assert part.keep.tolist() == whole.keep[order.to_numpy()].tolist()
    for name, values in part.columns.items():
        assert values.equals(whole.columns[name].take(order))


@settings(deadline=None, max_examples=60)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(problem: Problem, random: Any) -> None:
    order = random.sample(range(problem.rows), problem.rows)
    shuffled = Problem(
        {name: values.take(order) for name, values in problem.columns.items()},
        problem.hierarchies,
        problem.k,
        problem.limit,
        None if problem.subjects is None else problem.subjects.take(order),
        {
            name: column
            if column.subjects is not None
            else SensitiveColumn(column.values.take(order))
            for name, column in problem.sensitive.items()
        },
        problem.l_diversity,
    )

    def result(of: Problem) -> ProtectionPlan | str:
        try:
            return plan(of)
        except ReleaseRefusedError as refused:
            return str(refused)

    assert result(shuffled) == result(problem)


@settings(deadline=None, max_examples=60)
@given(problems(), st.data())
def test_fixed_and_lowest_levels_are_kept(problem: Problem, data: st.DataObject) -> None:
    fixed, lowest, ranges = {}, {}, {}
    for name, hierarchy in problem.hierarchies.items():
        lowest[name] = data.draw(st.integers(0, hierarchy.levels - 1))
        ranges[name] = range(lowest[name], hierarchy.levels)
        if data.draw(st.booleans()):
            fixed[name] = data.draw(st.sampled_from(ranges[name]))
            ranges[name] = range(fixed[name], fixed[name] + 1)
    losses = [result.loss for result in feasible_outcomes(problem, ranges)]
    try:
        found = plan(problem, fixed_levels=fixed, lowest_levels=lowest)
    except ReleaseRefusedError:
        assert not losses
        return
    assert found.loss == pytest.approx(min(losses), abs=1e-9)
    for part in found.generalisations:
        assert part.level in ranges[part.column]


def test_the_limit_is_exact_in_decimals() -> None:
    # 0.29 * 100 is 28.999999999999996 in binary.
    values = ["common"] * 71 + [f"rare {i}" for i in range(29)]
    problem = simple(values, limit=0.29)
    assert plan(problem).suppressed_rows == 29
    assert plan(simple(values, limit=0.28)).generalisations[0].level == 1


def test_missing_values_are_a_class_of_their_own() -> None:
    found = plan(simple(["a", "a", None, None]))
    assert found.kept_classes == ((None,), ("a",))
    assert plan(simple(["a", "a", "a", None], limit=0.5)).kept_classes == (("a",),)


def test_a_value_that_looks_like_nothing_is_not_missing() -> None:
    problem = simple(["", "", "None", "None", None])
    found = plan(problem, suppression_limit=0.5)
    assert found.kept_classes == (("",), ("None",))
    assert apply_protection(problem.columns, found, base=HERE).keep.tolist() == [True] * 4 + [False]


def test_no_row() -> None:
    found = plan(simple([]))
    assert (found.kept_classes, found.loss, found.suppressed_rows) == ((), 0.0, 0)
    assert apply_protection({"c": pa.nulls(0, pa.string())}, found, base=HERE).keep.tolist() == []


def test_no_quasi_identifier_is_one_class() -> None:
    subjects = pa.array([1, 2, 2])
    found = plan_protection(
        quasi_identifiers={}, hierarchies={}, k=2, suppression_limit=0.0, subjects=subjects
    )
    assert (found.kept_classes, found.nodes, found.loss) == (((),), 1, 0.0)
    assert apply_protection({"other": subjects}, found, base=HERE).keep.tolist() == [True] * 3
    with pytest.raises(ReleaseRefusedError, match="2-anonymity"):
        plan_protection(
            quasi_identifiers={}, hierarchies={}, k=3, suppression_limit=0.0, subjects=subjects
        )


def test_one_row_is_refused_unless_it_may_go() -> None:
    with pytest.raises(ReleaseRefusedError, match="1 of 1 rows"):
        plan(simple(["a"]))
    assert plan(simple(["a"], limit=1.0)).kept_classes == ()


def test_k_counts_subjects_not_rows() -> None:
    values = ["a"] * 4 + ["b"] * 2
    subjects = pa.array([1, 1, 1, 1, 2, 3])
    found = plan(simple(values, subjects=subjects))
    assert [g.chosen for g in found.generalisations] == [(1,)]
    found = plan(simple(values, subjects=subjects, limit=0.7))
    assert (found.kept_classes, found.suppressed_rows, found.suppressed_subjects) == (
        (("b",),),
        4,
        1,
    )
    assert plan(simple(values)).kept_classes == (("a",), ("b",))


def test_many_wide_columns_do_not_overflow() -> None:
    generator = np.random.default_rng(1)
    columns = {
        f"c {i} 😀": pa.array(generator.integers(0, 10**6, 600).repeat(2)) for i in range(12)
    }
    hierarchies = {name: build(FlatHierarchy(), v, base=HERE) for name, v in columns.items()}
    found = plan_protection(
        quasi_identifiers=columns, hierarchies=hierarchies, k=2, suppression_limit=0.0
    )
    assert (found.loss, len(found.kept_classes)) == (0.0, 600)


def test_what_does_not_fit_together_is_said() -> None:
    problem = simple(["a", "a"])
    for changes, message in [
        ({"subjects": pa.array([1])}, "differ in length"),
        ({"hierarchies": {}}, "c has no hierarchy"),
        ({"l_diversity": {"t.x": 2}}, "t.x"),
        ({"fixed_levels": {"c": 2}}, "no level 2 in the hierarchy of c"),
        ({"lowest_levels": {"c": -1}}, "no level -1"),
        ({"lowest_levels": {"c": 1}, "fixed_levels": {"c": 0}}, "nothing below level 1"),
    ]:
        with pytest.raises(InputError, match=message):
            plan(problem, **changes)
    with pytest.raises(InputError, match="lacks the quasi-identifiers c"):
        apply_protection({"d": pa.array(["a"])}, plan(problem), base=HERE)


def test_a_top_level_that_nobody_needs_is_not_chosen() -> None:
    ages = pa.array([30, 30, 31, 31])
    hierarchy = build(AgeHierarchy(), ages, base=HERE)
    found = plan_protection(
        quasi_identifiers={"age": ages}, hierarchies={"age": hierarchy}, k=2, suppression_limit=0.0
    )
    assert found.generalisations[0].level == 0
    assert found.kept_classes == (("30",), ("31",))
