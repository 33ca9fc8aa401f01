"""Usual tables are recognised by their columns, in any language; others are said to be none."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sector_data.errors import SectorDataError
from sector_data.pipeline.sectors.matching import (
    FEWEST,
    FileMatch,
    TableMatch,
    match_columns,
    match_files,
)
from sector_data.spec.packs import load_sector, sector_names
from sector_data.spec.sectors import SectorSchema, SectorTable, normalise

SCHEMAS = [load_sector(name) for name in sector_names()]
TABLES = [(schema, table) for schema in SCHEMAS for table in schema.tables]
SPELLINGS = {
    spelling
    for _, table in TABLES
    for name, column in table.columns.items()
    for spelling in column.spellings(name)
}
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "tabular"
shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared tables are not here")

tables = st.sampled_from(TABLES)
strange = st.lists(
    st.text("abcxyz日付", min_size=1, max_size=9).filter(lambda n: normalise(n) not in SPELLINGS),
    max_size=4,
    unique=True,
)


def match(name: str, columns: list[str]) -> FileMatch:
    return match_columns({name: columns}, SCHEMAS).files[0]


def best(name: str, columns: str) -> TableMatch:
    found = match(name, columns.split(",")).best
    assert found is not None
    return found


@given(case=tables, data=st.data())
def test_a_table_is_recognised_by_any_of_its_names_in_any_order(
    case: tuple[SectorSchema, SectorTable], data: st.DataObject
) -> None:
    schema, table = case
    kept = [
        data.draw(st.sampled_from([name, *column.aliases]))
        for name, column in table.columns.items()
        if not column.optional or data.draw(st.booleans())
    ]
    assume(len(kept) >= FEWEST)
    called = data.draw(st.sampled_from([table.name, *table.aliases]))
    found = match(called, data.draw(st.permutations(kept)))
    assert found.best is not None
    assert (found.best.schema, found.best.table) == (schema.id, table.name)
    assert found.best.fit == pytest.approx(1)
    assert found.best.missing == found.best.unknown == ()
    assert found.found


@given(case=tables, extra=strange, data=st.data())
def test_what_is_missing_and_what_is_strange_are_told_and_lower_the_fit(
    case: tuple[SectorSchema, SectorTable], extra: list[str], data: st.DataObject
) -> None:
    _, table = case
    required = [name for name, column in table.columns.items() if not column.optional]
    lost = set(data.draw(st.lists(st.sampled_from(required), max_size=2)))
    columns = [name for name in table.columns if name not in lost]
    fewer = match(table.name, columns).best
    more = match(table.name, [*columns, *extra]).best
    assume(fewer is not None and fewer.table == table.name)
    assert fewer is not None
    assert set(fewer.missing) == lost
    assert fewer.fit < 1 or not lost
    if more is not None and more.table == table.name:
        assert set(more.unknown) == set(extra)
        assert more.fit < fewer.fit or not extra


@given(columns=strange)
def test_names_that_no_schema_has_are_none(columns: list[str]) -> None:
    assert match("patients", columns).best is None


@given(
    data=st.data(), columns=st.lists(st.sampled_from(sorted(SPELLINGS)), unique=True, max_size=8)
)
def test_order_of_columns_and_schemas_tells_nothing(
    data: st.DataObject, columns: list[str]
) -> None:
    shuffled = data.draw(st.permutations(columns))
    there = match_columns({"t": columns}, SCHEMAS).files[0].best
    again = match_columns({"t": shuffled}, SCHEMAS[::-1]).files[0].best
    assert (there is None) == (again is None)
    if there is not None and again is not None:
        assert (there.table, there.fit, there.known) == (again.table, again.fit, again.known)
        assert 0 < there.fit <= 1
        assert len(set(there.known.values())) == len(there.known) >= FEWEST


def test_a_name_that_few_tables_have_tells_more() -> None:
    columns = [*_table("imaging_studies").columns]
    without = {
        lost: best("imaging_studies", ",".join(name for name in columns if name != lost))
        for lost in ("PATIENT", "SOP_CODE")
    }
    assert [match.missing for match in without.values()] == [("PATIENT",), ("SOP_CODE",)]
    assert without["PATIENT"].fit > without["SOP_CODE"].fit


def test_tables_that_are_alike_are_both_named_unless_the_name_decides() -> None:
    columns = ["START", "STOP", "PATIENT", "ENCOUNTER", "CODE", "DESCRIPTION"]
    assert match("allergies", columns).alike == ()
    unnamed = match("export_7", columns)
    assert unnamed.best is not None
    assert {unnamed.best.table, *unnamed.alike} == {"allergies", "conditions"}
    assert not unnamed.found


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("LCLid,stdorToU,DateTime,KWH/hh (per half hour) ", "meter_reads"),
        ("LCLid,tstp,energy(kWh/hh)", "meter_reads"),
        ("UsagePoint,ReadingType,timePeriod_start,timePeriod_duration,IntervalReading_value",
         "meter_reads"),
        ("供給地点特定番号,計測日時,使用量", "meter_reads"),
        ("User,Card,Year,Month,Day,Time,Amount,Use Chip,Merchant Name,Merchant City,"
         "Merchant State,Zip,MCC,Errors?,Is Fraud?", "card_transactions"),
        ("Kartennummer,Transaktionsdatum,Betrag,Währung,Händler,MCC", "card_transactions"),
        ("MsgId,EndToEndId,IntrBkSttlmAmt,IntrBkSttlmAmt@Ccy,IntrBkSttlmDt,Dbtr/Nm,"
         "DbtrAcct/Id/IBAN,DbtrAgt/FinInstnId/BICFI,Cdtr/Nm,CdtrAcct/Id/IBAN,"
         "CdtrAgt/FinInstnId/BICFI,RmtInf/Ustrd", "credit_transfers"),
        ("患者番号,生年月日,性別,入院日,退院日,主病名", "hospital_stays"),
        ("id_paziente,data_nascita,sesso,data_ricovero,data_dimissione,diagnosi", "hospital_stays"),
        ("a_number,b_number,start_time,duration,cell_id", "call_records"),
    ],
)  # fmt: skip
def test_headers_of_the_field_are_recognised(header: str, table: str) -> None:
    assert best("export", header).table == table


def test_files_are_matched_by_their_headers_alone(tmp_path: Path) -> None:
    reads = tmp_path / "Lastgang 2024.csv"
    reads.write_text("Zählpunkt;Zeitstempel;Verbrauch\nnot;a;value\n", encoding="utf-8")
    people = tmp_path / "person.parquet"
    columns = [name for name in _table("person").columns if not name.endswith("source_value")]
    pq.write_table(pa.table({name: pa.array([], pa.int64()) for name in columns}), people)
    matched = match_files([reads, people], SCHEMAS)
    found = [file.best for file in matched.files]
    assert [match and match.table for match in found] == ["meter_reads", "person"]
    layouts = {(layout.schema, layout.layout): layout for layout in matched.layouts}
    assert layouts["health", "omop"].present == ("person",)
    assert "visit_occurrence" in layouts["health", "omop"].missing
    assert layouts["infrastructure", "meters"].missing == ("metered_premises",)


def test_the_sample_is_recognised_and_its_columns_are_found_under_their_own_names() -> None:
    files = sorted((Path(__file__).parents[2] / "sample_data" / "health").glob("*.csv"))
    matched = match_files(files, SCHEMAS)
    found = {file.name: file.best and file.best.table for file in matched.files}
    assert found == {
        "patients": "patient_register",
        "encounters": "hospital_stays",
        "diagnoses": "stay_diagnoses",
        "notes": "stay_notes",
    }
    assert all(file.found for file in matched.files)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SectorDataError):
        match_files([tmp_path / "nothing.csv"], SCHEMAS)


@shared
def test_synthea_is_recognised_table_by_table() -> None:
    matched = match_files(sorted((SHARED / "synthea").glob("*.csv")), SCHEMAS)
    assert len(matched.files) == 11
    for file in matched.files:
        assert file.best is not None
        assert (file.best.layout, file.best.table) == ("synthea", file.name)
        assert file.best.fit == pytest.approx(1)
    (layout,) = matched.layouts
    assert set(layout.missing) == {
        "encounters", "medications", "observations", "procedures", "supplies",
    }  # fmt: skip


@shared
@pytest.mark.parametrize("folder", ["berka", "adult"])
def test_tables_that_no_schema_knows_are_none(folder: str) -> None:
    matched = match_files(sorted((SHARED / folder).glob("*.csv")), SCHEMAS)
    assert matched.files
    assert [file.name for file in matched.files if file.best is not None] == []
    assert matched.layouts == ()


def _table(name: str) -> SectorTable:
    return next(table for _, table in TABLES if table.name == name)
