"""The table of the policy packs is current, and the page says of statuses what the packs know."""

from __future__ import annotations

from pathlib import Path

import pytest

from sector_data.spec.packs import load_policy, policy_names
from sector_data.spec.policy_terms import Status
from sector_data.spec.reference.policies import BEGIN, END, PAGE, packs_table, with_packs_table

TEXT = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")


def test_the_committed_table_is_current() -> None:
    assert with_packs_table(TEXT) == TEXT, "run: python -m sector_data.spec.generated"


def test_every_pack_has_a_line_with_what_is_not_verified() -> None:
    lines = packs_table().splitlines()[2:]
    assert len(lines) == len(policy_names())
    for name, line in zip(policy_names(), lines, strict=True):
        pack = load_policy(name)
        assert line.startswith(f"| [`{name}`]")
        assert line.count(" | ") == 8
        cell = line.split(" | ")[7]
        unverified = pack.status is Status.UNVERIFIED or (
            pack.thresholds is not None
            and pack.thresholds.status is Status.UNVERIFIED
            and pack.k_anonymity is not None
        )
        if unverified:
            assert cell != "–"
        for rule in pack.rules:
            if rule.status is Status.UNVERIFIED:
                assert cell == "all of it" or f"`{rule.id}`" in cell


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_explained(status: Status) -> None:
    assert f"*{status.value}*" in TEXT.lower()


@pytest.mark.parametrize(
    "page", ["", BEGIN, END + BEGIN, f"{BEGIN}{END}{BEGIN}", BEGIN + END + END]
)
def test_a_page_without_one_place_for_the_table_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        with_packs_table(page)
