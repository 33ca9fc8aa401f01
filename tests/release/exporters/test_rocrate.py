"""An RO-Crate is flat, names what lies beside it, and tells the run that made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sector_data.release.exporters.formats import export
from sector_data.spec.cataloguing import CatalogueSpec
from tests.release.exporters.releases import described


def entities(folder: Path, **settings: Any) -> dict[str, Any]:
    document = json.loads(export(described(folder, **settings), "ro-crate"))
    found = {entity["@id"]: entity for entity in document["@graph"]}
    assert len(found) == len(document["@graph"])
    return found


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"contact": None, "catalogue": CatalogueSpec()},
        {"licence": None},
        {"licence": "Our own"},
    ],
)
def test_everything_that_is_referred_to_is_described(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    found = entities(tmp_path, **settings)
    outside = {r for e in found.values() for r in references(list(e.values()))} - set(found)
    assert all(r.startswith(("https://", "pkg:")) for r in outside)
    for entity in found.values():
        assert entity["@type"]
        assert entity["name"]
    root = found["./"]
    for needed in ("name", "description", "datePublished", "license", "publisher"):
        assert root[needed]


def test_files_are_those_of_the_bundle_with_their_digests(tmp_path: Path) -> None:
    found = entities(tmp_path, languages=("en", "ja"))
    parts = [part["@id"] for part in found["./"]["hasPart"]]
    assert {"data/patients.csv", "data/patients.parquet", "plan.json", "evidence/"} <= set(parts)
    assert {"README.md", "README.ja.md", "report.html", "report.ja.html"} <= set(parts)
    assert found["data/patients.csv"]["contentSize"] == str(
        (tmp_path / "data" / "patients.csv").stat().st_size
    )


def test_the_run_and_its_reviews_are_told_in_the_terms_of_five_safes(tmp_path: Path) -> None:
    found = entities(tmp_path)
    run = found["#anonymisation"]
    assert found[run["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert [r["@id"] for r in run["result"]] == ["data/patients.csv", "data/patients.parquet"]
    phases = {e["additionalType"]["@id"] for e in found.values() if e["@type"] == "AssessAction"}
    assert phases == {
        "https://w3id.org/shp#ValidationCheck",
        "https://w3id.org/shp#DisclosureCheck",
    }
    mentioned = {m["@id"] for m in found["./"]["mentions"]}
    assert mentioned == {"#anonymisation", "#validation", "#disclosure"}
