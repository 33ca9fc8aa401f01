"""The source of a pipeline: its tables in memory and the digests of their files.

What lives here: reading what the pipeline file names, or taking DataFrames in its place. What does
not: file formats (:mod:`sector_data.sources`).
"""

from __future__ import annotations

import difflib
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from sector_data.errors import InputError, PlanError, Problem, SpecificationError
from sector_data.pipeline.aggregating import Aggregated, add_up, beneath, in_section
from sector_data.pipeline.assessing.holding_out import split_off_control
from sector_data.pipeline.progress import Announce, silent
from sector_data.release.layout import csv_path, name_problem
from sector_data.sources.digests import file_digest
from sector_data.sources.frames import from_pandas
from sector_data.sources.reading import read_table, source_files
from sector_data.sources.tables import Table
from sector_data.spec.assessing import columns_of
from sector_data.spec.hierarchies import FileHierarchy
from sector_data.spec.model import kebab
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, SourceDigest
from sector_data.spec.privacy import named_columns

if TYPE_CHECKING:
    import pandas as pd

IN_MEMORY = "(in memory)"
"""Stands for the path of a table that came as a DataFrame."""


@dataclass(frozen=True, slots=True)
class Source:
    """Tables and the digests of the files they came from.

    Attributes
    ----------
    tables
        What the release is made from: everything, but for people who are set aside.
    digests
        Of the files.
    control
        The control group's tables; empty without one.
    whole
        Everything that was read, people who are set aside included.
    aggregates
        Tables that were made of others.
    """

    tables: dict[str, Table]
    digests: tuple[SourceDigest, ...]
    control: dict[str, Table] = field(default_factory=dict)
    whole: dict[str, Table] = field(default_factory=dict)
    aggregates: tuple[Aggregated, ...] = ()


def _relative(path: Path, base: Path) -> str:
    path = path.resolve()
    base = base.resolve()
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


def _frame_digest(table: Table) -> SourceDigest:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.data.schema) as writer:
        writer.write_table(table.data.combine_chunks())
    content = sink.getvalue()
    return SourceDigest(
        table=table.name,
        path=IN_MEMORY,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def read_source(
    pipeline: Pipeline,
    frames: Mapping[str, pd.DataFrame] | None = None,
    announce: Announce = silent,
) -> Source:
    """Read all tables of a pipeline.

    Parameters
    ----------
    pipeline
        Names the tables and their files.
    frames
        DataFrames that stand in for files, by table name.
    announce
        Told which table is being read.

    Raises
    ------
    SourceError
        If a file cannot be read as a table.
    InputError
        If a frame is given for a table that the pipeline does not name.
    """
    frames = frames or {}
    aggregates: list[Aggregated] = []
    if strangers := sorted(set(frames) - set(pipeline.source)):
        raise InputError(
            f"The pipeline has no table named {', '.join(strangers)}.",
            f"Its tables are {', '.join(pipeline.source)}.",
        )
    tables: dict[str, Table] = {}
    digests: list[SourceDigest] = []
    for name, spec in pipeline.source.items():
        announce(f"reading {name}")
        if name in frames:
            tables[name] = from_pandas(name, frames[name])
            digests.append(_frame_digest(tables[name]))
            continue
        if spec.aggregate is not None:
            with in_section(name):
                own = beneath(spec.aggregate, pipeline)
                read = read_source(own, announce=announce)
                check_columns(own, read.tables)
                announce(f"adding up {spec.aggregate.of}")
                aggregates.append(add_up(name, spec.aggregate, read.tables, own))
            tables[name] = aggregates[-1].table
            digests += read.digests
            continue
        for path in source_files(spec, pipeline.base):
            digest = file_digest(path, announce)
            digests.append(
                SourceDigest(
                    table=name,
                    path=_relative(path, pipeline.base),
                    bytes=digest.bytes,
                    sha256=digest.sha256,
                )
            )
        tables[name] = read_table(name, spec, pipeline.base, announce)
    if pipeline.assessed.control is not None:
        check_columns(pipeline, tables)
    released, control = split_off_control(tables, pipeline, announce)
    return Source(released, tuple(digests), control, tables, tuple(aggregates))


def check_unchanged(plan: Plan, source: Source) -> None:
    """Insist that the data are those that the plan was made for.

    Raises
    ------
    PlanError
        If a file changed, appeared or disappeared since.
    """
    planned = {(d.table, d.path): d.sha256 for d in plan.sources}
    found = {(d.table, d.path): d.sha256 for d in source.digests}
    changed = sorted({t for (t, p), sha in found.items() if planned.get((t, p)) != sha})
    gone = sorted({t for key in planned.keys() - found.keys() for t in [key[0]]})
    if names := sorted({*changed, *gone}):
        raise PlanError(
            f"The data of {', '.join(names)} changed after the plan was made.",
            "Make a new plan: sector-data plan PIPELINE",
        )


def check_columns(pipeline: Pipeline, tables: Mapping[str, Table]) -> None:
    """Insist that every column the pipeline names is in the data; all mistakes at once.

    Raises
    ------
    SpecificationError
        With the nearest column name for each.
    """
    problems: list[Problem] = []

    def check(where: str, path: str) -> None:
        table, column = split_path(path)
        columns = tables[table].columns
        if column not in columns:
            if where.startswith("columns.") and any(column.startswith(f"{c}.") for c in columns):
                return  # perhaps a part of JSON; whoever takes it apart knows
            near = difflib.get_close_matches(column, columns, n=1, cutoff=0.6)
            hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(columns)}."
            problems.append(Problem(where, f"table {table!r} has no such column.", hint=hint))

    for name in pipeline.source:
        if problem := name_problem(csv_path(name)):
            hint = "Call the table otherwise: a bundle has a file of its name."
            problems.append(Problem(f"source.{name}", f"{problem}.", hint=hint))
    for path in pipeline.columns:
        check(f"columns.{path}", path)
    for child, parent in pipeline.references.items():
        check(f"references.{child}", child)
        check(f"references.{child}", parent)
    for table, key in pipeline.keys.items():
        check(f"keys.{table}", f"{table}.{key}")
    for where, path in named_columns(pipeline.privacy):
        check(f"privacy.{where}", path)
    for where, path in columns_of(pipeline.assessed):
        check(f"assess.{where}", path)
    if pipeline.subject is not None:
        check("subject", pipeline.subject)
    if problems:
        raise SpecificationError(problems)


def check_named_files(pipeline: Pipeline) -> None:
    """Insist that the files which the pipeline names beside its source are there.

    Raises
    ------
    SpecificationError
        Naming each hierarchy and population whose file is not.
    """
    named: list[tuple[str, Path]] = []
    for path, said in pipeline.columns.items():
        transform = said.transform
        for hierarchy in (said.hierarchy, getattr(transform, "hierarchy", None)):
            if isinstance(hierarchy, FileHierarchy):
                named.append((f"columns.{path}.hierarchy", hierarchy.path))
    for key in ("k_map", "delta_presence"):
        model = getattr(pipeline.privacy, key)
        if model is not None and model.population.path is not None:
            named.append((f"privacy.{kebab(key)}.population.path", model.population.path))
    problems = [
        Problem(
            place,
            f"there is no file {path.as_posix()}.",
            hint="Check the path; relative paths start at the pipeline file's folder.",
        )
        for place, path in named
        if not (pipeline.base / path).is_file()
    ]
    if problems:
        raise SpecificationError(problems)
