"""`assess` beside a source and a control group: what is printed, written, and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv

from sector_data.cli.views.measurements import show_attacked
from tests.assessment.measured import ROWS, leaking, people, without_control
from tests.cli.running import sector_data

ASKED = ("--quasi-identifiers", "age,sex,place", "--sensitive", "illness,cost")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assess")
    source, control, others = (people(seed) for seed in (1, 2, 3))
    copied = ROWS // 5
    release = pa.concat_tables([source.slice(0, copied), others.slice(copied)])
    for name, table in (("source", source), ("control", control), ("release", release)):
        with_key = table.append_column("person", pa.array([f"{name}-{n}" for n in range(ROWS)]))
        csv.write_csv(with_key, folder / f"{name}.csv")
        csv.write_csv(with_key.slice(0, ROWS // 2), folder / f"half-{name}.csv")
        csv.write_csv(with_key.slice(0, 60), folder / f"few-{name}.csv")
    return folder


def test_a_leak_is_told_on_the_terminal_and_on_a_page(folder: Path) -> None:
    done = sector_data(
        *("assess", str(folder / "release.csv"), *ASKED),
        *("--source", str(folder / "source.csv"), "--control", str(folder / "control.csv")),
        *("--target", "illness", "-o", str(folder / "out"), "--language", "fr"),
    )
    assert done.code == 0, done.err
    assert "the release tells who was in its source" in " ".join(done.out.split())
    assert "pass one that is known not to" in " ".join(done.out.split())
    page = (folder / "out" / "assessment.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    told = json.loads((folder / "out" / "assessment.json").read_text(encoding="utf-8"))
    assert told["measured"]["membership"]["verdict"] == "found"
    assert told["measured"]["self-test"]["verdict"] == "works"


def test_without_a_control_group_it_says_what_is_missing(folder: Path) -> None:
    done = sector_data(
        *("assess", str(folder / "release.csv"), *ASKED, "--source", str(folder / "source.csv"))
    )
    assert done.code == 0, done.err
    assert "no attack can be judged" in " ".join(done.out.split())


def test_what_cannot_be_told_has_its_reason_beside_it(folder: Path) -> None:
    asked = ("--source", str(folder / "source.csv"), "--control", str(folder / "few-control.csv"))
    done = sector_data("assess", str(folder / "release.csv"), *ASKED, *asked)
    assert done.code == 0, done.err
    told = " ".join(done.out.split())
    assert "inference of cost, model: there are fewer than 100 people on one side." in told
    assert "record-linkage, exact; record-linkage, fuzzy" in told
    assert "the rows of a synthetic table belong to nobody." in told
    assert "Nothing can be told of exact-copies, near-copies, single-values, digits:" in told


def test_a_table_is_a_sample_only_of_a_population_that_is_known(folder: Path) -> None:
    alone = sector_data("assess", str(folder / "release.csv"), *ASKED)
    assert "Nothing is known of the population" in " ".join(alone.out.split())
    among = sector_data("assess", str(folder / "release.csv"), *ASKED, "--population", "90000")
    assert "The table as a sample: highest individual risk" in " ".join(among.out.split())


def test_rows_of_nobody_are_counted(folder: Path) -> None:
    table = folder / "nobody.csv"
    table.write_text("person,age\na,1\n,2\nb,3\n,4\n", encoding="utf-8")
    done = sector_data("assess", str(table), "--quasi-identifiers", "age", "--subject", "person")
    assert "2 rows have no person and count as one subject together" in " ".join(done.out.split())


def test_cells_and_differences_are_told(folder: Path) -> None:
    done = sector_data(
        *("assess", str(folder / "source.csv"), *ASKED, "--subject", "person"),
        *("--cells", "sex,place", "--total", "cost", "--other", str(folder / "source.csv")),
    )
    assert done.code == 0, done.err
    assert "cells by sex, place" in done.out
    assert "tells of nobody in particular" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--control", "control.csv"), "A control group is compared with the source"),
        (("--total", "cost"), "No cells are named"),
        (("--cells", "sex", "--other", "source.csv"), "by their subjects only"),
        (("--events", "days"), "no subject is named"),
        (("--weights", "wait"), "There is no column 'wait'"),
        (("--source", "source.csv", "--target", "ill"), "There is no column 'ill'"),
        (("--target", "illness"), "Whether a target can be predicted is tested on the source"),
        (("--same-rows",), "The same rows are those of the source, which is not given"),
        (("--sensitive", "illness,illness"), "The column illness is named twice"),
        (
            ("--source", "source.csv", "--control", "source.csv"),
            "All rows of the control group are in source, too",
        ),
        (
            ("--source", "source.csv", "--control", "half-source.csv", "--subject", "person"),
            "300 subjects of the control group are in source, too",
        ),
        (("-o", "source.csv"), "source.csv"),
    ],
)
def test_bad_input_is_told_with_its_fix(folder: Path, more: tuple[str, ...], told: str) -> None:
    files = [str(folder / word) if word.endswith(".csv") else word for word in more]
    done = sector_data("assess", str(folder / "release.csv"), *ASKED, *files)
    assert done.code != 0
    assert told in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_a_release_tells_in_one_line_what_attacks_gained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_attacked([leaking(), without_control()])
    lines = capsys.readouterr().out.splitlines()
    assert "found" in lines[2]
    assert "unexplained" in lines[2]
    assert "works" in lines[2]
    assert "in doubt" in lines[3]
    assert "0 of" in lines[3]
    show_attacked([])
    assert not capsys.readouterr().out


def test_the_population_tells_what_a_journalist_could(folder: Path) -> None:
    done = sector_data(
        *("assess", str(folder / "source.csv"), "--quasi-identifiers", "sex,place"),
        *("--people", str(folder / "source.csv"), "--json"),
    )
    assert done.code == 0, done.err
    told = json.loads(done.out)["measured"]["after"]["journalist"]
    assert told["basis"] == "population-table"
    # The population is the table itself: both intruders are equally well off.
    assert told["highest"] == json.loads(done.out)["measured"]["after"]["prosecutor"]["highest"]


def test_the_frontier_of_the_pipeline_stands_on_the_page(folder: Path) -> None:
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(
        "release: {name: people}\nsource: {people: source.csv}\ncolumns:\n"
        "  people.person: drop\n  people.age: {role: quasi-identifier, hierarchy: {number: "
        "{widths: [10, 20, 40]}}}\n  people.sex: quasi-identifier\n  people.illness: sensitive\n"
        "privacy: {k-anonymity: 5}\n",
        encoding="utf-8",
    )
    done = sector_data(
        *("assess", str(folder / "source.csv"), "--quasi-identifiers", "age,sex"),
        *("--pipeline", str(pipeline), "-o", str(folder / "frontier")),
    )
    assert done.code == 0, done.err
    assert "the pipeline's own setting" in done.out
    page = (folder / "frontier" / "assessment.html").read_text(encoding="utf-8")
    assert '<svg class="scatter"' in page
    told = json.loads((folder / "frontier" / "assessment.json").read_text(encoding="utf-8"))
    assert any(point["on-frontier"] for point in told["exploration"]["tables"][0]["points"])
