"""Stages, against a search through them row by row."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.spec.hierarchies import FlatHierarchy
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage
from tests.anonymise.reference import Problem, problems

HERE = Path()


def protection(parts: list[Generalisation], stages: list[Stage]) -> ProtectionPlan:
    return ProtectionPlan(
        generalisations=tuple(parts),
        stages=tuple(stages),
        recoding="overlapping",
        k=1,
        l_diversity={},
        suppressed_subjects=0,
        suppressed_rows=0,
        loss=0.0,
        checked=0,
        nodes=1,
        optimal=False,
    )


def spelt(problem: Problem, levels: tuple[int, ...]) -> list[tuple[str | None, ...]]:
    """Return the combination of each row at a set of levels."""
    columns = [
        canonical_text(problem.hierarchies[name].generalise(values, level)).to_pylist()
        for (name, values), level in zip(problem.columns.items(), levels, strict=True)
    ]
    return list(zip(*columns, strict=True))


@settings(deadline=None, max_examples=100)
@given(problems(), st.data())
def test_a_row_belongs_to_the_first_stage_that_keeps_it(
    problem: Problem, data: st.DataObject
) -> None:
    nodes = data.draw(
        st.lists(
            st.tuples(*(st.integers(0, h.levels - 1) for h in problem.hierarchies.values())),
            min_size=1,
            max_size=4,
        )
    )
    stages, at_levels = [], []
    for levels in nodes:
        labels = spelt(problem, levels)
        known = sorted(set(labels), key=repr)
        kept = [label for label in known if data.draw(st.booleans())]
        stages.append(Stage(levels=levels, kept_classes=tuple(kept)))
        at_levels.append(labels)
    parts = [
        Generalisation(
            column=name,
            hierarchy=hierarchy.spec,
            chosen=tuple(sorted({levels[place] for levels in nodes})),
            levels=hierarchy.levels,
        )
        for place, (name, hierarchy) in enumerate(problem.hierarchies.items())
    ]
    result = apply_protection(problem.columns, protection(parts, stages), base=HERE)
    columns = [canonical_text(values).to_pylist() for values in result.columns.values()]
    for row, released in enumerate(zip(*columns, strict=True)):
        first = next((n for n, s in enumerate(stages) if at_levels[n][row] in s.kept_classes), None)
        assert bool(result.keep[row]) == (first is not None)
        assert result.stage[row] == (len(stages) - 1 if first is None else first)
        assert released == at_levels[result.stage[row]][row]
    for part, values in zip(parts, result.columns.values(), strict=True):
        untouched = part.chosen == (0,)
        assert values.type == (problem.columns[part.column].type if untouched else pa.string())


def test_stages_that_do_not_fit_are_no_plan() -> None:
    part = Generalisation(column="c", hierarchy=FlatHierarchy(), chosen=(0, 1), levels=2)
    fine, coarse = Stage(levels=(0,), kept_classes=(("a",),)), Stage(levels=(1,), kept_classes=())
    assert protection([part], [fine, coarse]).kept_classes == (("a",),)
    for stages in (
        [fine],
        [fine, Stage(levels=(1, 0), kept_classes=())],
        [fine, coarse, Stage(levels=(0,), kept_classes=((),))],
        [],
    ):
        with pytest.raises(ValidationError):
            protection([part], stages)
