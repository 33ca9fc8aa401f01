"""The plan as a document: the same JSON for the same plan, and no folders in its public form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sector_data.spec.plan import Plan, SourceDigest
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE


def plan(base: Path, folder: str = "data") -> Plan:
    pipeline = parse_pipeline(COMPLETE_EXAMPLE.replace("data/", f"{folder}/"), base=base)
    digest = SourceDigest(table="patients", path=f"{folder}/patients.csv", bytes=1, sha256="0" * 64)
    return Plan(
        made_with="sector-data 0",
        made_on=date(2025, 1, 31),
        pipeline=pipeline,
        sources=(digest,),
        tables=(),
    )


def test_reads_back_from_its_json() -> None:
    made = plan(Path("/home/somebody"))
    assert Plan.model_validate_json(made.to_json()) == made
    assert made.to_json() == plan(Path("/home/somebody")).to_json()


def test_the_digest_does_not_depend_on_where_the_files_lie() -> None:
    here, there = plan(Path("/home/somebody")), plan(Path("/elsewhere"), folder="other/place")
    assert here.to_json() != there.to_json()
    assert here.digest() == there.digest()
    assert "somebody" not in here.public().to_json()


def test_the_digest_depends_on_what_is_decided() -> None:
    made = plan(Path())
    assert made.digest() != made.model_copy(update={"made_on": date(2025, 2, 1)}).digest()
    assert made.digest() != made.model_copy(update={"warnings": ("x",)}).digest()
