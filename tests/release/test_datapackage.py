"""The Data Package descriptor is what real clients accept, and claims only what the data keep."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.release.datapackage import describe, to_json
from sector_data.release.layout import DATAPACKAGE, csv_path, parquet_path
from sector_data.sources.digests import FileDigest, file_digest
from sector_data.sources.tables import Table
from sector_data.spec.hierarchies import FileHierarchy
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.transforms.values import Generalise
from tests.release.bundles import make_plan, make_tables, token, write_data


def descriptor_of(tables: dict[str, Table], **plan: Any) -> dict[str, Any]:
    files = {}
    for name in tables:
        files[csv_path(name)] = FileDigest(3, "ab")
        files[parquet_path(name)] = FileDigest(4, "cd")
    return describe(make_plan(tables, **plan), tables, files)


def fields_of(descriptor: dict[str, Any], table: int = 0) -> dict[str, dict[str, Any]]:
    return {f["name"]: f for f in descriptor["resources"][table]["schema"]["fields"]}


def frictionless_errors(descriptor: Path) -> list[tuple[str, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # frictionless' own libraries warn of deprecations
        from frictionless import validate

        report = validate(str(descriptor))
    errors = [(error.type, error.note) for error in report.errors]
    return errors + [(e.type, e.note) for task in report.tasks for e in task.errors]


def test_the_package_says_what_it_is() -> None:
    descriptor = descriptor_of(make_tables())
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert descriptor["name"] == "admissions"
    assert descriptor["created"] == "2026-11-23T00:00:00Z"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", descriptor["id"])
    assert descriptor["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "Creative Commons Attribution 4.0 International",
        }
    ]
    assert descriptor["contributors"] == [{"email": "data@hospital.example", "roles": ["contact"]}]
    assert descriptor["keywords"] == ["health"]


def test_what_the_standard_forbids_empty_is_left_out() -> None:
    descriptor = descriptor_of(make_tables(), release=ReleaseSpec(name="x"))
    assert not {"licenses", "contributors", "keywords"} & set(descriptor)
    assert descriptor["title"] == "x"


@pytest.mark.parametrize(
    ("contact", "contributor"),
    [
        ("data@hospital.example", {"email": "data@hospital.example", "roles": ["contact"]}),
        ("Data office, room 4", {"title": "Data office, room 4", "roles": ["contact"]}),
    ],
)
def test_a_contact_is_an_address_or_a_title(contact: str, contributor: dict[str, Any]) -> None:
    release = ReleaseSpec(name="x", contact=contact)
    assert descriptor_of(make_tables(), release=release)["contributors"] == [contributor]


@pytest.mark.parametrize(
    ("licence", "entry"),
    [
        ("cc0-1.0", "CC0-1.0"),
        ("EUPL-1.2", "EUPL-1.2"),
        ("On request; see the contract", "On-request-see-the-contract"),
    ],
)
def test_licences_have_a_name_that_the_standard_allows(licence: str, entry: str) -> None:
    (described,) = descriptor_of(make_tables(), release=ReleaseSpec(name="x", licence=licence))[
        "licenses"
    ]
    assert described["name"] == entry
    assert re.fullmatch(r"([-a-zA-Z0-9._])+", described["name"])


def test_a_licence_can_be_an_address() -> None:
    release = ReleaseSpec(name="x", licence="https://hospital.example/terms")
    assert descriptor_of(make_tables(), release=release)["licenses"] == [
        {"path": "https://hospital.example/terms"}
    ]


def test_each_table_is_a_resource_with_both_files() -> None:
    patients, notes = descriptor_of(make_tables())["resources"]
    assert (patients["name"], patients["path"]) == ("patients", "data/patients.csv")
    assert (patients["hash"], patients["bytes"]) == ("sha256:ab", 3)
    assert notes["sectorData:parquet"] == {
        "path": "data/notes.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": 4,
        "hash": "sha256:cd",
    }


def test_fields_have_types_roles_and_transforms() -> None:
    fields = fields_of(descriptor_of(make_tables()))
    assert {name: field["type"] for name, field in fields.items()} == {
        "id": "string",
        "sex": "string",
        "born on": "date",
        "height": "number",
        "smoker": "boolean",
        "größe": "string",
    }
    assert fields["id"]["sectorData:role"] == "direct-identifier"
    assert fields["id"]["sectorData:technique"] == "pseudonymization"
    assert fields["id"]["sectorData:transform"]["kind"] == "pseudonym"
    assert fields["id"]["description"] == "direct identifier; pseudonym: By the pipeline."
    assert fields["sex"]["sectorData:level"] == {"level": 0, "levels": 2}


def test_constraints_are_those_that_the_data_keep() -> None:
    fields = fields_of(descriptor_of(make_tables()))
    assert fields["id"]["constraints"] == {
        "required": True,
        "pattern": "[0-9a-hjkmnp-tv-z]{12}",
    }
    assert fields["sex"]["constraints"] == {"required": True, "enum": ["F", "M"]}
    assert "constraints" not in fields["height"]
    assert "constraints" not in fields["größe"]


def test_constraints_that_the_data_do_not_keep_are_not_claimed() -> None:
    tables = make_tables()
    data = tables["patients"].data
    data = data.set_column(0, "id", pa.array(["not a token", *data["id"].to_pylist()[1:]]))
    data = data.set_column(1, "sex", pa.array(["X", None, *data["sex"].to_pylist()[2:]]))
    fields = fields_of(descriptor_of({"patients": Table("patients", data)}))
    assert fields["id"]["constraints"] == {"required": True}
    assert "constraints" not in fields["sex"]


def test_long_lists_of_categories_are_left_out() -> None:
    classes = tuple((f"c{i}",) for i in range(101))
    tables = {"t": Table("t", pa.table({"sex": [label for (label,) in classes]}))}
    assert (
        "enum" not in fields_of(descriptor_of(tables, kept_classes=classes))["sex"]["constraints"]
    )


def test_keys_and_references_are_told() -> None:
    patients, notes = descriptor_of(make_tables())["resources"]
    assert patients["schema"]["primaryKey"] == ["id"]
    assert "foreignKeys" not in patients["schema"]
    assert notes["schema"]["foreignKeys"] == [
        {"fields": ["patient_id"], "reference": {"resource": "patients", "fields": ["id"]}}
    ]


def test_keys_and_references_that_do_not_hold_are_not_claimed() -> None:
    tables = make_tables()
    data = tables["patients"].data
    ids = data["id"].to_pylist()
    data = data.set_column(0, "id", pa.array([ids[1], *ids[1:]]))
    tables["patients"] = Table("patients", data)
    patients, notes = descriptor_of(tables)["resources"]
    assert "primaryKey" not in patients["schema"]
    assert "foreignKeys" not in notes["schema"]


def test_a_reference_to_a_column_that_was_dropped_is_left_out() -> None:
    tables = make_tables()
    tables["patients"] = Table("patients", tables["patients"].data.drop_columns(["id"]))
    _, notes = descriptor_of(tables)["resources"]
    assert "foreignKeys" not in notes["schema"]


def test_a_table_can_refer_to_itself() -> None:
    tables = {"t": Table("t", pa.table({"id": ["a", "b"], "parent": [None, "a"]}))}
    plan = make_plan(tables)
    pipeline = plan.pipeline.model_copy(update={"references": {"t.parent": "t.id"}})
    files = {csv_path("t"): FileDigest(1, "ab"), parquet_path("t"): FileDigest(1, "ab")}
    descriptor = describe(plan.model_copy(update={"pipeline": pipeline}), tables, files)
    assert descriptor["resources"][0]["schema"]["foreignKeys"] == [
        {"fields": ["parent"], "reference": {"fields": ["id"]}}
    ]


def test_where_a_hierarchy_file_lay_is_not_told() -> None:
    tables = {"t": Table("t", pa.table({"sex": ["F"]}))}
    plan = make_plan(tables)
    transform = Generalise(hierarchy=FileHierarchy(path=Path("/home/somebody/sex.csv")))
    column = plan.tables[0].columns[0].model_copy(update={"transform": transform})
    table_plan = plan.tables[0].model_copy(update={"columns": (column,), "protection": None})
    plan = plan.model_copy(update={"tables": (table_plan,)})
    files = {csv_path("t"): FileDigest(1, "ab"), parquet_path("t"): FileDigest(1, "ab")}
    text = to_json(describe(plan, tables, files))
    assert "sex.csv" in text
    assert "somebody" not in text


def test_frictionless_accepts_the_package(tmp_path: Path) -> None:
    tables = make_tables(24)
    write_data(tmp_path, tables, make_plan(tables))
    assert frictionless_errors(tmp_path / DATAPACKAGE) == []


def test_the_frictionless_command_accepts_a_bundle_and_refuses_a_changed_one(
    own_bundle: Path,
) -> None:
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", DATAPACKAGE]
    done = subprocess.run(command, cwd=own_bundle, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    with (own_bundle / "data/notes.csv").open("a") as file:
        file.write("x,unknown,y,z\n")
    done = subprocess.run(command, cwd=own_bundle, capture_output=True, check=False)
    assert done.returncode == 1


def test_frictionless_finds_a_broken_reference(tmp_path: Path) -> None:
    tables = make_tables()
    plan = make_plan(tables)
    write_data(tmp_path, tables, plan)
    descriptor = json.loads((tmp_path / DATAPACKAGE).read_text("utf-8"))
    text = (tmp_path / "data/notes.csv").read_text("utf-8")
    (tmp_path / "data/notes.csv").write_text(text.replace(token(3), token(77)), "utf-8")
    digest = file_digest(tmp_path / "data/notes.csv")
    descriptor["resources"][1]["hash"] = f"sha256:{digest.sha256}"
    (tmp_path / DATAPACKAGE).write_text(json.dumps(descriptor), "utf-8")
    assert {kind for kind, _ in frictionless_errors(tmp_path / DATAPACKAGE)} == {"foreign-key"}


def test_pandas_reads_the_csv_as_described(tmp_path: Path) -> None:
    tables = make_tables()
    write_data(tmp_path, tables, make_plan(tables))
    frame = pd.read_csv(tmp_path / "data/patients.csv", parse_dates=["born on"])
    assert frame["height"].isna().sum() == 1
    assert frame["größe"].isna().sum() == 2  # the null and the empty text
    assert frame["smoker"].dtype == bool


cells = {
    "string": st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    "integer": st.none() | st.integers(-(2**60), 2**60),
    "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.none() | st.booleans(),
    "date": st.none() | st.dates(),
    "datetime": st.none() | st.datetimes(),
}
ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
}
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_frictionless_accepts_any_table(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    kinds = data.draw(st.dictionaries(names, st.sampled_from(sorted(cells)), max_size=4))
    rows = data.draw(st.integers(0, 4))
    columns = {
        name: pa.array(data.draw(st.lists(cells[kind], min_size=rows, max_size=rows)), ARROW[kind])
        for name, kind in kinds.items()
    }
    # A row without any value is blank to frictionless; releases have a column that never is.
    columns["id"] = pa.array([token(i) for i in range(rows)], pa.string())
    tables = {"t": Table("t", pa.table(columns))}
    folder = tmp_path_factory.mktemp("package")
    write_data(folder, tables, make_plan(tables))
    assert frictionless_errors(folder / DATAPACKAGE) == []
