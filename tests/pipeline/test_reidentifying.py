"""Pseudonyms lead back for the key's holder, with a record, and for nobody once it is destroyed."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.deidentify.keys import Purpose
from sector_data.errors import InputError, KeyRingError, PlanError
from sector_data.pipeline.reidentifying import check_log
from sector_data.release.loading import Release
from sector_data.spec.plan import Plan
from tests.cli.running import sector_data

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")

ROWS = 30
PURPOSES: tuple[Purpose, ...] = ("pseudonym", "format", "lookup", "row-order")
REASON = "a finding that somebody must be told of"
TRANSFORMS = (
    "{transform: {pseudonym: {prefix: P-}}}",
    "{transform: {surrogate: {length: 8, alphabet: alphanumeric}}}",
    "{transform: {format-preserving: {check: nhs}}}",
)


def nhs(number: int) -> str:
    payload = f"{number:09d}"
    check = 11 - sum((10 - place) * int(digit) for place, digit in enumerate(payload)) % 11
    return payload + str(check % 11)


NUMBERS = [n for n in (nhs(400_000_000 + 7 * k) for k in range(3 * ROWS)) if len(n) == 10][:ROWS]


class World:
    """Two tables that share the patients' numbers, and a ring."""

    def __init__(self, folder: Path, transform: str) -> None:
        self.folder = folder
        self.ring = folder / "ring" / "keys.json"
        KeyRing.open(self.ring, create=True).new("default", holder=None)
        pd.DataFrame({"nhs": NUMBERS, "sex": ["F", "M"] * (ROWS // 2)}).to_csv(
            folder / "people.csv", index=False
        )
        pd.DataFrame({"who": NUMBERS[::-1], "ward": ["north"] * ROWS}).to_csv(
            folder / "visits.csv", index=False
        )
        self.pipeline = folder / "p.yaml"
        self.write(transform)

    def write(self, transform: str, release: str = "name: r") -> None:
        self.pipeline.write_text(
            f"release: {{{release}}}\nsource: {{people: people.csv, visits: visits.csv}}\n"
            "subject: people.nhs\nkeys: {people: nhs}\nreferences: {visits.who: people.nhs}\n"
            f"columns:\n  people.nhs: {transform}\n  people.sex: quasi-identifier\n"
            "  visits.ward: {role: insensitive}\nprivacy: {k-anonymity: 2}\n",
            encoding="utf-8",
        )

    def released(self, name: str) -> tuple[Plan, Release]:
        plan = sd.plan(self.pipeline)
        sd.apply(plan, output=self.folder / name, key_ring=self.ring)
        return plan, sd.load(self.folder / name)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_the_keys_holder_finds_everybody_and_it_is_recorded(transform: str, tmp_path: Path) -> None:
    world = World(tmp_path, transform)
    plan, tables = world.released("out")
    tokens = [str(t) for t in tables["people"]["nhs"]]
    assert set(tokens) == {str(t) for t in tables["visits"]["who"]}
    assert not set(tokens) & set(NUMBERS)
    found = sd.reidentify(
        [*tokens, "stranger"], plan=plan, column="visits.who", reason=REASON, key_ring=world.ring
    )
    assert {found.values[token] for token in tokens} == set(NUMBERS)
    assert found.values["stranger"] is None
    assert found.found == ROWS
    assert NUMBERS[0] not in repr(found)
    assert check_log(found.log) == 1
    assert stat.S_IMODE(found.log.stat().st_mode) == 0o600
    written = found.log.read_text(encoding="utf-8")
    assert json.loads(written)["reason"] == REASON
    assert not any(value in written for value in [*NUMBERS, *tokens])
    # And the same again, with the same pseudonyms: they are the same in the next version.
    _, again = world.released("again")
    assert [str(t) for t in again["people"]["nhs"]] == tokens

    KeyRing.open(world.ring).destroy("default")
    with pytest.raises(KeyRingError, match="was destroyed"):
        sd.reidentify(tokens, plan=plan, column="people.nhs", reason=REASON, key_ring=world.ring)
    assert check_log(found.log) == 1


def test_a_rotated_key_is_named_by_its_id(tmp_path: Path) -> None:
    world = World(tmp_path, TRANSFORMS[0])
    plan, tables = world.released("out")
    tokens = [str(t) for t in tables["people"]["nhs"]]
    old = KeyRing.open(world.ring).get("default").id
    KeyRing.open(world.ring).rotate("default")
    new = sd.reidentify(tokens, plan=plan, column="people.nhs", reason=REASON, key_ring=world.ring)
    assert new.found == 0
    found = sd.reidentify(
        tokens, plan=plan, column="people.nhs", reason=REASON, key_ring=world.ring, key=old
    )
    assert found.found == ROWS
    assert check_log(found.log) == 2


def test_versions_recipients_and_names_share_no_pseudonym_unless_they_should(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, TRANSFORMS[0])
    made: dict[str, set[str]] = {}
    for name, release in {
        "one": "name: r",
        "next": "name: r, version: 2.0.0",
        "recipient": "name: r, recipient: registered",
        "project": "name: s",
        "apart-1": "name: r, link-versions: false",
        "apart-2": "name: r, version: 2.0.0, link-versions: false",
    }.items():
        world.write(TRANSFORMS[0], release)
        made[name] = set(world.released(name)[1]["people"]["nhs"])
    assert made["one"] == made.pop("next")
    names = list(made)
    for place, name in enumerate(names):
        assert all(not made[name] & made[other] for other in names[place + 1 :])


@pytest.mark.parametrize(
    ("column", "reason", "error", "said"),
    [
        ("people.sex", REASON, InputError, "has no pseudonyms"),
        ("people.nowhere", REASON, PlanError, "no column"),
        ("people.nhs", "because", InputError, "needs a reason"),
        ("people.nhs", "two\nlines of a reason", InputError, "needs a reason"),
    ],
)
def test_bad_questions_are_refused_and_leave_no_record(
    column: str, reason: str, error: type[Exception], said: str, tmp_path: Path
) -> None:
    world = World(tmp_path, TRANSFORMS[0])
    with pytest.raises(error, match=said):
        sd.reidentify(
            ["x"], plan=sd.plan(world.pipeline), column=column, reason=reason, key_ring=world.ring
        )
    assert not (world.ring.parent / "reidentifications.jsonl").exists()


def test_a_log_that_was_changed_shows(tmp_path: Path) -> None:
    world = World(tmp_path, TRANSFORMS[0])
    plan = sd.plan(world.pipeline)
    for _ in range(3):
        log = sd.reidentify(
            ["x"], plan=plan, column="people.nhs", reason=REASON, key_ring=world.ring
        ).log
    assert check_log(log) == 3
    lines = log.read_bytes().splitlines(keepends=True)
    for changed in (lines[1:], [lines[0], lines[2]], [lines[0], b"{}\n", *lines[1:]]):
        log.write_bytes(b"".join(changed))
        with pytest.raises(InputError, match="the log was changed"):
            check_log(log)


def test_from_the_command_line(tmp_path: Path) -> None:
    world = World(tmp_path, TRANSFORMS[0])
    plan, tables = world.released("out")
    plan_file, asked, output = (tmp_path / n for n in ("plan.json", "asked.txt", "found.csv"))
    plan_file.write_text(plan.to_json(), encoding="utf-8")
    asked.write_text("\n".join(map(str, tables["people"]["nhs"])) + "\n", encoding="utf-8")
    call = (
        "reidentify", plan_file, "--column", "people.nhs", "--reason", REASON,
        "--pseudonyms", asked, "-o", output, "--key-ring", world.ring,
    )  # fmt: skip
    done = sector_data(*call)
    assert done.code == 0, done.err
    assert f"{ROWS} of {ROWS} pseudonyms found" in done.out
    assert NUMBERS[0] not in done.out + done.err
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert set(pd.read_csv(output, dtype=str)["value"]) == set(NUMBERS)
    assert sector_data(*call).code == 2

    rotate = sector_data("keys", "rotate", "default", "--key-ring", world.ring)
    assert "the old one is default~1" in rotate.out
    listed = sector_data("keys", "list", "--key-ring", world.ring)
    assert "rotated out" in listed.out
    shown = sector_data("keys", "show", "default~1", "--key-ring", world.ring)
    assert "r for public" in shown.out
    destroyed = sector_data("keys", "destroy", "default~1", "--yes", "--key-ring", world.ring)
    assert "is destroyed" in destroyed.out
    assert "destroyed" in sector_data("keys", "list", "--key-ring", world.ring).out
    assert sector_data("keys", "show", "default~1", "--key-ring", world.ring).code == 2


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_no_file_of_a_release_holds_a_key(transform: str, tmp_path: Path) -> None:
    world = World(tmp_path, transform)
    plan, _ = world.released("out")
    entries = json.loads(world.ring.read_text(encoding="utf-8"))["keys"]
    key = KeyRing.open(world.ring).get("default")
    spelt = [entry[word].encode() for entry in entries for word in ("secret", "signing-key")]
    spelt += [form for raw in key.secrets() for form in (raw, raw.hex().encode())]
    for domain in ("people.nhs", ""):
        for purpose in PURPOSES:
            derived = key.domain_key(
                project="r", recipient="public", release="", domain=domain, purpose=purpose
            )
            spelt += [derived, derived.hex().encode()]
    files = [p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert not any(form in raw for form in spelt for raw in [*files, plan.to_json().encode()])
