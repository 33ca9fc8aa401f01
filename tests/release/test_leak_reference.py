"""The index finds what reading every text for every spelling finds, whatever fits into memory."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from unittest import mock

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leaks.figures import figures_in
from sector_data.release.leaks.index import SecretIndex
from sector_data.release.leaks.rules import MIN_JOINED_DIGITS, Kind, spellings
from sector_data.release.leaks.tokens import runs, split_run, tokenise

STRICTNESS = [Kind.WORD, Kind.DATE, Kind.PHRASE, Kind.NUMBER]
Form = tuple[tuple[tuple[str, Kind], ...], bool]
Found = tuple[Form, bool, bool]
Owners = dict[tuple[bool, tuple[str, ...]], dict[str, Kind]]

PARTS = [
    *("O'Brien", "obrien", "Jean-Luc", "JEAN LUC", "John Smith", "smith", "Müllers", "muller"),
    *("An Na", "anna", "田中", "田中太郎", "ﾔﾏﾀﾞ", "Jo\u00adhn", "STRASSE", "Straße", "A12", "a1b2"),
    *("617-555-0123", "6175550123", "+1 617 555 0123", "482913", "MRN482913", "MRN 0045129"),
    *("0045129", "2021-03-14", "March 14, 2021", "2 weeks", "5.000.500", "12.345", "１２３４５"),
    *("", "-", "x", "12", "Will", "will", "x'y-z", "no. 19", "19 no", "0482913"),
]
parts = st.sampled_from(PARTS) | st.text("aBé1 9'-.0田\u0308", max_size=8)
texts = st.lists(parts, max_size=4).flatmap(
    lambda some: st.sampled_from([" ", "", "-", "'", ", "]).map(lambda joint: joint.join(some))
)
columns = st.dictionaries(st.sampled_from("abc"), st.lists(st.none() | texts, max_size=6))


def owners_of(secrets: dict[str, list[str | None]]) -> Owners:
    """Return all spellings, numbers apart, with how they are compared for each column."""
    owners: Owners = {}
    for source, values in secrets.items():
        texts_of_column = pa.array(filter(None, values), pa.string())
        tokens_of_column = tokenise(texts_of_column)
        for value, tokens in zip(texts_of_column.to_pylist(), tokens_of_column, strict=True):
            for spelling in spellings(value, tokens):
                kinds = owners.setdefault((spelling.kind is Kind.NUMBER, spelling.tokens), {})
                stricter = max(
                    spelling.kind, kinds.get(source, spelling.kind), key=STRICTNESS.index
                )
                kinds[source] = stricter
    return owners


def by_reading(owners: Owners, text: str) -> Counter[Found]:
    """Look for every spelling of every secret at every place of a text."""
    met: dict[tuple[bool, tuple[str, ...]], tuple[bool, bool]] = {}
    for reading in {text, joined(text)}:
        (found,) = runs(pa.array([reading])).to_pylist()
        stream = [(token, run == run.lower()) for run in found for token in split_run(run)]
        for start, (_, is_lower) in enumerate(stream):
            for is_number, tokens in owners:
                here = tuple(token for token, _ in stream[start : start + len(tokens)])
                if here == tokens and not is_number:
                    whole, lower = met.get((False, tokens), (False, True))
                    whole |= len(tokens) == len(stream)
                    met[False, tokens] = whole, lower and is_lower
    for figures, alone in figures_in(text):
        if (True, (figures,)) in owners:
            met[True, (figures,)] = met.get((True, (figures,)), (False, False))[0] or alone, False
    return Counter(
        (
            (
                tuple(sorted(owners[key].items())),
                key[0] and len(key[1][0]) < MIN_JOINED_DIGITS,
            ),
            *how,
        )
        for key, how in met.items()
    )


def joined(text: str) -> str:
    """Leave out apostrophes and hyphens between letters, from left to right."""
    result, place = "", 0
    while place < len(text):
        if (
            place + 2 < len(text)
            and text[place].isalpha()
            and text[place + 1] in "'’ʼ‘´`-‐‑"
            and text[place + 2].isalpha()
        ):
            result += text[place] + text[place + 2]
            place += 3
        else:
            result += text[place]
            place += 1
    return result


def by_index(secrets: dict[str, list[str | None]], some: list[str]) -> list[Counter[Found]]:
    index = SecretIndex({name: pa.array(values, pa.string()) for name, values in secrets.items()})
    matches = index.find(pa.array(some, pa.string()))
    found: list[Counter[Found]] = [Counter() for _ in some]
    for cell, code, whole, lower in zip(
        matches.cells.tolist(),
        index.forms_of(matches.spellings).tolist(),
        matches.whole.tolist(),
        matches.lower.tolist(),
        strict=True,
    ):
        form = index.secrets.forms[code]
        kinds = tuple((index.secrets.sources[source], kind) for source, kind in form.kinds)
        found[cell][(kinds, form.short), whole, lower] += 1
    return found


@settings(max_examples=80, deadline=None)
@given(columns, st.lists(texts, max_size=5), st.booleans())
def test_what_the_index_finds_is_what_reading_finds(
    secrets: dict[str, list[str | None]], some: list[str], in_pieces: bool
) -> None:
    some += [value for values in secrets.values() for value in values if value]
    with ExitStack() as stack:
        if in_pieces:
            for name, size in (("arrays.IN_MEMORY", 0), ("arrays.HELD", 3)):
                stack.enter_context(mock.patch(f"sector_data.sources.{name}", size))
            stack.enter_context(mock.patch("sector_data.release.leaks.secrets.BATCH", 2))
        found = by_index(secrets, some)
    owners = owners_of(secrets)
    assert found == [by_reading(owners, text) for text in some]


@settings(max_examples=30, deadline=None)
@given(columns)
def test_distinct_values_are_counted(secrets: dict[str, list[str | None]]) -> None:
    values = {value for column in secrets.values() for value in column if value is not None}
    searched = {v for v in values if spellings(v, tokenise(pa.array([v]))[0])}
    found = SecretIndex({name: pa.array(column, pa.string()) for name, column in secrets.items()})
    assert found.secrets.values == len(searched)
    assert found.secrets.not_searchable == len(values - searched)
