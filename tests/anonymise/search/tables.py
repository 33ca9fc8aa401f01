"""Small tables to search, with every model and metric, and their nodes one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.metrics import (
    Ambiguity,
    AverageClassSize,
    Discernibility,
    KullbackLeibler,
    Loss,
    Metric,
    NonUniformEntropy,
    Precision,
    Queries,
    Target,
)
from sector_data.anonymise.models import (
    AlphaK,
    AverageRisk,
    DistinctDiversity,
    EntropyDiversity,
    KAnonymity,
    MaximumRisk,
    PrivacyModel,
    RecordsAtRisk,
    RecursiveDiversity,
    TCloseness,
)
from sector_data.anonymise.search import Problem
from sector_data.anonymise.search.looking import Look, look_at
from tests.anonymise.reference import Problem as Table
from tests.anonymise.reference import problems as tables

ILLNESS = "t.illness"


@dataclass(frozen=True)
class Case:
    """A problem and what it was made from."""

    table: Table
    encoded: EncodedTable
    problem: Problem
    metric: Metric
    weights: dict[str, float]


def whole_of(column: pa.Array) -> np.ndarray:
    """Return the share of each present value, in the order of the values."""
    counts = column.drop_null().value_counts()
    pairs = sorted(
        zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    )
    numbers = np.array([n for _, n in pairs], dtype=np.float64)
    return numbers / numbers.sum() if len(numbers) else numbers


@st.composite
def some_models(draw: st.DrawFn, illness: pa.Array) -> list[PrivacyModel]:
    known: list[st.SearchStrategy[PrivacyModel]] = [
        st.integers(1, 4).map(KAnonymity),
        st.sampled_from([0.5, 0.3, 1.0]).map(MaximumRisk),
        st.sampled_from([0.5, 0.35, 0.2]).map(AverageRisk),
        st.integers(1, 3).map(lambda n: DistinctDiversity(ILLNESS, n)),
        st.sampled_from([1.5, 2.0]).map(lambda n: EntropyDiversity(ILLNESS, n)),
        st.just(RecursiveDiversity(ILLNESS, 2.0, 2)),
        st.just(AlphaK(ILLNESS, 0.6, 2)),
        st.just(RecordsAtRisk(0.4, 0.3)),
        st.sampled_from([0.1, 0.3, 0.5]).map(lambda t: TCloseness(ILLNESS, t, whole_of(illness))),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(known))), min_size=1, max_size=3, unique=True))
    return [draw(known[i]) for i in chosen]


@st.composite
def cases(draw: st.DrawFn, *, most_rows: int = 14) -> Case:
    table = draw(tables(most_rows=most_rows))
    values = st.sampled_from(["flu", "cold", "gout", None])
    illness = pa.array(
        draw(st.lists(values, min_size=table.rows, max_size=table.rows)), pa.string()
    )
    names = tuple(table.columns)
    metric = draw(
        st.sampled_from(
            [
                Loss(),
                NonUniformEntropy(),
                Precision(),
                AverageClassSize(),
                Discernibility(),
                Ambiguity(),
                KullbackLeibler(),
                Target(ILLNESS),
                Queries((names[:1], names), names),
            ]
        )
    )
    weights = draw(st.dictionaries(st.sampled_from(names), st.sampled_from([0.5, 2.0])))
    encoded = EncodedTable.of(
        quasi_identifiers=table.columns,
        hierarchies=table.hierarchies,
        subjects=table.subjects,
        sensitive={ILLNESS: SensitiveColumn(illness)},
        counted=[ILLNESS],
        target=ILLNESS,
    )
    problem = encoded.problem(draw(some_models(illness)), metric, weights, table.limit)
    return Case(table, encoded, problem, metric, weights)


def nodes(problem: Problem) -> Iterator[tuple[int, ...]]:
    yield from itertools.product(*(range(length) for length in problem.shape))


def looks(problem: Problem) -> dict[tuple[int, ...], Look]:
    """Look at every node, from the finest one."""
    return {node: look_at(problem, problem.base, node) for node in nodes(problem)}
