"""Columns of JSON: which parts their documents have, and what happens to each.

What lives here: parts found and decided as if they were columns. What does not: taking documents
apart (:mod:`sector_data.deidentify.nested`), whose word counts for a column
(:mod:`sector_data.pipeline.planning.deciding`), and carrying it out
(:mod:`sector_data.pipeline.texts.columns`).

A pipeline file names a part as it names a column, ``messages.payload.patient.name``. A part that it
does not name is decided by what its values are; so it is in tables. But no class counts what stands
in a document: a quasi-identifier there is left out unless the file says otherwise, and so is a part
that only few rows have, since a name that somebody alone has may be a value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.nested import Documents, Part
from sector_data.deidentify.surrogates import Lookup
from sector_data.deidentify.transforms import transform
from sector_data.detect.columns import profile_table
from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.pipeline.planning.deciding import Context, decide_column, violations
from sector_data.pipeline.planning.decision import Decision
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import (
    Drop,
    FormatPreserving,
    Grid,
    Keep,
    Mask,
    Midpoint,
    Nested,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    Surrogate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    TruncatePan,
    Zip3,
)
from sector_data.spec.words import Role

FEWEST_ROWS = 5
"""Rows that must have a part that the pipeline file does not name."""
MOST_PARTS = 500
"""More paths are no names but values."""
MOST_BROKEN = 0.05
"""Share of cells that may hold no JSON."""
ENOUGH = 10
"""Values of a part that is the same wherever it stands, to say nothing of anybody."""
_NAME = re.compile(r"[A-Za-z_$@][\w$@:-]{0,63}(?:\.[A-Za-z_$@][\w$@:-]{0,63})*")
_ALLOWED = (
    *(Keep, Drop, Pseudonym, Surrogate, FormatPreserving, Mask, TruncatePan, ShiftDate),
    *(TruncateDate, Round, Midpoint, TopBottom, Zip3, Grid, RedactText),
)
_NOBODYS = bytes(32)


def with_parts(
    decisions: Mapping[str, Sequence[Decision]],
    tables: Mapping[str, Table],
    context: Context,
    subjects: Mapping[str, pa.Array | None],
) -> dict[str, list[Decision]]:
    """Return decisions with the parts of every column of JSON decided.

    Raises
    ------
    SpecificationError
        If a column that shall be taken apart holds no JSON, the pipeline file names a part that is
        not there or asks for what cannot be done inside documents, or a policy pack forbids it.
    """
    problems: list[Problem] = []
    result: dict[str, list[Decision]] = {}
    for table, decided in decisions.items():
        result[table] = []
        nested = set()
        for decision in decided:
            if isinstance(decision.plan.transform, Nested):
                nested.add(decision.plan.column)
                column = _Column(tables[table], decision, context, subjects[table])
                decision = column.decided()  # noqa: PLW2901
                problems += column.problems
            result[table].append(decision)
        problems += _strangers(tables[table], nested, context)
    result = _with_shifts(result)
    if problems:
        raise SpecificationError(problems)
    return result


def _strangers(table: Table, nested: set[str], context: Context) -> Iterator[Problem]:
    """Yield parts that are named of a column that is not taken apart."""
    for path in context.pipeline.columns:
        name, _, column = path.partition(".")
        if name != table.name or column in table.columns:
            continue
        whole = next((c for c in table.columns if column.startswith(f"{c}.")), None)
        if whole is not None and whole not in nested:
            yield Problem(
                f"columns.{path}",
                f"{name}.{whole} is not taken apart, so that it has no parts.",
                hint=f"Write {name}.{whole}: nested.",
            )


class _Column:
    """One column of JSON while its parts are decided."""

    def __init__(
        self, table: Table, decision: Decision, context: Context, subjects: pa.Array | None
    ) -> None:
        self._table = table
        self._decision = decision
        self._context = context
        self._subjects = subjects
        self.path = f"{table.name}.{decision.plan.column}"
        self.problems: list[Problem] = []
        said = context.pipeline.columns
        self._said = {
            p.removeprefix(f"{self.path}."): spec
            for p, spec in said.items()
            if p.startswith(f"{self.path}.")
        }

    def decided(self) -> Decision:
        values = self._table.column(self._decision.plan.column)
        if not pa.types.is_string(values.type):
            return self._refused("it holds no text, and JSON is text.", "Take another transform.")
        documents = Documents.read(values.to_pylist())
        present = len(values) - values.null_count
        if documents.broken > MOST_BROKEN * present or not documents.parts:
            return self._refused(
                f"{documents.broken:,} of {present:,} cells hold no JSON object or list.",
                "Drop it, or redact it as text: redact-text.",
            )
        if len(documents.parts) > MOST_PARTS:
            return self._refused(
                f"it has {len(documents.parts):,} different paths, more than names can be: some "
                "are values.",
                "Drop it.",
            )
        for name in self._said.keys() - documents.parts.keys():
            near = difflib.get_close_matches(name, documents.parts, 1, cutoff=0.6)
            self.problems.append(
                Problem(
                    f"columns.{self.path}.{name}",
                    f"no document of {self.path} has such a part.",
                    hint=f"Did you mean {self.path}.{near[0]}?" if near else None,
                )
            )
        parts = [
            self._part(path, part)
            for path, part in documents.parts.items()
            if path in self._said or _is_common(path, part, present)
        ]
        plan = self._decision.plan.model_copy(update={"parts": tuple(parts)})
        if all(isinstance(part.transform, Drop) for part in parts):
            plan = plan.model_copy(
                update={"transform": Drop(), "parts": (), "reason": "no part of it can be released"}
            )
        return replace(self._decision, plan=plan)

    def _refused(self, why: str, remedy: str) -> Decision:
        said = self._context.pipeline.columns.get(self.path)
        if self._said or (said is not None and said.transform is not None):
            self.problems.append(Problem(f"columns.{self.path}", why, hint=remedy))
        plan = self._decision.plan.model_copy(update={"transform": Drop(), "reason": why})
        return replace(self._decision, plan=plan)

    def _part(self, path: str, part: Part) -> ColumnPlan:
        values = part.array()
        name = f"{self._decision.plan.column}.{path}"
        rows = pa.array(part.rows)
        table = Table(self._table.name, pa.table({path: values}))
        whose = None if self._subjects is None else self._subjects.take(rows)
        (found,) = profile_table(
            table,
            subjects=whose,
            sector=self._context.sector,
            language=self._context.pipeline.release.languages[0],
        )
        finding = found.model_copy(update={"column": name})
        own = Table(table.name, pa.table({name: values}))
        decision = decide_column(finding, own, self._context)
        plan = decision.plan
        said = self._said.get(path)
        if said is None or said.transform is None:
            plan = _without_classes(plan, values)
        asked = {table.name: [replace(decision, plan=plan)]}
        self.problems += violations(asked, self._context)
        if (problem := _unsuited(plan, values, whose)) is not None:
            where = f"columns.{table.name}.{name}"
            self.problems.append(Problem(where, problem.message, hint=problem.fix))
        return plan


def _is_common(path: str, part: Part, present: int) -> bool:
    """Tell whether a path is made of names that enough documents have."""
    return _NAME.fullmatch(path) is not None and len(set(part.rows)) >= min(FEWEST_ROWS, present)


def _without_classes(plan: ColumnPlan, values: pa.Array) -> ColumnPlan:
    """Return the plan of a part that nobody spoke of: what classes would count is left out."""
    if len(values) >= ENOUGH and pc.count_distinct(values).as_py() == 1:
        return _as(plan, Keep(), Role.INSENSITIVE, "it is the same in all documents")
    if plan.role is Role.QUASI_IDENTIFIER and not isinstance(plan.transform, Drop | ShiftDate):
        return _as(plan, Drop(), plan.role, "no class counts what stands in documents")
    if not isinstance(plan.transform, _ALLOWED):
        return _as(plan, Drop(), plan.role, f"{plan.transform.kind} is not done in documents")
    return plan


def _as(plan: ColumnPlan, spec: TransformSpec, role: Role, reason: str) -> ColumnPlan:
    return plan.model_copy(update={"transform": spec, "role": role, "reason": reason})


def _unsuited(plan: ColumnPlan, values: pa.Array, subjects: pa.Array | None) -> InputError | None:
    spec = plan.transform
    if not isinstance(spec, _ALLOWED) or (isinstance(spec, TopBottom) and spec.count is not None):
        return InputError(
            f"{spec.kind!r} is not done inside documents.",
            "Drop the part, or take a transform that looks at one value alone.",
        )
    if isinstance(spec, Drop | RedactText):
        return None
    try:
        first = None if subjects is None else subjects.slice(0, 1)
        transform(values.slice(0, 1), spec, secret=_NOBODYS, subjects=first, lookup=Lookup())
    except InputError as error:
        return error
    return None


def _with_shifts(decisions: Mapping[str, Sequence[Decision]]) -> dict[str, list[Decision]]:
    """Let surrogates in documents move dates as the first ``shift-date`` moves them."""
    plans = [p for ds in decisions.values() for d in ds for p in (d.plan, *d.plan.parts)]
    shifts = [p.transform for p in plans if isinstance(p.transform, ShiftDate)]
    shift = shifts[0] if shifts else ShiftDate()

    def moved(plan: ColumnPlan) -> ColumnPlan:
        spec = plan.transform
        if not isinstance(spec, RedactText) or spec.replacement != "surrogates":
            return plan
        said = {
            "max_days": shift.max_days if spec.max_days is None else spec.max_days,
            "keep": shift.keep if spec.keep is None else spec.keep,
        }
        return plan.model_copy(update={"transform": spec.model_copy(update=said)})

    return {
        table: [
            replace(
                d,
                plan=d.plan.model_copy(update={"parts": tuple(moved(p) for p in d.plan.parts)}),
            )
            if d.plan.parts
            else d
            for d in decided
        ]
        for table, decided in decisions.items()
    }


def beside_columns(
    tables: Mapping[str, Table], columns: Mapping[str, Sequence[ColumnPlan]]
) -> tuple[dict[str, Table], dict[str, list[ColumnPlan]]]:
    """Return tables and plans with the parts of documents as columns beside the others.

    A part that a row has several times is there with its first value. So what would undo a
    transform is found in documents, too.
    """
    wider = dict(tables)
    planned = {name: list(some) for name, some in columns.items()}
    for name, some in columns.items():
        for column in some:
            if not column.parts:
                continue
            documents = Documents.read(tables[name].column(column.column).to_pylist())
            data = wider[name].data
            for part in column.parts:
                held = documents.parts[part.column.removeprefix(f"{column.column}.")]
                first = pc.index_in(
                    pa.array(range(len(data)), pa.int64()),
                    value_set=pa.array(held.rows, pa.int64()),
                )
                data = data.append_column(part.column, held.array().take(first))
                planned[name].append(part)
            wider[name] = Table(name, data)
    return wider, planned
