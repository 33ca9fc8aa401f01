"""Figures as inline SVG: bars that need no script and print well.

What lives here: drawing. What does not: choosing what is drawn.

Each bar has its number beside it, so that no figure is told by length or colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

LABEL_WIDTH = 230
BAR_WIDTH = 330
VALUE_WIDTH = 80
ROW = 15
GAP = 11


class Bar(NamedTuple):
    """One bar: its share in [0, 1] (None: not known), its text, and its series."""

    value: float | None
    text: str
    series: int


class Group(NamedTuple):
    """Bars that belong together under one label."""

    label: str
    bars: tuple[Bar, ...]


def bars(title: str, groups: Sequence[Group], legend: Sequence[str]) -> str:
    """Draw groups of horizontal bars on a common scale from 0 to 1.

    Parameters
    ----------
    title
        Read out by screen readers and shown above the figure by the page.
    groups
        From top to bottom.
    legend
        Names of the series, by their number.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    if not groups:
        return ""
    width = LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH
    parts: list[str] = []
    y = 24
    for index, name in enumerate(legend):
        x = LABEL_WIDTH + index * 150
        parts.append(f'<rect class="s{index}" x="{x}" y="4" width="11" height="11" rx="2"/>')
        parts.append(f'<text class="l" x="{x + 17}" y="14">{escape(name)}</text>')
    for group in groups:
        middle = y + ROW * len(group.bars) / 2 + 4
        parts.append(
            f'<text class="g" x="{LABEL_WIDTH - 10}" y="{middle:.1f}">'
            f"{escape(_short(group.label))}</text>"
        )
        for bar in group.bars:
            length = 0.0 if bar.value is None else max(0.0, min(1.0, bar.value)) * BAR_WIDTH
            parts.append(
                f'<rect class="t" x="{LABEL_WIDTH}" y="{y}" width="{BAR_WIDTH}" height="{ROW - 4}"'
                ' rx="2"/>'
            )
            if length:
                parts.append(
                    f'<rect class="s{bar.series}" x="{LABEL_WIDTH}" y="{y}" '
                    f'width="{max(length, 2):.1f}" height="{ROW - 4}" rx="2"/>'
                )
            parts.append(
                f'<text class="v" x="{LABEL_WIDTH + BAR_WIDTH + 8}" y="{y + 10}">'
                f"{escape(bar.text)}</text>"
            )
            y += ROW
        y += GAP
    return (
        f'<svg viewBox="0 0 {width} {y}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _short(label: str, limit: int = 32) -> str:
    return label if len(label) <= limit else label[: limit - 1] + "…"
