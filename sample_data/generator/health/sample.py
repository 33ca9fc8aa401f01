"""The register of a medical centre with encounters, diagnoses and notes, as a sample."""

from __future__ import annotations

from sample_data.generator.description import describe
from sample_data.generator.health.tables import tables
from sample_data.generator.sample import Made, Sample


def make(seed: int, size: int) -> Made:
    """Return the tables of a register of `size` patients."""
    return Made(tables(seed, size, describe(SAMPLE).columns))


SAMPLE = Sample(
    name="health-admissions",
    sector="health",
    title="Patients, admissions and notes of a medical centre",
    unit="patients",
    size=2000,
    folder="health",
    make=make,
    pipelines=("health_demo",),
)
