"""Whose word counts: file, links, policies, sector, defaults; and what policies refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from sector_data.detect.entities import broader
from sector_data.errors import SpecificationError
from sector_data.pipeline.planning.deciding import Context, cautions, decide, decide_column
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.linked_columns import domain_of
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import AgeHierarchy, FlatHierarchy, PrefixHierarchy
from sector_data.spec.packs import load_policy, load_sector
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.transforms.values import Generalise, Pseudonym
from sector_data.spec.words import DataType, Role

DATES = ("EVENT_DATE", "DATE_OF_DEATH")


def found(column: str, role: Role, entity: str | None = None, **more: Any) -> ColumnFinding:
    settings: dict[str, Any] = {
        "table": "people",
        "column": column,
        "data_type": DataType.STRING,
        "rows": 3,
        "missing": 0,
        "distinct": 3,
        "role": role,
        "entity": entity,
        "confidence": 0.9,
    }
    return ColumnFinding.model_validate(settings | more)


def pipeline(**changes: Any) -> Pipeline:
    settings: dict[str, Any] = {
        "release": ReleaseSpec(name="test"),
        "source": {"people": SourceSpec(path="people.csv"), "visits": SourceSpec(path="v.csv")},
    }
    return Pipeline.model_validate(settings | changes)


def decided(finding: ColumnFinding, linked: bool = True, **changes: Any) -> Decision:
    made = pipeline(**changes)
    context = Context(
        made,
        tuple(load_policy(name) for name in made.policy),
        load_sector(made.sector) if made.sector else None,
        frozenset({"people"}) if linked else frozenset(),
    )
    values = (
        ["2020-01-31", "2021-02-01", "2022-12-24"] if finding.entity in DATES else ["a", "b", "c"]
    )
    table = Table("people", pa.table({finding.column: values}))
    return decide({"people": table}, {"people": [finding]}, context)["people"][0]


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.DIRECT_IDENTIFIER, "drop"),
        (Role.QUASI_IDENTIFIER, "generalise"),
        (Role.SENSITIVE, "keep"),
        (Role.FREE_TEXT, "redact-text"),
        (Role.INSENSITIVE, "keep"),
        (Role.UNKNOWN, "drop"),
    ],
)
def test_every_role_has_a_safe_default(role: Role, kind: str) -> None:
    assert decided(found("x", role)).plan.transform.kind == kind


def test_event_dates_move_with_a_subject_and_are_truncated_without_one() -> None:
    date = found("seen", Role.QUASI_IDENTIFIER, "EVENT_DATE")
    assert decided(date).plan.transform.kind == "shift-date"
    assert decided(date, linked=False).plan.transform.kind == "truncate-date"


def test_a_birth_date_never_stays_as_it_is() -> None:
    decision = decided(found("born", Role.QUASI_IDENTIFIER, "DATE_OF_BIRTH"))
    assert isinstance(decision.plan.transform, Generalise)
    assert decision.plan.transform.at_least == 1
    assert isinstance(decision.hierarchy, AgeHierarchy)


def test_the_pipeline_file_has_the_first_word() -> None:
    decision = decided(
        found("x", Role.DIRECT_IDENTIFIER, "PERSON"),
        columns={"people.x": {"transform": {"kind": "mask", "keep_last": 2}}},
    )
    assert decision.plan.transform.kind == "mask"
    assert decision.plan.reason == "the pipeline file says so"


@pytest.mark.parametrize(
    ("said", "sector", "whose"),
    [
        ({"transform": "generalise"}, None, "the hierarchy is proposed from its values"),
        ({"transform": "generalise"}, "health", "the hierarchy is the health schema's"),
        ({"transform": "generalise", "hierarchy": "us-zip"}, "health", None),
        ({"transform": {"generalise": {"hierarchy": "us-zip"}}}, None, None),
    ],
)
def test_a_hierarchy_that_the_file_does_not_name_is_not_said_to_be_the_files(
    said: dict[str, Any], sector: str | None, whose: str | None
) -> None:
    zip_code = found("zip", Role.QUASI_IDENTIFIER, "US_ZIP_CODE", table="patients")
    text = yaml.safe_dump(
        {
            "release": {"name": "test"},
            **({"sector": sector} if sector else {}),
            "source": {"patients": "patients.csv"},
            "columns": {"patients.zip": {"role": "quasi-identifier", **said}},
        }
    )
    made = parse_pipeline(text, base=Path())
    schema = load_sector(made.sector) if sector and made.sector else None
    table = Table("patients", pa.table({"zip": ["02139", "01803", "90210"]}))
    reason = decide_column(zip_code, table, Context(made, (), schema, frozenset())).plan.reason
    assert reason == "; ".join(filter(None, ("the pipeline file says so", whose)))


def test_keys_and_references_become_pseudonyms_of_one_domain() -> None:
    links: dict[str, Any] = {"keys": {"people": "x"}, "references": {"visits.who": "people.x"}}
    decision = decided(found("x", Role.UNKNOWN), **links)
    assert isinstance(decision.plan.transform, Pseudonym)
    assert decision.plan.transform.domain == "people.x"
    assert domain_of("visits.who", pipeline(**links)) == "people.x"


def test_a_role_that_the_file_names_is_stronger_than_a_link() -> None:
    decision = decided(
        found("x", Role.UNKNOWN),
        keys={"people": "x"},
        columns={"people.x": {"role": "insensitive"}},
    )
    assert decision.plan.transform.kind == "keep"


def test_a_policy_speaks_before_the_sector() -> None:
    zip_code = found("zip", Role.QUASI_IDENTIFIER, "US_ZIP_CODE")
    assert decided(zip_code, sector="health").plan.transform.kind == "generalise"
    under = decided(zip_code, sector="health", policy=("hipaa-safe-harbor",))
    assert under.plan.transform.kind == "zip3"
    assert "B-zip" in under.plan.reason
    assert under.hierarchy == PrefixHierarchy(lengths=(2, 1))


def test_a_policy_lifts_a_generalisation_that_the_file_asks_for() -> None:
    decision = decided(
        found("zip", Role.QUASI_IDENTIFIER, "US_ZIP_CODE"),
        policy=("hipaa-safe-harbor",),
        columns={"people.zip": {"transform": {"kind": "generalise"}}},
    )
    assert isinstance(decision.plan.transform, Generalise)
    assert decision.plan.transform.at_least == 4


def test_a_policy_refuses_what_is_not_enough_all_at_once() -> None:
    with pytest.raises(SpecificationError) as caught:
        decided(
            found("name", Role.DIRECT_IDENTIFIER, "PERSON"),
            policy=("hipaa-safe-harbor", "gdpr-wp29"),
            columns={"people.name": {"transform": {"kind": "mask"}}},
        )
    paths = [problem.path for problem in caught.value.problems]
    assert paths == ["columns.people.name", "columns.people.name"]
    assert "164.514" in str(caught.value)


def test_a_derived_code_is_accepted_with_a_caution() -> None:
    finding = found("mrn", Role.DIRECT_IDENTIFIER, "MEDICAL_RECORD_NUMBER")
    policy = ("hipaa-safe-harbor",)
    decision = decided(
        finding, policy=policy, columns={"people.mrn": {"transform": {"kind": "pseudonym"}}}
    )
    lines = cautions({"people": [decision]}, [load_policy(policy[0])])
    assert len(lines) == 1
    assert lines[0].startswith("people.mrn: hipaa-safe-harbor, rule ")


def test_a_quasi_identifier_with_a_fixed_transform_is_left_alone_only_if_the_file_names_it() -> (
    None
):
    finding = found("sex", Role.QUASI_IDENTIFIER, "SEX")
    said = decided(finding, columns={"people.sex": {"transform": {"kind": "keep"}}})
    assert said.fixed
    date = found("died", Role.QUASI_IDENTIFIER, "DATE_OF_DEATH")
    ruled = decided(date, policy=("hipaa-safe-harbor",))
    assert ruled.plan.transform.kind == "truncate-date"
    assert not ruled.fixed
    assert ruled.hierarchy == FlatHierarchy()


def test_columns_of_one_name_share_their_pseudonyms_though_their_table_is_not_there() -> None:
    def visit(table: str) -> ColumnFinding:
        return found("visit", Role.DIRECT_IDENTIFIER, "ENCOUNTER_ID", table=table)

    said = {
        f"{table}.visit": {"transform": {"kind": "pseudonym"}} for table in ("people", "visits")
    }
    made = pipeline(columns=said)
    tables = {name: Table(name, pa.table({"visit": ["a"]})) for name in ("people", "visits")}
    findings = {name: [visit(name)] for name in tables}
    decided_ = decide(tables, findings, Context(made, (), None, frozenset()))
    transforms = [columns[0].plan.transform for columns in decided_.values()]
    assert transforms == [Pseudonym(domain="visit")] * 2


def test_dates_that_nobody_can_read_are_dropped_unless_the_file_names_a_transform() -> None:
    finding = found("seen", Role.QUASI_IDENTIFIER, "DATE_TIME")
    assert decided(finding).plan.transform.kind == "drop"
    said = {"people.seen": {"transform": {"kind": "truncate-date", "to": "year"}}}
    assert decided(finding, columns=said).plan.transform.kind == "truncate-date"


def test_a_reference_that_others_share_is_dropped_where_k_is_counted() -> None:
    links: dict[str, Any] = {
        "subject": "people.id",
        "references": {"people.ward": "visits.ward", "visits.person": "people.id"},
    }
    values = {"people": ["id", "ward", "sex"], "visits": ["ward", "person"]}
    tables = {t: Table(t, pa.table({c: ["a"] for c in some})) for t, some in values.items()}
    roles = {"sex": Role.QUASI_IDENTIFIER}
    findings = {
        t: [found(c, roles.get(c, Role.UNKNOWN), table=t) for c in some]
        for t, some in values.items()
    }

    def kinds(**columns: Any) -> dict[str, str]:
        made = pipeline(**links, columns=columns)
        result = decide(tables, findings, Context(made, (), None, frozenset(values)))
        return {f"{t}.{d.plan.column}": d.plan.transform.kind for t in result for d in result[t]}

    assert kinds()["people.ward"] == "drop"
    assert kinds()["visits.person"] == kinds()["people.id"] == "pseudonym"
    said = {"people.ward": {"transform": {"kind": "pseudonym"}}}
    assert kinds(**said)["people.ward"] == "pseudonym"


def test_a_rule_for_a_kind_of_number_holds_for_every_countrys() -> None:
    """HIPAA's rule for beneficiary numbers holds for a German health insurance number."""

    def binding(finding: ColumnFinding) -> list[str]:
        rules = load_policy("hipaa-safe-harbor").rules
        return [
            rule.id
            for rule in rules
            if any(c.entities and c.match(finding, finding.role) for c in rule.applies_to)
        ]

    direct, kvnr = Role.DIRECT_IDENTIFIER, "DE_HEALTH_INSURANCE"
    policy = binding(found("kvnr", direct, "POLICY_NUMBER"))
    assert len(policy) == 1
    assert binding(found("kvnr", direct, kvnr, broader=broader(kvnr))) == policy
    assert binding(found("kvnr", direct, kvnr)) == []


def test_what_tells_of_an_asset_is_dropped_and_never_kept() -> None:
    relay = found("relay", Role.SECURITY_SENSITIVE)
    assert decided(relay).plan.transform.kind == "drop"
    with pytest.raises(SpecificationError, match="would release what an attack on an asset could"):
        decided(relay, columns={"people.relay": {"transform": {"kind": "keep"}}})
