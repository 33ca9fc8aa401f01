"""Models that count a population beside the data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError
from tests.end_to_end.clinic import QUASI, population, release, sizes, world_of


def generalised(values: pd.Series[str], labels: set[str]) -> list[str]:
    """Return the released label that covers each age or word."""

    def label(value: str) -> str:
        for known in labels:
            if known in {value, "*"}:
                return known
            if known.startswith("["):
                low, high = known[1:-1].split(", ")
                if float(low) <= float(value) < float(high):
                    return known
        return "nobody"

    return [label(str(value)) if not pd.isna(value) else "" for value in values]


@pytest.mark.parametrize(
    ("privacy", "least", "most"),
    [
        ("{k-anonymity: 1, k-map: {k: 9, population: {path: everybody.csv}}}", 9, 1.0),
        (
            "{k-anonymity: 1, suppression-limit: 40%, delta-presence: "
            "{maximum: 0.4, population: {path: everybody.csv}}}",
            1,
            0.4,
        ),
    ],
)
def test_a_population_is_counted(privacy: str, least: int, most: float, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", privacy)
    everybody = population(world.folder)
    done, out = release(world)
    coarse = pd.DataFrame({c: generalised(everybody[c], set(out[c])) for c in QUASI})
    people_in = coarse.groupby(QUASI).size()
    rows_in = sizes(out)

    assert len(out) > 100
    assert people_in[rows_in.index].min() >= least
    assert (rows_in / people_in[rows_in.index]).max() <= most
    assert all(result.passed for result in done.assessment.models)
    told = {c.subject: c.verdict for c in sd.audit(done.bundle).claims}
    assert "does not hold" not in told.values()
    assert "cannot be told from here" in {
        v for s, v in told.items() if s.startswith(("k-map", "d"))
    }


def test_the_population_must_have_the_quasi_identifiers(tmp_path: Path) -> None:
    privacy = "{k-anonymity: 1, k-map: {k: 9, population: {path: everybody.csv}}}"
    world = world_of(tmp_path / "w", privacy)
    population(world.folder)[["age", "sex"]].to_csv(world.folder / "everybody.csv", index=False)
    with pytest.raises(InputError, match="lacks the quasi-identifier ward"):
        release(world)
