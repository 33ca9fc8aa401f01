"""The search against all that was recorded of ARX 3.9.2."""

from __future__ import annotations

import pytest

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.metrics import AverageClassSize, Loss, NonUniformEntropy
from sector_data.anonymise.models import (
    AverageRisk,
    DistinctDiversity,
    KAnonymity,
    PrivacyModel,
    TCloseness,
)
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.search import Budget
from tests.anonymise import arx
from tests.anonymise.search.tables import whole_of

needs_arx = pytest.mark.skipif(
    not arx.ARX.is_dir(), reason="the recorded results of ARX are not beside this repository"
)

METRICS = {"loss": Loss(), "nue": NonUniformEntropy(), "aecs": AverageClassSize()}
SENSITIVE = {"adult": "occupation", "fars": "istatenum"}


@needs_arx
@pytest.mark.parametrize("dataset", ["adult", "fars"])
def test_the_optima_of_arx_are_found(dataset: str) -> None:
    data = arx.table(dataset)
    sensitive = data.column(SENSITIVE[dataset]).combine_chunks()
    models: dict[str, list[PrivacyModel]] = {
        "k=5": [KAnonymity(5)],
        "k=5+dl=3": [KAnonymity(5), DistinctDiversity("s", 3)],
        "k=5+t=0.2": [KAnonymity(5), TCloseness("s", 0.2, whole_of(sensitive))],
        "avgrisk=0.01": [AverageRisk(0.01)],
    }
    recorded = [run for run in arx.runs(models, METRICS) if run.dataset == dataset]
    assert len(recorded) >= 9
    for run in recorded:
        columns = {name: data.column(name) for name in run.quasi_identifiers}
        found = plan_protection(
            quasi_identifiers=columns,
            hierarchies={n: arx.hierarchy(dataset, n, v) for n, v in columns.items()},
            models=models[run.model],
            metric=METRICS[run.metric],
            sensitive={"s": SensitiveColumn(sensitive)},
            suppression_limit=run.limit,
        )
        assert found.cost == pytest.approx(run.score, rel=1e-6, abs=1e-6)
        assert tuple(g.level for g in found.generalisations) == run.levels
        assert found.suppressed_rows == run.suppressed
        assert found.optimal


@needs_arx
def test_the_anytime_search_comes_near_on_real_data() -> None:
    data = arx.table("adult")
    run = next(
        run for run in arx.runs(["k=5"], ["loss"]) if run.dataset == "adult" and run.limit == 0.05
    )
    columns = {name: data.column(name) for name in run.quasi_identifiers}
    found = plan_protection(
        quasi_identifiers=columns,
        hierarchies={n: arx.hierarchy("adult", n, v) for n, v in columns.items()},
        k=5,
        suppression_limit=0.05,
        most_nodes=1000,
        budget=Budget(nodes=400),
    )
    assert run.score - 1e-9 <= found.loss <= 1.1 * run.score
    assert found.least_cost is not None
    assert found.least_cost <= run.score + 1e-9
