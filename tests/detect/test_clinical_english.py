"""What is hidden, and what is left, in English sentences that look like those of clinics."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from sector_data.detect.engine import pipeline_of
from sector_data.detect.text import TextDetector
from sector_data.spec.evidence.findings import Span
from tests.detect.clinical_english import HARMLESS, identifying

DETECTOR = TextDetector("en")
IDENTIFYING = identifying()


def _hidden(spans: Iterable[Span], text: str, start: int, end: int, entity: str = "") -> bool:
    """Whether nine tenths of the letters and digits of a passage lie under findings."""
    covered = {i for s in spans if entity in {"", s.entity} for i in range(s.start, s.end)}
    letters = [i for i in range(start, end) if text[i].isalnum()]
    return len(covered.intersection(letters)) >= 0.9 * len(letters)


def _people(case: Callable[[str], str]) -> float:
    """Return the share of people found as people, in texts of another letter case."""
    texts = [case(text) for text, _ in IDENTIFYING]
    people = [
        _hidden(spans, text, start, end, "PERSON")
        for text, spans, (_, marks) in zip(texts, DETECTOR.find(texts), IDENTIFYING, strict=True)
        for start, end, entity in marks
        if entity == "PERSON"
    ]
    return sum(people) / len(people)


@pytest.fixture(autouse=True)
def _model() -> None:
    if "ner" not in pipeline_of("en").pipe_names:
        pytest.skip("no English model is installed")


def test_few_sentences_without_identifiers_are_touched() -> None:
    assert len(HARMLESS) >= 150
    touched = [t for t, spans in zip(HARMLESS, DETECTOR.find(HARMLESS), strict=True) if spans]
    assert len(touched) <= 0.15 * len(HARMLESS), touched


def test_identifiers_are_hidden() -> None:
    assert len(IDENTIFYING) >= 80
    found = DETECTOR.find([text for text, _ in IDENTIFYING])
    missed = [
        text[start:end]
        for (text, marks), spans in zip(IDENTIFYING, found, strict=True)
        for start, end, _ in marks
        if not _hidden(spans, text, start, end)
    ]
    total = sum(len(marks) for _, marks in IDENTIFYING)
    assert len(missed) <= 0.05 * total, missed


def test_people_are_found_in_any_letter_case() -> None:
    as_written = _people(str)
    assert as_written >= 0.9
    assert _people(str.upper) >= as_written - 0.1
    assert _people(str.lower) >= as_written - 0.1
