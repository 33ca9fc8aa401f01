"""The console that all views print on, and the few figures they spell alike.

What lives here: width, colour, number words. What does not: any view.
"""

from __future__ import annotations

import sys

from rich import box
from rich.console import Console
from rich.table import Table

NARROW = 80


def console() -> Console:
    """Return a console as wide as the terminal, 80 columns in a pipe; NO_COLOR is respected."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    # FORCE_COLOR and its like must not reach a file or another program.
    return Console(highlight=False, width=NARROW, no_color=True, force_terminal=False)


def grid(*headers: str, right: tuple[int, ...] = ()) -> Table:
    """Return an empty table with light rules; `right` names the columns of numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for index, header in enumerate(headers):
        table.add_column(
            header, justify="right" if index in right else "left", overflow="fold", no_wrap=False
        )
    return table


def plain(text: str) -> str:
    """Return a text of a stranger without what a terminal would obey: escapes, moves, marks."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def share(value: float | None) -> str:
    """Spell a share in [0, 1] as per cent, with a decimal only where it matters."""
    if value is None:
        return "–"
    percent = 100 * value
    if 0 < percent < 0.05 or 99.95 <= percent < 100:
        return "< 0.1 %" if percent < 1 else "> 99.9 %"
    return f"{percent:.1f} %" if percent % 1 and percent < 99.95 else f"{percent:.0f} %"


def risk(value: float) -> str:
    """Spell a risk as a plain number with as many digits as it bears."""
    return f"{value:.3f}" if value < 0.995 else "1"
