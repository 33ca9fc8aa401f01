"""The optional stage: synthetic rows in place of protected ones."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import MissingExtraError
from tests.cli.running import sector_data
from tests.end_to_end.worlds import PLAIN_PIPELINE, World

SYNTHETIC = f"{PLAIN_PIPELINE}synthesise: {{rows: {{people: 60, visits: 90}}, seed: 5}}\n"

needs_sdv = pytest.mark.skipif(
    importlib.util.find_spec("sdv") is None, reason="the extra 'synthesis' is not installed"
)


@pytest.fixture(scope="module")
def pipeline(plain: World) -> Path:
    path = plain.folder / "synthetic.yaml"
    path.write_text(SYNTHETIC, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def synthetic(plain: World, pipeline: Path) -> Path:
    announced: list[str] = []
    released = sd.run(
        pipeline,
        output=plain.folder / "synthetic",
        key_ring=plain.key_ring,
        announce=announced.append,
    )
    assert any("Business Source" in line for line in announced)
    return released.bundle


@needs_sdv
@pytest.mark.slow
def test_rows_are_as_many_as_were_asked_for(synthetic: Path) -> None:
    release = sd.load(synthetic)

    assert {name: len(release[name]) for name in release} == {"people": 60, "visits": 90}


@needs_sdv
@pytest.mark.slow
def test_references_hold_and_categories_are_those_of_the_protected_rows(
    synthetic: Path, plain_bundle: Path
) -> None:
    release, protected = sd.load(synthetic), sd.load(plain_bundle)

    assert release["people"]["person_id"].is_unique
    assert set(release["visits"]["person_id"]) <= set(release["people"]["person_id"])
    for table, column in (("people", "sex"), ("people", "age"), ("visits", "code")):
        assert set(release[table][column].dropna()) <= set(protected[table][column].dropna())
    # Synthetic people are nobody: their keys are fresh.
    assert not set(release["people"]["person_id"]) & set(protected["people"]["person_id"])


@needs_sdv
@pytest.mark.slow
def test_bundle_says_that_it_is_synthetic_and_under_which_licence(synthetic: Path) -> None:
    record = json.loads((synthetic / "evidence/synthesis.json").read_text("utf-8"))

    assert record["seed"] == 5
    assert "BUSL-1.1" in json.dumps(record)
    report = (synthetic / "report.html").read_text("utf-8")
    assert "synthetic" in report.lower()


@needs_sdv
@pytest.mark.slow
def test_audit_of_synthetic_tables_claims_only_what_can_be_counted(synthetic: Path) -> None:
    report = sd.audit(synthetic)

    assert report.passed, [c for c in report.claims if c.verdict == "does not hold"]
    told = {claim.subject: claim.verdict for claim in report.claims}
    assert told["k-anonymity of people"] == "cannot be told from here"


@needs_sdv
@pytest.mark.slow
def test_the_same_seed_gives_the_same_rows(
    plain: World, pipeline: Path, synthetic: Path, tmp_path: Path
) -> None:
    again = sd.run(pipeline, output=tmp_path / "again", key_ring=plain.key_ring).bundle

    for table in ("people", "visits"):
        pd.testing.assert_frame_equal(sd.load(again)[table], sd.load(synthetic)[table])


@needs_sdv
@pytest.mark.slow
def test_licence_notice_is_printed_in_a_pipe_too(
    plain: World, pipeline: Path, tmp_path: Path
) -> None:
    done = sector_data("run", pipeline, "-o", tmp_path / "out", "--key-ring", plain.key_ring)

    assert done.code == 0, done.err
    assert "Business Source License" in " ".join(done.out.split())


def test_without_the_extra_the_command_that_gets_it_is_named(
    plain: World, pipeline: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sdv", None)
    monkeypatch.setitem(sys.modules, "sdv.single_table", None)
    with pytest.raises(MissingExtraError):
        sd.run(pipeline, output=tmp_path / "out", key_ring=plain.key_ring)
    done = sector_data("run", pipeline, "-o", tmp_path / "out", "--key-ring", plain.key_ring)

    assert done.code == 2
    assert "pip install 'sector-data[synthesis]'" in done.err
    assert list(tmp_path.iterdir()) == []


@needs_sdv
@pytest.mark.slow
def test_single_columns_are_made_anew_and_the_rest_stays(plain: World, plain_bundle: Path) -> None:
    pipeline = plain.folder / "partial.yaml"
    pipeline.write_text(
        f"{PLAIN_PIPELINE}synthesise: {{columns: [visits.code], fewest-rows: 1, seed: 5}}\n",
        "utf-8",
    )
    released = sd.run(pipeline, output=plain.folder / "partial", key_ring=plain.key_ring)
    release, protected = sd.load(released.bundle), sd.load(plain_bundle)

    assert release["people"].equals(protected["people"])
    kept = [column for column in protected["visits"] if column != "code"]
    assert release["visits"][kept].equals(protected["visits"][kept])
    assert set(release["visits"]["code"].dropna()) <= set(protected["visits"]["code"].dropna())
    assert sd.audit(released.bundle).passed
