"""How much is done is told at each whole per cent, of large work only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.cli.progress import with_bar
from sector_data.sources.shares import LARGE, Share


@given(parts=st.lists(st.integers(0, LARGE), min_size=1))
def test_shares_rise_and_end_at_a_hundred(parts: list[int]) -> None:
    told: list[str] = []
    share = Share("reading", sum(parts), told.append)
    for part in parts:
        share.add(part)
    if sum(parts) < LARGE:
        assert told == []
        return
    shares = [int(text.removeprefix("reading: ").removesuffix(" %")) for text in told]
    assert shares == sorted(set(shares))
    assert shares[-1] == 100
    assert len(told) <= 100


def test_more_than_was_said_is_no_more_than_all() -> None:
    told: list[str] = []
    share = Share("reading", LARGE, told.append)
    for _ in range(3):
        share.add(LARGE)
    assert told[0] == "reading: 100 %"
    assert set(told) == {"reading: 100 %"}


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("reading people", "reading people …"),
        ("reading: 0 %", f"reading {'─' * 30} 0 %"),
        ("reading: 50 %", f"reading {'━' * 15}{'─' * 15} 50 %"),
        ("reading: 100 %", f"reading {'━' * 30} 100 %"),
    ],
)
def test_a_share_has_a_bar(phrase: str, line: str) -> None:
    assert with_bar(phrase) == line
