"""Measurements on a page: each told in five languages, with plots, and no value of the data."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from sector_data.release.report.assessing.attacks import attack_block
from sector_data.release.report.assessing.blocks import Block
from sector_data.release.report.assessing.disclosure import special_block
from sector_data.release.report.assessing.tables import measured_tables
from sector_data.release.report.assessing.traces import trace_block
from sector_data.release.report.assessment import render_assessment
from sector_data.release.report.catalogue import catalogue
from sector_data.spec.evidence.assessed import Assessed
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.traces import TraceCheck, TraceFigures, TraceFinding
from sector_data.spec.words import LANGUAGES, Language
from tests.assessment.measured import KNOWN, gated, leaking, lucky, people, without_control
from tests.release.report.measured_words import VOCABULARIES


def assessed(found: TableMeasurements) -> Assessed:
    return Assessed(
        table="people",
        rows=600,
        subjects=600,
        quasi_identifiers=KNOWN,
        classes=300,
        k=1,
        unique_subjects=0.3,
        subjects_below_k=0.0,
        highest_risk=1.0,
        average_risk=0.5,
        made_with="sector-data 0",
        measured=found,
        left_out=("visits",),
    )


def blocks(found: TableMeasurements, language: Language = "en") -> list[Block]:
    (table,) = measured_tables([found], catalogue(language))
    return [*table.privacy, *table.use]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_a_page_in_every_language(language: Language) -> None:
    page = render_assessment(assessed(leaking()), language)
    for block in blocks(leaking(), language):
        assert block.heading in page.replace("&#39;", "'")
    for svg in re.findall(r"<svg .*?</svg>", page, flags=re.DOTALL):
        ET.fromstring(svg)
    assert "assessed." not in page


@pytest.mark.parametrize("prefix", VOCABULARIES)
def test_every_word_that_measurements_use_has_a_message(prefix: str) -> None:
    for language in LANGUAGES:
        node = catalogue(language).words
        for part in prefix.strip(".").split("."):
            node = node[part]
        assert set(node) == set(VOCABULARIES[prefix])


def test_a_leak_is_told_first() -> None:
    page = render_assessment(assessed(leaking()), "en")
    answers = page[page.index('class="answers"') : page.index("</ul>")]
    assert "The release tells who is in its source" in answers
    assert "Traces that nothing explains" in answers
    assert answers.count('<span class="unsafe">✗</span>') >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gate_comes_before_its_self_test_and_shows_every_line(language: Language) -> None:
    looks = []
    for found in gated():
        first, *rest = blocks(found, language)
        assert found.gate is not None
        assert first.verdict is not None
        assert first.heading == catalogue(language).text("assessed.gate.heading")
        assert len(first.grids[0].rows) == len(found.gate.checks)
        looks.append(first.verdict.look)
        tested = catalogue(language).text("assessed.selftest.heading")
        assert [b.heading for b in rest].count(tested) == (found.self_test is not None)
        if found.self_test is not None:
            assert rest[0].heading == tested
    assert looks == ["unsafe", "untold", "safe", "untold"]


def test_a_gate_that_cannot_assess_says_why_and_what_helps() -> None:
    gate = gated()[1].gate
    assert gate is not None
    blind = gated()[1].model_copy(
        update={"gate": gate.model_copy(update={"reason": "misses-leaks"})}
    )
    verdict = blocks(blind)[0].verdict
    assert verdict is not None
    assert "need not be bad news" in verdict.text
    assert "k-anonymity" in verdict.text


def test_without_a_control_group_nothing_is_called_safe() -> None:
    for block in blocks(without_control()):
        if block.heading == "What an intruder gains":
            assert block.verdict is not None
            assert block.verdict.look == "untold"
            assert "nobody was set aside" in block.verdict.text


def test_no_value_of_the_source_is_told() -> None:
    page = render_assessment(assessed(leaking()), "en")
    told = set(re.findall(r"\d+\.\d\d(?![\d%])", re.sub(r"<svg .*?</svg>", "", page, flags=re.S)))
    costs = {f"{cost:.2f}" for cost in people(1).column("cost").to_pylist() if cost > 10}
    assert not told & costs


def traced(*findings: TraceFinding, checks: tuple[TraceCheck, ...]) -> Block:
    figures = TraceFigures(
        table="people",
        made="anonymised",
        subjects=600,
        control_subjects=0,
        checks=checks,
        findings=findings,
    )
    return trace_block(figures, catalogue("en"))


def test_traces_are_counted_alike_in_headline_findings_and_searches() -> None:
    """A copy that the plan explains was told as one that nobody can tell, and was found 0 times."""
    met = TraceFinding(
        trace="exact-copies", method="3 of 3 columns", count=9, looked_at=9, share=1.0,
        by_chance=None, verdict="cannot tell", severity="expected",
    )  # fmt: skip
    single = [
        met.model_copy(
            update={"trace": "single-values", "column": name, "severity": "serious"},
        )
        for name in ("income", "loan")
    ]
    why: dict[str, Any] = {"found": 0, "verdict": "cannot tell", "why_not": "no-control"}
    block = traced(
        met,
        *single,
        checks=(
            TraceCheck(trace="exact-copies", looked_at=1, **why),
            TraceCheck(trace="single-values", looked_at=17, **why),
        ),
    )
    assert block.verdict is not None
    assert block.verdict.text.startswith("2 traces were met")
    findings, searches = block.grids
    told = [row[-1].text for row in findings.rows]
    assert sorted(told) == ["as the plan has it", "cannot tell", "cannot tell"]
    assert [(row[1].text, row[1].note, row[2].text) for row in searches.rows] == [
        ("1", "of 1", "as the plan has it"),
        ("2", "of 17", "cannot tell"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_that_single_nobody_out_are_named(language: Language) -> None:
    for found in (leaking().special_uniques, lucky().special_uniques):
        assert found is not None
        told = special_block(found, catalogue(language)).verdict
        assert told is not None
        assert catalogue(language).joined(found.columns) in told.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_attacks_are_said_to_be_repeated_only_on_people_who_were_set_aside(
    language: Language,
) -> None:
    words = catalogue(language)
    for found, key in ((leaking(), "explanation"), (without_control(), "alone")):
        assert found.attacks is not None
        block = attack_block(found.attacks, words, "t")
        assert block.explanation == words.text(f"assessed.attacks.{key}")


def test_attacks_that_cannot_be_judged_have_a_sentence_for_each_reason() -> None:
    found = without_control().attacks
    assert found is not None
    untold = [figure for figure in found.figures if figure.verdict == "cannot tell"]
    first, *rest = (each.model_copy(update={"reason": "no-control"}) for each in untold)
    figures = (first.model_copy(update={"reason": "no-statement"}), *rest)
    told = attack_block(found.model_copy(update={"figures": figures}), catalogue("en"), "t").verdict
    assert told is not None
    sentences = [each for each in told.text.split(".") if each]
    assert len(sentences) == 2
    assert f"whom the release never saw): {len(rest)} of {len(figures)}" in sentences[0]
    assert f"of a single row): 1 of {len(figures)}" in sentences[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_thresholds_are_rounded_and_heads_of_figures_wrap(language: Language) -> None:
    after = leaking().after
    assert after is not None
    found = leaking().model_copy(update={"after": after.model_copy(update={"threshold": 1 / 11})})
    page = render_assessment(assessed(found), language)
    told = catalogue(language).plain(0.091)
    assert catalogue(language).text("assessed.population.at_risk", threshold=told) in page
    assert "thead .n { white-space: normal;" in page
