"""The files of the repository that are written from the models.

What lives here: their names and contents, and a command that writes them::

    python -m sector_data.spec.generated

What does not: the contents themselves (:mod:`sector_data.spec.reference.pages`,
:mod:`sector_data.spec.jsonschema`). A test insists that the repository's files are current.
"""

from __future__ import annotations

import json
from pathlib import Path

from sector_data.spec.jsonschema import (
    Schema,
    gate_json_schema,
    policy_json_schema,
    sector_json_schema,
)
from sector_data.spec.reference.pages import pipeline_reference
from sector_data.spec.reference.policies import PAGE, with_packs_table


def generated_files() -> dict[str, str]:
    """Return the text of each file, by its path from the top of the repository."""
    return {
        "docs/reference/pipeline.md": pipeline_reference(),
        "schemas/gate.schema.json": _json(gate_json_schema()),
        "schemas/policy.schema.json": _json(policy_json_schema()),
        "schemas/sector.schema.json": _json(sector_json_schema()),
    }


def write_generated_files(top: Path) -> None:
    """Write all of them below a folder."""
    for name, text in generated_files().items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    page = top / PAGE
    if page.is_file():  # written by hand but for a table
        page.write_text(with_packs_table(page.read_text(encoding="utf-8")), encoding="utf-8")


def _json(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_generated_files(Path.cwd())
