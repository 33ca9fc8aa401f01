"""Columns of more text than one array holds go the whole road, or are refused by name."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError
from sector_data.pipeline.auditing.claims import audit_bundle
from tests.end_to_end.worlds import SYLLABLES, World, make_keys

MOST = 3_000
"""Bytes of one array's text here; of subjects and quasi-identifiers there are fewer."""
PIPELINE = """\
release: {name: long-texts, key: demo}
source: {people: people.csv, visits: visits.csv, claims: claims.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id, claims: claim_id}
references:
  visits.person_id: people.person_id
  claims.visit_id: visits.visit_id
  claims.waits_for: visits.visit_id
columns:
  people.surname: {role: direct-identifier, transform: {redact-text: {replacement: surrogates}}}
  people.sex: quasi-identifier
  people.zip: {role: quasi-identifier, hierarchy: us-zip}
  people.tax: {role: direct-identifier, transform: {pseudonym: {domain: tax}}}
  people.story: {role: insensitive, transform: keep}
  people.plate: {role: insensitive, transform: {mask: {keep-last: 2}}}
  visits.day: shift-date
  visits.code: {role: sensitive, transform: keep}
  visits.note: {role: free-text, language: en, transform: redact-text}
  visits.reason: {role: sensitive, transform: {join-rare: {at-least: 5}}}
  claims.amount: {role: insensitive, transform: keep}
  claims.kind: drop
privacy: {k-anonymity: 3, l-diversity: {visits.code: 2}, suppression-limit: 30%}
"""
LONG = {
    "people": {"surname", "tax", "story", "plate"},
    "visits": {"visit_id", "code", "note", "reason"},
    "claims": {"claim_id", "visit_id", "waits_for", "kind"},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    rng = random.Random(3)
    folder = tmp_path_factory.mktemp("long")
    words = ("red", "blue", "green", "tall", "short", "warm", "cold", "slow", "fast", "bright")
    people, visits, claims = range(100), range(150), range(160)
    names = ["".join(rng.choices(SYLLABLES, k=12)).capitalize() for _ in people]
    owners = rng.choices(people, k=len(visits))
    days = [date(2023, 1, 1) + timedelta(days=rng.randrange(700)) for _ in visits]
    ids = [f"visit number {500_000_000 + 3 * n}" for n in visits]
    tables: dict[str, dict[str, Any]] = {
        "people": {
            "person_id": [f"P{1000 + 7 * n}" for n in people],
            "surname": names,
            "sex": rng.choices("FM", k=len(people)),
            "zip": [f"0{rng.choice('12')}{rng.randrange(100, 120)}" for _ in people],
            "tax": [f"TAX-{10**30 + 13 * n}" for n in people],
            "story": [" ".join(rng.choices(words, k=8)) for _ in people],
            "plate": ["".join(rng.choices("ABCDEFGH", k=35)) for _ in people],
        },
        "visits": {
            "visit_id": ids,
            "person_id": [f"P{1000 + 7 * n}" for n in owners],
            "day": [f"{day:%d %B %Y}" for day in days],
            "code": rng.choices(
                ("E11 type 2 diabetes mellitus", "I10 primary hypertension", "J45 allergic asthma"),
                k=len(visits),
            ),
            "note": [
                f"Mr {names[n]} came on {day} and felt {rng.choice(words)}."
                for n, day in zip(owners, days, strict=True)
            ],
            "reason": rng.choices(
                ("fell from a high ladder", "burnt the left hand", "slipped on black ice", "newt"),
                (8, 8, 8, 0.1),
                k=len(visits),
            ),
        },
        "claims": {
            "claim_id": [f"claim {10**20 + n}" for n in claims],
            "visit_id": rng.choices(ids, k=len(claims)),
            # One leads nowhere, so that a value of the domain has no pseudonym.
            "waits_for": ["visit number 1", *(rng.choice([None, *ids]) for _ in claims[1:])],
            "amount": [50 * rng.randrange(1, 9) for _ in claims],
            "kind": [" ".join(rng.choices(words, k=5)) for _ in claims],
        },
    }
    for name, columns in tables.items():
        frame = pd.DataFrame(columns)
        frame.to_csv(folder / f"{name}.csv", index=False)
        long = {c for c in frame if frame[c].dtype == object and frame[c].str.len().sum() > MOST}
        assert long == LONG[name]
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    make_keys(folder, "demo")
    return World(folder)


@pytest.fixture
def _arrays_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {
        "tables.MOST_TEXT": MOST,
        "spilling.LARGE": 0,
        "spilling._LARGE_COLUMN": 0,
        "spilling._ROWS": 20,
        "spilling._GROUP": 30,
        "arrays.IN_MEMORY": 0,
        "numbering.MANY_ROWS": 64,
        "numbering._FEW_VALUES": 5,
        "numbering._SAMPLE_BYTES": 2_000,
    }.items():
        monkeypatch.setattr(f"sector_data.sources.{name}", size)
    monkeypatch.setattr("sector_data.pipeline.texts.keeping.PIECE_TEXTS", 13)


def files_of(bundle: Path) -> dict[str, bytes]:
    return {
        path.relative_to(bundle).as_posix(): path.read_bytes()
        for folder in ("data", "evidence")
        for path in sorted((bundle / folder).rglob("*"))
        if path.is_file()
    }


def test_they_are_released_and_audited_as_others_are(
    world: World, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    plain = sd.run(world.pipeline, output=tmp_path / "plain", key_ring=world.key_ring)
    request.getfixturevalue("_arrays_are_small")
    pieces = sd.run(world.pipeline, output=tmp_path / "pieces", key_ring=world.key_ring)

    assert files_of(pieces.bundle) == files_of(plain.bundle)
    assert audit_bundle(pieces.bundle).passed
    notes = sd.load(pieces.bundle)["visits"]["note"]
    assert notes.str.contains("<PERSON>").all()


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        (
            [("story: {role: insensitive, transform: keep}", "story: quasi-identifier")],
            "people.story",
            "needs all of it at once",
        ),
        (
            [
                ("people.story: {role: insensitive", "people.story: {role: sensitive"),
                ("{visits.code: 2}", "{people.story: 2}"),
            ],
            "people.story",
            "distinct values are more than 2 GiB",
        ),
        (
            [("  claims.amount", "  people.person_id: {role: direct-identifier, transform: "
              "{pseudonym: {length: 40}}}\n  claims.amount")],
            "people.person_id",
            "rows of visits would be more than 2 GiB",
        ),
        (
            [("{mask: {keep-last: 2}}", "{pram: {keep: 80%}}")],
            "people.plate",
            "needs all of it at once",
        ),
        (
            [("suppression-limit: 30%}", "suppression-limit: 30%}\nassess: {}")],
            "people.story",
            "measurements that 'assess' asks for need all of it at once",
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("_arrays_are_small")
def test_what_needs_all_of_one_at_once_is_told_before_anything_is_done(
    changes: list[tuple[str, str]],
    place: str,
    sentence: str,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sector_data.pipeline.checking.feasibility.MOST_TEXT", MOST)
    pipeline = world.edited("edited.yaml", *changes)
    with pytest.raises(InputError) as refused:
        sd.run(pipeline, output=tmp_path / "release", key_ring=world.key_ring)
    assert place in str(refused.value)
    assert sentence in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_arrays_are_small")
def test_what_a_measurement_needs_at_once_is_told_by_name(world: World) -> None:
    visits = world.folder / "visits.csv"
    assert sd.assess(visits, quasi_identifiers=["day"]).rows == 150
    for asked in ({"sensitive": ["note"]}, {"source": visits}):
        with pytest.raises(InputError, match=r"visits\.[a-z_]+ holds more than 2 GiB"):
            sd.assess(visits, quasi_identifiers=["day"], **asked)
