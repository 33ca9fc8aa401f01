"""The facts that both pages are made from."""

from __future__ import annotations

from typing import get_args

import pytest

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import chosen_level, is_released, limits_of, page_names
from sector_data.release.report.markdown import code
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import AnyTransform, Pseudonym, ShiftDate, Surrogate
from sector_data.spec.words import LANGUAGES, Language, Role
from tests.release.report.contents import (
    PATIENTS,
    column_plan,
    content_of,
    events,
    hospital,
    patients_protection,
    table_plan,
)
from tests.release.report.odd_contents import counted_together

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


def test_a_quasi_identifier_that_no_group_counts_is_named() -> None:
    plan = hospital().plan
    table = plan.tables[0]
    shifted = table.columns[0].model_copy(
        update={"role": Role.QUASI_IDENTIFIER, "transform": ShiftDate()}
    )
    changed = table.model_copy(update={"columns": (shifted, *table.columns[1:])})
    other = plan.model_copy(update={"tables": (changed, *plan.tables[1:])})
    for language in LANGUAGES:
        plain, told = (" ".join(limits_of(p, catalogue(language))) for p in (plan, other))
        assert f"{table.table}.{shifted.column}" not in plain
        assert f"{table.table}.{shifted.column}" in told


def test_tables_that_are_counted_together_are_not_said_to_be_counted_alone() -> None:
    for language in LANGUAGES:
        words = catalogue(language)
        told = [{*limits_of(counted_together(known).plan, words)} for known in (0, 1, 2)]
        told.append({*limits_of(hospital().plan, words)})
        keys = ("joined", "together-1", "together-2", "apart")
        for place, key in enumerate(keys):
            there = [words.text(f"limits.{each}") in told[place] for each in keys]
            assert there == [each == key for each in keys]


def test_events_without_quasi_identifiers_are_not_said_to_be_counted() -> None:
    plan = counted_together(1).plan
    assert plan.longitudinal is not None
    uncounted = plan.longitudinal.after.model_copy(update={"known_events": (), "tables": ()})
    longitudinal = plan.longitudinal.model_copy(update={"after": uncounted})
    told = list(limits_of(plan.model_copy(update={"longitudinal": longitudinal}), catalogue("en")))
    assert catalogue("en").text("limits.joined") in told
    assert not [line for line in told if "counted together" in line]


@pytest.mark.parametrize(("people", "told"), [(0, False), (9, False), (10, True), (185, True)])
def test_who_is_alone_by_a_number_of_rows_is_told_unless_they_are_few(
    people: int, told: bool
) -> None:
    plan = counted_together(1).plan
    assert plan.longitudinal is not None
    after = events(people / 1992, 1)
    longitudinal = plan.longitudinal.model_copy(update={"after": after})
    plan = plan.model_copy(update={"longitudinal": longitudinal})
    for language in LANGUAGES:
        words = catalogue(language)
        share = f"`encounters` {words.share(people / 1992)}"
        lines = " ".join(limits_of(plan, words, spell=code))
        assert (share in lines, "`encounters` " in lines) == (told, told)


@pytest.mark.parametrize(
    ("transform", "told"), [(Pseudonym(), True), (Surrogate(), False), (ShiftDate(), False)]
)
def test_only_pseudonyms_are_said_to_be_made_again(transform: AnyTransform, told: bool) -> None:
    plan = content_of([table_plan("visits", {"id": (Role.DIRECT_IDENTIFIER, transform)})]).plan
    for language in LANGUAGES:
        words = catalogue(language)
        assert (words.text("limits.pseudonyms") in limits_of(plan, words)) == told


def test_differential_privacy_is_not_denied_where_it_is_promised() -> None:
    plan = hospital().plan
    guarantee = {"epsilon": 1, "domain": {"patients.sex": ("F", "M")}}
    spec = SynthesisSpec.model_validate({"engine": "opendp", "differential-privacy": guarantee})
    pipeline = plan.pipeline.model_copy(update={"synthesise": spec})
    for language in LANGUAGES:
        words = catalogue(language)
        *plain, denied = limits_of(plan, words)
        assert denied == words.text("limits.differential-privacy")
        assert [*limits_of(plan.model_copy(update={"pipeline": pipeline}), words)] == plain
