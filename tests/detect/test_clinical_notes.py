"""How much of clinical notes in many hands is hidden, and how much is left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sector_data.detect.engine import pipeline_of
from sector_data.detect.text import TextDetector
from tests.detect import clinical_plain, clinical_queries
from tests.detect.clinical_notes import HELD_OUT, PLAIN, TUNING
from tests.detect.clinical_styles import LATER, STYLES

DETECTOR = TextDetector("en")
_Marked = tuple[str, list[tuple[int, int, str]]]


@pytest.fixture(autouse=True)
def _model() -> None:
    if "ner" not in pipeline_of("en").pipe_names:
        pytest.skip("no English model is installed")


@pytest.mark.parametrize(
    ("notes", "least"),
    [
        (TUNING, 0.97),
        (HELD_OUT, 0.95),
        (clinical_queries.QUERIES, 0.95),
        (STYLES, 0.93),
        (LATER, 0.95),
    ],
)
def test_nearly_all_is_hidden(notes: Sequence[_Marked], least: float) -> None:
    hidden = []
    for (text, marks), spans in zip(notes, DETECTOR.find([t for t, _ in notes]), strict=True):
        covered = {i for span in spans for i in range(span.start, span.end)}
        for start, end, _ in marks:
            letters = [i for i in range(start, end) if text[i].isalnum()]
            hidden.append(len(covered.intersection(letters)) >= 0.9 * len(letters))
    assert len(hidden) > 100
    assert sum(hidden) / len(hidden) >= least


def test_questions_and_notes_about_nobody_are_left_alone() -> None:
    assert sum(map(bool, DETECTOR.find(PLAIN))) <= 3
    assert sum(map(bool, DETECTOR.find(clinical_queries.PLAIN))) <= 6
    assert len(clinical_plain.PLAIN) >= 200
    assert sum(map(bool, DETECTOR.find(clinical_plain.PLAIN))) <= 0.1 * len(clinical_plain.PLAIN)


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_texts_of_one_letter_case_without_personal_data_are_mostly_left_alone(
    case: Callable[[str], str],
) -> None:
    texts = [case(text) for text in clinical_plain.PLAIN]
    assert sum(map(bool, DETECTOR.find(texts))) <= 0.25 * len(texts)
