"""Texts as they look."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.legible import legible
from sector_data.detect.text import TextDetector
from sector_data.spec.evidence.findings import Span

LETTERS = st.sampled_from(
    [*"abcÉüß1 -.,\n", "\u00a0", "\u202f", "\u200b", "\u00ad", "e\u0301", "山"]
)


@given(st.lists(LETTERS, max_size=40).map("".join))
@settings(deadline=None, max_examples=100)
def test_places_lead_back(text: str) -> None:
    seen = legible(text)
    for start in range(len(seen.text)):
        for end in range(start + 1, len(seen.text) + 1):
            there = seen.back_whole(text, Span(start, end, "X", 1.0))
            assert 0 <= there.start < there.end <= len(text)
            assert legible(text[there.start : there.end]).text == seen.text[start:end]


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_text_can_be_seen(text: str) -> None:
    once = legible(text)
    assert len(once.text) <= len(text)
    assert legible(once.text).text == once.text
    if text.isascii():
        assert once.text is text


TEXT = "Patient: Zoë Müller, MRN 1234567, seen on 3 May 2020 by Dr. Alice Wong."


@pytest.mark.parametrize(
    "written",
    [
        TEXT.replace(" ", "\u00a0"),
        TEXT.replace(" ", "\u202f"),
        TEXT.replace("e", "e\u00ad"),
        "\u200b".join(TEXT),
        "\ufeff" + TEXT,
        unicodedata.normalize("NFD", TEXT),
    ],
    ids=["no-break", "narrow", "soft hyphens", "zero width", "byte order mark", "decomposed"],
)
def test_what_cannot_be_seen_hides_nothing(written: str) -> None:
    def found(text: str) -> list[tuple[str, str]]:
        spans = TextDetector("en").find([text])[0]
        return [(legible(text[s.start : s.end]).text.replace(" ", ""), s.entity) for s in spans]

    plain = found(TEXT)
    assert len(plain) == 4
    assert found(written) == plain
