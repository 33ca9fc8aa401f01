"""All attacks on one table.

What lives here: which attacks are run, and their figures together. What does not: the attacks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sector_data.assessment.attacks.inference import attack_inference
from sector_data.assessment.attacks.linkability import attack_linkability
from sector_data.assessment.attacks.linkage import attack_linkage
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.attacks.singling_out import attack_singling_out
from sector_data.sources.shares import Share, Tell
from sector_data.spec.evidence.attacks import Attack, AttackFigure, AttackFigures

ATTACKS: dict[Attack, Callable[[Scene, int | None], tuple[AttackFigure, ...]]] = {
    "singling-out": lambda scene, number: attack_singling_out(scene, number=number),
    "linkability": lambda scene, number: (attack_linkability(scene, number=number),),
    "inference": lambda scene, number: attack_inference(scene, number=number),
    "record-linkage": lambda scene, number: attack_linkage(scene, number=number),
}
"""What can be tried, in the order of reports."""


def run_attacks(
    scene: Scene,
    *,
    attacks: Sequence[Attack] = tuple(ATTACKS),
    number: int | None = None,
    tell: Tell | None = None,
) -> AttackFigures:
    """Attack a release in several ways.

    Every attack is tried on members and on as many people whom the release never saw. What a
    release tells of both is no risk to those who are in it; what it tells of members alone is. What
    cannot be tried says why.

    Parameters
    ----------
    scene
        The release, the people it was made from, and others.
    attacks
        Names of attacks.
    number
        Attempts of each attack at most; each has a usual number of its own.
    tell
        Told how many of the attacks are done, on a large release.

    Returns
    -------
    AttackFigures
        In the order of the attacks; the same scene gives the same figures, whatever the order of
        its rows.

    Raises
    ------
    InputError
        If a column has other types in the release than in the source or the control group.
    """
    size = int(scene.release.data.nbytes)
    share = Share(f"attacking {scene.release.name}", len(attacks) * size, tell)
    tried = share.of(attacks, lambda _: size)
    figures = [figure for attack in tried for figure in ATTACKS[attack](scene, number)]
    return AttackFigures(
        table=scene.release.name,
        subjects=scene.group,
        members=len(np.unique(scene.subjects("members"))),
        control=len(np.unique(scene.subjects("control"))),
        seed=scene.seed,
        figures=tuple(figures),
    )
