"""The section `documentation`: its questions are known, its mistakes told with the nearest word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sector_data.errors import SpecificationError
from sector_data.spec.documentation import LONGEST, open_questions
from sector_data.spec.jsonschema import pipeline_json_schema
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.questions import QUESTIONS
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.words import LANGUAGES

SCHEMA = Draft202012Validator(pipeline_json_schema())
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1)
ANSWERS = st.dictionaries(
    st.sampled_from(sorted(QUESTIONS)),
    st.one_of(TEXTS, st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, min_size=1)),
)


def read(documentation: Any) -> Pipeline:
    document = {"release": {"name": "r"}, "source": {"t": "t.csv"}, "documentation": documentation}
    return parse_pipeline(yaml.safe_dump(document, allow_unicode=True), base=Path())


@given(answers=ANSWERS)
@settings(deadline=None, max_examples=60)
def test_what_is_written_is_what_is_read(answers: dict[str, Any]) -> None:
    assert read(answers).documentation == answers
    document = {"release": {"name": "r"}, "source": {"t": "t.csv"}, "documentation": answers}
    assert SCHEMA.is_valid(document)


@pytest.mark.parametrize(
    ("documentation", "message", "hint"),
    [
        ({"motivation.founding": "x"}, "unknown question", "Did you mean 'motivation.funding'?"),
        ({"uses": "x"}, "unknown question 'uses'", None),
        ({"uses.past": {"es": "x"}}, "unknown language 'es'", "One of: en, fr, de, it, ja."),
        ({"uses.past": ["x"]}, "expected a text; found a list", None),
        ({"uses.past": ""}, "expected a text; found 'nothing'", None),
        ({"uses.past": "x" * (LONGEST + 1)}, f"at most {LONGEST:,} characters", None),
        (["x"], "expected a mapping", None),
    ],
)
def test_mistakes_are_told(documentation: Any, message: str, hint: str | None) -> None:
    with pytest.raises(SpecificationError) as caught:
        read(documentation)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line
    if hint:
        assert problem.hint == hint
    document = {"release": {"name": "r"}, "source": {"t": "t.csv"}, "documentation": documentation}
    assert not SCHEMA.is_valid(document)


@pytest.mark.parametrize("nothing", [None, {}, {"uses.past": None}, {"uses.past": {"en": None}}])
def test_what_has_nothing_behind_it_is_not_said(nothing: Any) -> None:
    assert read(nothing).documentation == {}


@given(answers=ANSWERS)
def test_answers_only_ever_close_questions(answers: dict[str, Any]) -> None:
    every, left = {q.id for q in open_questions({})}, {q.id for q in open_questions(answers)}
    assert left <= every - answers.keys()
