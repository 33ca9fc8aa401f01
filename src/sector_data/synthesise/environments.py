"""Libraries that run in a process of their own, in this Python or in another environment.

What lives here: finding the Python that has an engine's libraries, handing it a task and taking the
rows. What does not: what the process does (``engines/worker.py`` and the ``*_process.py`` that it
carries out, which import nothing of this package).

A process of its own for each fit: libraries that pin what others need in another version have an
environment of their own; threads, seeds and memory of a fit are nobody else's; and what a library
prints goes nowhere. Only codes and numbers between 0 and 1 are handed over, in a folder that others
cannot read and that is gone afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather

from sector_data.errors import InputError, MissingExtraError, SectorDataError

_POLL_SECONDS = 0.2
MODEL = "model.tar"
"""File of a model in the folder of a process: there before it to draw from, or made by it."""
_WORKER = Path(__file__).parent / "engines" / "worker.py"
_PASSED_ON = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Environment:
    """Where an engine's libraries may be.

    Attributes
    ----------
    engine
        Name of the engine.
    extra
        Extra of this package that brings the libraries.
    modules
        Modules whose presence tells that they are here.
    variable
        Environment variable that names the Python of another environment.
    tells
        Distributions whose versions decide what is made.
    then
        Command that follows the installation of the extra, if one is needed.
    """

    engine: str
    extra: str
    modules: tuple[str, ...]
    variable: str
    tells: tuple[str, ...]
    then: str | None = None

    def python(self) -> str:
        """Return the Python to call.

        Raises
        ------
        InputError
            If the environment variable names none.
        MissingExtraError
            If neither this Python nor another has the libraries.
        """
        named = os.environ.get(self.variable)
        if named:
            if not os.access(named, os.X_OK) or Path(named).is_dir():
                raise InputError(
                    f"{self.variable} does not name a Python that can be run.",
                    f"Let it be the path of the environment's python, or unset {self.variable}.",
                )
            return str(Path(named).absolute())  # processes start in folders of their own
        if all(_is_here(module) for module in self.modules):
            return sys.executable
        raise self.missing()

    def missing(self) -> MissingExtraError:
        """Return the error that tells how to install the libraries."""
        error = MissingExtraError(f"The engine {self.engine}", self.extra)
        if self.then:
            error.fix = f"{error.fix} && {self.then}"
        return error

    def versions(self, distributions: tuple[str, ...]) -> dict[str, str]:
        """Return the versions of distributions there, those that are installed.

        Raises
        ------
        SectorDataError
            If that Python does not answer.
        """
        code = (
            "import importlib.metadata as m, json, sys\n"
            "found = {d.metadata['Name'].lower().replace('_', '-'): d.version "
            "for d in m.distributions()}\n"
            "print(json.dumps({n: found[n] for n in sys.argv[1:] if n in found}))"
        )
        try:
            done = subprocess.run(
                [self.python(), "-I", "-c", code, *distributions],
                capture_output=True,
                check=True,
                timeout=60,
            )
            found: dict[str, str] = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError):
            raise self._fault("does not answer") from None
        return found

    def run(
        self,
        script: str,
        settings: Mapping[str, Any],
        tables: Mapping[str, pa.Table],
        *,
        progress: Callable[[Path], None] = lambda _folder: None,
        model: bytes | None = None,
        keep: Callable[[bytes], None] | None = None,
    ) -> tuple[pa.Table, dict[str, Any]]:
        """Run a script on tables.

        Parameters
        ----------
        script
            Its file in ``engines``.
        settings
            JSON, for the script.
        tables
            Name to table.
        progress
            Called with the folder of the process now and then.
        model
            What was learnt before, to draw from.
        keep
            Takes what is learnt.

        Returns
        -------
        table
            What it made.
        record
            What it says about it, without a value.

        Raises
        ------
        MissingExtraError
            If the libraries are not there.
        SectorDataError
            If the process fails; its message is not passed on.
        """
        with tempfile.TemporaryDirectory(prefix="sector-data-") as name:
            folder = Path(name)
            (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
            for table, data in tables.items():
                pyarrow.feather.write_feather(data, folder / f"{table}.arrow", "uncompressed")
            if model is not None:
                (folder / MODEL).write_bytes(model)
            with self._started(script, folder) as process:
                while process.poll() is None:
                    time.sleep(_POLL_SECONDS)
                    progress(folder)
            if process.returncode != 0:
                raise self._failure(process.returncode, folder)
            record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
            made = pyarrow.feather.read_table(folder / "made.arrow", memory_map=False)
            if keep is not None:
                keep((folder / MODEL).read_bytes())
            return made, record

    @contextmanager
    def _started(self, script: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        # Nothing is fetched: engines ask a model hub otherwise. Hashes and paths are the folder's.
        environment |= {"HF_HUB_OFFLINE": "1", "HOME": str(folder), "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(
            [self.python(), "-I", "-W", "ignore", str(_WORKER), Path(script).stem, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    def _failure(self, code: int, folder: Path) -> SectorDataError:
        told = folder / "failed.json"
        fault: dict[str, str] = json.loads(told.read_bytes()) if told.is_file() else {}
        if fault.get("kind") == "ImportError":
            return self.missing()
        if code < 0 or fault.get("kind") == "MemoryError":
            return SectorDataError(
                f"The engine {self.engine} ran out of memory, or was stopped.",
                "Learn from fewer rows or columns, or on a machine with more memory.",
            )
        return self._fault(f"failed ({fault.get('kind', f'exit code {code}')})")

    def _fault(self, what: str) -> SectorDataError:
        return SectorDataError(
            f"The engine {self.engine} {what}.",
            "Run 'sector-data doctor', or use another engine.",
        )


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it is not here
        return False
