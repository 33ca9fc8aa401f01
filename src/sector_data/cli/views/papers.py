"""Questions of a release's papers that wait for a person, on a terminal."""

from __future__ import annotations

from collections.abc import Sized


def questions_line(waiting: Sized) -> str:
    """Return how many questions wait, and where they are answered.

    These are the ones that evidence never answers alone. Before there is evidence nobody knows
    which others it leaves open: the report counts them as well.
    """
    if not waiting:
        return "Papers: all that only a person can answer is answered."
    one = len(waiting) == 1
    count = f"{len(waiting):,} {'question waits' if one else 'questions wait'}"
    where = f"answer {'it' if one else 'them'} in documentation"
    return f"Papers: at least {count} for a person; {where}."
