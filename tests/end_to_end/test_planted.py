"""Planted identifiers do not survive, intervals do, and pseudonyms join what they should."""

from __future__ import annotations

import base64
import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import KeyRingError
from sector_data.release.loading import Release
from tests.cli.running import sector_data
from tests.end_to_end.planted import PEOPLE, TRANSFERS, Planted, plant

NOTE = re.compile(
    r"(?P<first>[\w'-]+) (?P<last>[\w'-]+) \(MRN (?P<mrn>\S+), (?P<patient>\w+)\) was admitted on "
    r"(?P<start>\w+ \d+, \d{4}) and discharged (?P<end>[\d/]+)\. Patient (?P<again>[\w'-]+) can be "
    r"reached at (?P<phone>\S+) or (?P<email>\S+)\. SSN (?P<ssn>\S+)\."
)
KEYS = {
    "patients": ("patient_id", "mrn"),
    "visits": ("visit_id",),
    "notes": ("note_id",),
    "resources": ("resource_id",),
    "transfers": ("sender",),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("planted"))


def released(world: Planted, name: str, release: str) -> Release:
    sd.run(world.pipeline(release), output=world.folder / name, key_ring=world.ring)
    return sd.load(world.folder / name)


@pytest.fixture(scope="module")
def one(world: Planted) -> Release:
    return released(world, "one", "name: one")


@pytest.fixture(scope="module")
def notes(one: Release) -> pd.DataFrame:
    found = [NOTE.fullmatch(text) for text in one["notes"]["text"]]
    assert all(found)
    told = pd.DataFrame([m.groupdict() for m in found if m])
    both = pd.concat([one["notes"].reset_index(drop=True), told], axis=1)
    joined = both.merge(one["visits"], on="visit_id", validate="one_to_one")
    return joined.merge(one["patients"], on="patient_id", suffixes=("", "_table"))


def files_of(folder: Path) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_that_was_planted_survives(world: Planted, one: Release) -> None:
    assert one is not None
    everything = b"\n".join(files_of(world.folder / "one"))
    survivors = [n for n in world.numbers if n.encode() in everything]
    data = "\n".join(p.read_text("utf-8") for p in (world.folder / "one" / "data").glob("*.csv"))
    spoken = {word.casefold() for word in re.findall(r"[^\W\d_]+", data)}
    survivors += [w for w in world.words if w.casefold() in spoken]
    assert survivors == []


def test_intervals_of_a_subject_are_those_of_the_source(
    world: Planted, one: Release, notes: pd.DataFrame
) -> None:
    def spells(visits: pd.DataFrame) -> list[tuple[int, ...]]:
        days = visits.assign(
            start=pd.to_datetime(visits["admitted"]), end=pd.to_datetime(visits["discharged"])
        ).sort_values(["patient_id", "start"])
        return sorted(
            tuple((day - group["start"].iloc[0]).days for day in (*group["start"], *group["end"]))
            for _, group in days.groupby("patient_id")
        )

    assert spells(one["visits"]) == spells(world.tables["visits"])
    assert set(one["visits"]["admitted"]) != set(world.tables["visits"]["admitted"])
    starts = pd.to_datetime(notes["start"], format="%B %d, %Y")
    ends = pd.to_datetime(notes["end"], format="%m/%d/%Y")
    assert (starts == pd.to_datetime(notes["admitted"])).all()
    assert (ends == pd.to_datetime(notes["discharged"])).all()


def test_texts_agree_with_the_tables(notes: pd.DataFrame) -> None:
    assert len(notes) == 2 * PEOPLE
    for word in ("first", "last", "mrn"):
        assert (notes[word] == notes[f"{word}_table"]).all()
    assert (notes["patient"] == notes["patient_id"]).all()
    assert (notes["again"] == notes["last"].str.upper()).all()
    assert notes["email"].str.fullmatch(r"\S+@example\.(?:org|com|net)").all()
    assert notes["ssn"].str.startswith("666-").all()


def test_documents_and_their_narratives_agree_with_the_tables(one: Release) -> None:
    people = one["patients"].set_index("patient_id")
    visits = {(row["patient_id"], str(row["admitted"])[:10]) for _, row in one["visits"].iterrows()}
    for _, row in one["resources"].iterrows():
        body = json.loads(row["body"])
        person = people.loc[row["patient_id"]]
        assert body["id"] == row["patient_id"]
        assert body["name"][0]["family"] == person["last"]
        assert "value" not in body["telecom"][0]
        assert (row["patient_id"], body["period"]["start"]) in visits
        narrative = body["text"]["div"]
        assert f"{person['first']} {person['last']}" in re.sub("<[^>]*>", "", narrative)
        assert row["patient_id"] in narrative
        start = pd.Timestamp(body["period"]["start"])
        assert f"Admitted {start:%B} {start.day}, {start.year}" in narrative
        assert "title" not in narrative


def test_the_same_domain_joins_and_other_domains_share_nothing(
    world: Planted, one: Release
) -> None:
    later = released(world, "later", "name: one, version: 2.0.0")
    other = released(world, "other", "name: other")
    partner = released(world, "partner", "name: one, recipient: registered")
    for table, columns in KEYS.items():
        for column in columns:
            values = set(one[table][column])
            assert values == set(later[table][column])
            assert not values & set(other[table][column])
            assert not values & set(partner[table][column])
    for release in (one, other):
        for child, column, parent in (
            ("visits", "patient_id", "patients"),
            ("notes", "visit_id", "visits"),
            ("resources", "patient_id", "patients"),
        ):
            joined = release[child].merge(release[parent], on=column)
            assert len(joined) == len(world.tables[child])


def test_both_columns_of_a_pair_are_one_to_one(world: Planted, one: Release) -> None:
    source = world.tables["transfers"].astype(str)
    made = one["transfers"].astype(str)
    both = source.merge(made, on="cents", suffixes=("", "_made"))
    assert len(both) == TRANSFERS
    pairs = pd.concat(
        [
            both[[column, f"{column}_made"]].set_axis(["value", "token"], axis=1)
            for column in ("sender", "receiver")
        ]
    ).drop_duplicates()
    assert pairs["value"].is_unique
    assert pairs["token"].is_unique


def secrets_of(world: Planted) -> list[bytes]:
    """Return everything that is a key, in every form that it could be written in."""
    raw = json.loads(world.ring.read_text(encoding="utf-8"))["keys"]
    key = KeyRing.open(world.ring).get("default")
    spelt = [entry[word].encode() for entry in raw for word in ("secret", "signing-key")]
    secrets = list(key.secrets())
    for purpose in ("pseudonym", "text", "date-shift", "lookup", "row-order"):
        for domain in ("", "accounts", "patients.patient_id", "patients.mrn"):
            secrets.append(
                key.domain_key(
                    project="one",
                    recipient="public",
                    release="",
                    domain=domain,
                    purpose=purpose,
                )
            )
    for secret in secrets:
        spelt += [secret, secret.hex().encode(), base64.b64encode(secret), repr(secret).encode()]
    return spelt


def test_keys_are_nowhere(world: Planted, one: Release, tmp_path: Path) -> None:
    assert one is not None
    pipeline = world.pipeline("name: one")
    told = [
        sector_data("plan", pipeline, "-o", tmp_path / "plan.json"),
        sector_data(
            "apply", tmp_path / "plan.json", "-o", tmp_path / "out", "--key-ring", world.ring
        ),
        sector_data("keys", "list", "--key-ring", world.ring),
        sector_data("audit", tmp_path / "out"),
    ]
    assert all(run.code == 0 for run in told), [run.err for run in told if run.code]
    written = [*files_of(tmp_path), *files_of(world.folder / "one"), pipeline.read_bytes()]
    written += [(run.out + run.err).encode() for run in told]
    codes = next((world.ring.parent / "lookups").rglob("*.lookup"))
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    written.append(codes.read_bytes())
    spelt = secrets_of(world)
    assert not any(secret in content for secret in spelt for content in written)
    assert not any(n.encode() in codes.read_bytes() for n in world.numbers)


def test_pseudonyms_lead_back_until_the_key_is_destroyed(tmp_path: Path) -> None:
    world = plant(tmp_path)
    release = released(world, "out", "name: one")
    plan = sd.plan(world.pipeline("name: one"))
    for column, values in (
        ("patients.patient_id", release["patients"]["patient_id"]),
        ("patients.mrn", release["patients"]["mrn"]),
        ("transfers.receiver", release["transfers"]["receiver"]),
    ):
        asked = sorted({str(v) for v in values})
        table, _, name = column.partition(".")
        found = sd.reidentify(
            asked, plan=plan, column=column, reason="a finding to be told", key_ring=world.ring
        )
        assert set(found.values.values()) == {str(v) for v in world.tables[table][name]}
    KeyRing.open(world.ring).destroy("default")
    assert not list(world.ring.parent.rglob("*.lookup"))
    with pytest.raises(KeyRingError, match="destroyed"):
        sd.reidentify(
            asked, plan=plan, column=column, reason="a finding to be told", key_ring=world.ring
        )
    with pytest.raises(KeyRingError, match="destroyed"):
        sd.apply(plan, output=tmp_path / "again", key_ring=world.ring)
