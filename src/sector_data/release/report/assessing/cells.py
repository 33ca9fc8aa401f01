"""The part of a page on tables of counts and sums: cells that tell too much.

What lives here: which figures are told. What does not: the rules
(:mod:`sector_data.assessment.disclosure.cells`).
"""

from __future__ import annotations

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, head, number
from sector_data.release.report.assessing.disclosure import why
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.evidence.cells import CellFigures, CellRule, DifferencingFigures


def cell_block(
    found: CellFigures, differencing: DifferencingFigures | None, words: Catalogue
) -> Block:
    """Return which cells of a table tell too much, and what the difference of two tables tells."""
    text = words.text
    verdict = Cell(text("assessed.cells.none"), "safe")
    if found.sensitive:
        told = text(
            "assessed.cells.found",
            sensitive=words.integer(found.sensitive),
            cells=words.integer(found.cells),
            recoverable=words.integer(found.recoverable),
        )
        verdict = Cell(told, "unsafe")
    if found.why_not is not None:
        verdict = Cell(why(found.why_not, words), "untold")
    return Block(
        text("assessed.cells.heading"),
        text("assessed.cells.explanation"),
        verdict,
        grids=(
            Grid(
                text("assessed.cells.heading"),
                head(
                    text("assessed.cells.rule"),
                    (text("assessed.cells.cells"), text("assessed.cells.people")),
                ),
                tuple(_rule(rule, words) for rule in found.rules if rule.cells is not None),
            ),
        ),
        notes=(_difference(differencing, words),) if differencing is not None else (),
    )


def _rule(rule: CellRule, words: Catalogue) -> tuple[Cell, ...]:
    names = {"minimum-frequency": ("least",), "dominance": ("largest", "share")}
    values = dict(zip(names.get(rule.rule, ("share",)), rule.parameters, strict=True))
    told = {
        name: words.percent(value, 0) if name == "share" else words.integer(int(value))
        for name, value in values.items()
    }
    return (
        Cell(words.text(f"assessed.cells.{rule.rule}", **told)),
        Cell(words.integer(rule.cells or 0), "now"),
        number(words.integer(rule.subjects or 0)),
    )


def _difference(found: DifferencingFigures, words: Catalogue) -> str:
    if found.why_not is not None:
        return why(found.why_not, words)
    if not found.exposed:
        return words.text("assessed.cells.unexposed")
    return words.text(
        "assessed.cells.exposed",
        people=words.integer(found.exposed_subjects),
        cells=words.integer(found.exposed),
        least=words.integer(found.minimum),
    )
