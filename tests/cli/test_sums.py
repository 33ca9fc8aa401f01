"""Figures that stand beside one another add up at sight, and no line is too long for it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sector_data.cli.views.papers import questions_line
from sector_data.cli.views.releases import passages_line

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
