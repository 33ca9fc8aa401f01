"""The rule of the leak gate: spellings, thresholds, ordinary words."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.leaks.rules import (
    Kind,
    by_chance,
    canonical_number,
    common_words,
    eponyms,
    is_common,
    spellings,
    time_connectors,
    time_names,
    time_words,
)
from sector_data.release.leaks.tokens import fold, tokenise


def kinds(text: str) -> set[Kind]:
    (tokens,) = tokenise(pa.array([text]))
    return {spelling.kind for spelling in spellings(text, tokens)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Smith", Kind.WORD),
        ("April", Kind.WORD),
        ("Jan", Kind.WORD),
        ("O'Brien", Kind.PHRASE),
        ("An Le", Kind.PHRASE),
        ("April May", Kind.PHRASE),
        ("水木", Kind.PHRASE),
        ("482913", Kind.NUMBER),
        ("2021-03-14", Kind.DATE),
        ("2021-03-14T10:00:00Z", Kind.DATE),
        ("14.3.21", Kind.DATE),
        ("14 March 2021", Kind.DATE),
        ("le 14 mars 2021", Kind.DATE),
    ],
)
def test_secrets_have_a_kind(text: str, kind: Kind) -> None:
    assert kinds(text) == {kind}


def test_an_iban_is_no_date_though_de_is_a_word_of_dates() -> None:
    assert kinds("DE89 3704 0044 0532 0130 00") == {Kind.PHRASE, Kind.NUMBER}


def test_numbers_written_in_groups_are_numbers_too() -> None:
    assert kinds("617-555-0123") == {Kind.PHRASE, Kind.NUMBER}
    assert kinds("42.360112") == {Kind.PHRASE}  # a decimal is no other number


@given(st.text())
def test_any_text_has_spellings_without_a_fault(text: str) -> None:
    sound = text.encode("utf-8", "replace").decode()
    (tokens,) = tokenise(pa.array([sound]))
    for spelling in spellings(sound, tokens):
        assert spelling.tokens
        assert all(spelling.tokens)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("0045", "45"), ("45.0", "45"), ("-45.50", "45.5"), ("0", "0"), ("000", "0"), ("0.5", "0.5")],
)
def test_equal_numbers_are_equal_texts(text: str, canonical: str) -> None:
    assert canonical_number(text) == canonical


@given(st.floats(0.001, 50), st.integers(0, 120))
def test_chance_is_the_tail_of_a_poisson_distribution(expected: float, observed: int) -> None:
    below = math.fsum(
        math.exp(-expected + i * math.log(expected) - math.lgamma(i + 1)) for i in range(observed)
    )
    tail = 1 - below
    if abs(tail - 1e-3) > 1e-6:
        assert by_chance(expected, observed) == (tail >= 1e-3)


@pytest.mark.parametrize(
    ("expected", "observed", "chance"),
    [
        *((0.0, 0, True), (0.0, 1, False), (5.0, 0, True), (5.0, 13, True), (5.0, 14, False)),
        *((1e6, 1_000_000, True), (1e6, 1_002_000, True), (1e6, 1_200_000, False)),
    ],
)
def test_known_tails(expected: float, observed: int, chance: bool) -> None:
    assert by_chance(expected, observed) is chance


def test_word_lists_are_folded_and_apart() -> None:
    for words in (common_words(), eponyms(), time_words(), time_connectors(), time_names()):
        assert words
        assert all(fold(word) == word for word in words)
    assert not time_words() & time_connectors()
    assert time_names() <= time_words()


def test_names_that_are_hardly_words_are_not_excused() -> None:
    names = "smith johnson garcia miller wilson anderson taylor jackson lee thompson lopez baker"
    names += " james mary john maria anna peter thomas david sarah laura julia sophie boston paris"
    assert not set(names.split()) & common_words()


def test_an_s_makes_an_ordinary_word_no_less_ordinary() -> None:
    assert is_common("mark")
    assert is_common("marks")
    assert is_common("banks")
    assert not is_common("smiths")
