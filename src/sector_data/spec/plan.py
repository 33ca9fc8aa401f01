"""The plan: every decision fixed, before anything is done.

What lives here: the document and its digest. What does not: how decisions are made
(:mod:`sector_data.pipeline.planning.making`) and carried out
(:mod:`sector_data.pipeline.applying`).

A plan holds no secret, and no value of the data that the release would not hold.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import PurePath
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sector_data.spec.aggregation import AggregateFigures
from sector_data.spec.coarse import coarse, coarse_parts, steps_of
from sector_data.spec.evidence.events import LongitudinalPlan
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.release import RiskFigures
from sector_data.spec.hierarchies import PlannedHierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.transforms.values import TransformSpec
from sector_data.spec.words import Role


class SourceDigest(Model):
    """A source file as it was when the plan was made."""

    table: str
    path: str
    """Relative to the pipeline's base when it lies below it, else absolute."""
    bytes: int
    sha256: str


class ColumnPlan(Model):
    """What happens to one column, and why."""

    column: str
    finding: ColumnFinding
    role: Role
    transform: TransformSpec
    reason: str
    """Who decided: the pipeline file, a policy pack's rule, or detection."""
    parts: tuple[ColumnPlan, ...] = ()
    """What happens to the parts of a column of JSON; what is not among them is left out."""

    @property
    def keyed(self) -> bool:
        """Whether the column, or a part of it, is made with a key."""
        return self.transform.nature.keyed or any(part.keyed for part in self.parts)


class Generalisation(Model):
    """The levels chosen for one quasi-identifier."""

    column: str
    hierarchy: PlannedHierarchySpec
    chosen: Annotated[tuple[int, ...], Field(min_length=1)]
    """The levels that the stages release it at, rising; one in a full-domain generalisation."""
    levels: int
    """Levels of the hierarchy in all, the untouched value included."""

    @property
    def level(self) -> int:
        """The finest level that it is released at."""
        return self.chosen[0]

    @property
    def coarsest(self) -> int:
        """The coarsest level that it is released at."""
        return self.chosen[-1]


class Stage(Model):
    """One set of levels, and the combinations that are released at them.

    Full-domain generalisation is one stage. Local recoding is several: a row belongs to the first
    stage whose kept classes hold its combination at that stage's levels.
    """

    levels: tuple[int, ...]
    """A level for each quasi-identifier, in the order of the plan's `generalisations`."""
    kept_classes: tuple[tuple[str | None, ...], ...]
    """The generalised combinations that are released, in the order of `generalisations`. (Not
    those to suppress: they would tell who was rare.)"""


class ProtectionPlan(Model):
    """What the privacy search found for one table."""

    generalisations: tuple[Generalisation, ...]
    joined: tuple[str, ...] = ()
    """Those of `generalisations` that are columns of tables above, as ``table.column``, which the
    classes are counted together with. They are released there, untouched here."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    """In the order in which a row tries them; rows that no stage keeps are suppressed."""
    recoding: Literal["none", "strict", "overlapping"] = "none"
    """Whether classes have levels of their own, and whether they may overlap: what one class covers
    can then be released by itself in another."""
    models: tuple[str, ...] = ()
    """Every privacy model that the classes were chosen for, in words."""
    k: int
    l_diversity: dict[str, int]
    """Sensitive column, as ``table.column``, to its threshold."""
    gaps: Literal["own-category", "wildcard"] = "own-category"
    """What a suppressed cell is to whoever counts k: a category of its own, as everywhere else, or
    something that matches anything (sdcMicro's local suppression). Classes counted by category can
    be smaller than k with ``wildcard``."""
    suppressed_subjects: int
    suppressed_rows: int
    loss: float
    """Generalisation and suppression loss of the chosen node, in [0, 1]."""
    metric: str = "loss"
    """What was minimised."""
    cost: float | None = None
    """The chosen node's figure in that metric; None when no metric was minimised."""
    least_cost: float | None = None
    """No generalisation has a lower figure; the gap to `cost` is 0 when the result is optimal."""
    checked: int
    """Lattice nodes evaluated."""
    nodes: int
    optimal: bool

    @property
    def own(self) -> tuple[tuple[int, Generalisation], ...]:
        """The generalisations of the table's own columns, with their places."""
        return tuple(
            (place, part)
            for place, part in enumerate(self.generalisations)
            if part.column not in self.joined
        )

    @property
    def kept_classes(self) -> tuple[tuple[str | None, ...], ...]:
        """The combinations that are released, of all stages."""
        return tuple(combination for stage in self.stages for combination in stage.kept_classes)

    @model_validator(mode="after")
    def _stages_fit(self) -> Self:
        width = len(self.generalisations)
        for stage in self.stages:
            if len(stage.levels) != width or any(len(c) != width for c in stage.kept_classes):
                raise ValueError("a stage does not name each quasi-identifier once")
        for place, part in enumerate(self.generalisations):
            used = tuple(sorted({stage.levels[place] for stage in self.stages}))
            if part.chosen != used or not 0 <= used[0] <= used[-1] < part.levels:
                raise ValueError("the levels of the stages are not those of the quasi-identifiers")
        return self


class TablePlan(Model):
    """What happens to one table."""

    table: str
    rows: int
    subjects: int | None
    """Distinct subjects; None when the table is not linked to the subject."""
    subject_path: tuple[str, ...] | None
    """Columns that lead to the subject: ``(notes.encounter_id, encounters.patient_id)``."""
    columns: tuple[ColumnPlan, ...]
    protection: ProtectionPlan | None
    before: RiskFigures | None
    after: RiskFigures | None
    """Expected, from the counts of the search."""


class Plan(Model):
    """Everything that `apply` needs except the data and the key."""

    format: Literal["sector-data-plan/1"] = "sector-data-plan/1"
    made_with: str
    """``sector-data 0.1.0``."""
    made_on: date
    """Day of planning; ages are counted to it, and it is the date that the release bears."""
    pipeline: Pipeline
    """With every omission filled in."""
    sources: tuple[SourceDigest, ...]
    tables: tuple[TablePlan, ...]
    longitudinal: LongitudinalPlan | None = None
    """How events are protected over tables; None where no table has events of a subject."""
    aggregates: tuple[AggregateFigures, ...] = ()
    """What is shown and hidden of the tables that add up others."""
    warnings: tuple[str, ...] = ()

    def untold(self) -> Plan:
        """Return the plan without what it knows of the rows, where the release is under a guarantee
        of differential privacy: exact figures, or a digest of the source, would undo that. Itself
        elsewhere."""
        if not self.pipeline.guaranteed:
            return self
        return self.model_copy(
            update={
                "sources": (),
                "tables": tuple(_untold(table) for table in self.tables),
                "longitudinal": None,
                "warnings": (),
            }
        )

    def public(self) -> Plan:
        """Return the plan as a bundle shows it.

        Files are named without the folders they lie in, and the words that the steward wants hidden
        are not shown, nor what a guarantee keeps untold. Figures of the source are no finer than
        ten people.
        """
        document = _without_folders(_coarse(self.untold()).model_dump(mode="json"))
        rules = document["pipeline"]["detect"]
        rules["deny"] = {entity: [] for entity in rules["deny"]}
        for recognizer in rules["recognizers"]:
            recognizer["words"] = []
        document["pipeline"]["base"] = "."
        return Plan.model_validate(document)

    def to_json(self) -> str:
        """Return the plan as JSON that is the same for the same plan."""
        document = self.model_dump(mode="json")
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def digest(self) -> str:
        """Return the SHA-256 of the public plan's JSON: the same wherever the files lie."""
        return hashlib.sha256(self.public().to_json().encode()).hexdigest()


def _untold(table: TablePlan) -> TablePlan:
    columns = tuple(
        column.model_copy(
            update={
                "finding": ColumnFinding(
                    table=table.table,
                    column=column.column,
                    data_type=column.finding.data_type,
                    rows=0,
                    missing=0,
                    distinct=0,
                    role=column.role,
                ),
                "parts": (),
            }
        )
        for column in table.columns
    )
    nothing = {"rows": 0, "subjects": None, "before": None, "after": None}
    return table.model_copy(update={"columns": columns, **nothing})


def _coarse(plan: Plan) -> Plan:
    """Return a plan whose figures of the source are no finer than ten people."""
    along = plan.longitudinal
    if along is not None:
        before = coarse_parts(along.before, steps_of(along.before.subjects))
        along = along.model_copy(update={"before": before})
    return plan.model_copy(
        update={"tables": tuple(map(_coarse_table, plan.tables)), "longitudinal": along}
    )


def _coarse_table(table: TablePlan) -> TablePlan:
    steps = steps_of(table.rows if table.subjects is None else table.subjects)

    def told(column: ColumnPlan) -> ColumnPlan:
        finding = column.finding
        missing = coarse(finding.missing / max(finding.rows, 1), steps) * finding.rows
        parts = tuple(map(told, column.parts))
        finding = finding.model_copy(update={"missing": round(missing)})
        return column.model_copy(update={"finding": finding, "parts": parts})

    return table.model_copy(
        update={
            "columns": tuple(map(told, table.columns)),
            "protection": table.protection and _coarse_protection(table.protection, steps),
            "before": table.before and table.before.coarse(),
        }
    )


def _coarse_protection(plan: ProtectionPlan, steps: int) -> ProtectionPlan:
    figures = {"loss": plan.loss, "cost": plan.cost, "least_cost": plan.least_cost}
    return plan.model_copy(
        update={name: f if f is None else coarse(f, steps) for name, f in figures.items()}
    )


def _without_folders(part: Any) -> Any:
    """Return a part of a document with every ``path`` cut to the name of its file."""
    if isinstance(part, dict):
        return {
            key: PurePath(value).name
            if key == "path" and isinstance(value, str)
            else _without_folders(value)
            for key, value in part.items()
        }
    return [_without_folders(item) for item in part] if isinstance(part, list) else part
