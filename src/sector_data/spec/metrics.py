"""The figures that a gate can bound.

What lives here: their names, meanings and directions. What does not: how they are measured
(:mod:`sector_data.assessment`) and compared.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class GateMetric(NamedTuple):
    """A figure of the released data."""

    description: str
    better: Literal["lower", "higher"]
    unit: Literal["share", "count"]
    """``share``: 0 to 1, may be written as a percentage; ``count``: a whole number from 1."""


GATE_METRICS: dict[str, GateMetric] = {
    "highest-risk": GateMetric(
        "Largest prosecutor risk of a subject: 1 / (subjects in its equivalence class).",
        "lower",
        "share",
    ),
    "average-risk": GateMetric(
        "Mean prosecutor risk over subjects, which is the marketer risk.", "lower", "share"
    ),
    "unique-subjects": GateMetric(
        "Share of subjects who are alone in their equivalence class.", "lower", "share"
    ),
    "k-anonymity": GateMetric("Subjects in the smallest equivalence class.", "higher", "count"),
    "l-diversity": GateMetric(
        "Smallest number of distinct sensitive values in an equivalence class.", "higher", "count"
    ),
    "rows-kept": GateMetric("Share of a table's rows that are released.", "higher", "share"),
    "subjects-kept": GateMetric("Share of a table's subjects who are released.", "higher", "share"),
    "granularity": GateMetric(
        "Mean detail that the quasi-identifiers keep; 1 is unchanged.", "higher", "share"
    ),
    "column-shapes": GateMetric(
        "Mean likeness of each column's distribution before and after; 1 is unchanged.",
        "higher",
        "share",
    ),
    "pair-trends": GateMetric(
        "Mean likeness of the dependence between pairs of columns before and after.",
        "higher",
        "share",
    ),
    "expectations": GateMetric("Share of the expectations that are met.", "higher", "share"),
}
"""Name in a pipeline file to its meaning."""
