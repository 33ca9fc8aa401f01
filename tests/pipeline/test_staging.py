"""Scenes of attacks: people are spelt as their released rows are, and others never as members."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sector_data.assessment.attacks.scene import Scene
from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline.applying import apply_plan
from sector_data.pipeline.assessing.staging import scenes_of
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.planning.making import make_plan
from sector_data.pipeline.sourcing import read_source
from sector_data.pipeline.verbs import today
from sector_data.spec.reading import read_pipeline
from tests.end_to_end.clinic import people
from tests.end_to_end.worlds import make_keys

PIPELINE = """\
release: {{name: small-clinic, key: demo}}
source: {{people: people.csv, visits: visits.csv}}
subject: people.person_id
references: {{visits.person_id: people.person_id}}
columns:
  people.person_id: pseudonym
  people.age: {{role: quasi-identifier, hierarchy: {{number: {{widths: [5, 10, 20, 40]}}}}}}
  people.sex: {{role: quasi-identifier, hierarchy: flat}}
  people.ward: {{role: quasi-identifier, hierarchy: flat}}
  people.dx: {{role: sensitive, transform: keep}}
  people.cost: {{role: sensitive, transform: {{noise: {{scale: 10%}}}}}}
  people.items: drop
  visits.person_id: pseudonym
  visits.drug: {{role: sensitive, transform: keep}}
  visits.kind: {{role: insensitive, transform: {{join-rare: {{at-least: 50}}}}}}
privacy: {privacy}
assess: {assess}
{more}
"""


def scenes(
    folder: Path,
    privacy: str = "{k-anonymity: 5}",
    assess: str = "{control: 50%}",
    more: str = "",
) -> dict[str, Scene]:
    table = people(rows=400)
    table.to_csv(folder / "people.csv", index=False)
    rng = np.random.default_rng(5)
    pd.DataFrame(
        {
            "person_id": np.repeat(table["person_id"], 2),
            "drug": rng.choice(["x", "y", "z"], 800),
            "kind": rng.choice(["a", "b", "c"], 800, p=[0.6, 0.38, 0.02]),
        }
    ).to_csv(folder / "visits.csv", index=False)
    file = folder / "pipeline.yaml"
    file.write_text(PIPELINE.format(privacy=privacy, assess=assess, more=more))
    make_keys(folder, "demo")
    pipeline = read_pipeline(file)
    source = read_source(pipeline)
    plan = make_plan(pipeline, source, today=today())
    key = KeyRing.open(folder / "keys.json").get("demo")
    applied = apply_plan(plan, source.tables, key)
    return scenes_of(plan, source.tables, source.control, applied, applied.tables, Keyed(plan, key))


@pytest.mark.parametrize(
    "privacy",
    [
        "{k-anonymity: 5}",
        "{k-anonymity: 5, method: local}",
        "{k-anonymity: 3, method: cells, suppression-limit: 50%}",
    ],
)
def test_a_member_can_be_spelt_as_the_own_released_row(tmp_path: Path, privacy: str) -> None:
    scene = scenes(tmp_path, privacy)["people"]
    assert scene.known == ("age", "sex", "ward")
    assert scene.secrets == ("dx", "cost")
    assert scene.control is not None
    assert scene.released_members is not None
    assert scene.group == min(scene.release.rows, scene.control.rows) >= 150
    for name in scene.known:
        column = scene.column(name)
        own = column.members[scene.released_members]
        assert (own == column.release[:, None]).any(axis=1).all()


def test_secrets_of_visits_are_met_with_what_is_known_of_their_patients(tmp_path: Path) -> None:
    scene = scenes(tmp_path)["visits"]
    assert scene.known == ("people.age", "people.sex", "people.ward")
    assert scene.secrets == ("people.dx", "people.cost", "drug")
    assert set(scene.names) == {*scene.known, *scene.secrets, "kind"}
    assert scene.control is not None
    assert set(scene.control.column("kind").to_pylist()) <= {"a", "b", "other"}
    # What noise has moved is known as it truly is.
    assert set(scene.members.column("people.cost").to_pylist()) <= {50 * i for i in range(1, 9)}


def test_what_is_known_can_be_said(tmp_path: Path) -> None:
    found = scenes(
        tmp_path,
        assess="{known: [people.sex, visits.kind], secrets: [visits.drug]}",
    )
    assert list(found) == ["people", "visits"]
    assert found["people"].known == ("sex",)
    assert found["visits"].known == ("people.sex", "kind") or found["visits"].known == (
        "kind",
        "people.sex",
    )
    assert found["people"].control is None
    assert found["visits"].shortage == "no-control"
