"""The section ``ledger`` of a pipeline file, in all its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.errors import SpecificationError
from sector_data.spec.ledger_settings import LedgerSpec
from sector_data.spec.reading import parse_pipeline

PIPELINE = "release: {name: r}\nsource: {people: people.csv}\n"


def section(text: str) -> LedgerSpec:
    return parse_pipeline(f"{PIPELINE}{text}", base=Path()).ledger


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", LedgerSpec()),
        ("ledger:", LedgerSpec()),
        ("ledger: off", LedgerSpec(keep=False)),
        ("ledger: {keep: false}", LedgerSpec(keep=False)),
        ("ledger: office.sqlite", LedgerSpec(path=Path("office.sqlite"))),
        ("ledger: ./off", LedgerSpec(path=Path("off"))),
        ("ledger: {findings: refuse}", LedgerSpec(findings="refuse")),
        (
            "ledger: {epsilon-budget: 3, delta-budget: 1e-6, population: staff}",
            LedgerSpec(epsilon_budget=3, delta_budget=1e-6, population="staff"),
        ),
    ],
)
def test_what_may_stand_there(text: str, expected: LedgerSpec) -> None:
    assert section(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ledger: {finding: refuse}", "findings"),
        ("ledger: {findings: stop}", "refuse"),
        ("ledger: {epsilon-budget: 0}", "epsilon-budget"),
        ("ledger: {delta-budget: 1}", "delta-budget"),
        ("ledger: [a]", "ledger"),
        ("ledger: {keep: false, findings: refuse}", "nothing is compared"),
        ("ledger: {keep: false, epsilon-budget: 1}", "nothing is compared"),
    ],
)
def test_what_may_not(text: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told) as error:
        section(text)
    assert error.value.problems[0].line == 3
