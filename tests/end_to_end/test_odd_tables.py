"""Odd tables through the whole road: a bundle whose audit passes, or one clear refusal."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

import sector_data as sd
from sector_data.errors import SectorDataError
from sector_data.spec.pipeline import Pipeline
from tests.end_to_end.worlds import make_keys

SECRET = "Zq7hovdax"
"""Stands in every planted value; it is no word, and no chance piece of a digest or pseudonym."""

NAMES = (
    *("id", "index", "level_0", "a b", "dotted.name", 'quo"te', "semi;colon", "back\\slash"),
    *("ünïcode", "名前", "🙂", "x" * 90, "SELECT", "Unnamed: 0", " lead", "comma,name", "__len__"),
    *("row", "rows", "table", "k", "class", "None", "nan", "true", "1", "-", "%s", "{0}", "<b>"),
)
"""Names of columns that some library or format could stumble over."""

TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "é", "🙂", "👩‍👩‍👧", "NA", "null", "None", "-", "0", "00", "1e5"]
    ),
    st.sampled_from(
        ["=1+1", "a\nb", "a\r\nb", 'say "hi"', "a,b", "\t", "\ufeff", "e\u0301", "\u200b"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)
DAYS = st.dates(date(1678, 1, 1), date(2262, 1, 1))
MOMENTS = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
HUGE = st.integers(-(2**63), 2**63 - 1)
MIXED = st.one_of(TEXTS, st.integers(-5, 5), st.booleans(), DAYS, st.none())

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "empty": st.none(),
    "texts": TEXTS,
    "few texts": st.sampled_from(["F", "M"]),
    "days": DAYS,
    "moments": MOMENTS,
    "numbers": NUMBERS,
    "few numbers": st.integers(0, 3),
    "huge": HUGE,
    "beyond": st.integers(2**70, 2**80),
    "flags": st.booleans(),
    "mixed": MIXED,
}
ROLES = (None, "direct-identifier", "quasi-identifier", "sensitive", "insensitive", "unknown")
TRANSFORMS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"kind": "keep"},
    {"kind": "drop"},
    {"kind": "pseudonym"},
    {"kind": "mask"},
    {"kind": "mask", "keep-last": 1},
    {"kind": "shift-date"},
    {"kind": "truncate-date", "to": "year"},
    {"kind": "generalise"},
    {"kind": "generalise", "level": 1},
    {"kind": "round", "to": 10},
    {"kind": "top-bottom", "top": 100},
    {"kind": "top-bottom", "count": 2},
    {"kind": "microaggregate", "k": 2},
    {"kind": "rank-swap"},
    {"kind": "pram"},
    {"kind": "noise"},
    {"kind": "zip3"},
)
HIERARCHIES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"kind": "flat"},
    {"kind": "number"},
    {"kind": "age"},
    {"kind": "date"},
    {"kind": "us-zip"},
    {"kind": "prefix"},
)


@st.composite
def odd_columns(draw: st.DrawFn, rows: int) -> dict[str, list[Any]]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    columns = {}
    for name in names:
        values = KINDS[draw(st.sampled_from(sorted(KINDS)))]
        missing = draw(st.booleans())
        cell = st.one_of(values, st.none()) if missing else values
        columns[name] = draw(st.lists(cell, min_size=rows, max_size=rows))
    return columns


@st.composite
def odd_worlds(draw: st.DrawFn) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Draw one or two tables and a permissive pipeline for them."""
    rows = draw(st.sampled_from([1, 2, 3, 12, 40]))
    people = pd.DataFrame(draw(odd_columns(rows)))
    people.insert(0, "person", [f"{SECRET}{i}" for i in range(rows)])
    frames = {"people": people}
    document: dict[str, Any] = {
        "release": {"name": "odd", "key": "demo"},
        "columns": {},
        "privacy": {
            "k-anonymity": draw(st.sampled_from([1, 1, 2, 3])),
            "suppression-limit": draw(st.sampled_from([0.0, 0.5, 1.0])),
        },
    }
    if draw(st.booleans()):
        document["subject"] = "people.person"
        if draw(st.booleans()):
            events = pd.DataFrame(draw(odd_columns(rows)))
            events.insert(0, "who", [f"{SECRET}{i // 2}" for i in range(rows)])
            frames["events"] = events
            document["references"] = {"events.who": "people.person"}
    else:
        document["columns"]["people.person"] = {"role": "direct-identifier"}
    for table, frame in frames.items():
        for column in frame.columns[1:]:
            said = {
                "role": draw(st.sampled_from(ROLES)),
                # What a column's type does not allow is refused; more often it is left to the tool.
                "transform": draw(st.none() | st.sampled_from(TRANSFORMS)),
                "hierarchy": draw(st.none() | st.sampled_from(HIERARCHIES)),
            }
            document["columns"][f"{table}.{column}"] = said
    document["source"] = {table: {"path": f"{table}.csv"} for table in frames}
    return frames, document


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    make_keys(folder, "demo")
    return folder / "keys.json"


def refusal_of(work: Callable[[], object]) -> SectorDataError | None:
    """Do some work; return what refused it. Anything else that is raised is a fault."""
    try:
        work()
    except SectorDataError as error:
        event(f"refused: {type(error).__name__}")
        note(str(error))
        return error
    event("done")
    return None


def assert_clear(error: SectorDataError) -> None:
    assert error.exit_code in (1, 2)
    assert SECRET not in str(error)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=odd_worlds())
def test_an_odd_table_is_released_safely_or_refused_clearly(
    world: tuple[dict[str, pd.DataFrame], dict[str, Any]], keys: Path
) -> None:
    frames, document = world
    note(repr(document))
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    pipeline = Pipeline.model_validate(document)
    k = pipeline.privacy.k_anonymity or 1
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "release"
        error = refusal_of(
            lambda: sd.run(pipeline, output=target, tables=frames, key_ring=keys),
        )
        if error is not None:
            assert_clear(error)
            assert list(Path(place).iterdir()) == []
        else:
            assert [path.name for path in Path(place).iterdir()] == ["release"]
            report = sd.audit(target)
            assert report.passed, [c for c in report.claims if c.verdict == "does not hold"]
            for path in target.rglob("*"):
                assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path.name
            after = json.loads((target / "evidence/assessment.json").read_text("utf-8"))["after"]
            assert all(figures["rows"] == 0 or figures["k"] >= k for figures in after)
            assert {name: len(table) for name, table in sd.load(target).items()}.keys() == set(
                frames
            )
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_odd_file_is_drafted_planned_and_assessed_or_refused_clearly(
    data: st.DataObject,
) -> None:
    """The same through a CSV file and the draft that `init` makes of it."""
    rows = data.draw(st.sampled_from([1, 2, 12]))
    frame = pd.DataFrame(data.draw(odd_columns(rows)))
    frame["secret"] = [f"{SECRET}{i}" for i in range(rows)]
    with tempfile.TemporaryDirectory() as place:
        path, pipeline = Path(place) / "odd.csv", Path(place) / "pipeline.yaml"
        frame.to_csv(path, index=False)
        content = path.read_bytes()

        def work() -> None:
            draft = sd.init([path], target=pipeline)
            assert SECRET not in draft.text
            pipeline.write_text(draft.text, encoding="utf-8")
            assert SECRET not in sd.plan(pipeline).to_json()
            figures = sd.assess(path, quasi_identifiers=[str(frame.columns[0])])
            assert 0 <= figures.average_risk <= figures.highest_risk <= 1

        error = refusal_of(work)
        if error is not None:
            assert_clear(error)
        assert path.read_bytes() == content
