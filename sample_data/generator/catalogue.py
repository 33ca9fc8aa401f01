"""All samples, by name.

What lives here: finding them. What does not: making and writing them.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from sample_data.generator.sample import Sample

SECTORS = ("health", "finance", "infrastructure")


@cache
def samples() -> dict[str, Sample]:
    """Return every sample of the packages beside this module, sorted by sector and name."""
    here = Path(__file__).parent
    found: list[Sample] = []
    for package in pkgutil.iter_modules([str(here)]):
        if package.ispkg and (here / package.name / "sample.py").is_file():
            module = importlib.import_module(f"{__package__}.{package.name}.sample")
            found.append(module.SAMPLE)
    found.sort(key=lambda sample: (SECTORS.index(sample.sector), sample.name))
    return {sample.name: sample for sample in found}
