"""A small clinic's table for tests of privacy models, and what plain pandas counts in it."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd

import sector_data as sd
from sector_data.pipeline.releasing import Released
from tests.end_to_end.worlds import World, make_keys

QUASI = ["age", "sex", "ward"]
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
  people.items: {{role: sensitive, transform: keep}}
privacy: {privacy}
"""


def people(seed: int = 3, rows: int = 300) -> pd.DataFrame:
    rng = random.Random(seed)
    return pd.DataFrame(
        {
            "person_id": [f"P{10_000 + 7 * i}" for i in range(rows)],
            "age": [rng.randrange(20, 90) for _ in range(rows)],
            "sex": rng.choices("FM", k=rows),
            "ward": rng.choices(["north", "south", "east", None], (5, 4, 2, 0.4), k=rows),
            "dx": rng.choices("ABCD", (6, 4, 3, 2), k=rows),
            "cost": [rng.randrange(1, 9) * 50 for _ in range(rows)],
            "items": [
                ";".join(sorted(rng.sample(["a1", "a2", "a3", "b1", "b2"], rng.randrange(1, 4))))
                for _ in range(rows)
            ],
        }
    )


def world_of(folder: Path, privacy: str, data: pd.DataFrame | None = None) -> World:
    folder.mkdir(parents=True, exist_ok=True)
    (people() if data is None else data).to_csv(folder / "people.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE.format(privacy=privacy), encoding="utf-8")
    make_keys(folder, "demo")
    return World(folder)


def release(world: World) -> tuple[Released, pd.DataFrame]:
    done = sd.run(world.pipeline, output=world.folder / "release", key_ring=world.key_ring)
    path = done.bundle / "data" / "people.csv"
    return done, pd.read_csv(path, dtype=str, keep_default_na=False)


def sizes(out: pd.DataFrame) -> pd.Series[int]:
    return out.groupby(QUASI).size()


def population(folder: Path) -> pd.DataFrame:
    """Write everybody: the people of the data and others, and return them."""
    everybody = pd.concat([people(), people(seed=9, rows=900)])
    everybody[QUASI].to_csv(folder / "everybody.csv", index=False)
    return everybody
