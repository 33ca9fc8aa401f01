"""Gate profiles: every bound has its source, every recipient a profile, mistakes are said."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from jsonschema import Draft202012Validator

from sector_data.errors import InputError, SpecificationError
from sector_data.spec.gate_profiles import (
    CHECK_FIGURES,
    GateProfile,
    gate_profile_names,
    load_gate_profile,
    parse_gate_profile,
    profile_of,
)
from sector_data.spec.jsonschema import gate_json_schema
from sector_data.spec.packaged import packaged
from sector_data.spec.words import Recipient

PROFILES = [load_gate_profile(name) for name in gate_profile_names()]
NARROWER = ("open", "registered", "secure-room")
HEAD = "id: open\nversion: '1'\ntitle: t\nrecipient: public\nnote: n\n"
LINE = "{id: traces, figure: traces, at-most: 0, basis: definition, source: s}"


def text_of(name: str) -> str:
    return (packaged("schemas") / "gates" / f"{name}.yaml").read_text(encoding="utf-8")


def test_every_recipient_has_one_profile() -> None:
    assert sorted(NARROWER) == list(gate_profile_names())
    assert {profile_of(recipient).recipient for recipient in Recipient} == set(Recipient)
    assert profile_of(Recipient.PUBLIC).id == "open"


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_a_profile_holds_what_the_schema_asks(profile: GateProfile) -> None:
    Draft202012Validator(gate_json_schema()).validate(yaml.safe_load(text_of(profile.id)))
    for check in profile.checks:
        assert check.id.startswith(check.figure)
        assert len(check.source) > 40, "a bound without its source"
    # A control group, copies, membership and the declared rules decide for everybody.
    assert {"exact-copies", "near-copies", "membership", "broken-rules"} <= profile.figures
    first = profile.checks[0]
    assert (first.figure, first.otherwise) == ("control-group", "not-assessed")
    assert {check.figure for check in profile.checks} == set(CHECK_FIGURES)


def test_no_closer_circle_is_held_to_more() -> None:
    strictness = {"refuse": 2, "not-assessed": 2, "warn": 1}
    for wide, close in pairwise(NARROWER):
        ours, theirs = load_gate_profile(wide), load_gate_profile(close)
        for check in theirs.checks:
            same = [c for c in ours.checks if c.figure == check.figure]
            assert any(
                (c.bound <= check.bound if check.upper else c.bound >= check.bound)
                and strictness[c.otherwise] >= strictness[check.otherwise]
                for c in same
            ), check.id


def test_distances_to_the_closest_record_decide_nothing() -> None:
    assert not [name for name in CHECK_FIGURES if "closest" in name or "distance" in name]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (f"[{LINE}, {LINE}]", "a different 'id'"),
        ("[]", "at least one entry"),
        ("[{id: x, figure: traces, basis: definition, source: s}]", "either 'at-most'"),
        (f"[{LINE.replace('traces, at', 'tracks, at')}]", "Did you mean 'traces'"),
        (f"[{LINE.replace('at-most', 'atmost')}]", "Did you mean 'at-most'"),
        (f"[{LINE.replace('definition', 'habit')}]", "calibrated on Adult only"),
        (f"[{LINE.replace('at-most: 0', 'at-most: -1')}]", "at least 0"),
    ],
)
def test_mistakes_are_said(lines: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        parse_gate_profile(f"{HEAD}checks: {lines}\n", file="open.yaml")


def test_an_unknown_profile_is_said() -> None:
    with pytest.raises(InputError, match=r"no gate profile 'opne'") as caught:
        load_gate_profile("opne")
    assert caught.value.fix == "Did you mean 'open'?"
