"""Engines are compared on the protected tables, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sector_data.spec.evidence.engine_comparison import EngineComparison
from tests.cli.running import sector_data

pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("engines")
    rng = np.random.default_rng(6)
    age = rng.integers(20, 80, 400)
    lines = [f"{a},{a * 300 + rng.integers(0, 4000)},{rng.choice(['x', 'y'])}" for a in age]
    (path / "people.csv").write_text("age,income,kind\n" + "\n".join(lines) + "\n")
    (path / "p.yaml").write_text(
        "release: {name: engines}\nsource: {people: people.csv}\n"
        "columns: {people.age: insensitive, people.income: insensitive, people.kind: sensitive}\n"
        "assess: {known: [people.age, people.income]}\n"
        "synthesise: {fewest-rows: 2}\n"
    )
    keys = sector_data("keys", "new", "default", "--key-ring", path / "keys.json")
    assert keys.code == 0
    return path


def test_engines_stand_beside_people_that_none_saw(folder: Path) -> None:
    before = {p.name for p in folder.iterdir()}
    done = sector_data(
        "synthesise", folder / "p.yaml", "--compare", "gaussian-copula",
        "--key-ring", folder / "keys.json", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    found = EngineComparison.model_validate(json.loads(done.out))
    real, copula = found.engines
    assert (real.engine, copula.engine) == ("real rows", "gaussian-copula")
    assert found.rows_learnt + found.rows_set_aside == 400
    assert abs(found.rows_learnt - found.rows_set_aside) < 80
    assert found.profile == "open"
    assert copula.licence == "BUSL-1.1"
    assert copula.copies is not None
    assert copula.copies < 0.1
    assert copula.pair_trends is not None
    assert copula.pair_trends > 0.7
    # An attack beside people that it never saw, and membership, with the gate's verdict.
    assert copula.attack is not None
    assert copula.attack.gain_lower <= 0
    assert copula.told is not None
    assert copula.best == (copula.verdict != "refuses")
    assert [test.subjects > 90 for test in found.self_tests] == [True]
    assert {p.name for p in folder.iterdir()} == before


def test_a_page_is_written_and_an_engine_beyond_its_time_is_not_awaited(folder: Path) -> None:
    page = folder / "engines.html"
    done = sector_data(
        "synthesise", folder / "p.yaml", "--compare", "gaussian-copula,ctgan", "--minutes", "0.001",
        "--html", page, "--language", "ja", "--key-ring", folder / "keys.json",
    )  # fmt: skip
    assert done.code == 0, done.err
    told = " ".join(done.out.split())
    assert "ctgan: not fitted: The time of the engine ctgan was over; it was ended." in told
    assert "エンジンの比較" in page.read_text("utf-8")
    page.unlink()


def test_an_engine_that_is_not_there_is_told(folder: Path) -> None:
    done = sector_data(
        "synthesise", folder / "p.yaml", "--compare", "gan", "--key-ring", folder / "keys.json"
    )
    assert done.code == 2
    assert "There is no engine gan" in done.err
