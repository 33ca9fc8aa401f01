"""What was found in one text is found in all; ordinary words are not spread."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.consistency import agree
from sector_data.spec.evidence.findings import Span


def spans_of(text: str, *passages: tuple[str, str]) -> list[Span]:
    return sorted(
        Span(text.index(p), text.index(p) + len(p), entity, 0.85) for p, entity in passages
    )


def found(texts: list[str], spans: list[list[Span]]) -> list[list[str]]:
    agreed = agree(texts, spans)
    return [[t[s.start : s.end] for s in some] for t, some in zip(texts, agreed.spans, strict=True)]


def test_a_name_that_was_missed_once_is_found_again() -> None:
    texts = ["Seen by Dr. Kellerman.", "Kellerman to call.", "no Kellermans here"]
    spans = [spans_of(texts[0], ("Kellerman", "PERSON")), [], []]
    assert found(texts, spans) == [["Kellerman"], ["Kellerman"], []]
    assert agree(texts, spans).identifiers == ["Kellerman"]


def test_what_is_mostly_left_alone_is_no_name() -> None:
    texts = ["Follow up.", *["Follow the plan."] * 5]
    spans = [spans_of(texts[0], ("Follow", "PERSON")), *[[]] * 5]
    assert found(texts, spans) == [["Follow"], *[[]] * 5]
    assert agree(texts, spans).identifiers == []


def test_ordinary_language_is_spread_only_if_it_is_mostly_found_and_never_searched_for() -> None:
    texts = ["Mr. Walker came.", "Walker was seen.", "uses a walker"]
    once = [spans_of(texts[0], ("Walker", "PERSON")), [], []]
    assert found(texts, once) == [["Walker"], [], []]
    twice = [once[0], spans_of(texts[1], ("Walker", "PERSON")), []]
    assert found(texts, twice) == [["Walker"], ["Walker"], []]
    assert agree(texts, twice).identifiers == []


def test_categories_of_the_release_are_no_names() -> None:
    texts = ["Vascular Surgery saw her.", "Vascular Surgery again"]
    spans = [spans_of(texts[0], ("Vascular Surgery", "ORGANIZATION")), []]
    agreed = agree(texts, spans, frozenset({"vascular", "surgery"}))
    assert [len(found) for found in agreed.spans] == [1, 0]
    assert agreed.identifiers == []


def test_numbers_are_always_spread_and_dates_never() -> None:
    texts = ["MRN 555-0173 on Monday", *["Monday 555-0173"] * 9]
    spans = [
        spans_of(texts[0], ("555-0173", "MEDICAL_RECORD_NUMBER"), ("Monday", "DATE_TIME")),
        *[[]] * 9,
    ]
    assert found(texts, spans)[1:] == [["555-0173"]] * 9


@pytest.mark.parametrize("texts", [[], [None], ["", None, "x"]])
def test_texts_without_findings_stay_without(texts: list[str | None]) -> None:
    assert list(agree(texts, [[] for _ in texts]).spans) == [[] for _ in texts]


@given(
    words=st.lists(
        st.lists(st.sampled_from(["Ada", "ada", "B", "Ω", "🙂", "7"]), max_size=6), max_size=6
    ),
    data=st.data(),
)
def test_nothing_that_was_found_is_lost(words: list[list[str]], data: st.DataObject) -> None:
    texts: list[str | None] = [" ".join(some) for some in words]
    spans: list[list[Span]] = []
    for text in texts:
        assert text is not None
        if not text:
            spans.append([])
            continue
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        spans.append([Span(start, end, "PERSON", 0.5)] if text[start:end].strip() else [])
    agreed = agree(texts, spans)
    for text, before, after in zip(texts, spans, agreed.spans, strict=True):
        assert text is not None
        assert all(a.end <= b.start for a, b in pairwise(after))
        for span in before:
            kept = text[span.start : span.end].strip()
            assert any(kept in text[a.start : a.end] for a in after)
