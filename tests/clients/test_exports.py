"""Descriptions for others: in the signed bundle, by the command, and before others' validators."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sector_data.errors import BundleError
from sector_data.pipeline.auditing.claims import audit_bundle
from sector_data.pipeline.exporting import export_claims, export_release
from sector_data.release.exporters.formats import EXPORT_FILES
from sector_data.release.loading import load
from sector_data.spec.cataloguing import EXPORT_FORMATS, ExportFormat
from tests.cli.running import sector_data

VALIDATORS = Path(sys.prefix) / "validators" / "bin" / "python"
SCRIPTS = Path(__file__).parent / "validators"

with_validators = pytest.mark.skipif(
    not VALIDATORS.exists(),
    reason="`make test` installs the validators of RO-Crate and OpenLineage",
)


def validated(script: str, path: Path) -> Any:
    done = subprocess.run(
        [str(VALIDATORS), str(SCRIPTS / script), str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@with_validators
def test_the_crate_passes_the_validator_of_ro_crate(odd_bundle: Path) -> None:
    found = validated("crate.py", odd_bundle)
    assert found["failed"]["ro-crate-1.2"] == []
    # The profile is written for RO-Crate 1.1 and wants to see that number.
    assert [line.split(":")[0] for line in found["failed"]["process-run-crate-0.5"]] == [
        "ro-crate-1.1_5.3"
    ]
    for part in found["parts"]:
        assert (odd_bundle / part).exists()


@with_validators
def test_the_validator_finds_what_is_missing(odd_bundle: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(odd_bundle, tmp_path / "crate"))
    (damaged / "plan.json").unlink()
    crate = damaged / EXPORT_FILES["ro-crate"]
    crate.write_text(crate.read_text("utf-8").replace('"datePublished"', '"dateMade"'), "utf-8")
    assert validated("crate.py", damaged)["failed"]["ro-crate-1.2"]


@with_validators
def test_the_event_is_what_the_classes_of_openlineage_write(odd_bundle: Path) -> None:
    path = odd_bundle / EXPORT_FILES["openlineage"]

    def told(value: Any) -> Any:
        """Leave out what the classes write for nothing."""
        if isinstance(value, dict):
            kept = {key: told(inner) for key, inner in value.items()}
            return {key: inner for key, inner in kept.items() if inner not in (None, [], {})}
        return [told(inner) for inner in value] if isinstance(value, list) else value

    assert told(validated("lineage.py", path)) == told(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("export_format", EXPORT_FORMATS)
def test_the_command_writes_what_the_bundle_holds(
    odd_bundle: Path, tmp_path: Path, export_format: ExportFormat
) -> None:
    held = (odd_bundle / EXPORT_FILES[export_format]).read_text(encoding="utf-8")
    printed = sector_data("release", "export", odd_bundle, "--format", export_format)
    assert (printed.code, printed.out) == (0, held)
    target = tmp_path / "description.json"
    arguments = ("release", "export", odd_bundle, "--format", export_format, "-o", target)
    assert sector_data(*arguments).code == 0
    assert target.read_text(encoding="utf-8") == held
    again = sector_data(*arguments)
    assert again.code == 2
    assert "is there already" in again.err
    assert sector_data(*arguments, "--replace").code == 0


def test_a_signed_bundle_is_not_written_into(odd_bundle: Path) -> None:
    ended = sector_data(
        "release", "export", odd_bundle, "--format", "ro-crate", "-o", odd_bundle / "x"
    )
    assert ended.code == 2
    assert "lies in the bundle" in ended.err
    assert not (odd_bundle / "x").exists()


def test_a_bundle_that_was_changed_is_not_described(odd_bundle: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(odd_bundle, tmp_path / "copy"))
    (damaged / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BundleError, match="is not as it was released"):
        export_release(damaged, "dcat-ap")


def test_the_audit_compares_each_description_with_the_bundle(
    odd_bundle: Path, tmp_path: Path
) -> None:
    claims = {claim.subject: claim for claim in audit_bundle(odd_bundle).claims}
    for path in EXPORT_FILES.values():
        assert claims[path].verdict == "holds"
    plan = load(odd_bundle).plan
    forged = Path(shutil.copytree(odd_bundle, tmp_path / "copy"))
    for path in EXPORT_FILES.values():
        text = (forged / path).read_text(encoding="utf-8")
        (forged / path).write_text(text.replace("data@valley.example", "x@x.example"), "utf-8")
    (forged / EXPORT_FILES["openlineage"]).unlink()
    verdicts = [claim.verdict for claim in export_claims(forged, plan)]
    assert verdicts == ["does not hold"] * len(EXPORT_FILES)
    older = plan.model_copy(update={"made_with": "sector-data 0.0.1"})
    told = [claim.verdict for claim in export_claims(odd_bundle, older)]
    assert told == ["holds"] * len(EXPORT_FILES)
    told = [claim.verdict for claim in export_claims(forged, older)]
    assert told == [*["cannot be told from here"] * 3, "does not hold"]


def test_terms_of_use_are_those_of_duo_and_odrl(odd_bundle: Path) -> None:
    document = json.loads((odd_bundle / "croissant.json").read_text(encoding="utf-8"))
    offer, *terms = document["usageInfo"]
    assert "re-identify" in offer["odrl:prohibition"]["odrl:action"]["name"]
    assert [(term["@id"].rsplit("/", 1)[1], term["name"]) for term in terms] == [
        ("DUO_0000026", "user specific restriction"),
        ("DUO_0000046", "non-commercial use only"),
        ("DUO_0000042", "general research use"),
    ]
