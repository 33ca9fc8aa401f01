"""How many identifiers of the tables stay in the notes of the sample data: next to none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from sector_data.pipeline.planning.making import make_plan
from sector_data.pipeline.sourcing import read_source
from sector_data.pipeline.texts import replacing as texts
from sector_data.spec.reading import read_pipeline
from tests.end_to_end.worlds import SAMPLE, World, health_world

pytestmark = pytest.mark.slow

MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
COLUMNS = {
    "patients": ["first_name", "last_name", "birth_date", "death_date", "mrn", "ssn", "phone",
                 "email", "street_address", "city", "employer"],
    "encounters": ["attending", "admitted", "discharged"],
    "diagnoses": ["onset_date"],
    "notes": ["author", "written_at"],
}  # fmt: skip
FIRST_NOTES = 250


class Facts(NamedTuple):
    """What the tables hold of one patient, as it can be compared with a planted passage."""

    names: set[str]
    days: set[tuple[int, int]]
    others: set[str]


def letters(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalnum())


def day_of(passage: str) -> tuple[int, int] | None:
    """Return month and day of a date as the sample data's writers have it."""
    figures = [int(n) for n in re.findall(r"\d+", passage)]
    words = [w[:3].lower() for w in re.findall(r"[A-Za-z]{3,}", passage) if not w.endswith("day")]
    if words and figures:
        return MONTHS.index(words[0]) // 3 + 1, figures[0]
    if len(figures) == 3 and figures[0] > 31:
        return figures[1], figures[2]
    return (figures[0], figures[1]) if len(figures) > 1 and figures[1] < 32 else None


def facts(frames: dict[str, pd.DataFrame]) -> dict[str, Facts]:
    encounters = frames["encounters"].set_index("encounter_id")["patient_id"]
    found: dict[str, Facts] = {}
    for name, columns in COLUMNS.items():
        frame = frames[name]
        whose = (
            frame["patient_id"] if "patient_id" in frame else frame["encounter_id"].map(encounters)
        )
        for subject, row in zip(whose, frame[columns].to_dict("records"), strict=True):
            known = found.setdefault(subject, Facts(set(), set(), set()))
            for column, value in row.items():
                if column in {"first_name", "last_name", "attending", "author"}:
                    name_only = value.split(",")[0].casefold()
                    known.names.update(re.findall(r"[^\W\d_]+", name_only))
                elif re.match(r"\d{4}-\d\d-\d\d", value):
                    known.days.add((int(value[5:7]), int(value[8:10])))
                elif column == "phone" and value:
                    known.others.add(letters(value)[-7:])
                elif value:
                    known.others.add(letters(value))
    return found


def is_known(entity: str, passage: str, known: Facts) -> bool:
    """Whether a planted passage stands in a column of the same patient."""
    if entity == "PERSON":
        words = re.findall(r"[^\W\d_]{2,}", passage.casefold())
        return set(words) <= known.names
    if entity == "DATE_TIME":
        return day_of(passage) in known.days
    if entity == "PHONE_NUMBER":
        return letters(passage)[-7:] in known.others
    if entity == "STREET_ADDRESS":
        return any(o[:7] == letters(passage)[:7] for o in known.others)
    return letters(passage) in known.others


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return health_world(tmp_path_factory.mktemp("recall") / "world", notes=FIRST_NOTES)


def masked_notes(world: World, *, known: bool) -> list[str]:
    """Return the notes with every passage masked that the pipeline finds."""
    path = world.edited("masked.yaml", ("redact-text}", "{redact-text: {replacement: mask}}}"))
    pipeline = read_pipeline(path)
    source = read_source(pipeline)
    plan = make_plan(pipeline, source, today=date(2026, 1, 1))
    column = next(
        c for t in plan.tables for c in t.columns if (t.table, c.column) == ("notes", "text")
    )
    with pytest.MonkeyPatch.context() as patch:
        if not known:
            patch.setattr(texts, "known_columns", lambda *_: [])
        values, _ = texts.redact_column(source.tables["notes"], column, source.tables, plan)
    return [str(value) for value in values.to_pylist()]


def read(folder: Path) -> dict[str, pd.DataFrame]:
    return {
        name: pd.read_csv(folder / "data" / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in COLUMNS
    }


def planted(notes: pd.DataFrame) -> Iterator[tuple[int, str, int, int]]:
    """Yield note number, entity, start and end of every passage that was planted."""
    numbers = {note: number for number, note in enumerate(notes["note_id"])}
    with (SAMPLE / "ground_truth" / "notes.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            truth = json.loads(line)
            if truth["note_id"] in numbers:
                for s in truth["spans"]:
                    yield numbers[truth["note_id"]], s["entity"], s["start"], s["end"]


def test_identifiers_of_the_tables_are_hidden_in_the_notes_and_little_else(world: World) -> None:
    frames = read(world.folder)
    known = facts(frames)
    encounters = frames["encounters"].set_index("encounter_id")["patient_id"]
    of_notes = frames["notes"]["encounter_id"].map(encounters).tolist()
    written = frames["notes"]["text"].tolist()
    before, after = masked_notes(world, known=False), masked_notes(world, known=True)
    total = hidden = hidden_before = 0
    marked = [bytearray(len(text)) for text in written]
    for number, entity, start, end in planted(frames["notes"]):
        marked[number][start:end] = b"\1" * (end - start)
        if not is_known(entity, written[number][start:end], known[of_notes[number]]):
            continue
        signs = [at for at in range(start, end) if written[number][at].isalnum()]
        total += len(signs)
        hidden += sum(after[number][at] == "*" for at in signs)
        hidden_before += sum(before[number][at] == "*" for at in signs)
    assert total > 5_000
    assert hidden / total >= 0.995
    assert hidden >= hidden_before

    def needless(masked: list[str]) -> float:
        """Return the share of signs outside planted passages that are masked."""
        outside = [
            masked[number][at] == "*"
            for number, text in enumerate(written)
            for at in range(len(text))
            if not marked[number][at] and text[at].isalnum()
        ]
        return sum(outside) / len(outside)

    assert needless(after) <= needless(before) + 0.001
