"""Columns side by side, before and after, as inline SVG: shares of subjects by size of class, and
of rows by value.

What lives here: drawing. What does not: choosing what is drawn, and its words.

Columns of before are hollow, those of after solid, so that neither colour nor print decides; every
share can be read out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

WIDTH = 340
HEIGHT = 182
LEFT = 42
TOP = 12
BOTTOM = 58
MOST_LETTERS = 11
"""Letters of a label that stand below its columns; the whole one is read out and pointed at."""
LETTER = 7.0
"""Room that a letter takes; one of Chinese and Japanese takes twice as much."""
LINES = (16, 30)
"""Where labels stand below the columns; one that has no room on either line is left out, of the
last two (others and missing) none."""


class Columns(NamedTuple):
    """Shares of one bin."""

    label: str
    before: float | None
    after: float | None


def histogram(
    title: str,
    bins: Sequence[Columns],
    *,
    mark: str,
    spell: Callable[[float], str],
    words: tuple[str, str, str],
) -> str:
    """Draw pairs of columns on a common scale that starts at 0.

    Parameters
    ----------
    title
        Read out by screen readers; the page shows it above the figure.
    bins
        From left to right.
    mark
        Tells this figure's identifiers from those of the page's other figures.
    spell
        Spells a share.
    words
        What before and after are called, and what the bins are.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    shares = [share for column in bins for share in column[1:] if share is not None]
    if not shares:
        return ""
    top = _top(max(shares))
    step = (WIDTH - LEFT) / len(bins)
    wide = min(step * 0.4, 26.0)
    parts = []
    taken: list[list[tuple[float, float]]] = [[] for _ in LINES]
    for tick in (0.0, top / 2, top):
        at = _y(tick, top)
        parts.append(f'<path class="rule" d="M{LEFT} {at:.1f}H{WIDTH}"/>')
        parts.append(
            f'<text class="tick end" x="{LEFT - 5}" y="{at + 4:.1f}">{escape(spell(tick))}</text>'
        )
    for place, column in enumerate(bins):
        middle = LEFT + (place + 0.5) * step
        parts += _pair(column, middle, wide, top, spell, words)
    # The last may be others and missing, which no label beside theirs explains: theirs come first.
    places = range(len(bins))
    for place in (*reversed(places[-2:]), *places[:-2]):
        parts += _label(_short(bins[place].label), LEFT + (place + 0.5) * step, taken)
    parts.append(f'<text class="axis end" x="{WIDTH}" y="{HEIGHT - 6}">{escape(words[2])} →</text>')
    described = "; ".join(_told(column, spell, words) for column in bins)
    return (
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{mark}-title {mark}-desc">'
        f'<title id="{mark}-title">{escape(title)}</title>'
        f'<desc id="{mark}-desc">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def _pair(
    column: Columns,
    middle: float,
    wide: float,
    top: float,
    spell: Callable[[float], str],
    words: tuple[str, str, str],
) -> list[str]:
    drawn = []
    both = column.before is not None and column.after is not None
    for look, share, left in (
        ("was", column.before, middle - wide if both else middle - wide / 2),
        ("is", column.after, middle if both else middle - wide / 2),
    ):
        if share:
            at = min(_y(share, top), _y(0, top) - 1.5)
            drawn.append(
                f'<rect class="{look}" x="{left:.1f}" y="{at:.1f}" width="{wide - 1.5:.1f}" '
                f'height="{_y(0, top) - at:.1f}" rx="1"/>'
            )
    return [f"<g>{''.join(drawn)}<title>{escape(_told(column, spell, words))}</title></g>"]


def _label(label: str, middle: float, taken: list[list[tuple[float, float]]]) -> list[str]:
    """Draw a label on the first line that has room for it, and note the room it takes."""
    letters = sum(2 if letter > "\u2e7f" else 1 for letter in label)
    half = letters * LETTER / 2
    middle = min(middle, WIDTH - half)
    left, right = middle - half, middle + half + LETTER / 2
    for line, y in zip(taken, LINES, strict=True):
        if left >= 0 and all(right <= start or left >= end for start, end in line):
            line.append((left, right))
            return [
                f'<text class="tick middle" x="{middle:.1f}" y="{HEIGHT - BOTTOM + y}">'
                f"{escape(label)}</text>"
            ]
    return []


def _told(column: Columns, spell: Callable[[float], str], words: tuple[str, str, str]) -> str:
    shares = zip(words[:2], column[1:], strict=True)
    told = [f"{word} {spell(share)}" for word, share in shares if share is not None]
    return f"{column.label}: {', '.join(told)}"


def _y(share: float, top: float) -> float:
    return HEIGHT - BOTTOM - share / top * (HEIGHT - TOP - BOTTOM)


def _top(highest: float) -> float:
    return next(
        (top for top in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if top >= highest), 1.0
    )


def _short(label: str) -> str:
    return label if len(label) <= MOST_LETTERS else label[: MOST_LETTERS - 1] + "…"
