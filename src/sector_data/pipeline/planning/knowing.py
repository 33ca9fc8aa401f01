"""What somebody who knows a few values of a subject could tell from the tables.

What lives here: the identifying power of every table, counted by subject where one is known, and
what it says in a sentence. What does not: the counting itself
(:mod:`sector_data.assessment.identifying`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from sector_data.assessment.identifying import identifying_power
from sector_data.detect.keys import propose_keys
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import read_source
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.identifying import IdentifyingPower
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import Plan
from sector_data.spec.words import Language, Role

KNOWABLE = frozenset({Role.QUASI_IDENTIFIER, Role.INSENSITIVE, Role.UNKNOWN})
"""Roles whose columns are combined to see whom they tell: not those that tell by themselves, nor
what nobody but the source knows."""
_SHOWN = 3
"""Combinations that a sentence names."""


def structure_of(tables: Mapping[str, Table], language: Language) -> Pipeline:
    """Return a pipeline with nothing but the subject and the references that tables seem to have.

    Parameters
    ----------
    tables
        By name, as a pipeline would name them.
    language
        Of the headers.
    """
    proposal = propose_keys(tables, language=language)
    return Pipeline(
        release=ReleaseSpec(name="detect"),
        source={name: SourceSpec(path=f"{name}.csv") for name in tables},
        subject=proposal.subject,
        keys=proposal.keys,
        references=proposal.references,
    )


def powers(
    tables: Mapping[str, Table],
    findings: Mapping[str, Sequence[ColumnFinding]],
    subjects: Mapping[str, pa.Array | None],
) -> dict[str, IdentifyingPower]:
    """Return the identifying power of tables by the roles that were found.

    Parameters
    ----------
    tables, findings
        By name; what was found in the columns of each.
    subjects
        Subject of each row; rows count in tables that have none.
    """
    return {
        name: identifying_power(
            table,
            [finding.column for finding in findings[name] if finding.role in KNOWABLE],
            subjects=subjects.get(name),
        )
        for name, table in tables.items()
    }


def powers_of_plan(
    plan: Plan, pipeline: Pipeline, *, announce: Announce = silent
) -> dict[str, IdentifyingPower]:
    """Return the identifying power of a plan's tables as they are in the source, by its roles.

    Parameters
    ----------
    plan
        That was made of the pipeline.
    pipeline
        Names the source, which is read again.
    announce
        Told what is being done.
    """
    tables = read_source(pipeline, None, announce).tables
    subjects = subjects_of_rows(tables, pipeline)
    roles = {
        table.table: [column.column for column in table.columns if column.role in KNOWABLE]
        for table in plan.tables
    }
    announce("counting what columns tell")
    return {
        name: identifying_power(tables[name], columns, subjects=subjects.get(name))
        for name, columns in roles.items()
    }


def in_words(power: IdentifyingPower) -> Iterator[str]:
    """Yield what the figures of a table say, in sentences."""
    unit = "subjects" if power.counted_by_subject else "rows"
    if power.unique:
        some = "; ".join(" + ".join(columns) for columns in power.unique[:_SHOWN])
        left = len(power.unique) - _SHOWN
        more = f" (and {left} others)" if left > 0 else ""
        yield f"Enough to tell every one of the {unit} apart: {some}{more}."
    strongest = power.combinations[:1] or power.single[:1]
    if strongest and not power.unique and strongest[0].alone:
        columns = " + ".join(strongest[0].columns)
        yield f"Whoever knows {columns} tells {100 * strongest[0].alone:.1f} % of the {unit}."
    if power.quasi_identifiers:
        yield f"Quasi-identifiers that follow: {', '.join(power.quasi_identifiers)}."
