"""Statements name every file, and what was decided, measured and tested."""

from __future__ import annotations

import json

from sector_data.release.statement import (
    ANONYMISATION_TYPE,
    STATEMENT_TYPE,
    TEST_RESULT_TYPE,
    Predicate,
    anonymisation_predicate,
    make_statement,
    validation_predicate,
)
from sector_data.spec.evidence.release import LeakFinding, LeakReport
from tests.release.bundles import make_assessment, make_plan, make_tables, make_validation

LEAKS = LeakReport(files=1, values=2, not_searchable=0, excused=0)


def test_a_statement_is_about_every_file() -> None:
    statement = make_statement(Predicate("urn:x", {"a": 1}), {"b": "22", "a": "11"})
    assert statement == {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": "a", "digest": {"sha256": "11"}},
            {"name": "b", "digest": {"sha256": "22"}},
        ],
        "predicateType": "urn:x",
        "predicate": {"a": 1},
    }


def test_the_anonymisation_predicate_says_what_was_done_and_measured() -> None:
    plan = make_plan(make_tables())
    predicate = anonymisation_predicate(plan, make_assessment(), LEAKS, key_id="k1")
    content = predicate.content
    assert predicate.type == ANONYMISATION_TYPE
    assert content["planDigest"] == {"sha256": plan.digest()}
    assert content["techniques"] == ["generalization", "masking", "none", "pseudonymization"]
    assert content["pseudonymKeyId"] == "k1"
    assert content["risk"]["after"][0]["k"] == 6
    assert content["gates"] == [
        {"metric": "highest-risk", "bound": "<= 0.5", "measured": 0.2, "passed": True}
    ]
    json.dumps(content, allow_nan=False)


def test_the_anonymisation_predicate_repeats_no_findings() -> None:
    finding = LeakFinding(file="f", source_column="patients.name", hits=3)
    leaks = LEAKS.model_copy(update={"findings": (finding,)})
    predicate = anonymisation_predicate(
        make_plan(make_tables()), make_assessment(), leaks, key_id=None
    )
    assert "findings" not in predicate.content["leaks"]


def test_validation_is_a_test_result() -> None:
    predicate = validation_predicate(make_validation(), "ab")
    assert predicate.type == TEST_RESULT_TYPE
    assert predicate.content == {
        "result": "PASSED",
        "configuration": [
            {
                "name": "evidence/expectations.json",
                "digest": {"sha256": "ab"},
                "annotations": {"engine": "great-expectations 1.24.1"},
            }
        ],
        "passedTests": ["patients: a", "patients.sex: b", "patients.sex: b (2)"],
        "warnedTests": [],
        "failedTests": [],
    }


def test_a_failed_expectation_fails_the_test_result() -> None:
    content = validation_predicate(make_validation(passed=False), "ab").content
    assert content["result"] == "FAILED"
    assert content["failedTests"] == ["patients.sex: b (2)"]
