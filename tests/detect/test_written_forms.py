"""Forms of values, seen through the classifier: a header that says nothing."""

from __future__ import annotations

import hashlib
import random
import time

import pyarrow as pa
import pytest

from sector_data.detect.profiles import profile_column
from sector_data.detect.shapes import looks_like
from sector_data.detect.written_forms import FORMS, LONGEST
from tests.detect.examples import table

DRAW = random.Random(11)
HASHES = [hashlib.sha256(str(i).encode()).hexdigest() for i in range(30)]


def first(values: list[str]) -> str | None:
    one = table("t", {"qq": pa.array(values, pa.string())})
    found = looks_like(profile_column(one, "qq"))
    return found[0].entity if found else None


@pytest.mark.parametrize(
    ("values", "entity"),
    [
        (["2021-03", "2021-04", "1999-12"], "EVENT_DATE"),
        (["昭和45年3月1日", "平成元年12月31日", "令和3年"], "EVENT_DATE"),
        (["S45.3.1", "H01.12.31", "R3/4/5"], "EVENT_DATE"),
        (["03/2021", "12/1999", "07/2005"], "EVENT_DATE"),
        (["A10BA02", "N02BE01", "C09AA05"], "MEDICATION"),
        (["00093-1048-01", "50242-040-62", "0069-2587-10"], "MEDICATION"),
        (["DEQP003", "HHFA011", "ZBQK002"], "PROCEDURE"),
        (["5-511.11", "8-930", "3-200"], "PROCEDURE"),
        ([f"03-{DRAW.randrange(3000, 7000)}-{n:04}" for n in range(9)], "PHONE_NUMBER"),
        ([f"06 12 3{i} 45 67" for i in range(1, 9)], "PHONE_NUMBER"),
        ([f"030/12345{i}" for i in range(1, 9)], "PHONE_NUMBER"),
        ([f"347 12345{i}7" for i in range(1, 9)], "PHONE_NUMBER"),
        (HASHES, "UUID"),
        (["Müller GmbH", "Hans Koch AG", "Weber & Co. KG"], "ORGANIZATION"),
        (["Rossi S.p.A.", "Bianchi s.r.l.", "Verdi snc"], "ORGANIZATION"),
        (["株式会社山田", "田中商事株式会社", "（株）鈴木"], "ORGANIZATION"),
        (["Dupont SARL", "Martin SAS", "Durand S.A."], "ORGANIZATION"),
        (["mmol/L", "mg/dL", "mm[Hg]", "kg"], "UNIT"),
        # Hard negatives
        (["2021-13", "2021-00", "1999-99"], None),
        (["abcdef", "123456", "a1b2c3"], None),
        (["Anna", "Paul", "Lucas"], None),
        ([f"52-{DRAW.randrange(3000, 7000)}-{n:04}" for n in range(9)], None),
        (["a", "b"], None),
    ],
)
def test_what_values_look_like(values: list[str], entity: str | None) -> None:
    assert first(values) == entity


def test_amounts_stop_at_cents() -> None:
    def entities(values: list[float]) -> set[str]:
        one = table("t", {"qq": pa.array(values)})
        return {found.entity for found in looks_like(profile_column(one, "qq"))}

    assert "AMOUNT" in entities([round(i * 7.31, 2) for i in range(60)])
    assert "AMOUNT" not in entities([i / 7 for i in range(60)])
    assert "AMOUNT" not in entities([float(i) for i in range(60)])


@pytest.mark.parametrize("unit", ["1", "a", " a1-", "Ａ\n", "1 a", "a.", "(", "1-"])
def test_hostile_values_cost_no_time(unit: str) -> None:
    text = (unit * LONGEST)[:LONGEST]
    began = time.perf_counter()
    for form in FORMS:
        form.test(text)
    assert time.perf_counter() - began < 1


def test_a_text_is_no_value_of_a_form() -> None:
    assert first([f"{i}-2021 GmbH " * LONGEST for i in range(5)]) is None
