"""Tables of the release that add others up: what they say, what they hide, what is mistaken."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import SpecificationError
from sector_data.pipeline.aggregating import add_up, aggregate_heading, beneath
from sector_data.pipeline.sourcing import read_source
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.words import LANGUAGES
from tests.cli.running import sector_data

PIPELINE = """\
release:
  name: load
  languages: [en, fr, de, it, ja]
source:
  load:
    aggregate:
      tables:
        homes: homes.csv
        reads: reads.csv
      subject: homes.home
      references: {reads.meter: homes.meter}
      of: reads
      by:
        town: homes.town
        day: {column: reads.time, to: day}
      sums:
        kwh: reads.kwh
      count: households
      at-least: 4
      share: 60%
"""
TOWNS = {"Aarau": 9, "Brugg": 6, "Chur": 3}
"""Homes of each town; those of the last are too few to be shown."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("load")
    KeyRing.open(folder / "keys.json", create=True).new("default", holder="office")
    rng = np.random.default_rng(5)
    homes = [(f"home {town} {n}", town) for town, size in TOWNS.items() for n in range(size)]
    frame = pd.DataFrame(homes, columns=["home", "town"])
    frame["meter"] = [f"CH-{n:09d}" for n in range(len(frame))]
    frame.to_csv(folder / "homes.csv", index=False)
    start = dt.datetime(2025, 3, 1)
    reads = [
        (meter, start + dt.timedelta(hours=6 * step), round(float(rng.uniform(1, 2)), 2))
        for meter in frame["meter"]
        for step in range(8)
    ]
    pd.DataFrame(reads, columns=["meter", "time", "kwh"]).to_csv(folder / "reads.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Path:
    return sd.run(
        folder / "pipeline.yaml", output=folder / "out", key_ring=folder / "keys.json"
    ).bundle


def read(folder: Path, text: str = PIPELINE) -> Pipeline:
    return parse_pipeline(text, base=folder)


def test_cells_are_sums_over_the_tables_that_lead_to_one_another(
    folder: Path, bundle: Path
) -> None:
    homes, reads = pd.read_csv(folder / "homes.csv"), pd.read_csv(folder / "reads.csv")
    reads["day"] = reads["time"].str[:10]
    whole = reads.merge(homes, on="meter")
    true = whole.groupby(["town", "day"]).agg(households=("home", "nunique"), kwh=("kwh", "sum"))
    made = sd.load(bundle)["load"].set_index(["town", "day"])
    assert list(made.columns) == ["households", "kwh"]
    assert sorted(made.index) == sorted(true.index)
    shown = made.dropna()
    assert set(shown.index.get_level_values("town")) == {"Aarau", "Brugg"} - _hidden_towns(made)
    expected = true.loc[shown.index]
    assert list(shown["households"]) == list(expected["households"])
    assert list(shown["kwh"]) == pytest.approx(list(expected["kwh"]), abs=1e-6)


def _hidden_towns(made: pd.DataFrame) -> set[str]:
    """Return the towns that are hidden altogether: what is left of a total is a cell as well."""
    shown = made["kwh"].notna().groupby(level="town").any()
    return set(shown.index[~shown])


def test_what_is_hidden_is_counted_by_reason(folder: Path) -> None:
    (made,) = read_source(read(folder)).aggregates
    figures = made.figures
    # Chur breaks the rule on both days; alone it would follow from each day's total.
    assert (figures.cells, figures.primary) == (6, 2)
    assert figures.secondary == 2
    assert figures.shown == 2
    free = read(folder, PIPELINE.replace("at-least: 4", "at-least: 1"))
    (made,) = read_source(free).aggregates
    assert (made.figures.primary, made.figures.secondary, made.figures.shown) == (0, 0, 6)


def test_report_and_readme_tell_it_in_every_language(bundle: Path) -> None:
    rows = set()
    for language in LANGUAGES:
        code = "" if language == "en" else f".{language}"
        readme = (bundle / f"README{code}.md").read_text(encoding="utf-8")
        (line,) = re.findall(r"^\| `load` \| 6 \| 2 \| 2 \| 2 \| (.+) \|$", readme, flags=re.M)
        assert "4" in line
        assert "60" in line
        rows.add(line)
        report = (bundle / f"report{code}.html").read_text(encoding="utf-8")
        assert line in html.unescape(report)
    assert len(rows) == len(LANGUAGES)


def test_nothing_that_points_at_a_home_is_in_any_file(folder: Path, bundle: Path) -> None:
    (made,) = read_source(read(folder)).aggregates
    assert "homes.meter" in made.protected()
    for path in bundle.rglob("*"):
        if path.is_file():
            assert b"CH-00000" not in path.read_bytes(), path
            assert b"home Aarau" not in path.read_bytes(), path


def test_the_heading_is_known_without_a_row(folder: Path, tmp_path: Path) -> None:
    for name in ("homes", "reads"):
        head = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / f"{name}.csv").write_text(head + "\n", encoding="utf-8")
    pipeline = read(tmp_path)
    spec = pipeline.source["load"].aggregate
    assert spec is not None
    heading = aggregate_heading("load", spec, pipeline)
    assert heading.table.columns == ["town", "day", "households", "kwh"]


MISTAKES = [
    ("subject: homes.home", "subject: houses.home", 10, "no table 'houses' under 'tables'"),
    ("{reads.meter: homes.meter}", "{reads.meter: meters.id}", 11, "no table 'meters'"),
    ("of: reads", "of: readings", 12, "Did you mean 'reads'"),
    ("town: homes.town", "town: town", 14, "expected table.column"),
    ("kwh: reads.kwh", "kwh: load.kwh", 17, "no table 'load' under 'tables'"),
    ("kwh: reads.kwh", "town: reads.kwh", 17, "two columns of the table"),
    ("count: households", "count: kwh", 17, "two columns of the table"),
]
SHOWN_BY_DATA = [
    ("subject: homes.home", "subject: homes.hom", 10, "has no such column. Did you mean 'home'"),
    ("{reads.meter: homes.meter}", "{}", 10, "do not lead to homes.home"),
    ("town: homes.town", "town: homes.twon", 14, "no column homes.twon. Did you mean 'town'"),
    ("time, to: day", "kwh, to: day", 15, "holds no times that could be cut to the day"),
    ("kwh: reads.kwh", "kwh: reads.meter", 17, "the column reads.meter holds no numbers"),
]


@pytest.mark.parametrize(("old", "new", "line", "told"), [*MISTAKES, *SHOWN_BY_DATA])
def test_mistakes_are_told_with_the_line_of_the_file(
    old: str, new: str, line: int, told: str, folder: Path
) -> None:
    assert PIPELINE.count(old) == 1
    file = folder / "mistaken.yaml"
    file.write_text(PIPELINE.replace(old, new), encoding="utf-8")
    with pytest.raises(SpecificationError) as met:
        sd.plan(file)
    (problem,) = met.value.problems
    assert problem.path.startswith("source.load.aggregate.")
    assert f"{file}:{line}: " in str(met.value)
    assert re.search(told, str(met.value))


def test_a_column_that_is_not_there_is_told_before_any_row_is_read(folder: Path) -> None:
    file = folder / "mistaken.yaml"
    file.write_text(PIPELINE.replace("homes.town", "homes.twon"), encoding="utf-8")
    done = sector_data("check", file, "--json")
    assert done.code == 2
    (mistake,) = json.loads(done.out)["mistakes"]
    assert (mistake["place"], mistake["line"]) == ("source.load.aggregate.by.town", 14)


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    text = PIPELINE
    for old, new, _, _ in MISTAKES[:5]:
        text = text.replace(old, new)
    with pytest.raises(SpecificationError) as met:
        read(folder, text)
    assert len(met.value.problems) == 5


def test_a_pipeline_made_in_python_is_checked_as_well(folder: Path) -> None:
    pipeline = read(folder)
    spec = pipeline.source["load"].aggregate
    assert spec is not None
    with pytest.raises(SpecificationError, match="no table 'readings' under 'tables'"):
        beneath(spec.model_copy(update={"of": "readings"}), pipeline)


def test_a_missing_value_spans_a_cell_of_its_own(folder: Path) -> None:
    pipeline = read(folder, PIPELINE.replace("at-least: 4", "at-least: 1"))
    spec = pipeline.source["load"].aggregate
    assert spec is not None
    own = beneath(spec, pipeline)
    tables = read_source(own).tables
    town = tables["homes"].to_pandas()
    town.loc[town["town"] == "Brugg", "town"] = None
    tables["homes"] = read_source(own, {"homes": town}).tables["homes"]
    made = add_up("load", spec, tables, own).table.to_pandas()
    assert made["town"].isna().sum() == 2
    assert set(made["town"].dropna()) == {"Aarau", "Chur"}


def test_policies_ask_for_their_own_strictness(folder: Path) -> None:
    file = folder / "lax.yaml"
    file.write_text(PIPELINE + "sector: infrastructure\npolicy: energy-15-15\n", encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"at-least: 15 and share: 15%") as met:
        sd.plan(file)
    assert "lax.yaml:5: source.load" in str(met.value)
