"""The lineage event tells which column comes from which, and nothing else of the source."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import jsonschema

from sector_data.release.exporters.formats import export
from tests.release.exporters.releases import described

FACET = {
    "type": "object",
    "required": ["_producer", "_schemaURL"],
    "properties": {
        "_producer": {"type": "string", "format": "uri"},
        "_schemaURL": {"type": "string", "pattern": r"^https://openlineage\.io/spec/facets/"},
    },
}
DATASET = {
    "type": "object",
    "required": ["namespace", "name"],
    "properties": {"facets": {"type": "object", "additionalProperties": FACET}},
}
RUN_EVENT = {
    "type": "object",
    "required": ["eventTime", "producer", "schemaURL", "run", "job"],
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {"type": "string", "format": "date-time"},
        "producer": {"type": "string", "format": "uri"},
        "run": {"type": "object", "required": ["runId"]},
        "job": DATASET,
        "inputs": {"type": "array", "items": DATASET},
        "outputs": {"type": "array", "items": DATASET},
    },
}
"""What OpenLineage 2-0-2 makes mandatory of a RunEvent."""


def event(folder: Path, **settings: Any) -> Any:
    return json.loads(export(described(folder, **settings), "openlineage"))


def test_it_is_a_run_event(tmp_path: Path) -> None:
    found = event(tmp_path)
    jsonschema.validate(found, RUN_EVENT, format_checker=jsonschema.FormatChecker())
    assert uuid.UUID(found["run"]["runId"]) == uuid.UUID(event(tmp_path / "b")["run"]["runId"])
    assert found["inputs"] == [{"namespace": "confidential", "name": "patients"}]


def test_every_column_has_its_origin_and_its_technique(tmp_path: Path) -> None:
    (output,) = event(tmp_path)["outputs"]
    names = [field["name"] for field in output["facets"]["schema"]["fields"]]
    lineage = output["facets"]["columnLineage"]["fields"]
    assert list(lineage) == names
    masked = {
        name: origin["inputFields"][0]["transformations"][0]["masking"]
        for name, origin in lineage.items()
    }
    assert {name for name, masks in masked.items() if masks} == {"id", "sex"}
    assert output["facets"]["version"]["datasetVersion"].startswith("sha256:")


def test_a_synthetic_row_comes_from_no_row(tmp_path: Path) -> None:
    (output,) = event(tmp_path, synthetic=("patients",))["outputs"]
    assert "columnLineage" not in output["facets"]
