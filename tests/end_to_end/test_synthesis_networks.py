"""SDV's networks behind our protocol: trained shortly, repeatable, with the licence told."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

import sector_data as sd
from tests.end_to_end.clinic import people, world_of

STAGES = """\
synthesise: {{engine: {engine}, epochs: 1, seed: 3, rows: {{people: 120}}}}
assess: {{attacks: [traces]}}
"""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("sdv") is None, reason="the extra 'synthesis' is not installed"
)


@pytest.mark.parametrize("engine", ["ctgan", "tvae"])
def test_a_network_learns_draws_and_repeats(tmp_path: Path, engine: str) -> None:
    world = world_of(tmp_path / "world", "{k-anonymity: 3}", people(rows=200))
    with world.pipeline.open("a", encoding="utf-8") as file:
        file.write(STAGES.format(engine=engine))
    made = []
    for name in ("first", "second"):
        done = sd.run(world.pipeline, output=tmp_path / name, key_ring=world.key_ring)
        made.append((done.bundle / "data" / "people.csv").read_bytes())
        assert done.notice is not None
        assert "Business Source" in done.notice
    assert made[0] == made[1]
    assert len(made[0].splitlines()) == 121
    record = json.loads((tmp_path / "first" / "evidence" / "synthesis.json").read_text("utf-8"))
    assert engine in json.dumps(record)
