"""Refusals: every change that they name does pass, and nothing smaller of its kind."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.refusal import percent_up
from sector_data.errors import ReleaseRefusedError
from sector_data.spec.hierarchies import FlatHierarchy
from tests.anonymise.reference import Problem, problems


@settings(deadline=None, max_examples=150)
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
