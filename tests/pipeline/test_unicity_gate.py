"""A release of traces is refused where few known events single too many people out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.assessment.disclosure.unicity import measure_unicity
from sector_data.assessment.gates import evaluate_gates
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import InputError, ReleaseRefusedError, SpecificationError
from sector_data.pipeline.planning.knowing_events import coarsened
from sector_data.pipeline.releasing import Released
from sector_data.sources.tables import Table
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.pipeline import Gate
from sector_data.spec.reading import parse_pipeline

PIPELINE = """
release: {name: traces, recipient: registered}
source: {calls: calls.csv}
subject: calls.caller
columns:
  calls.caller: pseudonym
  calls.start: {transform: {shift-date: {keep: [weekday], time-of-day: hour}}}
  calls.cell: {role: insensitive, transform: keep}
  calls.town: drop
assess:
  attacks: []
  events: {calls.cell: value, calls.start: hour-of-week, calls.town: value}
  known-events: 2
quality: {gates: {unicity: "<= 0.5"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    KeyRing.open(tmp_path / "keys.json", create=True).new("default", holder="office")
    rng = np.random.default_rng(3)
    monday = dt.datetime(2025, 10, 6)
    rows = [
        (person, monday + dt.timedelta(hours=int(hour)), f"cell {rng.integers(2)}", "Thun")
        for person in range(150)
        for hour in rng.choice(24 * 7, 6, replace=False)
    ]
    frame = pd.DataFrame(rows, columns=["caller", "start", "cell", "town"])
    frame.to_csv(tmp_path / "calls.csv", index=False)
    return tmp_path


def release(folder: Path, *changes: tuple[str, str]) -> Released:
    text = PIPELINE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return sd.run(
        parse_pipeline(text, base=folder), output=folder / "out", key_ring=folder / "keys.json"
    )


def test_traces_that_few_events_single_out_are_refused(folder: Path) -> None:
    with pytest.raises(ReleaseRefusedError, match=r"unicity of calls is 0\.\d+; at most 0\.5"):
        release(folder)
    assert not (folder / "out").exists()


def test_the_bound_is_held_against_what_the_release_tells(folder: Path) -> None:
    done = release(folder, ("<= 0.5", "<= 1"))
    (table,) = done.assessment.tables
    assert table.unicity is not None
    # What is not released tells nothing; weeks are hidden, so that hours of the week are known.
    assert table.unicity.columns == ("cell", "start")
    released = sd.load(done.bundle)["calls"]
    assert table.unicity.kinds == len(
        {(c, s.weekday(), s.hour) for c, s in zip(released["cell"], released["start"], strict=True)}
    )
    (gate,) = [g for g in done.assessment.gates if g.gate.metric == "unicity"]
    assert [point.known for point in table.unicity.points] == [1, 2]
    assert gate.measured == table.unicity.points[-1].high
    assert "Singled out by few known events" in (done.bundle / "report.html").read_text("utf-8")


def test_coarser_times_pass(folder: Path) -> None:
    coarse = ("calls.start: hour-of-week", "calls.start: weekday")
    done = release(folder, coarse, ("known-events: 2", "known-events: 1"))
    (gate,) = [g for g in done.assessment.gates if g.gate.metric == "unicity"]
    assert gate.measured is not None
    assert gate.measured < 0.1


@pytest.mark.parametrize(
    "change",
    [
        ("events: {calls.cell: value, calls.start: hour-of-week, calls.town: value}",
         "events: {calls.town: value}"),
        ("  events: {calls.cell: value, calls.start: hour-of-week, calls.town: value}\n", ""),
        ("known-events: 2", "known-events: 20"),
    ],
)  # fmt: skip
def test_what_is_not_measured_does_not_pass(folder: Path, change: tuple[str, str]) -> None:
    with pytest.raises(ReleaseRefusedError, match=r"could not be measured.*under assess, events"):
        release(folder, change)


def test_a_part_of_a_time_is_known_of_times_only(folder: Path) -> None:
    with pytest.raises(InputError, match="is released as no time"):
        release(folder, ("calls.cell: value", "calls.cell: weekday"))
    days = pa.chunked_array([pa.array([dt.date(2025, 10, 6)])])
    with pytest.raises(InputError, match="is released by days"):
        coarsened("calls.day", days, "hour")
    assert coarsened("calls.day", days, "weekday").to_pylist() == ["1"]
    with pytest.raises(SpecificationError, match=r"calls\.cell"):
        release(folder, ("calls.cell: value", "calls.cell: minute"))


def test_the_gate_takes_the_worst_table_at_the_upper_end() -> None:
    whose = pa.array([n // 2 for n in range(400)])
    alike = pa.table({"place": ["a", "b"] * 200})
    apart = pa.table({"place": [str(n) for n in range(400)]})
    tables = [
        TableMeasurements(
            table=name, unicity=measure_unicity(Table(name, data), ["place"], whose, known=[1, 2])
        )
        for name, data in (("alike", alike), ("apart", apart))
    ]
    gate = Gate(metric="unicity", comparison="<=", bound=0.9)
    (result,) = evaluate_gates([gate], risks=(), utilities=(), tables=tables)
    assert (result.passed, result.subject, result.measured) == (False, "apart", 1.0)
    (result,) = evaluate_gates([gate], risks=(), utilities=(), tables=tables[:1])
    assert result.passed
    assert 0 < (result.measured or 0) < 0.03  # nobody of 200 is alone: the interval ends there
