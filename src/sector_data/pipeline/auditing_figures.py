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
from sector_data.pipeline.auditing_privacy import holds
from sector_data.release.documents import read_bytes
from sector_data.release.released_tables import read_released
from sector_data.release.tabulation import EVIDENCE
from sector_data.spec.evidence import Claim
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
    wrong = [figure.name for figure in spec.figures if not _as_said(bundle, figure.name, noise)]
    yield holds(
        "accuracy",
        not wrong,
        f"{', '.join(wrong)}: not as far off as the stated noise makes it."
        if wrong
        else "Every count is as far off as the stated noise makes it.",
    )


def _as_said(bundle: Path, name: str, noise: dict[str, float]) -> bool:
    table = read_released(bundle, name)
    if name not in noise:
        return False
    if "count" not in table.columns:
        return True
    told = table.column("plus_minus").to_numpy()
    if (table.column("count").to_numpy() < 0).any():
        raise BundleError(f"{name} holds counts below 0.", "Do not use this bundle.")
    return bool(np.allclose(told, round(accuracy.of_count(noise[name]), 1)))
