"""Words of texts and values, folded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.known.reading import ReadText, fold, one_edit, spellings


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("MU\u0308LLER", "muller"),
        ("Straße", "strasse"),
        ("Ørsted", "orsted"),
        ("Łukasz", "lukasz"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_accents_and_case_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert ReadText(written).keys == [folded]


def test_umlauts_have_three_spellings() -> None:
    assert spellings("Müller") >= {"muller", "mueller"}
    assert spellings("Mueller") >= {"muller", "mueller"}
    assert spellings("Sue") == {"sue"}


@given(text=st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_places_lie_in_the_text_that_was_given(text: str) -> None:
    read = ReadText(text)
    for start, end in zip(read.starts, read.ends, strict=True):
        low, high = read.place(start, end)
        assert 0 <= low < high <= len(text)
    assert repr(read) == f"ReadText({len(read.keys)} words)"


def test_widths_are_made_even_and_places_kept() -> None:
    read = ReadText("ﾀﾞｲｺﾞ １２３号")
    assert read.text == "ダイゴ 123号"
    assert read.keys == ["123"]
    assert read.place(0, 3) == (0, 5)
    assert read.place(4, 7) == (6, 9)


@given(
    word=st.text("abcdef", min_size=2, max_size=8),
    at=st.integers(0, 7),
    sign=st.sampled_from("xyz"),
)
@settings(deadline=None, max_examples=100)
def test_one_edit_is_one_edit(word: str, at: int, sign: str) -> None:
    at = min(at, len(word) - 1)
    assert one_edit(word, word[:at] + sign + word[at + 1 :])
    assert one_edit(word, word[:at] + sign + word[at:])
    assert one_edit(word[:at] + sign + word[at:], word)
    swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else word
    assert one_edit(word, swapped) is (swapped != word)
    assert not one_edit(word, word)
    assert not one_edit(word, word[:at] + sign * 2 + word[at:])
