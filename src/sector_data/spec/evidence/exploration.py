"""What other privacy settings would cost: the result of exploring a pipeline.

What lives here: the result documents. What does not: the searches behind them
(:mod:`sector_data.pipeline.exploring.pipelines`). They hold no value of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sector_data.spec.evidence.release import RiskFigures
from sector_data.spec.model import Model, Share
from sector_data.spec.words import Language

if TYPE_CHECKING:
    import pandas as pd


class ExploredPoint(Model):
    """What one setting would give a table; figures are None where it is refused."""

    k: int
    """Smallest class, in subjects."""
    suppression_limit: Share
    """Largest share of the table's rows that may be left out."""
    l: int | None = None  # noqa: E741
    """Distinct values of each sensitive column; None as the pipeline has it."""
    t: float | None = None
    """Largest distance of each sensitive column; None as the pipeline has it."""
    models: tuple[str, ...]
    """Everything that is asked of the classes, in words."""
    own: bool = False
    """Whether the pipeline has this setting."""
    passes: bool
    """Whether something was found that satisfies it."""
    on_frontier: bool = False
    """Whether no setting with the same l and t has both a lower highest risk and more detail. Of
    settings that give the same, the strictest: the largest k, then the smallest limit."""
    levels: dict[str, int] | None = None
    """Level of each quasi-identifier, where whole columns have one."""
    detail_kept: float | None = None
    """1 - loss, in [0, 1]."""
    loss: float | None = None
    """Generalisation and suppression loss of the table's own columns, in [0, 1]."""
    cost: float | None = None
    """Figure of the metric that the pipeline keeps small."""
    suppressed_rows: int | None = None
    suppressed_subjects: int | None = None
    """Subjects who have no row left."""
    classes: int | None = None
    """Equivalence classes that are released."""
    highest_risk: float | None = None
    """One over the subjects of the smallest class (prosecutor risk); 0 when nothing is left."""
    average_risk: float | None = None
    """Classes over their subjects (marketer risk); 0 when nothing is left."""
    optimal: bool | None = None
    """Whether no generalisation costs less."""
    fix: str | None = None
    """What would pass, where the setting is refused."""


class SmallestChange(Model):
    """One change with which a refused setting passes, the smallest of its kind."""

    what: str
    """``suppression-limit``, or the name of a privacy model, such as ``k-anonymity``."""
    column: str | None = None
    """Sensitive column that the model looks at."""
    asked: float
    """The threshold that is refused."""
    passes: float
    """The one that passes."""
    words: str
    """The same in words: ``a suppression limit of 7 %``."""
    gives: ExploredPoint
    """What the changed setting gives."""


class ExploredTable(Model):
    """What other settings would give one table."""

    table: str
    quasi_identifiers: tuple[str, ...]
    """Those of the table itself."""
    joined: tuple[str, ...] = ()
    """Those of tables above, as ``table.column``, which the classes are counted together with."""
    method: str
    """How classes become large enough."""
    metric: str
    """What the search keeps small."""
    before: RiskFigures
    """The table before protection."""
    apart_from: tuple[str, ...] = ()
    """Tables above whose own setting is refused: this one is counted without them."""
    points: tuple[ExploredPoint, ...]
    """By l and t, then by k and limit, each rising; the pipeline's own l and t first."""
    changes: tuple[SmallestChange, ...] = ()
    """What would pass, where the pipeline's own setting is refused."""

    @property
    def own(self) -> ExploredPoint:
        """The pipeline's own setting."""
        return next(point for point in self.points if point.own)

    @property
    def better(self) -> ExploredPoint | None:
        """A setting with less risk than the pipeline's own and no less detail, or the other way
        round, the one with the least risk; None when there is none, or the own is refused."""
        return next((p for p in self._no_worse() if _figures(p) != _figures(self.own)), None)

    @property
    def free(self) -> ExploredPoint | None:
        """The strictest setting that gives the same as the pipeline's own; None when that is the
        own itself, or when another is better."""
        if self.better is not None:
            return None
        return next(iter(self._no_worse()), None)

    def _no_worse(self) -> list[ExploredPoint]:
        """Return the points on the frontier that are no worse than the own, by rising risk."""
        own = self.own
        if not own.passes or own.on_frontier:
            return []
        risk, loss = _figures(own)
        found = [
            point
            for point in self.variants()[0]
            if point.on_frontier and _figures(point)[0] <= risk and _figures(point)[1] <= loss
        ]
        return sorted(found, key=_figures)

    def variants(self) -> list[tuple[ExploredPoint, ...]]:
        """Return the points that differ in k and limit alone, together."""
        found: dict[tuple[int | None, float | None], list[ExploredPoint]] = {}
        for point in self.points:
            found.setdefault((point.l, point.t), []).append(point)
        return [tuple(points) for points in found.values()]


def _figures(point: ExploredPoint) -> tuple[float, float]:
    """Return highest risk and loss, without the last digits, which the order of sums decides."""
    return round(point.highest_risk or 0.0, 12), round(point.loss or 0.0, 11)


class Exploration(Model):
    """What other settings would give the tables of a pipeline."""

    made_with: str
    made_on: date
    release: str
    """Name of the pipeline's release."""
    title: str | None = None
    language: Language = "en"
    """The release's first language."""
    least_k: int | None = None
    """What profile and policy packs of the pipeline ask for at least: a smaller k is raised to
    it."""
    events_follow: bool = False
    """Whether a plan also leaves out events so that subjects share their numbers or known events;
    the figures here are before that."""
    tables: tuple[ExploredTable, ...]
    without_quasi_identifiers: tuple[str, ...] = ()
    """Tables in which nothing is to be protected."""

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield each point as one flat record, with its table."""
        for table in self.tables:
            for point in table.points:
                record = point.model_dump(mode="python", by_alias=False)
                levels = record.pop("levels") or {}
                record["models"] = "; ".join(point.models)
                record["levels"] = "; ".join(f"{c}={level}" for c, level in levels.items())
                yield {"table": table.table, **record}

    def to_frame(self) -> pd.DataFrame:
        """Return all points as a DataFrame, one row each."""
        import pandas as pd

        names = [name for name in ExploredPoint.model_fields if name != "levels"]
        frame = pd.DataFrame(list(self.records()), columns=["table", *names, "levels"])
        whole = ["l", "suppressed_rows", "suppressed_subjects", "classes"]
        return frame.astype(dict.fromkeys(whole, "Int64"))
