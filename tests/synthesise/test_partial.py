"""Some columns are made anew, given the others of their row, which stay."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.making import synthesise
from tests.synthesise.plans import plan_of, table

pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    rng = np.random.default_rng(9)
    age = rng.integers(20, 80, 800)
    return {
        "people": table(
            "people",
            {
                "id": list(range(800)),
                "age": age,
                "income": np.round(age * 700 + rng.normal(0, 3000, 800)),
                "code": pa.array(rng.integers(0, 5, 800)),
            },
        ),
        "visits": table("visits", {"person": list(range(800)), "cost": rng.integers(0, 99, 800)}),
    }


def test_named_columns_follow_those_that_stay(tables: dict[str, Table]) -> None:
    plan = plan_of(tables, keys={"people": "id"}, references={"visits.person": "people.id"})
    spec = SynthesisSpec(engine="gaussian-copula", columns=("people.income",))
    result = synthesise(tables, plan, spec, announce=lambda _: None)
    before, after = tables["people"], result.tables["people"]
    assert result.tables["visits"] is tables["visits"]
    assert after.columns == before.columns
    for column in ("id", "age", "code"):
        assert after.column(column).equals(before.column(column))
    old, new = before.to_pandas(), after.to_pandas()
    assert (old["income"] != new["income"]).mean() > 0.9
    assert np.corrcoef(new["age"].astype(float), new["income"])[0, 1] > 0.8
    told = result.record["tables"]["people"]
    assert told["columns-made"] == ["income"]
    assert told["columns-kept"] == ["id", "age", "code"]


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (SynthesisSpec(columns=("people.id",)), r"people\.id cannot be made anew"),
        (
            SynthesisSpec(columns=("people.income",), orderings=(("people.age", "people.income"),)),
            r"binds people\.income to columns that stay",
        ),
    ],
)
def test_what_cannot_be_is_told(tables: dict[str, Table], spec: SynthesisSpec, told: str) -> None:
    plan = plan_of(tables, keys={"people": "id"}, references={"visits.person": "people.id"})
    asked = spec.model_copy(update={"engine": "gaussian-copula"})
    with pytest.raises(InputError, match=told):
        synthesise(tables, plan, asked, announce=lambda _: None)
