"""Attribute inference: learning a secret of a person from what is known of it.

What lives here: the attack on every secret, for all people, subgroups and the rarest. What does
not: how guesses are made (:mod:`sector_data.assessment.attacks.secrets`) and what equivalence
classes tell by themselves (:mod:`sector_data.assessment.disclosure`).

What can be guessed of anybody is knowledge, not disclosure: people whom the release never saw are
guessed as well, and only what goes beyond counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.assessment.attacks.columns import Floats
from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.assessment.attacks.outcomes import (
    Right,
    attacked,
    not_tried,
    share_right,
    telling,
    tried,
)
from sector_data.assessment.attacks.rarest import among_the_rarest, rarest
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.assessment.attacks.secrets import Secret
from sector_data.assessment.attacks.subgroups import SIDES, worst_subgroups
from sector_data.spec.evidence.attacks import AttackFigure, Method, Reason

NEIGHBOURS = 10
"""Rows that vote when they are all equally near."""

METHODS: tuple[Method, Method] = ("nearest", "model")


def attack_inference(scene: Scene, *, number: int | None = None) -> tuple[AttackFigure, ...]:
    """Guess every secret from what is known.

    Guesses are those of the nearest released rows, which see single rows that were copied, and of a
    naive Bayes classifier, which sees what holds for many. Categories are guessed right when they
    are equal (or one of the labels that the value may be released as), numbers when they are within
    a twentieth of the column's range. People without a value are not attacked.

    Parameters
    ----------
    scene
        What is attacked.
    number
        People attacked on either side; as many as there are up to 10,000 unless given.

    Returns
    -------
    tuple of AttackFigure
        For each secret by the nearest rows and by a model. The baseline is the best single guess
        from what the secret alone is like in the release.
    """
    if not scene.secrets:
        return (not_tried("inference", "nearest", "no-secret"),)
    known = telling(scene, scene.known)
    if not known:
        reason: Reason = "constant" if scene.known else "nothing-known"
        return tuple(
            not_tried("inference", method, reason, secret=secret, known=scene.known)
            for secret in scene.secrets
            for method in METHODS
        )
    people = {side: scene.people(side, attacked(scene, number)) for side in SIDES}
    near = {side: _neighbours(scene, side, known, people[side]) for side in SIDES}
    return tuple(
        figure
        for secret in scene.secrets
        for figure in _figures(scene, secret, known, people, near)
    )


def _neighbours(
    scene: Scene, side: Side, known: Sequence[str], people: Integers
) -> tuple[Floats, Integers]:
    """Return how far the nearest released rows of people are, and which they are."""
    order = scene.release_order
    distances, found = nearest(
        records_of(scene, side, known, people),
        records_of(scene, "release", known, order),
        neighbours=min(NEIGHBOURS, len(order)),
    )
    return distances, order[found]


def _figures(
    scene: Scene,
    name: str,
    known: tuple[str, ...],
    people: dict[Side, Integers],
    near: dict[Side, tuple[Floats, Integers]],
) -> list[AttackFigure]:
    column = scene.column(name)
    if column.constant:
        reason: Reason = "all-missing" if column.empty else "constant"
        return [
            not_tried("inference", method, reason, secret=name, known=known) for method in METHODS
        ]
    secret = Secret(scene, name)
    places = {side: np.flatnonzero(secret.has_value(side, people[side])) for side in SIDES}
    # As many on both sides, so that the control says as much as what it is compared with.
    size = min(len(places[side]) for side in SIDES if len(people[side]))
    places = {side: places[side][:size] for side in SIDES}
    chosen = {side: people[side][places[side]] for side in SIDES}
    rare = rarest(scene, known, chosen)
    classifier = secret.learn(known)
    usual = np.full(len(chosen["members"]), secret.usual)
    baseline = share_right(secret.right("members", chosen["members"], usual))
    figures = []
    for method in METHODS:
        right: dict[Side, Right] = {}
        for side in SIDES:
            if method == "nearest":
                distances, rows = near[side]
                guesses = secret.vote(distances[places[side]], rows[places[side]])
            else:
                guesses = secret.value_of(classifier.guess(side, chosen[side]))
            right[side] = secret.right(side, chosen[side], guesses)
        figures.append(
            tried(
                scene,
                "inference",
                method,
                main=right["members"],
                control=right["control"],
                baseline=baseline,
                secret=name,
                known=known,
                subgroups=worst_subgroups(scene, known, chosen, right),
                rare=among_the_rarest(rare, right),
            )
        )
    return figures
