"""Numbers that somebody wrote digit by digit, into the boxes of a form.

What lives here: finding such runs of single digits, and closing them up. What does not: what number
it is (:mod:`.catalogue`).

Paper forms (insurance claims, tax returns, payment slips) have a box for each digit; scanned or
typed, the digits stand one by one with a blank or a bar between. Few other texts have many
single digits in a row: scales ("1 2 3 4 …") count upwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_RUN = re.compile(
    r"(?<![\w.,/+-])(?<!\d[ |])\d(?:(?: \d){8,47}|(?:\|\d){8,47})"
    r"(?![\w%])(?![ |]\d(?!\d))(?![.,/-]\d)",
    re.ASCII,
)
_LOOK = re.compile(r"\d[ |]\d[ |]\d", re.ASCII)


def boxed(text: str) -> Iterator[tuple[int, int, str]]:
    """Find digits that stand one by one.

    Parameters
    ----------
    text
        With narrow digits and blanks (:func:`.width.folded`).

    Yields
    ------
    tuple of (int, int, str)
        Start and end of each run of 9 to 48 digits, and the digits.
    """
    if not _LOOK.search(text):
        return
    for match in _RUN.finditer(text):
        digits = match[0][::2]
        steps = {int(b) - int(a) for a, b in pairwise(digits)}
        if len(steps) > 2:
            yield match.start(), match.end(), digits


def closed_up(text: str, runs: list[tuple[int, int, str]]) -> str:
    """Return the text with each run's digits close together at its start, blanks behind them.

    Parameters
    ----------
    text
        A text.
    runs
        What :func:`boxed` found in it.

    Returns
    -------
    str
        As long as the text.
    """
    parts, at = [], 0
    for start, end, digits in runs:
        parts += [text[at:start], digits.ljust(end - start)]
        at = end
    return "".join((*parts, text[at:]))
