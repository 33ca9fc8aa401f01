"""What catalogues are told: addresses are addresses, and a health catalogue gets what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from sector_data.errors import SpecificationError
from sector_data.spec.catalogue_rules import health_facts_missing
from sector_data.spec.cataloguing import CatalogueSpec
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline

SOURCE = "source: {t: t.csv}\n"
COMPLETE = """\
release:
  {name: x, recipient: secure-room, contact: a@b.example, keywords: [k], exports: [healthdcat-ap]}
source: {t: t.csv}
catalogue:
  publisher: P
  provenance: From somewhere
  health-categories: [https://terms.example/ehr]
  type: https://terms.example/type
  access-body: Body
  access-body-email: body@b.example
"""


def pipeline_of(text: str) -> Pipeline:
    return parse_pipeline(text, base=Path())


def test_all_that_a_health_catalogue_needs_can_be_said() -> None:
    pipeline = pipeline_of(COMPLETE)
    assert pipeline.release.exports == ("healthdcat-ap",)
    assert health_facts_missing(pipeline.model_dump(mode="json", by_alias=True)) == []


@pytest.mark.parametrize(
    "line",
    [
        *("publisher: P", "provenance: From somewhere", "type: https://terms.example/type"),
        *("access-body: Body", "access-body-email: body@b.example"),
        "health-categories: [https://terms.example/ehr]",
    ],
)
def test_each_is_asked_for_by_its_name(line: str) -> None:
    assert f"  {line}\n" in COMPLETE
    key, _, _ = line.partition(":")
    with pytest.raises(SpecificationError, match=f"healthdcat-ap needs catalogue.{key}"):
        pipeline_of(COMPLETE.replace(f"  {line}\n", ""))


def test_a_public_release_needs_no_access_body() -> None:
    text = COMPLETE.replace("secure-room", "public")
    for line in ("access-body: Body", "access-body-email: body@b.example"):
        text = text.replace(f"  {line}\n", "")
    assert pipeline_of(text)


def test_other_formats_need_nothing() -> None:
    text = f"release: {{name: x, exports: [dcat-ap, ro-crate, openlineage]}}\n{SOURCE}"
    assert pipeline_of(text).catalogue == CatalogueSpec()


@pytest.mark.parametrize(
    "settings",
    [
        {"address": "valley.example/data"},
        {"places": ["https://a b.example"]},
        {"themes": ["HEALTH"]},
        {"data-use": ["GRU"]},
        {"access-body-email": "nobody"},
        {"youngest": 90, "oldest": 10},
        {"begins": "2025-01-02", "ends": "2025-01-01"},
    ],
)
def test_nonsense_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CatalogueSpec.model_validate(settings)
