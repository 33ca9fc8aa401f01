"""The classifier of columns."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.columns import profile_table
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.sectors import SectorColumn, SectorSchema
from sector_data.spec.words import Role
from tests.detect.examples import by_column, shared_tables, table

DRAW = random.Random(5)
N = 60
BIRTHS = [dt.date(1900 + i, 1, 1) for i in range(N)]
STREETS = [f"{i} Elm Street" for i in range(N)]


def finding(header: str, values: Sequence[Any], *, name: str = "things") -> ColumnFinding:
    return profile_table(table(name, {header: values}))[0]


_CELLS: dict[str, tuple[st.SearchStrategy[Any], pa.DataType]] = {
    "text": (st.text(max_size=20), pa.string()),
    "whole": (st.integers(-(2**62), 2**62), pa.int64()),
    "number": (st.floats(allow_nan=True), pa.float64()),
    "flag": (st.booleans(), pa.bool_()),
    "day": (st.dates(), pa.date32()),
    "moment": (st.datetimes(min_value=dt.datetime(1700, 1, 1)), pa.timestamp("us")),
}


@given(data=st.data(), rows=st.integers(0, 12))
@settings(deadline=None, max_examples=60)
def test_any_table_can_be_profiled_and_nothing_of_it_is_told(
    data: st.DataObject, rows: int
) -> None:
    columns = {}
    for kind, (cells, arrow) in _CELLS.items():
        values = data.draw(st.lists(st.none() | cells, min_size=rows, max_size=rows))
        columns[data.draw(st.text(min_size=1, max_size=8)) + kind] = pa.array(values, arrow)
    one = table("odd table", columns)
    findings = profile_table(one)
    assert [f.column for f in findings] == one.columns
    assert findings == profile_table(one)
    for found in findings:
        assert 0 <= found.confidence <= 1
        assert found.evidence
        assert found.rows == rows
        if found.missing == rows:
            assert found.role is Role.UNKNOWN
            assert found.evidence == ("no value to look at",)


def test_no_evidence_holds_a_value() -> None:
    secrets = [f"Zyxel{i} Quibble{i}" for i in range(N)]
    columns = {
        "patient_name": secrets,
        "email": [f"zyxel{i}@quibble.example" for i in range(N)],
        "story": [f"Zyxel{i} came in with a cough and was sent home again soon" for i in range(N)],
        "blob": secrets,
    }
    said = " ".join(s for f in profile_table(table("patients", columns)) for s in f.evidence)
    assert "yxel" not in said
    assert "uibble" not in said


@pytest.mark.parametrize(
    ("header", "values", "role", "entity"),
    [
        ("qq", [f"u{i}@example.org" for i in range(N)], Role.DIRECT_IDENTIFIER, "EMAIL_ADDRESS"),
        ("qq", [f"617-555-{i:04d}" for i in range(N)], Role.DIRECT_IDENTIFIER, "PHONE_NUMBER"),
        ("qq", [f"219-09-{i:04d}" for i in range(1, N)], Role.DIRECT_IDENTIFIER, "US_SSN"),
        ("qq", [f"10.0.{i}.7" for i in range(N)], Role.DIRECT_IDENTIFIER, "IP_ADDRESS"),
        ("qq", [f"https://a.example/{i}" for i in range(N)], Role.DIRECT_IDENTIFIER, "URL"),
        ("qq", STREETS, Role.DIRECT_IDENTIFIER, "STREET_ADDRESS"),
        ("qq", ["J45.1", "E11.9", "I10", "F32.1"] * 9, Role.SENSITIVE, "DIAGNOSIS_CODE"),
        ("qq", ["300916003", "444814009", "195662009"] * 9, Role.SENSITIVE, "DIAGNOSIS_CODE"),
        ("qq", ["male", "female"] * 9, Role.QUASI_IDENTIFIER, "SEX"),
        ("qq", ["Texas", "Ohio", "Maine"] * 9, Role.QUASI_IDENTIFIER, "STATE"),
        ("qq", ["12/31/1999", "01/02/2003"] * 9, Role.QUASI_IDENTIFIER, "EVENT_DATE"),
        ("qq", list(range(N)), Role.DIRECT_IDENTIFIER, "RECORD_ID"),
        ("birth_date", BIRTHS, Role.QUASI_IDENTIFIER, "DATE_OF_BIRTH"),
        ("age", [i % 90 for i in range(N)], Role.QUASI_IDENTIFIER, "AGE"),
        ("age_group", ["30-39", "40-49", "90+"] * 9, Role.QUASI_IDENTIFIER, "AGE"),
        ("lat", [i / 7 for i in range(N)], Role.DIRECT_IDENTIFIER, "GEO_COORDINATE"),
        ("has_hiv", [True, False] * 9, Role.SENSITIVE, "DIAGNOSIS"),
        ("is_active", [True, False] * 9, Role.INSENSITIVE, "FLAG"),
        ("unit", ["mg", "ml"] * 9, Role.INSENSITIVE, "UNIT"),
        ("cost", [1.5, 2.5, 99.0] * 9, Role.SENSITIVE, "AMOUNT"),
        ("status", ["A", "B", "C"] * 9, Role.SENSITIVE, "CATEGORY"),
        ("current_address", STREETS, Role.DIRECT_IDENTIFIER, "STREET_ADDRESS"),
    ],
)  # fmt: skip
def test_what_columns_are(header: str, values: list[Any], role: Role, entity: str) -> None:
    found = finding(header, values)
    assert (found.role, found.entity) == (role, entity)


def test_running_text_is_free_text() -> None:
    notes = [f"Seen on day {i} for a cough that has lasted for three weeks now" for i in range(N)]
    found = finding("qq", notes)
    assert (found.role, found.entity, found.language) == (Role.FREE_TEXT, "FREE_TEXT", "en")


def test_nobody_guesses_at_what_says_nothing() -> None:
    found = finding("qq", ["zz1", "zz2", "zz3"] * 9)
    assert found.role is Role.UNKNOWN
    assert found.confidence < 0.45
    assert finding("has_criminal_record", ["Y", "N"] * 9).role is Role.UNKNOWN


def test_constant_columns() -> None:
    plain = finding("qq", ["v1"] * N)
    assert plain.role is Role.INSENSITIVE
    assert "sets nobody apart" in plain.evidence[-1]
    # One name in every row is a name; one text of several words may be.
    assert finding("patient_name", ["Ann Lee"] * N).role is Role.DIRECT_IDENTIFIER
    assert finding("qq", ["Ann Lee"] * N).role is not Role.INSENSITIVE


def test_blank_texts_are_no_values() -> None:
    assert finding("name", ["", "  ", None]).evidence == ("no value to look at",)


@pytest.mark.parametrize("value", ["x", "😀", "山田", None, ""])
def test_one_row(value: str | None) -> None:
    found = finding("first_name", pa.array([value], pa.string()))
    assert found.role is (Role.DIRECT_IDENTIFIER if value and value != "😀" else Role.UNKNOWN)


def test_check_digits_need_lift_over_chance() -> None:
    """A tenth of all numbers pass Luhn; only a column where nearly all do is one of cards."""
    random_numbers = [f"4{DRAW.randrange(10**14, 10**15)}" for _ in range(400)]
    assert finding("qq", random_numbers).entity != "CREDIT_CARD"
    cards = [n[:15] + _luhn_digit(n[:15]) for n in random_numbers]
    found = finding("qq", cards)
    assert found.entity == "CREDIT_CARD"
    assert any("of random ones" in sentence for sentence in found.evidence)


def test_numbers_that_all_differ_are_no_codes_and_no_firms() -> None:
    """A record number is not taken for a diagnosis or an insurer by its form alone."""
    numbered = finding("c1", [f"P{100_000 + 37 * i}" for i in range(N)])
    assert (numbered.entity, numbered.role) == ("RECORD_ID", Role.DIRECT_IDENTIFIER)
    chapters = finding("c1", [f"{letter}{i:02}" for letter in "EIJ" for i in range(30)])
    assert chapters.entity == "DIAGNOSIS_CODE"
    stems = [f"{DRAW.randrange(10**6, 10**7)}" for _ in range(4 * N)]
    checked = [stem + _luhn_digit(stem) for stem in dict.fromkeys(stems)]
    assert finding("c1", checked).role is Role.DIRECT_IDENTIFIER


def _luhn_digit(stem: str) -> str:
    from sector_data.detect.checks import luhn

    return next(d for d in "0123456789" if luhn(stem + d))


def test_values_contradict_a_header_and_it_is_said() -> None:
    found = finding("contact", [f"u{i}@example.org" for i in range(N)])
    assert found.entity == "EMAIL_ADDRESS"
    assert any("but none of the distinct values are" in s for s in found.evidence)
    dated = finding("age", [dt.date(2000, 1, 1), dt.date(2001, 1, 1)] * 9)
    assert dated.entity != "AGE"


def test_five_digits_are_zip_codes_beside_states() -> None:
    digits = [f"{DRAW.randrange(10000, 99999)}" for _ in range(N)] * 2
    alone = finding("qq", digits)
    assert (alone.entity, alone.confidence) == ("US_ZIP_CODE", 0.46)
    both = table("t", {"qq": digits, "state": ["MA", "NY", "CA"] * 40})
    assert by_column(profile_table(both))["qq"].entity == "US_ZIP_CODE"
    # "postcode" is no American word, and German, French and Italian ones have five digits too.
    assert finding("postcode", digits).entity == "POSTAL_CODE"
    assert finding("zip", digits).entity == "US_ZIP_CODE"
    named = table("t", {"postcode": digits, "state": ["MA", "NY", "CA"] * 40})
    assert by_column(profile_table(named))["postcode"].entity == "US_ZIP_CODE"


def test_figures_of_organisations_are_not_personal() -> None:
    values = [1.5, 2.5, 99.0] * 9
    assert finding("revenue", values, name="hospitals").role is Role.INSENSITIVE
    assert finding("revenue", values, name="patients").role is Role.SENSITIVE
    people = table("hospitals", {"revenue": values, "sex": ["m", "f", "f"] * 9})
    assert by_column(profile_table(people))["revenue"].role is Role.SENSITIVE


def test_a_bare_name_depends_on_the_table() -> None:
    names = ["Ada Lovelace", "Alan Turing", "Grace Hopper"] * 9
    assert finding("name", names, name="patients").entity == "PERSON"
    assert finding("name", names, name="payers").entity == "ORGANIZATION"
    assert finding("name", names, name="qq").role is Role.DIRECT_IDENTIFIER


def test_what_belongs_to_one_subject_alone_is_said() -> None:
    subjects = pa.array([f"s{i}" for i in range(30) for _ in range(3)])
    codes = [f"k{i}" for i in range(30) for _ in range(3)]
    one = Table("t", pa.table({"badge_no": codes}))
    (found,) = profile_table(one, subjects=subjects)
    assert "each subject has one value of its own" in found.evidence


def schema(**known: Any) -> SectorSchema:
    column = SectorColumn(names=("x",), source="book", **known)
    return SectorSchema(
        id="test", version="1", title="Test", description="A test.", retrieved=dt.date(2026, 1, 1),
        sources={"book": "The Book, chapter 3"}, columns=(column,),
    )  # fmt: skip


def test_a_sector_schema_is_believed_and_quoted() -> None:
    one = table("t", {"x": [dt.date(1950 + i, 1, 1) for i in range(40)]})
    sector = schema(role=Role.QUASI_IDENTIFIER, entity="DATE_OF_BIRTH")
    (found,) = profile_table(one, sector=sector)
    assert (found.entity, found.role) == ("DATE_OF_BIRTH", Role.QUASI_IDENTIFIER)
    assert found.confidence > 0.9
    assert found.evidence[0] == "the test schema lists this column (book)"


def test_data_that_contradict_a_sector_schema_are_noted() -> None:
    sector = schema(role=Role.QUASI_IDENTIFIER, entity="DATE_OF_BIRTH")
    (words,) = profile_table(table("t", {"x": ["red", "green"] * 9}), sector=sector)
    assert words.role is Role.QUASI_IDENTIFIER
    assert words.confidence <= 0.5
    assert any(
        s.startswith("but as a date of birth it would look otherwise") for s in words.evidence
    )
    mails = table("t", {"x": [f"u{i}@example.org" for i in range(N)]})
    (stricter,) = profile_table(mails, sector=sector)
    assert (stricter.role, stricter.entity) == (Role.DIRECT_IDENTIFIER, "EMAIL_ADDRESS")


@pytest.mark.parametrize("name", ["synthea", "berka", "adult"])
def test_no_personal_column_of_public_tables_is_called_harmless(name: str) -> None:
    import json

    from tests.detect.examples import SHARED

    tables = shared_tables(name)
    labels = json.loads((SHARED / name / "labels.json").read_text("utf-8"))
    harmless = {
        f"{f.table}.{f.column}"
        for t in tables.values()
        for f in profile_table(t)
        if f.role is Role.INSENSITIVE
    }
    personal = {
        path
        for path, label in labels.items()
        if path != "_meta" and label["role"] in {"direct_identifier", "quasi_identifier"}
    }
    assert harmless & personal == set()


def test_the_catalogue_names_the_country_of_a_number() -> None:
    """A French NIR is told by its check digits, with and without a header of its own."""
    keys = [f"1850578{n:06}" for n in range(1, N)]
    numbers = [f"{key}{97 - int(key) % 97:02}" for key in keys]
    for header in ("c7", "num_secu"):
        assert finding(header, numbers).entity == "FR_NIR"
        assert finding(header, numbers).role is Role.DIRECT_IDENTIFIER
    wrong = [f"{key}{(97 - int(key) % 97) % 90 + 3:02}" for key in keys]
    assert finding("c7", wrong).entity != "FR_NIR"


def test_the_language_of_texts_is_told_by_the_texts() -> None:
    german = [f"Der Patient wurde am Tag {n} mit Fieber auf die Station verlegt." for n in range(N)]
    assert finding("text", german).language == "de"
    assert finding("text", [f"zzz qqq www {n} kkk ppp lll mmm" for n in range(N)]).language == "en"


def test_texts_that_do_not_tell_their_language_have_that_of_the_headers() -> None:
    remarks = [f"Tochter anrufen {n}, Hausarzt informiert" for n in range(N)] * 2
    headers = {"Geburtsdatum": ["1950-01-02"] * 2 * N, "Bemerkung": remarks}
    found = by_column(profile_table(table("aufenthalte", headers)))
    assert (found["Bemerkung"].role, found["Bemerkung"].language) == (Role.FREE_TEXT, "de")
