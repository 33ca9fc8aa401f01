"""How much the dependence of each pair of columns has changed, as inline SVG.

What lives here: drawing. What does not: choosing what is drawn, and its words.

The larger the square, the larger the change; beyond a bound it is hatched by a cross, so that
colour tells nothing by itself. Columns are numbered on one side and named on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import accumulate

WIDTH = 340
NAMES = 132
LETTER = 7.2
"""Room that a letter takes; one of Chinese and Japanese takes twice as much."""
NARROW = 17.0
"""Cells in which a number of two digits runs into the next: every second one is numbered."""
LEAST_SIDE = 1.6


def matrix(
    title: str,
    names: Sequence[str],
    changes: Mapping[tuple[str, str], float],
    *,
    mark: str,
    full: float,
    bound: float,
    spell: Callable[[float], str],
) -> str:
    """Draw the lower triangle of a matrix of changes.

    Parameters
    ----------
    title
        Read out by screen readers; the page shows it above the figure.
    names
        Columns, from top to bottom.
    changes
        Change of each pair, either way round, in [0, 1]; pairs that are not there were not
        measured.
    mark
        Tells this figure's identifiers from those of the page's other figures.
    full
        Change that fills a cell.
    bound
        Change from which a square is crossed.
    spell
        Spells a change.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    if len(names) < 2 or not changes:
        return ""
    cell = min((WIDTH - NAMES) / (len(names) - 1), 30.0)
    parts = []
    told = []
    for row, first in enumerate(names[1:], 1):
        y = (row - 1) * cell
        parts.append(
            f'<text class="name" x="0" y="{y + cell / 2 + 4:.1f}">'
            f"{escape(_short(f'{row + 1} {first}'))}</text>"
        )
        for column, second in enumerate(names[:row]):
            x = NAMES + column * cell
            parts.append(
                f'<rect class="cell" x="{x:.1f}" y="{y:.1f}" width="{cell:.1f}" '
                f'height="{cell:.1f}"/>'
            )
            change = changes.get((first, second), changes.get((second, first)))
            if change is None:
                continue
            text = f"{second} × {first}: {spell(change)}"
            parts.append(_square(x, y, cell, change, full, bound, text))
            if change >= bound:
                told.append(text)
    base = (len(names) - 1) * cell
    for column in range(0, len(names) - 1, 2 if cell < NARROW else 1):
        parts.append(
            f'<text class="tick middle" x="{NAMES + (column + 0.5) * cell:.1f}" '
            f'y="{base + 14:.1f}">{column + 1}</text>'
        )
    parts.append(
        f'<text class="name" x="0" y="{base + 14:.1f}">{escape(_short(f"1 {names[0]}"))}</text>'
    )
    described = "; ".join(told) or f"≤ {spell(bound)}"
    return (
        f'<svg class="matrix" viewBox="0 0 {WIDTH} {base + 20:.1f}" role="img" '
        f'aria-labelledby="{mark}-title {mark}-desc">'
        f'<title id="{mark}-title">{escape(title)}</title>'
        f'<desc id="{mark}-desc">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def _square(
    x: float, y: float, cell: float, change: float, full: float, bound: float, text: str
) -> str:
    side = max(min(change / full, 1.0) ** 0.5 * (cell - 3), LEAST_SIDE)
    left, top = x + (cell - side) / 2, y + (cell - side) / 2
    crossed = (
        f'<path class="cross" d="M{left:.1f} {top:.1f}l{side:.1f} {side:.1f}'
        f'm0 {-side:.1f}l{-side:.1f} {side:.1f}"/>'
        if change >= bound
        else ""
    )
    look = "was" if change >= bound else "is"
    return (
        f'<g><rect class="{look}" x="{left:.1f}" y="{top:.1f}" width="{side:.1f}" '
        f'height="{side:.1f}"/>{crossed}<title>{escape(text)}</title></g>'
    )


def _short(label: str) -> str:
    """Cut a label to the room beside the cells."""
    rooms = [LETTER * (2 if letter > "\u2e7f" else 1) for letter in label]
    if sum(rooms) <= NAMES:
        return label
    kept = sum(1 for room in accumulate(rooms) if room <= NAMES - LETTER)
    return f"{label[:kept]}…"
