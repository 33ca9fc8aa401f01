"""Gates: bounds on measured figures that refuse a release.

What lives here: comparing figures with bounds, and the sentence that says so. What does not: the
names of the figures (:mod:`sector_data.spec.metrics`) and the measurements.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sector_data.assessment.gate_figures import (
    MEASURED,
    Figure,
    measured_figures,
    why_unmeasured,
)
from sector_data.errors import InputError
from sector_data.spec.aggregation import AggregateFigures
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import GateResult, RiskFigures, UtilityFigures
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.pipeline import Gate

METRICS: dict[str, str] = {name: metric.description for name, metric in GATE_METRICS.items()}
"""Name of each figure that a gate can bound, and what it is."""


def evaluate_gates(
    gates: Sequence[Gate],
    *,
    risks: Sequence[RiskFigures],
    utilities: Sequence[UtilityFigures],
    expectations_met: float | None = None,
    tables: Sequence[TableMeasurements] = (),
    aggregates: Sequence[AggregateFigures] = (),
) -> tuple[GateResult, ...]:
    """Put measured figures to the gates of a pipeline.

    The worst table decides, and the result names it. A figure that could not be measured fails
    its gate: what nobody measured cannot be relied on.

    Parameters
    ----------
    gates
        As the pipeline file lists them.
    risks
        Of the released tables. Tables without a row, and tables without a quasi-identifier when
        others have one, are passed over: there is nobody to be recognised in them.
    utilities
        Of the released tables.
    expectations_met
        Share of the expectations that are met; None when none was put.
    tables
        Attacks, traces and use, where they were measured.
    aggregates
        What is shown of tables that add up others.

    Raises
    ------
    InputError
        If a gate names a figure that does not exist.
    """
    shown = [Figure(a.shown / a.cells, a.table) for a in aggregates if a.cells]
    others = {"cells-shown": shown}
    if expectations_met is not None:
        others["expectations"] = [Figure(expectations_met, "the release")]
    return tuple(_evaluate(gate, risks, utilities, tables, others) for gate in gates)


def _evaluate(
    gate: Gate,
    risks: Sequence[RiskFigures],
    utilities: Sequence[UtilityFigures],
    tables: Sequence[TableMeasurements],
    others: Mapping[str, Sequence[Figure]],
) -> GateResult:
    if gate.metric not in GATE_METRICS:
        raise InputError(
            f"There is no figure {gate.metric} to put a gate on.",
            f"Choose one of {', '.join(GATE_METRICS)}.",
        )
    figures = [
        *_risk_figures(gate.metric, risks),
        *_utility_figures(gate.metric, utilities),
        *(measured_figures(gate.metric, tables) if gate.metric in MEASURED else ()),
        *others.get(gate.metric, ()),
    ]
    figures = [figure for figure in figures if math.isfinite(figure.value)]
    if not figures:
        sentence = (
            f"{gate.metric} could not be measured: {_why_not(gate.metric, tables)}. "
            "A gate on what is not measured fails; take it out of the pipeline file if it is "
            "not meant for this release."
        )
        return GateResult(gate=gate, measured=None, passed=False, subject=None, sentence=sentence)
    upper = gate.comparison == "<="
    worst = (max if upper else min)(figures, key=lambda figure: figure.value)
    passed = worst.value <= gate.bound if upper else worst.value >= gate.bound
    return GateResult(
        gate=gate,
        measured=worst.value,
        passed=passed,
        subject=worst.subject,
        sentence=_sentence(gate, worst, passed=passed),
    )


def _risk_figures(metric: str, risks: Sequence[RiskFigures]) -> Iterator[Figure]:
    populated = [figures for figures in risks if figures.rows]
    identifying = [figures for figures in populated if figures.quasi_identifiers]
    for figures in identifying or populated:
        match metric:
            case "highest-risk":
                yield Figure(figures.highest_risk, figures.table)
            case "average-risk":
                yield Figure(figures.average_risk, figures.table)
            case "unique-subjects":
                yield Figure(figures.unique_subjects, figures.table)
            case "k-anonymity":
                yield Figure(figures.k, figures.table)
            case "l-diversity":
                for column, diversity in figures.l_diversity.items():
                    of = "" if column.startswith(f"{figures.table}.") else f"{figures.table}, "
                    yield Figure(diversity, f"{of}{column}")
            case _:
                return


def _utility_figures(metric: str, utilities: Sequence[UtilityFigures]) -> Iterator[Figure]:
    value: float | None
    for figures in utilities:
        match metric:
            case "rows-kept":
                value = _share(figures.rows_after, figures.rows_before)
            case "subjects-kept":
                value = _share(figures.subjects_after, figures.subjects_before)
            case "granularity":
                value = figures.granularity
            case "column-shapes":
                value = figures.shapes
            case "pair-trends":
                value = figures.pair_trends
            case _:
                return
        if value is not None:
            yield Figure(value, figures.table)


def _share(after: int, before: int) -> float:
    return after / before if before else 1.0


def _why_not(metric: str, tables: Sequence[TableMeasurements]) -> str:
    if metric in MEASURED:
        return why_unmeasured(metric, tables)
    match metric:
        case "highest-risk" | "average-risk" | "unique-subjects" | "k-anonymity":
            return "no released table has a quasi-identifier and a row"
        case "l-diversity":
            return "no sensitive column was named under privacy, l-diversity"
        case "granularity":
            return "no quasi-identifier was generalised by the search"
        case "column-shapes":
            return "no column can be compared with its source"
        case "pair-trends":
            return "no two columns can be compared with their source"
        case "expectations":
            return "no expectation was put to the release"
        case _:
            return "no table was compared with its source"


def _sentence(gate: Gate, worst: Figure, *, passed: bool) -> str:
    measured, bound = _tell_apart(worst.value, gate.bound)
    side = "most" if gate.comparison == "<=" else "least"
    text = f"{gate.metric} of {worst.subject} is {measured}; at {side} {bound} is asked."
    if passed:
        return text
    change = _change(gate)
    return f"{text} {change}" if change else text


def _tell_apart(measured: float, bound: float) -> tuple[str, str]:
    """Spell two numbers in four digits, or in as many as show that they differ."""
    for digits in range(4, 18):
        texts = f"{measured:.{digits}g}", f"{bound:.{digits}g}"
        if measured == bound or texts[0] != texts[1]:
            break
    return texts


def _change(gate: Gate) -> str | None:
    """Return the smallest change of the pipeline that would pass, where it can be told."""
    bound = gate.bound
    match gate.metric, gate.comparison:
        case "highest-risk", "<=" if 0 < bound <= 1:
            # 1 / k <= bound, in the decimals that the bound is written in.
            return f"It would pass with k-anonymity {_least_k(bound)}."
        case "average-risk", "<=" if 0 < bound <= 1:
            return (
                f"It would pass with k-anonymity {_least_k(bound)}, and may with less: "
                "the average is below the highest risk."
            )
        case "unique-subjects", "<=":
            return "It would pass with k-anonymity 2."
        case "k-anonymity", ">=":
            return f"It would pass with k-anonymity {math.ceil(bound)}."
        case "l-diversity", ">=":
            return f"It would pass with an l-diversity of {math.ceil(bound)} for that column."
        case "rows-kept", ">=" if bound <= 1:
            return (
                f"It would pass with a suppression limit of {(1 - bound) * 100:.4g} %, "
                "if k can still be reached."
            )
        case _:
            return None


def _least_k(bound: float) -> int:
    k = math.ceil(1 / bound - 1e-9)
    while 1 / k > bound:
        k += 1
    return k
