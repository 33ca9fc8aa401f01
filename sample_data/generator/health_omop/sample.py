"""The medical centre's research copy as a sample."""

from __future__ import annotations

from sample_data.generator.description import describe
from sample_data.generator.health.region import region
from sample_data.generator.health_omop.tables import tables
from sample_data.generator.sample import Made, Sample


def make(seed: int, size: int) -> Made:
    """Return the tables of `size` persons."""
    return Made(tables(seed, region(seed, size), describe(SAMPLE).columns))


SAMPLE = Sample(
    name="health-omop",
    sector="health",
    title="A hospital's research copy in the OMOP common data model",
    unit="persons",
    size=700,
    folder="health/omop",
    make=make,
    pipelines=("health_omop", "health_omop_synthetic"),
)
