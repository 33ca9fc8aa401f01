"""Refusals: every change that they name does pass, and nothing smaller of its kind."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.models import (
    AlphaK,
    AverageRisk,
    BetaLikeness,
    DeltaDisclosure,
    DeltaPresence,
    EntropyDiversity,
    EstimatedKMap,
    KAnonymity,
    KMap,
    MaximumRisk,
    PrivacyModel,
    RecordsAtRisk,
    RecursiveDiversity,
    Sensitivity,
    TCloseness,
)
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.refusal import changes_that_pass, percent_up, with_k
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import ReleaseRefusedError
from sector_data.spec.hierarchies import FlatHierarchy
from tests.anonymise.reference import Problem, problems


@settings(deadline=None, max_examples=100)
@given(problems(), st.integers(2, 8))
def test_each_change_that_is_named_passes_and_is_the_smallest(problem: Problem, k: int) -> None:
    arguments = {**problem.arguments(), "k": k, "suppression_limit": 0.1}
    try:
        plan_protection(**arguments)
    except ReleaseRefusedError as refused:
        fix = refused.fix or ""
    else:
        assume(False)
    changes: list[dict[str, Any]] = []
    if match := re.search(r"suppression limit of ([0-9.]+) %", fix):
        changes.append({"suppression_limit": float(Decimal(match[1]) / 100)})
    if match := re.search(r"([0-9]+)-anonymity", fix):
        changes.append({"k": int(match[1])})
        with pytest.raises(ReleaseRefusedError):
            plan_protection(**{**arguments, "k": int(match[1]) + 1})
    for match in re.finditer(r"([0-9]+)-diversity of ([a-z.]+[a-z])", fix):
        thresholds = {**problem.l_diversity, match[2]: int(match[1])}
        changes.append({"l_diversity": thresholds})
        stricter = {**thresholds, match[2]: int(match[1]) + 1}
        with pytest.raises(ReleaseRefusedError):
            plan_protection(**{**arguments, "l_diversity": stricter})
    for change in changes:
        plan_protection(**{**arguments, **change})
    assert changes or "lower several of them" in fix


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_percentages_are_rounded_up_and_stay_near(part: int, whole: int) -> None:
    assume(part <= whole)
    limit = Decimal(percent_up(part, whole).removesuffix(" %")) / 100
    assert int(limit * whole) >= part
    assert limit * whole <= Decimal("1.1") * part or limit == 1


def test_the_sentence_names_models_counts_and_fixed_levels() -> None:
    ages = pa.array(["30", "30", "31", "32"])
    place = pa.array(["x", "x", "x", "x"])
    illness = pa.array(["flu", "flu", "gout", None])
    with pytest.raises(ReleaseRefusedError) as caught:
        plan_protection(
            quasi_identifiers={"age": ages, "place": place},
            hierarchies={
                "age": build(FlatHierarchy(), ages, base=Path()),
                "place": build(FlatHierarchy(), place, base=Path()),
            },
            k=2,
            suppression_limit=0.25,
            fixed_levels={"age": 0},
            sensitive={"visits.illness": SensitiveColumn(illness)},
            l_diversity={"visits.illness": 2},
        )
    text = str(caught.value)
    assert "2-anonymity and 2-diversity of visits.illness would leave out 4 of 4 rows" in text
    assert "25 % allows 1" in text
    assert "perhaps a coarser level of age" in text
    assert "flu" not in text
    assert "30" not in text


BELIEFS = np.array([0.5, 0.3, 0.2])
REFUSED: list[tuple[PrivacyModel, str, float]] = [
    (KMap(20), "k", -1),
    (EstimatedKMap(60, 0.1), "k", -1),
    (Sensitivity("dx", 3, 4), "p", -1),
    (EntropyDiversity("dx", 2.9), "l", -0.01),
    (RecursiveDiversity("dx", 0.5, 2), "c", 0.01),
    (BetaLikeness("dx", 0.1, BELIEFS, enhanced=False), "beta", 0.01),
    (DeltaDisclosure("dx", 0.1, BELIEFS, present_only=True), "delta", 0.01),
    (TCloseness("dx", 0.01, BELIEFS), "t", 0.001),
    (AlphaK("dx", 0.4, 4), "alpha", 0.001),
    (DeltaPresence(0.3), "maximum", 0.001),
    (MaximumRisk(0.05), "risk", 0.001),
    (AverageRisk(0.05), "risk", 0.001),
    (RecordsAtRisk(0.1, 0.2), "share", 0.001),
]
"""Models that refuse three classes, their threshold, and the step by which it becomes easier."""


def three_classes() -> ClassStatistics:
    """Return the statistics of three classes with 4, 6 and 10 rows of 8, 12 and 25 people."""
    illness = ["flu", "flu", "flu", "gout", "flu", "flu", "flu", "gout", "gout", "warts"]
    illness += ["flu", "flu", "flu", "flu", "gout", "gout", "gout", "warts", "warts", "warts"]
    return ClassStatistics.of(
        np.repeat(np.arange(3), [4, 6, 10]),
        3,
        sensitive={"dx": SensitiveColumn(pa.array(illness))},
        population=np.array([8, 12, 25]),
    )


@pytest.mark.parametrize(("model", "name", "step"), REFUSED, ids=lambda v: getattr(v, "name", None))
def test_every_model_has_a_nearest_threshold_that_passes(
    model: PrivacyModel, name: str, step: float
) -> None:
    classes = three_classes()
    changes = changes_that_pass(classes, [KAnonymity(2), model], allowance=0, limit=0.0)
    (change,) = (c for c in changes if c.easier is not None)

    assert type(change.easier) is type(model)
    assert change.limit == 0.0
    assert change.easier.met(classes).all()
    found, asked = getattr(change.easier, name), getattr(model, name)
    stricter = replace(change.easier, **{name: type(asked)(found - step)})  # type: ignore[type-var]
    assert min(asked, found) <= getattr(stricter, name) <= max(asked, found)
    assert not stricter.met(classes).all()


def test_a_lower_k_is_that_of_all_models_that_share_it() -> None:
    classes = three_classes()
    asked = [KAnonymity(5), AlphaK("dx", 0.9, 5)]
    changes = changes_that_pass(classes, asked, allowance=0, limit=0.0)

    assert [c.models for c in changes if c.easier is not None] == [
        (KAnonymity(4), AlphaK("dx", 0.9, 4))
    ]
    assert with_k([KAnonymity(5), KMap(5)], 5, 3) == (KAnonymity(3), KMap(5))


def test_nothing_is_changed_where_nothing_is_refused() -> None:
    assert changes_that_pass(three_classes(), [KAnonymity(4)], allowance=0, limit=0.0) == []
