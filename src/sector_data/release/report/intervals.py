"""Estimates with their intervals, release beside control group, as inline SVG.

What lives here: drawing. What does not: choosing what is drawn, and its words.

An estimate is a dot on a line as long as its interval; the release's is solid, the control group's
hollow, and what guessing gives is a tick across both. Every number stands beside its line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import ceil, log10
from textwrap import wrap
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

WIDTH = 340
NAME_WIDTHS = (92, 170)
"""Of the names of estimates: the least, and the most, so that the lines keep some room."""
VALUE_WIDTH = 62
LETTER = 6.5
"""Width of a letter of a name; Chinese and Japanese ones are twice as wide."""
LABEL_LETTERS = 40
"""On a line of a comparison's label."""
LINE = 16
HEADING = 23
ROW = 19
GAP = 13
AXIS = 24
TICK_ROOM = 42
RADIUS = 4.2


class Estimate(NamedTuple):
    """One estimate.

    Attributes
    ----------
    name
        Stands before it, such as "release".
    value, low, high
        In [0, 1]; the interval's ends may lie outside, and are drawn up to the edge.
    text
        The value as it is spelt.
    look
        Solid for the release, hollow for people outside it.
    """

    name: str
    value: float
    low: float
    high: float
    text: str
    look: Literal["is", "was"]


class Comparison(NamedTuple):
    """Estimates that are compared, and what guessing gives."""

    label: str
    estimates: tuple[Estimate, ...]
    guess: float | None = None


def intervals(
    title: str,
    comparisons: Sequence[Comparison],
    *,
    mark: str,
    spell: Callable[[float], str],
    guess: str,
) -> str:
    """Draw comparisons on a common scale that starts at 0.

    Parameters
    ----------
    title
        Read out by screen readers; the page shows it above the figure.
    comparisons
        From top to bottom.
    mark
        Tells this figure's identifiers from those of the page's other figures.
    spell
        Spells a share of the axis.
    guess
        What the tick across is called.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    if not comparisons:
        return ""
    names = _name_width([e.name for c in comparisons for e in c.estimates])
    span = WIDTH - names - VALUE_WIDTH
    ticks = 4 if span >= 4 * TICK_ROOM else 2
    top = _top([e for c in comparisons for e in c.estimates], [c.guess for c in comparisons])

    def x(value: float) -> float:
        return names + min(max(value, 0.0), top) / top * span

    parts: list[str] = []
    y = 0
    for comparison in comparisons:
        for place, line in enumerate(wrap(comparison.label, LABEL_LETTERS)):
            y += LINE if place else 0
            parts.append(f'<text class="group" x="0" y="{y + 14}">{escape(line)}</text>')
        y += HEADING
        start = y
        for estimate in comparison.estimates:
            parts += _estimate(estimate, y, x(estimate.low), x(estimate.value), x(estimate.high))
            y += ROW
        if comparison.guess is not None:
            at = x(comparison.guess)
            parts.append(f'<path class="guess" d="M{at:.1f} {start - 3}V{y - 1}"/>')
        y += GAP
    axis = [
        f'<path class="rule" d="M{x(tick):.1f} 0V{y - GAP}"/>'
        f'<text class="tick middle" x="{x(tick):.1f}" y="{y + 6}">{escape(spell(tick))}</text>'
        for tick in (top * place / ticks for place in range(ticks + 1))
    ]
    described = "; ".join(_described(comparison, guess, spell) for comparison in comparisons)
    return (
        f'<svg class="intervals" viewBox="0 0 {WIDTH} {y + AXIS - GAP}" role="img" '
        f'aria-labelledby="{mark}-title {mark}-desc">'
        f'<title id="{mark}-title">{escape(title)}</title>'
        f'<desc id="{mark}-desc">{escape(described)}</desc>{"".join((*axis, *parts))}</svg>'
    )


def _estimate(estimate: Estimate, y: int, low: float, at: float, high: float) -> list[str]:
    middle = y + 6
    return [
        f'<text class="name" x="0" y="{y + 10}">{escape(estimate.name)}</text>',
        f'<path class="range {estimate.look}" d="M{low:.1f} {middle}H{max(high, low + 1):.1f}"/>',
        f'<circle class="{estimate.look}" cx="{at:.1f}" cy="{middle}" r="{RADIUS}"/>',
        f'<text class="value" x="{WIDTH}" y="{y + 10}">{escape(estimate.text)}</text>',
    ]


def _name_width(names: Sequence[str]) -> float:
    letters = max(sum(2 if east_asian_width(c) in "WF" else 1 for c in name) for name in names)
    least, most = NAME_WIDTHS
    return min(max(letters * LETTER + 10, least), most)


def _top(estimates: Sequence[Estimate], guesses: Sequence[float | None]) -> float:
    """Return the end of the axis: the least of 1, 2 and 5 times a power of ten, up to 1."""
    highest = max(
        *(max(e.high, e.value) for e in estimates), *(g for g in guesses if g is not None), 0.001
    )
    if highest >= 0.5:
        return 1.0
    power = 10.0 ** ceil(log10(highest) - 1e-9)
    return next(power * part for part in (0.2, 0.5, 1.0) if power * part >= highest - 1e-12)


def _described(comparison: Comparison, guess: str, spell: Callable[[float], str]) -> str:
    parts = [f"{e.name} {e.text} ({spell(e.low)}–{spell(e.high)})" for e in comparison.estimates]
    if comparison.guess is not None:
        parts.append(f"{guess} {spell(comparison.guess)}")
    return f"{comparison.label}: {', '.join(parts)}"
