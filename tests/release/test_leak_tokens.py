"""Texts are folded and cut into the tokens that the leak search compares."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leaks.tokens import (
    fold,
    hash_texts,
    runs,
    split_run,
    stream_of,
    tokenise,
    weight,
)


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


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert split_run(once) == split_run(fold(once))


@settings(max_examples=100, deadline=None)
@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_normal_form_makes_no_difference(text: str, form: str) -> None:
    other = unicodedata.normalize(form, text)  # type: ignore[arg-type]  # a literal to mypy only
    assert fold(other) == fold(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20) | st.text("aZ09 '-_\n\x1f", max_size=20), max_size=6))
def test_the_stream_is_the_tokens(values: list[str]) -> None:
    array = pa.array(["", *values], pa.string()).slice(1)
    expected = tokenise(array)
    high, low = hash_texts(pa.array([t for tokens in expected for t in tokens], pa.string()))
    stream = stream_of(array)
    assert stream.lengths.tolist() == [len(tokens) for tokens in expected]
    assert np.array_equal(stream.high, high)
    assert np.array_equal(stream.low, low)
    assert stream.cells.tolist() == [i for i, ts in enumerate(expected) for _ in ts]


def test_case_is_kept_aside() -> None:
    stream = stream_of(pa.array(["Will will a-WILL2"]))
    assert len(set(stream.high[[0, 1, 3]])) == 1
    assert stream.lower.tolist() == [False, True, True, False, False]


def test_an_empty_column_has_no_tokens() -> None:
    stream = stream_of(pa.array([], pa.string()))
    assert (len(stream.high), len(stream.lengths)) == (0, 0)


def test_ascii_texts_are_cut_like_any_other() -> None:
    ascii_only = ["a-b_c d1", "x\ty"]
    both = runs(pa.array([*ascii_only, "é"])).to_pylist()
    assert runs(pa.array(ascii_only)).to_pylist() == both[:2]


@pytest.mark.parametrize(("tokens", "expected"), [(("ab", "c"), 3), (("田",), 2), (("ヤ",), 1)])
def test_han_characters_weigh_double(tokens: tuple[str, ...], expected: int) -> None:
    assert weight(tokens) == expected
