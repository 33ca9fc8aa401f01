"""Figures are released once they are paid for, and no more than the budget allows."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import InputError, ReleaseRefusedError
from tests.cli.running import sector_data
from tests.synthesise.opendp import needs_opendp

PIPELINE = """
release: {name: stays-figures, title: Stays in figures}
source: {stays: stays.csv}
subject: stays.patient
ledger: {epsilon-budget: 1.6, delta-budget: 0.00001}
tabulate:
  table: stays
  epsilon: 1.5
  contributions: 2
  domain:
    stays.ward: [A, B]
    stays.age: {lowest: 0, highest: 100}
  figures:
    - {measure: count, by: [stays.ward]}
    - {measure: mean, column: stays.age}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_opendp()
    folder = tmp_path_factory.mktemp("stays")
    KeyRing.open(folder / "keys.json", create=True).new("default", holder="office")
    people = [n // 3 for n in range(900)]  # three rows each, of which two count
    pd.DataFrame(
        {"patient": people, "ward": ["A" if p % 2 else "B" for p in people], "age": 40}
    ).to_csv(folder / "stays.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Path:
    done = sd.tabulate(
        folder / "pipeline.yaml", output=folder / "out", key_ring=folder / "keys.json"
    )
    assert done.bundle == folder / "out"
    assert set(done.tables) == {"count_by_ward", "mean_age"}
    return done.bundle


def test_no_more_rows_of_a_subject_count_than_it_may_have(bundle: Path) -> None:
    counts = pd.read_csv(bundle / "data" / "count_by_ward.csv")
    assert counts["count"].sum() == pytest.approx(600, abs=3 * counts["plus_minus"][0])
    mean = pd.read_csv(bundle / "data" / "mean_age.csv").iloc[0]
    # What is stated holds in 95 of 100 cases; thrice as much fails in fewer than one of a million.
    assert abs(mean["mean"] - 40) <= 3 * mean["plus_minus"] < 30


def test_the_bundle_tells_its_guarantee_and_passes_an_audit(bundle: Path) -> None:
    stated = json.loads((bundle / "evidence" / "tabulation.json").read_text(encoding="utf-8"))
    for word in ("unit", "neighbours", "mechanism", "accountant", "bounds", "rho", "delta"):
        assert stated["differential-privacy"][word]
    claims = {claim.subject: claim.verdict for claim in sd.audit(bundle).claims}
    assert "does not hold" not in claims.values()
    assert claims["guarantee"] == claims["accuracy"] == "holds"


def test_an_audit_sees_figures_that_claim_too_much(bundle: Path, tmp_path: Path) -> None:
    from sector_data.pipeline.auditing.figures import figure_claims
    from sector_data.spec.reading import parse_pipeline

    spec = parse_pipeline(PIPELINE.replace("1.5", "0.5"), base=tmp_path).tabulate
    assert spec is not None
    found = {claim.subject: claim.verdict for claim in figure_claims(bundle, spec)}
    assert found["guarantee"] == "does not hold"


def test_no_file_tells_of_the_rows(bundle: Path) -> None:
    plan = json.loads((bundle / "plan.json").read_text(encoding="utf-8"))
    assert (plan["sources"], plan["tables"]) == ([], [])
    exact = "900"
    for path in bundle.rglob("*.json"):
        assert exact not in path.read_text(encoding="utf-8").replace(",", " ").split(), path


def test_the_budget_is_refused_once_it_is_spent(bundle: Path, folder: Path) -> None:
    with pytest.raises(ReleaseRefusedError, match=r"the budget is ε = 1\.6"):
        sd.tabulate(folder / "pipeline.yaml", output=folder / "more", key_ring=folder / "keys.json")
    assert not (folder / "more").exists()


def test_whose_privacy_is_protected_must_be_said(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        PIPELINE.replace("subject: stays.patient\n", ""), encoding="utf-8"
    )
    with pytest.raises(InputError, match="Whose privacy is protected is not said"):
        sd.tabulate(tmp_path / "p.yaml")


def test_the_command_spends_nothing_until_it_is_told(folder: Path) -> None:
    done = sector_data(
        "tabulate", folder / "stays.csv", "--epsilon", "30", "--subject", "patient", "--count",
        "--by", "ward", "--categories", "ward=A,B", "--mean", "age", "--bounds", "age=0..100/5",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "count_by_ward" in done.out
    assert "Nothing was spent" in done.out
    assert "times as likely" in " ".join(done.out.split())
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".csv") == ["stays.csv"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--count"], "--epsilon"),
        (["--epsilon", "1"], "Ask for a figure"),
        (["--epsilon", "1", "--mean", "age", "--unit-row"], "no public domain"),
        (["--epsilon", "1", "--mean", "age", "--bounds", "age=1-2"], "are no bounds"),
        (["--epsilon", "-1", "--count", "--unit-row"], "epsilon"),
    ],
)
def test_what_is_lacking_is_told(folder: Path, words: list[str], told: str) -> None:
    done = sector_data("tabulate", folder / "stays.csv", *words)
    assert done.code == 2
    assert told in " ".join(done.err.split())
