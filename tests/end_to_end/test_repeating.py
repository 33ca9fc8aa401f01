"""The same data, plan and key give the same bytes; another key gives other pseudonyms."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import PlanError, ReleaseRefusedError, SectorDataError, TargetError
from tests.end_to_end.worlds import PLAIN_PIPELINE, World, plain_tables


def digests(bundle: Path) -> dict[str, str]:
    return {
        path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(bundle.rglob("*"))
        if path.is_file()
    }


def in_another_process(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line with another hash seed, time zone, locale and umask."""
    start = "import os, sys; os.umask(0o077); from sector_data.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        cwd=cwd,
        env=os.environ
        | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_two_runs_give_the_same_bytes(plain: World, plain_bundle: Path, tmp_path: Path) -> None:
    again = sd.run(plain.pipeline, output=tmp_path / "again", key_ring=plain.key_ring)

    assert digests(again.bundle) == digests(plain_bundle)


def test_another_process_in_another_folder_gives_the_same_bytes(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(plain.folder, tmp_path / "moved"))
    shutil.rmtree(moved / "release")
    done = in_another_process(
        "run", "pipeline.yaml", "-o", "out", "--key-ring", moved / "keys.json", cwd=moved
    )

    assert done.returncode == 0, done.stderr
    assert digests(moved / "out") == digests(plain_bundle)


@pytest.mark.slow
def test_applying_the_plan_gives_what_running_gives_free_text_included(
    health: World, bundle: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    made = in_another_process("plan", health.pipeline, "-o", plan, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = in_another_process(
        "apply", plan, "-o", "out", "--key-ring", health.key_ring, "-q", cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "out") == digests(bundle)


def test_plan_is_a_file_that_comes_back_as_it_was(plain: World, tmp_path: Path) -> None:
    from sector_data.pipeline.verbs import read_plan

    plan = sd.plan(plain.pipeline)
    path = tmp_path / "plan.json"
    path.write_text(plan.to_json(), encoding="utf-8")

    assert read_plan(path) == plan
    assert read_plan(path).digest() == plan.digest()


def test_frames_in_place_of_files_give_the_same_tables(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    frames = plain_tables()
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    given = sd.run(
        plain.pipeline, output=tmp_path / "given", tables=frames, key_ring=plain.key_ring
    )

    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)
    assert digests(given.bundle / "data") == digests(plain_bundle / "data")


def test_another_key_gives_other_pseudonyms_and_the_same_shape(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    other = plain.edited("other.yaml", ("key: demo", "key: other"))
    bundle = sd.run(other, output=tmp_path / "other", key_ring=plain.key_ring).bundle

    assert set(digests(bundle)) == set(digests(plain_bundle))
    for table in ("people", "visits"):
        one = pd.read_parquet(plain_bundle / f"data/{table}.parquet")
        two = pd.read_parquet(bundle / f"data/{table}.parquet")
        assert list(one) == list(two)
        assert one.shape == two.shape
        assert (one.dtypes == two.dtypes).all()
        for column in {"person_id", "visit_id"} & set(one):
            assert not set(one[column]) & set(two[column])
        for column in {"sex", "age", "zip", "code"} & set(one):
            assert sorted(one[column]) == sorted(two[column])
    signed = {
        json.loads(line)["signatures"][0]["keyid"]
        for place in (plain_bundle, bundle)
        for line in (place / "release.intoto.jsonl").read_text("utf-8").splitlines()
    }
    assert len(signed) == 2


def test_a_later_version_can_be_joined_with_an_earlier_one(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    later = plain.edited("later.yaml", ("key: demo}", 'key: demo, version: "2.0.0"}'))
    bundle = sd.run(later, output=tmp_path / "later", key_ring=plain.key_ring).bundle

    one = set(pd.read_parquet(plain_bundle / "data/people.parquet")["person_id"])
    assert set(pd.read_parquet(bundle / "data/people.parquet")["person_id"]) == one


@pytest.mark.parametrize("change", ["row added", "value changed", "order changed"])
def test_a_plan_is_refused_when_its_data_changed(change: str, plain: World, tmp_path: Path) -> None:
    frames = plain_tables()
    plan = sd.plan(plain.pipeline, tables=frames)
    people = frames["people"]
    match change:
        case "row added":
            frames["people"] = pd.concat([people, people.tail(1).assign(person_id="P9")])
        case "value changed":
            frames["people"] = people.assign(age=people["age"] + 1)
        case _:
            frames["people"] = people.iloc[::-1]

    with pytest.raises(PlanError, match="people changed after the plan was made") as caught:
        sd.apply(plan, output=tmp_path / "out", tables=frames, key_ring=plain.key_ring)
    assert "sector-data plan" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_release_is_replaced_only_when_asked_and_only_by_a_whole_one(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    target = Path(shutil.copytree(plain_bundle, tmp_path / "release"))
    before = digests(target)
    strict = plain.edited(
        "strict.yaml",
        ("k-anonymity: 5", "k-anonymity: 500"),
        ("suppression-limit: 10%", "suppression-limit: 0"),
    )

    with pytest.raises(TargetError, match="is there already"):
        sd.run(plain.pipeline, output=target, key_ring=plain.key_ring)
    with pytest.raises(ReleaseRefusedError):
        sd.run(strict, output=target, key_ring=plain.key_ring, replace=True)
    assert digests(target) == before

    other = plain.edited("other.yaml", ("key: demo", "key: other"))
    sd.run(other, output=target, key_ring=plain.key_ring, replace=True)
    assert digests(target) != before
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


@pytest.mark.parametrize("what", ["file", "folder", "link"])
def test_only_a_bundle_is_ever_replaced(what: str, plain: World, tmp_path: Path) -> None:
    target = tmp_path / "target"
    if what == "file":
        target.write_text("mine", encoding="utf-8")
    elif what == "folder":
        target.mkdir()
        (target / "mine.txt").write_text("mine", encoding="utf-8")
    else:
        target.symlink_to(tmp_path / "nowhere")
    before = sorted(path.name for path in tmp_path.rglob("*"))

    for replace in (False, True):
        with pytest.raises(TargetError):
            sd.run(plain.pipeline, output=target, key_ring=plain.key_ring, replace=replace)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_the_pipeline_can_be_an_object(plain: World, plain_bundle: Path, tmp_path: Path) -> None:
    from sector_data.spec.reading import parse_pipeline

    pipeline = parse_pipeline(PLAIN_PIPELINE, base=plain.folder)
    bundle = sd.run(pipeline, output=tmp_path / "out", key_ring=plain.key_ring).bundle

    assert digests(bundle) == digests(plain_bundle)


def test_a_frame_that_the_pipeline_does_not_name_is_refused(plain: World, tmp_path: Path) -> None:
    with pytest.raises(SectorDataError, match="no table named strangers") as caught:
        sd.run(
            plain.pipeline,
            output=tmp_path / "out",
            tables={**plain_tables(), "strangers": pd.DataFrame({"a": [1]})},
            key_ring=plain.key_ring,
        )
    assert caught.value.exit_code == 2
