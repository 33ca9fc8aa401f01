"""The steward's own rules for texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.rules import DENIED, Rules, make_rules
from sector_data.detect.text import TextDetector
from sector_data.errors import InputError
from sector_data.spec.detection import DetectionSpec, RecognizerPattern, RecognizerSpec
from sector_data.spec.evidence.findings import Span

BADGE = RecognizerSpec(
    name="Badge",
    entity="STAFF_NUMBER",
    patterns=(RecognizerPattern(regex=r"KV-(?P<x>\d{5})", score=0.5, name="new badge"),),
    context=("badge", "staff card"),
)


def found(text: str, **said: object) -> list[tuple[str, str]]:
    rules = make_rules(DetectionSpec.model_validate(said), "en")
    return [(text[s.start : s.end], s.entity) for s in TextDetector(rules=rules).find([text])[0]]


def test_a_recogniser_of_the_stewards_own() -> None:
    rules = make_rules(DetectionSpec(recognizers=(BADGE,)), "en")
    near = next(rules.own("his badge is KV-12345"))
    far = next(rules.own("KV-12345 was seen"))
    assert (near.entity, near.recognizer, near.reason) == (
        "STAFF_NUMBER",
        "Badge",
        "the form 'new badge'",
    )
    assert (near.start, near.end) == (16, 21)
    assert near.score == pytest.approx(0.85)
    assert far.score == pytest.approx(0.5)
    # The letters before it are of no dictionary: they are hidden with it, as the same kind.
    assert found("his badge is KV-12345", recognizers=[BADGE]) == [("KV-12345", "STAFF_NUMBER")]


def test_a_check_leaves_out_what_fails_it() -> None:
    own = BADGE.model_copy(
        update={"patterns": (RecognizerPattern(regex=r"\b\d{6}\b"),), "check": "luhn"}
    )
    rules = make_rules(DetectionSpec(recognizers=(own,)), "en")
    assert [s.start for s in rules.own("123455 123456 000000")] == [0, 14]


def test_a_recogniser_of_another_language_is_left_out() -> None:
    own = BADGE.model_copy(update={"languages": ("de",)})
    assert make_rules(DetectionSpec(recognizers=(own,)), "en").finders == ()
    assert len(make_rules(DetectionSpec(recognizers=(own,)), "de").finders) == 1


@pytest.mark.parametrize("check", ["no-such-check", "luhn.calc", "util"])
def test_an_unknown_check_is_named(check: str) -> None:
    own = BADGE.model_copy(update={"check": check})
    with pytest.raises(InputError, match="python-stdnum"):
        make_rules(DetectionSpec(recognizers=(own,)), "en")


def test_deny_lists_are_found_in_any_case_and_over_blanks() -> None:
    deny = {"LOCATION": ["Old Mill"], "PERSON": ["Q."]}
    text = "near the OLD  mill, says Q."
    assert found(text, deny=deny) == [("OLD  mill", "LOCATION"), ("Q.", "PERSON")]
    assert found("oldmill and milling", deny=deny) == []


def test_a_deny_list_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "staff.txt").write_text("\ufeffZorblax\n\n  Quuxly  \n", "utf-8")
    rules = make_rules(DetectionSpec(deny={"PERSON": "staff.txt"}), "en", base=tmp_path)
    assert [s.start for s in rules.own("quuxly met zorblax")] == [0, 11]
    assert all(s.recognizer == DENIED for s in rules.own("quuxly"))


def test_a_missing_deny_list_is_an_error_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"staff\.txt"):
        make_rules(DetectionSpec(deny={"PERSON": "staff.txt"}), "en", base=tmp_path)


def test_what_is_allowed_is_left_alone() -> None:
    text = "Seen by Dr. Alice Wong."
    assert found(text) == [("Alice Wong", "PERSON")]
    assert found(text, allow=["alice wong"]) == []
    assert found(text, allow=["alice"]) == [("Alice Wong", "PERSON")]


def test_what_is_denied_or_known_is_stronger_than_what_is_allowed() -> None:
    assert found("Zorblax", allow=["zorblax"], deny={"PERSON": ["zorblax"]}) == [
        ("Zorblax", "PERSON")
    ]
    known = Span(0, 7, "PERSON", 0.9, "KnownValues")
    rules = make_rules(DetectionSpec(allow=("zorblax",)), "en")
    assert rules.keep("Zorblax", [known]) == [known]


def test_thresholds() -> None:
    text = "Seen by Dr. Alice Wong on 3 May 2020."
    # A capital word that no dictionary explains may be an institution as well as a person.
    raised = {"PERSON": 1.0, "ORGANIZATION": 1.0}
    assert found(text, thresholds=raised) == [("3 May 2020", "DATE_TIME")]
    assert found(text, threshold=1.0) == []


def test_without_rules_nothing_changes() -> None:
    spans = [Span(0, 1, "PERSON", 0.4), Span(0, 1, "PERSON", 0.39)]
    assert Rules().keep("x", spans) == spans[:1]
    assert list(Rules().own("anything")) == []


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_any_words_may_be_listed(text: str, words: list[str]) -> None:
    spec = DetectionSpec(allow=tuple(words), deny={"PERSON": tuple(words)})
    rules = make_rules(spec, "en")
    for span in rules.own(text):
        assert 0 <= span.start < span.end <= len(text)
    whole = [Span(0, len(text), "PERSON", 1.0)] if text else []
    assert len(rules.keep(text, whole)) <= 1


@pytest.mark.parametrize(
    ("regex", "why"), [("(", "no regular expression"), ("a*", "empty text"), ("", "at least 1")]
)
def test_a_pattern_that_cannot_be_used_is_refused(regex: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        RecognizerPattern(regex=regex)
