"""Masks hide letters and digits and keep separators."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.masks import is_separator
from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms.values import Mask
from tests.deidentify.strategies import TEXTS


def masked(text: str, **parameters: object) -> str:
    spec = Mask.model_validate(parameters)
    result: str = transform(pa.array([text]), spec).to_pylist()[0]
    return result


@settings(deadline=None)
@given(TEXTS, st.integers(0, 3), st.integers(0, 3))
def test_separators_stay_in_place_and_at_most_the_ends_are_shown(
    text: str, first: int, last: int
) -> None:
    text = unicodedata.normalize("NFC", text)
    result = masked(text, keep_first=first, keep_last=last, character="█")
    assert len(result) == len(text)
    hidable = [place for place, character in enumerate(text) if not is_separator(character)]
    shown = [place for place in hidable if result[place] != "█"]
    if first + last and 2 * (first + last) < len(hidable):
        assert shown == hidable[:first] + hidable[len(hidable) - last :]
    else:
        assert shown == []
    assert all(result[p] == text[p] for p in range(len(text)) if p not in hidable or p in shown)


@pytest.mark.parametrize(
    ("text", "parameters", "expected"),
    [
        ("4539 1488 0343 6467", {"keep_last": 4}, "**** **** **** 6467"),
        ("A1-b2/c3", {}, "**-**/**"),
        ("1234567", {"keep_last": 4}, "*******"),
        ("12345678", {"keep_first": 2, "keep_last": 2}, "********"),
        ("123456789", {"keep_first": 2, "keep_last": 2}, "12*****89"),
        ("山田-太郎", {"character": "X"}, "XX-XX"),
        ("नमस्ते", {}, "******"),
        ("q\u0323-1", {}, "**-*"),
        ("😀", {}, "*"),
        ("+1 (555)", {}, "+* (***)"),
        ("a\\b", {"character": "\\"}, "\\\\\\"),
        ("", {"keep_first": 1}, ""),
        ("-./", {"keep_first": 1}, "-./"),
    ],
)
def test_masks_by_example(text: str, parameters: dict[str, object], expected: str) -> None:
    assert masked(text, **parameters) == expected


def test_numbers_and_dates_are_masked_as_text() -> None:
    assert transform(pa.array([-1234567, None]), Mask(keep_last=2)).to_pylist() == [
        "-*****67",
        None,
    ]
    dates = pa.array(["2020-01-31"]).cast(pa.date32())
    assert transform(dates, Mask()).to_pylist() == ["****-**-**"]
