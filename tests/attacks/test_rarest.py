"""People whose known values are rare: who they are, and that a leak about them alone is seen."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.attacks import run_attacks
from sector_data.assessment.attacks.rarest import FEWEST, PART, rarest
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from tests.attacks.releases import KNOWN, population, rows, scene


def everybody(staged: Scene) -> dict[Side, Integers]:
    return {"members": staged.people("members"), "control": staged.people("control")}


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 99), st.sampled_from([400, 900, 4_000]))
def test_they_are_a_twentieth_or_enough_to_tell_something(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    members, control = population(number, rng), population(number, rng)
    staged = scene(members, members, control)
    found = rarest(staged, KNOWN, everybody(staged))
    assert found is not None
    chosen = sum(int(flags.sum()) for flags in found.values())
    assert max(PART * 2 * number, FEWEST) <= chosen <= 1.1 * max(PART * 2 * number, FEWEST)
    # Members and others are treated alike: either has about half of them.
    assert abs(found["members"].sum() - chosen / 2) < 5 * np.sqrt(chosen) / 2


def test_they_have_rare_categories_or_numbers_far_out() -> None:
    ages = np.random.default_rng(1).permutation(2_000)
    towns = ["tiny" if place % 40 == 0 else "big" for place in range(2_000)]
    table = pa.table({"town": towns, "age": ages})
    staged = scene(table, table, table, known=("town", "age"), secrets=())
    found = rarest(staged, ("town", "age"), everybody(staged))
    assert found is not None
    chosen = staged.people("members")[found["members"]]
    # One in forty lives in the tiny town; of the others the youngest and the oldest are rarest.
    assert {place for place in range(2_000) if place % 40 == 0} <= set(chosen.tolist())
    rest = ages[[place for place in chosen.tolist() if place % 40]]
    middle = np.abs(ages - 1_000)
    assert np.abs(rest - 1_000).min() >= np.sort(middle)[-2 * len(rest) - 100]


def test_too_few_people_are_nobody() -> None:
    rng = np.random.default_rng(2)
    members, control = population(240, rng), population(240, rng)
    staged = scene(members, members, control)
    assert rarest(staged, KNOWN, everybody(staged)) is None
    alone = scene(members, members, None)
    assert rarest(alone, KNOWN, everybody(alone)) is None


def test_what_is_given_away_of_them_alone_is_found_there() -> None:
    rng = np.random.default_rng(3)
    members, control, others = (population(3_000, rng) for _ in range(3))
    staged = scene(others, members, control)
    found = rarest(staged, KNOWN, everybody(staged))
    assert found is not None
    exposed = staged.people("members")[found["members"]]
    release = pa.concat_tables([others.slice(len(exposed)), rows(members, exposed)])
    figures = run_attacks(scene(release, members, control), attacks=("inference",)).figures
    innocent = run_attacks(staged, attacks=("inference",)).figures
    for figure in figures:
        if figure.method == "nearest":
            assert figure.rare is not None
            assert figure.excess is not None
            assert figure.rare.verdict == "found"
            assert figure.rare.excess.value > 5 * figure.excess.value
    assert [f.rare.verdict == "found" for f in innocent if f.rare].count(True) <= 1
