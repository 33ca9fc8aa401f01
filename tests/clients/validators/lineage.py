"""Build an OpenLineage event with the standard's own classes; print it as they write it.

Run by the validators' own Python. The classes are made from the standard's JSON Schemas; they
refuse unknown properties, and know the address of each schema.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from openlineage.client import event_v2  # type: ignore[import-not-found]
from openlineage.client.generated import (  # type: ignore[import-not-found]
    column_lineage_dataset,
    dataset_version_dataset,
    documentation_job,
    job_type_job,
    schema_dataset,
)
from openlineage.client.serde import Serde  # type: ignore[import-not-found]

FACETS = {
    "schema": schema_dataset.SchemaDatasetFacet,
    "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet,
    "version": dataset_version_dataset.DatasetVersionDatasetFacet,
    "documentation": documentation_job.DocumentationJobFacet,
    "jobType": job_type_job.JobTypeJobFacet,
}


def facets(written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    made = {}
    for name, content in written.items():
        said = {key: value for key, value in content.items() if not key.startswith("_")}
        made[name] = FACETS[name](**said, producer=content["_producer"])
    return made


def main(path: str) -> None:
    event = json.loads(Path(path).read_text(encoding="utf-8"))
    job = event["job"]
    built = event_v2.RunEvent(
        eventTime=event["eventTime"],
        eventType=event_v2.RunState(event["eventType"]),
        producer=event["producer"],
        run=event_v2.Run(runId=event["run"]["runId"]),
        job=event_v2.Job(job["namespace"], job["name"], facets(job["facets"])),
        inputs=[event_v2.InputDataset(each["namespace"], each["name"]) for each in event["inputs"]],
        outputs=[
            event_v2.OutputDataset(each["namespace"], each["name"], facets=facets(each["facets"]))
            for each in event["outputs"]
        ],
    )
    sys.stdout.write(Serde.to_json(built))


if __name__ == "__main__":
    main(sys.argv[1])
