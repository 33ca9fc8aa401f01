"""The vocabularies of measurements, by the part of the catalogue that spells them."""

from __future__ import annotations

from typing import get_args

from sector_data.assessment.selftest.trying import OUR_MEASURES
from sector_data.spec import gate_profiles
from sector_data.spec.evidence import (
    attacks,
    disclosure,
    gates,
    membership,
    selftest,
    traces,
    usefulness,
)
from tests.assessment.measured import leaking

MODELS = ("pitman", "slide_negative_binomial", "zayatz", "dankar")


def _said_by_the_self_test() -> set[str]:
    found = leaking().self_test
    assert found is not None
    assert OUR_MEASURES
    return {sight.measure for trial in found.trials for sight in trial.sights}


def _reasons_of_the_self_test() -> tuple[str, ...]:
    options = get_args(selftest.SelfTest.model_fields["reason"].annotation)
    return tuple(word for option in options for word in get_args(option))


VOCABULARIES = {
    "assessed.reasons.": get_args(disclosure.Reason),
    "assessed.population.basis.": get_args(disclosure.Basis),
    "assessed.population.models.": MODELS,
    "assessed.use.why.": get_args(usefulness.Reason),
    "assessed.use.reasons.": get_args(usefulness.VerdictReason),
    "assessed.use.verdicts.": get_args(usefulness.Verdict),
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
    "assessed.attacks.verdicts.": get_args(attacks.Verdict),
    "assessed.attacks.names.": get_args(attacks.Attack),
    "assessed.attacks.methods.": get_args(attacks.Method),
    "assessed.attacks.reasons.": get_args(attacks.Reason),
    "assessed.traces.verdicts.": get_args(attacks.Verdict),
    "assessed.traces.names.": get_args(traces.Trace),
    "assessed.traces.reasons.": get_args(traces.Reason),
    "assessed.membership.names.": get_args(membership.MembershipAttack),
    "assessed.membership.groups.": get_args(membership.Group),
    "assessed.gate.profiles.": get_args(gate_profiles.GateProfileName),
    "assessed.gate.figures.": get_args(gate_profiles.CheckFigure),
    "assessed.gate.basis.": get_args(gate_profiles.GateCheck.model_fields["basis"].annotation),
    "assessed.gate.verdicts.": get_args(gates.CheckVerdict),
    "assessed.gate.reasons.": get_args(gates.CheckReason),
    "assessed.gate.why.": get_args(gates.GateReason),
    "assessed.selftest.releases.": get_args(selftest.KnownRelease),
    "assessed.selftest.reasons.": _reasons_of_the_self_test(),
    "assessed.selftest.measures.": tuple(_said_by_the_self_test()),
}
