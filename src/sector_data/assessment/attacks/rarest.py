"""People whose known values are rare: what an attack gains on those who stand out.

What lives here: who they are, and the figure of an attack on them. What does not: the attack, and
groups by one column (:mod:`sector_data.assessment.attacks.subgroups`).

An average over all people hides what happens to a few (Kulynych et al. 2022, *Disparate
Vulnerability to Membership Inference Attacks*, PoPETs 2022(1)); those who stand out are the ones
whom a model is likely to have learnt by heart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.columns import Column
from sector_data.assessment.attacks.intervals import excess, judge
from sector_data.assessment.attacks.outcomes import Right, share_right
from sector_data.assessment.attacks.scene import FEWEST_SUBJECTS, Integers, Scene, Side
from sector_data.assessment.attacks.subgroups import SIDES
from sector_data.spec.evidence.attacks import RareFigure

PART = 0.05
"""Of all people: the rarest twentieth."""
FEWEST = 250
"""Of both sides together, so that either is likely to have a hundred."""

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def rarest(
    scene: Scene, names: Sequence[str], people: Mapping[Side, Integers]
) -> dict[Side, Flags] | None:
    """Return who of each side has the rarest known values.

    A person is as rare as its values together are unlikely: the sum over columns of -log2 of the
    share of people with the same category, or with a number as far out on the same side of the
    median. Members and control group are counted together and treated alike.

    Parameters
    ----------
    scene
        What is attacked.
    names
        Columns that are known.
    people
        Rows of the people who are attacked, by side.

    Returns
    -------
    dict or None
        None where a side has fewer than 100 of them, or where they would be most of the people.
    """
    if scene.shortage is not None:
        return None
    number = sum(len(people[side]) for side in SIDES)
    chosen = max(round(PART * number), FEWEST)
    if 2 * chosen > number:
        return None
    surprise = sum((_surprise(column, people) for column in scene.columns(names)), np.zeros(number))
    # Equally rare people are all in, or their place in the table would decide.
    flags = surprise >= np.partition(surprise, -chosen)[-chosen]
    members = len(people["members"])
    sides: dict[Side, Flags] = {"members": flags[:members], "control": flags[members:]}
    if 2 * flags.sum() > number or min(f.sum() for f in sides.values()) < FEWEST_SUBJECTS:
        return None
    return sides


def among_the_rarest(
    rare: Mapping[Side, Flags] | None, right: Mapping[Side, Right]
) -> RareFigure | None:
    """Return the figure of an attack on the rarest people; None where there are too few.

    Parameters
    ----------
    rare
        Who they are, as :func:`rarest` says.
    right
        Whether each attempt went right; shape (people,).
    """
    if rare is None:
        return None
    main, control = (share_right(right[side][rare[side]]) for side in SIDES)
    if main is None or control is None:
        return None
    gained = excess(main, control)
    if gained is None:
        return None
    return RareFigure(
        share_of_subjects=main.attempts / len(rare["members"]),
        main=main,
        control=control,
        excess=gained,
        verdict=judge(gained, None)[0],
    )


def _surprise(column: Column, people: Mapping[Side, Integers]) -> Floats:
    values = np.concatenate([column.people(side)[people[side]] for side in SIDES])
    if not column.ordered:
        _, codes, counts = np.unique(values[:, 0], return_inverse=True, return_counts=True)
        return np.asarray(-np.log2(counts[codes] / len(values)), dtype=np.float64)
    ordered = np.sort(values)  # missing ones come last
    known = len(values) - int(np.isnan(values).sum())
    below = np.searchsorted(ordered[:known], values, side="right")
    above = known - np.searchsorted(ordered[:known], values, side="left")
    tail = np.minimum(2 * np.minimum(below, above), known)
    tail = np.where(np.isnan(values), len(values) - known, tail)
    return np.asarray(-np.log2(np.maximum(tail, 1) / len(values)), dtype=np.float64)
