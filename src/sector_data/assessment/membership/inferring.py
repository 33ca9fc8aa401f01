"""Membership inference: five attacks, all people and outliers, the largest with its due correction.

What lives here: which attacks are run on whom, and their verdict. What does not: the attacks
(:mod:`sector_data.assessment.membership.orderings`) and thresholds, which are a policy's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.assessment.attacks.intervals import excess, judge, rate
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.membership.curves import Floats, area, caught_at
from sector_data.assessment.membership.orderings import ATTACKS, order_people
from sector_data.assessment.membership.records import record_columns
from sector_data.spec.evidence.attacks import Reason, Verdict
from sector_data.spec.evidence.membership import (
    Group,
    MembershipAttack,
    MembershipFigure,
    MembershipFigures,
)

MISTAKEN = 0.01
"""Share of others that may be told wrongly: attacks are judged where they are nearly sure (Carlini
et al. 2022, *Membership Inference Attacks From First Principles*, IEEE S&P)."""
MOST_PEOPLE = 10_000
FEWEST_PEOPLE = 2_000
"""People of either side that are attacked: as many as the pairs allow."""
MOST_RECORDS = 200_000
FEWEST_OUTLIERS = 20
"""Of fewer on a side nothing is told."""
_PAIRS = 1_000_000_000
"""Pairs of a person and a released record that are compared."""
_GROUPS: tuple[Group, ...] = ("all", "outliers")
_CONFIDENCE = 1 - 0.05 / (2 * len(_GROUPS) * len(ATTACKS))
"""Of each interval, so that all hold at once with 95 % (Bonferroni): both figures of every attack
on every group."""


def infer_membership(
    scene: Scene, *, names: Sequence[str] | None = None, number: int | None = None
) -> MembershipFigures:
    """Try to tell from a release who was in its source.

    Parameters
    ----------
    scene
        The release, its members and a control group. By subject where subjects are given.
    names
        Columns that an attacker knows; the whole record but for keys unless given
        (:func:`sector_data.assessment.membership.records.record_columns`).
    number
        People of either side that are attacked; chosen by the size of the release unless given.

    Returns
    -------
    MembershipFigures
        Area under the curve, and members caught at 1 % of others mistaken, by each attack on all
        people and on outliers. No figures without a control group.
    """
    columns = record_columns(scene) if names is None else tuple(names)
    records = min(scene.release.rows, MOST_RECORDS)
    people = min(MOST_PEOPLE, max(FEWEST_PEOPLE, _PAIRS // (2 * records)))
    figures: tuple[MembershipFigure, ...] = ()
    reason: Reason | None = scene.shortage
    if reason != "no-control":
        people = min(number or people, scene.group)
        ordered = order_people(scene, columns, people, MOST_RECORDS)
        member = np.arange(len(ordered.outliers)) < ordered.members
        for group in _GROUPS:
            inside = ordered.outliers if group == "outliers" else np.ones_like(member)
            sides = inside & member, inside & ~member
            if min(side.sum() for side in sides) < FEWEST_OUTLIERS and group == "outliers":
                continue
            figures += tuple(
                _figure(attack, group, *(scores[side] for side in sides), shortage=reason)
                for attack, scores in ordered.figures.items()
            )
    return MembershipFigures(
        table=scene.release.name,
        subjects=people if figures else 0,
        members=int(scene.subjects("members").max(initial=-1)) + 1,
        control=int(scene.subjects("control").max(initial=-1)) + 1,
        released_rows=records,
        columns=columns,
        seed=scene.seed,
        figures=figures,
        verdict=_verdict(figures),
        reason=reason or next((f.reason for f in figures if f.reason == "constant"), None),
    )


def _figure(
    attack: MembershipAttack,
    group: Group,
    members: Floats,
    others: Floats,
    *,
    shortage: Reason | None,
) -> MembershipFigure:
    value, lower, upper = area(members, others, confidence=_CONFIDENCE)
    caught = rate(
        caught_at(members, others, MISTAKEN) * len(members), len(members), confidence=_CONFIDENCE
    )
    mistaken = rate(MISTAKEN * len(others), len(others), confidence=_CONFIDENCE)
    gain = excess(caught, mistaken, confidence=_CONFIDENCE)
    assert gain is not None, "others are not all mistaken for members"
    verdict, reason = judge(gain, shortage)
    if np.ptp(np.concatenate([members, others])) == 0:
        verdict, reason = "cannot tell", "constant"
    elif shortage is None and lower > 0.5:
        verdict, reason = "found", None
    return MembershipFigure(
        attack=attack,
        group=group,
        auc=value,
        auc_lower=lower,
        auc_upper=upper,
        caught=caught,
        mistaken=mistaken,
        excess=gain,
        verdict=verdict,
        reason=reason,
    )


def _verdict(figures: Sequence[MembershipFigure]) -> Verdict:
    if any(figure.verdict == "found" for figure in figures):
        return "found"
    everybody = [figure.verdict for figure in figures if figure.group == "all"]
    return "not found" if "not found" in everybody else "cannot tell"
