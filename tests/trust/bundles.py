"""A bundle with every kind of file, and what a forger makes of it."""

from __future__ import annotations

import base64
import contextlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sector_data.errors import BundleError
from sector_data.release.layout import (
    ATTESTATIONS,
    DATAPACKAGE,
    PLAN,
    SIGNATURES,
    SIGNER,
    SUMS,
    evidence_path,
)
from sector_data.release.manifest import digest
from sector_data.release.sealing import sign_bundle
from sector_data.release.signature import key_id, read_public_key
from sector_data.release.statement import ANONYMISATION_TYPE, Predicate
from tests.cli.running import sector_data
from tests.end_to_end.clinic import people
from tests.end_to_end.worlds import World, make_keys

FORGER = Ed25519PrivateKey.from_private_bytes(bytes(range(7, 39)))
"""Anybody can make a key and put its public half into a bundle."""

PIPELINE = """\
release:
  name: clinic
  title: A clinic
  key: demo
  languages: [en, ja]
  approved-by: [REVIEWER]
sector: health
source: {people: people.csv}
subject: people.person_id
columns:
  people.person_id: pseudonym
  people.age: {role: quasi-identifier, hierarchy: {number: {widths: [5, 10, 20, 40]}}}
  people.sex: {role: quasi-identifier, hierarchy: flat}
  people.ward: {role: quasi-identifier, hierarchy: flat}
  people.dx: {role: sensitive, transform: keep}
  people.cost: {role: sensitive, transform: keep}
  people.items: drop
privacy: {k-anonymity: 5}
policy: [iso-27559]
documentation:
  motivation.creator: The clinic itself.
"""

DOCUMENTS = (
    DATAPACKAGE,
    "croissant.json",
    PLAN,
    evidence_path("assessment"),
    evidence_path("conformity"),
    evidence_path("expectations"),
    evidence_path("governance"),
    evidence_path("leaks"),
    evidence_path("validation"),
)
"""Documents that somebody who audits a bundle, or checks it before publishing, has to read."""


def make_world(folder: Path) -> World:
    """Make a clinic whose plan somebody else has to approve."""
    from sector_data.deidentify.keyring import KeyRing

    folder.mkdir(parents=True)
    people(rows=400).to_csv(folder / "people.csv", index=False)
    make_keys(folder, "demo", "reviewer")
    world = World(folder)
    reviewer = KeyRing.open(world.key_ring).get("reviewer").fingerprint
    world.pipeline.write_text(PIPELINE.replace("REVIEWER", reviewer), encoding="utf-8")
    return world


def make_bundle(world: World) -> Path:
    """Plan, approve, apply and sign: a bundle with every kind of file."""
    plan, bundle = world.folder / "plan.json", world.folder / "release"
    ring = ("--key-ring", world.key_ring)
    for command in (
        ("plan", world.pipeline, "-o", plan, "-q"),
        ("release", "approve-plan", plan, "--key", "reviewer", "--yes", *ring),
        ("apply", plan, "-o", bundle, *ring, "-q"),
        ("release", "sign", bundle, "--role", "reviewer", "--key", "reviewer", *ring),
    ):
        done = sector_data(*command)
        assert done.code == 0, done.err
    return bundle


def statements(bundle: Path) -> list[dict[str, Any]]:
    """Return what the publisher signed."""
    lines = (bundle / ATTESTATIONS).read_bytes().splitlines()
    return [json.loads(base64.b64decode(json.loads(line)["payload"])) for line in lines]


def sign_anew(bundle: Path) -> None:
    """Sign whatever lies in a bundle with the forger's own key, which papers and pages name too:
    nothing but that key is wrong."""
    _name_the_forger(bundle)
    said = [Predicate(s["predicateType"], s["predicate"]) for s in statements(bundle)]
    for predicate in said:
        if predicate.type == ANONYMISATION_TYPE and (bundle / PLAN).is_file():
            predicate.content["planDigest"] = {"sha256": digest(bundle / PLAN)}
    for name in (SUMS, ATTESTATIONS, SIGNATURES):
        with contextlib.suppress(FileNotFoundError):
            (bundle / name).unlink()
    sign_bundle(bundle, said, FORGER)


def _name_the_forger(bundle: Path) -> None:
    try:
        theirs = key_id(read_public_key((bundle / SIGNER).read_bytes())).encode()
    except BundleError:
        return
    ours = key_id(FORGER.public_key()).encode()
    for path in (
        *bundle.glob("*.html"),
        *bundle.glob("*.md"),
        bundle / evidence_path("governance"),
    ):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(theirs, ours))


def write_table(bundle: Path, data: pa.Table, **options: Any) -> None:
    """Put another Parquet file in place of the bundle's."""
    pq.write_table(data, bundle / "data/people.parquet", **options)


def edited(path: Path, change: Any) -> None:
    """Let a function change a JSON document in place."""
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")
