"""What columns have from others: the domain of their pseudonyms, and the transform of their key.

What lives here: references and keys, columns of one name, and the categories that enough subjects
have. What does not: what a column becomes by itself
(:mod:`sector_data.pipeline.planning.deciding`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from sector_data.deidentify.categories import frequent
from sector_data.pipeline.keying import IN_DOMAINS
from sector_data.pipeline.planning.decision import Decision
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import ColumnSpec, Pipeline
from sector_data.spec.transforms.values import (
    FormatPreserving,
    JoinRare,
    Pseudonym,
    RedactText,
    ShiftDate,
    Surrogate,
)


def domain_of(path: str, pipeline: Pipeline) -> str:
    """Return the column that defines a column's values: the end of its chain of references."""
    seen = {path}
    while (target := pipeline.references.get(path)) is not None and target not in seen:
        seen.add(target)
        path = target
    return path


def linking_columns(pipeline: Pipeline) -> frozenset[str]:
    """Return the columns that hold tables together: keys, references and the subject."""
    keys = {f"{table}.{column}" for table, column in pipeline.keys.items()}
    ends = {*pipeline.references, *pipeline.references.values()}
    return frozenset({*keys, *ends, *([pipeline.subject] if pipeline.subject else [])})


def like_their_keys(
    decisions: Mapping[str, Sequence[Decision]], pipeline: Pipeline
) -> dict[str, list[Decision]]:
    """Let a reference of which the file says nothing be replaced as the key that it refers to."""
    keys = {f"{t}.{d.plan.column}": d.plan.transform for t, ds in decisions.items() for d in ds}

    def alike(table: str, decision: Decision) -> Decision:
        path = f"{table}.{decision.plan.column}"
        said = pipeline.columns.get(path, ColumnSpec())
        key = keys.get(domain_of(path, pipeline))
        if (
            path not in pipeline.references
            or said.transform is not None
            or not isinstance(decision.plan.transform, Pseudonym)
            or not isinstance(key, Pseudonym | Surrogate | FormatPreserving)
        ):
            return decision
        return replace(decision, plan=decision.plan.model_copy(update={"transform": key}))

    return {table: [alike(table, d) for d in columns] for table, columns in decisions.items()}


def with_frequent_categories(
    decisions: Mapping[str, Sequence[Decision]],
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
) -> dict[str, list[Decision]]:
    """Let the plan say which categories stay; those that are rare are named nowhere."""

    def counted_out(table: str, decision: Decision) -> Decision:
        spec = decision.plan.transform
        if not isinstance(spec, JoinRare):
            return decision
        kept = frequent(
            tables[table].column(decision.plan.column), subjects.get(table), spec.at_least
        )
        transform = spec.model_copy(update={"kept": kept})
        return replace(decision, plan=decision.plan.model_copy(update={"transform": transform}))

    return {t: [counted_out(t, d) for d in columns] for t, columns in decisions.items()}


def with_shared_shifts(
    decisions: Mapping[str, Sequence[Decision]],
) -> dict[str, list[Decision]]:
    """Let surrogates move the dates in texts as the ``shift-date`` columns move those in tables.

    Where these columns differ, no text could agree with all of them, and
    :mod:`sector_data.pipeline.checking.combinations` refuses the plan.
    """
    shifts = {
        (d.plan.transform.max_days, d.plan.transform.keep): ShiftDate(
            max_days=d.plan.transform.max_days, keep=d.plan.transform.keep
        )
        for columns in decisions.values()
        for d in columns
        if isinstance(d.plan.transform, ShiftDate)
    }

    def moved(decision: Decision) -> Decision:
        spec = decision.plan.transform
        if not isinstance(spec, RedactText) or spec.replacement != "surrogates":
            return decision
        shift = next(iter(shifts.values()), ShiftDate())
        said = {
            "max_days": shift.max_days if spec.max_days is None else spec.max_days,
            "keep": shift.keep if spec.keep is None else spec.keep,
        }
        transform = spec.model_copy(update=said)
        return replace(decision, plan=decision.plan.model_copy(update={"transform": transform}))

    return {table: [moved(d) for d in columns] for table, columns in decisions.items()}


def with_shared_domains(
    decisions: Mapping[str, Sequence[Decision]], pipeline: Pipeline
) -> dict[str, list[Decision]]:
    """Let columns of one name that refer to a table which is not there share their pseudonyms.

    Only columns that have a domain of their own by default are meant: no keys, no references.
    """
    alone: Counter[str] = Counter()
    for table, columns in decisions.items():
        alone.update(d.plan.column for d in columns if _has_own_domain(table, d, pipeline))
    return {
        table: [
            _in_domain(d, d.plan.column)
            if _has_own_domain(table, d, pipeline) and alone[d.plan.column] > 1
            else d
            for d in columns
        ]
        for table, columns in decisions.items()
    }


def _has_own_domain(table: str, decision: Decision, pipeline: Pipeline) -> bool:
    path = f"{table}.{decision.plan.column}"
    transform = decision.plan.transform
    return (
        isinstance(transform, IN_DOMAINS)
        and transform.domain == path
        and path not in linking_columns(pipeline)
    )


def _in_domain(decision: Decision, domain: str) -> Decision:
    transform = decision.plan.transform.model_copy(update={"domain": domain})
    return replace(decision, plan=decision.plan.model_copy(update={"transform": transform}))
