"""Verdicts on packs: what keeps to a rule holds, what breaks it fails, the rest needs a human."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.pipeline.policies.conforming import Shown, as_precise_as, conformity_of
from sector_data.sources.tables import Table
from sector_data.spec.evidence.conformity import Conformity, ConformityLine, PackConformity
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.release import (
    Assessment,
    ExpectationOutcome,
    LeakFinding,
    LeakReport,
    RiskFigures,
    ValidationReport,
)
from sector_data.spec.hierarchies import DateHierarchy, PlannedHierarchySpec, UsZipHierarchy
from sector_data.spec.packs import load_policy, policy_names
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, ProtectionPlan, Stage, TablePlan
from sector_data.spec.transforms.values import (
    AnyTransform,
    Drop,
    Generalise,
    Keep,
    Pseudonym,
    TruncateDate,
    Zip3,
)
from sector_data.spec.words import DataType, Recipient, Role
from tests.spec.policy_columns import binding_columns, passing

CLEAN = LeakReport(files=9, values=9, not_searchable=0, excused=0)
LEAKED = CLEAN.model_copy(
    update={"findings": (LeakFinding(file="data/t.csv", source_column="t.n", hits=1),)}
)


def column(entity: str | None, role: Role, transform: AnyTransform, name: str = "c") -> ColumnPlan:
    finding = ColumnFinding(
        table="t", column=name, data_type=DataType.STRING, rows=9, missing=0, distinct=3,
        entity=entity, role=role,
    )  # fmt: skip
    return ColumnPlan(column=name, finding=finding, role=role, transform=transform, reason="")


def protected(hierarchy: PlannedHierarchySpec, level: int) -> ProtectionPlan:
    part = Generalisation(column="c", hierarchy=hierarchy, chosen=(level,), levels=7)
    return ProtectionPlan(
        generalisations=(part,), stages=(Stage(levels=(level,), kept_classes=()),), k=2,
        l_diversity={}, suppressed_subjects=0, suppressed_rows=0, loss=0.5, checked=1, nodes=7,
        optimal=True,
    )  # fmt: skip


def shown(
    *packs: str,
    columns: tuple[ColumnPlan, ...] = (),
    protection: ProtectionPlan | None = None,
    k: int = 12,
    leaks: LeakReport | None = CLEAN,
    still_there: tuple[str, ...] = (),
    passed: bool = True,
    **more: Any,
) -> Shown:
    recipient = Recipient(more.pop("recipient", "public"))
    pipeline = Pipeline(
        release=ReleaseSpec(name="r", recipient=recipient),
        source={"t": SourceSpec(path="t.csv")},
        policy=packs,
        **more,
    )
    table = TablePlan(
        table="t", rows=9, subjects=None, subject_path=None, columns=columns,
        protection=protection, before=None, after=None,
    )  # fmt: skip
    figures = RiskFigures(
        table="t", rows=9, subjects=9, quasi_identifiers=("c",), classes=1, k=k,
        unique_subjects=1.0 if k == 1 else 0.0, subjects_below_k=0, highest_risk=1 / k,
        average_risk=1 / k,
    )  # fmt: skip
    released = {c.column for c in columns if not isinstance(c.transform, Drop)} | set(still_there)
    outcome = ExpectationOutcome(table="t", expectation="e", column=None, passed=passed)
    return Shown(
        Plan(
            made_with="test", made_on=date(2026, 11, 29), pipeline=pipeline, sources=(),
            tables=(table,),
        ),
        {"t": Table("t", pa.table({name: ["x"] for name in sorted(released)}))},
        Assessment(before=(), after=(figures,), utility=()),
        ValidationReport(engine="e", outcomes=(outcome,)),
        leaks,
    )  # fmt: skip


def only(statement: Conformity | None) -> PackConformity:
    assert statement is not None
    [pack] = statement.packs
    return pack


def told(pack: PackConformity, identifier: str, part: str = "rule") -> ConformityLine:
    [line] = [line for line in pack.lines if (line.part, line.id) == (part, identifier)]
    return line


def test_without_packs_there_is_no_statement() -> None:
    assert conformity_of(shown()) is None


@pytest.mark.parametrize("name", policy_names())
def test_every_part_of_a_pack_has_a_line(name: str) -> None:
    pack = load_policy(name)
    lines = only(conformity_of(shown(name))).lines
    assert len({(line.part, line.id) for line in lines}) == len(lines)
    by_part = [line.id for line in lines if line.part == "rule"]
    assert by_part == [rule.id for rule in pack.rules]
    assert [line.id for line in lines if line.part == "check"] == [c.id for c in pack.checks]
    questions = [line for line in lines if line.part == "person"]
    assert [line.title for line in questions] == list(pack.requires)
    assert {line.verdict for line in questions} <= {"needs a human"}
    assert all(line.source or line.part == "person" for line in lines)


@given(st.data())
def test_what_a_rule_accepts_never_fails_and_what_is_kept_never_holds(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(policy_names()))
    pack = load_policy(name)
    rule = data.draw(st.sampled_from(pack.rules))
    finding, role = data.draw(st.sampled_from(binding_columns(pack, rule)))
    transform = data.draw(st.sampled_from([*passing(rule), Keep()]))
    plan = ColumnPlan(column="c", finding=finding, role=role, transform=transform, reason="")
    confirmed = data.draw(st.booleans())
    line = told(
        only(
            conformity_of(
                shown(name, columns=(plan,), policy_confirmed=(name,) if confirmed else ())
            )
        ),
        rule.id,
    )
    assert line.columns == {"t.c": transform.kind}
    if not pack.enforced(rule.status, (name,) if confirmed else ()):
        assert (line.verdict, line.evidence) == ("needs a human", "unverified")
    elif isinstance(transform, Keep):
        assert (line.verdict, line.evidence) == ("fails", "broken")
    elif transform.kind in rule.cautions:
        assert (line.verdict, line.evidence) == ("needs a human", "cautioned")
        assert line.cautions == (rule.cautions[transform.kind],)
    else:
        assert (line.verdict, line.evidence) == ("holds", "kept-to")


def test_what_should_be_dropped_must_not_be_there() -> None:
    names = column("PERSON", Role.DIRECT_IDENTIFIER, Drop(), "name")
    pack = only(conformity_of(shown("hipaa-safe-harbor", columns=(names,))))
    assert told(pack, "A-names").verdict == "holds"
    pack = only(conformity_of(shown("hipaa-safe-harbor", columns=(names,), still_there=("name",))))
    assert told(pack, "A-names").verdict == "fails"
    assert told(pack, "A-names").columns == {"t.name": "drop"}


@pytest.mark.parametrize(("level", "verdict"), [(4, "holds"), (3, "fails"), (0, "fails")])
def test_the_level_that_was_found_counts(level: int, verdict: str) -> None:
    zips = column("US_ZIP_CODE", Role.QUASI_IDENTIFIER, Generalise())
    release = shown(
        "hipaa-safe-harbor", columns=(zips,), protection=protected(UsZipHierarchy(), level)
    )
    assert told(only(conformity_of(release)), "B-zip").verdict == verdict


def test_a_period_that_was_found_counts() -> None:
    days = column("EVENT_DATE", Role.QUASI_IDENTIFIER, Generalise())
    for level, verdict in ((1, "fails"), (3, "holds")):
        hierarchy = DateHierarchy(levels=("month", "quarter", "year"))
        release = shown(
            "hipaa-safe-harbor", columns=(days,), protection=protected(hierarchy, level)
        )
        assert told(only(conformity_of(release)), "C-dates").verdict == verdict


def test_parts_of_json_are_asked_one_by_one() -> None:
    whole = column(None, Role.UNKNOWN, Keep(), "record").model_copy(
        update={
            "parts": (
                column("PERSON", Role.DIRECT_IDENTIFIER, Keep(), "record.name"),
                column("US_ZIP_CODE", Role.QUASI_IDENTIFIER, Zip3(), "record.zip"),
            )
        }
    )
    pack = only(conformity_of(shown("hipaa-safe-harbor", columns=(whole,))))
    assert told(pack, "A-names").columns == {"t.record.name": "keep"}
    assert told(pack, "A-names").verdict == "fails"
    assert told(pack, "B-zip").verdict == "holds"


def test_what_no_program_looks_for_needs_a_human() -> None:
    pack = only(conformity_of(shown("hipaa-safe-harbor")))
    assert (told(pack, "G-ssn").verdict, told(pack, "G-ssn").evidence) == ("holds", "no-column")
    assert told(pack, "Q-photographs").evidence == "not-looked-for"
    assert told(pack, "Q-photographs").verdict == "needs a human"


@pytest.mark.parametrize(
    ("name", "k", "verdict"),
    [
        ("ontario-ipc-low", 11, "holds"),
        ("ontario-ipc-low", 10, "fails"),
        ("ontario-ipc-high", 20, "holds"),
        ("nhs-small-numbers", 1, "needs a human"),
    ],
)
def test_figures_are_held_against_what_was_measured(name: str, k: int, verdict: str) -> None:
    quasi = column("SEX", Role.QUASI_IDENTIFIER, Generalise())
    release = shown(name, columns=(quasi,), protection=protected(UsZipHierarchy(), 1), k=k)
    pack = only(conformity_of(release))
    assert told(pack, "k-anonymity", "figure").verdict == verdict
    assert told(pack, "k-anonymity", "figure").measured == k
    if load_policy(name).max_risk is not None:
        assert told(pack, "highest-risk", "figure").verdict == verdict


def test_nothing_measured_is_nothing_shown() -> None:
    line = told(only(conformity_of(shown("ontario-ipc-low"))), "k-anonymity", "figure")
    assert (line.verdict, line.evidence, line.measured) == ("needs a human", "not-measured", None)


def test_shares_of_one_in_a_cell_are_for_a_human() -> None:
    line = told(only(conformity_of(shown("energy-15-15"))), "dominance", "figure")
    assert line.verdict == "needs a human"
    assert "15%" in line.title
    assert (line.figure, line.bound, line.note) == ("dominance", 0.15, "15")


@pytest.mark.parametrize(
    ("changes", "check", "verdict"),
    [
        ({"leaks": CLEAN}, "34-2-leaks", "holds"),
        ({"leaks": LEAKED}, "34-2-leaks", "fails"),
        ({"leaks": None}, "34-2-leaks", "needs a human"),
        ({"k": 2}, "34-4-singular", "holds"),
        ({"k": 1}, "34-4-singular", "fails"),
    ],
)
def test_checks_of_the_output(changes: dict[str, Any], check: str, verdict: str) -> None:
    quasi = column("SEX", Role.QUASI_IDENTIFIER, Generalise())
    release = shown(
        "appi-anonymous", columns=(quasi,), protection=protected(UsZipHierarchy(), 1), **changes
    )
    assert told(only(conformity_of(release)), check, "check").verdict == verdict


def test_recipients_that_are_not_allowed_fail() -> None:
    for recipient, verdict in (("public", "fails"), ("registered", "holds")):
        statement = conformity_of(shown("hipaa-limited-data-set", recipient=recipient))
        line = told(only(statement), "recipients", "recipients")
        assert (line.verdict, line.note) == (verdict, recipient)
        assert statement is not None
        assert bool(statement.failures()) == (verdict == "fails")


def test_failures_name_pack_part_source_and_columns() -> None:
    days = column("EVENT_DATE", Role.QUASI_IDENTIFIER, TruncateDate(to="month"), "seen")
    codes = column("PATIENT_ID", Role.DIRECT_IDENTIFIER, Pseudonym(), "id")
    statement = conformity_of(shown("hipaa-safe-harbor", columns=(days, codes)))
    assert statement is not None
    [failure] = statement.failures()
    assert failure == (
        "hipaa-safe-harbor, rule C-dates is not kept to: dates to the year "
        "(45 CFR 164.514(b)(2)(i)(C)); t.seen."
    )


@given(st.integers(2, 1_000), st.sampled_from([0.05, 0.075, 0.09, 0.2, 0.33, 1.0]))
def test_a_risk_is_as_precise_as_its_bound(k: int, bound: float) -> None:
    decimals = len(repr(bound).partition(".")[2])
    rounded = as_precise_as(1 / k, bound)
    assert abs(rounded - 1 / k) <= 0.5 * 10**-decimals + 1e-12
    assert as_precise_as(bound, bound) == bound
