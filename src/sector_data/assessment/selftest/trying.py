"""The trial of the measures on releases whose leak is known.

What lives here: the measures that decide, and the verdict on them. What does not: how the known
releases are made (:mod:`sector_data.assessment.selftest.known`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sector_data.assessment.attacks.scene import FEWEST_SUBJECTS, Scene
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest.known import LEAKING, known_scenes
from sector_data.assessment.traces.copies import find_copies
from sector_data.assessment.traces.sides import Sides
from sector_data.spec.evidence.selftest import KnownTrial, MeasureSight, SelfTest

Measure = Callable[[Scene], Iterable[MeasureSight]]
"""What is tried: says of a scene what it sees."""

MOST_PEOPLE = 5_000
"""People of either side in a trial."""


def self_test(scene: Scene, *, measures: Sequence[Measure] | None = None) -> SelfTest:
    """Try the measures on known releases made from the source and the control of a scene.

    Three must be refused and one must pass; a release is refused when a measure that decides sees
    a leak. There are half as many people as the control group has: what is seen here is seen in
    the release.

    Parameters
    ----------
    scene
        Of the release; its release is not looked at.
    measures
        What decides; :data:`OUR_MEASURES` unless given.
    """
    number = min(scene.group // 2, MOST_PEOPLE)
    said = SelfTest(
        table=scene.release.name, subjects=number, seed=scene.seed, verdict="not assessed"
    )
    if scene.control is None:
        return said.model_copy(update={"subjects": 0, "reason": "no-control"})
    if number < FEWEST_SUBJECTS:
        return said.model_copy(update={"reason": "few-subjects"})
    trials = []
    for kind, known in known_scenes(scene, number).items():
        sights = tuple(sight for measure in measures or OUR_MEASURES for sight in measure(known))
        refused = any(sight.saw and sight.decides for sight in sights)
        trials.append(KnownTrial(release=kind, leaks=LEAKING[kind], refused=refused, sights=sights))
    reason = None
    if any(trial.refused and not trial.leaks for trial in trials):
        reason = "false-alarm"
    elif not all(trial.as_it_should for trial in trials):
        reason = "misses-leaks"
    return said.model_copy(
        update={
            "trials": tuple(trials),
            "verdict": "not assessed" if reason else "works",
            "reason": reason,
        }
    )


def see_copies(scene: Scene) -> Iterable[MeasureSight]:
    """Say whether records of the source are met, as they are or nearly."""
    sides = Sides.of(
        scene.release,
        scene.members,
        scene.control,
        subjects=scene.member_subjects,
        other_subjects=scene.control_subjects,
        made="synthetic",
        transforms={},
    )
    for outcome in find_copies(scene, sides):
        yield MeasureSight(
            measure=outcome.check.trace,
            figure=max((finding.share for finding in outcome.findings), default=None),
            saw=outcome.check.verdict == "found",
            decides=True,
        )


def see_members(scene: Scene) -> Iterable[MeasureSight]:
    """Say whether members are told from others, among all people and among outliers."""
    inferred = infer_membership(scene)
    for group, name in (("all", "membership"), ("outliers", "membership of outliers")):
        figures = [figure for figure in inferred.figures if figure.group == group]
        best = max((figure.caught.share for figure in figures), default=None)
        saw = any(figure.verdict == "found" for figure in figures)
        yield MeasureSight(measure=name, figure=best, saw=saw, decides=True)


def see_closest(scene: Scene) -> Iterable[MeasureSight]:
    """Say whether released records are nearer to the source, which decides nothing."""
    nearer = closest_records(scene).nearer_to_source
    yield MeasureSight(
        measure="distance to the closest record",
        figure=None if nearer is None else nearer.share,
        saw=nearer is not None and nearer.lower > 0.5,
        decides=False,
    )


OUR_MEASURES: tuple[Measure, ...] = (see_copies, see_members, see_closest)
