"""The public door: the verbs as functions, DataFrames in and out."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, KeyRingError, SectorDataError
from tests.end_to_end.worlds import World, plain_tables, plain_world

VERBS = (
    "apply",
    "assess",
    "audit",
    "check",
    "detect_files",
    "evaluate_detection",
    "explore",
    "init",
    "load",
    "plan",
    "reidentify",
    "release_synthetic",
    "run",
    "tabulate",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return plain_world(tmp_path_factory.mktemp("api") / "world")


def test_the_door_is_small_and_complete() -> None:
    assert sd.__all__ == sorted(sd.__all__)
    assert set(sd.__all__) == {"__version__", *VERBS}
    assert dir(sd) == sd.__all__
    for verb in VERBS:
        assert inspect.isfunction(getattr(sd, verb))


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="release_everything"):
        sd.release_everything  # noqa: B018 - the access itself is what fails


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_documented_and_typed(verb: str) -> None:
    function = getattr(sd, verb)

    assert function.__doc__
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    for name, parameter in signature.parameters.items():
        assert parameter.annotation is not inspect.Parameter.empty
        assert name in function.__doc__ or verb == "run", name
    # Only what is worked on is given by position.
    by_name = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    positional = [p for p in signature.parameters.values() if p.kind not in by_name]
    assert len(positional) == 1


def test_star_import_gives_the_verbs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from sector_data import *; print(run.__name__, __version__)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["run", sd.__version__]


def test_frames_in_frames_out(world: World, tmp_path: Path) -> None:
    frames = plain_tables()
    kept = {name: frame.copy(deep=True) for name, frame in frames.items()}

    plan = sd.plan(str(world.pipeline), tables=frames)
    released = sd.apply(
        plan, output=str(tmp_path / "out"), tables=frames, key_ring=str(world.key_ring)
    )
    report = sd.audit(str(released.bundle))
    tables = sd.load(str(released.bundle))

    assert report.passed
    assert set(tables) == {"people", "visits"}
    assert all(isinstance(tables[name], pd.DataFrame) for name in tables)
    assert len(tables["people"]) == released.assessment.after[0].rows
    for name, frame in kept.items():
        pd.testing.assert_frame_equal(frames[name], frame)


def test_frames_may_have_any_index(world: World) -> None:
    """An index is no data: two plans of the same rows are the same."""
    frames = plain_tables()
    other = {
        name: frame.set_index(pd.Index(range(900, 900 + len(frame)), name="row"))
        for name, frame in frames.items()
    }
    assert sd.plan(world.pipeline, tables=other) == sd.plan(world.pipeline, tables=frames)


def test_assess_takes_a_frame_or_a_file(world: World) -> None:
    path = world.folder / "people.csv"
    columns: dict[str, Any] = {
        "quasi_identifiers": ["sex", "zip"],
        "sensitive": ["age"],
        "k": 4,
    }

    from_file = sd.assess(path, **columns)
    from_text = sd.assess(str(path), **columns)
    from_frame = sd.assess(pd.read_csv(path, dtype={"zip": str}), **columns)

    assert from_file == from_text
    # A file names its table, a frame has no name.
    told = from_file.model_dump_json().replace('"table":"people"', '"table":"table"')
    assert from_frame.model_dump_json() == told


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"quasi_identifiers": []}, "quasi-identifier"),
        ({"quasi_identifiers": ["sexx"]}, "sexx"),
        ({"quasi_identifiers": ["sex"], "sensitive": ["agee"]}, "agee"),
        ({"quasi_identifiers": ["sex"], "subject": "whom"}, "whom"),
    ],
)
def test_assess_names_what_is_not_there(columns: dict[str, Any], named: str, world: World) -> None:
    with pytest.raises(InputError, match=named) as caught:
        sd.assess(world.folder / "people.csv", **columns)
    assert caught.value.fix


def test_init_gives_the_draft_and_writes_nothing(world: World, tmp_path: Path) -> None:
    from sector_data.spec.reading import parse_pipeline

    draft = sd.init(
        [str(world.folder / "people.csv"), world.folder / "visits.csv"],
        target=tmp_path / "pipeline.yaml",
    )
    assert list(tmp_path.iterdir()) == []
    assert set(parse_pipeline(draft.text, base=tmp_path).source) == {"people", "visits"}


def test_without_a_key_ring_the_command_that_makes_one_is_named(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("SECTOR_DATA_KEYRING", raising=False)
    with pytest.raises(KeyRingError, match="sector-data keys new"):
        sd.run(world.pipeline, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_key_may_come_from_the_environment(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("SECTOR_DATA_KEYRING", raising=False)
    monkeypatch.setenv("SECTOR_DATA_KEY_DEMO", base64.b64encode(bytes(range(64))).decode())
    released = sd.run(world.pipeline, output=tmp_path / "out")
    assert sd.audit(released.bundle).passed


@pytest.mark.parametrize("epoch", ["yesterday", "9" * 30, "-1e5", ""])
def test_an_odd_source_date_is_bad_input(
    epoch: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        sd.plan(world.pipeline)


def test_every_error_of_the_package_has_an_exit_code_from_one_to_three() -> None:
    from sector_data import errors

    found = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, SectorDataError)
    ]
    assert len(found) >= 10
    assert {kind.exit_code for kind in found} == {1, 2, 3}
    for kind in found:
        assert kind.__name__ in (errors.__doc__ or ""), kind


def test_progress_is_announced_in_words(world: World, tmp_path: Path) -> None:
    announced: list[str] = []
    sd.run(
        world.pipeline,
        output=tmp_path / "out",
        key_ring=world.key_ring,
        announce=announced.append,
    )
    assert "reading people" in announced
    assert announced[-1] == "writing to disk"
    assert len(announced) == len(set(announced))
