"""One engine, fitted here or in a process that is ended when its time is over.

What lives here: that process. What does not: which engines are tried and what their rows are worth
(:mod:`sector_data.pipeline.synthesis.comparing_engines`).

Libraries that train networks look at the clock seldom, or never. A process of its own group can be
ended with all that it has begun, so that nobody waits for an engine beyond its time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from sector_data.errors import InputError, SectorDataError
from sector_data.pipeline.progress import Announce
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec

_START = "from sector_data.pipeline.synthesis.trying_engines import work; work({})"


@dataclass(frozen=True, slots=True)
class Tried:
    """What an engine made.

    Attributes
    ----------
    tables, record
        As :func:`sector_data.synthesise.making.synthesise` returns them.
    seconds
        On the clock.
    """

    tables: dict[str, Table]
    record: dict[str, Any]
    seconds: float


def try_engine(
    learnt: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    *,
    seconds: float | None,
    announce: Announce,
) -> Tried:
    """Fit an engine and draw rows.

    Parameters
    ----------
    learnt
        Protected tables of the subjects that it may see.
    plan, spec
        Of the release, and what this engine is to do.
    seconds
        Time after which it is ended; None for as long as it takes, in this process.
    announce
        Told of progress.

    Raises
    ------
    SectorDataError
        If it cannot, or its time is over.
    """
    begun = time.monotonic()
    if seconds is None:
        from sector_data.synthesise.making import synthesise

        result = synthesise(learnt, plan, spec, announce=announce)
        return Tried(result.tables, result.record, time.monotonic() - begun)
    # A fork would take the threads' locks with it, but not the threads.
    ours, theirs = multiprocessing.Pipe()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _START.format(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )
    theirs.close()
    try:
        ours.send((dict(learnt), plan, spec))
        tables, record = _received(ours, begun + seconds, announce, spec.engine)
        return Tried(tables, record, time.monotonic() - begun)
    finally:
        _end(process)
        ours.close()


def _received(
    connection: Connection[Any, Any], until: float, announce: Announce, engine: str
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Return what the process made; pass on what it announces."""
    while connection.poll(max(until - time.monotonic(), 0.0)):
        try:
            kind, *content = connection.recv()
        except EOFError:
            raise SectorDataError(
                f"The engine {engine} ran out of memory, or was stopped.",
                "Learn from fewer rows or columns, or on a machine with more memory.",
            ) from None
        if kind == "made":
            tables, record = content
            return tables, record
        if kind == "announced":
            announce(content[0])
        elif kind == "mistaken":
            raise InputError(*content)
        else:
            raise SectorDataError(*content)
    raise SectorDataError(
        f"The time of the engine {engine} was over; it was ended.", "Give more --minutes."
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it has begun."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def work(descriptor: int) -> None:
    """Fit and draw in the process; what fails says its kind, and what it says quotes no data."""
    from sector_data.synthesise.making import synthesise

    connection: Connection[Any, Any] = Connection(descriptor)
    learnt, plan, spec = connection.recv()
    try:
        result = synthesise(
            learnt, plan, spec, announce=lambda line: connection.send(("announced", line))
        )
    except InputError as error:
        connection.send(("mistaken", error.message, error.fix))
    except SectorDataError as error:
        connection.send(("failed", error.message, error.fix))
    except MemoryError:
        connection.close()
    except Exception as error:  # a message may quote the data
        connection.send(("failed", f"The engine {spec.engine} failed ({type(error).__name__})."))
    else:
        connection.send(("made", result.tables, result.record))
