"""What one column of a table tells of another."""

from __future__ import annotations

import random

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.columns import profile_table
from sector_data.detect.dependencies import coordinates, partners
from sector_data.detect.profiles import profile_column
from sector_data.spec.words import Role
from tests.detect.examples import table

DRAW = random.Random(3)
CODES = ["I10", "E11.9", "J45.909", "K21.0", "M54.5", "F32.9", "N39.0", "A09"]
NAMES = ["pressure", "sugar", "wheeze", "acid", "spine", "mood", "water", "gut"]
ROWS = [DRAW.randrange(8) for _ in range(200)]


def test_the_name_of_a_code_is_told_by_the_code() -> None:
    one = table("t", {"c1": [CODES[i] for i in ROWS], "c2": [NAMES[i] for i in ROWS]})
    code, name = profile_table(one)
    assert code.entity == "DIAGNOSIS_CODE"
    assert (name.entity, name.role) == ("DIAGNOSIS_CODE", Role.SENSITIVE)
    assert name.evidence == ("it goes together with c1, value by value",)


def test_one_exception_ends_a_dependency() -> None:
    names = [NAMES[i] for i in ROWS]
    names[0] = NAMES[(ROWS[0] + 1) % 8]
    one = table("t", {"c1": [CODES[i] for i in ROWS], "c2": names})
    assert partners(one, ["c2"], {"c1": "DIAGNOSIS_CODE"}) == {}


def test_where_no_value_comes_twice_nothing_follows() -> None:
    one = table("t", {"c1": [str(i) for i in range(50)], "c2": [str(i * 7) for i in range(50)]})
    assert partners(one, ["c2"], {"c1": "CITY"}) == {}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz")), max_size=60))
@settings(deadline=None, max_examples=80)
def test_a_dependency_is_one_to_one(rows: list[tuple[str, str]]) -> None:
    one = table("t", {"c1": pa.array([r[0] for r in rows]), "c2": pa.array([r[1] for r in rows])})
    left, right, pairs = {r[0] for r in rows}, {r[1] for r in rows}, set(rows)
    told = partners(one, ["c2"], {"c1": "CITY"})
    expected = len(left) == len(right) == len(pairs) >= 5 and len(left) <= 0.8 * len(rows)
    assert bool(told) is expected


def test_coordinates_are_a_pair_of_fine_numbers() -> None:
    fine = [DRAW.uniform(41, 43) for _ in range(40)]
    far = [DRAW.uniform(-72, -70) for _ in range(40)]
    money = [round(DRAW.uniform(1, 80), 2) for _ in range(40)]

    def found(**columns: list[float]) -> frozenset[str]:
        one = table("t", dict(columns))
        return coordinates([profile_column(one, c) for c in one.columns])

    assert found(c1=fine, c2=far, c3=money) == {"c1", "c2"}
    assert found(c1=fine, c2=money, c3=far) == frozenset()
    assert found(c1=[v * 10 for v in fine], c2=far) == frozenset()
    roles = {f.column: f.entity for f in profile_table(table("t", {"c1": fine, "c2": far}))}
    assert roles == {"c1": "GEO_COORDINATE", "c2": "GEO_COORDINATE"}
