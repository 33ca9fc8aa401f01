"""An audit of a bundle with every kind of file, one byte of one file changed at a time."""

from __future__ import annotations

import random
from pathlib import Path

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.release.verification import verify_bundle
from tests.end_to_end.worlds import World

KINDS = (
    *("README.md", "README.ja.md", "SHA256SUMS", "croissant.json", "data/people.csv"),
    *("data/people.parquet", "datapackage.json", "evidence/approvals.intoto.jsonl"),
    *("evidence/assessment.json", "evidence/conformity.json", "evidence/data-docs/index.html"),
    *("evidence/detection.json", "evidence/environment.json", "evidence/expectations.json"),
    *("evidence/governance.json", "evidence/leaks.json", "evidence/validation.json"),
    *("plan.json", "release.intoto.jsonl"),
    *("report.html", "report.ja.html", "signatures.intoto.jsonl", "signer.pub"),
)
"""What the bundle has at least."""


def files_of(bundle: Path) -> list[str]:
    return sorted(p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file())


def test_an_audit_finds_the_changed_byte_in_every_file(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    key = tmp_path / "demo.pem"
    key.write_bytes(KeyRing.open(world.key_ring).get("demo").public_key_pem())
    assert sd.audit(bundle, key=key).passed
    names = files_of(bundle)
    assert set(KINDS) <= set(names)
    draw = random.Random(7)
    for name in names:
        path = bundle / name
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        path.write_bytes(bytes(changed))
        report = sd.audit(bundle, key=key)
        path.write_bytes(whole)

        assert not report.passed, name
        wrong = {claim.subject for claim in report.claims if claim.verdict == "does not hold"}
        assert name in wrong, (name, wrong)
    assert sd.audit(bundle, key=key).passed


def test_any_byte_of_any_file(bundle: Path) -> None:
    """Digests and signatures alone, at many places of each file."""
    draw = random.Random(8)
    for name in files_of(bundle):
        path = bundle / name
        whole = path.read_bytes()
        for _ in range(20):
            changed = bytearray(whole)
            changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
            path.write_bytes(bytes(changed))
            claims = verify_bundle(bundle)
            assert name in {c.subject for c in claims if c.verdict == "does not hold"}, name
        path.write_bytes(whole)
