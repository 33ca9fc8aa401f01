"""The facts that both pages are made from."""

from __future__ import annotations

from typing import get_args

import pytest

from sector_data.release.report.content import chosen_level, is_released, page_names
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import PATIENTS, column_plan, patients_protection, table_plan

assert get_args(Language) == LANGUAGES


def test_the_first_language_has_the_plain_names() -> None:
    assert page_names(["de", "en"]) == {
        "de": ("report.html", "README.md"),
        "en": ("report.en.html", "README.en.md"),
    }


def test_a_language_named_twice_has_one_page() -> None:
    assert page_names(["fr", "fr"]) == {"fr": ("report.html", "README.md")}


@pytest.mark.parametrize(("column", "level"), [("birth_date", 2), ("sex", None), ("zip", 2)])
def test_the_level_of_a_column(column: str, level: int | None) -> None:
    table = table_plan("patients", PATIENTS, protection=patients_protection())
    plan = column_plan("patients", column, *PATIENTS[column])
    chosen = chosen_level(table, plan)
    assert (None if chosen is None else chosen.level) == level
    assert chosen_level(table_plan("patients", PATIENTS), plan) is None


def test_a_dropped_column_is_not_released() -> None:
    released = {n for n, what in PATIENTS.items() if is_released(column_plan("t", n, *what))}
    assert PATIENTS.keys() - released == {"mrn", "last_name", "city", "employer"}
