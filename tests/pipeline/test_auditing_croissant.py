"""An audit finds every way in which ``croissant.json`` and the tables beside it can disagree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sector_data.pipeline.auditing.croissant import croissant_claim
from sector_data.release.layout import CROISSANT, DATAPACKAGE
from sector_data.spec.evidence.release import Claim
from tests.release.bundles import make_plan, make_tables, write_data

Change = Callable[[dict[str, Any]], object]


def claim_after(folder: Path, change: Change | None = None) -> Claim:
    tables = make_tables()
    write_data(folder, tables, make_plan(tables))
    path = folder / CROISSANT
    if change is not None:
        document = json.loads(path.read_text("utf-8"))
        change(document)
        path.write_text(json.dumps(document), "utf-8")
    return croissant_claim(folder, json.loads((folder / DATAPACKAGE).read_text("utf-8")), tables)


def test_what_was_written_holds(tmp_path: Path) -> None:
    assert claim_after(tmp_path).verdict == "holds"


CHANGES: dict[str, tuple[Change, str]] = {
    "name": (lambda d: d.update(name="zqv"), "name"),
    "live": (lambda d: d.update(isLiveDataset=True), "isLiveDataset"),
    "licence": (lambda d: d.pop("license"), "license"),
    "version": (lambda d: d.update(version="9.9.9"), "version"),
    "digest": (lambda d: d["distribution"][1].update(sha256="0" * 64), "files"),
    "address": (
        lambda d: d["distribution"][1].update(contentUrl="https://zqv.example/x.parquet"),
        "files",
    ),
    "further file": (lambda d: d["distribution"].append(d["distribution"][0]), "files"),
    "file left out": (lambda d: d["distribution"].pop(), "files"),
    "table left out": (lambda d: d["recordSet"].pop(), "tables"),
    "table twice": (lambda d: d["recordSet"].append(d["recordSet"][0]), "tables"),
    "order": (lambda d: d["recordSet"][0]["field"].reverse(), "the columns of patients"),
    "type": (
        lambda d: d["recordSet"][0]["field"][0].update(dataType="sc:Integer"),
        "the columns of patients",
    ),
    "other column": (
        lambda d: d["recordSet"][1]["field"][0]["source"]["extract"].update(column="text"),
        "the columns of notes",
    ),
    "other file": (
        lambda d: d["recordSet"][1]["field"][0]["source"]["fileObject"].update({"@id": "zqv"}),
        "the columns of notes",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_disagreement_is_named_in_words_of_our_own(tmp_path: Path, name: str) -> None:
    change, wrong = CHANGES[name]
    claim = claim_after(tmp_path, change)
    assert claim.verdict == "does not hold"
    assert wrong in claim.sentence
    assert "zqv" not in claim.sentence


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "{}", '{"distribution": 7}', '{"distribution": [7]}', "[" * 100_000],
)
def test_a_damaged_description_is_told(tmp_path: Path, text: str) -> None:
    tables = make_tables()
    write_data(tmp_path, tables, make_plan(tables))
    (tmp_path / CROISSANT).write_text(text)
    package = json.loads((tmp_path / DATAPACKAGE).read_text("utf-8"))
    claim = croissant_claim(tmp_path, package, tables)
    assert claim.verdict == "does not hold"
    assert "missing or damaged" in claim.sentence
    (tmp_path / CROISSANT).unlink()
    assert croissant_claim(tmp_path, package, tables) == claim


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    tables = make_tables()
    write_data(tmp_path, tables, make_plan(tables))
    (tmp_path / "data/patients.csv").unlink()
    claim = croissant_claim(
        tmp_path, json.loads((tmp_path / DATAPACKAGE).read_text("utf-8")), tables
    )
    assert claim.verdict == "does not hold"
    assert claim.sentence == "It is wrong about files."
