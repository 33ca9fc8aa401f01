"""An engine is ended when its time is over, with all that it has begun."""

from __future__ import annotations

import os
import select
import subprocess
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.errors import InputError, SectorDataError
from sector_data.pipeline.synthesis.trying_engines import try_engine
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from tests.synthesise.plans import plan_of


def world() -> tuple[dict[str, Table], Plan]:
    rng = np.random.default_rng(0)
    data = pa.table({"a": rng.integers(0, 90, 200), "b": rng.choice(["x", "y"], 200)})
    tables = {"t": Table("t", data)}
    return tables, plan_of(tables)


def attempt(engine: str, seconds: float | None, announced: list[str] | None = None) -> Any:
    tables, plan = world()
    lines: list[str] = [] if announced is None else announced
    spec = SynthesisSpec(engine=engine, seed=3)
    return try_engine(tables, plan, spec, seconds=seconds, announce=lines.append)


def test_time_that_is_over_ends_the_process_and_what_it_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched, held = os.pipe()

    class Sleeping(subprocess.Popen[bytes]):
        """Begins another process, as engines with a Python of their own do; both hold a pipe."""

        def __init__(self, command: list[str], *, pass_fds: tuple[int, ...], **words: Any) -> None:
            sleep = f"import subprocess; subprocess.run(['sleep', '600'], pass_fds=({held},))"
            super().__init__([*command[:-1], sleep], pass_fds=(*pass_fds, held), **words)

    with monkeypatch.context() as patch:
        patch.setattr("sector_data.pipeline.synthesis.trying_engines.subprocess.Popen", Sleeping)
        with pytest.raises(SectorDataError, match="time of the engine ctgan was over") as caught:
            attempt("ctgan", 1.0)
    assert "--minutes" in str(caught.value.fix)
    os.close(held)
    # The pipe ends when nobody holds it any more.
    assert select.select([watched], [], [], 20)[0] == [watched]
    assert os.read(watched, 1) == b""
    os.close(watched)


def test_in_time_the_rows_are_those_that_are_made_here() -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    announced: list[str] = []
    there = attempt("gaussian-copula", 300.0, announced)
    assert any("Business Source" in line for line in announced)
    here = attempt("gaussian-copula", None)
    assert there.tables["t"].data.equals(here.tables["t"].data)
    assert there.record == here.record
    assert there.seconds > 0


def test_what_is_wrong_there_is_said_here() -> None:
    with pytest.raises(InputError, match="There is no engine gan"):
        attempt("gan", 300.0)
