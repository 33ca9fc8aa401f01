"""SDV's engines of related tables and of sequences: keys, lengths, order, time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SequenceSpec, SynthesisSpec
from sector_data.synthesise.making import SynthesisResult, synthesise
from tests.synthesise.plans import plan_of, table

pytest.importorskip("sdv.multi_table", reason="the extra 'synthesis' is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bank() -> dict[str, Table]:
    """Large accounts have more transactions; a balance goes on from the one before."""
    rng = np.random.default_rng(11)
    large = rng.random(120) < 0.5
    counts = np.where(large, rng.poisson(7, 120), rng.poisson(2, 120))
    owner = np.repeat(np.arange(120), counts)
    steps = rng.normal(0, 1, len(owner))
    balance = np.concatenate([np.cumsum(s) for s in np.split(steps, np.cumsum(counts)[:-1])])
    orphan = rng.random(len(owner)) < 0.1
    lines = rng.poisson(1, len(owner))
    return {
        "accounts": table("accounts", {"id": np.arange(120), "large": pa.array(large)}),
        "transactions": table(
            "transactions",
            {
                "id": [f"t{n}" for n in range(len(owner))],
                "account": pa.array(owner, mask=orphan),
                "balance": np.round(balance + 10 * large[owner], 2),
                "kind": rng.choice(["in", "out"], len(owner)).tolist(),
            },
        ),
        "lines": table(
            "lines",
            {
                "transaction": [f"t{n}" for n in np.repeat(np.arange(len(owner)), lines)],
                "amount": rng.integers(1, 50, int(lines.sum())),
            },
        ),
    }


@pytest.fixture(scope="module")
def plan(bank: dict[str, Table]) -> Plan:
    return plan_of(
        bank,
        keys={"accounts": "id", "transactions": "id"},
        references={
            "transactions.account": "accounts.id",
            "lines.transaction": "transactions.id",
        },
    )


def run(bank: dict[str, Table], plan: Plan, **words: Any) -> tuple[SynthesisResult, list[str]]:
    said: list[str] = []
    spec = SynthesisSpec.model_validate(words)
    return synthesise(bank, plan, spec, announce=said.append), said


@pytest.fixture(scope="module")
def by_hma(bank: dict[str, Table], plan: Plan) -> tuple[SynthesisResult, list[str]]:
    return run(bank, plan, engine="hma", seed=3)


def test_hma_makes_tables_whose_references_hold(
    bank: dict[str, Table], by_hma: tuple[SynthesisResult, list[str]]
) -> None:
    tables = by_hma[0].tables
    for child, column, parent in (
        ("transactions", "account", "accounts"),
        ("lines", "transaction", "transactions"),
    ):
        referred = set(tables[parent].column("id").to_pylist())
        assert len(referred) == tables[parent].rows
        assert set(tables[child].column(column).drop_null().to_pylist()) <= referred
        told = by_hma[0].record["tables"][child]["structure"]["references"][0]
        assert told["orphans"] == 0
        assert told["children-per-parent-made"] == pytest.approx(
            told["children-per-parent-learnt"], rel=0.15
        )
    orphans = tables["transactions"].column("account").null_count / tables["transactions"].rows
    assert orphans == pytest.approx(0.1, abs=0.05)
    assert tables["accounts"].rows == 120
    for name, each in tables.items():
        assert each.data.schema == bank[name].data.schema


def test_hma_keeps_what_children_have_of_their_parent(
    by_hma: tuple[SynthesisResult, list[str]],
) -> None:
    tables = {name: each.to_pandas() for name, each in by_hma[0].tables.items()}
    both = tables["transactions"].merge(tables["accounts"], left_on="account", right_on="id")
    large = both["large"].astype(bool)
    assert both["balance"][large].mean() > both["balance"][~large].mean() + 2


def test_hma_tells_how_long_it_takes_and_gives_the_same_rows_for_a_seed(
    bank: dict[str, Table], plan: Plan, by_hma: tuple[SynthesisResult, list[str]]
) -> None:
    result, said = by_hma
    assert any("will take about" in line for line in said)
    assert result.record["repeatable"]
    small = {name: Table(name, each.data.slice(0, 40)) for name, each in bank.items()}
    small["transactions"] = bank["transactions"]
    again = [run(bank, plan, engine="hma", seed=seed, rows={"accounts": 20})[0] for seed in (3, 4)]
    same, _ = run(bank, plan, engine="hma", seed=3, rows={"accounts": 20})
    assert same.tables["transactions"].data.equals(again[0].tables["transactions"].data)
    assert not same.tables["transactions"].data.equals(again[1].tables["transactions"].data)


def test_hma_refuses_what_would_take_too_long(bank: dict[str, Table], plan: Plan) -> None:
    with pytest.raises(InputError, match=r"longer than the 0\.01 minutes") as caught:
        run(bank, plan, engine="hma", minutes=0.01)
    assert "synthesise.minutes" in str(caught.value.fix)


@pytest.fixture(scope="module")
def meters() -> dict[str, Table]:
    """One table: rising readings of meters of two types, in no order."""
    rng = np.random.default_rng(12)
    counts = rng.integers(2, 9, 60)
    meter = np.repeat(np.arange(60), counts)
    hour = np.concatenate([np.arange(n) for n in counts])
    kind = np.where(meter % 2 == 0, "house", "shop")
    use = np.round(np.where(kind == "shop", 40, 4) + hour * 2 + rng.normal(0, 0.4, len(meter)), 1)
    shuffled = rng.permutation(len(meter))
    columns = {
        "use": use[shuffled],
        "meter": [f"m{n}" for n in meter[shuffled]],
        "hour": hour[shuffled],
        "kind": kind[shuffled].tolist(),
    }
    return {"readings": table("readings", columns)}


SEQUENCES = {"readings": SequenceSpec(key="meter", order="hour", context=("kind",))}


@pytest.mark.parametrize("engine", ["par", "gaussian-copula", "hma"])
def test_sequences_of_one_table_stay_sequences(meters: dict[str, Table], engine: str) -> None:
    epochs = {"epochs": 60} if engine == "par" else {}
    result, _ = run(meters, plan_of(meters), engine=engine, sequences=SEQUENCES, **epochs)
    made = result.tables["readings"]
    assert made.data.schema == meters["readings"].data.schema
    frame = made.to_pandas()
    # What is the same in all rows of a meter is so again; hours rise; no meter is a real one.
    assert (frame.groupby("meter")["kind"].nunique() == 1).all()
    assert frame.groupby("meter")["hour"].apply(lambda hours: hours.is_monotonic_increasing).all()
    assert not set(frame["meter"]) & set(meters["readings"].column("meter").to_pylist())
    by_kind = frame.groupby("kind")["use"].mean()
    assert by_kind["shop"] > by_kind["house"] + 10
    told = result.record["tables"]["readings"]["structure"]
    lengths = told["sequences"]["lengths-at-10-50-90-percent-and-mean"]
    assert lengths["made"] == pytest.approx(lengths["learnt"], rel=0.35 if engine == "hma" else 0.1)
    assert told["sequences"]["autocorrelation-at-lag-1-2-3"]["use"]["learnt"][0] > 0.9
    assert result.record["tables"]["readings"]["sequences"]["rows-learnt"] == 60


def test_par_gives_the_same_rows_for_a_seed(meters: dict[str, Table]) -> None:
    made = [
        run(meters, plan_of(meters), engine="par", sequences=SEQUENCES, epochs=2, seed=seed)[0]
        for seed in (1, 1, 2)
    ]
    first, again, other = (each.tables["readings"].data for each in made)
    assert first.equals(again)
    assert not first.equals(other)


def test_sequences_are_the_same_whatever_the_order_of_rows(meters: dict[str, Table]) -> None:
    turned = {"readings": Table("readings", meters["readings"].data[::-1])}
    made = [
        run(tables, plan_of(tables), engine="gaussian-copula", sequences=SEQUENCES)[0]
        for tables in (meters, turned)
    ]
    assert made[0].tables["readings"].data.equals(made[1].tables["readings"].data)


def test_nothing_of_the_engines_is_printed(
    meters: dict[str, Table], capfd: pytest.CaptureFixture[str]
) -> None:
    for engine in ("par", "hma"):
        run(meters, plan_of(meters), engine=engine, sequences=SEQUENCES, epochs=1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("sequence", "told"),
    [
        (SequenceSpec(key="gone"), r"names readings\.gone, which is not released"),
        (SequenceSpec(key="meter", context=("hour",)), "not the same in all rows of a meter"),
    ],
)
def test_sequences_that_cannot_be_are_told(
    meters: dict[str, Table], sequence: SequenceSpec, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        run(meters, plan_of(meters), engine="gaussian-copula", sequences={"readings": sequence})
