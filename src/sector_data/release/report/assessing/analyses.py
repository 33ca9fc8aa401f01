"""Analyses on a page: what users who predict, count, compare groups and fit curves would get.

What lives here: the tables of these figures. What does not: measuring them
(:mod:`sector_data.assessment.usefulness`), columns and pairs
(:mod:`sector_data.release.report.assessing.usefulness`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.release.report.assessing.blocks import Cell, Grid, head, number
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.spec.evidence.usefulness import (
    NotMeasured,
    PredictionFigures,
    RegressionFigures,
    UsefulnessFigures,
    Yardstick,
)

Row = tuple[Cell, ...]


def analysis_grids(found: UsefulnessFigures, words: Catalogue) -> Iterator[Grid]:
    """Yield the tables of analyses: one of all that have a yardstick, one for each target."""
    text = words.text
    rows = tuple(_rows(found, words))
    if rows:
        yield Grid(
            text("assessed.use.tasks"),
            head(
                text("assessed.use.task"), [text(f"assessed.use.{k}") for k in ("found", "score")]
            ),
            rows,
        )
    for prediction in found.predictions:
        yield _prediction(prediction, words)


def _rows(found: UsefulnessFigures, words: Catalogue) -> Iterator[Row]:
    text = words.text
    if found.propensity is not None:
        yield _row(text("assessed.use.detection"), found.propensity.detection, words)
        ratio = words.number(found.propensity.pmse_ratio, 2)
        yield Cell(text("assessed.use.propensity")), Cell(ratio, "now"), number("")
    if found.components is not None:
        angle = found.components.angle
        told = text("assessed.use.degrees", angle=words.number(angle.value, 1))
        yield _row(text("assessed.use.components"), angle, words, told)
    if found.random_queries is not None:
        yield _row(text("assessed.use.queries"), found.random_queries.median_error, words)
        yield _row(text("assessed.use.queries_high"), found.random_queries.high_error, words)
    for count in found.named_counts:
        yield _row(text("assessed.use.count", name=count.name), count.error or count.why_not, words)
    for group in found.subgroups:
        label = text("assessed.use.subgroups", columns=words.joined(group.columns))
        lost = ""
        if group.groups_lost:
            lost = text(
                "assessed.use.subgroups_lost",
                lost=words.integer(group.groups_lost),
                groups=words.integer(group.groups_source or 0),
            )
        yield _row(label, group.distance or group.why_not, words, note=lost)
    for curve in found.survival:
        label = text("assessed.use.survival", duration=curve.duration)
        yield _row(label, curve.curve or curve.why_not, words)
    for regression in found.regressions:
        yield _regression(regression, words)


def _row(
    label: str,
    measured: Yardstick | NotMeasured | None,
    words: Catalogue,
    told: str | None = None,
    note: str = "",
) -> Row:
    if not isinstance(measured, Yardstick):
        why = words.text(f"assessed.use.why.{measured.reason}") if measured else ""
        return Cell(label, note=why), number(UNKNOWN), number(UNKNOWN)
    floor = words.text("assessed.use.noise_floor", floor=words.number(measured.floor, 3))
    return (
        Cell(label, note=note),
        Cell(told or words.number(measured.value, 3), "now", floor),
        Cell(words.share(measured.score), "n", meter=measured.score),
    )


def _regression(found: RegressionFigures, words: Catalogue) -> Row:
    label = words.text("assessed.use.regression", outcome=found.outcome)
    if found.disjoint is None:
        return _row(label, found.why_not, words)
    signs = words.text(
        "assessed.use.signs",
        same=words.integer(sum(part.same_sign for part in found.coefficients)),
        all=words.integer(len(found.coefficients)),
    )
    shared = words.share(max(1 - found.disjoint.value, 0.0))
    return _row(label, found.disjoint, words, shared, signs)


def _prediction(found: PredictionFigures, words: Catalogue) -> Grid:
    text = words.text
    label = text("assessed.use.predictions", target=found.target)
    columns = ("trained_release", "trained_real", "baseline", "kept")
    rows: list[Row] = []
    for model in found.models:
        measure = text(f"assessed.use.measures.{model.measure}")
        spread = f"{words.number(model.release_low, 3)}–{words.number(model.release_high, 3)}"
        rows.append(
            (
                Cell(text(f"assessed.use.models.{model.model}"), note=measure),
                Cell(words.number(model.release, 3), "now", spread),
                number(words.number(model.real, 3)),
                number(words.number(model.baseline, 3)),
                Cell(words.share(model.kept), "n", meter=model.kept),
            )
        )
    if found.why_not is not None:
        why = text(f"assessed.use.why.{found.why_not.reason}")
        rows.append((Cell(found.target, "code", why), *(number(UNKNOWN) for _ in columns)))
    tested = text(f"assessed.use.tested.{found.tested_on}") if found.tested_on else ""
    return Grid(
        label,
        (Cell(label, note=tested), *(Cell(text(f"assessed.use.{c}"), "n") for c in columns)),
        tuple(rows),
    )
