"""Every model of the privacy section, from the pipeline file to the released rows, recounted."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from tests.end_to_end.clinic import QUASI, people, release, sizes, world_of


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


def test_rows_that_lack_a_quasi_identifier_are_counted_in_a_warning(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 2, missing: removed}")
    lacking = int(people()["ward"].isna().sum())
    plan = sd.plan(world.pipeline)
    assert f"people: {lacking} rows go because they lack a quasi-identifier." in plan.warnings
    assert not any("their subject is not released" in line for line in plan.warnings)


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
