"""Texts are folded and cut into the tokens that the leak search compares."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leak_tokens import encode, fold, runs, split_run, tokenise, weight

texts = st.lists(st.none() | st.text(max_size=20), max_size=6)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("O'Brien", ("o", "brien")),
        ("Aaron697", ("aaron", "697")),
        ("19A", ("19", "a")),
        ("A1B2", ("a1b2",)),
        ("a482913f0", ("a482913f0",)),
        ("snake_case", ("snake", "case")),
        ("Straße", ("strasse",)),
        ("Müller Mu\u0308ller", ("muller", "muller")),
        ("Jo\u00adhn", ("john",)),
        ("ＴＯＭ１２", ("tom", "12")),
        ("田中太郎123", ("田", "中", "太", "郎", "123")),
        ("ﾔﾏﾀﾞ", ("ヤ", "マ", "タ")),
        ("½ № 😀", ("1", "2")),
        ("", ()),
        (None, ()),
    ],
)
def test_texts_are_cut_and_folded(text: str | None, tokens: tuple[str, ...]) -> None:
    assert tokenise(pa.array([text], pa.string())) == [tokens]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert split_run(once) == split_run(fold(once))


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_normal_form_makes_no_difference(text: str, form: str) -> None:
    other = unicodedata.normalize(form, text)  # type: ignore[arg-type]  # a literal to mypy only
    assert fold(other) == fold(text)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_the_stream_is_the_tokens(values: list[str | None]) -> None:
    array = pa.array(values, pa.string())
    expected = tokenise(array)
    codes = {token: number for number, token in enumerate({t for ts in expected for t in ts}, 1)}
    stream = encode(array, codes)
    named = {number: token for token, number in codes.items()}
    assert stream.lengths.tolist() == [len(tokens) for tokens in expected]
    assert [named[int(code)] for code in stream.codes] == [t for ts in expected for t in ts]
    assert stream.cells.tolist() == [i for i, ts in enumerate(expected) for _ in ts]


def test_unknown_tokens_are_zero_and_case_is_kept_aside() -> None:
    stream = encode(pa.array(["Will will WILL other"]), {"will": 7})
    assert stream.codes.tolist() == [7, 7, 7, 0]
    assert stream.lower.tolist() == [False, True, False, True]
    assert stream.codes.dtype == np.uint64


def test_an_empty_column_has_no_tokens() -> None:
    stream = encode(pa.array([], pa.string()), {})
    assert (len(stream.codes), len(stream.lengths)) == (0, 0)


def test_ascii_texts_are_cut_like_any_other() -> None:
    ascii_only = ["a-b_c d1", "x\ty"]
    both = runs(pa.array([*ascii_only, "é"])).to_pylist()
    assert runs(pa.array(ascii_only)).to_pylist() == both[:2]


@pytest.mark.parametrize(("tokens", "expected"), [(("ab", "c"), 3), (("田",), 2), (("ヤ",), 1)])
def test_han_characters_weigh_double(tokens: tuple[str, ...], expected: int) -> None:
    assert weight(tokens) == expected
