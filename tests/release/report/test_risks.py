"""Risk before and after, in rows that both pages show."""

from __future__ import annotations

import dataclasses

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.risks import RiskLine, table_risks
from tests.release.report.contents import RISKY, hospital, risk, unasked, unprotected

WORDS = catalogue("en")


def test_every_figure_before_and_after_with_what_was_asked() -> None:
    (patients,) = table_risks(hospital(), WORDS)
    assert patients.table == "patients"
    assert patients.quasi_identifiers == ("birth_date", "sex", "zip")
    assert patients.lines == [
        RiskLine("Subjects", "2,000", "1,992"),
        RiskLine("Groups", "2,000", "38"),
        RiskLine("Smallest group", "1", "26", "≥ 11"),
        RiskLine("Subjects alone in their group", "100%", "0%"),
        RiskLine("Subjects in groups smaller than 11", "100%", "0%"),
        RiskLine("Highest risk", "1", "0.038"),
        RiskLine("Average risk", "1", "0.019"),
        RiskLine("Fewest different values of diagnoses.icd10_code in a group", "1", "20", "≥ 3"),
    ]


def test_nothing_is_asked_without_protection() -> None:
    (patients,) = table_risks(unasked(), WORDS)
    assert {line.asked for line in patients.lines} == {""}
    assert "Subjects in groups smaller than" not in str(patients.lines)


def test_a_diversity_that_was_not_measured_before_is_left_blank() -> None:
    content = hospital()
    before = (risk(**(RISKY | {"l_diversity": {}})),)
    content = dataclasses.replace(
        content, assessment=content.assessment.model_copy(update={"before": before})
    )
    assert table_risks(content, WORDS)[0].lines[-1].before == ""


def test_figures_of_several_tables_have_names_of_their_own() -> None:
    content = hospital()
    both = {
        "before": (risk(**RISKY), risk("notes", **RISKY)),
        "after": (risk(), risk("notes")),
    }
    content = dataclasses.replace(content, assessment=content.assessment.model_copy(update=both))
    first, second = table_risks(content, WORDS)
    assert 'id="risk-1-title"' in first.figure
    assert 'id="risk-2-title"' in second.figure


def test_no_quasi_identifiers_no_risk() -> None:
    assert table_risks(unprotected(), WORDS) == []
