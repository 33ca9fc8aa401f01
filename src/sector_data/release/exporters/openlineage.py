"""A release for lineage servers: one OpenLineage RunEvent.

What lives here: which column of the release comes from which column of the source, by what
transformation. What does not: sending it anywhere.

Source: OpenLineage 2-0-2 (``RunEvent``) and its facets ``schema``, ``columnLineage``, ``version``,
``documentation`` and ``jobType``. Sources are named by their table alone: where they lie is
nobody else's business. No row is counted.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from sector_data.release.exporters.described import DescribedRelease
from sector_data.spec.plan import ColumnPlan, TablePlan
from sector_data.spec.transforms.values import Drop, Keep

_SPEC = "https://openlineage.io/spec"
_SOURCE = "confidential"


def run_event(release: DescribedRelease) -> dict[str, Any]:
    """Return the event that tells how a release was made.

    Parameters
    ----------
    release
        What its documents say.
    """
    plan, producer = release.plan, _producer(release.plan.made_with)
    released = {resource["name"]: resource for resource in release.resources}
    tables = [table for table in plan.tables if table.table in released]
    return {
        "eventType": "COMPLETE",
        "eventTime": f"{plan.made_on.isoformat()}T00:00:00Z",
        "producer": producer,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": str(uuid.uuid5(uuid.NAMESPACE_OID, plan.digest()))},
        "job": {
            "namespace": "sector-data",
            "name": plan.pipeline.release.name,
            "facets": {
                "documentation": {
                    **_facet(producer, "1-1-0", "DocumentationJobFacet"),
                    "description": release.datapackage["description"],
                },
                "jobType": {
                    **_facet(producer, "2-0-4", "JobTypeJobFacet"),
                    "processingType": "BATCH",
                    "integration": "SECTOR_DATA",
                    "jobType": "JOB",
                },
            },
        },
        "inputs": [{"namespace": _SOURCE, "name": table.table} for table in tables],
        "outputs": [_output(release, table, released[table.table], producer) for table in tables],
    }


def _producer(made_with: str) -> str:
    """Return the program as a package URL: the standard asks for a URI."""
    name, _, version = made_with.rpartition(" ")
    return f"pkg:pypi/{quote(name)}@{quote(version)}"


def _facet(producer: str, version: str, name: str) -> dict[str, str]:
    return {
        "_producer": producer,
        "_schemaURL": f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}",
    }


def _output(
    release: DescribedRelease, table: TablePlan, resource: dict[str, Any], producer: str
) -> dict[str, Any]:
    fields = resource["schema"]["fields"]
    planned = {column.column: column for column in table.columns}
    parquet = resource["sectorData:parquet"]
    facets: dict[str, Any] = {
        "schema": {
            **_facet(producer, "1-2-0", "SchemaDatasetFacet"),
            "fields": [
                {"name": field["name"], "type": field["type"]}
                | ({"description": field["description"]} if "description" in field else {})
                for field in fields
            ],
        },
        "version": {
            **_facet(producer, "1-0-1", "DatasetVersionDatasetFacet"),
            "datasetVersion": parquet["hash"],
        },
    }
    if table.table not in release.synthetic:  # a synthetic row comes from no row of the source
        facets["columnLineage"] = {
            **_facet(producer, "1-2-0", "ColumnLineageDatasetFacet"),
            "fields": {
                field["name"]: {"inputFields": [_origin(table.table, planned[field["name"]])]}
                for field in fields
                if field["name"] in planned
            },
        }
    return {"namespace": release.datapackage["id"], "name": parquet["path"], "facets": facets}


def _origin(table: str, column: ColumnPlan) -> dict[str, Any]:
    kept = isinstance(column.transform, Keep)
    return {
        "namespace": _SOURCE,
        "name": table,
        "field": column.column,
        "transformations": [
            {
                "type": "DIRECT",
                "subtype": "IDENTITY" if kept else "TRANSFORMATION",
                "description": column.transform.nature.technique.value,
                "masking": not isinstance(column.transform, Keep | Drop),
            }
        ],
    }
