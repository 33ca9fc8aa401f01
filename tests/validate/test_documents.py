"""Suites kept in a file and read back."""

from __future__ import annotations

import json

import pytest

from sector_data.errors import BundleError
from sector_data.validate.running import run_suites
from sector_data.validate.suites import build_suites, suites_from_json, suites_to_json
from tests.validate.worlds import changed, no_identifiers, plan, released


def test_suites_survive_the_file() -> None:
    suites = build_suites(plan(), released())
    text = suites_to_json(suites)
    assert suites_from_json(text) == suites
    assert suites_to_json(suites_from_json(text)) == text


def test_an_auditor_with_file_and_release_finds_the_same() -> None:
    suites = build_suites(plan(), released())
    again = suites_from_json(suites_to_json(suites))
    broken = changed(released(), "notes.encounter_id", 3, "0" * 16)
    for tables in (released(), broken):
        first = run_suites(tables, suites, find_identifiers=no_identifiers)
        assert run_suites(tables, again, find_identifiers=no_identifiers) == first


def test_an_auditor_without_a_table_has_no_pass() -> None:
    suites = build_suites(plan(), released())
    tables = {name: table for name, table in released().items() if name != "patients"}
    report = run_suites(tables, suites, find_identifiers=no_identifiers)
    assert not any(o.passed for o in report.outcomes if o.table == "patients")
    lost = {(o.expectation, o.column) for o in report.outcomes if not o.passed}
    assert ("expect_column_values_to_refer_to", "patient_id") in lost


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "sector-data-expectations/2", "suites": {}}',
        '{"format": "sector-data-expectations/1", "suites": {"t": [{"column": "secret"}]}}',
        '{"format": "sector-data-expectations/1", "suites": {"t": "secret"}}',
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(text: str) -> None:
    with pytest.raises(BundleError, match="damaged") as raised:
        suites_from_json(text)
    assert "secret" not in str(raised.value)


def test_the_file_is_plain_json() -> None:
    document = json.loads(suites_to_json(build_suites(plan(), released())))
    assert list(document["suites"]) == ["patients", "encounters", "notes"]
