"""What the exporters are told of a release: the one model behind all of them.

What lives here: that model, reading it from a bundle, and counts that a catalogue may show. What
does not: any format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sector_data.errors import DamagedBundleError
from sector_data.release.documents import read_json, read_model
from sector_data.release.layout import DATAPACKAGE, PLAN, evidence_path
from sector_data.spec.evidence.release import Assessment
from sector_data.spec.plan import Plan

_STEPS = (10, 20, 50, 100, 200, 500, 1000)
_FIX = "Get the bundle again from whoever released it."


@dataclass(frozen=True, slots=True)
class DescribedRelease:
    """A release as its own documents describe it.

    Attributes
    ----------
    plan
        In its public form.
    datapackage
        The Data Package descriptor.
    assessment
        What was measured on the release.
    synthetic
        Tables whose rows were made, not taken from the source.
    """

    plan: Plan
    datapackage: Mapping[str, Any]
    assessment: Assessment
    synthetic: tuple[str, ...] = ()

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The released tables, as the Data Package describes them."""
        return list(self.datapackage["resources"])

    @property
    def records(self) -> int | None:
        """Released rows of all tables, as a catalogue may show them; None where too few, or where
        a table was not measured."""
        rows = {figures.table: figures.rows_after for figures in self.assessment.utility}
        rows |= {figures.table: figures.rows for figures in self.assessment.after}
        names = [resource["name"] for resource in self.resources]
        return self._rounded(sum(rows[n] for n in names)) if set(names) <= set(rows) else None

    @property
    def individuals(self) -> int | None:
        """Subjects in the release, as a catalogue may show them; None where too few, or none."""
        return self._rounded(
            max(
                (f.subjects for f in self.assessment.after if f.table not in self.synthetic),
                default=0,
            )
        )

    def _rounded(self, count: int) -> int | None:
        k = max(
            (table.protection.k or 0 for table in self.plan.tables if table.protection), default=0
        )
        return rounded_count(count, k)


def rounded_count(count: int, k: int = 0) -> int | None:
    """Return a count as a public catalogue may show it.

    Counts of later versions, subtracted from one another, would tell of single subjects: so they
    are rounded to the nearest multiple of the first of 10, 20, 50, 100 … that is not below `k`.

    Parameters
    ----------
    count
        The true count.
    k
        Subjects that the smallest class must have.

    Returns
    -------
    int or None
        None for a count below one step.
    """
    step = next((step for step in _STEPS if step >= k), k)
    return None if count < step else (count + step // 2) // step * step


def describe_bundle(bundle: Path) -> DescribedRelease:
    """Read what a bundle says of itself.

    Parameters
    ----------
    bundle
        Its directory, verified before.

    Raises
    ------
    BundleError
        If a document that is needed is missing or damaged.
    """
    datapackage = read_json(bundle, DATAPACKAGE)
    plan = read_model(bundle, PLAN, Plan)
    assessment = read_model(bundle, evidence_path("assessment"), Assessment)
    path = evidence_path("synthesis")
    try:
        synthetic = read_json(bundle, path)["tables"] if (bundle / path).exists() else ()
    except (KeyError, TypeError):
        raise DamagedBundleError(f"{path} of {bundle} is damaged.", _FIX) from None
    return DescribedRelease(plan, datapackage, assessment, tuple(synthetic))
