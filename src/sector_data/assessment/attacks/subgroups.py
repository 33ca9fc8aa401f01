"""Subgroups of people for whom an attack gains most.

What lives here: the subgroups of a column and the worst of them. What does not: the attack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sector_data.assessment.attacks.columns import Column
from sector_data.assessment.attacks.intervals import CONFIDENCE, excess, judge
from sector_data.assessment.attacks.outcomes import Right, share_right
from sector_data.assessment.attacks.scene import FEWEST_SUBJECTS, Integers, Scene, Side
from sector_data.spec.evidence.attacks import SubgroupFigure

QUARTERS = 4
"""Numbers and dates make subgroups of a quarter of the released rows each."""

MOST_SUBGROUPS = 20
"""A column makes no more subgroups than this, those of its most frequent categories."""

SIDES: tuple[Side, Side] = ("members", "control")


def worst_subgroups(
    scene: Scene,
    names: Sequence[str],
    people: Mapping[Side, Integers],
    right: Mapping[Side, Right],
) -> tuple[SubgroupFigure, ...]:
    """Return the subgroup of each column in which an attack gains most.

    Subgroups with fewer than 100 people on a side tell nothing and are passed over, and so are
    columns that have fewer than two large enough. All intervals hold at once (Bonferroni).

    Parameters
    ----------
    scene
        What was attacked.
    names
        Columns that make subgroups.
    people
        Rows of the people who were attacked.
    right
        Whether each attempt went right; shape (people,).
    """
    if scene.shortage is not None:
        return ()
    candidates = []
    for column in scene.columns(names):
        groups = _grouped(column, people)
        # Those of small categories and without a value, in the last group, are none of their own.
        sizes = {
            side: np.bincount(groups[side], minlength=MOST_SUBGROUPS + 1)[:MOST_SUBGROUPS]
            for side in SIDES
        }
        enough = np.flatnonzero(
            (sizes["members"] >= FEWEST_SUBJECTS) & (sizes["control"] >= FEWEST_SUBJECTS)
        )
        if len(enough) > 1:
            candidates.append((column, groups, enough))
    total = sum(len(enough) for _, _, enough in candidates)
    found = []
    for column, groups, enough in candidates:
        of_column = [
            figure
            for group in enough.tolist()
            if (figure := _subgroup(column, groups, right, group, len(enough), total)) is not None
        ]
        if of_column:
            found.append(max(of_column, key=lambda figure: figure.excess.lower))
    return tuple(found)


def _subgroup(
    column: Column,
    groups: Mapping[Side, Integers],
    right: Mapping[Side, Right],
    group: int,
    subgroups: int,
    total: int,
) -> SubgroupFigure | None:
    confidence = 1 - (1 - CONFIDENCE) / total
    main, control = (share_right(right[side][groups[side] == group]) for side in SIDES)
    if main is None or control is None:
        return None
    gained = excess(main, control, confidence=confidence)
    if gained is None:
        return None
    return SubgroupFigure(
        column=column.name,
        subgroups=subgroups,
        share_of_subjects=main.attempts / len(groups["members"]),
        main=main,
        control=control,
        excess=gained,
        verdict=judge(gained, None)[0],
    )


def _grouped(column: Column, people: Mapping[Side, Integers]) -> dict[Side, Integers]:
    """Return the subgroup of each person; those of small categories share the last."""
    if column.ordered:
        known = column.release[np.isfinite(column.release)]
        edges = np.quantile(known, np.arange(1, QUARTERS) / QUARTERS, method="inverted_cdf")
        return {
            side: np.where(
                np.isnan(values), MOST_SUBGROUPS, np.searchsorted(np.unique(edges), values)
            )
            for side, values in ((side, column.people(side)[people[side]]) for side in SIDES)
        }
    first = {side: column.people(side)[people[side]][:, 0] for side in SIDES}
    codes, counts = np.unique(first["members"], return_counts=True)
    most = codes[np.argsort(-counts, kind="stable")[:MOST_SUBGROUPS]]
    place = np.full(max(int(codes.max(initial=0)), int(first["control"].max(initial=0))) + 1, -1)
    place[most] = np.arange(len(most))
    return {
        side: np.where(place[values] < 0, MOST_SUBGROUPS, place[values])
        for side, values in first.items()
    }
