"""Sector schemas on the terminal: whole, within 80 columns, and honest about what they know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from sector_data.spec.packs import load_sector, sector_names
from tests.cli.running import sector_data

TABLES = [(name, table.name) for name in sector_names() for table in load_sector(name).tables]


def packed(text: str) -> str:
    return "".join(text.split())


def test_all_schemas_are_listed() -> None:
    listed = sector_data("schemas", "list")
    assert listed.code == 0
    told = json.loads(sector_data("schemas", "list", "--json").out)
    assert [schema["id"] for schema in told] == list(sector_names())
    for schema in told:
        assert schema["id"] in listed.out
        for layout, tables in schema["tables"].items():
            assert f"{layout} " in listed.out
            assert tables


@pytest.mark.parametrize("name", sector_names())
def test_a_schema_is_shown_with_its_sources_and_tables(name: str) -> None:
    shown = sector_data("schemas", "show", name)
    assert shown.code == 0
    assert max(map(cell_len, shown.out.splitlines())) <= 80
    schema = load_sector(name)
    for table in schema.tables:
        assert f"\n{table.name} " in shown.out
    as_json = json.loads(sector_data("schemas", "show", name, "--json").out)
    assert [table["name"] for table in as_json["tables"]] == [t.name for t in schema.tables]


@pytest.mark.parametrize(("schema", "name"), TABLES)
def test_a_table_is_shown_within_80_columns(schema: str, name: str) -> None:
    shown = sector_data("schemas", "show", schema, name)
    assert shown.code == 0
    assert max(map(cell_len, shown.out.splitlines())) <= 80
    told = json.loads(sector_data("schemas", "show", schema, name, "--json").out)
    assert [column["column"] for column in told] == [*load_sector(schema).table(name).columns]
    for column in told:
        assert column["role"]
        assert column["default"] != "left to the role" or column["role"] == "insensitive"


def test_a_table_is_found_by_another_name_and_a_wrong_one_is_told() -> None:
    shown = sector_data("schemas", "show", "infrastructure", "Lastgang")
    assert "meter_reads" in shown.out
    assert "generalise by flat" in shown.out
    assert "round (to 0.1)" in shown.out
    wrong = sector_data("schemas", "show", "health", "pateints")
    assert wrong.code == 2
    assert "Did you mean 'patients'?" in wrong.err


def test_matching_tells_what_fits_and_what_does_not(tmp_path: Path) -> None:
    stays = tmp_path / "Fälle.csv"
    stays.write_text("Patientennummer,Geburtsdatum,Geschlecht,Aufnahmedatum,Diagnose,Kanton\n")
    other = tmp_path / "shop.csv"
    other.write_text("basket,article,price\n1,2,secret-value\n")
    shown = sector_data("schemas", "match", stays, other)
    assert shown.code == 0
    assert "health usage hospital_stays" in shown.out
    assert "missing: discharge_date" in shown.out
    assert "not of the table: Kanton" in shown.out
    assert "Geburtsdatum is birth_date" in shown.out
    assert packed("name it: hospital_stays") in packed(shown.out)
    assert any(line.split()[:2] == ["shop", "none"] for line in shown.out.splitlines())
    assert "--sector health" in shown.out
    assert "secret-value" not in shown.out + shown.err


def test_no_schema_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("basket,article,price\n1,2,3\n")
    shown = sector_data("schemas", "match", path)
    assert shown.code == 0
    assert "No sector schema knows these tables." in shown.out
    told = json.loads(sector_data("schemas", "match", path, "--json").out)
    assert told["layouts"] == []
    assert told["files"][0]["best"] is None
