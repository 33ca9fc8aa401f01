"""Figures of detection on a terminal."""

from __future__ import annotations

from rich.text import Text

from sector_data.cli.views.console import console, grid
from sector_data.cli.views.detections import show_models
from sector_data.spec.evidence.findings import EvaluationReport, MeasuredShare

MOST = 12
"""Confusions that are shown; the JSON has all."""


def show_evaluation(report: EvaluationReport) -> None:
    """Print the scores by label, the confusions, and what was touched without need."""
    out = console()
    rows = grid("label", "marked", "recall", "precision", "F2", "masked", right=(1,))
    for score in report.scores:
        style = "bold" if score.label == "ALL" else ""
        rows.add_row(
            Text(score.label, style=style),
            f"{score.true:,}",
            *(_share(s) for s in (score.recall, score.precision, score.f2)),
            _short(score.masked.value) if score.masked else "–",
        )
    out.print(rows)
    if report.confusions:
        out.print("\nMost frequent mistakes:")
        for mistake in report.confusions[:MOST]:
            out.print(f"  {mistake.passages:>6,}  {_mistake(mistake.label, mistake.entity)}")
        if len(report.confusions) > MOST:
            out.print(f"          and {len(report.confusions) - MOST} other kinds; see --json")
    out.print(
        f"\n{report.texts:,} texts. Of {report.clean_texts:,} in which you marked nothing, "
        f"something was found in {report.clean_texts_touched:,}."
    )
    show_models(report.models)


def _mistake(label: str, entity: str) -> str:
    named = entity.replace("_", " ").lower()
    if label == "nothing":
        return f"{named} found where nothing is marked"
    return f"{label} missed" if entity == "nothing" else f"{label} taken for {named}"


def _share(share: MeasuredShare | None) -> str:
    """Spell a share and its interval: ``.93 (.90–.95)``."""
    if share is None:
        return "–"
    return f"{_short(share.value)} ({_short(share.low)}–{_short(share.high)})"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0") if value < 0.995 else "1"
