"""What a privacy section asks that cannot be, and what is said of it."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, ReleaseRefusedError, SpecificationError
from tests.end_to_end.clinic import QUASI, release, sizes, world_of
from tests.end_to_end.worlds import World, make_keys

COARSE_AGES = ("hierarchy: {number", "transform: {generalise: {at-least: 3}}, hierarchy: {number")


def test_cells_are_emptied_and_hardly_a_row_goes(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4, method: cells}")
    path = world.edited("coarse.yaml", COARSE_AGES)
    done = sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    out = pd.read_csv(done.bundle / "data" / "people.csv", dtype=str, keep_default_na=False)

    assert len(out) > 290
    assert sizes(out).min() >= 4
    assert 0 < (out[QUASI] == "*").to_numpy().sum() < 60
    assert sd.audit(done.bundle).passed


def test_cells_that_protect_too_few_rows_are_refused_with_the_limit_that_would_do(
    tmp_path: Path,
) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4, method: cells, suppression-limit: 0%}")
    path = world.edited("coarse.yaml", COARSE_AGES)
    with pytest.raises(ReleaseRefusedError) as refused:
        sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    assert "suppression limit of" in str(refused.value.fix)


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        ("{k-anonymity: 500}", "would pass with"),
        ("{k-anonymity: 3, l-diversity: {people.dx: 9}}", None),
    ],
)
def test_what_cannot_be_reached_is_refused_with_what_would(
    privacy: str, said: str | None, tmp_path: Path
) -> None:
    world = world_of(tmp_path / "w", privacy)
    with pytest.raises(ReleaseRefusedError) as refused:
        release(world)
    assert refused.value.reasons
    assert refused.value.fix
    assert said is None or said in str(refused.value.fix)
    assert not (world.folder / "release").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{workload: {target: people.nothing}}", "nothing"),
        ("{workload: {queries: [[people.age, people.dx]]}}", "dx"),
        ("{t-closeness: {people.dx: {t: 0.2, distance: hierarchical}}}", "needs a hierarchy"),
        ("{t-closeness: {people.dx: {t: 0.2, distance: ordered}}}", "have no order"),
        ("{l-diversity: {people.age: 2}}", "sensitive"),
        ("{k-map: {k: 3, population: {size: 100}}}", "300 subjects"),
    ],
)
def test_what_means_nothing_for_the_data_is_one_clear_error(
    change: str, said: str, tmp_path: Path
) -> None:
    world = world_of(tmp_path / "w", change)
    with pytest.raises((InputError, SpecificationError), match=said):
        release(world)


WIDE = """\
release: {{name: wide, key: demo}}
source: {{wide: wide.csv}}
columns:
{columns}
privacy: {{k-anonymity: 3, suppression-limit: 20%{search}}}
"""


def wide_world(folder: Path, search: str) -> World:
    """Eight quasi-identifiers with eight levels each: 17 million combinations of levels."""
    folder.mkdir()
    rng = random.Random(1)
    names = [f"n{i}" for i in range(8)]
    data = pd.DataFrame({n: [rng.randrange(0, 1000) for _ in range(200)] for n in names})
    data.to_csv(folder / "wide.csv", index=False)
    levels = "{number: {widths: [5, 10, 50, 100, 200, 400]}}"
    lines = [f"  wide.{n}: {{role: quasi-identifier, hierarchy: {levels}}}" for n in names]
    (folder / "pipeline.yaml").write_text(
        WIDE.format(columns="\n".join(lines), search=search), encoding="utf-8"
    )
    make_keys(folder, "demo")
    return World(folder)


def test_a_lattice_too_large_says_how_large_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        sd.plan(wide_world(tmp_path / "w", "").pipeline)
    assert refused.value.message.startswith("wide: ")
    assert "16,777,216" in refused.value.message
    assert "allow-heuristic" in str(refused.value.fix)


def test_when_told_a_heuristic_search_gives_a_plan_with_its_gap(tmp_path: Path) -> None:
    search = ", search: {allow-heuristic: true, nodes: 300}"
    world = wide_world(tmp_path / "w", search)
    (protection,) = (t.protection for t in sd.plan(world.pipeline).tables)
    assert protection is not None
    assert protection.nodes == 8**8
    assert protection.checked <= 300 + 8
    assert not protection.optimal
    assert protection.least_cost is not None
    assert protection.cost is not None
    assert 0 <= protection.least_cost <= protection.cost <= 1
    (again,) = (t.protection for t in sd.plan(world.pipeline).tables)
    assert again == protection


def test_the_hierarchy_of_another_column_is_refused_with_its_numbers(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 3}")
    path = world.edited(
        "wrong.yaml", ("hierarchy: flat}\n  people.ward", "hierarchy: age}\n  people.ward")
    )
    with pytest.raises(
        InputError, match=r"people\.sex: .* no place for 2 of the 2 distinct values"
    ):
        sd.plan(path)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            ("hierarchy: flat}\n  people.ward", "hierarchy: nothere.csv}\n  people.ward"),
            "people.sex",
        ),
        (("k-anonymity: 3", "k-map: {k: 9, population: {path: nothere.csv}}"), "population.path"),
    ],
)
def test_check_tells_of_named_files_that_are_not_there(
    change: tuple[str, str], place: str, tmp_path: Path
) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 3}")
    checked = sd.check(world.edited("nofile.yaml", change), key_ring=world.key_ring)
    (problem,) = checked.mistakes
    assert place in problem.path
    assert "nothere.csv" in problem.message
