"""Several packs as one: the strictest word counts, and contradictions name both sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import SpecificationError
from sector_data.pipeline.policies.composing import (
    STRICTNESS,
    Binding,
    bindings_of,
    check_packs,
    composed,
    contradiction,
    fitted,
    linking,
    strictness,
    unverified_figures,
    widest_recipient,
)
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.packs import PolicyPack, load_policy, parse_policy, policy_names
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.transforms.values import (
    TRANSFORMS,
    Drop,
    Generalise,
    Keep,
    Pseudonym,
    TruncateDate,
)
from sector_data.spec.words import DataType, Recipient, Role

TODAY = date(2026, 11, 28)
PACKS = [load_policy(name) for name in policy_names()]


def pipeline(*policies: str, recipient: str = "public", **more: Any) -> Pipeline:
    return Pipeline(
        release=ReleaseSpec(name="test", recipient=Recipient(recipient)),
        source={"t": SourceSpec(path="t.csv")},
        policy=policies,
        **more,
    )


def column(entity: str | None, role: Role) -> ColumnFinding:
    return ColumnFinding(
        table="t", column="c", data_type=DataType.STRING, rows=9, missing=0, distinct=3,
        entity=entity, role=role,
    )  # fmt: skip


def pack(name: str, rule: str, extra: str = "") -> PolicyPack:
    return parse_policy(
        f"""\
id: {name}
version: 1.0.0
title: {name}
jurisdiction: US
status: guidance
source: Book of {name}
retrieved: 2026-01-31
{extra}
rules:
  - {{id: r, title: t, source: "{name} article 1", applies-to: [{{entities: [X]}}], {rule}}}
""",
        file=name,
    )


def bound(*packs: PolicyPack) -> list[Binding]:
    return [Binding(p, p.rules[0]) for p in packs]


MONTH = pack(
    "month",
    "transform: {truncate-date: {to: month}}, accepts: [drop, truncate-date], "
    "limits: {periods: [month, quarter, year]}",
)
YEAR = pack(
    "year",
    "transform: {truncate-date: {to: year}}, accepts: [drop, truncate-date], "
    "limits: {periods: [year]}",
)
CODED = pack("coded", "transform: pseudonym, accepts: [drop, pseudonym]")
RANDOM = pack("random", "accepts: [drop, surrogate]")
ONLY_CODED = pack("only-coded", "accepts: [pseudonym]")
ONLY_YEARS = pack("only-years", "accepts: [truncate-date]")


def test_strictness_knows_every_transform() -> None:
    assert set(STRICTNESS) == set(TRANSFORMS)
    assert strictness(Drop()) > strictness(Pseudonym()) > strictness(Keep())
    assert strictness(TruncateDate(to="year")) > strictness(TruncateDate(to="month"))
    assert strictness(Generalise(at_least=2)) > strictness(Generalise(level=1))


@pytest.mark.parametrize("packs", [(MONTH, YEAR), (YEAR, MONTH)])
def test_the_strictest_default_counts_whatever_the_order(packs: tuple[PolicyPack, ...]) -> None:
    decided = composed(bound(*packs))
    assert decided is not None
    transform, reason = decided
    assert transform == TruncateDate(to="year")
    assert reason == "year, rule r: t; bound by month, rule r"


def test_without_a_default_that_all_accept_the_column_goes() -> None:
    decided = composed(bound(CODED, RANDOM))
    assert decided == (
        Drop(),
        "nothing milder satisfies coded, rule r and random, rule r together",
    )
    assert composed(bound(RANDOM)) is None, "left to the defaults of roles"
    assert composed([]) is None


def test_links_stay_with_random_codes_where_keyed_ones_are_not_accepted() -> None:
    assert linking(bound(RANDOM)).kind == "surrogate"
    assert linking(bound(CODED)).kind == "pseudonym"
    assert linking([]).kind == "pseudonym"


def test_links_go_where_no_code_is_accepted() -> None:
    nothing = pack("nothing", "accepts: [drop]")
    assert linking(bound(nothing)).kind == "drop"
    assert linking(bound(nothing, CODED)).kind == "drop"
    assert linking(bound(ONLY_YEARS)).kind == "pseudonym", "a contradiction is told elsewhere"


def test_a_default_that_is_not_enough_is_replaced_and_said() -> None:
    transform, reason = fitted(Keep(), "why", bound(CODED))
    assert transform == Drop()
    assert "'keep' would be the default" in reason
    assert "coded, rule r" in reason
    assert fitted(Pseudonym(), "why", bound(CODED)) == (
        Pseudonym(),
        "why (bound by coded, rule r)",
    )
    assert fitted(Keep(), "why", []) == (Keep(), "why")


def test_rules_that_nothing_satisfies_are_refused_with_both_sources() -> None:
    problem = contradiction("t.c", bound(ONLY_CODED, ONLY_YEARS))
    assert problem is not None
    assert "only-coded article 1" in problem.message
    assert "only-years article 1" in problem.message
    assert problem.hint
    assert contradiction("t.c", bound(ONLY_CODED)) is None
    assert contradiction("t.c", []) is None


@given(
    st.lists(st.sampled_from(PACKS), min_size=1, max_size=4, unique_by=lambda p: p.id),
    st.sampled_from(["PERSON", "US_ZIP_CODE", "DATE_OF_BIRTH", "EVENT_DATE", "CREDIT_CARD", None]),
    st.sampled_from(list(Role)),
)
def test_whatever_is_composed_satisfies_every_pack(
    packs: list[PolicyPack], entity: str | None, role: Role
) -> None:
    names = tuple(p.id for p in packs)
    bindings = bindings_of(
        column(entity, role), role, packs, pipeline(*names, policy_confirmed=names)
    )
    assert contradiction("t.c", bindings) is None, "all packs that ship accept to drop"
    decided = composed(bindings)
    if decided is None:
        assert all(b.rule.transform is None for b in bindings)
        return
    assert all(b.rule.accepts_transform(decided[0]) for b in bindings)
    for binding in bindings:
        assert str(binding) in decided[1]
    again = composed(list(reversed(bindings)))
    assert again is not None
    assert again[0] == decided[0], "the order of the packs decides nothing"


def test_unverified_rules_bind_only_when_confirmed() -> None:
    hmda = load_policy("hmda-public-lar")
    found = column("EVENT_DATE", Role.QUASI_IDENTIFIER)
    told = pipeline("hmda-public-lar")
    sure = pipeline("hmda-public-lar", policy_confirmed=("hmda-public-lar",))
    assert bindings_of(found, found.role, [hmda], told) == []
    assert len(bindings_of(found, found.role, [hmda], told, enforced=False)) == 1
    assert len(bindings_of(found, found.role, [hmda], sure)) == 1
    nhs = load_policy("nhs-small-numbers")
    (line,) = unverified_figures(pipeline("nhs-small-numbers"), [nhs])
    assert "k = 8 is unverified and not applied" in line
    assert "policy-confirmed" in line
    confirmed = pipeline("nhs-small-numbers", policy_confirmed=("nhs-small-numbers",))
    assert unverified_figures(confirmed, [nhs]) == []


def test_dominance_is_told() -> None:
    (line,) = unverified_figures(pipeline("energy-4-80"), [load_policy("energy-4-80")])
    assert "cells of 4 or more, none above 80%" in line


@pytest.mark.parametrize(
    ("names", "recipient", "said"),
    [
        (("hipaa-limited-data-set",), "public", "164.514\\(e\\)\\(4\\)"),
        (("appi-pseudonymous",), "registered", "第41条6項"),
        (("appi-pseudonymous", "edpb-pseudonymisation"), "public", "It allows: secure-room"),
    ],
)
def test_recipients_that_a_text_does_not_allow_are_refused(
    names: tuple[str, ...], recipient: str, said: str
) -> None:
    packs = [load_policy(name) for name in names]
    with pytest.raises(SpecificationError, match=said):
        check_packs(pipeline(*names, recipient=recipient), packs, TODAY)
    check_packs(pipeline(*names, recipient="secure-room"), packs, TODAY)
    assert widest_recipient(packs) in {Recipient.REGISTERED, Recipient.SECURE_ROOM}


def test_recipients_that_exclude_each_other_are_refused_with_both_sources() -> None:
    rule = "accepts: [drop]"
    open_data = pack("open", rule, "recipients: {allowed: [public], source: Open Act s. 1}")
    closed = pack("closed", rule, "recipients: {allowed: [secure-room], source: Closed Act s. 2}")
    with pytest.raises(SpecificationError, match=r"Open Act s\. 1.*Closed Act s\. 2"):
        check_packs(pipeline("open", "closed"), [open_data, closed], TODAY)
    assert widest_recipient([open_data, closed]) is None
    assert widest_recipient([]) is Recipient.PUBLIC


def test_a_text_that_is_no_longer_in_force_is_refused() -> None:
    old = pack("old", "accepts: [drop]", "in-force-until: 2026-11-27")
    with pytest.raises(SpecificationError, match="out of date: Book of old"):
        check_packs(pipeline("old"), [old], TODAY)
    check_packs(pipeline("old"), [old], date(2026, 11, 27))
