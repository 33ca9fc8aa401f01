"""Every model of the privacy section, from the pipeline file to the released rows, recounted."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, ReleaseRefusedError, SpecificationError
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


def shares(values: pd.Series[str]) -> dict[str, float]:
    return {str(v): n / len(values) for v, n in values.value_counts().items()}


def closeness(out: pd.DataFrame) -> float:
    whole = shares(people()["dx"])
    return max(
        sum(abs(whole[v] - (g["dx"] == v).mean()) for v in whole) / 2 for _, g in out.groupby(QUASI)
    )


def entropy(out: pd.DataFrame) -> float:
    def of(values: pd.Series[str]) -> float:
        return math.exp(-sum(p * math.log(p) for p in shares(values).values()))

    return min(of(g["dx"]) for _, g in out.groupby(QUASI))


def gain(out: pd.DataFrame) -> float:
    whole = shares(people()["dx"])
    return max(
        share / whole[value] - 1
        for _, g in out.groupby(QUASI)
        for value, share in shares(g["dx"]).items()
    )


def worst_share(out: pd.DataFrame) -> float:
    return max(max(shares(g["dx"]).values()) for _, g in out.groupby(QUASI))


MODELS: dict[str, Callable[[pd.DataFrame], bool]] = {
    "{k-anonymity: 4}": lambda out: sizes(out).min() >= 4,
    "{k-anonymity: 2, maximum-risk: 0.2}": lambda out: sizes(out).min() >= 5,
    "{k-anonymity: 2, average-risk: 0.05}": lambda out: len(sizes(out)) / len(out) <= 0.05,
    "{k-anonymity: 2, records-at-risk: {risk: 0.2, share: 0.1}}": lambda out: (
        (sizes(out)[sizes(out) < 5].sum() / len(out)) <= 0.1
    ),
    "{k-anonymity: 3, l-diversity: {people.dx: 3}}": lambda out: (
        out.groupby(QUASI)["dx"].nunique().min() >= 3
    ),
    "{k-anonymity: 3, l-diversity: {people.dx: {entropy: 2.5}}}": lambda out: entropy(out) >= 2.5,
    "{k-anonymity: 3, t-closeness: {people.dx: 0.2}}": lambda out: closeness(out) <= 0.2,
    "{k-anonymity: 3, beta-likeness: {people.dx: {beta: 1, kind: basic}}}": lambda out: (
        gain(out) <= 1
    ),
    "{k-anonymity: 3, alpha-k: {people.dx: 0.6}}": lambda out: worst_share(out) <= 0.6,
    "{k-anonymity: 3, p-sensitivity: {people.dx: 3}}": lambda out: (
        out.groupby(QUASI)["dx"].nunique().min() >= 3
    ),
    "{k-anonymity: 3, delta-disclosure: {people.dx: {delta: 1.5, absent: ignored}}}": lambda out: (
        gain(out) <= math.exp(1.5) - 1
    ),
    "{k-anonymity: 4, t-closeness: {people.dx: 0.3}, method: local}": lambda out: (
        sizes(out).min() >= 4 and closeness(out) <= 0.3 and len(out) == 300
    ),
    "{k-anonymity: 4, method: local-overlapping}": lambda out: (
        sizes(out).min() >= 4 and len(out) == 300
    ),
    "{k-anonymity: 4, missing: removed}": lambda out: (
        sizes(out).min() >= 4 and len(out) <= people()["ward"].notna().sum()
    ),
    "{k-anonymity: 3, metric: discernibility, weights: {people.age: 3}}": lambda out: (
        sizes(out).min() >= 3
    ),
    "{k-anonymity: 3, workload: {target: people.dx}}": lambda out: sizes(out).min() >= 3,
    "{k-anonymity: 3, workload: {queries: [[people.age, people.sex]]}}": lambda out: (
        sizes(out).min() >= 3
    ),
    "{k-anonymity: 2, k-map: {k: 20, population: {fraction: 0.1}}}": lambda out: len(out) > 0,
}


@pytest.mark.parametrize("privacy", MODELS)
def test_what_is_asked_is_so_in_the_released_rows(privacy: str, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", privacy)
    done, out = release(world)

    assert len(out) > 100
    assert MODELS[privacy](out)
    assert done.assessment.models
    assert all(result.passed for result in done.assessment.models)
    (protection,) = (t.protection for t in done.plan.tables)
    assert protection is not None
    assert protection.models == tuple(r.model for r in done.assessment.models)
    report = sd.audit(done.bundle)
    assert report.passed, [c for c in report.claims if c.verdict == "does not hold"]


def test_sensitive_values_are_counted_as_they_are_released(tmp_path: Path) -> None:
    """Costs are multiples of 50: rounded to 200 there are three, and classes need all of them."""
    world = world_of(tmp_path / "w", "{k-anonymity: 2, l-diversity: {people.cost: 3}}")
    path = world.edited(
        "rounded.yaml",
        (
            "cost: {role: sensitive, transform: keep}",
            "cost: {role: sensitive, transform: {round: {to: 200}}}",
        ),
    )
    done = sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    out = pd.read_csv(done.bundle / "data" / "people.csv", dtype=str, keep_default_na=False)

    assert out["cost"].nunique() == 3
    assert out.groupby(QUASI)["cost"].nunique().min() >= 3
    assert sd.audit(done.bundle).passed


def supports(cells: pd.Series[str], m: int) -> int:
    counts: Counter[tuple[str, ...]] = Counter()
    for cell in cells:
        items = sorted(set(filter(None, cell.split(";"))))
        for size in range(1, m + 1):
            counts.update(combinations(items, size))
    return min(counts.values())


@pytest.mark.parametrize("hierarchy", ["", ", hierarchy: {prefix: {lengths: [1]}}"])
def test_any_two_items_are_shared_by_k(hierarchy: str, tmp_path: Path) -> None:
    data = people()
    rare = ["a1;z9" if i in (5, 9) else cell for i, cell in enumerate(data["items"])]
    privacy = (
        "{k-anonymity: 2, km-anonymity: {people.items: {k: 45, m: 2}}, suppression-limit: 70%}"
    )
    world = world_of(tmp_path / "w", privacy, data.assign(items=rare))
    path = world.edited(
        "items.yaml", ("transform: keep}\nprivacy", f"transform: keep{hierarchy}}}\nprivacy")
    )
    assert supports(pd.Series(rare), 2) < 45
    done = sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    out = pd.read_csv(done.bundle / "data" / "people.csv", dtype=str, keep_default_na=False)
    released = set(";".join(out["items"]).split(";"))

    assert supports(out["items"], 2) >= 45
    assert "z9" not in released
    assert bool(hierarchy) == any("*" in item for item in released)
    (told,) = (r for r in done.assessment.models if r.name == "km-anonymity")
    assert told.passed
    assert told.measured == supports(out["items"], 2)
    claims = {c.subject: c.verdict for c in sd.audit(done.bundle).claims}
    assert claims[told.model] == "holds"


def test_items_of_a_quasi_identifier_are_refused(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{km-anonymity: {people.ward: {k: 3, m: 2}}}")
    with pytest.raises(SpecificationError, match="items are shared of kept columns alone"):
        release(world)


def test_sharing_items_without_a_number_is_refused(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 2}")
    path = world.edited("f.yaml", ("transform: keep}\nprivacy", "transform: share-items}\nprivacy"))
    with pytest.raises(SpecificationError, match="how many subjects must share"):
        sd.run(path, output=world.folder / "release", key_ring=world.key_ring)


def population(folder: Path) -> pd.DataFrame:
    """Write everybody: the people of the data and others, and return them."""
    everybody = pd.concat([people(), people(seed=9, rows=900)])
    everybody[QUASI].to_csv(folder / "everybody.csv", index=False)
    return everybody


def generalised(values: pd.Series[str], labels: set[str]) -> list[str]:
    """Return the released label that covers each age or word."""

    def label(value: str) -> str:
        for known in labels:
            if known in {value, "*"}:
                return known
            if known.startswith("["):
                low, high = known[1:-1].split(", ")
                if float(low) <= float(value) < float(high):
                    return known
        return "nobody"

    return [label(str(value)) if not pd.isna(value) else "" for value in values]


@pytest.mark.parametrize(
    ("privacy", "least", "most"),
    [
        ("{k-anonymity: 1, k-map: {k: 9, population: {path: everybody.csv}}}", 9, 1.0),
        (
            "{k-anonymity: 1, suppression-limit: 40%, delta-presence: "
            "{maximum: 0.4, population: {path: everybody.csv}}}",
            1,
            0.4,
        ),
    ],
)
def test_a_population_is_counted(privacy: str, least: int, most: float, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", privacy)
    everybody = population(world.folder)
    done, out = release(world)
    coarse = pd.DataFrame({c: generalised(everybody[c], set(out[c])) for c in QUASI})
    people_in = coarse.groupby(QUASI).size()
    rows_in = sizes(out)

    assert len(out) > 100
    assert people_in[rows_in.index].min() >= least
    assert (rows_in / people_in[rows_in.index]).max() <= most
    assert all(result.passed for result in done.assessment.models)
    told = {c.subject: c.verdict for c in sd.audit(done.bundle).claims}
    assert "does not hold" not in told.values()
    assert "cannot be told from here" in {
        v for s, v in told.items() if s.startswith(("k-map", "d"))
    }


def test_rows_that_lack_a_quasi_identifier_are_counted_in_a_warning(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 2, missing: removed}")
    lacking = int(people()["ward"].isna().sum())
    plan = sd.plan(world.pipeline)
    assert f"people: {lacking} rows go because they lack a quasi-identifier." in plan.warnings
    assert not any("their subject is not released" in line for line in plan.warnings)


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


def test_the_population_must_have_the_quasi_identifiers(tmp_path: Path) -> None:
    privacy = "{k-anonymity: 1, k-map: {k: 9, population: {path: everybody.csv}}}"
    world = world_of(tmp_path / "w", privacy)
    population(world.folder)[["age", "sex"]].to_csv(world.folder / "everybody.csv", index=False)
    with pytest.raises(InputError, match="lacks the quasi-identifier ward"):
        release(world)


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


@pytest.mark.parametrize("language", ["en", "fr", "de", "it", "ja"])
def test_the_report_tells_every_model(language: str, tmp_path: Path) -> None:
    privacy = "{k-anonymity: 3, t-closeness: {people.dx: 0.25}, beta-likeness: {people.dx: 2}}"
    world = world_of(tmp_path / "w", privacy)
    path = world.edited("told.yaml", ("key: demo", f"key: demo, languages: [{language}]"))
    done = sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    report = (done.bundle / "report.html").read_text(encoding="utf-8")
    comma = "." if language in ("en", "ja") else ","
    (measured,) = (r.measured for r in done.assessment.models if r.name == "t-closeness")

    assert f"≤ 0{comma}25" in report
    assert f"{measured:.4f}".rstrip("0").replace(".", comma) in report
    assert "β" in report


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
