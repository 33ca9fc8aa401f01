"""Approvals of a plan: about this plan and no other, by keys that signed them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import PlanError
from sector_data.release.approvals import add_approval, approvals_path, read_approvals
from sector_data.release.signature import key_id
from tests.release.bundles import KEY, OTHER_KEY

DAY = date(2025, 6, 15)
PLAN_DIGEST = "ab" * 32


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def test_approvals_are_read_as_they_were_given(plan: Path) -> None:
    first = add_approval(plan, PLAN_DIGEST, KEY, approved_on=DAY)
    second = add_approval(plan, PLAN_DIGEST, OTHER_KEY, approved_on=DAY)

    content = approvals_path(plan).read_bytes()
    assert read_approvals(content, PLAN_DIGEST) == (first, second)
    assert first.key_id == key_id(KEY.public_key())
    assert read_approvals(b"", PLAN_DIGEST) == ()


def test_an_approval_of_another_plan_is_refused(plan: Path) -> None:
    add_approval(plan, PLAN_DIGEST, KEY, approved_on=DAY)
    content = approvals_path(plan).read_bytes()

    with pytest.raises(PlanError, match="about another plan"):
        read_approvals(content, "cd" * 32)
    with pytest.raises(PlanError, match="about another plan"):
        add_approval(plan, "cd" * 32, OTHER_KEY, approved_on=DAY)
    assert approvals_path(plan).read_bytes() == content


def test_a_key_approves_once(plan: Path) -> None:
    add_approval(plan, PLAN_DIGEST, KEY, approved_on=DAY)
    with pytest.raises(PlanError, match="already"):
        add_approval(plan, PLAN_DIGEST, KEY, approved_on=DAY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_refused(plan: Path, data: st.DataObject) -> None:
    approvals_path(plan).unlink(missing_ok=True)
    add_approval(plan, PLAN_DIGEST, KEY, approved_on=DAY)
    changed = bytearray(approvals_path(plan).read_bytes())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(PlanError):
        read_approvals(bytes(changed), PLAN_DIGEST)
