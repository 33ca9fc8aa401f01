"""A release that is attacked before it goes out: nobody of the control group is in it, figures and
self-test are in the bundle and its report, and gates refuse what gives too much away."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.releasing import Released
from tests.end_to_end.clinic import people
from tests.end_to_end.worlds import World, make_keys

PIPELINE = """\
release: {{name: small-clinic, key: demo, languages: [en, ja]}}
source: {{people: people.csv}}
subject: people.person_id
columns:
  people.person_id: pseudonym
  people.age: {{role: quasi-identifier, hierarchy: {{number: {{widths: [5, 10, 20, 40]}}}}}}
  people.sex: {{role: quasi-identifier, hierarchy: flat}}
  people.ward: {{role: quasi-identifier, hierarchy: flat}}
  people.dx: {{role: sensitive, transform: keep}}
  people.cost: {{role: sensitive, transform: keep}}
  people.items: drop
privacy: {{k-anonymity: 5}}
assess: {{control: 50%, target: people.dx, population: 100000}}
quality: {{gates: {gates}}}
"""
ROWS = 600


def world(folder: Path, gates: str) -> World:
    folder.mkdir(parents=True, exist_ok=True)
    people(rows=ROWS).to_csv(folder / "people.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE.format(gates=gates), encoding="utf-8")
    make_keys(folder, "demo")
    return World(folder)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    made = world(
        tmp_path_factory.mktemp("assessed") / "world",
        '{record-linkage: "<= 0.5", traces: "<= 0", column-score: ">= 0.5"}',
    )
    return sd.run(made.pipeline, output=made.folder / "release", key_ring=made.key_ring)


def test_half_of_the_people_are_not_in_the_release(released: Released) -> None:
    (utility,) = released.assessment.utility
    assert utility.rows_before == ROWS // 2
    data = pd.read_csv(released.bundle / "data" / "people.csv")
    assert len(data) == utility.rows_after <= ROWS // 2


def test_figures_and_self_test_are_in_the_bundle(released: Released) -> None:
    told = json.loads((released.bundle / "evidence" / "assessment.json").read_text("utf-8"))
    (table,) = told["tables"]
    assert table["attacks"]["control"] == ROWS // 2
    assert {figure["attack"] for figure in table["attacks"]["figures"]} == {
        "singling-out",
        "linkability",
        "inference",
        "record-linkage",
    }
    # Ages in bands and two of three columns gone: copies of 5 % cannot be told from others here.
    trials = {trial["release"]: trial["refused"] for trial in table["self-test"]["trials"]}
    assert trials["bootstrap"]
    assert not trials["hold-out"]
    assert (table["self-test"]["verdict"] == "works") == all(
        refused == (kind != "hold-out") for kind, refused in trials.items()
    )
    assert table["membership"]["figures"]
    searched = {check["trace"]: check["looked-at"] for check in table["traces"]["checks"]}
    assert searched["metadata"] == 2, "the plan and the expectations"
    assert table["after"]["population-uniques"]["population"] == 100_000
    assert table["usefulness"]["predictions"][0]["models"]


def test_the_report_tells_them_in_every_language(released: Released) -> None:
    for name, heading in (("report.html", "What an intruder gains"), ("report.ja.html", "侵入者")):
        page = (released.bundle / name).read_text(encoding="utf-8")
        assert 'id="measured"' in page
        assert heading in page


def test_an_audit_finds_no_fault(released: Released) -> None:
    assert sd.audit(released.bundle).passed


def test_a_gate_refuses_what_gives_too_much_away(tmp_path: Path) -> None:
    made = world(tmp_path / "world", '{singling-out: "<= 0.0001", detection: "<= 0.999"}')
    with pytest.raises(ReleaseRefusedError) as refused:
        sd.run(made.pipeline, output=made.folder / "release", key_ring=made.key_ring)
    assert any("singling-out of people" in reason for reason in refused.value.reasons)
    assert not (made.folder / "release").exists()
