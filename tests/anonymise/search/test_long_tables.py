"""Tables so long that the compiled search looks at slices of them first."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.metrics import Loss, Metric, NonUniformEntropy
from sector_data.anonymise.models import DistinctDiversity, KAnonymity, PrivacyModel, TCloseness
from sector_data.anonymise.search import Problem, compiled
from sector_data.anonymise.search.exact import ExactSearch
from sector_data.anonymise.search.looking import look_at
from sector_data.spec.hierarchies import NumberHierarchy
from tests.anonymise.search.tables import ILLNESS, whole_of

ROWS = 40_000


def problem_of(seed: int, k: int, more: str, metric: Metric) -> Problem:
    """Return a problem with nearly as many combinations as rows; few values are frequent."""
    generator = np.random.default_rng(seed)
    columns = {
        name: pa.array(np.minimum(generator.geometric(share, ROWS), 60))
        for name, share in (("a", 0.04), ("b", 0.05), ("c", 0.06), ("d", 0.05))
    }
    illness = pa.array(np.array(["flu", "cold", "gout", "none"])[generator.integers(0, 4, ROWS)])
    models: list[PrivacyModel] = [KAnonymity(k)]
    if more == "diversity":
        models.append(DistinctDiversity(ILLNESS, 3))
    if more == "closeness":
        models.append(TCloseness(ILLNESS, 0.3, whole_of(illness)))
    spec = NumberHierarchy(widths=(5.0, 20.0))
    table = EncodedTable.of(
        quasi_identifiers=columns,
        hierarchies={name: build(spec, column, base=Path()) for name, column in columns.items()},
        sensitive={ILLNESS: SensitiveColumn(illness)},
        counted=[ILLNESS],
    )
    return table.problem(models, metric, {}, 0.02)


@settings(deadline=None, max_examples=12)
@given(
    st.integers(0, 1000),
    st.integers(2, 9),
    st.sampled_from(["alone", "diversity", "closeness"]),
    st.sampled_from([Loss(), NonUniformEntropy()]),
    st.tuples(*[st.integers(1, 2)] * 4),
    st.booleans(),
)
def test_slices_change_nothing(
    seed: int, k: int, more: str, metric: Metric, node: tuple[int, ...], enough: bool
) -> None:
    problem = problem_of(seed, k, more, metric)
    assert len(problem.base.rows) > 1 << 14
    # As many rows may be suppressed as the node does, or one fewer.
    suppressed = look_at(problem, problem.base, node).suppressed
    problem = dataclasses.replace(problem, allowance=max(suppressed - (not enough), 0))
    with compiled.opened(problem) as kernels:
        if kernels is None:
            pytest.skip("the kernels are not compiled")
        seen, twin = compiled.look(problem, kernels, node), look_at(problem, problem.base, node)
        assert seen.allowed == twin.allowed
        # Of what closeness suppresses at finer nodes the kernels know more.
        assert seen.dead == twin.dead or more == "closeness"
        found = compiled.exactly(kernels)
    best = ExactSearch(problem).run()
    assert found is not None
    assert best is not None
    assert found.node == best.node
    assert found.suppressed == best.suppressed
    assert found.cost == pytest.approx(best.cost, rel=1e-9)
