"""Linkability: do two parts of what is known of a person belong together?

What lives here: linking through the nearest released rows (Giomi et al. 2023, PoPETs 2023(2)), ties
broken at random. What does not: finding a person's own row
(:mod:`sector_data.assessment.attacks.linkage`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.assessment.attacks.outcomes import (
    Right,
    attacked,
    not_tried,
    share_right,
    telling,
    tried,
)
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.spec.evidence.attacks import AttackFigure


def attack_linkability(
    scene: Scene,
    *,
    sets: tuple[Sequence[str], Sequence[str]] | None = None,
    number: int | None = None,
) -> AttackFigure:
    """Link two sets of columns of the same people through the release.

    Somebody holds some columns of a person, somebody else others. Both look for the released row
    that is nearest to what they hold; a link is right when they meet at the same subject.

    Parameters
    ----------
    scene
        What is attacked.
    sets
        The columns that each holds, disjoint; the known columns, dealt out in turn from those with
        most values, unless given.
    number
        People attacked on either side; as many as there are up to 10,000 unless given.

    Returns
    -------
    AttackFigure
        Its baseline is that of links to the row that somebody else's columns lead to.
    """
    first, second = sets if sets is not None else _dealt(scene)
    first, second = telling(scene, first), telling(scene, second)
    if not first or not second:
        short = not scene.known or len(scene.known) < 2
        return not_tried("linkability", "nearest", "too-few-columns" if short else "constant")
    number = attacked(scene, number)
    main, chance = _links(scene, "members", (first, second), number)
    control, _ = _links(scene, "control", (first, second), number)
    return tried(
        scene,
        "linkability",
        "nearest",
        main=main,
        control=control,
        baseline=share_right(chance),
        known=first,
        also_known=second,
    )


def _dealt(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Deal the known columns out, so that both sides hold columns of many values."""
    by_values = sorted(
        scene.known, key=lambda name: (-len(np.unique(scene.column(name).release)), name)
    )
    return tuple(by_values[::2]), tuple(by_values[1::2])


def _links(
    scene: Scene, side: Side, sets: tuple[Sequence[str], Sequence[str]], number: int
) -> tuple[Right, Right]:
    """Return whether each person's columns meet, and whether they meet those of the next person."""
    people = scene.people(side, number)
    subjects = scene.subjects("release")
    met: list[Integers] = []
    for turn, names in enumerate(sets):
        # Each side meets equally near rows in an order of its own: else both would take the first.
        order = scene.generator(f"linkability {turn}").permutation(scene.release_order)
        _, found = nearest(
            records_of(scene, side, names, people), records_of(scene, "release", names, order)
        )
        met.append(subjects[order[found[:, 0]]])
    return met[0] == met[1], met[0] == np.roll(met[1], 1)
