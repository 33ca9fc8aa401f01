"""`sector-data release`, and an auditor's signature."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from sector_data.deidentify.keyring import KeyRing
from sector_data.release.signatories import add_signature
from sector_data.spec.words import SignatoryRole
from tests.cli.running import Outcome, sector_data
from tests.end_to_end.worlds import World, copy_of, plain_world

pytestmark = pytest.mark.slow

TERMS = (
    "name: small-visits",
    "name: small-visits, title: Visits, purpose: tests, licence: CC0-1.0, contact: a@b.example",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return a world whose key ring has the keys of several people."""
    made = plain_world(tmp_path_factory.mktemp("signed") / "world")
    made.edited("pipeline.yaml", TERMS)
    for name in ("demo", "reviewer", "auditor"):
        ring = KeyRing.open(made.key_ring)
        if name not in ring.names():
            ring.new(name, holder="the tests")
        public = sector_data("keys", "public", name, "--key-ring", made.key_ring).out
        (made.folder / f"{name}.pub").write_text(public)
    return made


@pytest.fixture(scope="module")
def released(world: World) -> Path:
    plan, target = world.folder / "plan.json", world.folder / "release"
    planned = sector_data("plan", world.pipeline, "-o", plan, "-q")
    assert planned.code == 0, planned.err
    done = sector_data("apply", plan, "-o", target, "--key-ring", world.key_ring, "-q")
    assert done.code == 0, done.err
    return target


@pytest.fixture
def bundle(released: Path, tmp_path: Path) -> Path:
    return copy_of(released, tmp_path)


def keys(world: World, *names: str) -> list[str]:
    return [word for name in names for word in ("--key", str(world.folder / f"{name}.pub"))]


def sign(world: World, bundle: Path, name: str, role: str) -> Outcome:
    ring = ("--key-ring", world.key_ring)
    return sector_data("release", "sign", bundle, "--key", name, "--role", role, *ring)


def verdicts(done: Outcome) -> dict[str, str]:
    return {c["subject"]: c["verdict"] for c in json.loads(done.out)["claims"]}


def test_a_reviewer_signs_and_is_required(world: World, bundle: Path) -> None:
    asked = ["--require", "steward", "--require", "reviewer", "--json"]
    verify = ["release", "verify", str(bundle), *keys(world, "demo", "reviewer"), *asked]

    before = sector_data(*verify)
    assert before.code == 1
    assert verdicts(before)["reviewer has signed"] == "does not hold"

    signed = sign(world, bundle, "reviewer", "reviewer")
    assert (signed.code, signed.err) == (0, "")
    assert "Signed as reviewer with the key\nSHA256:" in signed.out
    after = sector_data(*verify)
    assert after.code == 0
    assert set(verdicts(after).values()) == {"holds"}


def test_a_signature_by_a_key_that_was_not_named_counts_for_nothing(
    world: World, bundle: Path
) -> None:
    sign(world, bundle, "other", "reviewer")
    done = sector_data(
        *("release", "verify", str(bundle), *keys(world, "demo", "reviewer")),
        *("--require", "reviewer", "--json"),
    )

    assert done.code == 1
    assert verdicts(done)["signed as reviewer"] == "cannot be told from here"
    assert verdicts(done)["reviewer has signed"] == "does not hold"


def test_one_person_is_not_two(world: World, bundle: Path) -> None:
    """The publisher's key neither signs in another role, nor does it count where it did."""
    assert "whoever did that is not its auditor" in sign(world, bundle, "demo", "auditor").err
    key = KeyRing.open(world.key_ring).get("demo").signing_key()
    add_signature(bundle, SignatoryRole.AUDITOR, key, signed_on=date(2026, 11, 29))
    done = sector_data("release", "verify", bundle, *keys(world, "demo"), "--require", "auditor")
    assert (done.code, "auditor has signed" in done.out) == (1, True)


def test_a_key_from_inside_the_bundle_is_refused(world: World, bundle: Path) -> None:
    done = sector_data("release", "verify", bundle, "--key", bundle / "signer.pub")

    assert done.code == 2
    assert "lies in the bundle" in done.err


def test_the_publishers_key_must_be_among_those_that_are_named(world: World, bundle: Path) -> None:
    done = sector_data("release", "verify", bundle, *keys(world, "reviewer"), "--json")

    assert done.code == 1
    assert verdicts(done)["signer"] == "does not hold"


def test_a_tampered_bundle_is_neither_signed_nor_verified(world: World, bundle: Path) -> None:
    path = bundle / "data" / "people.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    sign_it = sign(world, bundle, "reviewer", "reviewer")

    assert sign_it.code == 1
    assert "data/people.csv" in sign_it.err
    assert not (bundle / "signatures.intoto.jsonl").exists()
    done = sector_data(
        *("release", "verify", str(bundle), *keys(world, "demo")),
        *("--require", "steward", "--json"),
    )
    assert done.code == 1
    assert verdicts(done)["steward has signed"] == "does not hold"


def test_a_signature_is_not_carried_to_another_bundle(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    sign(world, bundle, "reviewer", "reviewer")
    other = tmp_path / "other"
    done = sector_data(
        *("run", world.edited("other.yaml", ("visits.code: 2", "visits.code: 3"))),
        *("-o", other, "--key-ring", world.key_ring, "-q"),
    )
    assert done.code == 0, done.err
    shutil.copy(bundle / "signatures.intoto.jsonl", other)

    done = sector_data("release", "verify", other, *keys(world, "demo", "reviewer"), "--json")
    assert done.code == 1
    assert verdicts(done)["signatures.intoto.jsonl"] == "does not hold"


def test_publish_check_names_what_is_missing(world: World, bundle: Path) -> None:
    ring = str(world.key_ring)
    check = ["release", "publish-check", str(bundle), "--key-ring", ring, "--json"]
    ready = sector_data(*check, *keys(world, "demo"))
    assert ready.code == 0, ready.out
    assert verdicts(ready)["ledger"] == "holds"
    assert verdicts(ready)["licence"] == "holds"

    (bundle / "report.html").unlink()
    wanting = sector_data(*check, *keys(world, "demo"), "--require", "auditor")
    assert wanting.code == 1
    wrong = {subject for subject, verdict in verdicts(wanting).items() if verdict != "holds"}
    assert wrong == {"report.html", "pages", "auditor has signed"}
    shown = sector_data(*check[:-1])
    assert "Do not hand it out like this." in shown.out


def test_publish_check_wants_licence_and_contact(world: World, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    pipeline = world.folder / "bare.yaml"
    pipeline.write_text(world.pipeline.read_text().replace(TERMS[1], TERMS[0]) + "\nledger: off\n")
    done = sector_data("run", pipeline, "-o", bare, "--key-ring", world.key_ring, "-q")
    assert done.code == 0, done.err

    check = sector_data("release", "publish-check", bare, "--key-ring", world.key_ring, "--json")

    assert check.code == 1
    wrong = {s for s, verdict in verdicts(check).items() if verdict == "does not hold"}
    assert wrong == {"title", "purpose", "licence", "contact"}
    assert verdicts(check)["ledger"] == "cannot be told from here"


def test_diff_tells_settings_policy_columns_risk_and_utility(
    world: World, released: Path, tmp_path: Path
) -> None:
    coarser = tmp_path / "coarser"
    pipeline = world.edited(
        "coarser.yaml",
        ("k-anonymity: 5", "k-anonymity: 40"),
        ("{role: quasi-identifier, hierarchy: us-zip}", "drop"),
        (TERMS[1], TERMS[1] + ", version: 1.1.0"),
        ("subject: people.person_id", "policy: nhs-small-numbers\nsubject: people.person_id"),
    )
    done = sector_data("run", pipeline, "-o", coarser, "--key-ring", world.key_ring, "-q")
    assert done.code == 0, done.err

    found = json.loads(sector_data("release", "diff", released, coarser, "--json").out)
    changed = {c["what"]: (c["before"], c["after"]) for c in found["settings"]}
    assert changed == {
        "release.version": ("1.0.0", "1.1.0"),
        "privacy.k-anonymity": ("5", "40"),
        "policy": (None, "nhs-small-numbers"),
    }
    assert "nhs-small-numbers, rule direct-identifiers" in {c["what"] for c in found["policy"]}
    columns = {c["what"]: c["after"] for c in found["columns"]}
    assert columns["people.zip"] == "quasi-identifier, drop"
    risk = {c["what"]: (c["before"], c["after"]) for c in found["risk"]}
    before, after = risk["people: smallest class"]
    assert int(before) < 40 <= int(after)
    assert found["utility"]

    shown = sector_data("release", "diff", released, coarser)
    assert "small-visits 1.0.0 → small-visits 1.1.0" in shown.out
    assert "privacy.k-anonymity\n    - 5\n    + 40\n" in shown.out
    same = sector_data("release", "diff", released, released)
    assert "Nothing changed" in same.out


def test_diff_refuses_a_bundle_that_was_changed(released: Path, bundle: Path) -> None:
    path = bundle / "evidence" / "assessment.json"
    path.write_text(path.read_text().replace("0", "1", 1))

    done = sector_data("release", "diff", released, bundle)

    assert done.code == 1
    assert "evidence/assessment.json" in done.err


def test_an_auditor_signs_what_was_found(world: World, bundle: Path) -> None:
    audit = ["audit", str(bundle), *keys(world, "demo"), "--key-ring", str(world.key_ring)]

    done = sector_data(*audit, "--attest", "auditor")

    assert (done.code, done.err) == (0, "")
    assert "Attested with the key auditor,\nSHA256:" in done.out
    verified = sector_data(
        *("release", "verify", str(bundle), *keys(world, "demo", "auditor")),
        *("--require", "auditor", "--json"),
    )
    assert verified.code == 0
    assert verdicts(verified)["auditor has signed"] == "holds"
    again = sector_data(*audit, "--json")
    assert verdicts(again)["signed as auditor"] == "cannot be told from here"


def test_an_auditor_signs_nothing_that_is_false(world: World, bundle: Path) -> None:
    path = bundle / "README.md"
    path.write_text("other words")

    done = sector_data(
        *("audit", bundle, "--attest", "auditor", "--key-ring", world.key_ring),
    )

    assert done.code == 1
    assert "README.md" in done.err
    assert not (bundle / "signatures.intoto.jsonl").exists()


@pytest.mark.parametrize("what", ["plan", "folder"])
def test_with_the_source_the_release_is_made_once_more(
    world: World, bundle: Path, what: str
) -> None:
    source = world.folder / "plan.json" if what == "plan" else world.folder
    sign(world, bundle, "reviewer", "reviewer")

    done = sector_data(
        *("audit", bundle, "--source", source, "--key-ring", world.key_ring, "--json")
    )

    assert done.code == 0, done.err
    assert verdicts(done)["replay"] == "holds"


def test_a_replay_tells_another_source_plan_or_key(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("people.csv", "visits.csv"):
        shutil.copy(world.folder / name, moved)
    plain = moved / "people.csv"
    plain.write_text(plain.read_text().replace("F", "M", 1))
    other = world.folder / "other.json"
    made = sector_data(
        "plan", world.edited("o.yaml", ("k-anonymity: 5", "k-anonymity: 6")), "-o", other
    )
    assert made.code == 0
    ring = tmp_path / "ring.json"
    KeyRing.open(ring, create=True).new("demo", holder="somebody else")

    for source, keyring, told in (
        (moved, world.key_ring, "not the one that the bundle was made from"),
        (other, world.key_ring, "is not the plan"),
        (world.folder, ring, "differ"),
    ):
        done = sector_data("audit", bundle, "--source", source, "--key-ring", keyring, "--json")
        assert done.code == 1
        assert verdicts(done)["replay"] == "does not hold"
        assert told in done.out
    none = sector_data("audit", bundle, "--source", tmp_path / "none")
    assert none.code == 2
    assert "neither a plan nor a folder" in none.err
