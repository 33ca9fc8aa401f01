"""Every rule of every policy pack passes and fails; what cites is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from sector_data.detect.entities import ENTITIES
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.packs import PolicyPack, PolicyRule, load_policy, policy_names
from sector_data.spec.policies import Columns, Limits
from sector_data.spec.policy_terms import Status
from sector_data.spec.transforms.values import (
    AnyTransform,
    Drop,
    Generalise,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import DataType, Role

HIPAA = "hipaa-safe-harbor"
ONTARIO = ("ontario-ipc-low", "ontario-ipc-medium", "ontario-ipc-high")
D, Q, S, T, N = (
    Role.DIRECT_IDENTIFIER,
    Role.QUASI_IDENTIFIER,
    Role.SENSITIVE,
    Role.FREE_TEXT,
    Role.INSENSITIVE,
)


def finding(
    entity: str | None = None, data_type: DataType = DataType.STRING, role: Role = Role.UNKNOWN
) -> ColumnFinding:
    return ColumnFinding(
        table="t", column="c", data_type=data_type, rows=9, missing=0, distinct=3, entity=entity,
        role=role,
    )  # fmt: skip


def aged(level: int | None = None, *, at_least: int = 0, top: int = 90) -> Generalise:
    return Generalise(hierarchy=AgeHierarchy(top=top), level=level, at_least=at_least)


@dataclass(frozen=True)
class Case:
    """Columns that a rule binds, transforms that satisfy it, and transforms that do not."""

    columns: tuple[tuple[str | None, DataType, Role], ...]
    passing: tuple[AnyTransform, ...]
    failing: tuple[AnyTransform, ...]


TEXT, DAY, INSTANT, WHOLE = DataType.STRING, DataType.DATE, DataType.DATETIME, DataType.INTEGER
_REMOVED = (Keep(), Pseudonym(), Mask(), Mask(keep_last=4))
_CODED = (Keep(), Mask(keep_last=4), Generalise(hierarchy=FlatHierarchy(), at_least=1))

CASES: dict[tuple[str, str], Case] = {
    (HIPAA, "A-names"): Case((("PERSON", TEXT, D), ("PERSON", TEXT, N)), (Drop(),), _REMOVED),
    (HIPAA, "B-zip"): Case(
        (("US_ZIP_CODE", TEXT, Q), ("US_ZIP_CODE", WHOLE, Q)),
        (
            Drop(),
            Zip3(),
            Generalise(hierarchy=UsZipHierarchy(), at_least=4),
            Generalise(hierarchy=UsZipHierarchy(), level=5),
            Generalise(hierarchy=FlatHierarchy(), level=1),
        ),
        (
            Keep(),
            Mask(keep_first=3),
            Generalise(hierarchy=UsZipHierarchy()),
            Generalise(hierarchy=UsZipHierarchy(), level=2),
            Generalise(hierarchy=UsZipHierarchy(), level=3),
            Generalise(hierarchy=PrefixHierarchy(), level=1),
            Generalise(),
        ),
    ),
    (HIPAA, "B-places"): Case(
        tuple(
            (entity, TEXT, Q)
            for entity in (
                "STREET_ADDRESS", "CITY", "COUNTY", "LOCATION", "POSTAL_CODE", "GEO_COORDINATE"
            )
        ),
        (Drop(), Generalise(hierarchy=FlatHierarchy(), at_least=1)),
        (Keep(), Zip3(), Round(to=1), Generalise(hierarchy=FlatHierarchy()),
         Generalise(hierarchy=PrefixHierarchy(), level=3)),
    ),
    (HIPAA, "C-birth-year"): Case(
        (("DATE_OF_BIRTH", WHOLE, Q), ("DATE_OF_BIRTH", DataType.NUMBER, N)),
        (Drop(), TopBottom(bottom=1936), TopBottom(bottom=1936, top=2010)),
        (Keep(), Round(to=5), TopBottom(top=2010), aged(1),
         Generalise(hierarchy=NumberHierarchy(widths=(5,)), level=1)),
    ),
    (HIPAA, "C-birth"): Case(
        (("DATE_OF_BIRTH", DAY, Q), ("DATE_OF_BIRTH", TEXT, Q), ("DATE_OF_BIRTH", INSTANT, S)),
        (Drop(), aged(at_least=1), aged(1), aged(3), aged(2, top=85)),
        (
            Keep(),
            ShiftDate(),
            TruncateDate(to="year"),
            aged(),
            aged(0),
            aged(1, top=91),
            Generalise(hierarchy=DateHierarchy(), level=4),
            Generalise(level=1),
        ),
    ),
    (HIPAA, "C-age"): Case(
        (("AGE", WHOLE, Q), ("AGE", TEXT, N)),
        (Drop(), TopBottom(top=90), TopBottom(top=80, bottom=18), aged(at_least=1), aged(4)),
        (Keep(), TopBottom(top=95), TopBottom(bottom=1), aged(0), aged(1, top=100), Round(to=5)),
    ),
    (HIPAA, "C-dates"): Case(
        (
            ("EVENT_DATE", DAY, Q),
            ("DATE_OF_DEATH", TEXT, Q),
            ("DATE_TIME", INSTANT, N),
            (None, DAY, N),
            (None, INSTANT, S),
        ),
        (
            Drop(),
            TruncateDate(to="year"),
            Generalise(hierarchy=DateHierarchy(), at_least=4),
            Generalise(hierarchy=DateHierarchy(levels=("year",)), level=1),
            Generalise(hierarchy=DateHierarchy(levels=("day", "decade")), level=2),
            Generalise(hierarchy=DateHierarchy(levels=("month",)), level=2),
        ),
        (
            Keep(),
            ShiftDate(),
            TruncateDate(to="quarter"),
            TruncateDate(),
            Generalise(hierarchy=DateHierarchy()),
            Generalise(hierarchy=DateHierarchy(), level=3),
            Generalise(hierarchy=DateHierarchy(levels=("month",)), level=1),
            Generalise(hierarchy=AgeHierarchy(), level=1),
        ),
    ),
    (HIPAA, "D-E-phone-fax"): Case((("PHONE_NUMBER", TEXT, D),), (Drop(),), _REMOVED),
    (HIPAA, "F-email"): Case((("EMAIL_ADDRESS", TEXT, D),), (Drop(),), _REMOVED),
    (HIPAA, "G-ssn"): Case((("US_SSN", TEXT, D), ("US_SSN", WHOLE, S)), (Drop(),), _REMOVED),
    (HIPAA, "H-record-numbers"): Case(
        (("MEDICAL_RECORD_NUMBER", TEXT, D), ("PATIENT_ID", WHOLE, D)),
        (Drop(), Pseudonym()),
        _CODED,
    ),
    (HIPAA, "I-health-plan"): Case(
        (("US_MBI", TEXT, D), ("POLICY_NUMBER", TEXT, D)), (Drop(), Pseudonym()), _CODED
    ),
    (HIPAA, "J-accounts"): Case(
        (("ACCOUNT_NUMBER", TEXT, D), ("IBAN_CODE", TEXT, D), ("CREDIT_CARD", TEXT, D)),
        (Drop(), Pseudonym()),
        _CODED,
    ),
    (HIPAA, "K-licences"): Case(
        tuple(
            (entity, TEXT, D)
            for entity in ("US_DRIVER_LICENSE", "MEDICAL_LICENSE", "US_NPI", "US_PASSPORT")
        ),
        (Drop(), Pseudonym()),
        _CODED,
    ),
    (HIPAA, "L-vehicles"): Case((("VEHICLE_ID", TEXT, D),), (Drop(),), _REMOVED),
    (HIPAA, "M-devices"): Case(
        (("DEVICE_ID", TEXT, D), ("MAC_ADDRESS", TEXT, D)), (Drop(),), _REMOVED
    ),
    (HIPAA, "N-urls"): Case((("URL", TEXT, D),), (Drop(),), _REMOVED),
    (HIPAA, "O-ip"): Case((("IP_ADDRESS", TEXT, D),), (Drop(),), _REMOVED),
    (HIPAA, "P-biometrics"): Case((("BIOMETRIC", TEXT, S),), (Drop(),), _REMOVED),
    (HIPAA, "Q-photographs"): Case((("PHOTOGRAPH", TEXT, S),), (Drop(),), _REMOVED),
    (HIPAA, "text"): Case(
        ((None, TEXT, T), ("FREE_TEXT", TEXT, N)),
        (Drop(), RedactText(), RedactText(replacement="mask")),
        (Keep(), Mask(keep_first=1)),
    ),
    (HIPAA, "R-other"): Case(
        ((None, TEXT, D), ("UUID", TEXT, D), ("NATIONAL_ID", TEXT, D), ("DIAGNOSIS", TEXT, D)),
        (Drop(), Pseudonym()),
        _CODED,
    ),
    ("gdpr-wp29", "direct-identifiers"): Case(
        ((None, TEXT, D), ("PERSON", TEXT, D)), (Drop(), Pseudonym()), _CODED
    ),
    ("gdpr-wp29", "text"): Case(((None, TEXT, T),), (Drop(), RedactText()), (Keep(),)),
} | {
    (pack, rule): case
    for pack in ONTARIO
    for rule, case in {
        "direct-identifiers": Case(
            ((None, TEXT, D), ("PERSON", TEXT, D)), (Drop(), Pseudonym()), _CODED
        ),
        "text": Case(((None, TEXT, T),), (Drop(), RedactText()), (Keep(),)),
    }.items()
}  # fmt: skip

PACKS = [load_policy(name) for name in policy_names()]
EVERY = [(pack, rule) for pack in PACKS for rule in pack.rules]
RULES = [(pack, rule) for pack, rule in EVERY if (pack.id, rule.id) in CASES]
IDS = [f"{pack.id}-{rule.id}" for pack, rule in RULES]


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=IDS)
def test_a_rule_binds_its_columns_and_passes_and_fails(pack: PolicyPack, rule: PolicyRule) -> None:
    case = CASES[pack.id, rule.id]
    for entity, data_type, role in case.columns:
        assert pack.rule_for(finding(entity, data_type), role) == rule
    for transform in case.passing:
        assert rule.accepts_transform(transform), transform
    for transform in case.failing:
        assert not rule.accepts_transform(transform), transform
        said = rule.violation("t.c", transform)
        assert said.startswith(f"t.c: {transform.kind!r} is not enough for rule {rule.id}")
        assert rule.source in said


@pytest.mark.parametrize(("pack", "rule"), EVERY, ids=lambda part: part.id)
def test_a_rule_is_satisfiable_and_cites_its_source(pack: PolicyPack, rule: PolicyRule) -> None:
    assert rule.accepts_transform(Drop()), "whatever is left out is safe"
    assert rule.transform is None or rule.accepts_transform(rule.transform)
    assert set(rule.cautions) <= set(rule.accepts)
    assert rule.source
    if pack.status is Status.BINDING:
        assert rule.quote, "law is quoted"
        assert re.search(r"45 CFR 164\.514\(|第\d+条", rule.source), "with its article"


def test_every_case_is_of_a_rule() -> None:
    assert set(CASES) == {(pack.id, rule.id) for pack, rule in RULES}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_pack_says_where_it_comes_from(pack: PolicyPack) -> None:
    assert pack.source
    assert pack.jurisdiction
    assert pack.requires
    assert len({rule.id for rule in pack.rules}) == len(pack.rules)
    named = {e for rule in pack.rules for columns in rule.applies_to for e in columns.entities}
    assert named <= {*ENTITIES, "BIOMETRIC", "PHOTOGRAPH"}, "detection must know the words"


def test_safe_harbor_names_all_eighteen_kinds() -> None:
    letters = {
        letter
        for rule in load_policy(HIPAA).rules
        for letter in re.findall(r"\(([A-R])\)", rule.source)
    }
    assert letters == set("ABCDEFGHIJKLMNOPQR")


@pytest.mark.parametrize("entity", ["PATIENT_ID", "US_MBI", "ACCOUNT_NUMBER", "US_NPI", None])
def test_safe_harbor_warns_of_pseudonyms(entity: str | None) -> None:
    """45 CFR 164.514(c): a keyed hash is derived from the identifier."""
    rule = load_policy(HIPAA).rule_for(finding(entity), D)
    assert rule is not None
    caution = rule.caution(Pseudonym())
    assert caution is not None
    assert "164.514(c)" in caution
    assert "Unverified" in caution
    assert "needs counsel" in caution
    assert rule.caution(Drop()) is None


@pytest.mark.parametrize("role", [S, N, Q])
@pytest.mark.parametrize("entity", [None, "DIAGNOSIS_CODE", "SEX", "STATE", "COUNTRY", "AMOUNT"])
def test_safe_harbor_asks_nothing_of_other_columns(entity: str | None, role: Role) -> None:
    assert load_policy(HIPAA).rule_for(finding(entity), role) is None


@pytest.mark.parametrize(
    ("name", "k", "risk"), list(zip(ONTARIO, (11, 15, 20), (0.09, 0.075, 0.05), strict=True))
)
def test_ontario_s_thresholds(name: str, k: int, risk: float) -> None:
    pack = load_policy(name)
    assert (pack.k_anonymity, pack.max_risk) == (k, risk)
    assert pack.thresholds is not None
    assert pack.thresholds.status is Status.GUIDANCE
    assert pack.thresholds.source
    # Groups of k have the risk 1 / k; the figures of the text agree to within rounding.
    assert 1 / k <= risk * 1.02


@pytest.mark.parametrize("name", [HIPAA, "gdpr-wp29"])
def test_thresholds_that_no_text_names_stay_open(name: str) -> None:
    pack = load_policy(name)
    assert pack.k_anonymity is None
    assert pack.max_risk is None
    assert pack.thresholds is None or pack.thresholds.status is Status.UNVERIFIED


@pytest.mark.parametrize(
    ("hierarchy", "lowest"),
    [
        (DateHierarchy(), 4),
        (DateHierarchy(levels=("month", "decade")), 2),
        (DateHierarchy(levels=("day", "month")), 3),
        (DateHierarchy(levels=("week",)), 2),
        (FlatHierarchy(), 1),
        (UsZipHierarchy(), None),
    ],
)
def test_the_lowest_level_of_a_hierarchy(hierarchy: HierarchySpec, lowest: int | None) -> None:
    rule = load_policy(HIPAA).rule("C-dates")
    assert rule.lowest_level(hierarchy) == lowest
    assert rule.accepts_transform(Generalise(at_least=9), hierarchy) == (lowest is not None)
    if lowest is not None:
        assert rule.accepts_transform(Generalise(level=lowest), hierarchy)
        assert not rule.accepts_transform(Generalise(level=lowest - 1), hierarchy)


def test_a_transform_s_own_hierarchy_counts_before_the_column_s() -> None:
    rule = load_policy(HIPAA).rule("C-birth")
    own = Generalise(hierarchy=NumberHierarchy(), at_least=1)
    assert not rule.accepts_transform(own, AgeHierarchy())
    assert rule.accepts_transform(Generalise(at_least=1), AgeHierarchy())


def test_a_rule_without_limits_accepts_by_kind() -> None:
    rule = PolicyRule(
        id="x", title="x", source="x", applies_to=(Columns(),), accepts=("generalise", "round",
        "truncate-date", "top-bottom"),
    )  # fmt: skip
    for transform in (Generalise(), Round(), TruncateDate(to="week"), TopBottom(bottom=1)):
        assert rule.accepts_transform(transform)
    assert rule.lowest_level(FlatHierarchy()) == 0
    assert rule.accepted() == "generalise, round, truncate-date, top-bottom"
    narrow = rule.model_copy(update={"accepts": ("drop",), "limits": Limits()})
    assert narrow.lowest_level(FlatHierarchy()) is None


def test_conditions_of_one_entry_hold_together_and_entries_are_alternatives() -> None:
    both = Columns(entities=("AGE",), roles=(Q,), data_types=(WHOLE,))
    assert both.match(finding("AGE", WHOLE), Q)
    assert not both.match(finding("SEX", WHOLE), Q)
    assert not both.match(finding("AGE", TEXT), Q)
    assert not both.match(finding("AGE", WHOLE), S)
    rule = PolicyRule(
        id="x", title="x", source="x", accepts=("drop",),
        applies_to=(both, Columns(roles=(T,))),
    )  # fmt: skip
    assert rule.applies(finding("SEX", TEXT), T)
    with pytest.raises(KeyError):
        load_policy(HIPAA).rule("Z")


def test_a_period_says_nothing_of_other_hierarchies() -> None:
    rule = PolicyRule(
        id="x",
        title="x",
        source="x",
        applies_to=(Columns(),),
        accepts=("generalise",),
        limits=Limits(levels={"age": "year"}),
    )
    assert rule.lowest_level(AgeHierarchy()) is None


def test_what_is_accepted_is_said_with_its_limits() -> None:
    hipaa = load_policy(HIPAA)
    assert hipaa.rule("C-dates").accepted() == (
        "drop, truncate-date (to year), generalise (date from year, flat from level 1)"
    )
    assert hipaa.rule("C-age").accepted().startswith("drop, top-bottom (top 90 or lower), ")
    assert hipaa.rule("R-other").accepted() == "drop, surrogate, pseudonym with a warning"
