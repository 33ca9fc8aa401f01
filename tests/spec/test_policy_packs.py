"""Every rule of every pack passes and fails, as its file says; what is unverified binds nobody."""

from __future__ import annotations

import pytest

from sector_data.spec.packs import PolicyPack, PolicyRule, load_policy, policy_names
from sector_data.spec.policy_terms import Status
from sector_data.spec.transforms.values import TRANSFORMS, Drop, Keep
from sector_data.spec.words import Recipient
from tests.spec.policy_columns import binding_columns, passing, short_of

PACKS = [load_policy(name) for name in policy_names()]
RULES = [(pack, rule) for pack in PACKS for rule in pack.rules]
IDS = [f"{pack.id}-{rule.id}" for pack, rule in RULES]
ASKED = {
    *("hipaa-safe-harbor", "hipaa-limited-data-set", "hipaa-expert-determination"),
    *("gdpr-wp29", "edpb-pseudonymisation", "uk-ico-motivated-intruder"),
    *("ontario-ipc-low", "ontario-ipc-medium", "ontario-ipc-high"),
    *("health-canada-prci", "ema-policy-0070", "quebec-law-25"),
    *("appi-anonymous", "appi-pseudonymous", "jp-my-number", "jp-ndb-publication"),
    *("fr-casd-export", "nhs-small-numbers", "pci-dss-pan", "hmda-public-lar"),
    *("energy-15-15", "energy-4-50", "energy-4-80", "cpuc-residential", "uk-smart-meter"),
    *("telecom-cdr", "iso-27559"),
}
"""The packs that exist; a name that goes would break pipeline files."""


def test_the_packs_keep_their_names() -> None:
    assert set(policy_names()) >= ASKED


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=IDS)
def test_a_rule_passes_what_it_accepts_and_fails_what_it_does_not(
    pack: PolicyPack, rule: PolicyRule
) -> None:
    assert binding_columns(pack, rule), "a rule that earlier ones hide binds nothing"
    accepted = list(passing(rule))
    assert {transform.kind for transform in accepted} == set(rule.accepts)
    for transform in accepted:
        assert rule.accepts_transform(transform), transform
    assert rule.accepts_transform(Drop())
    assert not rule.accepts_transform(Keep())
    for transform in short_of(rule):
        assert not rule.accepts_transform(transform), transform
    for kind in set(TRANSFORMS) - set(rule.accepts) - {"top-bottom"}:
        assert not rule.accepts_transform(TRANSFORMS[kind]()), kind
    if rule.transform is not None:
        assert rule.accepts_transform(rule.transform)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_what_is_unverified_binds_only_when_it_is_confirmed(pack: PolicyPack) -> None:
    figures = pack.thresholds
    confirmed = {pack.id}
    assert pack.demanded_k(confirmed) == pack.k_anonymity
    if figures is not None and figures.status is Status.UNVERIFIED:
        assert pack.demanded_k() is None
        assert pack.demanded_k({"another"}) is None
    else:
        assert pack.demanded_k() == pack.k_anonymity
    for rule in pack.rules:
        assert pack.enforced(rule.status, confirmed)
        assert pack.enforced(rule.status) == ((rule.status or pack.status) != "unverified")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_pack_cites_each_part(pack: PolicyPack) -> None:
    assert all(len(check.source) > 3 for check in pack.checks)
    assert len({check.id for check in pack.checks}) == len(pack.checks)
    assert pack.thresholds is None or pack.thresholds.source
    if pack.status is Status.BINDING:
        assert pack.quote, "law is quoted"
    for check in pack.checks:
        if check.figure in ("k-anonymity", "highest-risk"):
            assert check.bound is not None


@pytest.mark.parametrize(
    ("name", "k"),
    [
        ("health-canada-prci", 11),
        ("ema-policy-0070", 11),
        ("jp-ndb-publication", 10),
        ("fr-casd-export", 11),
        ("energy-15-15", 15),
        ("cpuc-residential", 100),
    ],
)
def test_smallest_groups(name: str, k: int) -> None:
    assert load_policy(name).demanded_k() == k


@pytest.mark.parametrize(
    "name",
    ["hipaa-expert-determination", "nhs-small-numbers", "energy-4-50", "energy-4-80"],
)
def test_numbers_that_nobody_compared_with_a_source_are_not_applied(name: str) -> None:
    assert load_policy(name).demanded_k() is None
    assert load_policy(name).k_anonymity is not None


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("hipaa-limited-data-set", {Recipient.REGISTERED, Recipient.SECURE_ROOM}),
        ("edpb-pseudonymisation", {Recipient.REGISTERED, Recipient.SECURE_ROOM}),
        ("appi-pseudonymous", {Recipient.SECURE_ROOM}),
    ],
)
def test_data_that_stay_personal_are_not_for_everybody(name: str, allowed: set[Recipient]) -> None:
    limits = load_policy(name).recipients
    assert limits is not None
    assert set(limits.allowed) == allowed


def test_a_limited_data_set_names_sixteen_kinds_and_leaves_dates_and_cities() -> None:
    pack = load_policy("hipaa-limited-data-set")
    numerals = [
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
    ]
    cited = " ".join(rule.source for rule in pack.rules)
    assert all(f"({numeral})" in cited for numeral in numerals)
    bound = {e for rule in pack.rules for c in rule.applies_to for e in c.entities}
    assert bound.isdisjoint({"EVENT_DATE", "DATE_OF_BIRTH", "CITY", "US_ZIP_CODE", "STATE"})
