"""The figures of attacks, traces and use that a gate can bound.

What lives here: which figure stands for which measurement. What does not: comparing it with a bound
(:mod:`sector_data.assessment.gates`).

An attack stands for what it may gain at most, by the upper end of its interval: what few people
leave open is not taken for safe. Membership stands for what it surely catches, by the lower end: of
chance alone it catches 1 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sector_data.spec.evidence.attacks import Attack
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.usefulness import PredictionFigures


class Figure(NamedTuple):
    """A figure of one table or column."""

    value: float
    subject: str


ATTACKS: tuple[Attack, ...] = ("singling-out", "linkability", "inference", "record-linkage")

MEASURED = (
    *ATTACKS,
    "membership",
    "membership-auc",
    "exact-copies",
    "traces",
    "population-uniques",
    "special-uniques",
    "unicity",
    "detection",
    "column-score",
    "pair-score",
    "trained-on-release",
)
"""Names of the figures that come from these measurements."""


def measured_figures(metric: str, tables: Sequence[TableMeasurements]) -> Iterator[Figure]:
    """Yield a figure of every table that has it."""
    for table in tables:
        value = _figure(metric, table)
        if value is not None:
            yield value


def _figure(metric: str, table: TableMeasurements) -> Figure | None:
    match metric:
        case "singling-out" | "linkability" | "inference" | "record-linkage":
            return _attack(metric, table)
        case "membership" | "membership-auc":
            return _membership(metric, table)
        case "exact-copies":
            return _copies(table)
        case "traces" if table.traces is not None:
            if table.traces.untold and not table.traces.serious:
                return None
            return Figure(len(table.traces.serious), table.table)
        case "population-uniques":
            return _population(table)
        case "special-uniques" if (found := table.special_uniques) is not None and found.subjects:
            return Figure(found.special / found.subjects, table.table)
        case "unicity" if table.unicity is not None:
            share = table.unicity.points[-1].high
            return None if share is None else Figure(share, table.table)
    return _use(metric, table)


def _attack(attack: Attack, table: TableMeasurements) -> Figure | None:
    figures = table.attacks.figures if table.attacks is not None else ()
    worst = max(
        (f for f in figures if f.attack == attack and f.excess is not None),
        key=lambda f: f.excess.upper if f.excess else 0.0,
        default=None,
    )
    if worst is None or worst.excess is None:
        return None
    subject = table.table if worst.secret is None else f"{table.table}, {worst.secret}"
    return Figure(max(worst.excess.upper, 0.0), subject)


def _is_blind(table: TableMeasurements) -> bool:
    """Return whether the measures have not shown that they see leaks in the table's own data."""
    return table.self_test is not None and table.self_test.verdict != "works"


def _membership(metric: str, table: TableMeasurements) -> Figure | None:
    if table.membership is None or not table.membership.figures or _is_blind(table):
        return None
    figures = table.membership.figures
    if metric == "membership":
        return Figure(max(f.caught.lower for f in figures), table.table)
    return Figure(max(f.auc for f in figures if f.group == "all"), table.table)


def _copies(table: TableMeasurements) -> Figure | None:
    if table.traces is None or _is_blind(table):
        return None
    check = next((c for c in table.traces.checks if c.trace == "exact-copies"), None)
    if check is None or check.verdict == "cannot tell":
        return None
    found = [f for f in table.traces.findings if f.trace == "exact-copies" and f.verdict == "found"]
    above = (f.share if f.excess is None else max(f.excess.lower, 0.0) for f in found)
    return Figure(max(above, default=0.0), table.table)


def _population(table: TableMeasurements) -> Figure | None:
    uniques = table.after.population_uniques if table.after is not None else None
    if uniques is None or uniques.chosen is None:
        return None
    if uniques.chosen == "counted":
        return Figure(uniques.sample_uniques, table.table)
    estimate = getattr(uniques, uniques.chosen.replace("-", "_"))
    return None if estimate.share is None else Figure(estimate.share, table.table)


def _use(metric: str, table: TableMeasurements) -> Figure | None:
    use = table.usefulness
    if use is None:
        return None
    match metric:
        case "detection" if use.propensity is not None:
            return Figure(use.propensity.detection.value, table.table)
        case "column-score" if use.column_score is not None:
            return Figure(use.column_score, table.table)
        case "pair-score" if use.pair_score is not None:
            return Figure(use.pair_score, table.table)
        case "trained-on-release":
            kept = [(share, p.target) for p in use.predictions if (share := _kept(p)) is not None]
            if kept:
                share, target = min(kept)
                return Figure(share, f"{table.table}, {target}")
    return None


def _kept(prediction: PredictionFigures) -> float | None:
    """Return what the kind of model that is best on real rows keeps of that.

    By the area under the curve, or R²: the share of right answers says nothing of a rare class,
    which a model may never foretell and be right nearly always.
    """
    judged = (model for model in prediction.models if model.measure != "accuracy")
    best = max(judged, key=lambda model: model.real, default=None)
    return None if best is None else best.kept


def why_unmeasured(metric: str, tables: Sequence[TableMeasurements]) -> str:
    """Return why no table has a figure, as a part of a sentence."""
    if not tables:
        return "nothing was measured; write `assess: {}` in the pipeline file"
    blind = [table.table for table in tables if _is_blind(table)]
    if metric in ("membership", "membership-auc", "exact-copies") and blind:
        return f"the measures did not see the leaks that they were tried on ({', '.join(blind)})"
    if metric in (*ATTACKS, "membership", "membership-auc", "exact-copies", "traces"):
        return (
            "there is no control group of people whom the release never saw, or the columns that "
            "it needs are not there; write `control: 50%` under assess"
        )
    if metric == "population-uniques":
        return "nothing is known of the population; write its size under assess, population"
    if metric == "unicity":
        return (
            "nobody says what is known of an event (under assess, events), no released column "
            "tells it, or too few people have so many different events"
        )
    if metric == "trained-on-release":
        return "no target is named under assess, or real rows do not predict it"
    if metric == "pair-score":
        return "no table has enough rows, or two columns that depend on each other"
    return "no table has enough rows or columns for it"
