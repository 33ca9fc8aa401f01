"""Figures that stand beside one another add up at sight, and no line is too long for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.cli.views.papers import questions_line
from sector_data.cli.views.releases import passages_line
from sector_data.deidentify.keyring import KeyRing
from sector_data.pipeline.installation import examine
from sector_data.pipeline.planning.remarks import rows_go

KINDS = st.dictionaries(st.text("ABC_", min_size=3, max_size=9), st.integers(1, 5000), min_size=1)


@given(KINDS)
def test_passages_of_all_kinds_add_up_to_their_total(passages: dict[str, int]) -> None:
    head, tail = passages_line("notes.text", passages).split(": ")
    figures = [int(part.replace(",", "")) for part in re.findall(r"(?:^|, )([\d,]+) ", tail)]
    assert head.startswith(f"{sum(passages.values()):,} personal passage")
    assert sum(figures) == sum(passages.values())


@given(st.integers(0, 999))
def test_questions_are_a_lower_bound_in_one_line(waiting: int) -> None:
    line = questions_line(range(waiting))
    assert len(line) <= 80
    assert (f"at least {waiting} question" in line) == (waiting > 0)


@pytest.mark.parametrize(("names", "told"), [(["one"], "1 key: one"), (["a", "b"], "2 keys: a, b")])
def test_doctor_counts_keys_as_one_does(
    names: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEYRING", str(tmp_path / "keys.json"))
    ring = KeyRing.open(None, create=True)
    for name in names:
        ring.new(name, holder=None)
    [check] = [check for check in examine() if check.subject == "key ring"]
    assert check.detail == told


def test_one_row_goes_and_two_rows_go() -> None:
    assert rows_go(1, "their", "its") == "1 row goes because its"
    assert rows_go(1200, "their", "its") == "1,200 rows go because their"
