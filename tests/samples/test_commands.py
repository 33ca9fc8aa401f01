"""`samples list` and `samples get`: sources that pipelines run on where they were put."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from sector_data.errors import InputError
from sector_data.pipeline.samples import get_sample, release_sample, samples
from sector_data.spec.packaged import names_in, packaged
from tests.cli.running import sector_data

ROOT = Path(__file__).parents[2]


def test_all_samples_are_listed_within_80_columns() -> None:
    listed = sector_data("samples", "list")
    assert listed.code == 0
    assert max(map(cell_len, listed.out.splitlines())) <= 80
    told = json.loads(sector_data("samples", "list", "--json").out)
    assert [sample["name"] for sample in told] == list(samples())
    for sample in told:
        for word in (sample["name"], *sample["pipelines"]):
            assert word in listed.out


def test_every_ready_pipeline_belongs_to_a_sample() -> None:
    named = [name for sample in samples().values() for name in sample.pipelines]
    assert sorted(named) == list(names_in(packaged("pipelines")))


@pytest.mark.parametrize("name", sorted(samples()))
def test_pipelines_find_their_source_where_a_sample_was_put(name: str, tmp_path: Path) -> None:
    outcome = sector_data("samples", "get", name, "--rows", "3", "-o", tmp_path / "s", "--json")
    assert outcome.code == 0, outcome.err
    pipelines = json.loads(outcome.out)["pipelines"]
    assert [Path(p).stem for p in pipelines] == list(samples()[name].pipelines)
    for path in pipelines:
        text = Path(path).read_text(encoding="utf-8")
        assert "sample_data/" not in text.split("\nsource:")[1], "a path leads out of the folder"
        checked = sector_data("check", path)
        assert checked.code == 0, checked.out + checked.err


@pytest.mark.parametrize("name", sorted(samples()))
def test_the_repositorys_own_pipelines_find_it_too(name: str) -> None:
    for pipeline in samples()[name].pipelines:
        text = (ROOT / "pipelines" / f"{pipeline}.yaml").read_text(encoding="utf-8")
        folder = f"sample_data/{samples()[name].folder}/"
        paths = re.findall(r"\.\./(sample_data/\S+\.csv)", text)
        assert paths
        assert [path for path in paths if not path.startswith(folder)] == []
        assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_the_size_is_that_of_the_first_table_and_the_seed_makes_others(tmp_path: Path) -> None:
    for folder, options in {"a": [], "b": ["--seed", "3"], "c": ["--seed", "3"]}.items():
        place = tmp_path / folder
        done = sector_data(
            "samples", "get", "health-admissions", "--rows", "7", *options, "-o", place, "-q"
        )
        assert (done.code, done.out) == (0, "")
    read = {folder: (tmp_path / folder / "patients.csv").read_bytes() for folder in "abc"}
    assert read["a"].count(b"\n") == 8
    assert read["a"] != read["b"] == read["c"]


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    refused = sector_data("samples", "get", "health-admissions", "-o", tmp_path / "there")
    assert refused.code == 2
    assert "exists already" in refused.err
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["health-admision", "-o", "x"], "health-admissions"),
        (["health-admissions", "-o", "x", "--release", "--pipeline", "none"], "health_demo"),
        (["health-admissions", "-o", "x", "--pipeline", "health_demo"], "--release"),
        (["health-admissions", "-o", "x", "--rows", "0"], "--rows"),
    ],
)
def test_wrong_words_are_told(arguments: list[str], said: str) -> None:
    refused = sector_data("samples", "get", *arguments)
    assert refused.code == 2
    assert said in refused.err


def test_nobody_is_no_sample(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="0 patients"):
        get_sample("health-admissions", tmp_path / "x", size=0)
    with pytest.raises(InputError, match="no sample"):
        release_sample("nothing-at-all", tmp_path / "x")


def test_the_generators_are_loaded_from_the_package_when_nothing_else_brings_them() -> None:
    """As in an installed wheel: no folder of that name on the path."""
    program = (
        "import sys; from sector_data.pipeline.samples import samples;"
        "assert 'sample_data' not in sys.modules; print(*samples())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.split() == list(samples())
