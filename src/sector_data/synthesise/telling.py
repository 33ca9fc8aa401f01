"""How long a fit will take, told before it begins.

What lives here: estimates in words, and the refusal of fits that would take too long. What does
not: the estimates, which each engine makes for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sector_data.errors import InputError

Announce = Callable[[str], None]
Paying = Callable[[], AbstractContextManager[None]]
"""Reserves a privacy budget while noise is drawn, and gives it back where that goes wrong."""
LONG_MINUTES = 60.0
"""What a fit that cannot be cut short may be expected to take when nobody has allowed more."""


def in_words(seconds: float) -> str:
    """Return a duration as people say it, rounded up: ``20 s``, ``3 min``, ``5 h``."""
    if seconds < 90:
        return f"{max(10, -(-seconds // 10) * 10):.0f} s"
    if seconds < 5400:
        return f"{-(-seconds // 60):.0f} min"
    return f"{-(-seconds // 3600):.0f} h"


def insist_on_time(seconds: float, minutes: float | None, what: str, announce: Announce) -> None:
    """Tell how long a fit will take, and refuse it where nobody has allowed so much.

    Parameters
    ----------
    seconds
        Expected.
    minutes
        Allowed; an hour when it is not given.
    what
        Of what there is so much, in words.
    announce
        Told the estimate.

    Raises
    ------
    InputError
        If it would take longer.
    """
    allowed = LONG_MINUTES if minutes is None else minutes
    if seconds > allowed * 60:
        raise InputError(
            f"{what} would take about {in_words(seconds)}, longer than the {allowed:g} minutes "
            "allowed.",
            f"Use the engine tabular-argn, fewer rows, or allow it: synthesise.minutes: "
            f"{-(-seconds // 60):.0f}.",
        )
    announce(f"{what} will take about {in_words(seconds)}")
