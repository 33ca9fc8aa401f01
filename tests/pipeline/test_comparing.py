"""Two packs beside each other: stricter means that whatever one accepts, the other does too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.pipeline.policies.comparing import compare_packs, stricter_rule
from sector_data.spec.hierarchies import AgeHierarchy, DateHierarchy
from sector_data.spec.packs import load_policy, policy_names
from sector_data.spec.policies import Columns, Limits, PolicyPack, PolicyRule
from sector_data.spec.words import Role
from tests.spec.policy_columns import passing, short_of

PACKS = [load_policy(name) for name in policy_names()]
RULES = [rule for pack in PACKS for rule in pack.rules]
OPPOSITE = {"first": "second", "second": "first", "same": "same", "neither": "neither"}


def rule(*accepts: str, **limits: object) -> PolicyRule:
    return PolicyRule.model_validate(
        {
            "id": "r",
            "title": "t",
            "source": "s",
            "applies_to": [Columns(roles=(Role.SENSITIVE,))],
            "accepts": accepts,
            "limits": Limits.model_validate(limits),
        }
    )


@given(st.sampled_from(RULES), st.sampled_from(RULES))
def test_what_the_stricter_rule_accepts_the_other_accepts_too(
    one: PolicyRule, other: PolicyRule
) -> None:
    verdict = stricter_rule(one, other)
    assert stricter_rule(other, one) == OPPOSITE[verdict]
    if verdict in ("first", "same"):
        assert all(other.accepts_transform(t) for t in passing(one))
    if verdict in ("second", "same"):
        assert all(one.accepts_transform(t) for t in passing(other))


@given(st.sampled_from(RULES))
def test_a_rule_is_as_strict_as_itself_and_stricter_than_none(one: PolicyRule) -> None:
    assert stricter_rule(one, one) == "same"
    assert stricter_rule(one, None) == "first"
    assert stricter_rule(None, one) == "second"
    assert list(short_of(one)) == [t for t in short_of(one) if not one.accepts_transform(t)]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (rule("drop"), rule("drop", "mask"), "first"),
        (rule("drop", "mask"), rule("drop", "noise"), "neither"),
        (
            rule("truncate-date", periods=["year"]),
            rule("truncate-date", periods=["month", "year"]),
            "first",
        ),
        (rule("truncate-date", periods=["year"]), rule("truncate-date"), "first"),
        (rule("round", least_width=100), rule("round", least_width=10), "first"),
        (rule("round", least_width=100), rule("round"), "first"),
        (rule("geohash", longest_geohash=3), rule("geohash", longest_geohash=5), "first"),
        (rule("grid", least_degrees=0.1), rule("grid", least_degrees=1), "second"),
        (rule("top-bottom", highest_top=90), rule("top-bottom", highest_top=75), "second"),
        (rule("top-bottom", bounds=["top"]), rule("top-bottom"), "first"),
        (rule("generalise", levels={"age": 2}), rule("generalise", levels={"age": 1}), "first"),
        (
            rule("generalise", levels={"date": "year"}),
            rule("generalise", levels={"date": "month"}),
            "first",
        ),
        (rule("generalise", levels={"age": 1}), rule("generalise", levels={"flat": 1}), "neither"),
        (rule("generalise", levels={"age": 1}), rule("generalise"), "first"),
    ],
)
def test_limits_decide_where_both_accept_the_same(
    one: PolicyRule, other: PolicyRule, verdict: str
) -> None:
    assert stricter_rule(one, other) == verdict
    assert stricter_rule(other, one) == OPPOSITE[verdict]


def test_a_limit_that_hierarchies_show_is_compared_as_rules_apply_it() -> None:
    strict, mild = (
        rule("generalise", levels={"age": 1, "date": period}, highest_top=top)
        for period, top in (("year", 80), ("month", 90))
    )
    assert stricter_rule(strict, mild) == "first"
    for hierarchy in (AgeHierarchy(top=85), DateHierarchy()):
        lowest = strict.lowest_level(hierarchy)
        least = mild.lowest_level(hierarchy)
        assert least is not None
        assert lowest is None or lowest >= least


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_pack_does_not_differ_from_itself(pack: PolicyPack) -> None:
    compared = compare_packs(pack, pack)
    assert compared.rules
    assert {d.stricter for d in compared.rules} == {"same"}
    assert {f.stricter for f in compared.figures} <= {"same"}


@given(st.sampled_from(PACKS), st.sampled_from(PACKS))
def test_every_rule_of_both_is_compared_once(one: PolicyPack, other: PolicyPack) -> None:
    compared = compare_packs(one, other)
    kinds = [column for d in compared.rules for column in d.columns]
    assert len(kinds) == len(set(kinds))
    met = {d.first.id for d in compared.rules if d.first}
    assert met == {r.id for r in compared.first.rules}
    assert {d.second.id for d in compared.rules if d.second} == {
        r.id for r in compared.second.rules
    }


def test_safe_harbor_beside_the_limited_data_set() -> None:
    compared = compare_packs(
        load_policy("hipaa-safe-harbor"), load_policy("hipaa-limited-data-set")
    )
    by_column = {column: d for d in compared.rules for column in d.columns}
    assert by_column["US_ZIP_CODE"].stricter == "first"
    assert by_column["US_ZIP_CODE"].second is None
    assert by_column["PERSON"].stricter == "same"
    assert by_column["date"].stricter == "first"
    [recipients] = compared.figures
    assert (recipients.first, recipients.stricter) == (None, "second")


def test_the_figures_of_three_levels() -> None:
    compared = compare_packs(load_policy("ontario-ipc-low"), load_policy("ontario-ipc-high"))
    told = {f.name: (f.first, f.second, f.stricter) for f in compared.figures}
    assert told == {"k-anonymity": ("11", "20", "second"), "max-risk": ("0.09", "0.05", "second")}
    unverified = compare_packs(load_policy("nhs-small-numbers"), load_policy("fr-casd-export"))
    assert unverified.figures[0].first == "8 (unverified)"
