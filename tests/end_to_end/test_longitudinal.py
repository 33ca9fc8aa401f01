"""Tables that share the subject, recounted with plain pandas from released files."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import ReleaseRefusedError, SpecificationError
from sector_data.pipeline.releasing import Released
from tests.end_to_end.worlds import World, make_keys

K = 3
PIPELINE = """\
release: {name: small-wards, key: demo}
source: {people: people.csv, visits: visits.csv, tests: tests.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id}
references: {visits.person_id: people.person_id, tests.visit_id: visits.visit_id}
columns:
  people.sex: {role: quasi-identifier, hierarchy: flat}
  people.age: {role: quasi-identifier, hierarchy: age}
  visits.day: shift-date
  visits.ward: {role: quasi-identifier, hierarchy: flat}
  tests.kind: {role: insensitive, transform: keep}
privacy:
  k-anonymity: 3
  suppression-limit: 60%
"""
WITH_EVENTS = """\
  longitudinal:
    known-events: 2
    events:
      visits: {cap: 4, bands: [1, 2, 3], keep: earliest, times: [day], period: quarter}
"""
PEOPLE_QUASI = ["sex", "age"]


def tables(seed: int = 5, people: int = 90) -> dict[str, pd.DataFrame]:
    rng = random.Random(seed)
    ids = [f"P{10_000 + 7 * i}" for i in range(people)]
    rows = []
    for person in ids:
        first = date(2023, 1, 1) + timedelta(days=rng.randrange(300))
        for _ in range(min(int(rng.expovariate(0.5)), 9)):
            when = first + timedelta(days=rng.randrange(400))
            rows.append((person, when, rng.choices("ABCD", (6, 3, 2, 1))[0]))
    visits = pd.DataFrame(rows, columns=["person_id", "day", "ward"])
    visits.insert(0, "visit_id", [f"V{500_000 + 3 * i}" for i in range(len(visits))])
    tested = [v for v in visits["visit_id"] for _ in range(rng.randrange(3))]
    return {
        "people": pd.DataFrame(
            {
                "person_id": ids,
                "sex": rng.choices("FM", k=people),
                "age": [rng.randrange(20, 80) for _ in ids],
            }
        ),
        "visits": visits,
        "tests": pd.DataFrame({"visit_id": tested, "kind": rng.choices("xyz", k=len(tested))}),
    }


def world_of(folder: Path, text: str) -> World:
    folder.mkdir(parents=True)
    for name, frame in tables().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "pipeline.yaml").write_text(text, encoding="utf-8")
    make_keys(folder, "demo", "other")
    return World(folder)


def release(world: World) -> Released:
    return sd.run(world.pipeline, output=world.folder / "release", key_ring=world.key_ring)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Released]:
    world = world_of(tmp_path_factory.mktemp("wards") / "plain", PIPELINE)
    return world, release(world)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Released]:
    text = PIPELINE.replace("  visits.day: shift-date\n", "") + WITH_EVENTS
    world = world_of(tmp_path_factory.mktemp("wards") / "events", text)
    return world, release(world)


def output(released: Released, table: str) -> pd.DataFrame:
    return pd.read_csv(released.bundle / "data" / f"{table}.csv", dtype=str, keep_default_na=False)


def with_people(released: Released, table: str = "visits") -> pd.DataFrame:
    people = output(released, "people")
    return output(released, table).merge(people, on="person_id", validate="many_to_one")


def test_one_visit_and_the_person_are_shared_by_k(joined: tuple[World, Released]) -> None:
    _, released = joined
    both = with_people(released)
    shared = both.groupby([*PEOPLE_QUASI, "ward"])["person_id"].nunique()
    assert len(shared) > 3
    assert shared.min() >= K


def test_the_source_was_in_need_of_it(joined: tuple[World, Released]) -> None:
    """Each table by itself is not enough: the same pipeline without it lets people stand out."""
    world, _ = joined
    path = world.edited(
        "alone.yaml", ("  suppression", "  longitudinal: {known-events: 0}\n  suppression")
    )
    released = sd.run(path, output=world.folder / "alone", key_ring=world.key_ring)
    both = with_people(released)
    assert both.groupby([*PEOPLE_QUASI, "ward"])["person_id"].nunique().min() < K
    assert both.groupby("ward")["person_id"].nunique().min() >= K


def test_the_figures_tell_the_joined_classes(joined: tuple[World, Released]) -> None:
    _, released = joined
    (told,) = (f for f in released.assessment.after if f.table == "visits")
    both = with_people(released)
    sizes = both.groupby([*PEOPLE_QUASI, "ward"])["person_id"].nunique()
    assert told.quasi_identifiers == ("ward", "people.sex", "people.age")
    assert (told.k, told.classes) == (sizes.min(), len(sizes))


def test_unique_numbers_are_measured_and_said(joined: tuple[World, Released]) -> None:
    _, released = joined
    figures = released.assessment.events_after
    assert figures is not None
    people = output(released, "people")
    numbers = output(released, "visits").groupby("person_id").size()
    people["visits"] = people["person_id"].map(numbers).fillna(0)
    sizes = people.groupby([*PEOPLE_QUASI, "visits"])["person_id"].transform("size")
    (told,) = (n for n in figures.numbers if n.tables == ("visits",))
    assert told.unique == pytest.approx((sizes == 1).mean())
    assert told.k == sizes.min()
    assert sizes.min() == 1
    assert any("their number of rows" in line for line in released.plan.warnings)


def test_the_number_of_visits_is_capped_and_shared(settled: tuple[World, Released]) -> None:
    _, released = settled
    people = output(released, "people")
    numbers = output(released, "visits").groupby("person_id").size()
    people["visits"] = people["person_id"].map(numbers).fillna(0).astype(int)
    assert people.groupby([*PEOPLE_QUASI, "visits"]).size().min() >= K
    assert set(people["visits"]) <= {0, 1, 2, 3}
    assert people["visits"].max() > 0


def test_any_two_visits_are_shared_by_k(settled: tuple[World, Released]) -> None:
    _, released = settled
    both = with_people(released)
    told: dict[tuple[object, ...], set[str]] = {}
    for person, rows in both.groupby("person_id"):
        who = tuple(rows.iloc[0][PEOPLE_QUASI])
        events = sorted(zip(rows["ward"], rows["day"], strict=True))
        for size in (1, 2):
            for known in combinations(events, size):
                told.setdefault((who, known), set()).add(str(person))
    assert told
    assert min(len(people) for people in told.values()) >= K
    figures = released.assessment.events_after
    assert figures is not None
    assert [known.known for known in figures.known_events] == [1, 2]
    assert all(known.k >= K and known.unique == 0 for known in figures.known_events)


def test_days_are_intervals_since_the_first_visit(settled: tuple[World, Released]) -> None:
    _, released = settled
    days = output(released, "visits")["day"]
    assert not days.str.contains("2023").any()
    assert set(days) <= {f"[{90 * i}, {90 * i + 90})" for i in range(8)} | {
        f"[{360 * i}, {360 * i + 360})" for i in range(3)
    } | {"*"}


def test_tests_go_with_their_visit(settled: tuple[World, Released]) -> None:
    _, released = settled
    assert set(output(released, "tests")["visit_id"]) <= set(output(released, "visits")["visit_id"])


def test_the_same_key_keeps_the_same_events(settled: tuple[World, Released]) -> None:
    world, released = settled
    again = sd.run(world.pipeline, output=world.folder / "again", key_ring=world.key_ring)
    assert output(again, "visits").equals(output(released, "visits"))


def test_an_audit_recounts_numbers_and_events(settled: tuple[World, Released]) -> None:
    _, released = settled
    report = sd.audit(released.bundle)
    claims = {claim.subject: claim for claim in report.claims}
    assert claims["numbers of events of people"].verdict == "holds"
    assert claims["known events of people"].verdict == "holds"
    assert claims["k-anonymity of visits"].verdict == "holds"


def test_too_many_events_to_leave_out_are_refused_with_the_limit_that_would_do(
    settled: tuple[World, Released],
) -> None:
    world, _ = settled
    path = world.edited("strict.yaml", ("suppression-limit: 60%", "suppression-limit: 12%"))
    with pytest.raises(ReleaseRefusedError) as refused:
        sd.plan(path)
    limit = str(refused.value.fix)
    assert "It needs a suppression limit of" in limit


def test_times_need_dates(settled: tuple[World, Released]) -> None:
    world, _ = settled
    path = world.edited("nodates.yaml", ("times: [day]", "times: [ward]"))
    with pytest.raises(SpecificationError, match="no dates"):
        sd.plan(path)


def test_what_hangs_on_capped_events_is_released_as_planned_or_less(
    settled: tuple[World, Released],
) -> None:
    """The key decides which visits stay, and so how many of their tests."""
    world, _ = settled
    path = world.edited(
        "kinds.yaml",
        (
            "tests.kind: {role: insensitive, transform: keep}",
            "tests.kind: {role: quasi-identifier, hierarchy: flat}",
        ),
        ("keep: earliest, ", ""),
    )
    released = sd.run(path, output=world.folder / "kinds", key_ring=world.key_ring)
    tests = output(released, "tests").merge(output(released, "visits"), on="visit_id")
    assert len(tests) == len(output(released, "tests")) > 0
    assert tests.groupby("kind")["person_id"].nunique().min() >= K
    assert sd.audit(released.bundle).passed


@pytest.mark.parametrize("kinds", [2, 3])
def test_sensitive_values_of_rows_that_go_do_not_count(
    kinds: int, joined: tuple[World, Released]
) -> None:
    """Classes of people are diverse in the tests that are released, not in those that went."""
    world, _ = joined
    path = world.edited(
        f"diverse{kinds}.yaml",
        (
            "tests.kind: {role: insensitive, transform: keep}",
            "tests.kind: {role: sensitive, transform: keep}",
        ),
        ("  suppression", f"  l-diversity: {{tests.kind: {kinds}}}\n  suppression"),
    )
    released = sd.run(path, output=world.folder / f"diverse{kinds}", key_ring=world.key_ring)
    tests = output(released, "tests").merge(output(released, "visits"), on="visit_id")
    people = output(released, "people")
    both = people.merge(tests, on="person_id", how="left")
    assert both.groupby(PEOPLE_QUASI)["kind"].nunique().min() >= kinds
    assert sd.audit(released.bundle).passed
    planned = {t.table: t.after.rows for t in released.plan.tables if t.after is not None}
    assert planned["people"] == len(people)


@pytest.mark.parametrize(
    "gone", ["subject: people.person_id\n", ", tests.visit_id: visits.visit_id"]
)
def test_events_that_nothing_leads_from_to_a_subject_are_refused(
    gone: str, settled: tuple[World, Released]
) -> None:
    world, _ = settled
    path = world.edited(
        "unlinked.yaml",
        ("      visits: {cap: 4", "      tests: {cap: 4}\n      visits: {cap: 4"),
        (gone, ""),
    )
    with pytest.raises(SpecificationError, match="no reference leads from its rows to a subject"):
        sd.plan(path)
