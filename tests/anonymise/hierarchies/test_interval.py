"""Intervals between named cuts, and groups of ordered categories."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.errors import SpecificationError
from sector_data.spec.hierarchies import HierarchySpec, IntervalHierarchy, OrderedHierarchy


def made(spec: HierarchySpec, values: pa.Array) -> Hierarchy:
    return build(spec, values, base=Path())


def labels(spec: HierarchySpec, values: pa.Array, level: int) -> list[str | None]:
    found: list[str | None] = made(spec, values).generalise(values, level).to_pylist()
    return found


AGES = IntervalHierarchy(cuts=((18, 40, 65), (18, 65)))


def test_intervals_are_open_at_both_ends_without_bounds() -> None:
    values = pa.array([-1, 17, 18, 39, 40, 65, None])
    assert labels(AGES, values, 1) == [
        "< 18", "< 18", "[18, 40)", "[18, 40)", "[40, 65)", ">= 65", None,
    ]  # fmt: skip
    assert labels(AGES, values, 2)[3:5] == ["[18, 65)", "[18, 65)"]


def test_what_is_outside_is_clipped_or_other() -> None:
    values = pa.array([-5.0, 0.0, 0.5, 2.0, 2.5, float("nan"), float("inf")])
    clipped = IntervalHierarchy(cuts=((1,),), lowest=0, highest=2)
    assert labels(clipped, values, 1) == [
        "[0, 1)", "[0, 1)", "[0, 1)", "[1, 2]", "[1, 2]", "*", "[1, 2]",
    ]  # fmt: skip
    other = clipped.model_copy(update={"outside": "other"})
    assert labels(other, values, 1) == [
        "other", "[0, 1)", "[0, 1)", "[1, 2]", "other", "*", "other",
    ]  # fmt: skip


def test_intervals_may_have_names() -> None:
    spec = AGES.model_copy(
        update={"labels": (("child", "young", "old", "retired"), ("child", "adult", "retired"))}
    )
    values = pa.array(["17", "30", "64", "65", "x"])
    assert labels(spec, values, 1) == ["child", "young", "old", "retired", "*"]
    assert labels(spec, values, 2) == ["child", "adult", "adult", "retired", "*"]


def test_loss_is_the_part_of_the_range_that_an_interval_covers() -> None:
    values = pa.array([0, 9, 10, 19])
    hierarchy = made(IntervalHierarchy(cuts=((10,),)), values)
    assert hierarchy.loss(values, 1).tolist() == pytest.approx([9 / 19] * 4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-20, 20), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(-25, 25), min_size=1, max_size=20),
)
def test_cuts_place_values_as_counting_does(cuts: list[int], numbers: list[int]) -> None:
    cuts.sort()
    names = tuple(f"n{i}" for i in range(len(cuts) + 1))
    spec = IntervalHierarchy(cuts=(tuple(map(float, cuts)),), labels=(names,))
    naive = [f"n{sum(cut <= number for cut in cuts)}" for number in numbers]
    assert labels(spec, pa.array(numbers), 1) == naive
    assert labels(spec, pa.array(numbers, pa.float64()), 1) == naive


SCHOOL = ("none", "primary", "secondary", "bachelor", "master")


def test_neighbours_go_together() -> None:
    values = pa.array([*SCHOOL, "phd", None])
    spec = OrderedHierarchy(values=SCHOOL, groups=(2, 4))
    first, second = "none - primary", "secondary - bachelor"
    assert labels(spec, values, 1) == [first, first, second, second, "master", "*", None]
    whole = "none - bachelor"
    assert labels(spec, values, 2) == [whole, whole, whole, whole, "master", "*", None]
    hierarchy = made(spec, values)
    assert hierarchy.loss(values, 1).tolist() == [0.25, 0.25, 0.25, 0.25, 0.0, 1.0, 0.0]


def test_groups_may_have_names_and_numbers_be_categories() -> None:
    spec = OrderedHierarchy(values=("1", "2", "3", "4"), names=(("mild", "severe"),))
    assert labels(spec, pa.array([1, 2, 3, 4]), 1) == ["mild", "mild", "severe", "severe"]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (IntervalHierarchy(cuts=((2, 1),)), "cuts of level 1 do not rise"),
        (IntervalHierarchy(cuts=((1, 1),)), "cuts of level 1 do not rise"),
        (IntervalHierarchy(cuts=((1, 2), ())), "cuts of level 2 do not rise"),
        (IntervalHierarchy(cuts=((1, 2), (1, 2))), "level 2 must have some"),
        (IntervalHierarchy(cuts=((1, 2), (3,))), "level 2 must have some"),
        (IntervalHierarchy(cuts=((1,),), lowest=2, highest=1), "not below highest"),
        (IntervalHierarchy(cuts=((1,),), lowest=1), "cut lies outside"),
        (IntervalHierarchy(cuts=((1,),), highest=0.5), "cut lies outside"),
        (IntervalHierarchy(cuts=((1,),), outside="other"), "nothing is outside"),
        (IntervalHierarchy(cuts=((1,),), labels=(("a",),)), "one for each group"),
        (IntervalHierarchy(cuts=((1,),), labels=(("a", "a"),)), "one name"),
        (IntervalHierarchy(cuts=((1,),), labels=(("a", "*"),)), r"empty or \*"),
        (
            IntervalHierarchy(cuts=((1,),), lowest=0, outside="other", labels=(("a", "other"),)),
            "is the label of what is outside",
        ),
        (OrderedHierarchy(values=("a", "a", "b")), "1 of them stand there twice"),
        (OrderedHierarchy(values=("a", "b", "c", "d", "e"), groups=(2, 3)), "multiple of the one"),
        (OrderedHierarchy(values=("a", "b")), r"level \* already"),
        (OrderedHierarchy(values=("a", "b", "c"), names=(("x",),)), "one for each group"),
    ],
)
def test_mistakes_of_a_declaration(spec: HierarchySpec, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        made(spec, pa.array([1, 2]))
