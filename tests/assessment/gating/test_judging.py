"""Lines and verdicts: what is surely beyond a bound fails, what cannot be told is not passed."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.attacks.intervals import excess, rate
from sector_data.assessment.gating import judge_table
from sector_data.assessment.gating.judging import judge_line
from sector_data.assessment.traces.chance import THREE_DEVIATIONS
from sector_data.spec.evidence.attacks import (
    AttackFigure,
    AttackFigures,
    RareFigure,
    Reason,
    SubgroupFigure,
)
from sector_data.spec.evidence.gates import CheckResult
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.membership import MembershipFigure, MembershipFigures
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.gate_profiles import CheckFigure, GateCheck, load_gate_profile

OPEN = load_gate_profile("open")
COUNTS = st.tuples(st.integers(1, 5_000), st.floats(0, 1), st.floats(0, 1))


def check(figure: CheckFigure, bound: float, **more: Any) -> GateCheck:
    side = {} if "at_least" in more else {"at_most": bound}
    return GateCheck.model_validate(
        {"id": figure, "figure": figure, "basis": "definition", "source": "s", **side, **more},
        by_name=True,
    )


def guessed(
    number: int, inside: float, outside: float, secret: str = "income", **more: Any
) -> AttackFigure:
    main, control = rate(round(inside * number), number), rate(round(outside * number), number)
    return AttackFigure(
        attack="inference",
        method="nearest",
        secret=secret,
        main=main,
        control=control,
        excess=excess(main, control),
        verdict="not found",
        **more,
    )


def table(*figures: AttackFigure, **more: Any) -> TableMeasurements:
    attacks = AttackFigures(
        table="t", subjects=1, members=1, control=1, seed=0, figures=tuple(figures)
    )
    return TableMeasurements(table="t", attacks=attacks, **more)


def inference(bound: float, *figures: AttackFigure) -> CheckResult:
    return judge_line(check("inference", bound), table(*figures), None)


def self_test_that_says(
    reason: Literal["misses-leaks", "false-alarm", "few-subjects"] | None,
) -> SelfTest:
    verdict: Literal["works", "not assessed"] = "not assessed" if reason else "works"
    return SelfTest(table="t", subjects=500, seed=0, verdict=verdict, reason=reason)


def set_aside(members: int, control: int) -> MembershipFigures:
    return MembershipFigures(
        table="t",
        subjects=0,
        members=members,
        control=control,
        released_rows=1,
        columns=(),
        seed=0,
        verdict="cannot tell",
    )


@given(COUNTS, st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_wider_bound_is_never_harder_to_keep(
    counts: tuple[int, float, float], one: float, other: float
) -> None:
    order = ("fails", "not assessed", "holds", "does not apply")
    tight, wide = (inference(bound, guessed(*counts)) for bound in sorted((one, other)))
    assert order.index(tight.verdict) <= order.index(wide.verdict)


@given(COUNTS, st.floats(0, 0.5))
def test_a_gain_that_may_be_none_never_fails_and_one_that_may_be_more_never_holds(
    counts: tuple[int, float, float], bound: float
) -> None:
    figure = guessed(*counts)
    said = inference(bound, figure)
    if figure.excess is None:
        assert said.verdict == "does not apply"
        return
    assert figure.main is not None
    assert figure.control is not None
    sure = excess(figure.main, figure.control, confidence=1 - 2 * THREE_DEVIATIONS)
    assert sure is not None
    assert (said.verdict == "fails") == (figure.excess.upper > bound and sure.lower > 0)
    assert (said.verdict == "holds") == (figure.excess.upper <= bound)
    assert said.compared == figure.excess.upper


def test_few_people_leave_open_what_many_settle() -> None:
    assert inference(0.1, guessed(200, 0.71, 0.7)).reason == "wide-interval"
    assert inference(0.1, guessed(20_000, 0.71, 0.7)).verdict == "holds"
    assert inference(0.1, guessed(20_000, 0.8, 0.7)).verdict == "fails"


def test_many_secrets_do_not_refuse_by_chance() -> None:
    # Beyond three standard deviations by itself, not for twenty of them at once.
    lucky, plain = guessed(1_000, 0.75, 0.68), guessed(1_000, 0.7, 0.7)
    assert inference(0.1, lucky).verdict == "fails"
    assert inference(0.1, lucky, *[plain] * 19).verdict == "not assessed"
    assert inference(0.1, lucky, *[plain] * 19).subject == "income"


@pytest.mark.parametrize(
    ("reason", "verdict", "why"),
    [
        ("no-secret", "does not apply", "no-secret"),
        ("constant", "does not apply", "nothing-to-compare"),
        ("nothing-known", "not assessed", "nothing-known"),
        ("no-control", "not assessed", "no-control"),
    ],
)
def test_what_could_not_be_tried_is_said(reason: Reason, verdict: str, why: str) -> None:
    figure = AttackFigure(
        attack="inference", method="nearest", verdict="cannot tell", reason=reason
    )
    said = inference(0.1, figure)
    assert (said.verdict, said.reason, said.compared) == (verdict, why, None)
    assert said.sentence.startswith("inference: ")


def test_rare_people_and_groups_are_judged_apart_from_the_rest() -> None:
    def group(inside: int, outside: int, **more: Any) -> dict[str, Any]:
        main, control = rate(inside, 500), rate(outside, 500)
        gained = excess(main, control)
        assert gained is not None
        return {"main": main, "control": control, "excess": gained, "verdict": "found", **more}

    rare = RareFigure(**group(400, 300, share_of_subjects=0.05))
    crowd = SubgroupFigure(**group(350, 350, share_of_subjects=0.5, column="sex", subgroups=2))
    line = check("inference-rare", 0)
    found = judge_line(line, table(guessed(10_000, 0.7, 0.7, rare=rare)), None)
    assert (found.verdict, found.subject) == ("fails", "income")
    innocent = judge_line(line, table(guessed(10_000, 0.7, 0.7, subgroups=(crowd,))), None)
    assert (innocent.verdict, innocent.subject) == ("holds", "income, sex")
    untold = judge_line(line, table(guessed(300, 0.7, 0.7)), None)
    assert (untold.verdict, untold.reason) == ("not assessed", "few-people")


def test_who_is_told_counts_beyond_what_others_leave_open() -> None:
    def told(people: int, caught: float) -> TableMeasurements:
        of_members = rate(caught * people, people, confidence=0.9975)
        of_others = rate(0.01 * people, people, confidence=0.9975)
        gained = excess(of_members, of_others, confidence=0.9975)
        assert gained is not None
        figure = MembershipFigure(
            attack="ratio",
            group="outliers",
            auc=0.5,
            auc_lower=0.4,
            auc_upper=0.6,
            caught=of_members,
            mistaken=of_others,
            excess=gained,
            verdict="not found",
        )
        found = set_aside(people, people).model_copy(update={"figures": (figure,)})
        return TableMeasurements(table="t", membership=found)

    line = check("membership-outliers", 0.05)
    # One of 98 others stands for 1 %: fifteen members before it are rare, and no proof.
    assert judge_line(line, told(98, 0.15), None).verdict == "holds"
    assert judge_line(line, told(2_000, 0.15), None).verdict == "fails"
    assert judge_line(line, told(2_000, 0.02), None).verdict == "holds"


def test_broken_rules_are_counted_not_estimated() -> None:
    line = check("broken-rules", 0)
    nothing = TableMeasurements(table="t")
    assert judge_line(line, nothing, 0).verdict == "holds"
    assert judge_line(line, nothing, 1).verdict == "fails"
    assert judge_line(line, nothing, None).reason == "no-rules"


def test_a_large_control_group_is_enough_whatever_its_share() -> None:
    line = check("control-group", 0.9, at_least=0.9, or_people=10_000, otherwise="not-assessed")
    for control, verdict in ((950, "holds"), (800, "fails"), (10_000, "holds")):
        members = 1_000 if control < 10_000 else 90_000
        measured = TableMeasurements(table="t", membership=set_aside(members, control))
        assert judge_line(line, measured, None).verdict == verdict


def test_people_set_aside_are_counted_by_whatever_was_measured() -> None:
    attacks = AttackFigures(table="t", subjects=900, members=1_000, control=950, seed=0, figures=())
    measured = TableMeasurements(table="t", attacks=attacks)
    line = check("control-group", 0.9, at_least=0.9)
    assert judge_line(line, measured, None).compared == 0.95
    # Membership was not asked for: that is another thing than nobody to compare with.
    assert judge_line(check("membership", 0.02), measured, None).reason == "not-measured"
    nobody = TableMeasurements(table="t")
    assert judge_line(check("membership", 0.02), nobody, None).reason == "no-control"


def verdict_of(test: SelfTest | None, broken: int | None, control: int = 1_000) -> tuple[str, Any]:
    lines = tuple(c for c in OPEN.checks if c.figure in ("control-group", "broken-rules"))
    profile = OPEN.model_copy(update={"checks": lines})
    measured = TableMeasurements(
        table="t", self_test=test, membership=set_aside(1_000, control) if control else None
    )
    gate = judge_table(profile, measured, broken_rules=broken)
    assert "the gate profile open" in gate.sentence
    return gate.verdict, gate.reason


def test_a_verdict_needs_a_self_test_that_ended_as_it_should() -> None:
    assert verdict_of(self_test_that_says(None), 0) == ("passes", None)
    assert verdict_of(self_test_that_says(None), 3) == ("refuses", None)
    assert verdict_of(None, 0) == ("not assessed", "not-tried")
    assert verdict_of(self_test_that_says("misses-leaks"), 0) == ("not assessed", "misses-leaks")
    assert verdict_of(self_test_that_says("few-subjects"), 0) == ("not assessed", "few-subjects")
    assert verdict_of(self_test_that_says(None), 0, control=0) == ("not assessed", "control-group")


def test_a_leak_that_is_found_stands_unless_everything_is_refused() -> None:
    # Blind to some leaks is not blind to this one; who refuses everybody has seen nothing.
    assert verdict_of(self_test_that_says("misses-leaks"), 3) == ("refuses", None)
    assert verdict_of(self_test_that_says("false-alarm"), 3) == ("not assessed", "false-alarm")


def test_what_is_only_told_refuses_nothing() -> None:
    line = check("broken-rules", 0, otherwise="warn")
    profile = OPEN.model_copy(update={"checks": (line,)})
    gate = judge_table(
        profile, TableMeasurements(table="t", self_test=self_test_that_says(None)), broken_rules=2
    )
    assert gate.verdict == "passes"
    assert [c.check for c in gate.warnings] == ["broken-rules"]
