"""Recounting a bundle of figures under differential privacy.

What lives here: whether figures, guarantee and plan say the same. What does not: whether noise was
added as is said, which only who holds the source can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sector_data.errors import BundleError
from sector_data.pipeline.auditing.croissant import croissant_claim
from sector_data.pipeline.auditing.privacy import holds
from sector_data.release import layout
from sector_data.release.documents import read_bytes, read_json
from sector_data.release.released_tables import read_released
from sector_data.release.tabulation import EVIDENCE
from sector_data.sources.tables import Table
from sector_data.sources.writing import csv_parts
from sector_data.spec.evidence.release import Claim
from sector_data.spec.tabulation import TabulateSpec
from sector_data.tabulation import accuracy


def figure_claims(bundle: Path, spec: TabulateSpec) -> Iterator[Claim]:
    """Yield what holds of a bundle of figures.

    Parameters
    ----------
    bundle
        Its directory.
    spec
        What the plan in it asks for.

    Raises
    ------
    BundleError
        If evidence or figures cannot be read.
    """
    try:
        stated = json.loads(read_bytes(bundle, EVIDENCE))["differential-privacy"]
        noise = {str(name): float(each) for name, each in
                 stated["noise-standard-deviations"].items()}  # fmt: skip
        same = all(
            stated[word] == getattr(spec, word)
            for word in ("table", "epsilon", "delta", "contributions")
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        yield holds(EVIDENCE, False, "It is missing or damaged.")
        return
    promised = f"ε = {spec.epsilon:g}, δ = {spec.delta:g} for one {spec.unit}"
    yield holds(
        "guarantee",
        same,
        f"Plan and evidence state {promised}."
        if same
        else "Plan and evidence state different ones.",
    )
    tables = {figure.name: read_released(bundle, figure.name) for figure in spec.figures}
    wrong = [name for name, table in tables.items() if not _as_said(table, noise)]
    yield holds(
        "accuracy",
        not wrong,
        f"{', '.join(wrong)}: not as far off as the stated noise makes it."
        if wrong
        else "Every count is as far off as the stated noise makes it.",
    )

    yield croissant_claim(bundle, read_json(bundle, layout.DATAPACKAGE), tables)
    for name, table in tables.items():
        same = b"".join(csv_parts(table)) == read_bytes(bundle, layout.csv_path(name))
        yield holds(
            f"CSV and Parquet of {name}",
            same,
            f"The same {table.rows:,} rows in both." if same else "They do not hold the same.",
        )


def _as_said(table: Table, noise: dict[str, float]) -> bool:
    name = table.name
    if name not in noise:
        return False
    if "count" not in table.columns:
        return True
    told = table.column("plus_minus").to_numpy()
    if (table.column("count").to_numpy() < 0).any():
        raise BundleError(f"{name} holds counts below 0.", "Do not use this bundle.")
    return bool(np.allclose(told, round(accuracy.of_count(noise[name]), 1)))
