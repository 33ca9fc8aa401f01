"""Columns whose values stand on lists of names."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from sector_data.detect.gazetteers.people import family_names, given_names
from sector_data.detect.gazetteers.places import place_names
from sector_data.detect.listed_values import listed_likenesses
from sector_data.detect.profiles import profile_column
from sector_data.spec.words import Language
from tests.detect.examples import table

LATIN: tuple[Language, ...] = ("en", "fr", "de", "it")


def entities(values: list[str]) -> list[str]:
    one = table("t", {"c1": pa.array(values, pa.string())})
    return [found.entity for found in listed_likenesses(profile_column(one, "c1"))]


def draw(names: frozenset[str], count: int = 60) -> list[str]:
    return random.Random(7).sample(sorted(names), count)


@pytest.mark.parametrize("language", LATIN)
def test_names_of_people_in_any_form(language: Language) -> None:
    given, family = draw(given_names(language)), draw(family_names(language))
    both = list(zip(given, family, strict=True))
    for values in (
        [g.title() for g in given],
        [f.upper() for f in family],
        [f"{g.title()} {f.title()}" for g, f in both],
        [f"{f.upper()}, {g.title()}" for g, f in both],
        [f"Dr. {g[0].upper()}. {f.title()}" for g, f in both],
        [f"{g.title()}{i} {f.title()}{i}" for i, (g, f) in enumerate(both)],
    ):
        assert entities(values) == ["PERSON"]


def test_half_of_the_names_may_be_unknown() -> None:
    known = [f"{g.title()} Zzyx{chr(97 + i % 26)}q" for i, g in enumerate(draw(given_names("en")))]
    assert entities(known) == ["PERSON"]


def test_japanese_names() -> None:
    assert entities(["ヤマダ タロウ", "サトウ　ハナコ", "ﾀﾅｶ ｼﾞﾛｳ", "スズキ ケン", "モリ アイ"]) == [
        "PERSON"
    ]
    surnames = [n for n in sorted(family_names("ja")) if n[0] > "\u3400"][:8]
    assert entities([f"{n} 太郎" for n in surnames]) == ["PERSON"]


@pytest.mark.parametrize("language", LATIN)
def test_places(language: Language) -> None:
    safe = frozenset(n for n in place_names(language) if " " not in n)
    assert entities([n.title() for n in draw(safe)]) == ["CITY"]


@pytest.mark.parametrize(
    "values",
    [
        [f"code {chr(65 + i)}" for i in range(20)],
        ["cardiology", "oncology", "surgery", "radiology", "urology", "pathology"],
        ["aspirin", "ibuprofen", "metformin", "insulin", "warfarin", "codeine", "morphine"],
        ["savings", "current", "mortgage", "loan", "deposit", "credit", "pension"],
        ["x1", "x2", "x3", "x4", "x5", "x6"],
        ["Notaufnahme", "Innere Medizin", "Chirurgie", "Urologie", "Radiologie", "Labor"],
        ["inpatient", "outpatient", "emergency", "ambulatory", "wellness", "urgentcare"],
        ["内科", "外科", "小児科", "眼科", "皮膚科", "整形外科"],
        ["Mary Smith", "John Brown"],
    ],
)
def test_categories_and_few_values_prove_nothing(values: list[str]) -> None:
    assert entities(values) == []


def test_numbers_are_not_looked_up() -> None:
    one = table("t", {"c1": pa.array(range(50))})
    assert list(listed_likenesses(profile_column(one, "c1"))) == []
