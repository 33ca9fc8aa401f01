"""Validate a folder as an RO-Crate and as a Process Run Crate; print the checks that fail.

Run by the validators' own Python. The context that the crate names is on the web: in its place
stands the one that ro-crate-py carries, so that no network is needed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import rocrate  # type: ignore[import-not-found]
from rocrate.rocrate import ROCrate  # type: ignore[import-not-found]
from rocrate_validator import models, services  # type: ignore[import-not-found]
from rocrate_validator.utils import http  # type: ignore[import-not-found]

CONTEXT = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text(encoding="utf-8")


class Answer:
    """What the web would answer."""

    status_code, ok, text, content, url = 200, True, CONTEXT, CONTEXT.encode(), ""
    headers = {"Content-Type": "application/ld+json"}
    from_cache, history, encoding = False, (), "utf-8"

    def json(self) -> Any:
        return json.loads(CONTEXT)

    def raise_for_status(self) -> None:
        return None


def main(folder: str) -> None:
    http.HttpRequester.get = http.HttpRequester.head = lambda *_, **__: Answer()
    failed = {}
    for profile in ("ro-crate-1.2", "process-run-crate-0.5"):
        result = services.validate(
            services.ValidationSettings(
                rocrate_uri=folder,
                profile_identifier=profile,
                requirement_severity=models.Severity.REQUIRED,
            )
        )
        failed[profile] = [f"{i.check.identifier}: {i.message}" for i in result.get_issues()]
    crate = ROCrate(folder)
    found = {"failed": failed, "parts": sorted(str(entity.id) for entity in crate.data_entities)}
    sys.stdout.write("\n" + json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
