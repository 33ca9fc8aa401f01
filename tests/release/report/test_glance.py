"""The verdict and the figures that a reader sees first."""

from __future__ import annotations

from sector_data.release.report.catalogue import UNKNOWN, catalogue
from sector_data.release.report.glance import table_lines, tiles, verdicts
from sector_data.spec.transforms.values import ShiftDate
from sector_data.spec.words import Role
from tests.release.report.contents import hospital, nothing, synthetic, unasked, unprotected
from tests.release.report.odd_contents import failing

WORDS = catalogue("en")


def test_the_sentence_that_matters() -> None:
    assert verdicts(hospital(), WORDS) == [
        "patients: 2,000 → 1,992 rows; no group smaller than 26; highest risk 1 → 0.038.",
        "encounters: 5,936 → 5,928 rows; no quasi-identifiers that groups count.",
        "notes: 2,466 → 2,458 rows; no quasi-identifiers that groups count.",
    ]


def test_a_table_with_shifted_dates_is_not_said_to_have_no_quasi_identifiers() -> None:
    of_encounters = verdicts(hospital(), WORDS)[1]
    asked = [c for c in hospital().plan.tables[1].columns if c.role is Role.QUASI_IDENTIFIER]
    assert any(isinstance(column.transform, ShiftDate) for column in asked)
    assert of_encounters.endswith("no quasi-identifiers that groups count.")
    notes = {tile.note for tile in tiles(unprotected(), WORDS)}
    assert "none that groups count" in notes


def test_a_table_without_rows_boasts_of_no_group() -> None:
    assert verdicts(nothing(), WORDS) == ["t: 0 → 0 rows; no subjects left."]


def test_a_name_is_written_as_the_page_writes_names() -> None:
    assert verdicts(unprotected(), WORDS, spell=str.upper)[0].startswith("T: ")


def test_tiles_sum_up_over_tables() -> None:
    rows, smallest, highest, expectations, leaks = tiles(hospital(), WORDS)
    assert (rows.was, rows.value, rows.note) == ("10,402", "10,378", "Kept: 99.8%")
    assert (smallest.was, smallest.value, smallest.note) == ("1", "26", "required: ≥ 11")
    assert (highest.was, highest.value) == ("1", "0.038")
    assert expectations.value == "20 / 20"
    assert (leaks.value, leaks.note) == ("0", "24,117 values searched in 61 files")
    assert all(tile.passed for tile in tiles(hospital(), WORDS))


def test_tiles_without_quasi_identifiers_and_before_the_leak_search() -> None:
    _, smallest, highest, _, leaks = tiles(unprotected(), WORDS)
    assert (smallest.value, highest.value, leaks.value) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert smallest.passed
    assert leaks.passed


def test_nothing_is_required_of_k_where_nothing_was_asked() -> None:
    smallest = tiles(unasked(), WORDS)[1]
    assert (smallest.value, smallest.note, smallest.passed) == ("1", "counted over subjects", True)


def test_an_empty_release_has_no_smallest_group() -> None:
    rows, smallest, *_ = tiles(nothing(), WORDS)
    assert (rows.was, rows.value, rows.note) == ("0", "0", f"Kept: {UNKNOWN}")
    assert smallest.value == UNKNOWN


def test_tiles_of_failed_gates_say_so() -> None:
    assert [tile.passed for tile in tiles(failing(), WORDS)] == [True, False, True, False, False]


def test_of_synthetic_rows_none_is_kept() -> None:
    lines = {line.table: line for line in table_lines(synthetic(), WORDS)}
    assert (lines["patients"].synthetic, lines["patients"].kept) == (True, UNKNOWN)
    assert (lines["notes"].synthetic, lines["notes"].kept) == (False, "99.7%")
    assert tiles(synthetic(), WORDS)[0].note == "synthetic rows: 10,928"


def test_subjects_are_told_only_of_linked_tables() -> None:
    lines = {line.table: line for line in table_lines(hospital(), WORDS)}
    assert lines["patients"].subjects == "1,992"
    assert lines["notes"].subjects == UNKNOWN
    assert (lines["patients"].was, lines["notes"].was) == ("1", "")
