"""Attacks on a release, traces of its source, and what it is good for.

What lives here: which tables are measured with which columns. What does not: the measurements
(:mod:`sector_data.assessment`) and the figures that every release has
(:mod:`sector_data.pipeline.assessing.measuring`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sector_data.assessment.attacks.running import ATTACKS, run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.disclosure import measure_disclosure
from sector_data.assessment.disclosure.special_uniques import DEEPEST, measure_special_uniques
from sector_data.assessment.disclosure.unicity import measure_unicity
from sector_data.assessment.distributions import compare_distributions
from sector_data.assessment.gating import gate_self_test
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest import self_test
from sector_data.assessment.traces import find_traces
from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.sdmetrics_reports import sdmetrics_reports
from sector_data.pipeline.applying import Applied
from sector_data.pipeline.assessing.declared_tasks import columns_from_above, tasks_of
from sector_data.pipeline.assessing.measuring import comparable_columns
from sector_data.pipeline.assessing.staging import released_source_rows, scenes_of, secrets_of
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.planning.coded_columns import codes_as_texts
from sector_data.pipeline.planning.elapsed import on_own_clock
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.knowing_events import coarsened
from sector_data.pipeline.planning.quasi import counted
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source
from sector_data.pipeline.spelling import is_moved
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.pipeline.synthesis.gating import profile_for, with_gate
from sector_data.sources.tables import Table
from sector_data.spec.evidence.disclosure import DisclosureFigures
from sector_data.spec.evidence.distributions import Distribution
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.traces import TraceFigures
from sector_data.spec.evidence.uniqueness import SpecialUniques, Unicity
from sector_data.spec.evidence.usefulness import UsefulnessFigures
from sector_data.spec.gate_profiles import GateProfile
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.transforms.values import ShareItems

Tables = Mapping[str, Table]
Subjects = Mapping[str, pa.Array | None]


@dataclass(frozen=True, slots=True)
class Release:
    """A release and all that it can be measured against.

    Attributes
    ----------
    plan, source
        What was carried out, on which tables.
    applied
        The protected rows.
    released
        The tables as they go out: those rows, or synthetic ones.
    keyed
        The plan's key.
    documents
        What goes out beside the data and is made from them, by the names of the files.
    """

    plan: Plan
    source: Source
    applied: Applied
    released: Tables
    keyed: Keyed
    documents: Mapping[str, str]

    def is_synthetic(self, table: str) -> bool:
        """Return whether the rows of a table are drawn from a model."""
        return self.released[table] is not self.applied.tables[table]


def is_asked_for(plan: Plan) -> bool:
    """Return whether the pipeline asks for these measurements: where it says so, and where rows are
    synthetic, since nothing else tells how private those are."""
    return plan.pipeline.assess is not None or plan.pipeline.synthesise is not None


def measure_release(
    release: Release, *, announce: Announce = silent
) -> tuple[TableMeasurements, ...]:
    """Measure every table of a release against its source and the control group.

    Returns
    -------
    tuple of TableMeasurements
        In the order of the plan; empty when nobody asked.
    """
    if not is_asked_for(release.plan):
        return ()
    scenes = scenes_of(
        release.plan,
        release.source.tables,
        release.source.control,
        release.applied,
        release.released,
        release.keyed,
    )
    subjects = subjects_of_rows(release.source.tables, release.plan.pipeline)
    clock = on_own_clock(release.source.tables, subjects, release.plan.pipeline)
    profile = profile_for(release.plan.pipeline)
    measured = []
    for part in release.plan.tables:
        name = part.table
        announce(f"measuring {name}: risk and use")
        scene = scenes.get(name)
        put = profile if release.is_synthetic(name) else None
        usefulness, distributions = _use(release, part, subjects, clock)
        found = TableMeasurements(
            table=name,
            before=_disclosure(release.plan, part, clock, subjects),
            after=_disclosure(release.plan, part, release.applied.tables, release.applied.subjects),
            special_uniques=_special(release, part),
            unicity=_unicity(release, part),
            **(_attacked(release, part, scene, put, announce) if scene else {}),
            usefulness=usefulness,
            distributions=distributions,
        )
        if scene is not None and release.is_synthetic(name):
            found = found.model_copy(update={"sdmetrics": sdmetrics_reports(scene)})
        if put is not None:
            found = with_gate(
                found,
                put,
                release.plan.pipeline,
                protected=release.applied.tables,
                released=release.released,
            )
        measured.append(found)
    return tuple(measured)


def _disclosure(
    plan: Plan, part: TablePlan, tables: Tables, subjects: Subjects
) -> DisclosureFigures | None:
    """Return who could be recognised in a table; None without quasi-identifiers."""
    assess = plan.pipeline.assessed
    names = [column.column for column in counted(part.columns)]
    if not names:
        return None
    secrets = secrets_of(plan)
    table = tables[part.table]
    joined = joined_columns(
        part.protection.joined if part.protection else (), part.table, tables, plan.pipeline
    )
    for name, values in (joined or {}).items():
        table = Table(table.name, table.data.append_column(name, values))

    def own(path: str | None) -> pa.ChunkedArray | None:
        home, _, column = (path or "").partition(".")
        return table.column(column) if home == part.table and column in table.columns else None

    k_map = plan.pipeline.privacy.k_map
    return measure_disclosure(
        table,
        [*names, *(joined or {})],
        subjects=subjects.get(part.table),
        sensitive=[
            column.column
            for column in part.columns
            if f"{part.table}.{column.column}" in secrets and column.column in table.columns
        ],
        weights=own(assess.weights),
        household=own(assess.household),
        population_size=assess.population or (k_map.population.size if k_map else None),
        missing=plan.pipeline.privacy.missing,
    )


def _attacked(
    release: Release,
    part: TablePlan,
    scene: Scene,
    profile: GateProfile | None,
    announce: Announce,
) -> dict[str, Any]:
    """Return what attacks on a table found, by the field that it belongs to; the self-test is that
    of the profile which is put to it, if one is."""
    asked = release.plan.pipeline.assessed.attacks
    found: dict[str, Any] = {}
    people = [name for name in ATTACKS if asked is None or name in asked]
    announce(f"attacking {part.table}")
    if people and scene.known:
        found["attacks"] = run_attacks(scene, attacks=people, tell=announce)
    if (asked is None or "membership" in asked) and scene.control is not None:
        found["membership"] = infer_membership(scene)
        found["closest_records"] = closest_records(scene)
        announce(f"trying the measures on releases of {part.table} whose leak is known")
        found["self_test"] = gate_self_test(scene, profile) if profile else self_test(scene)
    if asked is None or "traces" in asked:
        found["traces"] = _traces(release, part, scene)
    return found


def _unicity(release: Release, part: TablePlan) -> Unicity | None:
    """Return how few known events single people out; None where nobody says what is known of them,
    the release tells nothing of that, or its rows are nobody's."""
    assess = release.plan.pipeline.assessed
    table, owners = release.released[part.table], release.applied.subjects[part.table]
    known = {
        column: coarsened(f"{home}.{column}", table.column(column), assess.events[path])
        for path in assess.events
        for home, column in [split_path(path)]
        if home == part.table and column in table.columns
    }
    if not known or owners is None or release.is_synthetic(part.table):
        return None
    points = range(1, assess.known_events + 1)
    events = Table(part.table, pa.table(known))
    return measure_unicity(events, [*known], owners, known=points, seed=assess.seed)


def _special(release: Release, part: TablePlan) -> SpecialUniques | None:
    names = [column.column for column in counted(part.columns)]
    if not names:
        return None
    return measure_special_uniques(
        release.applied.tables[part.table],
        names,
        subjects=release.applied.subjects[part.table],
        largest=DEEPEST,
    )


def _traces(release: Release, part: TablePlan, scene: Scene) -> TraceFigures:
    rows = pa.array(released_source_rows(release.applied, part.table))
    source = release.source.tables[part.table]
    control = release.source.control.get(part.table)
    return find_traces(
        scene,
        made="synthetic" if release.is_synthetic(part.table) else "anonymised",
        transforms={column.column: column.transform for column in part.columns},
        released=release.released[part.table],
        source=Table(part.table, source.data.take(rows)),
        others=control if scene.control is not None else None,
        documents=release.documents,
    )


def _use(
    release: Release, part: TablePlan, subjects: Subjects, clock: Tables
) -> tuple[UsefulnessFigures, tuple[Distribution, ...]]:
    """Return what a table is good for, and its distributions before and after."""
    name, pipeline = part.table, release.plan.pipeline
    by_name = {column.column: column for column in part.columns}
    compared = [
        column
        for column in comparable_columns(part)
        if not isinstance(by_name[column].transform, ShareItems)
    ]
    # What was moved by chance is compared with what it was.
    data = release.applied.comparable[name].data.select(compared)
    for column in compared:
        if is_moved(by_name[column]):
            place = data.column_names.index(column)
            data = data.set_column(place, column, clock[name].column(column))
    source = codes_as_texts(Table(name, data), part, pipeline)
    released = codes_as_texts(
        Table(name, release.released[name].data.select(compared)), part, pipeline
    )
    for path in columns_from_above(name, pipeline):
        before = joined_columns([path], name, release.applied.comparable, pipeline)
        after = joined_columns([path], name, release.released, pipeline)
        if before and after:
            source = Table(name, source.data.append_column(path, before[path]))
            released = Table(name, released.data.append_column(path, after[path]))
    owners = subjects[name]
    released_owners = (
        subjects_of_rows(release.released, pipeline)[name]
        if release.is_synthetic(name)
        else release.applied.subjects[name]
    )
    usefulness = measure_usefulness(
        source,
        released,
        original=codes_as_texts(Table(name, clock[name].data.select(compared)), part, pipeline),
        source_subjects=owners,
        release_subjects=released_owners,
        tasks=tasks_of(name, pipeline),
        seed=pipeline.assessed.seed,
    )
    shares = compare_distributions(source, released, compared, subjects=owners)
    return usefulness, shares
