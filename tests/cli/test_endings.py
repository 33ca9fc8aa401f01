"""Exit codes, and what is said when something goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from sector_data.errors import (
    BundleError,
    InputError,
    KeyRingError,
    MissingExtraError,
    PlanError,
    Problem,
    ReleaseRefusedError,
    SectorDataError,
    SourceError,
    SpecificationError,
    TargetError,
)
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World

SECRET = "Zebquohaxdov"

ENDINGS: list[tuple[BaseException, int]] = [
    (ReleaseRefusedError(["The gate is shut."], "Open it."), 1),
    (InputError("Wrong.", "Right it."), 2),
    (SourceError("Wrong.", "Right it."), 2),
    (PlanError("Wrong.", "Right it."), 2),
    (KeyRingError("Wrong.", "Right it."), 2),
    (BundleError("Wrong.", "Right it."), 2),
    (TargetError("Wrong.", "Right it."), 2),
    (MissingExtraError("Synthesis", "synthesis"), 2),
    (SpecificationError([Problem("a", "Wrong.")], "p.yaml"), 2),
    (SectorDataError("Wrong.", "Right it."), 3),
    (KeyboardInterrupt(), 130),
    (click.Abort(), 130),
    (MemoryError(), 3),
    (ValueError(f"could not convert {SECRET}"), 3),
    (AssertionError(SECRET), 3),
    (RecursionError(SECRET), 3),
    (OSError(5, SECRET), 3),
]


@pytest.mark.parametrize(("error", "code"), ENDINGS, ids=lambda value: type(value).__name__)
def test_each_ending_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("sector_data.pipeline.verbs.run", fail)
    done = sector_data("run", "pipeline.yaml")

    assert done.code == code
    assert done.out == ""
    assert "Traceback" not in done.err
    assert SECRET not in done.err
    if isinstance(error, SectorDataError):
        assert error.message in done.err
        assert error.fix is None or f"Fix: {error.fix}" in done.err


def test_an_internal_fault_tells_its_place_and_nothing_of_the_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ValueError(f"invalid literal for int(): {SECRET}")

    monkeypatch.setattr("sector_data.spec.reading.read_pipeline", fail)
    done = sector_data("plan", "pipeline.yaml")

    assert done.code == 3
    assert "Internal fault: ValueError in" in done.err
    assert "spec/reading.py" in done.err
    assert "line " in done.err
    assert "Fix:" in done.err
    assert SECRET not in done.err


def test_an_internal_fault_outside_the_package_does_not_tell_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr("sector_data.cli.entry.group.main", fail)
    done = sector_data("schema")

    assert done.code == 3
    assert "KeyError" in done.err
    assert SECRET not in done.err


def test_done_is_zero_and_a_refused_release_is_one(world: World, tmp_path: Path) -> None:
    strict = world.edited("strict.yaml", ("suppression-limit: 10%", "suppression-limit: 0%"))
    strict = world.edited(
        "strict.yaml",
        ("suppression-limit: 10%", "suppression-limit: 0%"),
        ("k-anonymity: 5", "k-anonymity: 500"),
    )
    target = tmp_path / "release"
    done = sector_data("run", strict, "-o", target, "--key-ring", world.key_ring)

    assert done.code == 1
    assert not target.exists()
    assert done.err.startswith("Error: The release was refused; nothing was written.")
    assert "Fix: people: It would pass with" in done.err


def test_audit_ends_with_one_when_a_claim_is_false(bundle: Path, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(bundle, tmp_path / "copy"))
    with (copy / "data" / "people.csv").open("ab") as stream:
        stream.write(b"\n")

    assert sector_data("audit", bundle).code == 0
    assert sector_data("audit", copy).code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "nowhere.yaml"),
        ("plan", "nowhere.yaml"),
        ("apply", "nowhere.json"),
        ("audit", "nowhere"),
        ("init", "nowhere.csv"),
        ("assess", "nowhere.csv", "--quasi-identifiers", "a"),
        ("keys", "list", "--key-ring", "nowhere.json"),
        ("keys", "public", "demo", "--key-ring", "nowhere.json"),
        ("keys", "new", "Not A Name", "--key-ring", "here.json"),
        ("assess", "nowhere.csv"),
        ("completion", "tcsh"),
        ("init",),
    ],
    ids=" ".join,
)
def test_bad_input_and_usage_are_two(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sector_data(*arguments)

    assert done.code == 2
    assert done.out == ""
    assert done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_module_is_the_command() -> None:
    words = [sys.executable, "-m", "sector_data", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == sector_data("--version").out
