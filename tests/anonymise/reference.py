"""An oracle: protection by exhaustive enumeration over plain Python rows, and tables to try it on.

Nothing of the code under test is used but the hierarchies, which have tests of their own.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import Hierarchy, build, canonical_text
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@dataclass(frozen=True)
class Problem:
    """A table to protect."""

    columns: dict[str, pa.Array]
    hierarchies: dict[str, Hierarchy]
    k: int
    limit: float
    subjects: pa.Array | None = None
    sensitive: dict[str, SensitiveColumn] = field(default_factory=dict)
    l_diversity: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values())))

    def arguments(self) -> dict[str, Any]:
        return {
            "quasi_identifiers": self.columns,
            "hierarchies": self.hierarchies,
            "k": self.k,
            "suppression_limit": self.limit,
            "subjects": self.subjects,
            "sensitive": self.sensitive,
            "l_diversity": self.l_diversity,
        }


@dataclass(frozen=True)
class Outcome:
    """What one node gives."""

    levels: tuple[int, ...]
    suppressed: frozenset[int]
    loss: float
    kept: frozenset[tuple[str | None, ...]]

    def rank(self) -> tuple[float, int, int, tuple[int, ...]]:
        return self.loss, len(self.suppressed), sum(self.levels), self.levels


def classes_of(
    columns: Sequence[Sequence[str | None]], rows: int
) -> dict[tuple[str | None, ...], list[int]]:
    groups: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for row in range(rows):
        groups[tuple(column[row] for column in columns)].append(row)
    return dict(groups)


def distinct_values(members: Sequence[int], column: SensitiveColumn, subjects: object) -> int:
    values = column.values.to_pylist()
    if column.subjects is None:
        return len({values[row] for row in members} - {None})
    assert isinstance(subjects, list)
    owners = {subjects[row] for row in members} - {None}
    pairs = zip(column.subjects.to_pylist(), values, strict=True)
    return len({value for subject, value in pairs if subject in owners} - {None})


def enough(members: Sequence[int], problem: Problem) -> bool:
    subjects = None if problem.subjects is None else problem.subjects.to_pylist()
    people = set(members) if subjects is None else {subjects[row] for row in members}
    return len(people) >= problem.k and all(
        distinct_values(members, problem.sensitive[name], subjects) >= least
        for name, least in problem.l_diversity.items()
    )


def outcome(problem: Problem, levels: tuple[int, ...]) -> Outcome:
    columns, losses = [], []
    for (name, values), level in zip(problem.columns.items(), levels, strict=True):
        hierarchy = problem.hierarchies[name]
        columns.append(canonical_text(hierarchy.generalise(values, level)).to_pylist())
        losses.append(hierarchy.loss(values, level).tolist())
    groups = classes_of(columns, problem.rows)
    kept = {label: rows for label, rows in groups.items() if enough(rows, problem)}
    suppressed = frozenset(range(problem.rows)) - {row for rows in kept.values() for row in rows}
    factors = [
        1
        + sum(1.0 if row in suppressed else loss[row] for row in range(problem.rows))
        / max(problem.rows, 1)
        for loss in losses
    ]
    loss = math.prod(factors) ** (1 / len(factors)) - 1 if factors else 0.0
    return Outcome(levels, suppressed, loss, frozenset(kept))


def feasible_outcomes(
    problem: Problem, ranges: Mapping[str, range] | None = None
) -> Iterator[Outcome]:
    choices = [
        (ranges or {}).get(name, range(problem.hierarchies[name].levels))
        for name in problem.columns
    ]
    for levels in itertools.product(*choices):
        result = outcome(problem, levels)
        if len(result.suppressed) <= problem.limit * problem.rows + 1e-9:
            yield result


SPECS: list[tuple[HierarchySpec, pa.DataType, list[object]]] = [
    (FlatHierarchy(), pa.string(), ["f", "m", "", "😀"]),
    (PrefixHierarchy(lengths=(2, 1)), pa.string(), ["A11", "A12", "A2", "B11", "B12"]),
    (AgeHierarchy(widths=(5, 20)), pa.int64(), [1, 2, 7, 23, 24, 95, -1]),
    (NumberHierarchy(widths=(10.0,)), pa.float64(), [0.5, 3.0, 12.0, 19.5, 55.0]),
]
NAMES = ["sex", "place of birth", "年齢", "x"]


@st.composite
def problems(draw: st.DrawFn, *, most_columns: int = 3, most_rows: int = 14) -> Problem:
    """Small tables with repeated subjects, missing values and sensitive columns of both kinds."""
    rows = draw(st.integers(1, most_rows))
    chosen = draw(st.permutations(range(len(SPECS))))[: draw(st.integers(1, most_columns))]
    columns: dict[str, pa.Array] = {}
    hierarchies: dict[str, Hierarchy] = {}
    for i in chosen:
        spec, kind, pool = SPECS[i]
        cells = st.lists(st.sampled_from([*pool, None]), min_size=rows, max_size=rows)
        columns[NAMES[i]] = pa.array(draw(cells), kind)
        hierarchies[NAMES[i]] = build(spec, columns[NAMES[i]], base=Path())
    subjects = draw(
        st.none()
        | st.lists(st.none() | st.integers(0, rows), min_size=rows, max_size=rows).map(
            lambda v: pa.array(v, pa.int64())
        )
    )
    illness = st.sampled_from(["flu", "cold", "gout", None])
    sensitive: dict[str, SensitiveColumn] = {}
    if draw(st.booleans()):
        own = draw(st.lists(illness, min_size=rows, max_size=rows))
        sensitive["t.illness"] = SensitiveColumn(pa.array(own, pa.string()))
    if subjects is not None and draw(st.booleans()):
        pairs = draw(st.lists(st.tuples(st.none() | st.integers(0, rows), illness), max_size=20))
        sensitive["visits.illness"] = SensitiveColumn(
            pa.array([v for _, v in pairs], pa.string()),
            subjects=pa.array([s for s, _ in pairs], pa.int64()),
        )
    return Problem(
        columns,
        hierarchies,
        k=draw(st.integers(1, 4)),
        limit=draw(st.sampled_from([0.0, 0.1, 0.29, 0.5, 1.0])),
        subjects=subjects,
        sensitive=sensitive,
        l_diversity={name: draw(st.integers(1, 3)) for name in sensitive},
    )
