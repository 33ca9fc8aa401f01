"""The sector's word on subject, keys and references counts where the data bear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from sector_data.detect.keys import KeyProposal
from sector_data.pipeline.sectors.matching import match_columns
from sector_data.pipeline.sectors.structure import with_sector
from sector_data.sources.tables import Table
from sector_data.spec.packs import load_sector

SCHEMA = load_sector("health")
NOTHING = KeyProposal({}, {}, None, {})
PATIENTS: dict[str, list[str | None]] = {
    "id": ["a", "b"],
    "gender": ["male", "female"],
    "birthDate": ["1950-01-01"] * 2,
}
CONDITIONS = {
    "id": ["x", "y", "z"],
    "code_code": ["E11"] * 3,
    "subject_reference": ["a", "a", "b"],
}


def said(
    tables: Mapping[str, Mapping[str, Sequence[str | None]]], proposal: KeyProposal = NOTHING
) -> KeyProposal:
    read = {name: Table(name, pa.table(dict(columns))) for name, columns in tables.items()}
    matched = match_columns({name: table.columns for name, table in read.items()}, [SCHEMA])
    return with_sector(proposal, read, matched, SCHEMA)


def test_structure_comes_from_the_schema_under_the_names_of_the_files() -> None:
    found = said({"people": PATIENTS, "problems": CONDITIONS})
    assert found.subject == "people.id"
    assert found.keys == {"people": "id"}
    assert found.references == {"problems.subject_reference": "people.id"}
    assert set(found.reasons.values()) == {"the health schema says so"}
    assert set(found.reasons) == {"people", "problems.subject_reference", "subject"}


def test_a_column_with_repetitions_or_gaps_is_no_key() -> None:
    for bad in (["a", "a"], ["a", None]):
        found = said({"people": PATIENTS | {"id": bad}, "problems": CONDITIONS})
        assert found.references == {}
        assert found.keys == {}


def test_the_subject_of_a_table_alone_is_its_own_column() -> None:
    assert said({"problems": CONDITIONS}).subject == "problems.subject_reference"


def test_a_table_that_no_schema_knows_changes_nothing() -> None:
    proposal = KeyProposal({"a": "b"}, {"c.d": "a.b"}, "a.b", {"a": "values differ"})
    assert said({"a": {"b": ["1"], "q": ["2"]}, "c": {"d": ["1"]}}, proposal) == proposal


def test_what_detection_found_beside_it_stays() -> None:
    proposal = KeyProposal({"wards": "ward"}, {"people.ward": "wards.ward"}, None, {})
    found = said({"people": PATIENTS, "problems": CONDITIONS, "wards": {"ward": ["1"]}}, proposal)
    assert found.keys == {"wards": "ward", "people": "id"}
    assert found.references["people.ward"] == "wards.ward"
