"""Figures as inline SVG: bars that need no script and print well.

What lives here: drawing. What does not: choosing what is drawn.

Each bar has its name and its number as text beside it, and the bars of before are hollow while
those of after are solid: nothing is told by length or colour alone. Figures are drawn at the width
of a phone, so that their text is never scaled below what can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal, NamedTuple

WIDTH = 340
NAME_WIDTH = 64
VALUE_WIDTH = 66
BAR_WIDTH = WIDTH - NAME_WIDTH - VALUE_WIDTH
BAR_HEIGHT = 12
HEADING = 23
ROW = 19
GAP = 12
METER_WIDTH = 100
METER_HEIGHT = 8
SHORTEST = 2.0
"""Length of a bar that is almost nothing, but not nothing."""


class Bar(NamedTuple):
    """One bar.

    Attributes
    ----------
    name
        Stands before it, such as "before".
    value
        Share in [0, 1]; None when it is not known.
    text
        The value as it is spelt.
    look
        Hollow for what was, solid for what is.
    """

    name: str
    value: float | None
    text: str
    look: Literal["was", "is"]


class Group(NamedTuple):
    """Bars that belong together under one label."""

    label: str
    bars: tuple[Bar, ...]


def length(value: float | None, full: float) -> float:
    """Return how long a bar is: proportional to its value, at least visible unless it is 0.

    Parameters
    ----------
    value
        Share in [0, 1]; what lies outside counts as the nearer end, None as 0.
    full
        Length of a bar of 1.
    """
    if value is None or value <= 0:
        return 0.0
    return max(min(value, 1.0) * full, SHORTEST)


def bars(title: str, groups: Sequence[Group], *, mark: str) -> str:
    """Draw groups of horizontal bars on a common scale from 0 to 1.

    Parameters
    ----------
    title
        Read out by screen readers; the page shows it above the figure.
    groups
        From top to bottom.
    mark
        Tells this figure's identifiers from those of the page's other figures; letters, digits and
        hyphens.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    if not groups:
        return ""
    parts: list[str] = []
    y = 0
    for group in groups:
        parts.append(f'<text class="group" x="0" y="{y + 14}">{escape(group.label)}</text>')
        y += HEADING
        for bar in group.bars:
            parts += _bar(bar, y)
            y += ROW
        y += GAP
    described = "; ".join(
        f"{group.label}: " + ", ".join(f"{bar.name} {bar.text}" for bar in group.bars)
        for group in groups
    )
    return (
        f'<svg class="bars" viewBox="0 0 {WIDTH} {y - GAP}" role="img" '
        f'aria-labelledby="{mark}-title {mark}-desc">'
        f'<title id="{mark}-title">{escape(title)}</title>'
        f'<desc id="{mark}-desc">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def _bar(bar: Bar, y: int) -> list[str]:
    box = f'x="{NAME_WIDTH}" y="{y}" height="{BAR_HEIGHT}" rx="2"'
    parts = [
        f'<text class="name" x="0" y="{y + 10}">{escape(bar.name)}</text>',
        f'<rect class="track" {box} width="{BAR_WIDTH}"/>',
    ]
    if drawn := length(bar.value, BAR_WIDTH):
        parts.append(f'<rect class="{bar.look}" {box} width="{drawn:.1f}"/>')
    parts.append(f'<text class="value" x="{WIDTH}" y="{y + 10}">{escape(bar.text)}</text>')
    return parts


def meter(value: float | None) -> str:
    """Draw a small bar for a table's cell; the number stands beside it, so it is not read out."""
    if value is None:
        return ""
    drawn = length(value, METER_WIDTH)
    box = f'height="{METER_HEIGHT}" rx="2"'
    filled = f'<rect class="is" {box} width="{drawn:.1f}"/>' if drawn else ""
    return (
        f'<svg class="meter" viewBox="0 0 {METER_WIDTH} {METER_HEIGHT}" aria-hidden="true">'
        f'<rect class="track" {box} width="{METER_WIDTH}"/>{filled}</svg>'
    )
