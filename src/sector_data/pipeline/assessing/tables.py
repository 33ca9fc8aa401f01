"""Measuring any table, with its source and a control group where they are at hand.

What lives here: which measurements a table by itself, a table with its source, and one with a
control group allow. What does not: releases of a pipeline
(:mod:`sector_data.pipeline.assessing.releases`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data._version import __version__
from sector_data.assessment.risk import measure_risk, sensitive_figures
from sector_data.errors import InputError
from sector_data.pipeline.assessing.questions import More, Question
from sector_data.pipeline.bounding import memory_bounded
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.subjects import as_text
from sector_data.pipeline.verbs import explore
from sector_data.sources.frames import from_pandas
from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table, data_type_of
from sector_data.spec.evidence.assessed import Assessed
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.gate_profiles import load_gate_profile
from sector_data.spec.usefulness_tasks import UsefulnessTasks
from sector_data.spec.words import DataType

if TYPE_CHECKING:
    import pandas as pd

    from sector_data.assessment.attacks.scene import Scene

_NUMBERS = {DataType.INTEGER, DataType.NUMBER}


@memory_bounded()
def assess(
    data: pd.DataFrame | Path | str,
    *,
    quasi_identifiers: Sequence[str],
    source: pd.DataFrame | Path | str | None = None,
    control: pd.DataFrame | Path | str | None = None,
    other: pd.DataFrame | Path | str | None = None,
    people: pd.DataFrame | Path | str | None = None,
    pipeline: Path | str | None = None,
    announce: Announce = silent,
    **more: Unpack[More],
) -> Assessed:
    """Measure any table: risk, and with its source attacks, traces and use.

    Parameters
    ----------
    data
        A DataFrame, or the path of a CSV or Parquet file.
    quasi_identifiers
        Columns that others may know of a person.
    source
        What the table was made from: it is attacked, searched for traces, and its use is measured.
        Columns that the two spell differently are left out.
    control
        People of the same population who were never in it; without them most attacks cannot be
        judged.
    other
        An overlapping population whose table of the same `cells` is published, too.
    people
        The population, one row for each person, its quasi-identifiers spelt as in the table.
    pipeline
        Path of the pipeline file that made the table: what other privacy settings would cost is
        told as well.
    announce
        Told what is being done.
    **more
        As :class:`Question` explains them.

    Returns
    -------
    Assessed
        Counts, shares and names of columns, never a value.

    Raises
    ------
    InputError
        For columns that are not there, contradict one another, or have more than 2 GiB of text, or
        a control group of the source.
    """
    question = Question(quasi_identifiers, **more)
    if not question.quasi_identifiers:
        raise InputError(
            "No quasi-identifier is named.", "Name the columns that others may know of a person."
        )
    _refuse_contradictions(question, beside=source is not None, judged=control is not None)
    table = _read(data, question, announce)
    _require(table, question.subject, *filter(None, (question.weights, question.household)))
    owners = _subjects(table, question)
    announce("counting equivalence classes")
    figures = measure_risk(
        table,
        question.quasi_identifiers,
        subjects=owners,
        sensitive=question.sensitive,
        k=question.k,
        missing=question.missing,
    )
    names = question.quasi_identifiers
    told = sensitive_figures(
        table, names, question.sensitive, subjects=owners, missing=question.missing
    )
    population = None if people is None else _read(people, question, announce)
    overlapping = None if other is None else _read(other, question, announce)
    found = {
        **_alone(table, question, owners, population, announce),
        **_aggregates(table, question, owners, overlapping),
    }
    left_out: tuple[str, ...] = ()
    if source is not None:
        others = None if control is None else _read(control, question, announce)
        members = _read(source, question, announce)
        compared, left_out = _compared(table, question, members, others, announce)
        found |= compared
    return Assessed(
        **figures.model_copy(update={"sensitive": told}).model_dump(by_alias=False),
        made_with=f"sector-data {__version__}",
        measured=TableMeasurements(table=table.name, **found),
        left_out=left_out,
        rows_of_nobody=0 if owners is None else owners.null_count,
        exploration=None if pipeline is None else explore(pipeline, announce=announce),
    )


def _refuse_contradictions(question: Question, *, beside: bool, judged: bool) -> None:
    asked = question
    for names in (asked.quasi_identifiers, asked.sensitive, asked.events, asked.cells):
        if twice := [name for name in names if list(names).count(name) > 1]:
            raise InputError(f"The column {twice[0]} is named twice.", "Name each column once.")
    for needed, what in (
        (judged, "A control group is compared with"),
        (asked.target is not None, "Whether a target can be predicted is tested on"),
        (asked.same_rows, "The same rows are those of"),
        (asked.profile is not None, "A gate profile compares synthetic rows with"),
    ):
        if needed and not beside:
            raise InputError(f"{what} the source, which is not given.", "Name the source as well.")
    if asked.profile is not None and asked.same_rows:
        raise InputError(
            "A gate profile is about synthetic rows; these are said to be those of the source.",
            "Leave out one of the two.",
        )


def _alone(
    table: Table,
    question: Question,
    owners: pa.Array | None,
    people: Table | None,
    announce: Announce,
) -> dict[str, Any]:
    """Return what a table by itself tells, and beside its population where that is given."""
    from sector_data.assessment.disclosure.measuring import THRESHOLD, measure_disclosure
    from sector_data.assessment.disclosure.special_uniques import (
        DEEPEST,
        measure_special_uniques,
    )
    from sector_data.assessment.disclosure.unicity import measure_unicity

    announce("measuring who could be recognised")
    names = list(question.quasi_identifiers)

    def column(name: str | None) -> pa.ChunkedArray | None:
        return None if name is None else table.column(name)

    found: dict[str, Any] = {
        "after": measure_disclosure(
            table,
            names,
            subjects=owners,
            sensitive=question.sensitive,
            weights=column(question.weights),
            household=column(question.household),
            population=people,
            population_size=question.population,
            missing=question.missing,
            threshold=THRESHOLD if question.threshold is None else question.threshold,
        ),
        "special_uniques": measure_special_uniques(table, names, subjects=owners, largest=DEEPEST),
    }
    if question.events:
        if owners is None:
            raise InputError(
                "Events are known of subjects, and no subject is named.",
                "Name the column that stands for the person.",
            )
        found["unicity"] = measure_unicity(table, question.events, owners, seed=question.seed)
    return found


def _aggregates(
    table: Table, question: Question, owners: pa.Array | None, other: Table | None
) -> dict[str, Any]:
    """Return what a table of counts or sums would tell, and two of overlapping populations."""
    from sector_data.assessment.disclosure import measure_cells, measure_differencing

    if not question.cells:
        if question.total is not None or other is not None:
            raise InputError(
                "No cells are named that a table is made of.", "Name the columns that span it."
            )
        return {}
    cells = measure_cells(table, question.cells, value=question.total, subjects=owners)
    if other is None:
        return {"cells": cells}
    others = _subjects(other, question)
    if owners is None or others is None:
        raise InputError(
            "Who is in both populations can be told by their subjects only.",
            "Name the column that stands for the person; both files need it.",
        )
    differencing = measure_differencing(
        table, other, question.cells, first_subjects=owners, second_subjects=others
    )
    return {"cells": cells, "differencing": differencing}


def _compared(
    table: Table,
    question: Question,
    source: Table,
    control: Table | None,
    announce: Announce,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what a table tells beside its source, and the columns that cannot be compared."""
    from sector_data.assessment.attacks.running import run_attacks
    from sector_data.assessment.distributions import compare_distributions
    from sector_data.assessment.gating import gate_self_test, judge_table
    from sector_data.assessment.membership import closest_records, infer_membership
    from sector_data.assessment.selftest import self_test
    from sector_data.assessment.traces import find_traces
    from sector_data.assessment.usefulness import measure_usefulness
    from sector_data.assessment.usefulness.sdmetrics_reports import sdmetrics_reports

    profile = None if question.profile is None else load_gate_profile(question.profile)
    scene, left_out = _scene(table, question, source, control)
    _require(scene.release, question.target)
    names = list(scene.names)
    announce("attacking")
    found: dict[str, Any] = {"attacks": run_attacks(scene, tell=announce)}
    if scene.control is not None:
        found["membership"] = infer_membership(scene)
        found["closest_records"] = closest_records(scene)
        announce("trying the measures on releases whose leak is known")
        found["self_test"] = gate_self_test(scene, profile) if profile else self_test(scene)
    announce("searching for traces of the source")
    found["traces"] = find_traces(
        scene,
        made="anonymised" if question.same_rows else "synthetic",
        released=table,
        source=source,
        others=control,
    )
    announce("measuring use")
    found["usefulness"] = measure_usefulness(
        scene.members,
        scene.release,
        columns=names,
        source_subjects=scene.member_subjects,
        release_subjects=scene.release_subjects,
        tasks=UsefulnessTasks(targets=tuple(filter(None, (question.target,)))),
        seed=question.seed,
    )
    if not question.same_rows:
        found["sdmetrics"] = sdmetrics_reports(scene)
    found["distributions"] = compare_distributions(
        scene.members, scene.release, names, subjects=scene.member_subjects
    )
    if profile is not None:
        found["gate"] = judge_table(profile, TableMeasurements(table=table.name, **found))
    return found, left_out


def _scene(
    table: Table, question: Question, source: Table, control: Table | None
) -> tuple[Scene, tuple[str, ...]]:
    from sector_data.assessment.attacks.scene import Scene

    if question.same_rows and source.rows != table.rows:
        raise InputError(
            f"The table has {table.rows:,} rows and its source {source.rows:,}: they are not the "
            "same rows.",
            "Leave --same-rows out, or give the rows that were released.",
        )
    sides = [source] if control is None else [source, control]
    # Who somebody is stands beside the tables, not in them: identifiers are no attribute.
    common = [
        name
        for name in table.columns
        if name != question.subject and all(name in side.columns for side in sides)
    ]
    alike = [name for name in common if all(_is_alike(table, side, name) for side in sides)]
    if not alike:
        raise InputError(
            "The table and its source have no column that both spell alike.",
            "Give the source as it is spelt in the table.",
        )

    for side in (table, *sides):
        side.check_lengths(alike)

    def cut(side: Table) -> Table:
        return Table(table.name, side.data.select(alike))

    if control is not None:
        _require_strangers(control, source, question)
    return Scene(
        release=cut(table),
        members=cut(source),
        control=None if control is None else cut(control),
        known=tuple(name for name in question.quasi_identifiers if name in alike),
        secrets=tuple(name for name in question.sensitive if name in alike),
        seed=question.seed,
        release_subjects=_subjects(table, question),
        member_subjects=_subjects(source, question),
        control_subjects=None if control is None else _subjects(control, question),
        released_members=np.arange(table.rows) if question.same_rows else None,
    ), tuple(name for name in common if name not in alike)


def _require_strangers(control: Table, side: Table, question: Question) -> None:
    """Refuse a control group of people whom the table was made from: it hides every leak."""
    theirs, ours = _subjects(control, question), _subjects(side, question)
    shared = 0
    if theirs is not None and ours is not None:
        shared = pc.sum(pc.is_in(pc.unique(theirs.drop_null()), value_set=ours)).as_py() or 0
    if shared or control.data.equals(side.data):
        who = f"{shared:,} subjects" if shared else "All rows"
        raise InputError(
            f"{who} of the control group are in {side.name}, too: it would hide every leak.",
            "Give people of the same population who were set aside before the table was made.",
        )


def _is_alike(table: Table, side: Table, name: str) -> bool:
    kinds = {data_type_of(t.data.schema.field(name).type) for t in (table, side)}
    return len(kinds) == 1 or kinds <= _NUMBERS


def _subjects(table: Table, question: Question) -> pa.Array | None:
    if question.subject is None or question.subject not in table.columns:
        return None
    return as_text(table.column(question.subject))


def _require(table: Table, *names: str | None) -> None:
    for name in names:
        if name is not None and name not in table.columns:
            raise InputError(
                f"There is no column {name!r}.", f"The columns are {', '.join(table.columns)}."
            )


def _read(data: pd.DataFrame | Path | str, question: Question, announce: Announce) -> Table:
    """Read a table, and insist that what is asked about can be looked at as a whole."""
    if isinstance(data, str | Path):
        table = read_file(Path(data), tell=announce)
    else:
        table = from_pandas("table", data)
    asked = (
        *question.quasi_identifiers,
        *question.sensitive,
        *question.events,
        *question.cells,
        *(question.subject, question.weights, question.household, question.total),
    )
    table.check_lengths(name for name in table.columns if name in asked)
    return table
