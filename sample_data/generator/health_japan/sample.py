"""The society's members, receipts and stays as a sample."""

from __future__ import annotations

from sample_data.generator.description import describe
from sample_data.generator.health_japan.tables import tables
from sample_data.generator.sample import Made, Sample


def make(seed: int, size: int) -> Made:
    """Return the tables of `size` members."""
    return Made(tables(seed, size, describe(SAMPLE).columns))


SAMPLE = Sample(
    name="health-japan",
    sector="health",
    title="Receipts and stays of a Japanese health insurance society",
    unit="members",
    size=900,
    folder="health/japan",
    make=make,
    pipelines=("health_japan", "health_japan_synthetic"),
    languages=("ja",),
)
