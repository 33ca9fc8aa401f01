"""Gates with what was measured and what was asked."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.report.catalogue import UNKNOWN, catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.gates import gate_lines, verdict
from sector_data.spec.evidence.release import GateResult
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import gate, hospital, unprotected
from tests.release.report.odd_contents import failing

WORDS = catalogue("en")


def with_gate(result: GateResult) -> ReportContent:
    content = hospital()
    return dataclasses.replace(
        content, assessment=content.assessment.model_copy(update={"gates": (result,)})
    )


def test_a_risk_is_a_number_a_share_per_cent_a_count_whole() -> None:
    told = {line.name: (line.measured, line.bound) for line in gate_lines(hospital(), WORDS)}
    assert told == {
        "Smallest group (k-anonymity)": ("26", "≥ 11"),
        "Subjects alone in their group": ("0%", "≤ 0%"),
        "Pair trends": ("95.3%", "≥ 90%"),
        "Highest risk": ("0.038", "≤ 0.09"),
        "Expectations met": ("20", "= 20"),
        "Source identifiers in any file of the bundle": ("0", "= 0"),
    }


def test_what_the_leak_search_did_is_told() -> None:
    note = gate_lines(hospital(), WORDS)[-1].note
    assert all(count in note for count in ("24,117", "61", "312", "1,489"))


def test_before_the_leak_search_its_gate_is_not_claimed() -> None:
    lines = gate_lines(unprotected(), WORDS)
    assert [line.name for line in lines] == ["Expectations met"]
    assert verdict(lines, WORDS) == (
        True,
        "All gates passed (1 of 1, 0 of them from the pipeline file)",
    )


def test_failed_gates_are_counted() -> None:
    lines = gate_lines(failing(), WORDS)
    assert not any(line.passed for line in lines)
    assert verdict(lines, WORDS) == (False, "6 of 6 gates failed")
    assert [line.measured for line in lines[2:4]] == [UNKNOWN, UNKNOWN]


@given(bound=st.sampled_from([0.0, 0.05, 0.5, 0.9, 0.999, 1.0]), away=st.floats(1e-6, 0.1))
@settings(deadline=None, max_examples=60)
@pytest.mark.parametrize("metric", ["rows-kept", "average-risk"])
def test_a_missed_bound_never_reads_as_met(metric: str, bound: float, away: float) -> None:
    for measured in (bound - away, bound + away):
        if 0 <= measured <= 1:
            (line, *_) = gate_lines(with_gate(gate(metric, "<=", bound, measured)), WORDS)
            spelt, limit = (
                float(text.strip("≤ ").replace("%", "").replace(",", ""))
                for text in (line.measured, line.bound)
            )
            assert (spelt < limit) == (measured < bound)
            assert (spelt > limit) == (measured > bound)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_the_verdict(language: Language) -> None:
    words = catalogue(language)
    passed, sentence = verdict(gate_lines(hospital(), words), words)
    assert passed
    assert sentence.count("6") == 2
