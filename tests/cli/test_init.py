"""From data files to a draft pipeline that runs as it is."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sector_data.spec.documentation import open_questions
from sector_data.spec.reading import read_pipeline
from sector_data.spec.words import Role
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, health_world, plain_tables


def drafted(path: Path) -> dict[str, dict[str, object]]:
    """Return the columns of a draft as they are written."""
    columns: dict[str, dict[str, object]] = yaml.safe_load(path.read_text("utf-8"))["columns"]
    return columns


def release_of(draft: Path, world: World, folder: Path) -> Path:
    """Plan and run a draft as it is."""
    planned = sector_data("plan", draft, "-o", folder / "plan.json")
    assert planned.code == 0, planned.err
    # A draft names the default key; the world's is called demo.
    text = draft.read_text("utf-8").replace("release:\n", "release:\n  key: demo\n", 1)
    draft.write_text(text, encoding="utf-8")
    run = sector_data("run", draft, "-o", folder / "release", "--key-ring", world.key_ring)
    assert run.code == 0, run.err
    return folder / "release"


def test_draft_of_csv_files_runs_without_a_change(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    done = sector_data(
        "init", world.folder / "people.csv", world.folder / "visits.csv", "-o", draft
    )

    assert done.code == 0, done.err
    assert f"Draft written to {draft}" in done.out
    assert f"sector-data plan {draft}" in done.out
    read = read_pipeline(draft)
    assert read.subject == "people.person_id"
    assert read.references == {"visits.person_id": "people.person_id"}
    columns = drafted(draft)
    assert set(columns) == {
        *(f"people.{name}" for name in ("person_id", "surname", "sex", "age", "zip")),
        *(f"visits.{name}" for name in ("visit_id", "person_id", "day", "code")),
    }
    assert all({"role", "transform"} <= set(said) for said in columns.values())
    assert columns["people.surname"] == {"role": "direct-identifier", "transform": "drop"}
    for name in ("sex", "age", "zip"):
        assert columns[f"people.{name}"]["role"] == Role.QUASI_IDENTIFIER.value
        assert "hierarchy" in columns[f"people.{name}"]
    # A shifted date is in no equivalence class: a hierarchy of it would be idle.
    assert columns["visits.day"] == {"role": "quasi-identifier", "transform": "shift-date"}
    bundle = release_of(draft, world, tmp_path)
    assert sector_data("audit", bundle, "-q").code == 0


def test_every_column_of_a_draft_has_its_reason_above_it(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    sector_data("init", world.folder / "people.csv", world.folder / "visits.csv", "-o", draft)

    lines = draft.read_text("utf-8").splitlines()
    written = [i for i, line in enumerate(lines) if line.startswith(("  people.", "  visits."))]
    places = [i for i in written if "role:" in lines[i]]
    assert len(places) == 9
    for place in places:
        above = itertools.takewhile(lambda line: line.startswith("  # "), reversed(lines[:place]))
        assert "→" in "".join(above)


def test_draft_says_whom_few_columns_tell(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    sector_data("init", world.folder / "people.csv", world.folder / "visits.csv", "-o", draft)
    comments = draft.read_text("utf-8").replace("\n  # ", " ")
    assert "of the subjects" in comments
    assert "Quasi-identifiers that follow: sex, age, zip." in comments
    plain = sector_data("plan", draft, "-o", tmp_path / "p.json")
    told = sector_data("plan", draft, "-o", tmp_path / "p.json", "--explain")
    assert (plain.code, told.code) == (0, 0), told.err
    assert "identifying power" not in plain.out
    assert "people: whom its columns tell apart in the source" in told.out
    assert "separation" in told.out


def test_draft_holds_no_value_of_the_data(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    done = sector_data("init", world.folder / "people.csv", "-o", draft, "--verbose")

    shown = draft.read_text("utf-8") + done.out + done.err
    people = pd.read_csv(world.folder / "people.csv", dtype=str)
    for column in ("person_id", "surname", "zip"):
        assert not [value for value in people[column] if value in shown]


def test_draft_of_parquet_files_is_that_of_csv_files(world: World, tmp_path: Path) -> None:
    for name, frame in plain_tables().items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    from_csv, from_parquet = tmp_path / "csv.yaml", tmp_path / "parquet.yaml"
    sector_data("init", world.folder / "people.csv", world.folder / "visits.csv", "-o", from_csv)
    done = sector_data(
        "init", tmp_path / "people.parquet", tmp_path / "visits.parquet", "-o", from_parquet
    )

    assert done.code == 0, done.err
    assert drafted(from_parquet) == drafted(from_csv)
    bundle = release_of(from_parquet, world, tmp_path)
    assert sector_data("audit", bundle, "-q").code == 0


def test_draft_may_lie_in_a_folder_that_is_not_there_yet(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "new" / "folder" / "pipeline.yaml"
    done = sector_data("init", world.folder / "people.csv", "-o", draft)

    assert done.code == 0, done.err
    assert sector_data("plan", draft, "-o", tmp_path / "plan.json").code == 0


def test_a_missing_file_is_named_as_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sector_data("init", "data/people.csv", "-o", "somewhere/else/pipeline.yaml")

    assert done.code == 2
    assert done.err.startswith("Error: data/people.csv: there is no folder data.")


def test_draft_is_not_written_over_anything(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    draft.write_text("mine\n", encoding="utf-8")

    call = ("init", world.folder / "people.csv", "-o", draft)
    refused = sector_data(*call)
    kept = draft.read_text("utf-8")
    replaced = sector_data(*call, "--replace")

    assert refused.code == 2
    assert "--replace" in refused.err
    assert kept == "mine\n"
    assert replaced.code == 0
    assert draft.read_text("utf-8").startswith("# Draft by sector-data")


def test_name_of_the_release_can_be_said(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    done = sector_data(
        "init", world.folder / "people.csv", "-o", draft, "--name", "people-of-nowhere"
    )

    assert done.code == 0
    assert read_pipeline(draft).release.name == "people-of-nowhere"


@pytest.mark.parametrize(
    ("option", "word"),
    [
        (("--sector", "helth"), "health"),
        (("--policy", "hipaa-safe-harbour"), "hipaa-safe-harbor"),
        (("--name", "Not A Name"), "name"),
    ],
)
def test_unknown_packs_and_names_are_bad_input(
    option: tuple[str, str], word: str, world: World, tmp_path: Path
) -> None:
    draft = tmp_path / "pipeline.yaml"
    done = sector_data("init", world.folder / "people.csv", "-o", draft, *option)

    assert done.code == 2, (done.out, done.err)
    assert word in done.err
    assert not draft.exists()


def test_two_files_of_one_name_are_bad_input(world: World, tmp_path: Path) -> None:
    twin = tmp_path / "People.csv"
    twin.write_bytes((world.folder / "people.csv").read_bytes())
    done = sector_data("init", world.folder / "people.csv", twin, "-o", tmp_path / "pipeline.yaml")

    assert done.code == 2
    assert "People.csv" in done.err


@pytest.mark.slow
def test_draft_with_sector_and_policy_obeys_both_and_runs(tmp_path: Path) -> None:
    world = health_world(tmp_path / "world", patients=250, notes=400)
    files = [world.folder / "data" / f"{name}.csv" for name in ("patients", "encounters")]
    files += [world.folder / "data" / f"{name}.csv" for name in ("diagnoses", "notes")]
    draft = tmp_path / "pipeline.yaml"
    done = sector_data(
        "init", *files, "-o", draft, "--sector", "health", "--policy", "hipaa-safe-harbor"
    )

    assert done.code == 0, done.err
    assert "Look at first:" in done.out
    read = read_pipeline(draft)
    assert (read.sector, read.policy) == ("health", ("hipaa-safe-harbor",))
    assert read.subject == "patients.patient_id"
    assert dict(read.references) == {
        "encounters.patient_id": "patients.patient_id",
        "diagnoses.encounter_id": "encounters.encounter_id",
        "notes.encounter_id": "encounters.encounter_id",
    }
    columns = drafted(draft)
    for name in ("first_name", "last_name", "mrn", "street_address", "phone", "email", "ssn"):
        assert columns[f"patients.{name}"]["transform"] == "drop", name
    assert columns["notes.text"]["role"] == Role.FREE_TEXT.value
    # 45 CFR 164.514(b)(2)(i)(C): no element of a date but the year.
    assert columns["encounters.admitted"]["transform"] in (
        {"truncate-date": {"to": "year"}},
        {"truncate-date": "year"},
        "drop",
    )
    bundle = release_of(draft, world, tmp_path)
    assert sector_data("audit", bundle, "-q").code == 0


@pytest.mark.parametrize(
    ("policies", "line"),
    [
        ((), "# k-anonymity: 11          # the default for the recipient above; counts subjects"),
        (("ontario-ipc-high",), "# k-anonymity: 20          # what ontario-ipc-high asks"),
    ],
)
def test_the_draft_tells_the_k_that_will_be_applied(
    policies: tuple[str, ...], line: str, tmp_path: Path
) -> None:
    world = health_world(tmp_path / "world", patients=60, notes=10)
    draft = tmp_path / "pipeline.yaml"
    options = [word for policy in policies for word in ("--policy", policy)]
    done = sector_data("init", world.folder / "data" / "patients.csv", "-o", draft, *options)
    assert done.code == 0, done.err
    assert line in draft.read_text(encoding="utf-8")


def test_a_draft_asks_what_only_a_person_can_answer(world: World, tmp_path: Path) -> None:
    draft = tmp_path / "pipeline.yaml"
    assert sector_data("init", world.folder / "people.csv", "-o", draft).code == 0
    text = draft.read_text("utf-8")
    for question in open_questions({}):
        assert f"  # {question.id}:" in text
        assert question.text in text
    assert read_pipeline(draft).documentation == {}
    bare = text.replace("  # motivation.creator:", "  motivation.creator:")
    draft.write_text(bare, "utf-8")
    assert read_pipeline(draft).documentation == {}, "nothing stands behind it yet"
    answered = bare.replace("  motivation.creator:", "  motivation.creator: The clinic.")
    draft.write_text(answered, "utf-8")
    assert read_pipeline(draft).documentation == {"motivation.creator": "The clinic."}
    checked = sector_data("check", draft)
    left = len(open_questions({})) - 1
    assert f"{left} questions wait for a person" in " ".join(checked.out.split())
    assert len(json.loads(sector_data("check", draft, "--json").out)["questions"]) == left
