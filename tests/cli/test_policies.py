"""Packs on the terminal: nothing of a pack is left out, and nothing is wider than 80 columns."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from sector_data.spec.packs import PolicyRule, load_policy, parse_policy, policy_names
from sector_data.spec.policy_terms import OutputCheck
from tests.cli.running import sector_data


def packed(text: str) -> str:
    """Return a text without spaces: Japanese is broken where there are none."""
    return "".join(text.split())


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", policy_names())
def test_a_pack_is_shown_whole_in_80_columns(name: str) -> None:
    pack = load_policy(name)
    shown = sector_data("policies", "show", name)
    assert shown.code == 0
    wide = [line for line in shown.out.splitlines() if cell_len(line) > 80]
    assert all(pack.url is not None and pack.url in line for line in wide), wide
    text = packed(shown.out)
    assert pack.jurisdiction in text
    assert pack.retrieved.isoformat() in text
    parts: list[PolicyRule | OutputCheck] = [*pack.rules, *pack.checks]
    for part in parts:
        assert f"{part.id}{packed(part.title)}" in text
        assert packed(part.source) in text
        assert (part.status or pack.status).value in text
    for rule in pack.rules:
        assert packed(rule.accepted()) in text
        assert rule.quote is None or f"“{packed(rule.quote)}”" in text
    for document in pack.requires:
        assert packed(document) in text


def test_all_packs_are_listed() -> None:
    listed = sector_data("policies", "list")
    assert listed.code == 0
    assert max(map(len, listed.out.splitlines())) <= 80
    for name in policy_names():
        assert f"\n{name} " in listed.out
    told = json.loads(sector_data("policies", "list", "--json").out)
    assert [pack["id"] for pack in told] == list(policy_names())
    by_id = {pack["id"]: pack for pack in told}
    assert by_id["ontario-ipc-high"]["k-anonymity"] == 20
    assert by_id["uk-smart-meter"]["figures-status"] == "unverified"


def test_a_pack_as_json_is_the_pack() -> None:
    shown = sector_data("policies", "show", "hipaa-safe-harbor", "--json")
    assert parse_policy(shown.out, file="shown") == load_policy("hipaa-safe-harbor")


def test_two_packs_are_compared() -> None:
    shown = sector_data("policies", "diff", "hipaa-safe-harbor", "hipaa-limited-data-set")
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "hipaa-safe-harbor is stricter in 7" in flat(shown.out)
    assert "The same on: PERSON" in shown.out
    told = json.loads(
        sector_data("policies", "diff", "ontario-ipc-low", "ontario-ipc-high", "--json").out
    )
    assert told["figures"][0] == {
        "name": "k-anonymity", "first": "11", "second": "20", "stricter": "second",
    }  # fmt: skip
    same = sector_data("policies", "diff", "ontario-ipc-low", "ontario-ipc-low")
    assert "ask the same of every column" in same.out


@pytest.mark.parametrize("arguments", [("show", "hipaa-safe-harbour"), ("diff", "hipaa", "gdpr")])
def test_an_unknown_pack_is_named_with_the_nearest(arguments: tuple[str, ...]) -> None:
    failed = sector_data("policies", *arguments)
    assert failed.code == 2
    assert failed.out == ""
    assert "There is no policy pack" in failed.err
    assert "Fix:" in failed.err
