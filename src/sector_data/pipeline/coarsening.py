"""Figures that compare a release with its source, told no finer than ten people.

What lives here: which figures of an assessment are rounded, and that no rounded one contradicts its
verdict. What does not: the rounding (:mod:`sector_data.spec.coarse`), and counts of the source that
are not told (:mod:`sector_data.pipeline.telling`).

How many rows and people went in and came out, and how small the smallest class was, stays exact; so
does what is counted in the released rows alone, and how often an attack was right.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sector_data.assessment.gates import evaluate_gates
from sector_data.assessment.gating import judge_table
from sector_data.sources.tables import Table
from sector_data.spec.coarse import STEP, Bound, coarse, coarse_parts, steps_of
from sector_data.spec.evidence.distributions import Distribution, Share
from sector_data.spec.evidence.gates import TableGate
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import (
    Assessment,
    ColumnUtility,
    GateResult,
    UtilityFigures,
)
from sector_data.spec.evidence.usefulness import (
    ModelFigures,
    PredictionFigures,
    UsefulnessFigures,
)
from sector_data.spec.gate_profiles import load_gate_profile

Bounds = Mapping[str, Sequence[Bound]]

_COMPARING = {
    "granularity": "utility",
    "column-shapes": "utility",
    "pair-trends": "utility",
    "detection": "use",
    "column-score": "use",
    "pair-score": "use",
    "trained-on-release": "use",
}
"""Figures of gates that compare with the source, and the part of the assessment they are in."""

_SETTLED = ("highest", "threshold", "belief")
"""What follows from the smallest class, which is told, and what was asked for."""


def coarse_assessment(assessment: Assessment, released: Mapping[str, Table]) -> Assessment:
    """Return an assessment in which no figure of the source is finer than ten people.

    Parameters
    ----------
    assessment
        With exact figures, by which it was judged.
    released
        The tables as they are released, which tell how many have a value at all.

    Returns
    -------
    Assessment
        Its gates, and the gates of synthetic tables, measure what is told and end as they did.
    """
    people = {each.table: each.subjects_before for each in assessment.utility}
    bounds: defaultdict[str, list[Bound]] = defaultdict(list)
    for result in assessment.gates:
        gate = result.gate
        bounds[gate.metric].append(Bound(gate.bound, gate.comparison == "<="))
    events = assessment.events_before
    told = assessment.model_copy(
        update={
            "before": tuple(each.coarse() for each in assessment.before),
            "events_before": events and coarse_parts(events, steps_of(events.subjects)),
            "models": tuple(
                each.model_copy(update={"measured": _as_its_sentence(each.measured)})
                for each in assessment.models
            ),
            "utility": tuple(_utility(u, released[u.table], bounds) for u in assessment.utility),
            "tables": tuple(_table(t, people.get(t.table, 0), bounds) for t in assessment.tables),
        }
    )
    return told.model_copy(update={"gates": tuple(_gate(each, told) for each in told.gates)})


def _as_its_sentence(measured: float | None) -> float | None:
    """Return what a model measured in the digits that its sentence has: it may compare with the
    distribution of the source."""
    return None if measured is None else float(f"{measured:.4g}")


def _gate(result: GateResult, told: Assessment) -> GateResult:
    """Return a gate with what is told of its figure."""
    part = _COMPARING.get(result.gate.metric)
    if part is None or result.measured is None:
        return result
    utilities, tables = (told.utility, ()) if part == "utility" else ((), told.tables)
    return evaluate_gates([result.gate], risks=(), utilities=utilities, tables=tables)[0]


def _utility(figures: UtilityFigures, released: Table, bounds: Bounds) -> UtilityFigures:
    steps = steps_of(figures.subjects_before)

    def column(exact: ColumnUtility) -> ColumnUtility:
        filled = released.rows - released.column(exact.column).null_count
        return ColumnUtility(
            column=exact.column,
            retained=_retained(exact.retained, filled, figures),
            shape=_bound(exact.shape, steps, ()),
        )

    return figures.model_copy(
        update={
            "columns": tuple(map(column, figures.columns)),
            "granularity": _bound(figures.granularity, steps, bounds["granularity"]),
            "shapes": _bound(figures.shapes, steps, bounds["column-shapes"]),
            "pair_trends": _bound(figures.pair_trends, steps, bounds["pair-trends"]),
        }
    )


def _retained(exact: float, filled: int, figures: UtilityFigures) -> float:
    """Return a share of values that are left: everybody counts those, and so would count with the
    share those that are gone. As many are told as ten people or more make a difference of."""
    if not figures.rows_before:
        return 1.0
    if not filled or not exact:
        return 0.0
    rows_of_one = math.ceil(figures.rows_before / max(figures.subjects_before, 1))
    unit = STEP * rows_of_one
    gone = round((filled / exact - filled) / unit) * unit
    return coarse(filled / (filled + gone), steps_of(figures.subjects_before))


def _bound(figure: float | None, steps: int, bounds: Sequence[Bound]) -> float | None:
    return None if figure is None else coarse(figure, steps, *bounds)


def _table(table: TableMeasurements, people: int, bounds: Bounds) -> TableMeasurements:
    steps = steps_of(people)
    checks = table.gate.checks if table.gate is not None else ()
    own: defaultdict[str, list[Bound]] = defaultdict(list)
    for check in checks:
        own[check.figure].append(Bound(check.bound, check.upper))
    use, before, sdmetrics = table.usefulness, table.before, table.sdmetrics
    closest = table.closest_records
    told = table.model_copy(
        update={
            "before": before and coarse_parts(before, steps, _SETTLED),
            "closest_records": closest and coarse_parts(closest, steps, ("nearer_to_source",)),
            "usefulness": use and _use(use, people, bounds, own),
            "sdmetrics": sdmetrics and coarse_parts(sdmetrics, steps),
            "distributions": tuple(_distribution(each, steps) for each in table.distributions),
        }
    )
    if table.gate is None:
        return told
    return told.model_copy(update={"gate": _judged_again(told, table.gate)})


def _judged_again(told: TableMeasurements, gate: TableGate) -> TableGate:
    """Return the verdict of a profile with the figures that are told, as an auditor will read it
    from them."""
    broken = next((c.compared for c in gate.checks if c.figure == "broken-rules"), None)
    profile = load_gate_profile(gate.profile)
    return judge_table(profile, told, broken_rules=None if broken is None else int(broken))


def _distribution(shares: Distribution, steps: int) -> Distribution:
    """Return the shares of a column: those of the release are everybody's to count."""

    def told(share: Share | None) -> Share | None:
        return share and share.model_copy(update={"before": coarse(share.before, steps)})

    return shares.model_copy(
        update={
            "shares": tuple(map(told, shares.shares)),
            "others": told(shares.others),
            "missing": told(shares.missing),
        }
    )


def _use(use: UsefulnessFigures, people: int, bounds: Bounds, own: Bounds) -> UsefulnessFigures:
    steps = steps_of(people)
    told = coarse_parts(use, steps)
    propensity = told.propensity
    if propensity is not None and use.propensity is not None:
        value = coarse(use.propensity.detection.value, steps, *bounds["detection"])
        detection = propensity.detection.model_copy(update={"value": value})
        propensity = propensity.model_copy(update={"detection": detection})
    both = (*bounds["pair-score"], *own["pair-score"])
    filled = {c.column: 1 - (c.missing_release or 0.0) for c in use.columns}
    return told.model_copy(
        update={
            # Where few have a value a distance of values is one of few people.
            "columns": tuple(
                coarse_parts(c, steps_of(int(people * filled[c.column]))) for c in use.columns
            ),
            "column_score": _bound(use.column_score, steps, bounds["column-score"]),
            "pair_score": _bound(use.pair_score, steps, both),
            "propensity": propensity,
            "predictions": tuple(_prediction(p, steps, bounds, own) for p in use.predictions),
        }
    )


def _prediction(
    prediction: PredictionFigures, steps: int, bounds: Bounds, own: Bounds
) -> PredictionFigures:
    """Return what a release is worth to models; the best on real rows, which is judged, first: told
    coarsely, others may be as good."""
    best_first = sorted(prediction.models, key=lambda model: -model.real)
    models = tuple(_model(model, steps, bounds, own) for model in best_first)
    return prediction.model_copy(update={"models": models})


def _model(model: ModelFigures, steps: int, bounds: Bounds, own: Bounds) -> ModelFigures:
    told = coarse_parts(model, steps)
    real, release = told.real, round(told.release * steps)
    if model.real > 0:
        real = max(real, 1 / steps)
        # A profile bounds the ratio of two figures, both of which are told coarsely.
        for bound in own["trained-on-release"]:
            holds = bound.holds(model.release / model.real)
            up = holds != bound.upper
            while bound.holds(release / steps / real) != holds:
                release += 1 if up else -1
    return told.model_copy(
        update={
            "real": real,
            "release": release / steps,
            "kept": _bound(model.kept, steps, bounds["trained-on-release"]),
        }
    )
