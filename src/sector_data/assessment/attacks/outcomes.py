"""From counts of what went right to the figure of an attack.

What lives here: figures of attacks that were tried, and of those that could not be. What does not:
the attacks, and the intervals (:mod:`sector_data.assessment.attacks.intervals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.intervals import excess, judge, rate
from sector_data.assessment.attacks.scene import Scene
from sector_data.spec.evidence.attacks import Attack, AttackFigure, Method, Rate, Reason

Right = npt.NDArray[np.float64] | npt.NDArray[np.bool_]
"""Whether each attempt went right, or its share of several equally good guesses."""

MOST_PAIRS = 4_000_000_000
"""Pairs of a person and a released row that one search looks at: of a larger release fewer people
are attacked, so that the time a release takes grows no faster than its rows."""

MOST_PEOPLE = 10_000
"""People attacked unless the caller says otherwise. Where guessing is right four times out of
five, so many tell a gain to 0.05."""


def attacked(scene: Scene, number: int | None) -> int:
    """Return how many people are attacked on either side."""
    asked = MOST_PEOPLE if number is None else number
    return max(1, min(asked, MOST_PAIRS // max(scene.release.rows, 1)))


def share_right(right: Right) -> Rate | None:
    """Return the rate of attempts that went right; None when there was none."""
    return rate(float(right.sum()), len(right)) if len(right) else None


def tried(
    scene: Scene,
    attack: Attack,
    method: Method,
    *,
    main: Right,
    control: Right,
    baseline: Rate | None = None,
    **more: Any,
) -> AttackFigure:
    """Return the figure of an attack that was tried.

    Parameters
    ----------
    scene
        What was attacked.
    attack, method
        What was tried, and how.
    main, control
        How attempts went against members and against the control group; shape (attempts,).
    baseline
        How guessing goes.
    more
        Other fields of the figure.
    """
    ours, theirs = share_right(main), share_right(control)
    if ours is None:
        return not_tried(attack, method, "no-guess", **more)
    gained = None if theirs is None else excess(ours, theirs)
    shortage: Reason | None = scene.shortage or ("no-control" if theirs is None else None)
    verdict, reason = judge(gained, shortage)
    return AttackFigure(
        attack=attack,
        method=method,
        main=ours,
        control=theirs,
        baseline=baseline,
        excess=gained,
        verdict=verdict,
        reason=reason,
        **more,
    )


def not_tried(attack: Attack, method: Method, reason: Reason, **more: Any) -> AttackFigure:
    """Return the figure of an attack that could not be tried, and why."""
    return AttackFigure(attack=attack, method=method, verdict="cannot tell", reason=reason, **more)


def telling(scene: Scene, names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns among those named that have more than one value in the release."""
    return tuple(name for name in names if not scene.column(name).constant)
