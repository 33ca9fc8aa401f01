"""The pieces that a page of measurements is made of.

What lives here: their shapes, which the template ``measurements.html.j2`` fills. What does not:
what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Look = Literal["", "n", "now", "code", "safe", "care", "unsafe", "untold"]
"""How a cell looks: a number, the figure that counts, a name, or one of four verdicts."""

SIGNS: dict[Look, str] = {"safe": "✓", "care": "!", "unsafe": "✗", "untold": "?"}
"""Marks of verdicts, so that nothing is told by colour alone."""


class Cell(NamedTuple):
    """One cell of a table, with a second line in small letters."""

    text: str
    look: Look = ""
    note: str = ""
    meter: float | None = None
    """Share that a small bar shows beside the text."""


class Grid(NamedTuple):
    """A table; its first column names the rows."""

    label: str
    """Read out by screen readers, and shown above where the table is folded away."""
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False


class Plot(NamedTuple):
    """A figure with what stands above it."""

    caption: str
    svg: str
    note: str = ""


class Block(NamedTuple):
    """One subject: what it is, what was found in a sentence, figures, tables, remarks."""

    heading: str
    explanation: str
    verdict: Cell | None = None
    plots: tuple[Plot, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    """Look of a mark and its meaning: ``was`` is hollow, ``is`` solid, ``guess`` a dotted line."""
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()


def head(first: str, numbers: Sequence[str], *last: str) -> tuple[Cell, ...]:
    """Return the head of a table: a name, columns of numbers, columns of texts."""
    return (Cell(first), *(Cell(text, "n") for text in numbers), *(Cell(text) for text in last))


def named(text: str) -> Cell:
    """Return a cell with the name of a column or table."""
    return Cell(text, "code")


def number(text: str, note: str = "") -> Cell:
    """Return a cell with a number."""
    return Cell(text, "n", note)
