"""Metrics recounted row by row from their definitions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import canonical_text
from sector_data.anonymise.metrics import LevelCosts
from sector_data.anonymise.metrics.workload import target_key
from sector_data.anonymise.search.looking import look_at, verdict_at
from tests.anonymise.search.tables import ILLNESS, Case, cases, looks

Row = tuple[str | None, ...]


def bits(counts: Sequence[int]) -> float:
    """Return the entropy of counts, in bits over all."""
    total = sum(counts)
    return sum(n * math.log2(total / n) for n in counts if n)


def naive(case: Case, node: tuple[int, ...], kept: Sequence[bool]) -> float:
    """Return the reported figure of a node, from the rows of the table."""
    table, problem = case.table, case.problem
    levels = problem.levels(node)
    values = [canonical_text(v).to_pylist() for v in table.columns.values()]
    labels = [
        canonical_text(table.hierarchies[name].generalise(v, level)).to_pylist()
        for (name, v), level in zip(table.columns.items(), levels, strict=True)
    ]
    losses = [
        table.hierarchies[name].loss(v, level).tolist()
        for (name, v), level in zip(table.columns.items(), levels, strict=True)
    ]
    rows, width = range(table.rows), len(values)
    weight = [case.weights.get(name, 1.0) for name in table.columns]
    weight = [w * width / sum(weight) for w in weight]
    released: list[Row | str] = [
        tuple(column[i] for column in labels) if kept[i] else "suppressed" for i in rows
    ]
    sizes = Counter(released)
    gone = sizes.get("suppressed", 0)
    name = case.metric.name
    if name == "loss":
        means = [sum(lost[i] if kept[i] else 1.0 for i in rows) / table.rows for lost in losses]
        product = math.prod((1 + v) ** w for v, w in zip(means, weight, strict=True))
        return float(product ** (1 / width) - 1)
    if name == "precision":
        heights = [table.hierarchies[n].levels - 1 for n in table.columns]
        return (
            sum(
                w * sum(level / height if kept[i] else 1.0 for i in rows) / table.rows
                for w, level, height in zip(weight, levels, heights, strict=True)
            )
            / width
        )
    if name == "entropy":
        total = 0.0
        for w, before, after in zip(weight, values, labels, strict=True):
            seen, merged = Counter(before), Counter(after)
            told = sum(math.log2(merged[after[i]] / seen[before[i]]) for i in rows)
            lost = bits(list(Counter(after[i] for i in rows if not kept[i]).values()))
            total += w * (told + lost)
        return total
    if name == "class-size":
        return table.rows / len(sizes)
    if name == "discernibility":
        return float(
            sum(n * n for label, n in sizes.items() if label != "suppressed") + gone * table.rows
        )
    domains = [len(set(column)) for column in values]
    covered = [
        math.prod(
            len({v for v, label in zip(before, after, strict=True) if label == after[i]})
            for before, after in zip(values, labels, strict=True)
        )
        if kept[i]
        else math.prod(domains)
        for i in rows
    ]
    if name == "ambiguity":
        return sum(covered) / table.rows
    if name == "kl-divergence":
        there = Counter(zip(*values, strict=True))
        return (
            sum(
                math.log2(
                    (there[tuple(v[i] for v in values)] / table.rows)
                    / (sizes[released[i]] / table.rows / covered[i])
                )
                for i in rows
            )
            / table.rows
        )
    assert name == "queries"
    parts = []
    for which in [(0,), tuple(range(width))]:
        before = Counter(tuple(values[d][i] for d in which) for i in rows)
        after = Counter(tuple(labels[d][i] for d in which) for i in rows)
        missing = sum(
            math.log2(
                (after[tuple(labels[d][i] for d in which)] if kept[i] else table.rows)
                / before[tuple(values[d][i] for d in which)]
            )
            for i in rows
        )
        known = bits(list(before.values()))
        parts.append(missing / known if known else 0.0)
    return sum(parts) / len(parts)


@settings(deadline=None, max_examples=150)
@given(cases(), st.data())
def test_figures_are_those_of_the_definitions(case: Case, data: st.DataObject) -> None:
    problem = case.problem
    node = tuple(data.draw(st.integers(0, n - 1)) for n in problem.shape)
    look = look_at(problem, problem.base, node)
    if not look.allowed or case.metric.name == "target":
        return
    seen = verdict_at(problem, problem.base, node)
    kept = seen.kept[seen.groups][case.encoded.of_row].tolist()
    reported = case.metric.reported(look.cost, len(problem.shape), case.table.rows)
    assert reported == pytest.approx(naive(case, node, kept), rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(cases())
def test_what_is_left_to_know_of_a_target(case: Case) -> None:
    problem = case.problem
    if case.metric.name != "target":
        return
    for node, look in looks(problem).items():
        if not look.allowed:
            continue
        seen = verdict_at(problem, problem.base, node)
        histogram = seen.classes.statistics.histogram(target_key(ILLNESS))
        of_class: dict[int, Counter[int]] = {}
        whole: Counter[int] = Counter()
        for owner, value, n in zip(
            histogram.owners.tolist(),
            histogram.values.tolist(),
            histogram.counts.tolist(),
            strict=True,
        ):
            place = owner if seen.kept[owner] else -1
            of_class.setdefault(place, Counter())[value] += n
            whole[value] += n
        known = bits(list(whole.values()))
        left = sum(bits(list(counts.values())) for counts in of_class.values())
        assert look.cost == pytest.approx(left / known if known else 0.0, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_costs_never_fall_when_classes_merge(case: Case) -> None:
    costs = case.problem.costs
    every = looks(case.problem)
    for node, look in every.items():
        for d, position in enumerate(node):
            above = every.get((*node[:d], position + 1, *node[d + 1 :]))
            if above is None:
                continue
            if isinstance(costs, LevelCosts):
                assert costs.floors[d][position + 1] >= costs.floors[d][position] - 1e-12
            else:
                assert above.least >= look.least * (1 - 1e-9) - 1e-9
