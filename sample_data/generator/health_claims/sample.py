"""The insurer's members and claims as a sample."""

from __future__ import annotations

from sample_data.generator.description import describe
from sample_data.generator.health.region import region
from sample_data.generator.health_claims.tables import tables
from sample_data.generator.sample import Made, Sample


def make(seed: int, size: int) -> Made:
    """Return the tables of `size` members."""
    return Made(tables(seed, region(seed, size), describe(SAMPLE).columns))


SAMPLE = Sample(
    name="health-claims",
    sector="health",
    title="Claims of a health insurer, with the notes that were sent along",
    unit="members",
    size=800,
    folder="health/claims",
    make=make,
    pipelines=("health_claims_notes", "health_claims_synthetic"),
)
