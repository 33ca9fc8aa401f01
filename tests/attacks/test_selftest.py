"""The self-test: known releases are what they should be, and the verdict is what the trials say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.selftest import self_test
from sector_data.assessment.selftest.known import known_scenes, noisy, some_people
from sector_data.assessment.selftest.trying import OUR_MEASURES
from sector_data.spec.evidence.selftest import MeasureSight, SelfTest
from tests.attacks.populations import people, shuffled, staged


def tried(number: int, seed: int = 0, **more: Any) -> SelfTest:
    members, control = people(number, 2 * seed), people(number, 2 * seed + 1)
    return self_test(staged(members, members, control, **more))


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*table.to_pydict().values(), strict=True))


def test_leaks_are_refused_and_other_people_pass() -> None:
    test = tried(1_200)
    assert (test.verdict, test.reason, test.subjects) == ("works", None, 600)
    assert [(t.release, t.refused) for t in test.trials] == [
        ("bootstrap", True),
        ("noisy-copy", True),
        ("part-copied", True),
        ("hold-out", False),
    ]
    saw = {t.release: {s.measure for s in t.sights if s.saw} for t in test.trials}
    assert "exact-copies" in saw["bootstrap"] & saw["part-copied"]
    assert "membership" in saw["noisy-copy"] & saw["bootstrap"] & saw["part-copied"]
    # The distance to the closest record sees a part that was copied no more than other people.
    assert "distance to the closest record" not in saw["part-copied"] | saw["hold-out"]


@pytest.mark.slow
def test_the_verdict_is_seldom_a_chance() -> None:
    verdicts = [tried(700, seed).verdict for seed in range(40)]
    assert verdicts.count("works") >= 38


def test_known_releases_are_made_as_they_say() -> None:
    members, control = people(400, 1), people(400, 2)
    scenes = known_scenes(staged(members, members, control), 150)
    source = set(rows(members))
    others = set(rows(control))
    for kind, scene in scenes.items():
        released = rows(scene.release.data)
        assert len(released) == scene.members.rows == 150
        assert scene.control is not None
        never = set(rows(scene.control.data))
        assert len(never) == 150
        assert never <= others
        assert not never & set(released)
        of_source = sum(row in source for row in released)
        assert of_source == {"bootstrap": 150, "part-copied": 8}.get(kind, 0)
        assert set(rows(scene.members.data)) <= source


def test_subjects_are_chosen_with_all_their_rows() -> None:
    members, control = people(900, 1), people(900, 2)
    whose = pa.array(np.repeat(np.arange(300), 3))
    scene = staged(members, members, control, member_subjects=whose, control_subjects=whose)
    some = some_people(scene, "members", 10, 20, scene.names)
    assert np.bincount(some.owners).tolist() == [3] * 20
    twice = some.take(np.array([4, 4, 7]))
    first = some.table.filter(pa.array(some.owners == 4))
    assert rows(twice)[:3] == rows(twice)[3:6] == rows(first)
    refused = {trial.release: trial.refused for trial in self_test(scene).trials}
    assert refused["bootstrap"]
    assert refused["noisy-copy"]
    assert not refused["hold-out"]


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 40), st.integers(0, 99))
def test_noise_moves_numbers_and_one_category_of_a_row(number: int, seed: int) -> None:
    table = people(number, seed)
    moved = noisy(table, np.random.default_rng(seed))
    assert moved.schema.equals(table.schema)
    changed = np.zeros(number, dtype=np.int64)
    for name in table.column_names:
        before, after = table.column(name).to_pylist(), moved.column(name).to_pylist()
        if pa.types.is_string(table.schema.field(name).type):
            assert set(after) <= set(before)
            changed += [a != b for a, b in zip(before, after, strict=True)]
        else:
            assert [a is None for a in before] == [b is None for b in after]
    assert changed.max(initial=0) <= 1
    few = table.drop(["job"])
    kept = noisy(few, np.random.default_rng(seed))
    assert kept.select(["sex", "town"]).equals(few.select(["sex", "town"]).combine_chunks())
    height = table.column("height").to_numpy()
    steps = moved.column("height").to_numpy() - height
    assert np.abs(steps).max() <= 0.3 * height.std() + 1e-9


def test_the_same_seed_says_the_same_whatever_the_order_of_rows() -> None:
    members, control = people(300, 1), people(300, 2)
    one = self_test(staged(members, members, control))
    assert one == self_test(staged(members, members, control))
    mixed = self_test(staged(members, shuffled(members, 1), shuffled(control, 2)))
    assert [t.refused for t in mixed.trials] == [t.refused for t in one.trials]


def test_what_cannot_be_tried_is_said() -> None:
    members = people(400, 1)
    assert self_test(staged(members, members, None)).reason == "no-control"
    assert tried(150).reason == "few-subjects"
    # Everybody is alike: a copy of all tells nobody, and no measure can see it.
    alike = pa.table({"a": ["x", "y"] * 200})
    test = self_test(staged(alike, alike, alike))
    assert (test.verdict, test.reason) == ("not assessed", "misses-leaks")


def test_a_measure_that_sees_everything_is_worth_nothing() -> None:
    def always(scene: Scene) -> Iterable[MeasureSight]:
        yield MeasureSight(measure="always", figure=1.0, saw=True, decides=True)

    members, control = people(400, 1), people(400, 2)
    test = self_test(staged(members, members, control), measures=(*OUR_MEASURES, always))
    assert (test.verdict, test.reason) == ("not assessed", "false-alarm")
    assert "where there is none" in test.sentence
