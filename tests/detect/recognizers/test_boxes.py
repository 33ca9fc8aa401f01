"""Digits written one by one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers.boxes import boxed, closed_up

DIGITS = st.text("0123456789", min_size=9, max_size=48)


@given(digits=DIGITS, mark=st.sampled_from(" |"), before=st.sampled_from(["", "No: ", "(", "\n"]))
def test_a_run_is_found_whole_unless_it_counts(digits: str, mark: str, before: str) -> None:
    text = f"{before}{mark.join(digits)}\nend"
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    expected = [(len(before), len(text) - 4, digits)] if len(steps) > 2 else []
    assert list(boxed(text)) == expected


@given(text=st.text("0123456789 |.,ab\n", max_size=120))
def test_closing_up_keeps_places(text: str) -> None:
    runs = list(boxed(text))
    closed = closed_up(text, runs)
    assert len(closed) == len(text)
    for start, end, digits in runs:
        assert closed[start:end].rstrip() == digits
        assert text[start:end].replace(" ", "").replace("|", "") == digits


def test_short_runs_and_running_text_are_left() -> None:
    assert list(boxed("1 2 4 3 9 8 0 5")) == []
    assert list(boxed("12 4 3 9 8 0 5 7 7 1")) == []
    assert list(boxed("4 3 9 8 0 5 7 7 1.5")) == []
    assert list(boxed("4 3 9 8 0 5 7 7 1 mg 4 3 9 8 0 5 7 7 1kg")) == [
        (0, 17, "439805771"),
    ]
