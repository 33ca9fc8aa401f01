"""Questions of a release's papers that wait for a person, on a terminal."""

from __future__ import annotations

from collections.abc import Sized


def questions_line(waiting: Sized) -> str:
    """Return how many questions wait, and where they are answered."""
    if not waiting:
        return "Papers: no question waits for a person."
    one = len(waiting) == 1
    count = f"{len(waiting):,} {'question waits' if one else 'questions wait'}"
    return f"Papers: {count} for a person; answer {'it' if one else 'them'} under 'documentation'."
