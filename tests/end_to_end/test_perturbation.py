"""A release with transforms of whole columns: what each promises holds, and twice is the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import SpecificationError
from sector_data.spec.reading import the_pipeline
from tests.end_to_end.worlds import make_keys

pytestmark = pytest.mark.slow

PEOPLE, ROWS = 120, 360
PIPELINE = """\
release: {name: perturbed, key: demo}
source: {people: people.csv, visits: visits.csv}
subject: people.person
references: {visits.person: people.person}
columns:
  people.height: {role: quasi-identifier, transform: {microaggregate: {k: 4, together: [weight]}}}
  people.weight: {role: quasi-identifier, transform: {microaggregate: {k: 4, together: [height]}}}
  people.job: {role: sensitive, transform: {pram: {keep: 70%}}}
  visits.charge: {role: sensitive, transform: {rank-swap: {max-rank-shift: 5%}}}
  visits.score: {role: sensitive, transform: {noise: {scale: 20%}}}
  visits.days: {role: sensitive, transform: {top-bottom: {count: 10, ends: top}}}
privacy: {k-anonymity: 4}
"""


def frames() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(7)
    height = rng.normal(170, 10, PEOPLE).round(1)
    people = pd.DataFrame(
        {
            "person": [f"P-{number:05}" for number in rng.permutation(PEOPLE)],
            "height": height,
            "weight": (height - 100 + rng.normal(0, 8, PEOPLE)).round(1),
            "job": rng.choice(["teacher", "baker", "smith"], PEOPLE, p=[0.5, 0.3, 0.2]),
        }
    )
    visits = pd.DataFrame(
        {
            "person": rng.choice(people["person"], ROWS),
            "charge": rng.gamma(2, 500, ROWS).round(2),
            "score": rng.normal(50, 12, ROWS).round(3),
            "days": rng.geometric(0.2, ROWS),
        }
    )
    return {"people": people, "visits": visits}


def released(folder: Path, name: str) -> dict[str, pd.DataFrame]:
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(PIPELINE, encoding="utf-8")
    sd.run(
        the_pipeline(pipeline),
        output=folder / name,
        tables=frames(),
        key_ring=folder / "keys.json",
    )
    assert sd.audit(folder / name).passed
    return dict(sd.load(folder / name).items())


def test_the_release_keeps_what_the_transforms_promise(tmp_path: Path) -> None:
    make_keys(tmp_path, "demo")
    before, after = frames(), released(tmp_path, "first")
    people, visits = after["people"], after["visits"]
    assert people.groupby(["height", "weight"])["person"].nunique().min() >= 4
    assert people["height"].mean() == pytest.approx(before["people"]["height"].mean())
    assert sorted(visits["charge"]) == sorted(before["visits"]["charge"])
    assert set(people["job"]) <= {"teacher", "baker", "smith"}
    noise = visits["score"].std() / before["visits"]["score"].std()
    assert 1 < noise < 1.1
    top = visits["days"].max()
    assert visits.loc[visits["days"] == top, "person"].nunique() >= 10
    assert top < before["visits"]["days"].max()
    again = released(tmp_path, "second")
    for table, frame in after.items():
        pd.testing.assert_frame_equal(frame, again[table])


@pytest.mark.parametrize(
    ("column", "said", "message"),
    [
        ("people.height", "{role: quasi-identifier, transform: noise}", "nobody can count"),
        ("people.job", "{role: sensitive, transform: rank-swap}", "needs numbers or dates"),
        ("people.job", "{role: sensitive, transform: {pram: {strata: town}}}", "no column 'town'"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    column: str, said: str, message: str, tmp_path: Path
) -> None:
    lines = [line for line in PIPELINE.splitlines() if f"  {column}:" not in line]
    lines.insert(lines.index("columns:") + 1, f"  {column}: {said}")
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text("\n".join(lines), encoding="utf-8")
    tables: Any = frames()
    with pytest.raises(SpecificationError, match=message):
        sd.plan(the_pipeline(pipeline), tables=tables)
