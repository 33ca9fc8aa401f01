"""Passages are replaced whole, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.text import replace_spans
from sector_data.spec.evidence.findings import Span
from sector_data.spec.transforms.values import RedactText

TAGS = RedactText(replacement="tags")
MASK = RedactText(replacement="mask")

# Passages and the text around them are of different characters, so that leftovers can be told.
OUTSIDE = st.text("abc \n.é田😀", max_size=8)
INSIDE = st.text("XYZ-'ÖÜ山👩\u200d🇯🇵", min_size=1, max_size=8)
ENTITIES = st.sampled_from(["PERSON", "DATE_TIME", "MEDICAL_RECORD_NUMBER"])


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span], list[str]]:
    """Draw a text, its passages in any order, and the stretches outside them."""
    outside = [draw(OUTSIDE)]
    text = outside[0]
    spans = []
    for passage in draw(st.lists(INSIDE, max_size=4)):
        spans.append(
            Span(len(text), len(text) + len(passage), draw(ENTITIES), draw(st.floats(0, 1)))
        )
        outside.append(draw(OUTSIDE))
        text += passage + outside[-1]
    return text, draw(st.permutations(spans)), outside


@settings(deadline=None)
@given(marked_texts())
def test_tags_stand_where_the_passages_stood(case: tuple[str, list[Span], list[str]]) -> None:
    text, spans, outside = case
    (result,) = replace_spans([text], [spans], TAGS)
    tags = [f"<{span.entity}>" for span in sorted(spans)]
    expected = outside[0] + "".join(
        tag + after for tag, after in zip(tags, outside[1:], strict=True)
    )
    assert result == expected


@settings(deadline=None)
@given(marked_texts())
def test_masks_keep_every_other_code_point_in_its_place(
    case: tuple[str, list[Span], list[str]],
) -> None:
    text, spans, _ = case
    (result,) = replace_spans([text], [spans], MASK)
    hidden = {place for span in spans for place in range(span.start, span.end)}
    assert result == "".join("*" if place in hidden else c for place, c in enumerate(text))


def test_texts_without_passages_and_missing_texts_stay() -> None:
    texts = ["untouched < > & \r\n", None, ""]
    assert replace_spans(texts, [[], [], []], TAGS) == texts
    assert replace_spans([], [], TAGS) == []


def test_passages_with_a_space_between_stay_two() -> None:
    spans = [Span(0, 4, "PERSON", 0.5), Span(5, 10, "PERSON", 0.5)]
    assert replace_spans(["Anna Weber"], [spans], TAGS) == ["<PERSON> <PERSON>"]
    assert replace_spans(["Anna Weber"], [spans], MASK) == ["**** *****"]


@pytest.mark.parametrize(
    "spans",
    [[(0, 3), (2, 4)], [(0, 0)], [(3, 2)], [(-1, 2)], [(2, 99)], [(0, 4), (1, 2)]],
    ids=str,
)
def test_passages_that_are_not_disjoint_or_outside_are_refused(
    spans: list[tuple[int, int]],
) -> None:
    found = [Span(start, end, "PERSON", 1.0) for start, end in spans]
    with pytest.raises(ValueError, match="disjoint"):
        replace_spans(["Anna Weber"], [found], TAGS)


def test_a_passage_of_a_missing_text_is_refused() -> None:
    with pytest.raises(ValueError, match="inside their text"):
        replace_spans([None], [[Span(0, 1, "PERSON", 1.0)]], TAGS)


def test_texts_and_passages_must_correspond() -> None:
    with pytest.raises(ValueError, match="argument"):
        replace_spans(["a"], [], TAGS)
