"""A plot of risk against detail as inline SVG: one line for each limit, no script.

What lives here: drawing. What does not: choosing what is drawn.

Lines differ in colour, dash and the shape of their marks, so that nothing is told by colour alone;
every mark says its setting and figures when it is pointed at, and the tables of the page have them
all. The plot is drawn at the width of a phone, so that its text can be read there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 360, 310
LEFT, RIGHT, TOP, BOTTOM = 42, 14, 26, 40
SIZE = 4.2
"""Half the width of a mark."""
RING = 8.5
"""Radius of the ring around the pipeline's own setting."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Distances between the ticks of the shares."""
MOST_TICKS = 6
LOOKS = 6
"""Lines that differ; further ones look like earlier ones."""
LOWEST_RISK = 1e-9


class Mark(NamedTuple):
    """One setting.

    Attributes
    ----------
    detail, risk
        Shares; the risk is above 0.
    text
        Setting and figures, shown when it is pointed at.
    best
        Whether it is on the frontier: filled, not hollow.
    own
        Whether the pipeline has it: with a ring and its name.
    """

    detail: float
    risk: float
    text: str
    best: bool
    own: bool


class Words(NamedTuple):
    """What the plot says: its title, its axes, the own setting, and how numbers are spelt."""

    title: str
    detail: str
    risk: str
    own: str
    share: Callable[[float], str]
    number: Callable[[float], str]


def plot(lines: Sequence[Sequence[Mark]], words: Words, *, mark: str) -> str:
    """Draw marks of settings, those of one limit joined by a line.

    Parameters
    ----------
    lines
        Marks of each limit in the order of k.
    words
        What it says.
    mark
        Tells this figure's identifiers from others of the page; letters, digits and hyphens.

    Returns
    -------
    str
        An ``<svg>`` element; empty when there is nothing to draw.
    """
    every = [point for line in lines for point in line]
    if not every:
        return ""
    low, high, step = _share_range([p.detail for p in every])
    bottom, top = _risk_range([p.risk for p in every])

    def x(detail: float) -> float:
        return LEFT + (detail - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(risk: float) -> float:
        part = (log10(risk) - log10(bottom)) / (log10(top) - log10(bottom))
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)

    parts = [
        *_share_axis(low, high, step, x, words),
        *_risk_axis(bottom, top, y, words),
    ]
    # The smallest limit last, so that its line lies above those that give the same.
    for look, line in reversed(list(enumerate(lines))):
        places = [(x(point.detail), y(point.risk)) for point in line]
        if any(before != after for before, after in pairwise(places)):
            drawn = "L".join(f"{px:.1f} {py:.1f}" for px, py in places)
            parts.append(f'<path class="line s{look % LOOKS}" d="M{drawn}"/>')
    at: dict[tuple[str, str], list[tuple[int, Mark]]] = {}
    for look, line in enumerate(lines):
        for point in line:
            place = (f"{x(point.detail):.1f}", f"{y(point.risk):.1f}")
            at.setdefault(place, []).append((look, point))
    parts += [_mark(float(px), float(py), points) for (px, py), points in at.items()]
    parts += [_own(x(p.detail), y(p.risk), words.own) for p in every if p.own]
    described = "; ".join(point.text for point in every if point.best or point.own)
    return (
        f'<svg class="scatter" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{mark}-title {mark}-desc">'
        f'<title id="{mark}-title">{escape(words.title)}</title>'
        f'<desc id="{mark}-desc">{escape(described)}</desc>{"".join(parts)}</svg>'
    )


def key(look: int) -> str:
    """Draw a piece of a line for the legend."""
    kind = look % LOOKS
    return (
        f'<svg class="key" viewBox="0 0 34 12" aria-hidden="true">'
        f'<path class="line s{kind}" d="M1 6H33"/>'
        f'<path class="best s{kind}" d="{_shape(kind, 17, 6)}"/></svg>'
    )


def _share_range(shares: Sequence[float]) -> tuple[float, float, float]:
    """Return the ends of the axis of shares and the distance of its ticks."""
    for step in STEPS:
        low, high = floor(min(shares) / step + 1e-9) * step, ceil(max(shares) / step - 1e-9) * step
        if high - low < step / 2:
            low, high = (low, low + step) if low + step <= 1 else (low - step, low)
        if (high - low) / step <= MOST_TICKS - 0.5:
            return low, high, step
    return 0.0, 1.0, STEPS[-1]


def _risk_range(risks: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis of risks, as factors of 1, 2 and 5."""
    ticks = _ticks()
    low, high = max(min(risks), LOWEST_RISK), max(*risks, LOWEST_RISK)
    bottom = max((t for t in ticks if t <= low * (1 + 1e-9)), default=ticks[0])
    top = min((t for t in ticks if t >= high * (1 - 1e-9)), default=ticks[-1])
    if bottom == top:
        place = ticks.index(bottom)
        bottom, top = (ticks[place - 1], top) if place else (bottom, ticks[1])
    return bottom, top


def _ticks() -> list[float]:
    decades = range(round(log10(LOWEST_RISK)), 0)
    return [float(f"{n}e{power}") for power in decades for n in (1, 2, 5)] + [1.0]


def _share_axis(
    low: float, high: float, step: float, x: Callable[[float], float], words: Words
) -> list[str]:
    parts = []
    for place in range(round((high - low) / step) + 1):
        share = low + place * step
        at = x(share)
        parts.append(f'<path class="rule" d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text class="tick middle" x="{at:.1f}" y="{HEIGHT - BOTTOM + 15}">'
            f"{escape(words.share(round(share, 6)))}</text>"
        )
    parts.append(
        f'<text class="axis end" x="{WIDTH - RIGHT}" y="{HEIGHT - 7}">{escape(words.detail)} →'
        "</text>"
    )
    return parts


def _risk_axis(bottom: float, top: float, y: Callable[[float], float], words: Words) -> list[str]:
    shown = [tick for tick in _ticks() if bottom <= tick <= top]
    if len(shown) > 2 * MOST_TICKS:  # decades are enough
        shown = [tick for tick in shown if f"{tick:e}".startswith("1.0")]
    parts = []
    for tick in shown:
        at = y(tick)
        parts.append(f'<path class="rule" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="tick end" x="{LEFT - 6}" y="{at + 4:.1f}">'
            f"{escape(words.number(tick))}</text>"
        )
    parts.append(f'<text class="axis" x="0" y="13">↑ {escape(words.risk)}</text>')
    return parts


def _mark(x: float, y: float, points: Sequence[tuple[int, Mark]]) -> str:
    """Draw one mark for all settings that give the same; pointed at, it tells them all."""
    look, shown = next((p for p in points if p[1].best), points[0])
    told = "\n".join(point.text for _, point in points)
    kind = look % LOOKS
    return (
        f'<path class="{"best" if shown.best else "other"} s{kind}" d="{_shape(kind, x, y)}">'
        f"<title>{escape(told)}</title></path>"
    )


def _shape(kind: int, x: float, y: float) -> str:
    """Return the outline of a mark: circle, square, diamond, triangles, hexagon."""
    s = SIZE
    if kind == 0:
        return f"M{x - s:.1f} {y:.1f}a{s} {s} 0 1 0 {2 * s} 0a{s} {s} 0 1 0 {-2 * s} 0Z"
    corners = {
        1: ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        2: ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
        3: ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
        4: ((0, 1.2), (1.15, -0.9), (-1.15, -0.9)),
        5: ((-0.55, -1), (0.55, -1), (1.1, 0), (0.55, 1), (-0.55, 1), (-1.1, 0)),
    }[kind]
    return "M" + "L".join(f"{x + s * dx:.1f} {y + s * dy:.1f}" for dx, dy in corners) + "Z"


def _own(x: float, y: float, name: str) -> str:
    """Draw the ring around the pipeline's own setting, its name on the side that has room."""
    right = x < (LEFT + WIDTH - RIGHT) / 2
    side = "start" if right else "end"
    at = x + RING + 4 if right else x - RING - 4
    above = y - RING if y > TOP + 24 else y + RING + 8
    return (
        f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{RING}"/>'
        f'<text class="own {side}" x="{at:.1f}" y="{above:.1f}">{escape(name)}</text>'
    )
