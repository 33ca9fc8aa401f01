"""The formats that a release can be exported to.

What lives here: their names, the files they are written to, and the one function that writes any of
them. What does not: the formats themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sector_data.release.exporters.dcat import dcat_ap
from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.exporters.healthdcat import healthdcat_ap
from sector_data.release.exporters.openlineage import run_event
from sector_data.release.exporters.rocrate import ro_crate
from sector_data.spec.cataloguing import ExportFormat

EXPORT_FILES: Mapping[ExportFormat, str] = {
    "dcat-ap": "dcat-ap.jsonld",
    "healthdcat-ap": "healthdcat-ap.jsonld",
    "ro-crate": "ro-crate-metadata.json",
    "openlineage": "openlineage.json",
}
"""Where each lies in a bundle that holds it."""

_EXPORTERS: Mapping[ExportFormat, Callable[[DescribedRelease], dict[str, Any]]] = {
    "dcat-ap": dcat_ap,
    "healthdcat-ap": healthdcat_ap,
    "ro-crate": ro_crate,
    "openlineage": run_event,
}


def export(release: DescribedRelease, export_format: ExportFormat) -> str:
    """Return a release in a format: JSON, the same bytes for the same release.

    Parameters
    ----------
    release
        What its documents say.
    export_format
        Which format.

    Raises
    ------
    InputError
        If the format needs facts that the pipeline file did not give.
    """
    document = _EXPORTERS[export_format](release)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
