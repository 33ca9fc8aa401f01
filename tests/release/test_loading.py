"""A bundle is verified before it is loaded, and loads with proper types."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sector_data.errors import BundleError
from sector_data.release.layout import DATAPACKAGE, PLAN
from sector_data.release.loading import load
from tests.release.bundles import make_plan, make_tables


def test_a_bundle_is_a_mapping_of_tables(bundle: Path) -> None:
    release = load(bundle)
    assert list(release) == ["patients", "notes"]
    assert len(release) == 2
    assert "patients" in release
    assert "nothing" not in release
    with pytest.raises(KeyError):
        release["nothing"]


def test_tables_come_as_they_were_released(bundle: Path) -> None:
    release = load(str(bundle))
    for name, table in make_tables().items():
        pd.testing.assert_frame_equal(release[name], table.to_pandas())
    assert release["patients"]["größe"].isna().sum() == 1  # the empty text is a text
    assert release["patients"] is release["patients"]


def test_documents_come_along(bundle: Path) -> None:
    release = load(bundle)
    assert release.datapackage["name"] == "admissions"
    assert release.plan == make_plan(make_tables()).public()
    assert release.report.read_text("utf-8").startswith("<!doctype html>")
    assert {claim.verdict for claim in release.claims} == {"holds", "cannot be told from here"}
    assert repr(release) == "<Release 'admissions': patients, notes>"


def test_a_changed_bundle_is_refused_by_name(own_bundle: Path) -> None:
    (own_bundle / "data/notes.parquet").write_bytes(b"changed")
    with pytest.raises(BundleError, match=r"data/notes\.parquet: The file is not the one"):
        load(own_bundle)


def test_without_verification_a_damaged_table_is_told_when_it_is_read(own_bundle: Path) -> None:
    (own_bundle / "data/notes.parquet").write_bytes(b"changed")
    release = load(own_bundle, verify=False)
    assert release.claims == ()
    assert len(release["patients"]) == 12
    with pytest.raises(BundleError, match=r"data/notes\.parquet cannot be read"):
        release["notes"]


@pytest.mark.parametrize("verify", [True, False])
def test_what_is_no_bundle_is_told(tmp_path: Path, verify: bool) -> None:
    with pytest.raises(BundleError, match="not a release bundle"):
        load(tmp_path / "nothing", verify=verify)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"resources": [7]}', "[" * 100_000])
def test_a_damaged_description_is_told(own_bundle: Path, text: str) -> None:
    (own_bundle / DATAPACKAGE).write_text(text)
    with pytest.raises(BundleError, match=DATAPACKAGE):
        load(own_bundle, verify=False)


def test_a_description_that_leads_outside_is_refused(own_bundle: Path) -> None:
    descriptor = json.loads((own_bundle / DATAPACKAGE).read_text("utf-8"))
    descriptor["resources"][0]["sectorData:parquet"]["path"] = "../../outside.parquet"
    (own_bundle / DATAPACKAGE).write_text(json.dumps(descriptor))
    with pytest.raises(BundleError, match="are none of a bundle"):
        load(own_bundle, verify=False)


def test_a_damaged_plan_is_told_without_its_values(own_bundle: Path) -> None:
    (own_bundle / PLAN).write_text('{"format": "SECRET"}')
    with pytest.raises(BundleError) as caught:
        _ = load(own_bundle, verify=False).plan
    assert "SECRET" not in str(caught.value)
    (own_bundle / PLAN).unlink()
    with pytest.raises(BundleError, match="cannot be read"):
        _ = load(own_bundle, verify=False).plan


def test_a_table_that_is_not_there_is_told_with_those_that_are(bundle: Path) -> None:
    release = load(bundle)
    with pytest.raises(KeyError, match="no table 'nurses'; there are patients, notes"):
        release["nurses"]
    assert "nurses" not in release
    assert release.get("nurses") is None
