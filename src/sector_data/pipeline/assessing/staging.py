"""The scenes of attacks on a release: what is known of whom, and who was never in it.

What lives here: which tables are attacked with which columns. What does not: the attacks
(:mod:`sector_data.assessment.attacks`).

A table is attacked with its own columns and those of the tables above it that a reader of the
release can join: who somebody is stands with the person, what must not be learnt with the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene
from sector_data.pipeline.applying import Applied, Rows
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.planning.elapsed import on_own_clock
from sector_data.pipeline.planning.joining import joined_columns, tables_above
from sector_data.pipeline.planning.quasi import counted
from sector_data.pipeline.spelling import Spelt, spell_table
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.words import Role

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class People:
    """Tables of people, spelt as the release spells them, and the subject of each row."""

    tables: dict[str, Table]
    spelt: dict[str, Spelt]
    subjects: dict[str, pa.Array | None]


def spell_people(plan: Plan, tables: Tables, keyed: Keyed) -> People:
    """Spell all tables of some people as the release spells them.

    Parameters
    ----------
    tables
        Of the source or of a control group; those that are not there are passed over.
    """
    subjects = subjects_of_rows(tables, plan.pipeline)
    on_clock = on_own_clock(tables, subjects, plan.pipeline)
    spelt = {
        part.table: spell_table(on_clock[part.table], part, plan, keyed)
        for part in plan.tables
        if part.table in on_clock
    }
    return People(dict(tables), spelt, subjects)


def scenes_of(
    plan: Plan,
    source: Tables,
    control: Tables,
    applied: Applied,
    released: Tables,
    keyed: Keyed,
) -> dict[str, Scene]:
    """Return the scene of every table that has something to know or to learn.

    Parameters
    ----------
    plan
        What was carried out.
    source, control
        Tables of those who are released and of those who are not, as they were read.
    applied
        The protected tables, and which row of the source each of their rows was.
    released
        Tables as they go out; synthetic rows are nobody's.
    keyed
        The plan's key.

    Returns
    -------
    dict
        By table; those without a released row are not there. Without a control group for a table
        its scene has none. Members stand in the order of the source.
    """
    members = spell_people(plan, source, keyed)
    others = spell_people(plan, control, keyed) if control else People({}, {}, {})
    scenes = {}
    for part in plan.tables:
        scene = _scene(part, plan, members, others, applied, released)
        if scene is not None:
            scenes[part.table] = scene
    return scenes


def known_to_intruders(plan: Plan) -> tuple[str, ...]:
    """Return what an intruder may know, as ``table.column``: what the pipeline says, else the
    quasi-identifiers that are counted."""
    return plan.pipeline.assessed.known or tuple(
        f"{part.table}.{column.column}" for part in plan.tables for column in counted(part.columns)
    )


def secrets_of(plan: Plan) -> tuple[str, ...]:
    """Return what an intruder should not learn, as ``table.column``: what the pipeline says, else
    the sensitive columns."""
    return plan.pipeline.assessed.secrets or tuple(
        f"{part.table}.{column.column}"
        for part in plan.tables
        for column in part.columns
        if column.role is Role.SENSITIVE
    )


def _scene(
    part: TablePlan,
    plan: Plan,
    members: People,
    others: People,
    applied: Applied,
    released: Tables,
) -> Scene | None:
    name = part.table
    if not len(applied.rows[name]) or not released[name].rows:
        return None
    rows = released_source_rows(applied, name)
    above = [
        path
        for path in (*known_to_intruders(plan), *secrets_of(plan))
        if split_path(path)[0] in tables_above(name, plan.pipeline)
    ]
    release = _with_joined(released[name], list(members.spelt[name].columns), above, released, plan)
    inside = _people_table(name, above, members, plan)
    outside = _people_table(name, above, others, plan) if name in others.tables else None
    columns = [
        column
        for column in release.columns
        if column in inside.columns and (outside is None or column in outside.columns)
    ]
    known = tuple(c for c in _here(known_to_intruders(plan), name) if c in columns)
    secrets = tuple(c for c in _here(secrets_of(plan), name) if c in columns and c not in known)
    if not columns:
        return None
    taken = Table(name, inside.data.select(columns).take(pa.array(rows)))
    synthetic = released[name] is not applied.tables[name]
    owners = members.subjects[name]
    return Scene(
        release=Table(name, release.data.select(columns)),
        members=taken,
        control=Table(name, outside.data.select(columns))
        if outside is not None and outside.rows
        else None,
        known=known,
        secrets=secrets,
        seed=plan.pipeline.assessed.seed,
        release_subjects=subjects_of_rows(released, plan.pipeline)[name]
        if synthetic
        else applied.subjects[name],
        member_subjects=None if owners is None else owners.take(pa.array(rows)),
        control_subjects=others.subjects.get(name),
        spellings=_spellings(name, above, columns, members, others),
        released_members=None if synthetic else np.searchsorted(rows, applied.rows[name]),
    )


def released_source_rows(applied: Applied, table: str) -> Rows:
    """Return the rows of the source that are released, in the source's order: those of the scene's
    members."""
    return np.sort(applied.rows[table])


def _here(paths: tuple[str, ...], table: str) -> list[str]:
    """Return columns as the scene of a table calls them: its own by their name alone."""
    split = [split_path(path) for path in paths]
    return [
        column if home == table else path for path, (home, column) in zip(paths, split, strict=True)
    ]


def _with_joined(
    table: Table, names: list[str], above: list[str], tables: Tables, plan: Plan
) -> Table:
    data = table.data.select([name for name in names if name in table.columns])
    for path in above:
        values = joined_columns([path], table.name, tables, plan.pipeline)
        if values:
            data = data.append_column(path, values[path])
    return Table(table.name, data)


def _people_table(name: str, above: list[str], people: People, plan: Plan) -> Table:
    data = pa.table(people.spelt[name].columns)
    values = {table: spelt.columns for table, spelt in people.spelt.items()}
    for path in above:
        home, column = split_path(path)
        if column not in values.get(home, {}):
            continue
        joined = joined_columns([path], name, people.tables, plan.pipeline, values)
        if joined:
            data = data.append_column(path, joined[path])
    return Table(name, data)


def _spellings(
    name: str, above: list[str], columns: list[str], *sides: People
) -> dict[str, list[dict[str | None, str]]]:
    """Return the labels of every value of either side, level by level."""
    found: dict[str, list[dict[str | None, str]]] = {}
    for column in columns:
        home, own = split_path(column) if column in above else (name, column)
        levels = [
            side.spelt[home].spellings[own]
            for side in sides
            if home in side.spelt and own in side.spelt[home].spellings
        ]
        if levels:
            found[column] = [
                {text: label for mapping in level for text, label in mapping.items()}
                for level in zip(*levels, strict=True)
            ]
    return found
