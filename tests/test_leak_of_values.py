"""No value of the data in a log, a warning, an error, on the screen or in a representation.

A world full of planted values is released, planned, drafted, assessed and refused, while every
logger of every library tells all it knows.
"""

from __future__ import annotations

import contextlib
import io
import logging
import random
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import SectorDataError
from tests.cli.running import sector_data
from tests.end_to_end.worlds import SYLLABLES, World, make_keys

pytestmark = pytest.mark.slow

PIPELINE = """\
release: {name: planted, key: demo}
source: {people: people.csv, visits: visits.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id}
references: {visits.person_id: people.person_id}
columns:
  people.given: drop
  people.family: drop
  people.mail: drop
  people.phone: {role: direct-identifier, transform: {mask: {keep-last: 2}}}
  people.born: {role: quasi-identifier, hierarchy: age}
  people.postcode: {role: quasi-identifier, hierarchy: us-zip}
  people.job: {role: quasi-identifier, hierarchy: flat}
  people.income: {role: quasi-identifier, hierarchy: number}
  visits.day: shift-date
  visits.ward: {role: sensitive, transform: keep}
  visits.charge: {role: insensitive, transform: {round: {to: 50}}}
  visits.note: {role: free-text, language: en, transform: redact-text}
privacy: {k-anonymity: 3, l-diversity: {visits.ward: 2}, suppression-limit: 20%}
"""


def word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=5)).capitalize()


def planted_tables() -> dict[str, pd.DataFrame]:
    """Make tables in which every cell that could identify is a value seen nowhere else."""
    rng = random.Random(11)
    count = 90
    given = [word(rng) for _ in range(count)]
    family = [word(rng) for _ in range(count)]
    ids = [f"QX{rng.randrange(10**7, 10**8)}" for _ in range(count)]
    people = pd.DataFrame(
        {
            "person_id": ids,
            "given": given,
            "family": family,
            "mail": [
                f"{a}.{b}@{word(rng)}.example".lower() for a, b in zip(given, family, strict=True)
            ],
            "phone": [f"413-555-{rng.randrange(1000, 9999)}" for _ in range(count)],
            "born": [
                f"{rng.randrange(1930, 2015)}-0{rng.randrange(1, 9)}-1{rng.randrange(9)}"
                for _ in range(count)
            ],
            "postcode": [f"0{rng.choice('12')}{rng.randrange(100, 140)}" for _ in range(count)],
            "job": [f"{rng.choice(('miller', 'roofer'))} {word(rng).lower()}" for _ in ids],
            "income": [rng.randrange(20_000, 90_000) + 0.37 for _ in range(count)],
        }
    )
    rows = rng.choices(range(count), k=200)
    visits = pd.DataFrame(
        {
            "visit_id": [f"ZK{rng.randrange(10**7, 10**8)}" for _ in rows],
            "person_id": [ids[i] for i in rows],
            "day": [f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}" for _ in rows],
            "ward": rng.choices(("north", "south", "east"), k=len(rows)),
            "charge": [rng.randrange(100, 9000) + 0.13 for _ in rows],
            "note": [
                f"{given[i]} {family[i]} ({ids[i]}) came in with a cough. Mr. {family[i]} can be "
                f"called at {people['phone'][i]} or written to at {people['mail'][i]}."
                for i in rows
            ],
        }
    )
    return {"people": people, "visits": visits}


def secrets(tables: dict[str, pd.DataFrame]) -> set[str]:
    """Return what must be told nowhere, folded."""
    people, visits = tables["people"], tables["visits"]
    values: set[str] = set()
    for column in ("person_id", "given", "family", "mail", "phone", "born", "income", "job"):
        values |= {str(value) for value in people[column]}
    values |= set(visits["visit_id"]) | {str(value) for value in visits["charge"]}
    values |= {job.split()[1] for job in people["job"]}
    return {value.casefold() for value in values}


@dataclass
class Heard:
    """Everything that was said while something ran."""

    log: io.StringIO = field(default_factory=io.StringIO)
    out: io.StringIO = field(default_factory=io.StringIO)
    said: list[str] = field(default_factory=list)

    def everything(self) -> str:
        return "\n".join([self.log.getvalue(), self.out.getvalue(), *self.said]).casefold()


class _Everything(logging.Formatter):
    """Formats a record with its arguments and its exception, local variables or not."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {record.args!r} {record.__dict__.get('exc_text')}"


@contextlib.contextmanager
def listening() -> Iterator[Heard]:
    """Hear every logger at its most talkative, all streams and all warnings."""
    heard = Heard()
    handler = logging.StreamHandler(heard.log)
    handler.setFormatter(_Everything())
    root = logging.getLogger()
    level = root.level
    loggers = [
        logger
        for logger in list(logging.Logger.manager.loggerDict.values())
        if isinstance(logger, logging.Logger)
    ]
    levels = [(logger, logger.level) for logger in loggers]
    root.addHandler(handler)
    root.setLevel(1)
    for logger in loggers:
        logger.setLevel(1)
    try:
        with (
            contextlib.redirect_stdout(heard.out),
            contextlib.redirect_stderr(heard.out),
            warnings.catch_warnings(record=True) as warned,
        ):
            warnings.simplefilter("always")
            yield heard
        heard.said += [f"{warning.message} {warning.source!r}" for warning in warned]
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for logger, before in levels:
            logger.setLevel(before)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("planted") / "world"
    folder.mkdir()
    for name, frame in planted_tables().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    world = World(folder)
    world.pipeline.write_text(PIPELINE, encoding="utf-8")
    make_keys(folder, "demo")
    # The libraries are loaded once, so that their loggers are there to be turned up.
    sd.run(world.pipeline, output=folder / "first", key_ring=world.key_ring)
    return world


def assert_silent(said: str, world: World) -> None:
    folded = said.casefold()
    found = sorted(value for value in secrets(planted_tables()) if value in folded)
    assert found == []


def keys_of(world: World) -> list[str]:
    import json

    ring = json.loads(world.key_ring.read_text(encoding="utf-8"))
    return [entry[name] for entry in ring["keys"] for name in ("secret", "signing-key")]


def test_the_ears_are_open(world: World) -> None:
    """A value that is told would be heard: by log, stream and warning."""
    value = planted_tables()["people"]["family"][0]
    with listening() as heard:
        logging.getLogger("some.library").debug("read %s", value)
        warnings.warn(f"odd value {value}", stacklevel=1)
        print(value, file=sys.stderr)  # noqa: T201 - what must not happen is done on purpose
    assert heard.everything().count(value.casefold()) >= 3
    with pytest.raises(AssertionError):
        assert_silent(heard.everything(), world)


def test_a_whole_run_tells_no_value(world: World, tmp_path: Path) -> None:
    with listening() as heard:
        announced: list[str] = []
        released = sd.run(
            world.pipeline,
            output=tmp_path / "release",
            key_ring=world.key_ring,
            announce=announced.append,
        )
        report = sd.audit(tmp_path / "release")
    told = [heard.everything(), repr(released), repr(released.plan), repr(report), *announced]
    assert_silent("\n".join(told), world)
    for secret in keys_of(world):
        assert secret.casefold() not in "\n".join(told)


@pytest.mark.parametrize("loudness", ["", "--verbose", "--json"])
def test_the_command_line_tells_no_value(loudness: str, world: World, tmp_path: Path) -> None:
    options = [loudness] if loudness else []
    ring: list[str | Path] = ["--key-ring", world.key_ring]
    people = world.folder / "people.csv"
    calls: list[list[str | Path]] = [
        ["plan", world.pipeline, "-o", tmp_path / "plan.json", *options],
        ["run", world.pipeline, "-o", tmp_path / "release", *ring, *options],
        ["audit", tmp_path / "release", *options],
        ["explore", world.pipeline, "--k", "2,9", "--html", tmp_path / "e.html", *options],
        ["assess", people, "--quasi-identifiers", "family,born", "--sensitive", "job", *options],
    ]
    if loudness != "--json":
        visits = world.folder / "visits.csv"
        calls.append(["init", people, visits, "-o", tmp_path / "draft.yaml", *options])
    for call in calls:
        with listening() as heard:
            done = sector_data(*call)
        assert done.code == 0, done.err
        assert_silent(done.out + done.err + heard.everything(), world)


def test_plan_and_draft_hold_no_value(world: World, tmp_path: Path) -> None:
    files = [world.folder / "people.csv", world.folder / "visits.csv"]
    draft = sd.init(files, target=tmp_path / "draft.yaml")

    assert_silent(draft.text + "\n".join(draft.look_at_first), world)
    assert_silent(sd.plan(world.pipeline).to_json(), world)


FAILURES = {
    "unknown column": ("people.job:", "people.jbo:"),
    "text column rounded": ("people.family: drop", "people.family: {transform: {round: {to: 5}}}"),
    "text column shifted": ("people.given: drop", "people.given: shift-date"),
    "text column capped": (
        "people.given: drop",
        "people.given: {transform: {top-bottom: {top: 5}}}",
    ),
    "text column truncated": ("people.mail: drop", "people.mail: {transform: truncate-date}"),
    "name as number": (
        "people.job: {role: quasi-identifier, hierarchy: flat}",
        "people.job: {role: quasi-identifier, hierarchy: number}",
    ),
    "name as birth date": (
        "people.job: {role: quasi-identifier, hierarchy: flat}",
        "people.job: {role: quasi-identifier, hierarchy: age}",
    ),
    "name as date": (
        "people.job: {role: quasi-identifier, hierarchy: flat}",
        "people.job: {role: quasi-identifier, hierarchy: date}",
    ),
    "name as place": (
        "people.job: {role: quasi-identifier, hierarchy: flat}",
        "people.job: {role: quasi-identifier, hierarchy: us-zip}",
    ),
    "key that is not unique": ("keys: {people: person_id", "keys: {people: postcode"),
    "identifier kept": ("people.family: drop", "people.family: keep"),
    "identifier called harmless": (
        "people.family: drop",
        "people.family: {role: insensitive, transform: keep}",
    ),
    "text called harmless": (
        "visits.note: {role: free-text, language: en, transform: redact-text}",
        "visits.note: {role: insensitive, transform: keep}",
    ),
    "expectation missed": (
        "privacy:",
        "quality: {expectations: [{expect_column_values_to_be_in_set: "
        "{column: visits.ward, value_set: [north]}}]}\nprivacy:",
    ),
    "expectation of a pattern missed": (
        "privacy:",
        "quality: {expectations: [{expect_column_values_to_match_regex: "
        "{column: visits.note, regex: '^$'}}]}\nprivacy:",
    ),
    "k out of reach": ("k-anonymity: 3", "k-anonymity: 1000"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_goes_wrong_no_value_is_told(failure: str, world: World, tmp_path: Path) -> None:
    pipeline = world.edited("failing.yaml", FAILURES[failure])
    target, again = tmp_path / "release", tmp_path / "again"
    with listening() as heard:
        done = sector_data("run", pipeline, "-o", target, "--key-ring", world.key_ring, "-v")
        caught: SectorDataError | None = None
        try:
            sd.run(pipeline, output=again, key_ring=world.key_ring)
        except SectorDataError as error:
            caught = error
    chain: list[str] = []
    link: BaseException | None = caught
    while link is not None:
        chain.append(f"{link!r} {link} {link.__dict__!r}")
        link = link.__cause__ or link.__context__
    assert_silent("\n".join([done.out, done.err, heard.everything(), *chain]), world)
    assert done.code in (0, 1, 2), done.err
    assert (caught is None) == (done.code == 0)
    assert target.exists() == again.exists() == (done.code == 0)
    assert "Traceback" not in done.err


def spoilt(world: World, folder: Path, change: str) -> Path:
    """Copy the world's people and break the file so that its values are in the way."""
    lines = (world.folder / "people.csv").read_text(encoding="utf-8").splitlines()
    match change:
        case "ragged":
            lines[5] += ",one,more"
        case "open quote":
            lines[7] = '"' + lines[7]
        case "name as header":
            lines = lines[1:]
        case "duplicate header":
            lines[0] = lines[0].replace("given", "family")
        case "NUL":
            lines[3] = lines[3].replace(",", ",\0", 1)
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change", ["ragged", "open quote", "name as header", "duplicate header", "NUL"]
)
def test_damaged_files_are_described_without_their_values(
    change: str, world: World, tmp_path: Path
) -> None:
    path = spoilt(world, tmp_path, change)
    with listening() as heard:
        done = sector_data("assess", path, "--quasi-identifiers", "postcode")
    said = done.out + done.err + heard.everything()
    if change == "name as header":
        # The first row is taken for names of columns, which may be told; no other row is.
        first = path.read_text(encoding="utf-8").splitlines()[0].casefold()
        folded = said.casefold()
        others = {v for v in secrets(planted_tables()) if v not in first}
        assert not [value for value in others if value in folded]
    else:
        assert_silent(said, world)
    assert done.code == 2, said
