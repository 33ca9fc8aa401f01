"""Columns whose values belong to a closed set."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.closed_sets import is_flag, memberships, set_share, value_sets
from sector_data.detect.profiles import ColumnProfile, profile_column
from tests.detect.examples import table


def profile(values: list[str]) -> ColumnProfile:
    return profile_column(table("t", {"c1": pa.array(values, pa.string())}), "c1")


def best(values: list[str]) -> str | None:
    found = max(memberships(profile(values)), key=lambda m: m.confidence, default=None)
    return found.entity if found else None


@given(st.lists(st.text(max_size=6), min_size=1, max_size=10))
@settings(deadline=None, max_examples=80)
def test_any_values_can_be_asked(values: list[str]) -> None:
    for found in memberships(profile(values)):
        assert 0.9 <= found.share <= 1
        assert found.plural


@pytest.mark.parametrize("entity", ["SEX", "MARITAL_STATUS", "STATE", "COUNTRY", "EDUCATION"])
def test_every_member_of_a_set_is_in_it(entity: str) -> None:
    words = sorted(value_sets()[entity][0])
    assert set_share(profile([w.upper() for w in words]), entity, codes=False) == 1


@pytest.mark.parametrize(
    ("values", "entity"),
    [
        (["Homme", "Femme"], "SEX"),
        (["männlich", "weiblich", "divers"], "SEX"),
        (["男", "女"], "SEX"),
        (["M", "W"], "SEX"),
        (["ledig", "verheiratet", "geschieden"], "MARITAL_STATUS"),
        (["célibataire", "marié(e)", "veuf/veuve"], "MARITAL_STATUS"),
        (["celibe", "coniugata", "vedovo"], "MARITAL_STATUS"),
        (["有配偶", "離別", "死別"], "MARITAL_STATUS"),
        (["Bachelors", "HS-grad", "Some-college"], "EDUCATION"),
        (["高卒", "大卒", "大学院卒"], "EDUCATION"),
        (["licenza media", "diploma", "laurea"], "EDUCATION"),
        (["Employed full-time", "Retired", "Student"], "OCCUPATION"),
        (["会社員", "公務員", "自営業"], "OCCUPATION"),
        (["Angestellte/r", "Rentner/in", "arbeitslos"], "OCCUPATION"),
        (["Bayern", "Hessen", "Nordrhein-Westfalen"], "STATE"),
        (["東京都", "大阪府", "沖縄県"], "STATE"),
        (["Lombardia", "Sicilia"], "STATE"),
        (["Gironde", "Finistère", "Haute-Garonne"], "COUNTY"),
        (["Allemagne", "Royaume-Uni", "Suisse"], "COUNTRY"),
        (["日本", "フランス", "中国"], "COUNTRY"),
        (["DEU", "FRA", "JPN"], "COUNTRY"),
        (["DE", "FR", "JP", "IT", "GB", "US", "CH", "SE"], "COUNTRY"),
        (["EUR", "USD", "JPY"], "UNIT"),
        (["A+", "0-", "AB+"], "DIAGNOSIS"),
        (["Montag", "Dienstag", "Freitag"], "EVENT_DATE"),
        (["RM", "MI", "TO", "NA", "PA", "GE", "BO", "FI"], "COUNTY"),
        # Hard negatives
        (["red", "green", "blue"], None),
        (["A", "B", "C"], None),
        (["A", "B", "0"], None),
        (["unknown", "other"], None),
        (["none"], None),
        (["A+", "A", "B+", "B", "C+"], None),
        (["new", "paid", "shipped"], None),
        (["it", "me", "so", "no", "is", "as", "to", "us"], None),
        (["Paris", "Lyon", "Nice", "Lille"], None),
    ],
)
def test_what_values_belong_to(values: list[str], entity: str | None) -> None:
    assert best(values * 9) == entity


@pytest.mark.parametrize(
    "values",
    [["oui", "non"], ["ja", "nein"], ["sì", "no"], ["はい", "いいえ"], ["有", "無"]],
)
def test_yes_and_no_in_five_languages(values: list[str]) -> None:
    assert is_flag(profile(values))
    assert not is_flag(profile([*values, "maybe"]))
