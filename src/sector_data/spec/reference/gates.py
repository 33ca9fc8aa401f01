"""Gates and gate profiles in the reference of the pipeline file.

What lives here: the figures that a gate can bound, and every line of the profiles with its bounds.
What does not: the rest of the page (:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import cleandoc

from sector_data.spec.gate_profiles import (
    CHECK_FIGURES,
    CheckFigure,
    GateCheck,
    GateProfile,
    GateProfileName,
    load_gate_profile,
)
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.reference.types import code

_PROFILES: tuple[GateProfileName, ...] = ("open", "registered", "secure-room")


def gates_part(
    table: Callable[[Sequence[str], Iterable[list[str]]], Iterator[str]],
) -> Iterator[str]:
    """Yield the lines about gates and about profiles.

    Parameters
    ----------
    table
        Yields a table of a head and rows.
    """
    yield from cleandoc(
        """
        ## Gates

        A gate is a bound on a figure that is measured on the released tables: `<=` (or `≤`) where
        lower is better, `>=` (or `≥`) where higher is. The worst table counts. A figure that cannot
        be measured fails its gate, and one gate that fails refuses the release.
        """
    ).splitlines()
    yield ""
    yield from table(
        ("Figure", "Meaning", "Better", "Written as"),
        (
            [
                code(name),
                metric.description,
                metric.better,
                "share such as `0.05` or `5%`" if metric.unit == "share" else "whole number from 1",
            ]
            for name, metric in GATE_METRICS.items()
        ),
    )
    yield from cleandoc(
        """
        ## Gate profiles

        What synthetic rows must show before they go out: `quality: {profile: open}`. Without a
        profile that of the recipient holds. What misses a bound is refused; in brackets stands what
        is only told. Each line's source stands in `schemas/gates/`; what is marked * was calibrated
        on one data set only. [The gate](../gate.md) tells how to read it.
        """
    ).splitlines()
    yield ""
    profiles = [load_gate_profile(name) for name in _PROFILES]
    yield from table(
        ("Figure", *(code(profile.id) for profile in profiles), "Meaning"),
        (
            [code(figure), *(_bounds(profile, figure) for profile in profiles), about.description]
            for figure, about in CHECK_FIGURES.items()
        ),
    )


def _bounds(profile: GateProfile, figure: CheckFigure) -> str:
    return ", ".join(_bound(check) for check in profile.checks if check.figure == figure)


def _bound(check: GateCheck) -> str:
    told = f"{'≤' if check.upper else '≥'} {check.bound:g}"
    if check.basis == "calibrated on Adult only":
        told += " *"
    return f"({told})" if check.otherwise == "warn" else told
