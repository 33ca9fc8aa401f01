"""Tables of the release that add others up: reading these, and what of them must not be found.

What lives here: following references to the values that span the cells, and cutting times. What
does not: adding up and hiding (:mod:`sector_data.anonymise.aggregates`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.aggregates import aggregate
from sector_data.errors import Problem, SpecificationError
from sector_data.pipeline.checking.feasibility import of_column
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.profiling import profile
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.sources.headings import Heading, read_heading
from sector_data.sources.tables import Table
from sector_data.spec.aggregation import AggregatedBy, AggregateFigures, AggregateSpec
from sector_data.spec.aggregation_rules import aggregate_mistakes
from sector_data.spec.packs import load_sector
from sector_data.spec.pipeline import ColumnSpec, Pipeline, SourceSpec, split_path
from sector_data.spec.policies import PolicyPack
from sector_data.spec.problems import nearest
from sector_data.spec.transforms.values import Keep
from sector_data.spec.words import Role

_FORMATS = {"hour": "%Y-%m-%dT%H:00", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A table that was made, and the tables it was made of, which are not released."""

    table: Table
    figures: AggregateFigures
    tables: dict[str, Table]
    own: Pipeline

    def protected(self) -> dict[str, pa.ChunkedArray]:
        """Return the columns whose values must be in no file of the release: what points at a
        person or an asset in the tables that are added up."""
        findings = profile(
            self.tables,
            subjects=subjects_of_rows(self.tables, self.own),
            sector=load_sector(self.own.sector) if self.own.sector else None,
            language=self.own.release.languages[0],
        )
        return {
            f"{name}.{finding.column}": self.tables[name].column(finding.column)
            for name, columns in findings.items()
            for finding in columns
            if finding.role.protected
        }


def beneath(spec: AggregateSpec, pipeline: Pipeline) -> Pipeline:
    """Return the pipeline of the tables that are added up: their sources, subject and references.

    Raises
    ------
    SpecificationError
        If a table is named that is not there, or two columns that are made have one name.
    """
    problems = [
        Problem(".".join(map(str, place)), message, hint=hint)
        for place, message, hint in aggregate_mistakes(spec.model_dump(by_alias=True))
    ]
    if problems:
        raise SpecificationError(problems)
    return Pipeline(
        release=pipeline.release,
        sector=pipeline.sector,
        source={name: SourceSpec(path=path) for name, path in spec.tables.items()},
        subject=spec.subject,
        references=spec.references,
        base=pipeline.base,
    )


def made_columns(spec: AggregateSpec) -> tuple[str, ...]:
    """Return the columns of the table that is made, in order."""
    return (*spec.by, spec.count, *spec.sums)


def aggregate_heading(name: str, spec: AggregateSpec, pipeline: Pipeline) -> Heading:
    """Return the columns of the table that would be made; no row is read.

    Raises
    ------
    InputError
        If a table that is added up is not there.
    SpecificationError
        If it lacks a column that is named.
    """
    with in_section(name):
        own = beneath(spec, pipeline)
        headings = {n: read_heading(n, source, own.base) for n, source in own.source.items()}
        tables = {n: heading.table for n, heading in headings.items()}
        for place, path in _named(spec):
            _require(place, path, tables)
    columns = {column: pa.array([], pa.string()) for column in made_columns(spec)}
    return Heading(Table(name, pa.table(columns)), typed=False, rows=None)


def add_up(name: str, spec: AggregateSpec, tables: dict[str, Table], own: Pipeline) -> Aggregated:
    """Make a table of sums.

    Parameters
    ----------
    name
        Of the table that is made.
    tables
        Those that are added up.
    own
        Their pipeline; see :func:`beneath`.

    Raises
    ------
    SpecificationError
        If a column is missing or of the wrong type, or the rows do not lead to the subject.
    """
    subjects = subjects_of_rows(tables, own)[spec.of]
    if subjects is None:
        raise _mistake(
            "subject",
            f"the rows of {spec.of} do not lead to {spec.subject}.",
            "Add the reference that leads there under 'references'.",
        )
    by = {}
    for made, how in spec.by.items():
        with of_column(*split_path(how.column)):
            by[made] = _cut(f"by.{made}", _values(f"by.{made}", how.column, spec, tables, own), how)
    sums = {}
    for made, path in spec.sums.items():
        values = _values(f"sums.{made}", path, spec, tables, own)
        if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type)):
            raise _mistake(
                f"sums.{made}",
                f"the column {path} holds no numbers.",
                "Name one that can be summed; its decimals stand behind a point, not a comma.",
            )
        sums[made] = values
    table, figures = aggregate(name, by, subjects, sums, spec)
    return Aggregated(table, figures, tables, own)


@contextmanager
def in_section(name: str) -> Iterator[None]:
    """Give mistakes of an aggregate the place of its section in the pipeline file."""
    try:
        yield
    except SpecificationError as error:
        raise SpecificationError(
            [replace(p, path=f"source.{name}.aggregate.{p.path}") for p in error.problems]
        ) from None


def _mistake(place: str, message: str, hint: str) -> SpecificationError:
    return SpecificationError([Problem(place, message, hint=hint)])


def _named(spec: AggregateSpec) -> Iterator[tuple[str, str]]:
    """Yield the columns that are read, and where the section names them."""
    for made, how in spec.by.items():
        yield f"by.{made}", how.column
    for made, path in spec.sums.items():
        yield f"sums.{made}", path


def _values(
    place: str, path: str, spec: AggregateSpec, tables: dict[str, Table], own: Pipeline
) -> pa.Array:
    home, column = _require(place, path, tables)
    if home == spec.of:
        return tables[home].array(column)
    joined = joined_columns([path], spec.of, tables, own)
    if joined is None:
        raise _mistake(
            place,
            f"the rows of {spec.of} do not lead to {home}.",
            "Add the reference that leads there under 'references'.",
        )
    return joined[path]


def _require(place: str, path: str, tables: dict[str, Table]) -> tuple[str, str]:
    """Return table and column of a path that must be there."""
    home, column = split_path(path)
    if column not in tables[home].columns:
        raise _mistake(place, f"there is no column {path}.", nearest(column, tables[home].columns))
    return home, column


def _cut(place: str, values: pa.Array, how: AggregatedBy) -> pa.Array:
    """Return values as the cells are labelled: times cut, all as text."""
    if how.to is None:
        return pc.cast(values, pa.string())
    if not (pa.types.is_timestamp(values.type) or pa.types.is_date(values.type)):
        raise _mistake(
            place,
            f"{how.column} holds no times that could be cut to the {how.to}.",
            "Write them in one form of ISO 8601, such as 2025-01-31T17:30.",
        )
    instants = values.cast(pa.timestamp("us")) if pa.types.is_date(values.type) else values
    return pc.strftime(pc.floor_temporal(instants, unit=how.to), format=_FORMATS[how.to])


def default_column(table: str, pipeline: Pipeline) -> ColumnSpec:
    """Return what holds for a column of which the pipeline says nothing: a cell of an aggregate is
    released as it is, since those that tell of few subjects are hidden already."""
    source = pipeline.source.get(table)
    if source is None or source.aggregate is None:
        return ColumnSpec()
    return ColumnSpec(role=Role.INSENSITIVE, transform=Keep())


def check_rules(pipeline: Pipeline, policies: Sequence[PolicyPack]) -> None:
    """Insist that aggregates are as strict as the policies ask.

    Raises
    ------
    SpecificationError
        Naming every aggregate with fewer subjects, or a larger share, than a pack allows.
    """
    problems = []
    for pack in policies:
        asked = pack.thresholds
        if asked is None or asked.dominance is None:
            continue
        if not pack.enforced(asked.status, pipeline.policy_confirmed):
            continue
        subjects, share = asked.dominance.subjects, asked.dominance.share
        for name, source in pipeline.source.items():
            spec = source.aggregate
            if spec and (spec.at_least < subjects or spec.share > share):
                problems.append(
                    Problem(
                        f"source.{name}",
                        f"{pack.id} asks for cells of {subjects} subjects, none of which has more "
                        f"than {share:.0%} of the sum.",
                        hint=f"Set at-least: {subjects} and share: {share:.0%}.",
                    )
                )
    if problems:
        raise SpecificationError(problems)
