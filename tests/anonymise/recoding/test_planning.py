"""Local recoding, recounted row by row from what is released."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.applying import Protected, apply_protection
from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build, canonical_text
from sector_data.anonymise.models import AverageRisk, EntropyDiversity, TCloseness
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.recoding import plan_local_recoding
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.spec.hierarchies import FlatHierarchy, HierarchySpec, NumberHierarchy
from sector_data.spec.plan import ProtectionPlan
from tests.anonymise import arx
from tests.anonymise.reference import Problem, classes_of, enough, problems

HERE = Path()
variants = st.fixed_dictionaries({"overlapping": st.booleans(), "levels_between": st.booleans()})


def plan(problem: Problem, **changes: Any) -> ProtectionPlan | None:
    """Return the plan; None when even the coarsest levels leave out too many rows."""
    try:
        return plan_local_recoding(**{**problem.arguments(), **changes})
    except ReleaseRefusedError:
        return None


def released(problem: Problem, protected: Protected) -> dict[tuple[str | None, ...], list[int]]:
    """Return the rows of each class, as a reader of the release sees them."""
    columns = [canonical_text(values).to_pylist() for values in protected.columns.values()]
    found = {
        label: [row for row in rows if protected.keep[row]]
        for label, rows in classes_of(columns, problem.rows).items()
    }
    return {label: rows for label, rows in found.items() if rows}


@settings(deadline=None, max_examples=100)
@given(problems(most_rows=30), variants)
def test_every_class_satisfies_what_was_asked(problem: Problem, variant: dict[str, bool]) -> None:
    found = plan(problem, **variant)
    if found is None:
        return
    protected = apply_protection(problem.columns, found, base=HERE)
    classes = released(problem, protected)
    assert all(enough(rows, problem) for rows in classes.values())
    lost = problem.rows - int(protected.keep.sum())
    assert lost == found.suppressed_rows <= problem.limit * problem.rows
    people = range(problem.rows) if problem.subjects is None else problem.subjects.to_pylist()
    left = {p for p, keep in zip(people, protected.keep, strict=True) if keep}
    assert found.suppressed_subjects == len(set(people) - left)


@settings(deadline=None, max_examples=100)
@given(problems(most_rows=30), st.booleans())
def test_strict_classes_do_not_overlap(problem: Problem, between: bool) -> None:
    found = plan(problem, levels_between=between)
    if found is None:
        return
    covered: list[list[frozenset[str | None]]] = []
    under: list[list[dict[str | None, frozenset[str | None]]]] = []
    for part in found.generalisations:
        values = problem.columns[part.column].unique()
        names = canonical_text(values).to_pylist()
        hierarchy = build(part.hierarchy, problem.columns[part.column], base=HERE)
        under.append([])
        for level in range(hierarchy.levels):
            labels = canonical_text(hierarchy.generalise(values, level)).to_pylist()
            under[-1].append(
                {
                    label: frozenset(n for n, x in zip(names, labels, strict=True) if x == label)
                    for label in labels
                }
            )
    for stage in found.stages:
        for combination in stage.kept_classes:
            covered.append(
                [
                    labels[level][label]
                    for labels, level, label in zip(under, stage.levels, combination, strict=True)
                ]
            )
    for one, other in itertools.combinations(covered, 2):
        assert any(not (a & b) for a, b in zip(one, other, strict=True))


@settings(deadline=None, max_examples=80)
@given(problems(most_rows=30), variants)
def test_no_more_is_lost_than_with_one_set_of_levels(
    problem: Problem, variant: dict[str, bool]
) -> None:
    found = plan(problem, **{**variant, "suppression_limit": 0.0})
    try:
        whole = plan_protection(**{**problem.arguments(), "suppression_limit": 0.0})
    except ReleaseRefusedError:
        assert found is None
        return
    assert found is not None
    assert found.suppressed_rows == 0
    assert found.loss <= whole.loss + 1e-9


@settings(deadline=None, max_examples=80)
@given(problems(most_rows=30), variants)
def test_a_larger_limit_loses_no_more(problem: Problem, variant: dict[str, bool]) -> None:
    none, some = (plan(problem, **variant, suppression_limit=limit) for limit in (0.0, 0.25))
    if none is not None:
        assert some is not None
        assert some.loss <= none.loss + 1e-9


@pytest.mark.parametrize("overlapping", [False, True])
def test_a_row_that_keeps_all_others_coarse_goes_where_it_may(overlapping: bool) -> None:
    people = {
        "sex": pa.array(["f"] * 20 + ["m"] * 19 + ["x"]),
        "area": pa.array((["north"] * 10 + ["south"] * 10) * 2),
    }
    flat = {name: build(FlatHierarchy(), values, base=HERE) for name, values in people.items()}
    stays, goes = (
        plan_local_recoding(
            quasi_identifiers=people,
            hierarchies=flat,
            k=3,
            suppression_limit=limit,
            overlapping=overlapping,
        )
        for limit in (0.0, 0.05)
    )
    assert (stays.suppressed_rows, goes.suppressed_rows) == (0, 1)
    # One row of forty has lost all, the others nothing.
    assert goes.loss == pytest.approx(0.025)
    assert goes.loss < stays.loss / 5


@settings(deadline=None, max_examples=80)
@given(problems(most_rows=20), variants, st.integers(0, 20), st.randoms(use_true_random=False))
def test_applying_is_a_function_of_the_row(
    problem: Problem, variant: dict[str, bool], cut: int, random: Any
) -> None:
    found = plan(problem, **variant)
    if found is None:
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
    assert part.stage.tolist() == whole.stage[order.to_numpy()].tolist()
    for name, values in part.columns.items():
        assert values.equals(whole.columns[name].take(order))


@settings(deadline=None, max_examples=60)
@given(problems(most_rows=20), variants, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    problem: Problem, variant: dict[str, bool], random: Any
) -> None:
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
    assert plan(shuffled, **variant) == plan(problem, **variant)


@settings(deadline=None, max_examples=60)
@given(problems(most_rows=20), st.booleans(), st.data())
def test_fixed_and_lowest_levels_are_kept(
    problem: Problem, overlapping: bool, data: st.DataObject
) -> None:
    lowest = {n: data.draw(st.integers(0, h.levels - 1)) for n, h in problem.hierarchies.items()}
    fixed = {n: level for n, level in lowest.items() if data.draw(st.booleans())}
    found = plan(problem, lowest_levels=lowest, fixed_levels=fixed, overlapping=overlapping)
    if found is None:
        return
    protected = apply_protection(problem.columns, found, base=HERE)
    for part in found.generalisations:
        if part.column in fixed:
            assert part.chosen == (fixed[part.column],)
        values = problem.columns[part.column]
        allowed = problem.hierarchies[part.column].generalise(values, lowest[part.column])
        labels = canonical_text(protected.columns[part.column]).to_pylist()
        # What the lowest level joins is never told apart, stage by stage.
        joined: dict[tuple[object, int], set[str | None]] = {}
        for row, (name, stage) in enumerate(
            zip(allowed.to_pylist(), protected.stage.tolist(), strict=True)
        ):
            if protected.keep[row]:
                joined.setdefault((name, stage), set()).add(labels[row])
        assert all(len(names) == 1 for names in joined.values())


def people(rows: int) -> tuple[dict[str, pa.Array], pa.Array]:
    generator = np.random.default_rng(11)
    ages = generator.integers(18, 90, rows)
    columns = {
        "age": pa.array(ages),
        "sex": pa.array(generator.choice(["f", "m"], rows)),
        "income": pa.array(np.round(np.exp(generator.normal(3, 1, rows)), 1)),
    }
    return columns, pa.array(generator.choice(["flu", "cold", "gout", "cough"], rows))


@pytest.mark.parametrize("overlapping", [False, True])
def test_every_model_of_classes_is_kept(overlapping: bool) -> None:
    columns, illness = people(600)
    specs: dict[str, HierarchySpec] = {
        "age": NumberHierarchy(widths=(5.0, 20.0)),
        "sex": FlatHierarchy(),
    }
    hierarchies = {
        name: build(specs.get(name, NumberHierarchy()), values, base=HERE)
        for name, values in columns.items()
    }
    sensitive = {"illness": SensitiveColumn(illness)}
    everyone = ClassStatistics.of(np.zeros(600, dtype=np.int64), 1, sensitive=sensitive)
    whole = everyone.histogram("illness").counts / 600
    models = [
        EntropyDiversity("illness", 2.5),
        TCloseness("illness", 0.3, whole),
    ]
    found = plan_local_recoding(
        quasi_identifiers=columns,
        hierarchies=hierarchies,
        k=4,
        models=models,
        sensitive=sensitive,
        overlapping=overlapping,
    )
    protected = apply_protection(columns, found, base=HERE)
    assert protected.keep.all()
    labels = list(
        zip(*[canonical_text(v).to_pylist() for v in protected.columns.values()], strict=True)
    )
    numbers = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    of_row = np.array([numbers[label] for label in labels])
    statistics = ClassStatistics.of(of_row, len(numbers), sensitive=sensitive)
    assert all(model.met(statistics).all() for model in models)
    assert statistics.subjects.min() >= 4
    assert len(numbers) > 10
    assert len(found.stages) > 1


def test_a_figure_of_the_whole_table_is_refused() -> None:
    column = pa.array(["a", "b"])
    hierarchy = build(FlatHierarchy(), column, base=HERE)
    with pytest.raises(InputError, match="whole table"):
        plan_local_recoding(
            quasi_identifiers={"c": column},
            hierarchies={"c": hierarchy},
            models=[AverageRisk(0.5)],
        )


def test_tables_without_rows_or_quasi_identifiers_have_a_plan() -> None:
    for overlapping in (False, True):
        nothing = pa.nulls(0, pa.string())
        empty = plan_local_recoding(
            quasi_identifiers={"c": nothing},
            hierarchies={"c": build(FlatHierarchy(), nothing, base=HERE)},
            k=2,
            overlapping=overlapping,
        )
        assert (empty.kept_classes, empty.suppressed_rows) == ((), 0)
        bare = plan_local_recoding(
            quasi_identifiers={},
            hierarchies={},
            k=2,
            subjects=pa.array([1, 1, 2]),
            overlapping=overlapping,
        )
        assert bare.kept_classes == ((),)
        assert apply_protection({"other": pa.array([1, 2, 3])}, bare, base=HERE).keep.all()


def granularity(found: ProtectionPlan, columns: dict[str, pa.ChunkedArray]) -> float:
    """Return the mean of 1 - loss over cells, looked up from the labels that are released."""
    protected = apply_protection(columns, found, base=arx.ARX)
    assert protected.keep.all()
    kept: Sequence[float] = []
    for part in found.generalisations:
        hierarchy = build(part.hierarchy, columns[part.column], base=arx.ARX)
        distinct = columns[part.column].unique()
        losses: dict[str, float] = {}
        for level in range(hierarchy.levels):
            labels = hierarchy.generalise(distinct, level).to_pylist()
            for label, loss in zip(labels, hierarchy.loss(distinct, level), strict=True):
                losses[label] = max(float(loss), losses.get(label, 0.0))
        cells = protected.columns[part.column].to_pylist()
        kept = [*kept, 1 - float(np.mean([losses[cell] for cell in cells]))]
    return float(np.mean(kept))


@pytest.mark.skipif(not arx.ARX.is_dir(), reason="the shared development data are not here")
@pytest.mark.parametrize(
    ("dataset", "overlapping", "least"),
    [
        ("adult", False, 0.948),
        ("fars", False, 0.965),
        ("adult", True, 0.946),
        ("fars", True, 0.965),
    ],
)
def test_no_less_detail_is_kept_than_by_arx(dataset: str, overlapping: bool, least: float) -> None:
    table = arx.table(dataset)
    names = next(r for r in arx.runs({"k=5"}, {"loss"}) if r.dataset == dataset).quasi_identifiers
    columns = {name: table.column(name) for name in names}
    found = plan_local_recoding(
        quasi_identifiers=columns,
        hierarchies={name: arx.hierarchy(dataset, name, columns[name]) for name in names},
        k=5,
        overlapping=overlapping,
    )
    assert granularity(found, columns) >= least
    sizes = pa.table(apply_protection(columns, found, base=arx.ARX).columns)
    counted = sizes.group_by(list(names)).aggregate([([], "count_all")])
    assert min(counted["count_all"].to_pylist()) >= 5
