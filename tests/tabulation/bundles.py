"""A bundle of figures without OpenDP: made-up noise, everything else as it is released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline import tabulating
from sector_data.pipeline.public_domains import FILE
from sector_data.spec.plan import Plan
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.tabulation import TabulationForecast
from sector_data.tabulation.answering import Answered

PIPELINE = """
release:
  name: stays-figures
  title: Stays | in *figures*
  languages: [en, fr, de, it, ja]
  licence: CC-BY-4.0
  contact: data@valley.example
sector: health
source: {person: person.csv}
subject: person.person_id
tabulate:
  table: person
  epsilon: 1.5
  contributions: 2
  domain:
    person.ward: [A, B]
  figures:
    - {measure: count, by: [person.ward]}
    - {measure: mean, column: person.year_of_birth, by: [person.ward]}
    - {measure: quantiles, column: person.year_of_birth}
"""
NOISE = 2.0
TABLES = {
    "count_by_ward": pa.table(
        {"ward": ["A", "B", None], "count": [1234, 0, 7], "plus_minus": [4.4] * 3}
    ),
    "mean_year-of-birth_by_ward": pa.table(
        {
            "ward": ["A", "B", None],
            "mean": [1961.25, None, 1955.5],
            "plus_minus": [1.5, None, 12.25],
        }
    ),
    "quantiles_year-of-birth": pa.table(
        {
            "quantile": [0.25, 0.5, 0.75],
            "from": [1937.5, 1950.0, 1975.0],
            "to": [1950.0, 1962.5, 1987.5],
            "rank_plus_minus": [21.4, 15.1, 21.4],
        }
    ),
}


def every_promise() -> Iterator[tuple[Plan, dict[str, pa.Table], dict[str, Any]]]:
    """Yield plan, figures and guarantee of bundles that need every word of their README."""
    pipeline = parse_pipeline(PIPELINE, base=Path())
    plan = Plan(
        made_with="sector-data test", made_on=date(2026, 1, 2), pipeline=pipeline, sources=(),
        tables=(),
    )  # fmt: skip
    domain = {"person.ward": ["A"], "person.year_of_birth": {"lowest": 0, "highest": 1}}
    for unit in ("one subject", "one row"):
        stated = {
            "epsilon": 1.5, "delta": 1e-9, "unit": unit, "contributions": 1, "domain": domain,
            "domain-sources": dict(zip(domain, (FILE, "sector schema x version 1"), strict=True)),
        }  # fmt: skip
        yield plan, TABLES, {"differential-privacy": stated}


def _answer(*_: object) -> Answered:
    return Answered(TABLES, 0.05, 1.5, dict.fromkeys(TABLES, NOISE))


def _forecast(*_: object) -> TabulationForecast:
    return TabulationForecast(
        table="person", epsilon=1.5, delta=1e-9, rho=0.05, unit="one subject", contributions=2,
        figures=(),
    )  # fmt: skip


class Unneeded:
    """Stands for OpenDP's engine, which is asked for its versions."""

    def versions(self) -> dict[str, str]:
        return {}


def figures_bundle(folder: Path) -> Path:
    """Release figures into a folder, with the key ring beside them."""
    KeyRing.open(folder / "keys.json", create=True).new("default", holder="office")
    people = pd.DataFrame(
        {
            "person_id": range(60),
            "gender_concept_id": 8507,
            "year_of_birth": 1950,
            "race_concept_id": 0,
            "ethnicity_concept_id": 0,
            "ward": "A",
        }
    )
    people.to_csv(folder / "person.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tabulating, "answer", _answer)
        patch.setattr(tabulating, "forecast", _forecast)
        patch.setattr(tabulating, "OpenDpMarginals", Unneeded)
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        sd.tabulate(folder / "pipeline.yaml", output=folder / "out", key_ring=folder / "keys.json")
    return folder / "out"
