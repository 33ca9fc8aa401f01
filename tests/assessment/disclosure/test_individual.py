"""Individual and household risk beside definitions and what sdcMicro 5.8 was recorded to find."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.assessment.disclosure.individual import Method, household_risk, individual_risk
from sector_data.errors import InputError
from tests.anonymise import sdcmicro

FREQUENCIES = st.integers(1, 60)
FRACTIONS = st.floats(0.02, 1)


def mean_inverse(f: int, p: float) -> float:
    """Return the mean of 1 / F for F negative binomial, term by term until nothing is left."""
    chance, total, left = p**f, 0.0, 1.0
    for size in itertools.count(f):
        total += chance / size
        left -= chance
        if left < 1e-13 and size > 2 * f / p:
            return total
        chance *= size / (size - f + 1) * (1 - p)
    raise AssertionError


@given(FREQUENCIES, FRACTIONS)
def test_risk_is_the_mean_of_the_inverse_class_size(f: int, p: float) -> None:
    found = individual_risk(np.array([float(f)]), np.array([f / p]))
    assert found[0] == pytest.approx(mean_inverse(f, p), rel=1e-9)


@given(st.floats(1, 60), st.floats(1e-7, 1), st.floats(1e-7, 1))
def test_risk_falls_with_the_people_who_could_be_meant(f: float, p: float, other: float) -> None:
    low, high = sorted((p, other))
    risks = individual_risk(np.array([f, f, f + 1]), np.array([f / low, f / high, (f + 1) / high]))
    assert 0 < risks[0] <= risks[1] * (1 + 1e-9)
    assert risks[2] <= risks[1] * (1 + 1e-9)
    assert risks.max() <= 1 + 1e-9


@given(st.floats(1, 45), st.floats(1e-6, 1))
def test_risk_is_continuous_in_the_frequency(f: float, p: float) -> None:
    # sdcMicro's has a gap: a row with a frequency between 1 and 2 gets 0, the least risk of all.
    near = np.array([f, f * (1 + 1e-9)])
    risks = individual_risk(near, near / p)
    assert risks[1] == pytest.approx(risks[0], rel=1e-5)
    assert individual_risk(np.array([1.5]), np.array([150.0]))[0] > 0


@given(FREQUENCIES, FRACTIONS)
def test_the_approximation_is_close_and_never_below(f: int, p: float) -> None:
    frequencies = np.array([float(f)]), np.array([f / p])
    exact = individual_risk(*frequencies)[0]
    approximate = individual_risk(*frequencies, method="approximate")[0]
    assert exact * (1 - 1e-12) <= approximate <= exact * 1.05


def test_a_sample_that_is_the_population_has_its_own_frequencies() -> None:
    whole = np.array([1.0, 2.0, 3.0, 50.0, 1.5])
    for method in ("exact", "approximate"):
        risks = individual_risk(whole, whole / 2, method=method)
        assert risks.tolist() == pytest.approx((1 / whole).tolist())


@pytest.mark.parametrize(
    ("data", "risk", "method", "column"),
    [
        ("francdat", "risk_francdat_w_alpha1", "approximate", "rk_approx"),
        ("francdat", "risk_francdat_w_alpha1", "exact", "rk_exact"),
        ("testdata", "risk_testdata_K7_w_alpha1", "approximate", "rk_approx"),
        ("testdata", "risk_testdata_K7_w_alpha1", "exact", "rk_exact"),
    ],
)
def test_risks_of_rows_are_those_of_sdcmicro(
    data: str, risk: str, method: Method, column: str
) -> None:
    recorded = sdcmicro.table(risk)
    wanted = recorded[column].to_numpy()
    # sdcMicro's exact sum takes minutes from a few dozen matches on; those rows were left out.
    there = np.isfinite(wanted)
    assert there.sum() > (1000 if data == "testdata" else 7)
    found = individual_risk(
        recorded["fk"].to_numpy().astype(float),
        recorded["Fk"].to_numpy().astype(float),
        method=method,
    )
    np.testing.assert_allclose(found[there], wanted[there], rtol=1e-9)


def francdat_with_gaps() -> tuple[dict[str, pa.Array], Floats]:
    """Return francdat with the five gaps of sdcMicro's manual, and its weights."""
    table = sdcmicro.table("francdat")
    columns = {name: table[name].to_pylist() for name in sdcmicro.FRANC}
    for row, name in ((2, "Key3"), (3, "Key1"), (3, "Key2"), (4, "Key4"), (5, "Key1")):
        columns[name][row] = None
    return {name: pa.array(values) for name, values in columns.items()}, table["w"].to_numpy()


@pytest.mark.parametrize(("alpha", "recorded"), [(1, "alpha1"), (0.5, "alpha0.5"), (0, "alpha0")])
def test_global_risk_with_gaps_is_that_of_sdcmicro_but_for_its_gap(
    alpha: float, recorded: str
) -> None:
    columns, weights = francdat_with_gaps()
    wanted = sdcmicro.document("risk_summary")["francdat_na_w"][recorded]
    found = wildcard_frequencies(columns, weights=weights, alpha=alpha)
    assert found.population is not None
    risks = individual_risk(found.sample, found.population, method="approximate")
    # Rows with a frequency between 1 and 2 have no risk there: three of eight with alpha = 0.5,
    # among them the one of highest risk.
    between = (found.sample > 1) & (found.sample < 2)
    assert between.sum() == (3 if alpha == 0.5 else 0)
    assert risks[~between].sum() == pytest.approx(wanted["global_risk_ER"], rel=1e-9)
    assert risks[~between].max() == pytest.approx(wanted["max_rk"], rel=1e-9)
    if alpha == 0.5:
        assert risks.max() > 10 * wanted["max_rk"]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1)), min_size=1, max_size=8))
def test_household_risk_is_booles_formula(members: list[tuple[int, float]]) -> None:
    homes = np.array([home for home, _ in members])
    risks = np.array([risk for _, risk in members])
    found = household_risk(risks, homes, 4)
    for home in range(4):
        of_members = risks[homes == home]
        wanted = sum(
            (-1) ** (size + 1) * math.prod(chosen)
            for size in range(1, len(of_members) + 1)
            for chosen in itertools.combinations(of_members, size)
        )
        assert found[home] == pytest.approx(wanted, abs=1e-12)


def test_households_of_hundreds_are_no_trouble() -> None:
    # sdcMicro expands Boole's formula: 2 ** 30 terms for thirty members, and room for 256.
    risk = household_risk(np.full(1000, 0.001), np.zeros(1000, dtype=np.int64), 1)
    assert risk[0] == pytest.approx(1 - 0.999**1000)


def test_mistaken_frequencies_are_refused() -> None:
    with pytest.raises(InputError, match="one population frequency"):
        individual_risk(np.array([1.0]), np.array([1.0, 2.0]))
    for bad in (0.5, math.nan):
        with pytest.raises(InputError, match="below 1"):
            individual_risk(np.array([bad]), np.array([2.0]))
