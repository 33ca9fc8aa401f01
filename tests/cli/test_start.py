"""What is loaded before a command runs, and how processes end."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.running import Outcome, command_line, environment, process
from tests.end_to_end.worlds import World

HEAVY = (
    *("pandas", "numpy", "pyarrow", "duckdb", "pydantic", "presidio_analyzer"),
    *("presidio_anonymizer", "spacy", "great_expectations", "cryptography", "sdv", "torch"),
    *("numba", "jinja2", "rich", "yaml"),
)

LOADED = """
import contextlib, io, json, sys
from sector_data.cli import main
shown = io.StringIO()
with contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command loads."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={k: v for k, v in environment().items() if not k.startswith("PYTEST")},
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("run", "--help"), ("keys", "--help"), ("completion", "bash")],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & set(HEAVY)


def test_importing_the_package_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, sector_data; print(*sys.modules)"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    names = {name.partition(".")[0] for name in done.stdout.split()}
    assert not names & {*HEAVY, "click"}


def test_keys_need_neither_tables_nor_models(world: World) -> None:
    names = loaded_by("keys", "list", "--key-ring", str(world.key_ring))
    assert not names & {"pandas", "pyarrow", "spacy", "great_expectations", "presidio_analyzer"}


@pytest.mark.parametrize("command", [("--help",), ("schema",), ("doctor",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_fault(command: tuple[str, ...]) -> None:
    """`sector-data schema | true`: the pipe's other end is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command_line(*command),
            env=environment(),
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == 141  # as of any program that SIGPIPE ends
    assert done.stderr == ""


def test_head_gets_its_line() -> None:
    script = " ".join(f"'{part}'" for part in command_line("schema"))
    done = subprocess.run(
        ["bash", "-c", f"{script} | head -n 1"],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode_is_no_fault(encoding: str, world: World) -> None:
    done: Outcome = process(
        "assess",
        world.folder / "people.csv",
        "--quasi-identifiers",
        "sex,age",
        env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.code == 0, done.err
    assert "smallest class" in done.out
