"""What synthetic sequences kept: how many rows belong together, and what one tells of the next.

What lives here: which figures are told. What does not: measuring them
(:mod:`sector_data.synthesise.series`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, head, named, number
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.spec.evidence.sequences import LAGS, LENGTHS, SequenceFigures


def sequences_of(synthesis: Mapping[str, Any] | None) -> dict[str, SequenceFigures]:
    """Return the figures of each table of sequences in the record of a synthesis.

    Under a guarantee of differential privacy the record has none: they would be exact.
    """
    tables = {} if synthesis is None else synthesis["tables"]
    return {
        name: SequenceFigures.model_validate(found)
        for name, table in tables.items()
        if (found := table.get("structure", {}).get("sequences")) is not None
    }


def sequence_blocks(figures: Mapping[str, SequenceFigures], words: Catalogue) -> list[Block]:
    """Return what is told of each table, the protected rows beside the synthetic ones."""
    return [
        Block(
            words.text("sequences.heading", table=table),
            words.text("sequences.explanation", table=table),
            grids=(
                _lengths(found, words),
                _autocorrelation(found, words),
                _repeats(found, words),
            ),
        )
        for table, found in figures.items()
    ]


def _lengths(found: SequenceFigures, words: Catalogue) -> Grid:
    topic = words.text("sequences.rows")
    quantiles = [words.percent(quantile, 0) for quantile in LENGTHS]
    told = (
        ("learnt", found.lengths.learnt, UNKNOWN),
        ("made", found.lengths.made, words.number(found.distance, 3)),
    )
    return Grid(
        topic,
        head("", [*quantiles, words.text("sequences.mean"), words.text("sequences.distance")]),
        tuple(
            (
                Cell(words.labelled(topic, words.text(f"sequences.{which}"))),
                *(number(words.number(length, 1)) for length in lengths),
                number(distance),
            )
            for which, lengths, distance in told
            if lengths
        ),
    )


def _autocorrelation(found: SequenceFigures, words: Catalogue) -> Grid:
    return Grid(
        words.text("sequences.autocorrelation"),
        head(
            words.text("columns.column"),
            [words.text("sequences.lag", lag=words.integer(lag)) for lag in LAGS],
        ),
        tuple(
            (
                named(column),
                *(
                    _beside(_spelt(now, words), _spelt(was, words), words)
                    for was, now in zip(both.learnt, both.made, strict=True)
                ),
            )
            for column, both in found.autocorrelation.items()
        ),
    )


def _repeats(found: SequenceFigures, words: Catalogue) -> Grid:
    topic = words.text("sequences.repeats")
    return Grid(
        topic,
        head(words.text("columns.column"), [topic]),
        tuple(
            (named(column), _beside(words.share(both.made), words.share(both.learnt), words))
            for column, both in found.repeats.items()
        ),
    )


def _beside(made: str, learnt: str, words: Catalogue) -> Cell:
    return Cell(made, "now", words.labelled(words.text("sequences.learnt"), learnt))


def _spelt(value: float | None, words: Catalogue) -> str:
    return UNKNOWN if value is None else words.number(value, 2)
