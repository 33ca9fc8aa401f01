"""Bundles of figures open with every client that their README names, in five languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sector_data as sd
from sector_data.spec.words import LANGUAGES
from tests.clients.opening import open_with_every_client
from tests.tabulation.bundles import TABLES, figures_bundle

READMES = {
    language: "README.md" if language == "en" else f"README.{language}.md" for language in LANGUAGES
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return figures_bundle(tmp_path_factory.mktemp("figures"))


def test_every_client_opens_figures_by_their_readme(bundle: Path) -> None:
    opened = open_with_every_client(bundle)
    assert set(opened) >= {"pandas, CSV", "DuckDB", "sector_data", "frictionless", "mlcroissant"}


def test_the_validator_of_croissant_passes_figures(bundle: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("mlcroissant")), "validate", "--jsonld",
         "croissant.json"],
        cwd=bundle, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Done" in done.stderr
    described = json.loads((bundle / "croissant.json").read_text(encoding="utf-8"))
    fields = {f["@id"]: f.get("description") for s in described["recordSet"] for f in s["field"]}
    assert fields["count_by_ward/count"] == "Number of rows, with noise."
    assert described["prov:wasDerivedFrom"][0]["prov:label"].startswith("person: confidential")


def test_frictionless_finds_no_fault(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frictionless import Package

    monkeypatch.chdir(bundle)
    report = Package("datapackage.json").validate()
    assert report.valid, report.to_summary()


def test_every_readme_tells_guarantee_accuracy_and_sources(bundle: Path) -> None:
    pages = {
        language: (bundle / name).read_text(encoding="utf-8") for language, name in READMES.items()
    }
    assert len(set(pages.values())) == len(LANGUAGES)
    for language, page in pages.items():
        assert f"ε = {'1.5' if language in ('en', 'ja') else '1,5'}" in page
        assert "1e-09" in page
        assert "4.48" in page or "4,48" in page  # e^1.5
        assert "± 4.4" in page or "± 4,4" in page
        assert "± 12.2" in page or "± 12,2" in page  # the least accurate of the means
        assert "± 21.4" in page or "± 21,4" in page
        assert "sector schema health version" in page
        assert "1.850" in page or "1,850" in page or "1\u202f850" in page
        assert r"Stays \| in \*figures\*" in page
        for other in READMES.values():
            assert f"]({other})" in page
    assert "so few rows that nothing is told" in pages["en"]


def test_the_audit_sees_files_that_tell_other_figures(bundle: Path, tmp_path: Path) -> None:
    claims = {c.subject: c.verdict for c in sd.audit(bundle).claims}
    assert "does not hold" not in claims.values()
    assert claims["croissant.json"] == claims["CSV and Parquet of count_by_ward"] == "holds"

    forged = Path(shutil.copytree(bundle, tmp_path / "forged"))
    csv = forged / "data" / "count_by_ward.csv"
    csv.write_text(csv.read_text(encoding="utf-8").replace("1234", "1235"), encoding="utf-8")
    croissant = forged / "croissant.json"
    text = croissant.read_text(encoding="utf-8")
    croissant.write_text(re.sub(r"count_by_ward/count", "x/y", text), encoding="utf-8")
    found = {c.subject: c.verdict for c in sd.audit(forged).claims}
    assert found["croissant.json"] == found["CSV and Parquet of count_by_ward"] == "does not hold"


def test_the_plan_of_a_bundle_names_the_domains_that_were_used(bundle: Path) -> None:
    stated = json.loads((bundle / "evidence" / "tabulation.json").read_text(encoding="utf-8"))
    guarantee = stated["differential-privacy"]
    assert guarantee["domain-sources"] == {
        "person.ward": "tabulate.domain of the pipeline file",
        "person.year_of_birth": "sector schema health version 1.1.0",
    }
    assert guarantee["bounds"].count(";") == 1
    plan = json.loads((bundle / "plan.json").read_text(encoding="utf-8"))
    assert plan["pipeline"]["tabulate"]["domain"]["person.year_of_birth"]["highest"] == 2100
    assert set(TABLES) == {path.stem for path in (bundle / "data").glob("*.csv")}
