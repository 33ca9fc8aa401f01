"""Levels between those of a hierarchy: they nest, keep what was there, and hang on no value."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.anonymise.hierarchies.between import between
from sector_data.anonymise.hierarchies.halved import Halved, joined
from sector_data.errors import InputError
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FileHierarchy,
    HierarchySpec,
    NumberHierarchy,
)

HERE = Path()


@st.composite
def trees(draw: st.DrawFn) -> list[list[str]]:
    """Lines of a hierarchy file: a leaf and its groups up to ``*``, in any order."""
    leaves = draw(st.integers(1, 14))
    depth = draw(st.integers(0, 2))
    lines = []
    for leaf in range(leaves):
        groups, at = [], leaf
        for level in range(depth):
            at //= draw(st.just((3, 2)[level]))
            groups.append(f"g{level}.{at}")
        lines.append([str(leaf), *groups, "*"])
    return draw(st.permutations(lines))


def listed(folder: Path, lines: list[list[str]]) -> tuple[Hierarchy, pa.Array]:
    (folder / "h.csv").write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    values = pa.array([line[0] for line in lines])
    return build(FileHierarchy(path=Path("h.csv")), values, base=folder), values


def columns(hierarchy: Hierarchy, values: pa.Array) -> list[list[str | None]]:
    return [
        canonical_text(hierarchy.generalise(values, level)).to_pylist()
        for level in range(hierarchy.levels)
    ]


def assert_nested(labels: list[list[str | None]]) -> None:
    for fine, coarse in pairwise(labels):
        groups: dict[str | None, set[str | None]] = {}
        for child, parent in zip(fine, coarse, strict=True):
            groups.setdefault(child, set()).add(parent)
        assert all(len(parents) == 1 for parents in groups.values())


@settings(deadline=None, max_examples=60)
@given(trees())
def test_groups_are_halved_until_single(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("h")
    hierarchy, values = listed(folder, lines)
    finer, _ = between(hierarchy, values)
    assert isinstance(finer, Halved)
    labels = columns(finer, values)
    assert_nested(labels)
    own = columns(hierarchy, values)
    assert [labels[level] for level in finer.own] == own
    for level in range(hierarchy.levels - 1):
        # From a level down to the next, no group falls into more than two.
        for upper in range(finer.own[level], finer.own[level + 1]):
            below: dict[str | None, set[str | None]] = {}
            for child, parent in zip(labels[upper], labels[upper + 1], strict=True):
                below.setdefault(parent, set()).add(child)
            assert max(len(children) for children in below.values()) <= 2
    for level in range(finer.levels):
        sizes = {name: labels[level].count(name) for name in labels[level]}
        expected = [(sizes[name] - 1) / max(len(lines) - 1, 1) for name in labels[level]]
        top = level == finer.levels - 1
        assert finer.loss(values, level) == pytest.approx([1.0] * len(lines) if top else expected)
    rebuilt = build(finer.spec, values[:1], base=folder)
    assert columns(rebuilt, values) == labels


def test_halves_are_called_by_what_they_join(tmp_path: Path) -> None:
    lines = [[str(age), "0-4", "*"] for age in range(5)]
    lines += [["Canada", "America", "*"], ["Mexico", "America", "*"], ["Peru", "America", "*"]]
    hierarchy, values = listed(tmp_path, lines)
    finer, lowest = between(hierarchy, values, 1)
    labels = columns(finer, values)
    assert lowest == 3
    assert labels[1] == ["0-1", "0-1", "2", "3", "4", "Canada", "Mexico", "Peru"]
    assert labels[2] == [*["0-2"] * 3, *["3-4"] * 2, *["Canada | Mexico"] * 2, "Peru"]
    assert (joined(["07", "08"]), joined(["1", "3"])) == ("07 | 08", "1 | 3")


def test_a_name_that_is_taken_is_not_given_again(tmp_path: Path) -> None:
    lines = [["1", "x", "*"], ["2", "x", "*"], ["3", "x", "*"], ["4", "1-2", "*"]]
    hierarchy, values = listed(tmp_path, lines)
    finer, _ = between(hierarchy, values)
    assert columns(finer, values)[1] == ["1 | 2", "1 | 2", "3", "4"]


def test_a_value_that_the_file_does_not_name_is_told(tmp_path: Path) -> None:
    hierarchy, values = listed(tmp_path, [["a", "*"], ["b", "*"], ["c", "*"]])
    finer, _ = between(hierarchy, values)
    with pytest.raises(InputError, match="does not name 1 of the 2"):
        finer.generalise(pa.array(["a", "z"]), 1)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-300, 5_000), min_size=1, max_size=30), st.booleans(), st.integers(0, 4)
)
def test_intervals_double(numbers: list[int], whole: bool, lowest: int) -> None:
    values = pa.array(numbers) if whole else pa.array(np.array(numbers) / 4)
    hierarchy = build(NumberHierarchy(widths=(5.0, 10.0, 50.0)), values, base=HERE)
    finer, level = between(hierarchy, values, lowest)
    labels = columns(finer, values)
    assert_nested(labels)
    # Nothing finer than the lowest level is released.
    assert_nested([columns(hierarchy, values)[lowest], labels[level]])
    assert columns(build(finer.spec, values, base=HERE), values) == labels


@pytest.mark.parametrize("spec", [AgeHierarchy(), DateHierarchy()])
def test_ages_double_and_dates_stay(spec: HierarchySpec) -> None:
    values = pa.array(["1950-02-03", "1931-12-30", "2001-07-01"]).cast(pa.date32())
    hierarchy = build(spec, values, base=HERE)
    finer, _ = between(hierarchy, values)
    if isinstance(finer.spec, AgeHierarchy):
        assert finer.spec.widths == (1, 2, 4, 8, 16, 32, 64)
    else:
        assert finer is hierarchy
