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
    """``share``: 0 to 1, may be written as a percentage; ``count``: a whole
    number, from 1 where more is better."""


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
    "singling-out": GateMetric(
        "What statements about single people gain over people who are not in the release, at most "
        "(upper end of the 95 % interval).",
        "lower",
        "share",
    ),
    "linkability": GateMetric(
        "What linking two parts of a person's data gains, likewise.", "lower", "share"
    ),
    "inference": GateMetric(
        "What guessing a sensitive value gains, likewise; the worst column counts.",
        "lower",
        "share",
    ),
    "record-linkage": GateMetric(
        "What looking for a person's own row gains, likewise.", "lower", "share"
    ),
    "membership": GateMetric(
        "People told to be in the source at 1 % of mistakes, at least (lower end of the interval); "
        "chance is 0.01.",
        "lower",
        "share",
    ),
    "membership-auc": GateMetric(
        "How well people of the source are told from others; chance is 0.5.", "lower", "share"
    ),
    "exact-copies": GateMetric(
        "Share of records that only one person has which are in the release, beyond chance.",
        "lower",
        "share",
    ),
    "traces": GateMetric(
        "Traces of the source in a table that the plan does not explain.", "lower", "count"
    ),
    "population-uniques": GateMetric(
        "Estimated share of the population that is unique by the quasi-identifiers.",
        "lower",
        "share",
    ),
    "special-uniques": GateMetric(
        "Share of subjects whom few columns single out.", "lower", "share"
    ),
    "unicity": GateMetric(
        "Share of subjects whom some known events single out, at most (upper end of the 95 % "
        "interval); what is known is said under `assess`, `events` and `known-events`.",
        "lower",
        "share",
    ),
    "detection": GateMetric(
        "How well a program tells released rows from real ones; 0.5 is not at all.",
        "lower",
        "share",
    ),
    "column-score": GateMetric(
        "Mean score of the columns, between useless (0) and another sample of the source (1).",
        "higher",
        "share",
    ),
    "pair-score": GateMetric("The same of pairs of columns.", "higher", "share"),
    "trained-on-release": GateMetric(
        "What a model trained on the release keeps of one trained on real rows, beyond a guess.",
        "higher",
        "share",
    ),
    "cells-shown": GateMetric(
        "Share of the cells of an aggregate whose figures are released.", "higher", "share"
    ),
    "expectations": GateMetric("Share of the expectations that are met.", "higher", "share"),
}
"""Name in a pipeline file to its meaning."""
