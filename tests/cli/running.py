"""Running the command line in this process, and in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sector_data.cli import main


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def sector_data(*arguments: str | Path) -> Outcome:
    """Run a command in this process; libraries that are loaded stay loaded."""
    out, err = io.StringIO(), io.StringIO()
    code: int | str | None = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
    assert isinstance(code, int)
    return Outcome(code, out.getvalue(), err.getvalue())


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment with changes, and without what tests set for theirs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return kept | dict(changes or {})


def process(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    timeout: float = 240,
) -> Outcome:
    """Run a command in a process of its own, its output in pipes."""
    done = subprocess.run(
        command_line(*arguments),
        env=environment(env),
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def command_line(*arguments: str | Path) -> list[str]:
    """Return what a shell would run for `sector-data ARGUMENTS`."""
    start = "import sys; from sector_data.cli import main; sys.exit(main())"
    return [sys.executable, "-c", start, *map(str, arguments)]
