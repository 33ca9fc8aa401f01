"""The part of a page on SDMetrics' reports.

What lives here: the table of scores. What does not: making the reports
(:mod:`sector_data.assessment.usefulness.sdmetrics_reports`).
"""

from __future__ import annotations

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, head, number
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.evidence.sdmetrics import SdmetricsReports, SdmetricsScores

_SCORES = ("quality", "column-shapes", "pair-trends", "validity")


def sdmetrics_block(found: SdmetricsReports, words: Catalogue) -> Block:
    """Return the scores of a release beside those of people who were set aside."""
    text = words.text
    columns = [text("assessed.sdmetrics.release"), text("assessed.sdmetrics.ceiling")]
    return Block(
        text("assessed.sdmetrics.heading"),
        text(
            "assessed.sdmetrics.explanation",
            version=found.version,
            rows=words.integer(found.rows),
            columns=words.integer(len(found.columns)),
        ),
        grids=(
            Grid(
                text("assessed.sdmetrics.heading"),
                head(text("assessed.sdmetrics.score"), columns),
                tuple(_row(name, found, words) for name in _SCORES),
            ),
        ),
    )


def _row(name: str, found: SdmetricsReports, words: Catalogue) -> tuple[Cell, ...]:
    def of(scores: SdmetricsScores | None) -> str:
        return words.share(None if scores is None else getattr(scores, name.replace("-", "_")))

    return (
        Cell(words.text(f"assessed.sdmetrics.{name}")),
        Cell(of(found.release), "now"),
        number(of(found.ceiling)),
    )
