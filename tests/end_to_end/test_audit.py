"""What a stranger can find out from a bundle: that all holds, or which file was touched."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import BundleError
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import Predicate
from sector_data.release.verification import verify_bundle
from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence.release import AuditReport
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, copy_of


def public_key(world: World, name: str, folder: Path) -> Path:
    path = folder / f"{name}.pem"
    path.write_bytes(KeyRing.open(world.key_ring).get(name).public_key_pem())
    return path


def verdicts(report: AuditReport) -> dict[str, str]:
    return {claim.subject: claim.verdict for claim in report.claims}


def paths_of(bundle: Path) -> list[str]:
    return sorted(p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file())


def flipped(content: bytes, place: int) -> bytes:
    """Return the content with one bit of one byte changed."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def places(content: bytes, count: int) -> Iterator[int]:
    """Yield the first and last place of a content and some between."""
    last = len(content) - 1
    yield from sorted({round(i * last / (count - 1)) for i in range(count)})


def test_every_claim_of_a_whole_bundle_holds(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    report = sd.audit(plain_bundle, key=public_key(plain, "demo", tmp_path))

    assert report.passed
    told = verdicts(report)
    assert {
        *("files", "signature", "plan", "signer", "expectations"),
        *("k-anonymity of people", "risk of people", "l-diversity of people in visits.code"),
        *("croissant.json", "schema of people", "schema of visits", "figures of events of people"),
        *("CSV and Parquet of people", "CSV and Parquet of visits"),
        *("identifiers in people", "identifiers in visits"),
        *("formulas in people", "formulas in visits", "papers", "pages"),
        "statements",
    } == {subject for subject, verdict in told.items() if verdict == "holds"}
    # What only the source could tell is not claimed.
    assert {s for s, v in told.items() if v == "cannot be told from here"} == {
        *("detection", "figures before", "leak search"),
    }


def test_without_the_publishers_key_the_signer_cannot_be_told(plain_bundle: Path) -> None:
    report = sd.audit(plain_bundle)

    assert report.passed
    assert verdicts(report)["signer"] == "cannot be told from here"


@pytest.mark.slow
def test_every_claim_of_a_bundle_with_free_text_holds(bundle: Path) -> None:
    report = sd.audit(bundle)

    assert report.passed, [c for c in report.claims if c.verdict == "does not hold"]
    told = verdicts(report)
    assert told["k-anonymity of patients"] == "holds"
    assert told["l-diversity of patients in diagnoses.icd10_code"] == "holds"
    assert told["identifiers in notes"] == "holds"


def test_key_of_another_signer_is_told_apart(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    other = public_key(plain, "other", tmp_path)
    report = sd.audit(plain_bundle, key=other)

    assert not report.passed
    assert verdicts(report)["signer"] == "does not hold"
    assert sector_data("audit", plain_bundle, "--key", other).code == 1


def test_audit_needs_no_network_and_no_key_ring(
    plain_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the audit asked for a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert sd.audit(plain_bundle).passed


def test_audit_changes_nothing(plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    before = {path: (copy / path).stat().st_mtime_ns for path in paths_of(copy)}
    sd.audit(copy)

    assert {path: (copy / path).stat().st_mtime_ns for path in paths_of(copy)} == before


def test_one_changed_byte_in_any_file_fails_the_audit_and_names_the_file(
    plain_bundle: Path, tmp_path: Path
) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    assert len(paths_of(copy)) >= 20
    for path in paths_of(copy):
        whole = (copy / path).read_bytes()
        (copy / path).write_bytes(flipped(whole, len(whole) // 2))
        done = sector_data("audit", copy)
        (copy / path).write_bytes(whole)

        assert done.code == 1, path
        lines = [line for line in done.out.splitlines() if line.startswith("✗")]
        assert any(path in line for line in lines), (path, lines)
        assert "Do not use this bundle." in done.out
        assert "Traceback" not in done.err
    assert sd.audit(copy).passed


def test_whichever_byte_is_changed_the_file_is_named(plain_bundle: Path, tmp_path: Path) -> None:
    """Digests and signature alone: fast enough for many places of every file."""
    copy = copy_of(plain_bundle, tmp_path)
    for path in paths_of(copy):
        whole = (copy / path).read_bytes()
        for place in places(whole, 12 if len(whole) > 4000 else 60):
            (copy / path).write_bytes(flipped(whole, place))
            claims = verify_bundle(copy)
            wrong = {c.subject for c in claims if c.verdict == "does not hold"}
            assert path in wrong, (path, place)
        (copy / path).write_bytes(whole)


def test_bytes_added_or_cut_off_are_noticed(plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    for path in paths_of(copy):
        whole = (copy / path).read_bytes()
        for content in (whole + b"\n", whole + b" ", whole[:-1], b""):
            (copy / path).write_bytes(content)
            wrong = {c.subject for c in verify_bundle(copy) if c.verdict == "does not hold"}
            assert path in wrong, path
        (copy / path).write_bytes(whole)


def test_a_missing_file_is_named(plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    for path in paths_of(copy):
        (copy / path).rename(tmp_path / "away")
        done = sector_data("audit", copy)
        (tmp_path / "away").rename(copy / path)

        assert done.code == 1, path
        assert any(path in line for line in done.out.splitlines() if line.startswith("✗")), path


@pytest.mark.parametrize("path", ["extra.txt", "data/more.csv", "evidence/data-docs/x.html"])
def test_an_added_file_is_named(path: str, plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    (copy / path).write_text("a,b\n1,2\n", encoding="utf-8")
    done = sector_data("audit", copy)

    assert done.code == 1
    assert any(path in line for line in done.out.splitlines() if line.startswith("✗"))


def test_a_link_in_place_of_a_file_is_refused(plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    (copy / "README.md").rename(tmp_path / "README.md")
    (copy / "README.md").symlink_to(tmp_path / "README.md")

    report = sd.audit(copy)
    assert verdicts(report)["README.md"] == "does not hold"


def test_figures_are_recounted_and_not_believed(
    plain: World, plain_bundle: Path, tmp_path: Path
) -> None:
    """Whoever holds a key can sign anything: what can be counted is counted all the same."""
    copy = copy_of(plain_bundle, tmp_path)
    stored = read_file(copy / "data/people.parquet", name="people").data
    people = stored.to_pandas()
    # One row of a kind of its own: a person who is alone in a class.
    people.loc[0, ["sex", "age", "zip"]] = ["X", "33", "01199"]
    forged = Table("people", pa.Table.from_pandas(people, stored.schema, preserve_index=False))
    write_csv(forged, copy / "data/people.csv")
    write_parquet(forged, copy / "data/people.parquet")
    lines = (copy / "release.intoto.jsonl").read_bytes().splitlines()
    said = [json.loads(base64.b64decode(json.loads(line)["payload"])) for line in lines]
    for name in ("SHA256SUMS", "release.intoto.jsonl"):
        (copy / name).unlink()
    sign_bundle(
        copy,
        [Predicate(s["predicateType"], s["predicate"]) for s in said],
        KeyRing.open(plain.key_ring).get("demo").signing_key(),
    )

    report = sd.audit(copy)
    told = verdicts(report)
    assert told["signature"] == told["files"] == "holds"
    assert not report.passed
    assert told["k-anonymity of people"] == "does not hold"
    assert told["risk of people"] == "does not hold"
    assert told["expectations"] == "does not hold"


@pytest.mark.parametrize("what", ["nothing", "empty folder", "file", "folder of other things"])
def test_what_is_no_bundle_is_bad_input(what: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    if what == "file":
        place.write_text("not a bundle", encoding="utf-8")
    elif what != "nothing":
        place.mkdir()
        if what != "empty folder":
            (place / "notes.txt").write_text("not a bundle", encoding="utf-8")

    done = sector_data("audit", place)
    assert done.code == 2
    assert "is not a release bundle" in done.err
    assert "Fix:" in done.err
    with pytest.raises(BundleError):
        sd.load(place)


def test_loading_refuses_what_was_touched_and_names_it(plain_bundle: Path, tmp_path: Path) -> None:
    copy = copy_of(plain_bundle, tmp_path)
    path = copy / "data/visits.parquet"
    path.write_bytes(flipped(path.read_bytes(), 40))

    with pytest.raises(BundleError, match=r"data/visits\.parquet"):
        sd.load(copy)
    assert list(sd.load(copy, verify=False)) == ["people", "visits"]


def test_a_bundle_can_be_moved_and_renamed(plain_bundle: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(plain_bundle, tmp_path / "another name ü"))

    assert sd.audit(moved).passed
    assert len(sd.load(moved)["people"]) > 100
