"""Protection that counts a population, against exhaustive enumeration."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.anonymise.models import DeltaPresence, EstimatedKMap, KAnonymity, KMap
from sector_data.anonymise.protect import plan_protection
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.spec.hierarchies import PrefixHierarchy
from tests.anonymise.reference import NAMES, SPECS

Columns = dict[str, pa.Array]
Combination = tuple[str | None, ...]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Columns, Columns, dict[str, Hierarchy]]:
    """Draw a table, a population that holds it, and hierarchies of both."""
    rows, others = draw(st.integers(1, 8)), draw(st.integers(0, 12))
    data: Columns = {}
    population: Columns = {}
    hierarchies = {}
    for i in draw(st.permutations(range(len(SPECS))))[:2]:
        spec, kind, pool = SPECS[i]
        cells = st.lists(
            st.sampled_from([*pool, None]), min_size=rows + others, max_size=rows + others
        )
        everybody = pa.array(draw(cells), kind)
        data[NAMES[i]], population[NAMES[i]] = everybody[:rows], everybody
        hierarchies[NAMES[i]] = build(spec, everybody, base=Path())
    return data, population, hierarchies


def combinations(
    columns: Columns, hierarchies: dict[str, Hierarchy], levels: tuple[int, ...]
) -> list[Combination]:
    labels = [
        canonical_text(hierarchies[name].generalise(values, level)).to_pylist()
        for (name, values), level in zip(columns.items(), levels, strict=True)
    ]
    return list(zip(*labels, strict=True))


def outcomes(
    data: Columns, population: Columns, hierarchies: dict[str, Hierarchy], k: int, most: float
) -> Iterator[tuple[float, int, set[Combination]]]:
    """Yield loss, rows lost and classes kept of every node."""
    for levels in itertools.product(*(range(hierarchies[name].levels) for name in data)):
        own = combinations(data, hierarchies, levels)
        people = Counter(combinations(population, hierarchies, levels))
        sizes = Counter(own)
        kept = {c for c in sizes if people[c] >= k and sizes[c] <= most * people[c] + 1e-9}
        gone = [row for row, c in enumerate(own) if c not in kept]
        factors = []
        for (name, values), level in zip(data.items(), levels, strict=True):
            losses = hierarchies[name].loss(values, level).tolist()
            for row in gone:
                losses[row] = 1.0
            factors.append(1 + sum(losses) / len(own))
        yield math.prod(factors) ** (1 / len(factors)) - 1, len(gone), kept


@settings(deadline=None, max_examples=100)
@given(
    tables(),
    st.integers(1, 6),
    st.sampled_from([0.3, 0.6, 1.0]),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_the_optimum_counts_people_of_the_population(
    drawn: tuple[Columns, Columns, dict[str, Hierarchy]], k: int, most: float, limit: float
) -> None:
    data, population, hierarchies = drawn
    rows = len(next(iter(data.values())))
    feasible = [
        o for o in outcomes(data, population, hierarchies, k, most) if o[1] <= limit * rows + 1e-9
    ]
    arguments: dict[str, Any] = {
        "quasi_identifiers": data,
        "hierarchies": hierarchies,
        "suppression_limit": limit,
        "models": [KAnonymity(1), KMap(k), DeltaPresence(most)],
        "population": population,
    }
    if not feasible:
        with pytest.raises(ReleaseRefusedError):
            plan_protection(**arguments)
        return
    found = plan_protection(**arguments)
    assert found.loss == pytest.approx(min(loss for loss, _, _ in feasible), abs=1e-9)
    levels = tuple(g.level for g in found.generalisations)
    own = combinations(data, hierarchies, levels)
    people = Counter(combinations(population, hierarchies, levels))
    # Only combinations of the data are released, and each is as common as was asked.
    assert set(found.kept_classes) <= set(own)
    assert all(people[c] >= k for c in found.kept_classes)
    assert found.suppressed_rows == sum(c not in set(found.kept_classes) for c in own)


@settings(deadline=None, max_examples=60)
@given(tables())
def test_who_is_not_in_the_data_is_guarded_only_where_asked(
    drawn: tuple[Columns, Columns, dict[str, Hierarchy]],
) -> None:
    """With a minimum, no combination may be of the population alone."""
    data, population, hierarchies = drawn
    found = plan_protection(
        quasi_identifiers=data,
        hierarchies=hierarchies,
        suppression_limit=0,
        models=[KAnonymity(1), DeltaPresence(1, 1e-6)],
        population=population,
    )
    levels = tuple(g.level for g in found.generalisations)
    own = set(combinations(data, hierarchies, levels))
    assert set(combinations(population, hierarchies, levels)) == own == set(found.kept_classes)


def column(*values: str) -> tuple[Columns, dict[str, Hierarchy]]:
    array = pa.array(values)
    return {"c": array}, {"c": build(PrefixHierarchy(lengths=(1,)), array, base=Path())}


def test_an_estimate_is_a_larger_class_of_the_data() -> None:
    data, hierarchies = column(*["A1"] * 3, *["A2"] * 3)
    plans = [
        plan_protection(
            quasi_identifiers=data,
            hierarchies=hierarchies,
            suppression_limit=0,
            models=[KAnonymity(1), EstimatedKMap(5, fraction)],
        )
        for fraction in (0.1, 1.0)
    ]
    assert [plan.generalisations[0].level for plan in plans] == [0, 1]


def test_a_population_that_does_not_fit_is_refused() -> None:
    data, hierarchies = column("A1", "A2")
    arguments: dict[str, Any] = {
        "quasi_identifiers": data,
        "hierarchies": hierarchies,
        "suppression_limit": 0,
        "models": [KMap(1)],
    }
    for population, said in (
        ({"d": pa.array(["A1"])}, "no column c"),
        ({"c": pa.array([], pa.string())}, "has no row"),
        (None, "needs counts of the population"),
    ):
        with pytest.raises(InputError, match=said):
            plan_protection(**arguments, population=population)
    numbers = {"c": pa.array([1, 2])}
    tree = {"c": build(SPECS[2][0], numbers["c"], base=Path())}
    arguments |= {"quasi_identifiers": numbers, "hierarchies": tree}
    with pytest.raises(InputError, match="not of the type int64"):
        plan_protection(**arguments, population={"c": pa.array(["x"])})
