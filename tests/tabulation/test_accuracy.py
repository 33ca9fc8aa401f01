"""What figures are worth is told before they are paid for, and it holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom, chi2, norm

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.tabulation import accuracy, answering, asking
from sector_data.tabulation.answering import answer
from sector_data.tabulation.asking import ask, forecast
from tests.tabulation.figures import InProcess, section

RUNS = 80
CHANCE = 1e-7
"""The noise is secret and differs in every run: so rarely an honest figure is found wanting."""
FIGURES: tuple[dict[str, Any], ...] = (
    {"measure": "count", "by": ["stays.ward", "stays.sex"]},
    {"measure": "mean", "column": "stays.age", "by": ["stays.sex"], "weight": 4},
    {"measure": "quantiles", "column": "stays.age", "at": [0.1, 0.5]},
    {"measure": "histogram", "column": "stays.ward"},
)


@pytest.fixture(scope="module")
def stays() -> Table:
    rng = np.random.default_rng(4)
    n = 3000
    age = pa.array(np.round(rng.gamma(9, 5, n), 1), mask=rng.random(n) < 0.1)
    ward, sex = rng.choice(["A", "B", "C", "?"], n), rng.choice(["F", "M"], n)
    return Table("stays", pa.table({"ward": ward, "sex": sex, "age": age}))


@pytest.fixture(scope="module")
def opendp(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], InProcess]:
    def fresh() -> InProcess:
        folder: Path = tmp_path_factory.mktemp("opendp")
        return InProcess(folder)

    return fresh


@pytest.fixture
def here(opendp: Callable[[], InProcess], monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer in this process; each test anew, so that a forecast has no rows."""
    process = opendp()
    monkeypatch.setattr(answering, "ENVIRONMENT", process)
    monkeypatch.setattr(asking, "ENVIRONMENT", process)


@pytest.mark.usefixtures("here")
def test_figures_are_as_near_to_the_truth_as_they_say(stays: Table) -> None:
    asked = ask(section(*FIGURES, epsilon=3.0))
    frame = stays.to_pandas()
    rows = np.arange(stays.rows)
    told = frame["age"].dropna()
    missed: dict[str, list[bool]] = {figure.name: [] for figure in asked.spec.figures}
    noise: list[float] = []
    for _ in range(RUNS):
        answered = answer(asked, stays, rows)
        made = {name: table.to_pandas() for name, table in answered.tables.items()}
        cell = made["count_by_ward_sex"].query("ward == 'B' and sex == 'F'").iloc[0]
        true = int(((frame["ward"] == "B") & (frame["sex"] == "F")).sum())
        missed["count_by_ward_sex"].append(abs(cell["count"] - true) > cell["plus_minus"])
        noise.append(cell["count"] - true)
        mean = made["mean_age_by_sex"].query("sex == 'F'").iloc[0]
        true_mean = frame.loc[frame["sex"] == "F", "age"].clip(0, 100).mean()
        missed["mean_age_by_sex"].append(abs(mean["mean"] - true_mean) > mean["plus_minus"])
        for _, line in made["quantiles_age"].iterrows():
            low, high = (told < line["from"]).sum(), (told <= line["to"]).sum()
            rank = line["quantile"] * len(told)
            within = line["rank_plus_minus"]
            missed["quantiles_age"].append(not low - within <= rank <= high + within)
        other = made["histogram_ward"].query("ward.isna()").iloc[0]
        unknown = int((frame["ward"] == "?").sum())
        missed["histogram_ward"].append(abs(other["count"] - unknown) > other["plus_minus"])
    # At most 5 % are missed, but for chance.
    unlikely = {name: binom.sf(sum(each) - 1, len(each), 0.05) for name, each in missed.items()}
    assert {name: chance for name, chance in unlikely.items() if chance < CHANCE} == {}
    # The noise is as wide as the record says, and centred.
    stated = answered.noise["count_by_ward_sex"]
    spread = RUNS * np.var(noise) / stated**2
    assert min(chi2.cdf(spread, RUNS - 1), chi2.sf(spread, RUNS - 1)) > CHANCE
    assert 2 * norm.sf(abs(np.mean(noise)) * np.sqrt(RUNS) / stated) > CHANCE


@pytest.mark.usefixtures("here")
def test_neighbours_are_told_apart_no_better_than_promised() -> None:
    # One subject has two rows; whoever knows all others guesses from the count whether it is there.
    epsilon, delta = 1.0, 1e-6
    asked = ask(
        section({"measure": "count", "by": ["stays.ward"]}, epsilon=epsilon, delta=delta,
                contributions=2)
    )  # fmt: skip

    def counts(rows: int) -> npt.NDArray[np.float64]:
        table = Table("stays", pa.table({"ward": ["B"] * rows}))
        return np.array(
            [
                answer(asked, table, np.arange(rows)).tables["count_by_ward"]["count"][1].as_py()
                for _ in range(150)
            ]
        )

    there, gone = counts(502), counts(500)
    for cut in range(485, 520):
        # Exact bounds of both shares (Clopper and Pearson 1934), as audits of mechanisms use them
        # (Jagielski, Ullman, Oprea, *Auditing differentially private machine learning*, 2020).
        seen, other = int((there >= cut).sum()), int((gone >= cut).sum())
        least = beta.ppf(CHANCE, seen, len(there) - seen + 1) if seen else 0.0
        most = beta.ppf(1 - CHANCE, other + 1, len(gone) - other) if other < len(gone) else 1.0
        assert least <= math.exp(epsilon) * most + delta


@pytest.mark.usefixtures("here")
def test_a_forecast_is_what_the_answer_will_say(stays: Table) -> None:
    asked = ask(section(*FIGURES, rows=3000, contributions=3))
    told = {figure.figure: figure for figure in forecast(asked).figures}
    assert [figure.cells for figure in told.values()] == [12, 3, 2, 4]
    answered = answer(asked, stays, np.arange(stays.rows))
    within = answered.tables["histogram_ward"]["plus_minus"][0].as_py()
    assert told["histogram_ward"].plus_minus == pytest.approx(within, abs=0.1)
    once = forecast(ask(section(*FIGURES))).figures
    assert told["histogram_ward"].noise == pytest.approx(3 * once[3].noise)
    assert once[1].plus_minus is None  # nobody said about how many rows there are


@pytest.mark.usefixtures("here")
def test_no_line_is_blank(stays: Table) -> None:
    """Of missing wards there are few: no mean of them is told, so their line would say nothing."""
    figures = {"measure": "mean", "column": "stays.age", "by": ["stays.ward"]}
    few = Table("stays", stays.data.filter(pc.not_equal(stays.column("ward"), "?")))
    made = answer(ask(section(figures)), few, np.arange(few.rows)).tables["mean_age_by_ward"]
    assert made["ward"].to_pylist() == ["A", "B", "C"]
    alone = answer(ask(section({**figures, "by": []})), stays, np.arange(3)).tables["mean_age"]
    assert alone["mean"].to_pylist() == [None]


@given(st.floats(0.5, 1e4), st.floats(0.01, 1e3), st.floats(1, 1e6), st.floats(0.5, 1e4))
def test_more_rows_make_means_surer(counts: float, sums: float, rows: float, half: float) -> None:
    before = accuracy.of_mean(sums, counts, rows, half=half)
    after = accuracy.of_mean(sums, counts, 2 * rows, half=half)
    assert before is None or (after is not None and after < before < half)


@pytest.mark.parametrize(
    ("figures", "words", "told"),
    [
        ([{"measure": "mean", "column": "stays.cost"}], {}, "no public domain of stays.cost"),
        ([{"measure": "mean", "column": "stays.ward"}], {}, "has categories, which have no mean"),
        ([{"measure": "count", "by": ["other.ward"]}], {}, "not of stays"),
        ([{"measure": "count"}, {"measure": "count"}], {}, "asked for twice"),
        (
            [{"measure": "count", "by": ["stays.age", "stays.ward"]}],
            {"domain": {"stays.age": {"lowest": 0, "highest": 1, "bins": 1000},
                        "stays.ward": [f"w{n}" for n in range(1200)]}},
            "more than 1,000,000 cells",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(
    figures: list[dict[str, Any]], words: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        ask(section(*figures, **words))


@pytest.mark.parametrize("epsilon", [0, -1, float("nan"), float("inf")])
def test_no_budget_is_no_budget(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon"):
        section({"measure": "count"}, epsilon=epsilon)


@pytest.mark.usefixtures("here")
def test_an_absurd_budget_is_told_what_it_means() -> None:
    (warning,) = forecast(ask(section({"measure": "count"}, epsilon=30.0))).warnings
    assert "e^30 = 1.1e+13 times as likely" in warning
