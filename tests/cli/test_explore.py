"""`explore`: the same figures for people and programs, and nothing of the data."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sector_data as sd
from sector_data.cli.views.console import risk, share
from sector_data.cli.views.explorations import limit_text, show_exploration
from sector_data.release.report.catalogue import catalogue
from sector_data.spec.evidence.exploration import Exploration, ExploredPoint
from tests.cli.running import Outcome, process, sector_data
from tests.end_to_end.worlds import World, plain_tables, plain_world
from tests.release.report.explorations import every_exploration
from tests.release.report.test_exploration import cells, told_rows

GRID = ("--k", "3,20-21", "--limit", "0%,0.025", "--l", "3", "--t", "30%")
SETTINGS = 4 * 3 * 4
"""k of 3, 5, 20, 21; limits of 0, 2.5 and 10 %; with and without l and t."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("explored")


@pytest.fixture(scope="module")
def told(world: World, places: Path) -> Outcome:
    """Explore once, all ways of telling together."""
    return sector_data(
        *("explore", world.pipeline, *GRID, "--all"),
        *("--csv", places / "e.csv", "--html", places / "e.html"),
    )


@pytest.fixture(scope="module")
def found(world: World) -> Exploration:
    return sd.explore(world.pipeline, k=[3, 20, 21], limits=[0, 0.025], l=[3], t=[0.3])


def test_json_is_the_result_of_python(world: World, found: Exploration) -> None:
    done = sector_data("explore", world.pipeline, *GRID, "--json")

    assert (done.code, done.err) == (0, "")
    assert Exploration.model_validate_json(done.out) == found
    assert len(found.tables[0].points) == SETTINGS
    assert {"suppression-limit", "on-frontier"} <= set(
        json.loads(done.out)["tables"][0]["points"][0]
    )


def test_csv_has_every_point_and_figure(told: Outcome, places: Path, found: Exploration) -> None:
    text = (places / "e.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))

    points = [(table.table, point) for table in found.tables for point in table.points]
    assert told.code == 0
    assert len(rows) == len(points)
    for row, (table, point) in zip(rows, points, strict=True):
        assert row["table"] == table
        for name in set(ExploredPoint.model_fields) - {"levels", "models"}:
            assert row[name] == spelt(getattr(point, name)), name
    frame = pd.read_csv(places / "e.csv")
    assert frame["loss"].tolist() == pytest.approx([p.loss for _, p in points])


def spelt(value: Any) -> str:
    return "" if value is None else str(value)


def test_the_page_has_the_same_figures(told: Outcome, places: Path, found: Exploration) -> None:
    rows = told_rows((places / "e.html").read_text(encoding="utf-8"))

    for table in found.tables:
        for point in table.points:
            assert cells(point, "en") in rows
    assert f"Written to {places / 'e.html'}" in told.out


def test_the_terminal_has_the_same_figures(told: Outcome, found: Exploration) -> None:
    lines = [line.split() for line in told.out.splitlines()]
    for table in found.tables:
        for point in table.points:
            mark = ("›" if point.own else "") + ("*" if point.on_frontier else "")
            kept = [f"{point.k:,}", *limit_text(point.suppression_limit).split()]
            figures = (
                [
                    *share(point.detail_kept).split(),
                    f"{point.suppressed_rows:,}",
                    f"{point.suppressed_subjects:,}",
                    f"{point.classes:,}",
                    risk(point.highest_risk or 0.0),
                    risk(point.average_risk or 0.0),
                ]
                if point.passes
                else ["–"]
            )
            assert [*filter(None, [mark]), *kept, *figures] in lines, point
            cell = mark + (share(point.detail_kept) if point.passes else "–")
            assert any(
                line[0] == f"{point.k:,}" and cell in " ".join(line) for line in filter(None, lines)
            )


def test_without_all_the_frontier_and_the_own_setting_are_listed(
    world: World, found: Exploration
) -> None:
    done = sector_data("explore", world.pipeline, *GRID)

    listed = re.findall(r"^[›*]+ +\d+ .*$", done.out, re.M)
    chosen = [p for t in found.tables for p in t.points if p.on_frontier or p.own]
    assert len(listed) == len(chosen)
    assert sum("›" in line for line in listed) == 1


def test_lines_are_of_80_columns_without_colour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = sector_data("explore", world.pipeline, "--all")

    assert done.code == 0
    assert done.err == ""
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "Without quasi-identifiers: visits." in done.out


def test_many_limits_stand_below_each_other(world: World) -> None:
    many = ",".join(f"{n}%" for n in range(0, 20, 2))
    done = sector_data("explore", world.pipeline, "--k", "2", "--limit", many)

    heads = [line.split() for line in done.out.splitlines() if line.split()[:1] == ["k"]]
    assert [len([word for word in head if word == "%"]) for head in heads[:2]] == [6, 4]
    assert max(map(len, done.out.splitlines())) <= 80


def test_verbose_tells_each_setting_and_quiet_nothing(world: World, tmp_path: Path) -> None:
    loud = sector_data("explore", world.pipeline, "--k", "2", "--limit", "0%", "-v")
    quiet = sector_data(
        "explore", world.pipeline, "--k", "2", "--limit", "0%", "-q", "--csv", tmp_path / "x.csv"
    )

    assert "searching people, setting 4 of 4" in loud.err
    assert (quiet.out, quiet.err) == ("", "")
    assert (tmp_path / "x.csv").exists()


def test_a_refused_setting_is_told_with_what_would_pass(world: World, tmp_path: Path) -> None:
    path = world.edited(
        "strict.yaml",
        ("k-anonymity: 5", "k-anonymity: 120"),
        ("suppression-limit: 10%", "suppression-limit: 0%"),
        ("hierarchy: us-zip", "hierarchy: us-zip, transform: {generalise: {level: 3}}"),
    )
    done = sector_data("explore", path, "--k", "2", "--html", tmp_path / "x.html")

    assert done.code == 0
    assert "As the pipeline has it (k = 120, limit 0 %), people is refused." in done.out
    assert re.search(r"^\d+-anonymity +[\d.]+ % +0 +0\.\d+ *$", done.out, re.M)
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "✗ Nothing passes with the pipeline&#39;s own setting, k = 120" in page


def test_the_page_is_in_the_language_asked_for(world: World, tmp_path: Path) -> None:
    for language in ("fr", "ja"):
        path = tmp_path / f"{language}.html"
        common = ("explore", world.pipeline, "--k", "2", "--limit", "0%", "-q")
        assert sector_data(*common, "--html", path, "--language", language).code == 0
        words = catalogue(language).text("explore.title")
        assert words.replace("'", "&#39;") in path.read_text(encoding="utf-8")


def test_all_that_a_reader_must_know_is_said_in_80_columns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for explored in every_exploration():
        show_exploration(explored, every=True)
    out = capsys.readouterr().out
    words = " ".join(out.split())

    assert max(map(len, out.splitlines())) <= 80
    for said in (
        "Profile or policy packs ask for k = 11 at least",
        "A plan leaves out further events",
        "Without quasi-identifiers: notes.",
        "counted together with patients.age",
        "wards is refused as the pipeline has it: encounters is counted by itself.",
        "k = 11, limit 2.5 % is better than the pipeline's own: highest risk 0.050",
        "k = 11, limit 2 % gives the same as the pipeline's own setting (k = 10, limit 2 %)",
        "7 of k-anonymity 10 % 3 0.143",
        "There are too few rows.",
    ):
        assert said in words, said


def test_names_in_brackets_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    (found, _) = every_exploration()
    odd = found.tables[1].model_copy(update={"table": "[red]x[/]"})
    show_exploration(found.model_copy(update={"tables": (odd,)}), every=False)
    assert "(k = 11, limit 0 %), [red]x[/] is refused." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--k", "five"), "'five' is no whole number"),
        (("--k", "0"), "at least 1"),
        (("--k", "9-2"), "range such as 5-12"),
        (("--k", "1-99999"), "range such as 5-12"),
        (("--k", ""), "no whole number"),
        (("--k", "5,,6"), "no whole number"),
        (("--k", "1-900"), "more than 2,000 settings"),
        (("--limit", "5"), "write 1%,5% or 0.01,0.05"),
        (("--limit", "120%"), "no share from 0 to 1"),
        (("--limit", "nan"), "no share from 0 to 1"),
        (("--limit", "-1%"), "no share from 0 to 1"),
        (("--t", "close"), "no share from 0 to 1"),
        (("--table", "poeple"), "Did you mean people?"),
        (("--table", "visits"), "visits has no quasi-identifiers"),
        (("--language", "es"), "es"),
    ],
)
def test_a_mistake_is_one_clear_error(options: tuple[str, ...], said: str, world: World) -> None:
    done = sector_data("explore", world.pipeline, *options)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_nothing_is_left_where_a_file_cannot_be_written(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = sector_data("explore", world.pipeline, "--k", "2", "--csv", tmp_path / "file" / "x.csv")

    assert (done.code, done.out) == (2, "")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_reader_that_goes_away_is_no_fault(world: World) -> None:
    done = process("explore", world.pipeline, "--k", "2", "--limit", "0%")
    assert (done.code, done.err) == (0, "")
    assert "people" in done.out


def test_no_value_of_the_data_is_told_anywhere(tmp_path: Path) -> None:
    world = plain_world(tmp_path / "w", people=80, visits=120)
    done = sector_data(
        *("explore", world.pipeline, "--all", "-v"),
        *("--csv", tmp_path / "e.csv", "--html", tmp_path / "e.html"),
    )
    said = [done.out, done.err, sector_data("explore", world.pipeline, "--json").out]
    said += [(tmp_path / name).read_text(encoding="utf-8") for name in ("e.csv", "e.html")]

    people = plain_tables(people=80, visits=120)["people"]
    values = {*people["surname"], *people["person_id"], *people["zip"]}
    assert done.code == 0
    for text in said:
        found = {word for word in re.findall(r"\w+", text) if word in values}
        assert found == set()
