"""The self-test of the gate: its own lines, put to releases whose leak is known.

What lives here: measuring a known release as the release itself is measured, and what the lines say
of it. What does not: how known releases are made (:mod:`sector_data.assessment.selftest`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.gating.judging import judge_line
from sector_data.assessment.membership import infer_membership
from sector_data.assessment.selftest.trying import see_closest, self_test
from sector_data.assessment.traces import find_traces
from sector_data.spec.evidence.attacks import Attack
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.selftest import MeasureSight, SelfTest
from sector_data.spec.gate_profiles import CheckFigure, GateProfile

_ATTACKS: dict[CheckFigure, Attack] = {
    "inference": "inference",
    "inference-rare": "inference",
    "linkability": "linkability",
    "singling-out": "singling-out",
}
_OF_PEOPLE: frozenset[CheckFigure] = frozenset(
    {
        "traces",
        "exact-copies",
        "near-copies",
        "membership",
        "membership-auc",
        "membership-outliers",
        *_ATTACKS,
    }
)
"""Figures that tell of people; the others tell of use and form, of which no known release says
anything."""


def gate_self_test(scene: Scene, profile: GateProfile) -> SelfTest:
    """Try a profile on releases made from the source and the control group of a scene.

    A bootstrap of the source, a noisy copy of it and 5 % of copies among other people must be
    refused, other people alone must not: by the lines that decide, with their bounds. Distances to
    the closest record stand beside them and decide nothing.

    Parameters
    ----------
    scene
        Of the release; its release is not looked at.
    profile
        What decides.
    """

    def sights(known: Scene) -> Iterator[MeasureSight]:
        return _sights(known, profile)

    return self_test(scene, measures=(sights, see_closest))


def _sights(known: Scene, profile: GateProfile) -> Iterator[MeasureSight]:
    deciding = [c for c in profile.checks if c.otherwise == "refuse" and c.figure in _OF_PEOPLE]
    attacks = tuple(dict.fromkeys(_ATTACKS[c.figure] for c in deciding if c.figure in _ATTACKS))
    measured = TableMeasurements(
        table=known.release.name,
        attacks=run_attacks(known, attacks=attacks) if attacks and known.known else None,
        membership=infer_membership(known),
        traces=find_traces(known, made="synthetic"),
    )
    for check in deciding:
        line = judge_line(check, measured, None)
        yield MeasureSight(
            measure=check.figure,
            figure=line.compared,
            saw=line.verdict == "fails",
            decides=True,
        )
