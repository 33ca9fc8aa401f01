"""What the publisher signs: in-toto statements about the files of a bundle.

What lives here: the statements and their predicates. What does not: signing them
(:mod:`sector_data.release.signature`).

Sources: in-toto attestation framework, ``spec/v1/statement.md`` (Statement v1) and
``spec/predicates/test-result.md`` (test-result v0.1), github.com/in-toto/attestation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sector_data.release.layout import evidence_path
from sector_data.spec.evidence.release import (
    Assessment,
    ExpectationOutcome,
    LeakReport,
    RiskFigures,
    UtilityFigures,
    ValidationReport,
)
from sector_data.spec.plan import Plan

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
ANONYMISATION_TYPE = "urn:sector-data:anonymisation:v1"
"""Ours: how the data were anonymised and what was measured. A TypeURI need not resolve."""
TABULATION_TYPE = "urn:sector-data:tabulation:v1"
"""Ours: the guarantee of differential privacy under which figures were made."""
TEST_RESULT_TYPE = "https://in-toto.io/attestation/test-result/v0.1"


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of the files of a bundle.

    Attributes
    ----------
    type
        TypeURI of the kind of predicate.
    content
        Its fields: plain JSON values.
    """

    type: str
    content: dict[str, Any]


def make_statement(predicate: Predicate, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return a Statement v1 about files.

    Parameters
    ----------
    predicate
        What is said of them.
    digests
        Path to SHA-256 for every file of the bundle, ``SHA256SUMS`` included.
    """
    return {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": path, "digest": {"sha256": digests[path]}} for path in sorted(digests)
        ],
        "predicateType": predicate.type,
        "predicate": predicate.content,
    }


def anonymisation_predicate(
    plan: Plan, assessment: Assessment, leaks: LeakReport, *, key_id: str | None
) -> Predicate:
    """Return what was decided, what was measured, and which gates were passed.

    Parameters
    ----------
    plan
        The plan that was carried out.
    assessment
        Risk and utility before and after, and the gates.
    leaks
        What the leak gate said.
    key_id
        Public identifier of the secret key that made the pseudonyms; None without any. (EDPB
        Guidelines 01/2025: the pseudonymisation domain and its key are recorded.)
    """
    columns = [
        part
        for table in plan.tables
        for column in table.columns
        for part in (column.parts or (column,))
    ]
    return Predicate(
        ANONYMISATION_TYPE,
        {
            "planDigest": {"sha256": plan.digest()},
            "madeWith": plan.made_with,
            "madeOn": plan.made_on.isoformat(),
            "recipient": plan.pipeline.release.recipient.value,
            "sector": plan.pipeline.sector,
            "policies": sorted(plan.pipeline.policy),
            "pseudonymKeyId": key_id,
            "techniques": sorted({column.transform.nature.technique.value for column in columns}),
            "risk": {
                "before": [_risk(figures) for figures in assessment.before],
                "after": [_risk(figures) for figures in assessment.after],
            },
            "utility": [_utility(figures) for figures in assessment.utility],
            "gates": [
                {
                    "metric": result.gate.metric,
                    "bound": f"{result.gate.comparison} {result.gate.bound:g}",
                    "measured": result.measured,
                    "passed": result.passed,
                }
                for result in assessment.gates
            ],
            "leaks": leaks.model_dump(mode="json", exclude={"findings"}),
        },
    )


def _risk(figures: RiskFigures) -> dict[str, Any]:
    return figures.model_dump(mode="json")


def _utility(figures: UtilityFigures) -> dict[str, Any]:
    return figures.model_dump(mode="json", exclude={"columns"})


def validation_predicate(report: ValidationReport, expectations_digest: str) -> Predicate:
    """Return the expectation suites' outcome as test-result v0.1.

    Parameters
    ----------
    report
        What the engine said.
    expectations_digest
        SHA-256 of ``evidence/expectations.json``, the configuration that was tested with.
    """
    names = _test_names(report.outcomes)
    return Predicate(
        TEST_RESULT_TYPE,
        {
            "result": "PASSED" if report.passed else "FAILED",
            "configuration": [
                {
                    "name": evidence_path("expectations"),
                    "digest": {"sha256": expectations_digest},
                    "annotations": {"engine": report.engine},
                }
            ],
            "passedTests": [name for name, outcome in names if outcome.passed],
            "warnedTests": [],
            "failedTests": [name for name, outcome in names if not outcome.passed],
        },
    )


def _test_names(
    outcomes: tuple[ExpectationOutcome, ...],
) -> list[tuple[str, ExpectationOutcome]]:
    """Name each outcome once: ``patients.sex: expect_column_values_to_be_in_set (2)``."""
    seen: dict[str, int] = {}
    names = []
    for outcome in outcomes:
        place = outcome.table if outcome.column is None else f"{outcome.table}.{outcome.column}"
        name = f"{place}: {outcome.expectation}"
        seen[name] = seen.get(name, 0) + 1
        names.append((name if seen[name] == 1 else f"{name} ({seen[name]})", outcome))
    return names
