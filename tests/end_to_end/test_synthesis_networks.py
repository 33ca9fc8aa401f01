"""SDV's networks behind our protocol: trained shortly, repeatable, with the licence told."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

import sector_data as sd
from tests.end_to_end.clinic import people
from tests.end_to_end.worlds import make_keys

PIPELINE = """\
release: {{name: small-clinic, key: demo}}
source: {{people: people.csv}}
columns:
  people.person_id: drop
  people.age: {{role: quasi-identifier, hierarchy: {{number: {{widths: [5, 10, 20, 40]}}}}}}
  people.sex: {{role: quasi-identifier, hierarchy: flat}}
  people.ward: {{role: quasi-identifier, hierarchy: flat}}
  people.dx: {{role: sensitive, transform: keep}}
  people.cost: {{role: sensitive, transform: keep}}
  people.items: drop
privacy: {{k-anonymity: 3}}
synthesise: {{engine: {engine}, epochs: 1, seed: 3, rows: {{people: 120}}}}
assess: {{attacks: [traces]}}
"""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("sdv") is None, reason="the extra 'synthesis' is not installed"
)


@pytest.mark.parametrize("engine", ["ctgan", "tvae"])
def test_a_network_learns_draws_and_repeats(tmp_path: Path, engine: str) -> None:
    people(rows=200).to_csv(tmp_path / "people.csv", index=False)
    (tmp_path / "pipeline.yaml").write_text(PIPELINE.format(engine=engine), encoding="utf-8")
    make_keys(tmp_path, "demo")
    made = []
    for name in ("first", "second"):
        done = sd.run(
            tmp_path / "pipeline.yaml",
            output=tmp_path / name,
            key_ring=tmp_path / "keys.json",
        )
        made.append((done.bundle / "data" / "people.csv").read_bytes())
        assert done.notice is not None
        assert "Business Source" in done.notice
    assert made[0] == made[1]
    assert len(made[0].splitlines()) == 121
    record = json.loads((tmp_path / "first" / "evidence" / "synthesis.json").read_text("utf-8"))
    assert engine in json.dumps(record)
