"""What changed between two releases: in settings, policy, columns, risk and utility.

What lives here: the comparison, from plans and evidence alone. What does not: whether either may be
handed out (:mod:`sector_data.pipeline.publishing`), and what subjects lose by having both
(:mod:`sector_data.pipeline.ledger.crossings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sector_data.assessment.gate_figures import MEASURED, measured_figures
from sector_data.errors import DamagedBundleError
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.release.verification import verify_bundle
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.difference import Change, ReleaseDifference
from sector_data.spec.evidence.release import Assessment
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.shorthands import render_transform

_FIX = "Get the bundle again from whoever released it."
_TOLD_BY_COLUMN = frozenset({"source", "columns", "base"})
"""Sections of the pipeline file that the columns tell, or that are about places."""
_OF_USE = frozenset({"column-score", "pair-score", "trained-on-release"})
"""Measured figures that are about what a release is good for; the others are risks."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a bundle says of itself."""

    plan: Plan
    assessment: Assessment
    conformity: Conformity | None


def compare_releases(before: Path, after: Path) -> ReleaseDifference:
    """Tell what changed between two releases: settings, columns, risk and utility.

    Parameters
    ----------
    before, after
        Bundles; both are verified first.

    Raises
    ------
    BundleError
        If one is not a bundle, or not as it was released.
    """
    one, other = _read(before), _read(after)
    return ReleaseDifference(
        before=_named(one.plan),
        after=_named(other.plan),
        settings=_changes(_settings(one.plan), _settings(other.plan)),
        policy=_changes(dict(_policy(one)), dict(_policy(other))),
        columns=_changes(_columns(one.plan), _columns(other.plan)),
        risk=_changes(dict(_risks(one.assessment)), dict(_risks(other.assessment))),
        utility=_changes(dict(_utilities(one.assessment)), dict(_utilities(other.assessment))),
    )


def _read(bundle: Path) -> _Told:
    wrong = [c for c in verify_bundle(bundle) if c.verdict == "does not hold"]
    if wrong:
        raise DamagedBundleError(
            f"{bundle} is not as it was released: {wrong[0].subject}: {wrong[0].sentence}", _FIX
        )
    plan = readable_model(bundle, layout.PLAN, Plan)
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    if plan is None or assessment is None:
        raise DamagedBundleError(f"Plan or assessment of {bundle} cannot be read.", _FIX)
    conformity = readable_model(bundle, layout.evidence_path("conformity"), Conformity)
    return _Told(plan, assessment, conformity)


def _named(plan: Plan) -> str:
    return f"{plan.pipeline.release.name} {plan.pipeline.release.version}"


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(what=what, before=before.get(what), after=after.get(what))
        for what in {**before, **after}
        if before.get(what) != after.get(what)
    )


def _settings(plan: Plan) -> dict[str, str]:
    """Return all that was asked for, but for columns and places."""
    document: dict[str, Any] = plan.pipeline.model_dump(mode="json", by_alias=True)
    flat: dict[str, str] = {}
    for section, content in document.items():
        if section not in _TOLD_BY_COLUMN:
            _flatten(section, content, flat)
    return flat


def _policy(told: _Told) -> Iterator[tuple[str, str]]:
    """Yield what each policy pack asks, and what the release shows of it."""
    for pack in told.conformity.packs if told.conformity else ():
        yield pack.pack, f"version {pack.version}"
        for line in pack.lines:
            measured = "" if line.measured is None else f", {line.measured:.4g}"
            bound = "" if line.bound is None else f" against {line.bound:.4g}"
            yield f"{pack.pack}, {line.part} {line.id}", f"{line.verdict}{measured}{bound}"


def _flatten(place: str, value: Any, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{place}.{key}", inner, into)
    elif value not in (None, [], ""):
        into[place] = ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _columns(plan: Plan) -> dict[str, str]:
    told: dict[str, str] = {}
    for table in plan.tables:
        levels = {
            part.column: f", level {part.level} to {part.coarsest} of {part.levels - 1}"
            if part.level != part.coarsest
            else f", level {part.level} of {part.levels - 1}"
            for part in (table.protection.generalisations if table.protection else ())
        }
        for column in table.columns:
            path = f"{table.table}.{column.column}"
            told[path] = _treatment(column) + levels.get(column.column, "")
    return told


def _treatment(column: ColumnPlan) -> str:
    rendered = render_transform(column.transform)
    if isinstance(rendered, str):
        return f"{column.role.value}, {rendered}"
    ((name, parameters),) = rendered.items()
    settings: dict[str, str] = {}
    _flatten("", parameters, settings)
    said = "; ".join(f"{key.lstrip('.')}: {value}" for key, value in settings.items())
    return f"{column.role.value}, {name} ({said})" if said else f"{column.role.value}, {name}"


def _risks(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for figures in assessment.after:
        yield f"{figures.table}: rows", f"{figures.rows:,}"
        yield f"{figures.table}: subjects", f"{figures.subjects:,}"
        yield f"{figures.table}: smallest class", f"{figures.k:,}"
        yield f"{figures.table}: alone in their class", f"{figures.unique_subjects:.4g}"
        yield f"{figures.table}: highest risk", f"{figures.highest_risk:.4g}"
        yield f"{figures.table}: average risk", f"{figures.average_risk:.4g}"
    for model in assessment.models:
        if model.measured is not None and model.name != "k-anonymity":
            place = model.column or model.table
            yield f"{place}: {model.name} ({model.asked})", f"{model.measured:.4g}"
    yield from _measured(assessment, set(MEASURED) - _OF_USE)


def _utilities(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for figures in assessment.utility:
        for word, value in (
            ("granularity", figures.granularity),
            ("column shapes", figures.shapes),
            ("pair trends", figures.pair_trends),
        ):
            if value is not None:
                yield f"{figures.table}: {word}", f"{value:.4g}"
    yield from _measured(assessment, _OF_USE)


def _measured(
    assessment: Assessment, wanted: set[str] | frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield the figures of attacks, traces and use, where they were measured."""
    for metric in MEASURED:
        if metric in wanted:
            for figure in measured_figures(metric, assessment.tables):
                yield f"{figure.subject}: {metric}", f"{figure.value:.4g}"
