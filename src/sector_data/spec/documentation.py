"""What a pipeline file answers of the questions that only a person can.

What lives here: the section ``documentation``, and which questions it leaves open. What does not:
the questions (:mod:`sector_data.spec.questions`), and what evidence answers
(:mod:`sector_data.release.governance`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from sector_data.spec.problems import Problems, nearest, quote
from sector_data.spec.questions import QUESTIONS, Question
from sector_data.spec.words import LANGUAGES, Language
from sector_data.spec.yaml_lines import Place

LONGEST = 4000
"""Characters of an answer."""

Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Said = Text | Annotated[dict[Language, Text], Field(min_length=1)]
"""An answer: in the main language of the release, or in several."""


def answer_of(question: Question, documentation: Mapping[str, Said]) -> tuple[str, Said] | None:
    """Return which question a person answered, and how: the question itself, or one that answers it
    as well; None when nobody did."""
    found: Question | None = question
    while found is not None:
        if found.id in documentation:
            return found.id, documentation[found.id]
        found = QUESTIONS.get(found.see)
    return None


def open_questions(documentation: Mapping[str, Said]) -> tuple[Question, ...]:
    """Return the questions that evidence never answers alone, and that no person answered."""
    return tuple(
        question
        for question in QUESTIONS.values()
        if question.person and not question.optional and answer_of(question, documentation) is None
    )


def check_documentation(value: object, problems: Problems) -> object:
    """Return the section with what can be read; each mistake is noted with the nearest word."""
    if not isinstance(value, dict):
        return value
    said: dict[str, object] = {}
    for name, text in value.items():
        place = ("documentation", name)
        if name not in QUESTIONS:
            problems.add(place, f"unknown question {quote(name)}.", nearest(name, QUESTIONS))
        elif isinstance(text, dict):
            lines = {
                language: _text(line, (*place, language), problems)
                for language, line in text.items()
                if line is not None and _is_language(language, place, problems)
            }
            said[name] = {language: line for language, line in lines.items() if line}
        elif text is not None:
            said[name] = _text(text, place, problems)
    return {name: text for name, text in said.items() if text}


def _is_language(word: str, place: Place, problems: Problems) -> bool:
    if word not in LANGUAGES:
        hint = f"One of: {', '.join(LANGUAGES)}."
        problems.add((*place, word), f"unknown language {quote(word)}.", hint)
    return word in LANGUAGES


def _text(value: object, place: Place, problems: Problems) -> str | None:
    """Return an answer; None, and a mistake, where it is none."""
    if not isinstance(value, str) or not value:
        problems.add(place, f"expected a text; found {quote(value or 'nothing')}.")
    elif len(value) > LONGEST:
        problems.add(place, f"must have at most {LONGEST:,} characters; found {len(value):,}.")
    else:
        return value
    return None


def documentation_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the section, with each question to be read where it is answered."""
    text = {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": LONGEST}
    languages = {
        "type": "object",
        "propertyNames": {"enum": list(LANGUAGES)},
        "additionalProperties": {"anyOf": [text, {"type": "null"}]},
    }
    return {
        "type": ["object", "null"],
        "properties": {
            name: {"anyOf": [text, languages, {"type": "null"}], "description": question.text}
            for name, question in QUESTIONS.items()
        },
        "additionalProperties": False,
    }
