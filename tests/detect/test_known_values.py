"""Direct identifiers of the source, looked for literally."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.known_values import KnownValues


def known(entity: str, *values: Any) -> KnownValues:
    return KnownValues.from_columns({"t.c": pa.chunked_array([list(values)])}, {"t.c": entity})


def found(values: KnownValues, text: str) -> list[str]:
    return [text[s.start : s.end] for s in values.find(text)]


@pytest.mark.parametrize(
    ("entity", "value", "text", "expected"),
    [
        ("PERSON", "Kellerman", "kellerman, KELLERMAN; Kellermans", ["kellerman", "KELLERMAN"]),
        ("PERSON", "Ann Kellerman", "ann  kellerman came", ["ann  kellerman", "kellerman"]),
        ("PERSON", "Jose", "José came", ["José"]),
        ("PERSON", "Ångström", "angstrom", ["angstrom"]),
        ("PERSON", "Li", "Li came, li did not", ["Li"]),
        ("PERSON", "Will", "he said Will came, and will go", ["Will"]),
        ("PERSON", "Dr. Kellerman", "a doctor and a dr. came", []),
        ("PERSON", "O'Neil-Smythe", "saw O'NEIL SMYTHE", ["O'NEIL SMYTHE", "NEIL", "SMYTHE"]),
        ("PERSON", "山田太郎", "患者の山田太郎さん", ["山田太郎"]),
        ("PERSON", "X", "X came", []),
        ("PHONE_NUMBER", "1-617-555-0123", "call (617) 555 0123", ["617) 555 0123"]),
        ("PHONE_NUMBER", "617-555-0123", "6175550123", ["6175550123"]),
        ("MEDICAL_RECORD_NUMBER", "MRN-00123", "mrn00123 and 00123", ["mrn00123"]),
        ("MEDICAL_RECORD_NUMBER", 7781234, "no. 7781234, not 77812345", ["7781234"]),
        ("RECORD_ID", "12", "12 mg", []),
        ("RECORD_ID", "A12", "A12", []),
        ("RECORD_ID", "A123", "a-123", ["a-123"]),
        ("STREET_ADDRESS", "248 Elm Quay Suite 19", "at 248 elm quay", ["248 elm quay"]),
        ("EMAIL_ADDRESS", "ann.lee@example.org", "ANN.LEE@example.org", ["ANN.LEE@example.org"]),
        ("DATE_OF_BIRTH", "1950-01-01", "1950-01-01", []),
        ("RECORD_ID", 1234567.0, "1234567", ["1234567"]),
    ],
)  # fmt: skip
def test_the_rules(entity: str, value: Any, text: str, expected: list[str]) -> None:
    assert sorted(found(known(entity, value), text)) == sorted(expected)


def test_spans_name_the_entity_of_their_column() -> None:
    values = KnownValues.from_columns(
        {
            "p.name": pa.array(["Kellerman", None]),
            "p.mrn": pa.array(["0012345"]),
            "p.x": pa.array(["Q-99812"]),
        },
        {"p.name": "PERSON", "p.mrn": "MEDICAL_RECORD_NUMBER"},
    )
    spans = values.find("Kellerman 0012345 Q99812")
    assert [s.entity for s in sorted(spans)] == ["PERSON", "MEDICAL_RECORD_NUMBER", "RECORD_ID"]
    assert len(values) == 3
    assert {s.recognizer for s in spans} == {"KnownValues"}
    assert {s.reason for s in spans} == {"a value of a column of the source"}


def test_neither_repr_nor_pickle_shows_a_value() -> None:
    values = known("PERSON", "Kellerman", "Ann Zyxel")
    assert repr(values) == "KnownValues(2 values of 1 columns)"
    stored = pickle.dumps(values)
    assert b"eller" not in stored.lower()
    assert b"zyxel" not in stored.lower()
    again = pickle.loads(stored)
    assert found(again, "zyxel") == ["zyxel"]
    assert "eller" not in str(vars(values)).lower()


@pytest.mark.parametrize("values", [[], [None], [""], ["  "], ["😀"], ["-"]])
def test_nothing_to_look_for(values: Sequence[str | None]) -> None:
    column = pa.chunked_array([pa.array(values, pa.string())])
    nothing = KnownValues.from_columns({"t.c": column}, {"t.c": "PERSON"})
    assert nothing.find("anything 12345 😀 -") == []
    assert KnownValues.from_columns({}, {}).find("text") == []


@given(
    names=st.lists(st.from_regex(r"[a-z]{5,9}", fullmatch=True), min_size=1, max_size=5),
    around=st.text(max_size=20),
)
@settings(deadline=None, max_examples=100)
def test_every_long_name_is_found_wherever_it_stands(names: list[str], around: str) -> None:
    values = known("PERSON", *names)
    text = f"{around}, " + " | ".join(names) + f" ,{around}"
    hits = found(values, text)
    for name in names:
        assert name in hits


@given(text=st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_spans_lie_within_the_text(text: str) -> None:
    values = known("PERSON", "Kellerman", "A B", "Li")
    for span in values.find(text):
        assert 0 <= span.start < span.end <= len(text)
