"""What refuses a release: models out of reach, gates, expectations, leaks. Nothing is left then."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import ReleaseRefusedError, SpecificationError
from sector_data.spec.reading import parse_pipeline
from tests.cli.running import sector_data
from tests.end_to_end.worlds import PLAIN_PIPELINE, World, plain_tables

Frames = dict[str, pd.DataFrame]


def refusal(world: World, folder: Path, pipeline: str, frames: Frames) -> ReleaseRefusedError:
    """Run a pipeline over frames and return the refusal; nothing may be left of the attempt."""
    with pytest.raises(ReleaseRefusedError) as caught:
        sd.run(
            parse_pipeline(pipeline, base=folder),
            output=folder / "release",
            tables=frames,
            key_ring=world.key_ring,
        )
    assert list(folder.iterdir()) == []
    assert caught.value.exit_code == 1
    return caught.value


def with_gate(gate: str) -> str:
    return f"{PLAIN_PIPELINE}quality: {{gates: {{{gate}}}}}\n"


@pytest.mark.parametrize(
    ("gate", "figure", "change"),
    [
        ('highest-risk: "<= 0.01"', "highest-risk of people", "k-anonymity 100"),
        ('average-risk: "<= 0.01"', "average-risk of people", "k-anonymity 100"),
        ('rows-kept: ">= 100%"', "rows-kept of people", "suppression limit of 0 %"),
        ('l-diversity: ">= 5"', "l-diversity of people", "l-diversity of 5"),
        ('granularity: ">= 1"', "granularity of people", ""),
        ('pair-trends: ">= 1"', "pair-trends of ", ""),
        ('column-shapes: ">= 1"', "column-shapes of ", ""),
    ],
)
def test_a_gate_that_is_missed_refuses_in_a_sentence(
    gate: str, figure: str, change: str, plain: World, tmp_path: Path
) -> None:
    refused = refusal(plain, tmp_path, with_gate(gate), plain_tables())

    (reason,) = refused.reasons
    assert reason.startswith(figure)
    assert "is asked" in reason
    assert change in reason


def test_the_change_that_is_named_does_pass(plain: World, tmp_path: Path) -> None:
    gate = with_gate('highest-risk: "<= 0.1"')
    refused = refusal(plain, tmp_path, gate, plain_tables())
    assert "It would pass with k-anonymity 10." in refused.reasons[0]

    released = sd.run(
        parse_pipeline(gate.replace("k-anonymity: 5", "k-anonymity: 10"), base=tmp_path),
        output=tmp_path / "release",
        tables=plain_tables(),
        key_ring=plain.key_ring,
    )
    assert all(passed for passed, _ in released.gate_lines())


def test_models_out_of_reach_name_the_smallest_change_and_it_passes(
    plain: World, tmp_path: Path
) -> None:
    asked = PLAIN_PIPELINE.replace("k-anonymity: 5", "k-anonymity: 5000")
    refused = refusal(plain, tmp_path, asked, plain_tables())
    assert "5000-anonymity" in refused.reasons[0]
    assert refused.fix is not None
    assert "It would pass with 200-anonymity" in refused.fix

    plan = sd.plan(
        parse_pipeline(asked.replace("5000", "200"), base=tmp_path), tables=plain_tables()
    )
    assert plan.tables[0].after is not None
    assert plan.tables[0].after.k >= 200


def test_an_expectation_that_is_not_met_refuses_and_names_the_column(
    plain: World, tmp_path: Path
) -> None:
    expectation = "{expect_column_values_to_be_in_set: {column: visits.code, value_set: [E11]}}"
    pipeline = f"{PLAIN_PIPELINE}quality: {{expectations: [{expectation}]}}\n"
    refused = refusal(plain, tmp_path, pipeline, plain_tables())

    (reason,) = refused.reasons
    assert reason.startswith("visits.code does not meet expect_column_values_to_be_in_set")
    assert "rows" in reason
    assert "quality: expectations" in (refused.fix or "")


def test_all_gates_that_fail_are_told_together(plain: World, tmp_path: Path) -> None:
    refused = refusal(
        plain,
        tmp_path,
        with_gate('highest-risk: "<= 0.01", granularity: ">= 1", rows-kept: ">= 100%"'),
        plain_tables(),
    )
    assert len(refused.reasons) == 3
    assert "quality: gates" in (refused.fix or "")


def test_a_refused_run_ends_with_one_and_leaves_nothing(plain: World, tmp_path: Path) -> None:
    pipeline = plain.folder / "gated.yaml"
    pipeline.write_text(with_gate('granularity: ">= 1"'), encoding="utf-8")
    done = sector_data(
        "run", pipeline, "-o", tmp_path / "deep" / "er" / "release", "--key-ring", plain.key_ring
    )

    assert done.code == 1
    assert done.out == ""
    assert "granularity of people is" in done.err
    assert list(tmp_path.iterdir()) == []


# Leaks: the values of direct identifiers, wherever else they come up.

KEPT = "  visits.note: {role: insensitive, transform: keep}\n"


def surnames(frames: Frames) -> pd.Series:
    people = frames["people"].set_index("person_id")["surname"]
    return frames["visits"]["person_id"].map(people)


def beside(values: pd.Series) -> Callable[[Frames], Frames]:
    def plant(frames: Frames) -> Frames:
        return {**frames, "visits": frames["visits"].assign(note=values)}

    return plant


def upper(frames: Frames) -> pd.Series:
    return surnames(frames).str.upper()


def in_sentence(frames: Frames) -> pd.Series:
    notes = pd.Series("came back once more", index=frames["visits"].index)
    for row in (7, 70, 170, 370):  # some of them may belong to people who are left out
        notes.iloc[row] = f"met {surnames(frames).iloc[row]}'s brother"
    return notes


def numbered(frames: Frames) -> pd.Series:
    return frames["visits"]["person_id"].str.replace("P", "number P-", regex=False)


@pytest.mark.parametrize("planted", [surnames, upper, in_sentence, numbered])
def test_an_identifier_in_a_kept_column_refuses_and_is_not_told(
    planted: Callable[[Frames], pd.Series], plain: World, tmp_path: Path
) -> None:
    frames = plain_tables()
    frames["visits"] = frames["visits"].assign(note=planted(frames))
    pipeline = PLAIN_PIPELINE.replace("columns:\n", f"columns:\n{KEPT}")
    refused = refusal(plain, tmp_path, pipeline, frames)

    said = str(refused)
    source = "people.person_id" if planted is numbered else "people.surname"
    for kind in ("csv", "parquet"):
        assert any(
            source in reason and f"data/visits.{kind}, column note" in reason
            for reason in refused.reasons
        ), said
    assert refused.fix is not None
    for value in {*frames["people"]["surname"], *frames["people"]["person_id"]}:
        assert value.casefold() not in said.casefold()


def test_a_single_surname_among_thousands_of_cells_is_met(plain: World, tmp_path: Path) -> None:
    rng = random.Random(1)
    frames = plain_tables(visits=3000)
    words = rng.choices(("rest", "walk", "diet", "sleep"), k=3000)
    words[1234] = frames["people"]["surname"].iloc[99].lower()
    frames["visits"] = frames["visits"].assign(note=words)
    pipeline = PLAIN_PIPELINE.replace("columns:\n", f"columns:\n{KEPT}").replace("10%", "0%")
    refused = refusal(plain, tmp_path, pipeline, frames)

    assert all("1 value of people.surname" in reason for reason in refused.reasons)


@pytest.mark.parametrize("field", ["title", "purpose", "contact", "keywords"])
def test_an_identifier_in_the_pipelines_own_words_is_met_where_it_is_whole(
    field: str, plain: World, tmp_path: Path
) -> None:
    """What a steward writes counts as words of the pipeline; a number of a record does not."""
    frames = plain_tables()
    someone = frames["people"]["person_id"].iloc[3]
    value = f"[{someone}]" if field == "keywords" else f"of {someone}"
    pipeline = PLAIN_PIPELINE.replace("key: demo}", f"key: demo, {field}: {value}}}")
    refused = refusal(plain, tmp_path, pipeline, frames)

    assert any("people.person_id" in reason for reason in refused.reasons)
    assert someone not in str(refused)


def test_keeping_a_direct_identifier_is_a_mistake_of_the_pipeline(
    plain: World, tmp_path: Path
) -> None:
    pipeline = PLAIN_PIPELINE.replace("people.surname: drop", "people.surname: keep")

    with pytest.raises(SpecificationError, match="would release a direct identifier") as caught:
        sd.plan(parse_pipeline(pipeline, base=tmp_path), tables=plain_tables())
    assert "people.surname" in str(caught.value)
    assert "role: insensitive" in str(caught.value)


def test_a_column_name_that_is_an_identifier_is_not_repeated(plain: World, tmp_path: Path) -> None:
    frames = plain_tables()
    someone = frames["people"]["person_id"].iloc[5]
    frames["visits"] = frames["visits"].assign(**{someone: "yes"})
    pipeline = PLAIN_PIPELINE.replace(
        "columns:\n", f"columns:\n  visits.{someone}: {{role: insensitive, transform: keep}}\n"
    )
    with pytest.raises(ReleaseRefusedError) as caught:
        sd.run(
            parse_pipeline(pipeline, base=tmp_path),
            output=tmp_path / "release",
            tables=frames,
            key_ring=plain.key_ring,
        )
    assert any("data/visits.csv" in reason for reason in caught.value.reasons)
    assert someone not in str(caught.value)


def test_a_category_that_many_share_may_stay(plain: World, tmp_path: Path) -> None:
    """One surname is also a word that a kept column has in hundreds of rows: no leak."""
    frames = plain_tables()
    frames["visits"] = frames["visits"].assign(
        note=["Winter" if i % 2 else "Summer" for i in range(len(frames["visits"]))]
    )
    frames["people"].loc[0, "surname"] = "Winter"
    pipeline = PLAIN_PIPELINE.replace("columns:\n", f"columns:\n{KEPT}")
    released = sd.run(
        parse_pipeline(pipeline, base=tmp_path),
        output=tmp_path / "release",
        tables=frames,
        key_ring=plain.key_ring,
    )
    assert released.leaks.passed
    assert (released.leaks.excused or 0) > 0


@pytest.mark.slow
def test_free_text_that_is_kept_as_it_is_refuses(health: World, tmp_path: Path) -> None:
    kept = health.edited(
        "kept.yaml",
        (
            "notes.text: {role: free-text, language: en, transform: redact-text}",
            "notes.text: {role: insensitive, transform: keep}",
        ),
    )
    with pytest.raises(ReleaseRefusedError) as caught:
        sd.run(kept, output=tmp_path / "release", key_ring=health.key_ring)
    said = str(caught.value)
    assert "notes.text" in said
    assert list(tmp_path.iterdir()) == []
    patients = pd.read_csv(health.folder / "data" / "patients.csv", dtype=str)
    for column in ("mrn", "phone", "ssn", "patient_id"):
        assert not [value for value in patients[column].dropna() if value in said]
