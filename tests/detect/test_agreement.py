"""Whether the values of a column bear out its header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from sector_data.detect.agreement import Agreement, agreement
from sector_data.detect.columns import profile_table
from sector_data.detect.entities import ENTITIES
from sector_data.detect.profiles import profile_column
from tests.detect.examples import table

DAYS = [dt.date(1900, 1, 1), dt.date(1950, 1, 1), dt.date(2001, 1, 1)]
MANY = 40


def judge(entity: str, values: Sequence[Any]) -> Agreement:
    return agreement(entity, profile_column(table("t", {"x": values}), "x"))


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        ("PERSON", ["Ann Lee", "Jo", "O'Neil", "李明"]),
        ("TITLE", ["Mr.", "Dr.", "PhD"]),
        ("PHONE_NUMBER", ["617-555-0123 ext 4", "6175550123", "+41 69 979 80 58"]),
        ("US_SSN", ["219-09-9999", "***-**-1234", "9999"]),
        ("US_ZIP_CODE", [2139, 1803, 90210]),
        ("US_ZIP_CODE", ["02139", "02139-4307", "021"]),
        ("AGE", [0, 44, 110]),
        ("AGE", ["30-39", "[40, 50)", "90+", "5 years old"]),
        ("EVENT_DATE", DAYS),
        ("EVENT_DATE", [1999, 2004, 2010]),
        ("EVENT_DATE", [20210304, 19991231]),
        ("EVENT_DATE", [1_614_816_000, 999_216_000]),
        ("EVENT_DATE", [1_614_816_000_123, 999_216_000_000]),
        ("EVENT_DATE", [4300101, 5010701]),
        ("DATE_OF_BIRTH", ["3450301", "4021231"]),
        ("EVENT_DATE", ["08:30", "23:59:59"]),
        ("EVENT_DATE", ["平成3年4月", "令和元年5月1日"]),
        ("EVENT_DATE", ["janvier", "août"]),
        ("EVENT_DATE", ["3 Mar 2021", "March 3, 2021", "03.04.2021 10:22"]),
        ("DATE_OF_BIRTH", DAYS),
        ("SEX", ["m", "f", "u"]),
        ("GEO_COORDINATE", [-179.5, 42.1]),
        ("MEASUREMENT", [1, 2, 3]),
        ("AMOUNT", ["$1,200", "50-60k", ">50K"]),
        ("FREE_TEXT", ["He came in with a cough today", "She was sent home with some pills"]),
        ("RECORD_ID", list(range(MANY))),
        ("CATEGORY", ["a", "b"] * MANY),
    ],
)
def test_values_that_fit(entity: str, values: Sequence[Any]) -> None:
    found = judge(entity, values)
    assert found.fits is True
    assert found.sentence


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        ("PERSON", [1, 2, 3]),
        ("PERSON", ["yes", "no"]),
        ("PERSON", ["12/7", "99-1", "1.5"]),
        ("PERSON", ["a long text of more than eight words about somebody or something"] * 2),
        ("PHONE_NUMBER", ["red", "green"]),
        ("US_SSN", ["a", "b"]),
        ("AGE", DAYS),
        ("AGE", [10_000, 20_000]),
        ("EVENT_DATE", [True, False]),
        ("EVENT_DATE", ["red", "green"]),
        ("SEX", list(range(MANY))),
        ("STATE", [f"k{i}" for i in range(300)]),
        ("CITY", DAYS),
        ("CITY", [i / 7 for i in range(MANY)]),
        ("GEO_COORDINATE", [500.5, 10.1]),
        ("GEO_COORDINATE", DAYS),
        ("MEASUREMENT", DAYS),
        ("MEASUREMENT", ["yes", "no"]),
        ("FREE_TEXT", [1, 2]),
        ("FREE_TEXT", ["red", "green"]),
        ("RECORD_ID", [True, False]),
        ("RECORD_ID", DAYS),
        ("RECORD_ID", [i / 7 for i in range(MANY)]),
        ("RECORD_ID", ["one text of quite some words, which no key ever is"] * 2),
        ("RECORD_ID", ["paid", "open"] * MANY),
        ("EVENT_DATE", [31_000, 52_000, 87_000]),
        ("US_PASSPORT", ["yes", "no"]),
        ("US_PASSPORT", ["red", "green"]),
        ("ORGANIZATION", [True, False]),
        ("CATEGORY", DAYS),
        ("CATEGORY", [f"k{i}" for i in range(MANY)]),
        ("CATEGORY", ["one text of quite some words, which no category is"] * 2),
    ],
)
def test_values_that_do_not_fit(entity: str, values: Sequence[Any]) -> None:
    found = judge(entity, values)
    assert found.fits is False
    assert found.sentence


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        ("AGE", [-1, 150]),
        ("EVENT_DATE", [1, 2, 12]),
        ("EVENT_DATE", [1.5, 2.5]),
        ("SEX", ["red", "green"]),
        ("MEASUREMENT", [True, False]),
        ("FREE_TEXT", ["three short words", "three short words"]),
        ("RECORD_ID", [f"k{i % 30}" for i in range(MANY)]),
        ("DIAGNOSIS", ["red"]),
        ("PERSON", pa.array([None], pa.string())),
    ],
)
def test_values_that_say_nothing(entity: str, values: Sequence[Any]) -> None:
    assert judge(entity, values).fits is None


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_can_be_asked_about_anything(entity: str) -> None:
    for values in (["x"], [1], [1.5], [True], DAYS, [dt.datetime(1700, 1, 1)], ["😀", "", None]):
        assert judge(entity, values).fits in {True, False, None}


def test_the_years_of_births_are_one_reason_whoever_sees_them() -> None:
    """The header's agreement and the values' likeness say it alike, so that it is told once."""
    days = [dt.date(1930 + number, 1 + number % 12, 1) for number in range(60)]
    [finding] = profile_table(table("t", {"birth_date": days}))
    told = [sentence for sentence in finding.evidence if "birth dates" in sentence]
    assert told == ["the dates span a generation or more, as birth dates do"]
