"""The vocabularies of measurements, by the part of the catalogue that spells them."""

from __future__ import annotations

from typing import get_args

from sector_data.assessment.selftest.trying import OUR_MEASURES
from sector_data.spec import (
    attack_evidence,
    disclosure_evidence,
    gate_evidence,
    gate_profiles,
    membership_evidence,
    selftest_evidence,
    trace_evidence,
    usefulness_evidence,
)
from tests.assessment.measured import leaking

MODELS = ("pitman", "slide_negative_binomial", "zayatz", "dankar")


def _said_by_the_self_test() -> set[str]:
    found = leaking().self_test
    assert found is not None
    assert OUR_MEASURES
    return {sight.measure for trial in found.trials for sight in trial.sights}


def _reasons_of_the_self_test() -> tuple[str, ...]:
    options = get_args(selftest_evidence.SelfTest.model_fields["reason"].annotation)
    return tuple(word for option in options for word in get_args(option))


VOCABULARIES = {
    "assessed.reasons.": get_args(disclosure_evidence.Reason),
    "assessed.population.basis.": get_args(disclosure_evidence.Basis),
    "assessed.population.models.": MODELS,
    "assessed.use.why.": get_args(usefulness_evidence.Reason),
    "assessed.use.reasons.": get_args(usefulness_evidence.VerdictReason),
    "assessed.use.verdicts.": get_args(usefulness_evidence.Verdict),
    "assessed.use.models.": ("linear", "forest", "boosting"),
    "assessed.use.measures.": (
        "auc",
        "accuracy",
        "r2",
        "correlation",
        "cramers-v",
        "correlation-ratio",
    ),
    "assessed.use.tested.": ("held-out", "other-half"),
    "assessed.attacks.verdicts.": get_args(attack_evidence.Verdict),
    "assessed.attacks.names.": get_args(attack_evidence.Attack),
    "assessed.attacks.methods.": get_args(attack_evidence.Method),
    "assessed.attacks.reasons.": get_args(attack_evidence.Reason),
    "assessed.traces.verdicts.": get_args(attack_evidence.Verdict),
    "assessed.traces.names.": get_args(trace_evidence.Trace),
    "assessed.traces.reasons.": get_args(trace_evidence.Reason),
    "assessed.membership.names.": get_args(membership_evidence.MembershipAttack),
    "assessed.membership.groups.": get_args(membership_evidence.Group),
    "assessed.gate.profiles.": get_args(gate_profiles.GateProfileName),
    "assessed.gate.figures.": get_args(gate_profiles.CheckFigure),
    "assessed.gate.basis.": get_args(gate_profiles.GateCheck.model_fields["basis"].annotation),
    "assessed.gate.verdicts.": get_args(gate_evidence.CheckVerdict),
    "assessed.gate.reasons.": get_args(gate_evidence.CheckReason),
    "assessed.gate.why.": get_args(gate_evidence.GateReason),
    "assessed.selftest.releases.": get_args(selftest_evidence.KnownRelease),
    "assessed.selftest.reasons.": _reasons_of_the_self_test(),
    "assessed.selftest.measures.": tuple(_said_by_the_self_test()),
}
