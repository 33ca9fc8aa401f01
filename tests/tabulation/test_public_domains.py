"""Bounds and categories that everybody knows come from sector schemas, by names alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.pipeline.public_domains import FILE, with_public_domains
from sector_data.spec.packs import load_sector
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.synthesis import IntervalSpec
from sector_data.spec.tabulation import TabulateSpec
from tests.cli.running import sector_data

FINANCE = "sector schema finance version 1.0.0"
HMDA = ",".join(load_sector("finance").table("loan_register").columns)


def asked(
    header: str, tmp_path: Path, *, table: str = "loans", sector: str | None = "finance",
    domain: dict[str, Any] | None = None, columns: tuple[str, ...] = ("loan_type",),
) -> tuple[Pipeline, TabulateSpec]:  # fmt: skip
    """Return figures of a file that has no row."""
    (tmp_path / "file.csv").write_text(header + "\n", encoding="utf-8")
    figures = [{"measure": "histogram", "column": f"{table}.{column}"} for column in columns]
    text = f"""
release: {{name: x}}
{f"sector: {sector}" if sector else ""}
source: {{{table}: file.csv}}
tabulate: {{table: {table}, unit: row, epsilon: 1, domain: {domain or {}}, figures: {figures}}}
"""
    pipeline = parse_pipeline(text, base=tmp_path)
    assert pipeline.tabulate is not None
    return pipeline, pipeline.tabulate


def test_a_file_is_known_by_its_columns_whatever_it_is_called(tmp_path: Path) -> None:
    pipeline, spec = asked(HMDA, tmp_path, columns=("loan_type", "activity_year", "loan_amount"))
    found, sources = with_public_domains(pipeline, spec)
    assert found.domain["loans.loan_type"] == ("1", "2", "3", "4")
    year = found.domain["loans.activity_year"]
    assert isinstance(year, IntervalSpec)
    assert (year.lowest, year.highest, year.bins) == (2018, 2100, 20)
    # It is known to be 0 or more only, which bounds nothing.
    assert sources == {"loans.loan_type": FINANCE, "loans.activity_year": FINANCE}


def test_what_the_file_says_itself_stands(tmp_path: Path) -> None:
    pipeline, spec = asked(HMDA, tmp_path, domain={"loans.loan_type": ["1", "9"]})
    found, sources = with_public_domains(pipeline, spec)
    assert found == spec
    assert sources == {"loans.loan_type": FILE}


@pytest.mark.parametrize("spelling", ["Loan Type", "LOAN-TYPE", "loanType"])
def test_a_table_is_known_by_its_name_and_columns_in_any_spelling(
    spelling: str, tmp_path: Path
) -> None:
    """Two columns are too few to be known by them alone."""
    table = "loan_register"
    pipeline, spec = asked(f"id,{spelling}", tmp_path, table=table, columns=(spelling,))
    found, sources = with_public_domains(pipeline, spec)
    assert found.domain == {f"{table}.{spelling}": ("1", "2", "3", "4")}
    assert sources == {f"{table}.{spelling}": FINANCE}
    unknown, other = asked(f"id,{spelling}", tmp_path, table="things", columns=(spelling,))
    assert with_public_domains(unknown, other) == (other, {})


def test_without_a_sector_nothing_is_known(tmp_path: Path) -> None:
    pipeline, spec = asked(HMDA, tmp_path, sector=None)
    assert with_public_domains(pipeline, spec) == (spec, {})


@given(st.lists(st.sampled_from(["1", "2", "7", "other", ""]), max_size=9))
def test_no_value_changes_what_everybody_knows(values: list[str]) -> None:
    names = [name for name in HMDA.split(",") if name != "loan_type"]
    frame = pd.DataFrame({"loan_type": values, **dict.fromkeys(names, "x")})
    text = """
release: {name: x}
sector: finance
source: {loans: unread.csv}
tabulate: {table: loans, unit: row, epsilon: 1,
           figures: [{measure: histogram, column: loans.loan_type}]}
"""
    pipeline = parse_pipeline(text, base=Path())
    assert pipeline.tabulate is not None
    found, _ = with_public_domains(pipeline, pipeline.tabulate, {"loans": frame})
    assert found.domain == {"loans.loan_type": ("1", "2", "3", "4")}


def test_the_command_takes_a_sector(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text(HMDA + "\n", encoding="utf-8")
    figures = ["--epsilon", "1", "--unit-row", "--count", "--by", "loan_type"]
    words: list[str | Path] = ["tabulate", tmp_path / "loans.csv", *figures]
    without = sector_data(*words)
    assert without.code == 2
    assert "no public domain" in " ".join(without.err.split())
    done = sector_data(*words, "--sector", "finance")
    assert "extra" in done.err or "count_by_loan-type" in done.out
