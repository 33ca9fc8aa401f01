"""TabularARGN under a guarantee: what a subject may change, what it costs, and what is public."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, kstest

from sector_data.errors import InputError, MissingExtraError
from sector_data.pipeline.ledger.comparing import spent_of
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import DifferentialPrivacySpec, IntervalSpec, SynthesisSpec
from sector_data.synthesise.engines.argn_private import STEPS, PrivateArgn
from sector_data.synthesise.engines.opendp_marginals import Question
from sector_data.synthesise.environments import Environment
from sector_data.synthesise.making import synthesise
from tests.synthesise.argn import argn
from tests.synthesise.plans import plan_of, table
from tests.synthesise.sampled_gaussian import cost

__all__ = ["argn"]

torch = pytest.importorskip("torch", reason="the extras 'synthesis' and 'argn' bring torch")
steps = pytest.importorskip("sector_data.synthesise.engines.argn_private_steps")
CHANCE = 1e-9
"""Of a test of random numbers to fail."""


class Toy(torch.nn.Module):  # type: ignore[misc,name-defined]
    """A network of the kinds of layers that the engine's network has."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.embedding = torch.nn.Embedding(4, 3, dtype=torch.float64)
        self.middle = torch.nn.Linear(3, 5, dtype=torch.float64)
        self.last = torch.nn.Linear(5, 4, bias=False, dtype=torch.float64)

    def loss(self, codes: Any, scale: float = 1.0) -> Any:
        hidden = torch.relu(self.middle(self.embedding(codes[:, :1])[:, 0]))
        foretold = scale * self.last(hidden)
        return torch.nn.functional.cross_entropy(foretold, codes[:, 1], reduction="sum")


CODES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)
SCALE = st.sampled_from([1e-3, 1.0, 50.0])


def summed(network: Toy, gradients: Any, codes: Any, longest: float, scale: float) -> Any:
    return gradients.clipped_sum(network.loss(torch.tensor(codes), scale), longest)


@settings(deadline=None, max_examples=20)
@given(codes=CODES, seed=st.integers(0, 99), longest=st.floats(1e-3, 10), scale=SCALE)
def test_a_sum_is_of_the_gradients_of_rows_each_shortened(
    codes: list[tuple[int, int]], seed: int, longest: float, scale: float
) -> None:
    network = Toy(seed)
    gradients = steps.Gradients(network)
    whole = summed(network, gradients, codes, longest, scale)
    expected = torch.zeros_like(whole)
    for row in codes:
        own = torch.autograd.grad(network.loss(torch.tensor([row]), scale), gradients.parameters)
        gradients._seen.clear()
        vector = torch.cat([part.flatten() for part in own])
        expected += vector * min(1.0, longest / max(float(vector.norm()), 1e-300))
    assert torch.allclose(whole, expected, rtol=1e-9, atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(
    codes=CODES,
    own=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=3),
    seed=st.integers(0, 99),
    scale=SCALE,
)
def test_a_subject_changes_a_sum_by_no_more_than_is_said(
    codes: list[tuple[int, int]], own: list[tuple[int, int]], seed: int, scale: float
) -> None:
    network = Toy(seed)
    gradients = steps.Gradients(network)
    longest = 1.0 / len(own)
    there = summed(network, gradients, [*codes, *own], longest, scale)
    gone = summed(network, gradients, codes, longest, scale)
    assert float((there - gone).norm()) <= 1 + steps.MARGIN / 1000


def test_a_row_whose_gradient_is_no_number_adds_nothing() -> None:
    network = Toy(1)
    gradients = steps.Gradients(network)
    with torch.no_grad():
        network.embedding.weight[3] = math.inf
    there = summed(network, gradients, [(0, 1), (3, 1)], 1.0, 1.0)
    assert torch.equal(there, summed(network, gradients, [(0, 1)], 1.0, 1.0))


def test_a_network_of_other_layers_or_with_one_used_twice_is_refused() -> None:
    with pytest.raises(TypeError):
        steps.Gradients(torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.LayerNorm(2)))
    layer = torch.nn.Linear(2, 2)
    gradients = steps.Gradients(layer)
    with pytest.raises(TypeError):
        gradients.clipped_sum(layer(layer(torch.ones(1, 2))).sum(), 1.0)


def test_noise_is_normal_and_sums_lie_on_a_grid() -> None:
    assert kstest(steps.secret_normals(100_001), "norm").pvalue > CHANCE
    exact = np.linspace(-3, 3, 50_000)
    noised = steps.noisy(exact, 2.5)
    assert kstest((noised - exact) / 2.5, "norm").pvalue > CHANCE
    on_grid = noised / (2.5 * 2.0**-steps.GRID_BITS)
    assert np.array_equal(on_grid, np.rint(on_grid))


def test_a_sum_too_large_for_the_grid_is_cut_and_its_noise_is_whole() -> None:
    grid = 0.5 * 2.0**-steps.GRID_BITS
    noised = steps.noisy(np.full(1000, 1e12), 0.5) / grid
    assert np.array_equal(noised, np.rint(noised))
    assert np.abs(noised).max() < 2.0**53
    assert len(np.unique(noised % 2)) == 2  # no float is rounded to even


@pytest.mark.parametrize("rate", [0.01, 0.5, 1.0])
def test_subjects_are_taken_with_the_rate(rate: float) -> None:
    taken = int(steps.secret_choice(100_000, rate).sum())
    chances = binom(100_000, rate)
    assert min(chances.cdf(taken), chances.sf(taken - 1)) > CHANCE


@settings(deadline=None, max_examples=5)
@given(
    epsilon=st.floats(0.3, 15),
    delta=st.sampled_from([1e-6, 1e-9]),
    rate=st.sampled_from([0.01, 0.2, 1.0]),
    count=st.integers(1, 400),
)
def test_a_budget_is_spent_whole_and_no_more(
    epsilon: float, delta: float, rate: float, count: int
) -> None:
    budget = steps.divide(epsilon, delta, rate, count, cost)
    assert budget.epsilon <= epsilon
    assert cost([(budget.counts, 1.0, 1), (budget.step, rate, count)], delta) <= epsilon
    assert cost([(budget.counts, 1.0, 1), (0.999 * budget.step, rate, count)], delta) > epsilon


@pytest.mark.parametrize(
    ("counts", "step", "rate", "count", "exact"),
    [
        (20.6, 9.0, 0.0786, 255, 0.8181133605028427),
        (20.6, 4.0, 0.0786, 255, 1.8982534646806895),
        (6.0, 2.0, 0.0786, 255, 4.450008186342035),
        (2.0, 1.0, 0.0786, 255, 13.293093817043365),
    ],
)
def test_what_is_reckoned_here_is_no_less_than_the_exact_cost(
    counts: float, step: float, rate: float, count: int, exact: float
) -> None:
    """Exact: by the distribution of the privacy loss, dp-accounting 0.6, both neighbours."""
    reckoned = cost([(counts, 1.0, 1), (step, rate, count)], 1e-9)
    assert exact <= reckoned <= 1.1 * exact


DOMAIN: dict[str, Any] = {
    "t.sex": ("F", "M"),
    "t.age": IntervalSpec(lowest=0, highest=100, cuts=(18, 65)),
    "t.ill": ("no", "yes"),
}


def source(rows: int, seed: int) -> dict[str, Table]:
    rng = np.random.default_rng(seed)
    return {
        "t": table(
            "t",
            {
                "sex": rng.choice(["F", "M", f"rare {seed}"], rows).tolist(),
                "age": pa.array(rng.integers(seed, 90, rows), mask=rng.random(rows) < seed / 100),
                "ill": rng.choice(["no", "yes"], rows).tolist(),
            },
        )
    }


def spec_of(**words: Any) -> SynthesisSpec:
    private = DifferentialPrivacySpec(
        **{"epsilon": 1.0, "domain": DOMAIN, "target": "t.sex", **words}
    )
    return SynthesisSpec(engine="tabular-argn", rows={"t": 500}, differential_privacy=private)


class Seen:
    """Stands for the process: draws rows that depend on no row, and remembers what it was told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings: list[dict[str, Any]] = []
        self.learnt: list[pa.Table] = []

        def run(_: Environment, script: str, settings: Any, tables: Any, **words: Any) -> Any:
            assert script == "argn_private_process.py"
            self.settings.append(dict(settings))
            self.learnt.append(tables["learnt"])
            codes = {c: np.arange(settings["rows"]) % n for c, n in settings["sizes"].items()}
            told = {"epsilon": 0.99, "noise-multiplier": 8.5, "longest-gradient": 1.0}
            return pa.table(codes), told | {"count-deviation": 77.0}

        monkeypatch.setattr(Environment, "python", lambda _: "python")
        monkeypatch.setattr(Environment, "versions", lambda _, names: dict.fromkeys(names, "1"))
        monkeypatch.setattr(Environment, "run", run)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    return Seen(monkeypatch)


def test_sources_that_have_nothing_in_common_are_learnt_and_told_of_alike(seen: Seen) -> None:
    made = [
        synthesise(tables, plan_of(tables), spec_of(), announce=lambda _: None)
        for tables in (source(40, 3), source(900, 60))
    ]
    assert seen.settings[0] == seen.settings[1]
    assert made[0].record == made[1].record
    assert made[0].tables["t"].data.equals(made[1].tables["t"].data)
    assert [learnt.num_rows for learnt in seen.learnt] == [40, 900]


def test_the_record_says_all_that_the_guarantee_is_about(seen: Seen) -> None:
    tables = source(40, 3)
    record = synthesise(tables, plan_of(tables), spec_of(), announce=lambda _: None).record
    private = record["differential-privacy"]
    assert (private["epsilon"], private["delta"], private["unit"]) == (1.0, 1e-9, "one row")
    assert (private["sampling-rate"], private["steps"]) == (1.0, STEPS)
    assert private["epsilon-by-accountant"] <= private["epsilon"]
    assert private["noise-multiplier"] == 8.5
    for word in ("contributions", "neighbours", "mechanism", "accountant", "bounds"):
        assert private[word]
    assert (record["engine"], record["repeatable"]) == ("tabular-argn", False)
    assert record["engine-taken-because"] == "the pipeline file names it"
    spent = spent_of(record)  # what the ledger adds up
    assert spent is not None
    assert (spent.epsilon, spent.delta, spent.rho) == (1.0, 1e-9, None)
    assert "DP-SGD" in spent.mechanism


def test_the_target_is_learnt_last_and_epochs_are_passes_over_the_rows_asked_for(
    seen: Seen,
) -> None:
    spec = spec_of().model_copy(update={"rows": {"t": 20_480}, "epochs": 3})
    tables = source(40, 3)
    synthesise(tables, plan_of(tables), spec, announce=lambda _: None)
    (told,) = seen.settings
    assert told["order"] == ["c1", "c2", "c0"]
    assert (told["rate"], told["steps"], told["expected"]) == (0.1, 30, 2048)


def test_an_epsilon_that_the_accountant_cannot_prove_is_refused(seen: Seen) -> None:
    tables = source(40, 3)
    with pytest.raises(InputError, match=r"no epsilon below 0\.021 at delta 1e-09"):
        synthesise(tables, plan_of(tables), spec_of(epsilon=0.01), announce=lambda _: None)
    assert seen.settings == []


def test_where_it_is_not_installed_the_message_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECTOR_DATA_ARGN_PYTHON", raising=False)
    monkeypatch.setattr("sector_data.synthesise.environments._is_here", lambda _: False)
    tables = source(40, 3)
    with pytest.raises(MissingExtraError) as caught:
        synthesise(tables, plan_of(tables), spec_of(), announce=lambda _: None)
    assert "argn" in str(caught.value.fix)
    assert "mostlyai-engine" in str(caught.value.fix)


@pytest.mark.slow
@pytest.mark.usefixtures("argn")
def test_dependences_are_learnt_and_the_cost_is_what_is_reckoned_here() -> None:
    rng = np.random.default_rng(2)
    ill = (rng.random(5000) < 0.4).astype(int)
    age = np.where(rng.random(5000) < 0.8, ill + 1, rng.integers(0, 4, 5000))
    codes = {
        "ill": ill,
        "age": age,
        "title": np.array([2, 0, 1, 3])[age],
        "rare": np.where(rng.random(5000) < 0.1, -1, rng.integers(0, 2, 5000)),
    }
    subjects = np.arange(5000) // 2
    question = Question(
        {"ill": 2, "age": 4, "title": 4, "rare": 2}, frozenset(), "ill", {"title": ("age",)}, [],
        subjects, epochs=30,
    )  # fmt: skip
    words: dict[str, Any] = {"contributions": 2, "epsilon": 8.0, "delta": 1e-9, "seed": 5}
    said: list[str] = []
    trained = PrivateArgn().draw(codes, question, 4096, announce=said.append, **words)
    assert any("of at most 60, about" in line for line in said)
    made = trained.codes
    assert (made["title"] == np.array([2, 0, 1, 3, -1])[made["age"]]).all()
    assert abs((made["rare"] < 0).mean() - 0.1) < 0.05
    assert (made["ill"] >= 0).all()
    older = (made["age"] == 2)[made["ill"] == 1].mean() - (made["age"] == 2)[
        made["ill"] == 0
    ].mean()
    assert older > 0.4
    told = trained.told
    assert (trained.rate, trained.steps) == (0.5, 60)
    counts = told["count-deviation"] / (2 * math.sqrt(4))
    history = [(counts, 1.0, 1), (told["noise-multiplier"], trained.rate, trained.steps)]
    assert told["epsilon"] <= words["epsilon"]
    # Of more orders than whole ones the least may be smaller, but not by much.
    assert told["epsilon"] <= cost(history, 1e-9) <= 1.02 * words["epsilon"]


@pytest.mark.slow
@pytest.mark.usefixtures("argn")
def test_an_audit_cannot_tell_who_was_there_better_than_epsilon_allows() -> None:
    """Steinke, Nasr, Jagielski, *Privacy auditing with one training run*, NeurIPS 2023: of people
    who are there or not by the toss of a coin, each with a mark of their own, no more are told
    right than a share of e^ε / (1 + e^ε), but for chance."""
    rng = np.random.default_rng()
    marks, epsilon = 300, 1.0
    there = rng.random(marks) < 0.5
    codes = {"mark": np.flatnonzero(there)}
    question = Question({"mark": marks}, frozenset(), None, {}, [], epochs=20)
    words: dict[str, Any] = {"contributions": 1, "epsilon": epsilon, "delta": 1e-9, "seed": 5}
    made = PrivateArgn().draw(codes, question, 2000, **words).codes["mark"]
    drawn = np.bincount(made[made >= 0], minlength=marks)
    guessed = drawn > np.median(drawn)
    right = int((guessed == there).sum())
    assert binom.sf(right - 1, marks, 1 / (1 + math.exp(-epsilon))) > CHANCE
