"""What a tabulation asks of the rows, and what it will be worth.

What lives here: the way from figures to questions with shares of the budget, and the forecast. What
does not: rows; nothing here has seen any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sector_data.errors import InputError
from sector_data.spec.synthesis import IntervalSpec
from sector_data.spec.tabulation import (
    FigureAccuracy,
    FigureSpec,
    TabulateSpec,
    TabulationForecast,
)
from sector_data.synthesise.domain import Intervals, PublicColumn, public_column
from sector_data.synthesise.engines.opendp_marginals import ENVIRONMENT
from sector_data.synthesise.guarantee import absurdity
from sector_data.tabulation import accuracy

ALL = "all"
"""Column of one code, for what is counted of all rows."""
STEPS = 2**19
"""Steps of a number from the middle of its bounds to either end: sums are of whole numbers."""
_SUM_SHARE = 0.75
"""Part of a mean's budget for its sum; the rest is for its count."""
_MOST_CELLS = 1_000_000
SCRIPT = "opendp_tables_process.py"


@dataclass(frozen=True, slots=True)
class Question:
    """Noisy counts, or sums, in the cells of some columns.

    Attributes
    ----------
    figure
        Place of the figure that it serves.
    of
        Column that is summed; None for a count.
    group
        Columns whose codes tell the cells apart.
    share
        Of the budget.
    """

    figure: int
    of: str | None
    group: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A tabulation before anything is spent.

    Attributes
    ----------
    spec
        What was asked for.
    columns
        Path of each column that figures name, to its public domain.
    questions
        In the order in which they are asked.
    """

    spec: TabulateSpec
    columns: Mapping[str, PublicColumn]
    questions: tuple[Question, ...]

    def sizes(self) -> dict[str, int]:
        """Return the number of codes of each column; a missing value is the last of them."""
        sizes = {path: column.size + 1 for path, column in self.columns.items()}
        return {ALL: 1, **sizes, **{present(path): 2 for path in self._summed()}}

    def settings(self) -> dict[str, Any]:
        """Return what OpenDP's process is told; it sees no name of a column."""
        names = {column: f"c{place}" for place, column in enumerate(self.sizes())}
        sums = {path: f"v{place}" for place, path in enumerate(self._summed())}
        return {
            "sizes": {names[column]: size for column, size in self.sizes().items()},
            "questions": [
                {
                    "of": None if question.of is None else sums[question.of],
                    "group": [names[column] for column in question.group],
                    "most": STEPS,
                    "share": question.share,
                }
                for question in self.questions
            ],
            "epsilon": self.spec.epsilon,
            "delta": self.spec.delta,
            "contributions": self.spec.contributions,
        }

    def named(self, codes: Mapping[str, Any], sums: Mapping[str, Any]) -> pa.Table:
        """Return codes and numbers under the names of the settings."""
        columns = {f"c{place}": codes[column] for place, column in enumerate(self.sizes())}
        columns |= {f"v{place}": sums[path] for place, path in enumerate(self._summed())}
        return pa.table(columns)

    def _summed(self) -> list[str]:
        return list(dict.fromkeys(q.of for q in self.questions if q.of is not None))


def present(path: str) -> str:
    """Return the name of the column that tells whether a number is there."""
    return f"{path} is there"


def ask(spec: TabulateSpec, types: Mapping[str, pa.DataType] | None = None) -> Asked:
    """Return what figures ask of the rows.

    Parameters
    ----------
    spec
        The figures and their budget.
    types
        Path to the type of the column; without it that is taken for what its domain tells.

    Raises
    ------
    InputError
        If a column has no public domain, or another table's; if two figures are the same; if a
        mean or quantile is asked of categories; if tables have too many cells.
    """
    columns = {
        path: _public(path, spec, types or {})
        for figure in spec.figures
        for path in (*figure.by, *([figure.column] if figure.column else []))
    }
    names = [figure.name for figure in spec.figures]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(
            f"{', '.join(twice)} is asked for twice: that would be paid for twice.",
            "Name each figure once; list all quantiles in one.",
        )
    whole = sum(figure.weight for figure in spec.figures)
    questions: list[Question] = []
    for place, figure in enumerate(spec.figures):
        share = figure.weight / whole
        if figure.measure in ("mean", "quantiles") and not isinstance(
            columns[figure.column or ""], Intervals
        ):
            raise InputError(
                f"{figure.column} has categories, which have no {figure.measure}.",
                "Give its bounds in the domain if it is a number; else ask for its histogram.",
            )
        if figure.measure == "mean":
            assert figure.column is not None  # the model insists
            group = (*(figure.by or (ALL,)), present(figure.column))
            questions.append(Question(place, figure.column, group, share * _SUM_SHARE))
            questions.append(Question(place, None, group, share * (1 - _SUM_SHARE)))
        else:
            group = figure.by if figure.column is None else (figure.column,)
            questions.append(Question(place, None, group or (ALL,), share))
    asked = Asked(spec, columns, tuple(questions))
    if any(cells(asked, question.group) > _MOST_CELLS for question in questions):
        raise InputError(
            f"A table has more than {_MOST_CELLS:,} cells.", "Use fewer categories or intervals."
        )
    return asked


def cells(asked: Asked, group: Sequence[str]) -> int:
    """Return how many cells a group of columns has."""
    sizes, count = asked.sizes(), 1
    for column in group:
        count *= sizes[column]
    return count


def forecast(asked: Asked) -> TabulationForecast:
    """Return what a tabulation would spend and how accurate it would be, without a look at rows.

    Raises
    ------
    MissingExtraError
        If OpenDP is not installed.
    """
    _, record = ENVIRONMENT.run(SCRIPT, asked.settings(), {})
    spec = asked.spec
    return TabulationForecast(
        table=spec.table,
        epsilon=spec.epsilon,
        delta=spec.delta,
        rho=record["rho"],
        unit=f"one {spec.unit}",
        contributions=spec.contributions,
        figures=tuple(
            _foreseen(asked, place, figure, noise_of(asked, place, record["noise"]))
            for place, figure in enumerate(spec.figures)
        ),
        warnings=absurdity(spec.epsilon, spec.delta),
    )


def noise_of(asked: Asked, place: int, noise: Sequence[float]) -> tuple[float, float]:
    """Return the deviation of a figure's counts, and of its sums in units of its column."""
    counts, sums = 0.0, 0.0
    for question, deviation in zip(asked.questions, noise, strict=True):
        if question.figure == place and question.of is None:
            counts = deviation
        elif question.figure == place and question.of is not None:
            sums = deviation * half_of(asked, question.of) / STEPS
    return counts, sums


def half_of(asked: Asked, path: str) -> float:
    """Return half the distance of the bounds of a number."""
    column = asked.columns[path]
    assert isinstance(column, Intervals)  # nothing else is summed
    return float(column.edges[-1] - column.edges[0]) / 2


def _foreseen(
    asked: Asked, place: int, figure: FigureSpec, noise: tuple[float, float]
) -> FigureAccuracy:
    counts, sums = noise
    question = next(q for q in asked.questions if q.figure == place)
    size = cells(asked, question.group)
    within: float | None
    if figure.measure == "mean":
        assert figure.column is not None  # the model insists
        size //= 2
        rows, half = asked.spec.rows, half_of(asked, figure.column)
        each = None if rows is None else rows / size
        within = None if each is None else accuracy.of_mean(sums, counts, each, half=half)
    elif figure.measure == "quantiles":
        size = len(figure.at)
        intervals = asked.sizes()[figure.column or ""] - 1
        within = max(accuracy.of_rank(counts, intervals, level) for level in figure.at)
    else:
        within = accuracy.of_count(counts)
    return FigureAccuracy(
        figure=figure.name,
        cells=size,
        what={"mean": "mean", "quantiles": "rank"}.get(figure.measure, "rows"),
        plus_minus=within,
        noise=counts,
    )


def _public(path: str, spec: TabulateSpec, types: Mapping[str, pa.DataType]) -> PublicColumn:
    if path.partition(".")[0] != spec.table:
        raise InputError(
            f"{path} is not of {spec.table}, which is counted.",
            "Name columns of one table; ask for other tables by themselves.",
        )
    if path not in spec.domain:
        raise InputError(
            f"There is no public domain of {path}, and none may be taken from the data.",
            "Give its categories, or its bounds, in tabulate.domain.",
        )
    domain = spec.domain[path]
    usual = pa.float64() if isinstance(domain, IntervalSpec) else pa.string()
    return public_column(path, types.get(path, usual), domain)
