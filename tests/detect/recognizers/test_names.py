"""Names that the words around them announce."""

from __future__ import annotations

import time

import pytest

from sector_data.detect.recognizers import names
from sector_data.detect.recognizers.vocabulary import words_of_text

WORDS = words_of_text("en")
FINDER = names.finder(WORDS)


def found(text: str) -> set[str]:
    return {text[s.start : s.end] for s in FINDER.find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. and Mrs. Wong", "Wong"),
        ("Dr. J. R. O'Neill-Smythe Jr.", "J. R. O'Neill-Smythe Jr"),
        ("seen by Ludwig van Beethoven, MD", "Ludwig van Beethoven"),
        ("Attending: WONG, ALICE", "WONG, ALICE"),
        ("Patient (new): Alice Wong", "Alice Wong"),
        ("my name is alice", "alice"),
        ("What is your last name? Wong", "Wong"),
        ("Dear Alice,", "Alice"),
        ("her kid Mario.", "Mario"),
        ("brother (Félix) came", "Félix"),
        ("Carter, David  MRN 25261066", "Carter, David"),
        ("JADWIGA NOWAK (01708460)", "JADWIGA NOWAK"),
        ("RE: DE LA CRUZ, MARÍA", "DE LA CRUZ, MARÍA"),
        ("better.\n- CLIVE BAILEY\n", "CLIVE BAILEY"),
        ("dr. alice wong", "alice wong"),
    ],
)
def test_announced_names(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Patient: stable",
        "Name: unknown",
        "Dr. will see her",
        "Dear Sir,",
        "this is it",
        "mr. is",
        "Member ID 123456",
    ],
)
def test_announcements_of_nobody(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("unit", ["Mary-", "A. ", "Mary ", "Mary, ", "Dear ", "my name is ", "X'"])
def test_hostile_texts_take_no_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    start = time.process_time()
    for _ in FINDER.find(text):
        pass
    assert time.process_time() - start < 5
