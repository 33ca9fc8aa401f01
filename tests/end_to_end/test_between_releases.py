"""Attacks with two releases of the same people: the plan of the second tells, and can refuse.

Each attack is also carried out, from the two released tables alone, so that what the plan says is
what an attacker sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import LedgerError, ReleaseRefusedError
from sector_data.pipeline.ledger.files import opened
from sector_data.pipeline.verbs import plan_beside_ledger
from sector_data.spec.ledger import BetweenReleases, Crossing
from tests.end_to_end.clinic import people
from tests.end_to_end.worlds import World, make_keys

BANDS = (
    "{role: quasi-identifier, "
    "transform: {generalise: {hierarchy: {interval: {cuts: %s}}, level: 1}}}"
)
TENS = BANDS % "[[30, 40, 50, 60, 70, 80]]"
SHIFTED = BANDS % "[[28, 38, 48, 58, 68, 78]]"
COLUMNS = {
    "person_id": "drop",
    "age": TENS,
    "sex": "{role: quasi-identifier, transform: keep}",
    "ward": "drop",
    "dx": "{role: sensitive, transform: keep}",
    "cost": "drop",
    "items": "drop",
}
ROWS = 480


@pytest.fixture
def world(tmp_path: Path) -> World:
    people(rows=ROWS).to_csv(tmp_path / "people.csv", index=False)
    make_keys(tmp_path, "demo", "other")
    return World(tmp_path)


def pipeline(
    world: World,
    name: str,
    *,
    source: str = "people.csv",
    ledger: str = "{findings: warn}",
    release: str = "key: demo",
    columns: Mapping[str, str] | None = None,
) -> Path:
    lines = [
        f"release: {{name: {name}, {release}}}",
        f"source: {{people: {source}}}",
        "subject: people.person_id",
        "columns:",
        *(f"  people.{c}: {said}" for c, said in {**COLUMNS, **(columns or {})}.items()),
        "privacy: {k-anonymity: 11, suppression-limit: 20%}",
        f"ledger: {ledger}",
    ]
    path = world.folder / f"{name}.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def release(world: World, path: Path) -> pd.DataFrame:
    target = world.folder / f"release-{path.stem}"
    done = sd.run(path, output=target, key_ring=world.key_ring)
    return pd.read_csv(done.bundle / "data" / "people.csv", dtype=str, keep_default_na=False)


def between(world: World, path: Path) -> BetweenReleases:
    _, found = plan_beside_ledger(path, key_ring=world.key_ring)
    assert found is not None
    return found


def only(found: BetweenReleases, kind: str) -> Crossing:
    (crossing,) = [c for c in found.crossings if c.kind == kind]
    return crossing


PSEUDONYMS = {"person_id": "pseudonym"}
"""Pseudonyms of one name and recipient are the same in both releases: rows can be joined."""


def test_shifted_bands_are_told_with_what_their_intersection_gives(world: World) -> None:
    first = release(world, pipeline(world, "bands", columns=PSEUDONYMS))
    later = pipeline(world, "later", columns={**PSEUDONYMS, "age": SHIFTED}, release="key: demo")
    later.write_text(later.read_text().replace("name: later", "name: bands, version: 1.0.1"))

    found = only(between(world, later), "intersection")

    second = release(world, later)
    both = first.merge(second, on="person_id", suffixes=("_1", "_2"))
    groups = both.groupby(["age_1", "age_2", "sex_1"]).size()
    assert first.groupby(["age", "sex"]).size().min() >= 11
    assert second.groupby(["age", "sex"]).size().min() >= 11
    assert found.smallest == groups.min() < 11
    assert found.below_k == groups[groups < 11].sum() > 0
    assert found.exposes == "yes"
    (age,) = found.bins
    assert (age.column, age.here, age.there) == ("age", 7, 7)
    assert age.together == both.groupby(["age_1", "age_2"]).ngroups
    assert age.shifted
    assert "13 groups of age (7 here, 7 there, whose bounds cut one another)" in found.sentence
    assert "joined by people.person_id" in found.sentence


def test_a_pipeline_that_says_so_refuses_shifted_bands(world: World) -> None:
    release(world, pipeline(world, "bands"))
    later = pipeline(world, "later", columns={"age": SHIFTED}, ledger="{findings: refuse}")

    with pytest.raises(ReleaseRefusedError, match="groups smaller than 11") as refusal:
        sd.plan(later, key_ring=world.key_ring)
    assert "ledger withdraw" in str(refusal.value)
    with pytest.raises(ReleaseRefusedError, match="groups smaller than 11"):
        sd.run(later, output=world.folder / "none", key_ring=world.key_ring)
    assert not (world.folder / "none").exists()
    assert len(opened(None, world.key_ring).releases()) == 1


def test_the_plan_itself_says_nothing_of_other_releases(world: World) -> None:
    """It is published with the bundle, and would tell readers where to look."""
    later = pipeline(world, "later", columns={"age": SHIFTED})
    alone = sd.plan(later, key_ring=world.key_ring)
    release(world, pipeline(world, "bands"))

    beside, found = plan_beside_ledger(later, key_ring=world.key_ring)

    assert found is not None
    assert found.exposing
    assert beside.to_json() == alone.to_json()
    assert "bands" not in beside.to_json()


def test_the_same_bands_again_tell_no_more(world: World) -> None:
    release(world, pipeline(world, "bands"))

    again = between(world, pipeline(world, "again"))

    assert (again.compared, again.crossings) == (1, ())


def test_the_same_plan_again_is_the_same_release(world: World) -> None:
    path = pipeline(world, "bands", ledger="{findings: refuse}")
    release(world, path)

    assert between(world, path).compared == 0
    target = world.folder / "release-bands"
    sd.run(path, output=target, key_ring=world.key_ring, replace=True)
    assert len(opened(None, world.key_ring).releases()) == 1


OTHER = {
    "ward": "{role: quasi-identifier, transform: keep}",
    "age": "drop",
    "dx": "drop",
    "cost": "{role: sensitive, transform: keep}",
}


def test_other_columns_of_the_same_rows_are_told_where_they_can_be_joined(world: World) -> None:
    first = release(world, pipeline(world, "ages", columns=PSEUDONYMS))
    later = pipeline(world, "wards", columns={**PSEUDONYMS, **OTHER})
    later.write_text(later.read_text().replace("name: wards", "name: ages, version: 1.0.1"))

    found = between(world, later)

    second = release(world, later)
    both = first.merge(second, on="person_id", suffixes=("", "_2"))
    groups = both.groupby(["age", "sex", "ward"]).size()
    crossing = only(found, "intersection")
    assert crossing.smallest == groups.min() < 11
    assert crossing.below_k == groups[groups < 11].sum()
    assert {part.column for part in crossing.bins} == {"age", "ward"}
    linkage = only(found, "linkage")
    assert linkage.columns == ("people.person_id",)
    assert "adds age, dx" in linkage.sentence


def test_a_column_that_says_the_same_of_everybody_adds_nothing(world: World) -> None:
    starred = "{role: quasi-identifier, transform: {generalise: {hierarchy: flat, level: 1}}}"
    first = release(world, pipeline(world, "ages", columns={**PSEUDONYMS, "ward": starred}))
    assert set(first["ward"]) == {"*"}
    later = pipeline(world, "wards", columns={**PSEUDONYMS, **OTHER, "ward": "drop"})
    later.write_text(later.read_text().replace("name: wards", "name: ages, version: 1.0.1"))

    linkage = only(between(world, later), "linkage")

    assert "adds age, dx" in linkage.sentence
    assert "ward" not in linkage.sentence


@pytest.mark.parametrize(
    "release_words", ["key: other", "key: demo, recipient: registered", "key: demo"]
)
def test_pseudonyms_of_other_keys_recipients_and_names_join_nothing(
    world: World, release_words: str
) -> None:
    first = release(world, pipeline(world, "ages", columns=PSEUDONYMS))
    later = pipeline(world, "wards", columns={**PSEUDONYMS, **OTHER}, release=release_words)
    second = release(world, later)
    assert not set(first["person_id"]) & set(second["person_id"])

    assert [c for c in between(world, later).crossings if c.kind == "linkage"] == []


def test_rows_are_joined_by_a_column_that_both_keep(world: World) -> None:
    frame = people(rows=ROWS)
    frame["cost"] = range(1000, 1000 + 7 * ROWS, 7)
    frame.to_csv(world.folder / "people.csv", index=False)
    kept = {"cost": "{role: insensitive, transform: keep}"}
    first = release(world, pipeline(world, "ages", columns=kept))
    later = pipeline(world, "wards", columns={**OTHER, **kept})

    linkage = only(between(world, later), "linkage")

    assert linkage.columns == ("cost", "sex")
    alone = set(release(world, later)["cost"]) & set(first["cost"])
    assert f"{len(alone):,} subjects are alone" in linkage.sentence


def test_five_subjects_less_are_told(world: World) -> None:
    first = release(world, pipeline(world, "all"))
    people(rows=ROWS).iloc[5:].to_csv(world.folder / "fewer.csv", index=False)
    later = pipeline(world, "fewer", source="fewer.csv", ledger="{findings: refuse}")

    with pytest.raises(ReleaseRefusedError, match="5 subjects are only in all 1") as refusal:
        sd.plan(later, key_ring=world.key_ring)
    assert "tells of so few (fewer than 11) alone" in str(refusal.value)

    later.write_text(later.read_text().replace("refuse", "warn"))
    found = only(between(world, later), "differencing")
    second = release(world, later)
    left = first["dx"].value_counts() - second["dx"].value_counts()
    assert (found.only_here, found.only_there) == (0, int(left.sum())) == (0, 5)
    gone = people(rows=ROWS)["dx"].iloc[:5].value_counts()
    assert left[left > 0].to_dict() == gone.to_dict()  # the attack: five diagnoses, exactly


def test_new_subjects_in_small_groups_are_counted(world: World) -> None:
    people(rows=ROWS).iloc[60:].to_csv(world.folder / "first.csv", index=False)
    first = release(world, pipeline(world, "june", source="first.csv"))

    found = only(between(world, pipeline(world, "july")), "differencing")

    second = release(world, pipeline(world, "july"))
    new = second.groupby(["age", "sex"]).size() - first.groupby(["age", "sex"]).size()
    assert (found.only_here, found.only_there) == (60, 0)
    assert found.below_k == new[new < 11].sum() > 0
    assert found.exposes == "yes"


def test_other_people_are_nobodys_business(world: World) -> None:
    release(world, pipeline(world, "clinic"))
    strangers = people(rows=ROWS)
    strangers["person_id"] = [f"X{n}" for n in range(ROWS)]
    strangers.to_csv(world.folder / "strangers.csv", index=False)
    later = pipeline(world, "strangers", source="strangers.csv", columns={"age": SHIFTED})

    assert between(world, later).crossings == ()


def test_another_population_may_use_the_same_numbers(world: World) -> None:
    release(world, pipeline(world, "patients", ledger="{population: patients}"))
    later = pipeline(world, "staff", columns={"age": SHIFTED}, ledger="{population: staff}")

    assert between(world, later).crossings == ()


def test_a_withdrawn_release_is_not_compared(world: World) -> None:
    release(world, pipeline(world, "bands"))
    ledger = opened(None, world.key_ring)
    (kept,) = ledger.releases()
    ledger.withdraw(kept.model_copy(update={"withdrawn": "given to nobody"}))

    assert between(world, pipeline(world, "later", columns={"age": SHIFTED})).compared == 0


def test_a_column_that_is_gone_cannot_be_told(world: World) -> None:
    release(world, pipeline(world, "bands"))
    people(rows=ROWS).drop(columns="age").to_csv(world.folder / "ageless.csv", index=False)
    later = pipeline(world, "ageless", source="ageless.csv", columns={"ward": OTHER["ward"]})
    lines = later.read_text().splitlines()
    later.write_text("\n".join(line for line in lines if "people.age" not in line))

    found = only(between(world, later), "intersection")

    assert found.exposes == "cannot tell"
    assert found.why_not == "the source at hand lacks age"
    assert found.smallest is None


def test_a_table_is_known_by_its_columns_under_another_name(world: World) -> None:
    release(world, pipeline(world, "bands"))
    later = pipeline(world, "later", columns={"age": SHIFTED})
    later.write_text(
        later.read_text().replace("people.", "persons.").replace("{people:", "{persons:")
    )
    later.write_text(later.read_text().replace("persons.csv", "people.csv"))

    assert only(between(world, later), "intersection").table == "persons"


def test_rows_are_subjects_where_none_is_named(world: World) -> None:
    first = pipeline(world, "bands")
    first.write_text(first.read_text().replace("subject: people.person_id\n", ""))
    release(world, first)
    later = pipeline(world, "later", columns={"age": SHIFTED})
    later.write_text(later.read_text().replace("subject: people.person_id\n", ""))

    found = only(between(world, later), "intersection")

    assert found.shared is not None
    assert found.shared.exact
    assert found.shared.estimate == ROWS
    (kept,) = opened(None, world.key_ring).releases()
    assert kept.tables[0].unit == "whole rows"


def test_no_ledger_is_kept_where_the_pipeline_says_off(world: World) -> None:
    release(world, pipeline(world, "bands", ledger="off"))

    with pytest.raises(LedgerError, match="There is no ledger"):
        opened(None, world.key_ring)


def test_neither_ledger_nor_findings_hold_a_value_of_the_source(world: World) -> None:
    release(world, pipeline(world, "bands"))
    later = pipeline(world, "later", columns={"age": SHIFTED})
    found = between(world, later)
    release(world, later)

    texts = found.model_dump_json().encode() + (world.folder / "ledger.sqlite").read_bytes()
    for person in people(rows=ROWS)["person_id"]:
        assert person.encode() not in texts


def test_a_refused_release_is_not_recorded(world: World) -> None:
    path = pipeline(world, "bands")
    path.write_text(path.read_text() + '\nquality: {gates: {granularity: ">= 100%"}}')
    with pytest.raises(ReleaseRefusedError):
        release(world, path)

    with pytest.raises(LedgerError, match="There is no ledger"):
        opened(None, world.key_ring)
