"""Secrets are found in texts by their tokens, fast and completely."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leaks.figures import figures_in
from sector_data.release.leaks.index import SecretIndex
from sector_data.release.leaks.rules import Kind
from sector_data.release.leaks.secrets import distinct_texts
from sector_data.sources.shares import Share


def found(index: SecretIndex, *texts: str | None) -> list[set[str]]:
    """Return for each text the sources of which a secret is in it."""
    matches = index.find(pa.array(texts, pa.string()))
    hits: list[set[str]] = [set() for _ in texts]
    forms = index.forms_of(matches.spellings).tolist()
    for cell, form in zip(matches.cells.tolist(), forms, strict=True):
        hits[cell] |= {
            index.secrets.sources[source] for source, _ in index.secrets.forms[form].kinds
        }
    return hits


def test_secrets_of_many_lengths_are_found_together() -> None:
    index = SecretIndex(
        {
            "p.name": pa.array(["Zbrk", "Qvl Wxz", "Rst Mnp Dfg Hjk Lll"]),
            "p.phone": pa.array(["617-555-0123"]),
        }
    )
    assert found(index, "x zbrk", None, "qvl WXZ", "rst mnp dfg hjk lll", "(617)5550123", "") == [
        {"p.name"},
        set(),
        {"p.name"},
        {"p.name"},
        {"p.phone"},
        set(),
    ]


def test_a_sequence_does_not_run_over_the_end_of_a_text() -> None:
    index = SecretIndex({"p.name": pa.array(["Qvl Wxz"])})
    assert found(index, "a qvl", "wxz b") == [set(), set()]


def test_batches_are_searched_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    index = SecretIndex({"p.name": pa.array(["O'Brien", "482913"])})
    texts = ["x", "obrien", "O'Brien", "MRN 482913", None, "none"]
    expected = found(index, *texts)
    monkeypatch.setattr("sector_data.release.leaks.secrets.BATCH", 2)
    assert (
        found(index, *texts)
        == expected
        == [
            set(),
            {"p.name"},
            {"p.name"},
            {"p.name"},
            set(),
            set(),
        ]
    )


def test_whole_and_lower_are_told() -> None:
    index = SecretIndex({"p.name": pa.array(["Will"])})
    matches = index.find(pa.array(["Will", "will", "will and Will", "will too"]))
    assert matches.whole.tolist() == [True, True, False, False]
    assert matches.lower.tolist() == [False, True, False, True]


@pytest.mark.parametrize("values", [["Obrien", "O'Brien"], ["O'Brien", "Obrien"]])
def test_the_stricter_kind_counts_when_spellings_coincide(values: list[str]) -> None:
    index = SecretIndex({"p.last": pa.array(values)})
    (spelling,) = index.words({"obrien"})
    assert index.secrets.forms[index.forms_of(spelling)].kinds == ((0, Kind.PHRASE),)


def test_distinct_values_are_counted_over_all_sources() -> None:
    index = SecretIndex({"a.x": pa.array(["Zbrk", "Zbrk", "x", None]), "b.y": pa.array(["Zbrk"])})
    assert (index.secrets.values, index.secrets.not_searchable) == (1, 1)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([1, None, 1]), ["1"]),
        (pa.array([482913.0, 0.5, None]), ["482913", "0.5"]),
        (pa.array([dt.date(2021, 3, 14)]), ["2021-03-14"]),
        (pa.chunked_array([["a"], ["a", "b"]]), ["a", "b"]),
        (pa.array(["a", "b", "a", None]).dictionary_encode().slice(1), ["b", "a"]),
        (pa.nulls(2), []),
        (pa.array([], pa.string()), []),
    ],
)
def test_secrets_of_any_type_become_texts(values: pa.Array, texts: list[str]) -> None:
    found = distinct_texts(values, Share("reading", 0, None))
    assert [text for piece in found for text in piece.to_pylist()] == texts


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("(617) 555-0123", {"6175550123", "175550123", "5550123"}),
        ("482913", {"482913"}),
        ("MRN482913.", {"482913"}),
        ("record482913", set()),
        ("record4829137", {"4829137"}),
        ("a482913f", set()),
        ("x9a482913", set()),
        ("12,345", set()),
        ("1234", set()),
        ("120/80", set()),
        ("48 29 13", set()),
        ("2021-03-14", set()),
        ("3/14/2021 10:20", set()),
        ("0.482913", {"0482913"}),
        ("3.1415926", {"31415926"}),
        ("0.500 0.500–0.500", set()),
        ("12.500 (11.250–13.750)", set()),
        ("0.500 0.500 482913", {"0500482913", "500482913", "482913"}),
        ("5 000 500", {"5000500"}),
        ("5.000.500", {"5000500"}),
        ("5.000 500", {"5000500"}),
        ("5 000.500", {"5000500"}),
        ("555-0123 2mg", {"5550123"}),
        ("on 2021-03-14 617-555-0123", {"6175550123", "175550123", "5550123"}),
        ("０９０−１２３４", set()),
        ("０９０１２３４５", {"09012345"}),
    ],
)
def test_figures_are_read_from_text(text: str, figures: set[str]) -> None:
    assert {digits for digits, _ in figures_in(text)} == figures


@pytest.mark.parametrize(
    "text",
    [
        *("5 000 500 123", "5.000.500.123", "5.000 500.123", "5 000.500 123", "50.00 50.01 23"),
        *("500-050-0123", "(500) 050-0123", "500.050.0123", "500.050 0123", "500.050-0123"),
        *("50.0050 0123", "5.00 05.00 12.3", "500.050 012.3", "5.0005 00.0123"),
    ],
)
def test_an_identifier_is_read_in_any_grouping(text: str) -> None:
    digits = "".join(filter(str.isdigit, text))
    assert digits in {figures for figures, _ in figures_in(f"Call {text}, please")}


@given(st.lists(st.decimals(0, 99, places=3), min_size=2, max_size=4), st.sampled_from(" –-("))
def test_decimals_behind_one_another_are_a_number_each(values: list[Decimal], joint: str) -> None:
    usual = joint.join(map(str, values))
    assert {figures for figures, _ in figures_in(usual)} <= {
        str(v).replace(".", "") for v in values
    }


def test_a_number_alone_is_told() -> None:
    assert ("6175550123", True) in set(figures_in(" (617) 555-0123"))
    assert ("6175550123", False) in set(figures_in("at (617) 555-0123"))


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("0123456789 .-/()+x,\u00a0ａ１\n")))
def test_any_figures_are_read_without_a_fault(text: str) -> None:
    for digits, _ in figures_in(text):
        assert digits.isdigit()
        assert len(digits) >= 5
