"""What a sector schema knows of columns, and that its defaults are safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.entities import ENTITIES
from sector_data.spec.packs import SectorColumn, load_sector, sector_names
from sector_data.spec.sectors import normalise
from sector_data.spec.transforms.values import (
    Drop,
    Keep,
    Pseudonym,
    RedactText,
    ShiftDate,
    TruncateDate,
)
from sector_data.spec.words import Role

HEALTH = load_sector("health")
SYNTHEA = Path(__file__).parents[2].parent / "shared" / "data" / "tabular" / "synthea"

SYNTHEA_TABLES = {
    "allergies": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION",
    "careplans": "Id,START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION",
    "conditions": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION",
    "devices": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,UDI",
    "encounters": "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,"
    "DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION",
    "imaging_studies": "Id,DATE,PATIENT,ENCOUNTER,SERIES_UID,BODYSITE_CODE,BODYSITE_DESCRIPTION,"
    "MODALITY_CODE,MODALITY_DESCRIPTION,INSTANCE_UID,SOP_CODE,SOP_DESCRIPTION,PROCEDURE_CODE",
    "immunizations": "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST",
    "medications": "START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,"
    "DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION",
    "observations": "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE",
    "organizations": "Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION",
    "patients": "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,"
    "MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,"
    "HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE",
    "payer_transitions": "PATIENT,START_YEAR,END_YEAR,PAYER,OWNERSHIP",
    "payers": "Id,NAME,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,"
    "REVENUE,COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,"
    "COVERED_PROCEDURES,UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,"
    "UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS",
    "procedures": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,"
    "REASONDESCRIPTION",
    "providers": "Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,"
    "UTILIZATION",
    "supplies": "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,QUANTITY",
}
OMOP_TABLES = {
    "person": "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,"
    "birth_datetime,race_concept_id,ethnicity_concept_id,location_id,provider_id,care_site_id,"
    "person_source_value,gender_source_value,gender_source_concept_id,race_source_value,"
    "race_source_concept_id,ethnicity_source_value,ethnicity_source_concept_id",
    "visit_occurrence": "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,"
    "visit_start_datetime,visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,"
    "care_site_id,visit_source_value,visit_source_concept_id,admitted_from_concept_id,"
    "admitted_from_source_value,discharged_to_concept_id,discharged_to_source_value,"
    "preceding_visit_occurrence_id",
    "condition_occurrence": "condition_occurrence_id,person_id,condition_concept_id,"
    "condition_start_date,condition_start_datetime,condition_end_date,condition_end_datetime,"
    "condition_type_concept_id,condition_status_concept_id,stop_reason,provider_id,"
    "visit_occurrence_id,visit_detail_id,condition_source_value,condition_source_concept_id,"
    "condition_status_source_value",
    "note": "note_id,person_id,note_date,note_datetime,note_type_concept_id,note_class_concept_id,"
    "note_title,note_text,encoding_concept_id,language_concept_id,provider_id,visit_occurrence_id,"
    "visit_detail_id,note_source_value,note_event_id,note_event_field_concept_id",
    "death": "person_id,death_date,death_datetime,death_type_concept_id,cause_concept_id,"
    "cause_source_value,cause_source_concept_id",
    "location": "location_id,address_1,address_2,city,state,zip,county,location_source_value,"
    "country_concept_id,country_source_value,latitude,longitude",
    "provider": "provider_id,provider_name,npi,dea,specialty_concept_id,care_site_id,year_of_birth,"
    "gender_concept_id,provider_source_value,specialty_source_value,specialty_source_concept_id,"
    "gender_source_value,gender_source_concept_id",
}
KNOWN = [
    (table, column)
    for tables in (SYNTHEA_TABLES, OMOP_TABLES)
    for table, columns in tables.items()
    for column in columns.split(",")
]


def known(table: str, column: str) -> SectorColumn:
    entry = HEALTH.column(table, column)
    assert entry is not None, f"{table}.{column}"
    return entry


@pytest.mark.parametrize(("table", "column"), KNOWN)
def test_every_column_of_synthea_and_omop_is_known(table: str, column: str) -> None:
    entry = known(table, column)
    assert entry.role is not Role.UNKNOWN
    assert entry.source in HEALTH.sources


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id="-".join((name, *entry.tables[:1], entry.names[0])))
        for name in sector_names()
        for entry in load_sector(name).columns
    ],
)
def test_defaults_are_safe(entry: SectorColumn) -> None:
    transform = entry.transform
    if entry.role.protected:
        assert isinstance(transform, (Drop, Pseudonym)), "identifiers never stay"
    if entry.role is Role.FREE_TEXT:
        assert isinstance(transform, (Drop, RedactText))
    if entry.role is Role.QUASI_IDENTIFIER:
        assert not isinstance(transform, Keep)
        assert transform is not None or entry.hierarchy is not None
    if entry.entity in ("STREET_ADDRESS", "GEO_COORDINATE", "PERSON", "ORGANIZATION", "US_SSN",
                        "EMAIL_ADDRESS", "URL", "IP_ADDRESS"):  # fmt: skip
        assert isinstance(transform, Drop)
    if entry.entity == "PHONE_NUMBER" and not isinstance(transform, Drop):
        assert isinstance(transform, Pseudonym), "as a key it stays one in all its columns"
        assert transform.domain is not None
    if entry.entity in ("PATIENT_ID", "ENCOUNTER_ID"):
        assert isinstance(transform, Pseudonym)
    if entry.entity in ("EVENT_DATE", "DATE_OF_DEATH"):
        assert isinstance(transform, (Drop, ShiftDate, TruncateDate))
    if entry.entity in ("DIAGNOSIS", "DIAGNOSIS_CODE", "PROCEDURE", "MEDICATION"):
        assert entry.role is Role.SENSITIVE
    if entry.entity is not None:
        assert entry.entity in ENTITIES, "detection must know the word"


@pytest.mark.parametrize(
    ("column", "entity"),
    [
        ("patient_id", "PATIENT_ID"), ("PatientID", "PATIENT_ID"), ("Patient Id", "PATIENT_ID"),
        ("mrn", "MEDICAL_RECORD_NUMBER"), ("firstName", "PERSON"), ("LAST_NAME", "PERSON"),
        ("full name", "PERSON"), ("dob", "DATE_OF_BIRTH"), ("birth-date", "DATE_OF_BIRTH"),
        ("sex", "SEX"), ("Gender", "SEX"), ("race", "RACE"), ("ethnicity", "ETHNICITY"),
        ("zip", "US_ZIP_CODE"), ("postcode", "POSTAL_CODE"), ("address", "STREET_ADDRESS"),
        ("city", "CITY"), ("phone", "PHONE_NUMBER"), ("E-Mail", "EMAIL_ADDRESS"),
        ("ssn", "US_SSN"), ("admitted", "EVENT_DATE"), ("discharged", "EVENT_DATE"),
        ("diagnosis", "DIAGNOSIS_CODE"), ("icd10", "DIAGNOSIS_CODE"), ("ICD-10", "DIAGNOSIS_CODE"),
        ("note", "FREE_TEXT"), ("text", "FREE_TEXT"), ("facility", "ORGANIZATION"),
        ("physician", "PERSON"),
    ],
)  # fmt: skip
def test_usual_names_are_known_in_any_table(column: str, entity: str) -> None:
    assert known("whatever", column).entity == entity


def test_what_is_known_of_a_table_comes_first() -> None:
    assert known("patients", "Id").entity == "PATIENT_ID"
    assert known("encounters", "Id").entity == "ENCOUNTER_ID"
    assert known("organizations", "STATE").role is Role.INSENSITIVE
    assert known("patients", "STATE").role is Role.QUASI_IDENTIFIER
    assert known("Visit Occurrence", "visitConceptId").entity == "CATEGORY"
    assert HEALTH.column("whatever", "Id") is None
    assert HEALTH.column("conditions", "VALUE") is None


@pytest.mark.parametrize("name", ["", " ", "__", "🙂", "日付", "xyz"])
def test_unknown_names_are_unknown(name: str) -> None:
    assert HEALTH.column("patients", name) is None
    assert HEALTH.column(name, "xyz") is None


@settings(deadline=None)
@given(st.text(max_size=12))
def test_spellings_of_a_name_are_one(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once
    assert normalise(f" {name}_") == normalise(f"-{name}")


@pytest.mark.skipif(not SYNTHEA.exists(), reason="the shared Synthea tables are not here")
def test_agrees_with_the_labels_of_the_shared_tables() -> None:
    labels = json.loads((SYNTHEA / "labels.json").read_text(encoding="utf-8"))
    disagree = []
    for path, label in labels.items():
        if path == "_meta":
            continue
        role = known(*path.split(".")).role.value.replace("-", "_")
        accepted = {label["role"], *label.get("also_ok", [])}
        if {"insensitive": "other"}.get(role, role) not in accepted:
            disagree.append(path)
    # An organisation's name is dropped; that it is a quasi-identifier of visits is our reading.
    assert disagree == ["payers.NAME", "organizations.NAME"]
