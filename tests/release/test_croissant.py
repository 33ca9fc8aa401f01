"""The Croissant description is what its reference implementation accepts and reads records by."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mlcroissant._src.core.context import Context, CroissantVersion
from mlcroissant._src.core.rdf import make_context

from sector_data.release.croissant import CONTEXT, describe_croissant, field_id, to_json
from sector_data.release.croissant_rai import responsibility, usage_info, use_terms
from sector_data.release.data_use import data_use_terms
from sector_data.release.layout import CROISSANT, DATAPACKAGE
from sector_data.sources.tables import Table
from sector_data.spec.cataloguing import CatalogueSpec
from sector_data.spec.evidence.release import UtilityFigures
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.words import Recipient
from tests.release.bundles import make_assessment, make_plan, make_tables, token, write_data

ODD = [
    *("a b", "a%20b", "x/y", "..", ".", "a:b", "#f", "?q", "index", "日本", "e\u0301", "é", 'q"u'),
    *(
        "back\\slash",
        " lead",
        "@id",
        "new\nline",
        "100%",
        "a,b",
        "[z]",
        "{c}",
        "<t>",
        "😀",
        "patients",
    ),
]


def written(folder: Path, tables: dict[str, Table], **plan: Any) -> dict[str, Any]:
    write_data(folder, tables, make_plan(tables, **plan))
    document: dict[str, Any] = json.loads((folder / CROISSANT).read_text("utf-8"))
    return document


def records_of(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(mlcroissant.Dataset(str(folder / CROISSANT)).records(table))


def test_the_reference_implementation_finds_no_fault_and_misses_nothing(bundle: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("mlcroissant")), "validate", "--jsonld", CROISSANT],
        cwd=bundle,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Done." in done.stderr
    assert "error" not in done.stderr
    assert "warning" not in done.stderr.lower()


def test_the_context_is_that_of_the_reference_implementation() -> None:
    standard = make_context(Context(conforms_to=CroissantVersion.V_1_1))
    assert standard.items() <= CONTEXT.items()


def test_records_are_the_released_rows(tmp_path: Path) -> None:
    tables = make_tables()
    written(tmp_path, tables)
    records = records_of(tmp_path, "patients")
    assert len(records) == 12
    assert records[0] == {
        "patients/id": token(0).encode(),
        "patients/sex": b"M",
        "patients/born%20on": dt.datetime(1890, 1, 1),
        "patients/height": 150.5,
        "patients/smoker": True,
        "patients/größe": None,
    }
    assert records[1]["patients/height"] is None
    assert records[1]["patients/größe"] == b""
    notes = records_of(tmp_path, "notes")
    assert notes[1]["notes/seen"] == dt.datetime(2020, 1, 1, 10, 1)
    assert [r["notes/patient_id"] for r in notes] == [
        text.encode() for text in tables["notes"].column("patient_id").to_pylist()
    ]


def test_columns_of_any_name_are_read_by_their_own_identifiers(tmp_path: Path) -> None:
    columns = {name: pa.array([place, None]) for place, name in enumerate(ODD)}
    columns["id"] = pa.array(["010", "011"])
    written(tmp_path, {"t": Table("t", pa.table(columns))})
    first, second = records_of(tmp_path, "t")
    assert first == {
        **{field_id("t", name): place for place, name in enumerate(ODD)},
        "t/id": b"010",  # not the number 10
    }
    assert {second[field_id("t", name)] for name in ODD} == {None}


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


@given(names, names)
def test_columns_share_an_identifier_only_if_they_are_the_same(one: str, other: str) -> None:
    assert (field_id("t", one) == field_id("t", other)) == (one == other)


@given(names)
def test_identifiers_are_one_step_below_their_table(name: str) -> None:
    identifier = field_id("t", name)
    assert not any(c.isspace() for c in identifier)
    assert identifier.count("/") == 1
    assert not {":", "#", "?", "@", "\\", '"', "<", ">"} & set(identifier)
    assert identifier.split("/")[1] not in {".", ".."}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.sets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), max_size=5))
def test_any_table_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, columns: set[str]
) -> None:
    data = {name: pa.array([name, None]) for name in sorted(columns - {"id", "index", "level_0"})}
    folder = tmp_path_factory.mktemp("croissant")
    written(folder, {"t": Table("t", pa.table({**data, "id": ["a", "b"]}))})
    first, second = records_of(folder, "t")
    assert first == {"t/id": b"a", **{field_id("t", name): name.encode() for name in data}}
    assert second == {"t/id": b"b", **{field_id("t", name): None for name in data}}


def test_it_agrees_with_the_data_package(bundle: Path) -> None:
    document = json.loads((bundle / CROISSANT).read_text("utf-8"))
    package = json.loads((bundle / DATAPACKAGE).read_text("utf-8"))
    files = {file["contentUrl"]: file["sha256"] for file in document["distribution"]}
    for resource, record_set in zip(package["resources"], document["recordSet"], strict=True):
        parquet = resource["sectorData:parquet"]
        assert files[resource["path"]] == resource["hash"].removeprefix("sha256:")
        assert files[parquet["path"]] == parquet["hash"].removeprefix("sha256:")
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in record_set["field"]] == [f["name"] for f in fields]
        for said, field in zip(record_set["field"], fields, strict=True):
            assert said["description"].startswith(field["description"])
            assert field["sectorData:technique"] in said["description"]
            assert field["sectorData:lost"] in said["description"]
    assert len(files) == 2 * len(package["resources"])
    assert document["identifier"] == package["id"]
    assert document["isLiveDataset"] is False
    assert document["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_keys_and_references_are_told(bundle: Path) -> None:
    patients, notes = json.loads((bundle / CROISSANT).read_text("utf-8"))["recordSet"]
    assert patients["key"] == [{"@id": "patients/id"}]
    referring = [f for f in notes["field"] if "references" in f]
    assert [(f["@id"], f["references"]) for f in referring] == [
        ("notes/patient_id", {"field": {"@id": "patients/id"}})
    ]


def test_what_nobody_said_is_not_said(tmp_path: Path) -> None:
    document = written(tmp_path, make_tables(), release=ReleaseSpec(name="x"))
    absent = {"license", "creator", "keywords", "url", "rai:dataUseCases", "prov:wasAttributedTo"}
    assert not absent & set(document)
    (offer,) = document["usageInfo"]
    assert "odrl:permission" not in offer
    assert len(records_of(tmp_path, "patients")) == 12


@pytest.mark.parametrize("version", ["1.0.0", "2025-q1", "spring"])
def test_any_version_can_be_read(tmp_path: Path, version: str) -> None:
    document = written(tmp_path, make_tables(), release=ReleaseSpec(name="x", version=version))
    assert document["version"] == version
    assert len(records_of(tmp_path, "notes")) == 24


def test_terms_name_the_recipients_and_forbid_reidentification() -> None:
    release = ReleaseSpec(name="x", licence="Contract 7", recipient=Recipient.REGISTERED)
    terms = use_terms(release)
    assert terms["odrl:permission"]["odrl:constraint"]["odrl:rightOperand"] == "registered users"
    assert "re-identify" in terms["odrl:prohibition"]["odrl:action"]["name"]
    everybody = use_terms(release.model_copy(update={"recipient": Recipient.PUBLIC}))
    assert everybody["odrl:permission"] == {
        "@type": "odrl:Permission",
        "odrl:action": {"@id": "odrl:use"},
    }


@pytest.mark.parametrize(
    ("recipient", "licence", "codes"),
    [
        ("public", "CC-BY-4.0", []),
        ("public", "CC-BY-NC-SA-4.0", ["DUO_0000046"]),
        ("registered", "CC-BY-4.0", ["DUO_0000026"]),
        ("secure-room", "CC-BY-NC-4.0", ["DUO_0000026", "DUO_0000046"]),
    ],
)
def test_terms_of_duo_follow_from_recipient_and_licence(
    recipient: str, licence: str, codes: list[str]
) -> None:
    release = ReleaseSpec(name="x", licence=licence, recipient=Recipient(recipient))
    pipeline = make_plan(make_tables(), release=release).pipeline
    _, *terms = usage_info(pipeline)
    assert [term["@id"] for term in terms] == [f"http://purl.obolibrary.org/obo/{c}" for c in codes]
    said = pipeline.model_copy(update={"catalogue": CatalogueSpec(data_use=("DUO:0000026",))})
    assert [t["name"] for t in data_use_terms(said)].count("user specific restriction") == 1


def test_answers_come_from_plan_and_evidence() -> None:
    plan = make_plan(
        make_tables(), release=ReleaseSpec(name="x", purpose="Train readmission models.")
    )
    figures = UtilityFigures(
        table="patients",
        rows_before=20,
        rows_after=12,
        subjects_before=20,
        subjects_after=12,
        columns=(),
        granularity=None,
        shapes=None,
        pair_trends=None,
    )
    assessment = make_assessment().model_copy(update={"utility": (figures,)})
    answers = responsibility(plan, assessment)
    assert answers["rai:dataUseCases"] == ["Train readmission models."]
    assert answers["rai:personalSensitiveInformation"] == [
        "patients.id: direct identifier; pseudonymization.",
        "patients.sex: quasi-identifier; generalization.",
        "notes.id: direct identifier; pseudonymization.",
        "notes.patient_id: direct identifier; pseudonymization.",
        "notes.text: free text; masking.",
        "patients: the smallest group of subjects with equal quasi-identifiers counts 6; "
        "highest risk 0.167.",
    ]
    assert answers["rai:dataLimitations"][-1].startswith("patients: 12 of 20 rows are released")
    assert "not recorded" in answers["rai:dataCollection"]
    made = responsibility(plan, assessment, {"patients"})
    assert "The rows of patients are synthetic data." in made["rai:dataCollection"]
    assert not any("of 20 rows" in limit for limit in made["rai:dataLimitations"])


def test_the_same_release_is_described_in_the_same_bytes(bundle: Path) -> None:
    package = json.loads((bundle / DATAPACKAGE).read_text("utf-8"))
    plan = make_plan(make_tables())
    text = to_json(describe_croissant(plan, package, make_assessment()))
    assert text == (bundle / CROISSANT).read_text("utf-8")
    assert text == to_json(describe_croissant(plan.public(), package, make_assessment()))
