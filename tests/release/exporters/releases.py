"""Small releases for the exporters, as their documents describe them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.layout import DATAPACKAGE
from sector_data.spec.cataloguing import CatalogueSpec
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.words import Recipient
from tests.release.bundles import make_assessment, make_plan, make_tables, write_data

KNOWN = CatalogueSpec(
    publisher="Valley Health",
    provenance="Extract of the register.",
    type="http://publications.europa.eu/resource/authority/dataset-type/STATISTICAL",
    health_categories=("https://valley.example/terms/ehr",),
    access_body="Access body of the valley",
    access_body_email="access@valley.example",
)


def described(
    folder: Path,
    *,
    rows: int = 40,
    synthetic: tuple[str, ...] = (),
    catalogue: CatalogueSpec = KNOWN,
    **release: Any,
) -> DescribedRelease:
    """Return a release of one table, of which so many rows were measured."""
    settings: dict[str, Any] = {
        "name": "admissions",
        "contact": "data@hospital.example",
        "keywords": ("health",),
        "licence": "CC-BY-4.0",
        "recipient": Recipient.PUBLIC,
    }
    tables = {"patients": make_tables()["patients"]}
    plan = make_plan(tables, release=ReleaseSpec(**(settings | release)))
    pipeline = plan.pipeline.model_copy(update={"catalogue": catalogue})
    plan = plan.model_copy(update={"pipeline": pipeline})
    write_data(folder, tables, plan)
    package = json.loads((folder / DATAPACKAGE).read_text("utf-8"))
    return DescribedRelease(plan.public(), package, make_assessment(rows), synthetic)
