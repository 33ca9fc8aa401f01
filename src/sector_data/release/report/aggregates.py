"""What is shown and hidden of tables that add others up.

What lives here: a row for each table. What does not: hiding
(:mod:`sector_data.anonymise.aggregates`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, head, named, number
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.aggregation import AggregateFigures


def aggregate_blocks(figures: Sequence[AggregateFigures], words: Catalogue) -> list[Block]:
    """Return what is told of all tables that add others up; nothing where there is none."""
    if not figures:
        return []
    heading = words.text("aggregates.heading")
    counts = ("cells", "shown", "primary", "secondary")
    grid = Grid(
        heading,
        head(
            words.text("risk.table"),
            [words.text(f"aggregates.{word}") for word in counts],
            words.text("aggregates.rule"),
        ),
        tuple(
            (
                named(made.table),
                *(number(words.integer(getattr(made, word))) for word in counts),
                Cell(
                    words.text(
                        "aggregates.asked",
                        subjects=words.integer(made.at_least),
                        share=words.share(made.share),
                    )
                ),
            )
            for made in figures
        ),
    )
    return [Block(heading, words.text("aggregates.explanation"), grids=(grid,))]
