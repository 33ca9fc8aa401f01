"""Policy packs and sector schemas as files."""

from __future__ import annotations

import pytest

from sector_data.errors import InputError, SpecificationError
from sector_data.spec.packs import (
    load_policy,
    load_sector,
    parse_policy,
    parse_sector,
    policy_names,
    sector_names,
)
from sector_data.spec.transforms.values import Drop, TruncateDate

POLICY = """\
id: p
version: 1.0.0
title: P
jurisdiction: US
status: binding
source: a law
retrieved: 2025-01-31
rules:
  - {id: a, title: b, source: c, applies-to: [{roles: [sensitive]}], accepts: [drop]}
"""
SECTOR = """\
id: s
version: 1.0.0
title: S
description: some columns
retrieved: 2025-01-31
sources: {x: a book}
columns:
  - {names: [a], role: sensitive, source: x}
"""


def test_every_pack_that_is_named_can_be_read() -> None:
    assert policy_names()
    assert sector_names()
    assert [load_policy(name).id for name in policy_names()] == list(policy_names())
    assert [load_sector(name).id for name in sector_names()] == list(sector_names())


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'hipaa-safe-harbor'") as caught:
        load_policy("hipaa-safe-harbour")
    assert caught.value.exit_code == 2
    with pytest.raises(InputError, match="Did you mean 'health'"):
        load_sector("helth")
    with pytest.raises(InputError):
        load_policy("../policies/gdpr-wp29")


def test_transforms_are_written_as_in_a_pipeline_file() -> None:
    policy = POLICY.replace("accepts:", "transform: {truncate-date: {to: year}}, accepts:")
    assert parse_policy(policy, file="p").rules[0].transform == TruncateDate(to="year")
    sector = SECTOR.replace("source: x}", "source: x, transform: drop}")
    assert parse_sector(sector, file="s").columns[0].transform == Drop()


def test_mistakes_are_told_at_once_with_their_lines() -> None:
    text = POLICY.replace("status: binding", "status: law").replace(
        "accepts: [drop]}", "accepts: [dorp], transform: dorp, limts: {}}"
    )
    with pytest.raises(SpecificationError) as caught:
        parse_policy(text, file="p.yaml")
    assert [(p.line, p.path, p.hint) for p in caught.value.problems] == [
        (5, "status", "One of: binding, guidance, practice, unverified."),
        (9, "rules.0.accepts.0", "Did you mean 'drop'?"),
        (9, "rules.0.limts", "Did you mean 'limits'?"),
        (9, "rules.0.transform", "Did you mean 'drop'?"),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("source: x}", "source: y}"), "the source 'y' is not among 'sources'"),
        (
            ("source: x}", "source: x}\n  - {names: [A_], role: unknown, source: x}"),
            "a is described twice",
        ),
        (("names: [a]", "names: []"), "expected at least one entry"),
        (("[a], role: sensitive", "[a], role: sensitive, hierarchy: agee"), "unknown hierarchy"),
        (("columns:\n  - {", "columns:\n  - x\n  - {"), "expected a mapping"),
    ],
)
def test_a_sector_schema_says_one_thing_of_a_column(change: tuple[str, str], said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        parse_sector(SECTOR.replace(*change), file="s.yaml")
    assert parse_sector(SECTOR, file="s.yaml")
