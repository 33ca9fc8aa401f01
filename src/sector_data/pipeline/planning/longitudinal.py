"""Protecting the tables of one subject together: known events and numbers of events.

What lives here: which columns and rows of several tables belong together, and the events to leave
out. What does not: the levels of single tables (:mod:`sector_data.pipeline.planning.making`), and
how events are chosen (:mod:`sector_data.anonymise.longitudinal`).

Somebody who knows a person's quasi-identifiers and one event looks for both: the classes of an
events table are counted together with the quasi-identifiers of the tables that its rows lead to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, codes_of, group_keys, pack
from sector_data.anonymise.longitudinal import EventTable, capped, settle
from sector_data.assessment.events import measure_events
from sector_data.pipeline.planning.cascade import Mask, protection_order, rows_with_parents
from sector_data.pipeline.planning.joining import (
    Planned,
    can_be_joined,
    constant_columns,
    joined_columns,
    parent_of,
    rows_above,
    subject_table,
    tables_above,
)
from sector_data.pipeline.planning.quasi import counted
from sector_data.sources.numbering import distinct_count, encoded, places_in
from sector_data.sources.spilling import filtered
from sector_data.sources.tables import Table
from sector_data.spec.evidence.events import EventFigures
from sector_data.spec.longitudinal import EventsSpec
from sector_data.spec.pipeline import Pipeline

Secret = Callable[[str], bytes]
"""From a table's name to the secret that decides which of its events stay."""


def nobodys_secret(table: str) -> bytes:
    """Return what stands for a key while planning, which has none."""
    return table.encode()


@dataclass(frozen=True, slots=True)
class World:
    """Tables on their way through protection, or as they are released.

    Attributes
    ----------
    pipeline
        Says how they hang together.
    tables
        Source, times on the subject's own clock, or release.
    subjects
        Subject of each row.
    columns
        What was decided for each column.
    values
        Quasi-identifiers as they will be released, by table; those of `tables` where it has none.
    kept
        Rows that are released.
    told
        Rows whose sensitive values count in the classes of another table; all where it is None.
    """

    pipeline: Pipeline
    tables: Mapping[str, Table]
    subjects: Mapping[str, pa.Array | None]
    columns: Planned
    values: Mapping[str, Mapping[str, pa.Array]]
    kept: Mapping[str, Mask]
    told: Mapping[str, Mask] | None = None

    def quasi(self, table: str) -> dict[str, pa.Array]:
        """Return the quasi-identifiers of a table that are counted, whole columns."""
        own = self.values.get(table, {})
        return {
            c.column: own[c.column] if c.column in own else self.tables[table].array(c.column)
            for c in counted(self.columns[table])
            if c.column in own or c.column in self.tables[table].columns
        }


def columns_to_join(table: str, world: World) -> list[str]:
    """Return the quasi-identifiers of the tables above that a table is counted together with.

    None where the release cannot be joined, or the pipeline counts each table by itself. Of a
    table above in which the same key has several rows, those columns that have one value for each
    subject.
    """
    pipeline = world.pipeline
    known = pipeline.privacy.longitudinal.known_events
    if not known or not can_be_joined(table, world.columns, pipeline):
        return []
    if not world.quasi(table):
        return []
    names: list[str] = []
    for parent in tables_above(table, pipeline):
        names += [f"{parent}.{column}" for column in steady_columns(parent, world)]
    return names


def steady_columns(table: str, world: World) -> list[str]:
    """Return the quasi-identifiers of a table that tell of a subject, whichever row it is."""
    quasi = world.quasi(table)
    owners = world.subjects[table]
    if table != subject_table(world.pipeline) or owners is None or not _repeats(owners):
        return list(quasi)
    keep = world.kept.get(table, np.ones(len(owners), dtype=np.bool_))
    of_rows = {name: filtered(values, keep) for name, values in quasi.items()}
    return constant_columns(filtered(owners, keep), of_rows)


def _repeats(owners: pa.Array) -> bool:
    return bool(distinct_count(owners) < len(owners) - owners.null_count)


def event_tables(world: World) -> list[str]:
    """Return the tables whose rows are events that can be joined with their subjects, those that
    others hang on first."""
    home = subject_table(world.pipeline)
    names = []
    for name in protection_order(world.pipeline):
        owners = world.subjects.get(name)
        if owners is None or not can_be_joined(name, world.columns, world.pipeline):
            continue
        if name != home or _repeats(owners):
            names.append(name)
    return names


@dataclass(frozen=True, slots=True)
class _People:
    """The subjects that are released.

    Attributes
    ----------
    known
        Their identifiers.
    classes
        Class of each by its own quasi-identifiers.
    """

    known: pa.Array
    classes: Integers

    def codes(self, owners: pa.Array) -> Integers:
        """Return the code of each owner, -1 for others."""
        places = places_in(owners, self.known).fill_null(-1)
        codes: Integers = places.to_numpy().astype(np.int64)
        return codes


def _people(world: World, subject_columns: Sequence[str]) -> _People | None:
    home = subject_table(world.pipeline)
    owners = None if home is None else world.subjects.get(home)
    if home is None or owners is None:
        return None
    rows = np.flatnonzero(world.kept[home])
    people = encoded(filtered(owners, world.kept[home]))
    known = people.dictionary
    first = np.empty(len(known) + 1, dtype=np.int64)  # the last is nobody's
    first[people.indices.fill_null(-1).to_numpy()[::-1]] = rows[::-1]
    first = first[:-1]
    quasi = world.quasi(home)
    names = [name.partition(".")[2] for name in subject_columns]
    columns = [codes_of(quasi[name].take(pa.array(first))) for name in names if name in quasi]
    classes, _ = group_keys(*pack(columns, len(known)))
    return _People(known, classes)


def _kinds(table: str, world: World) -> Integers | None:
    """Return the kind of each event: its own quasi-identifiers and those of events it hangs on."""
    own = world.quasi(table)
    if not own:
        return None
    home = subject_table(world.pipeline)
    above = [name for name in tables_above(table, world.pipeline) if name != home]
    names = [f"{name}.{column}" for name in above for column in world.quasi(name)]
    joined = joined_columns(names, table, world.tables, world.pipeline, world.values) or {}
    columns = [codes_of(values) for values in (*own.values(), *joined.values())]
    kinds, _ = group_keys(*pack(columns, world.tables[table].rows))
    return kinds


def figures_of(world: World, subject_columns: Sequence[str]) -> EventFigures | None:
    """Measure what numbers and events of subjects tell; None where no table has events."""
    people = _people(world, subject_columns)
    if people is None:
        return None
    events: dict[str, tuple[Integers, Integers | None]] = {}
    # A plan that was read again has lost the order of its tables; an audit must find the same.
    for name in sorted(event_tables(world)):
        owners = world.subjects[name]
        if owners is None:
            continue
        codes = people.codes(owners)
        there = world.kept[name] & (codes >= 0)
        kinds = _kinds(name, world)
        events[name] = (codes[there], None if kinds is None else kinds[there])
    if not events:
        return None
    numbered = world.pipeline.privacy.longitudinal.events
    return measure_events(
        people.classes,
        events,
        quasi_identifiers=subject_columns,
        together=[n for n in events if n in numbered and numbered[n].numbered],
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """Which rows stay, and why others go.

    Attributes
    ----------
    kept
        Rows of every table.
    over_cap, thinned
        Rows that go beyond the caps, and those that go so that k subjects share what is left.
    """

    kept: dict[str, Mask]
    over_cap: dict[str, int]
    thinned: dict[str, int]


def needs_settling(pipeline: Pipeline) -> bool:
    """Return whether events have to be left out beyond the classes of each table."""
    return pipeline.privacy.longitudinal.settles


def settle_events(
    world: World, subject_columns: Sequence[str], *, k: int, secret: Secret
) -> Settled:
    """Leave out events until k subjects share numbers and known events.

    Parameters
    ----------
    world
        Tables after their own protection.
    subject_columns
        The subjects' own quasi-identifiers.
    k
        Subjects that must share.
    secret
        Decides which events stay where several are alike.
    """
    before = {name: rows.copy() for name, rows in world.kept.items()}
    people = _people(world, subject_columns)
    if people is None:
        return Settled(before, {}, {})
    names = [n for n in protection_order(world.pipeline) if _holds_events(n, world)]
    known = world.pipeline.privacy.longitudinal.known_events
    ranks = _permutation(len(people.known), secret(subject_table(world.pipeline) or ""))
    kept = dict(before)
    under_cap: dict[str, Mask] | None = None
    while True:
        tables = [_event_table(name, names, world, kept, people, secret) for name in names]
        if under_cap is None:
            caps = capped(tables, len(people.known))
            under_cap = _with_parents({**kept, **dict(zip(names, caps, strict=True))}, world)
        stay = settle(tables, people.classes, k=k, known=known, ranks=ranks)
        found = _with_parents({**kept, **dict(zip(names, stay, strict=True))}, world)
        if all((found[name] == kept[name]).all() for name in found):
            break
        kept = found
    return Settled(
        kept,
        {n: int((before[n] & ~under_cap[n]).sum()) for n in before},
        {n: int((under_cap[n] & ~kept[n]).sum()) for n in before},
    )


def _holds_events(table: str, world: World) -> bool:
    """Return whether rows of a table are events, or lose their events and are counted."""
    if table in event_tables(world):
        return True
    linked = world.subjects.get(table) is not None and table != subject_table(world.pipeline)
    return linked and bool(world.quasi(table))


def _with_parents(kept: Mapping[str, Mask], world: World) -> dict[str, Mask]:
    """Take out the rows whose way to the subject is gone."""
    result: dict[str, Mask] = dict(kept)
    for name in protection_order(world.pipeline):
        there = rows_with_parents(world.tables[name], world.tables, result, world.pipeline)
        result[name] = result[name] & there
    return result


def _event_table(
    name: str,
    names: Sequence[str],
    world: World,
    kept: Mapping[str, Mask],
    people: _People,
    secret: Secret,
) -> EventTable:
    spec = world.pipeline.privacy.longitudinal.events.get(name, EventsSpec())
    owners = world.subjects[name]
    codes = people.codes(owners) if owners is not None else np.zeros(0, dtype=np.int64)
    keep = kept[name] & (codes >= 0)
    parent = parent_of(name, world.pipeline)
    hangs_on: tuple[int, Integers] | None = None
    if parent in names and parent != subject_table(world.pipeline):
        above = rows_above(name, world.tables, world.pipeline) or {}
        if parent in above:
            rows = pc.fill_null(above[parent], -1).to_numpy().astype(np.int64)
            keep &= rows >= 0
            hangs_on = (names.index(parent), np.maximum(rows, 0))
    return EventTable(
        subjects=np.maximum(codes, 0),
        keep=keep,
        order=_order(name, world, spec, secret(name)),
        kinds=_kinds(name, world),
        parent=hangs_on,
        alone=not can_be_joined(name, world.columns, world.pipeline),
        numbered=spec.numbered,
        cap=spec.cap,
        edges=np.array(spec.bands, dtype=np.int64) if spec.bands else None,
    )


def _permutation(length: int, secret: bytes) -> Integers:
    """Return a permutation that only the secret can repeat."""
    seed = hashlib.blake2b(secret, digest_size=16, person=b"events that stay").digest()
    draws = np.random.Philox(key=int.from_bytes(seed, "big")).random_raw(length)
    return np.argsort(draws, kind="stable").astype(np.int64)


def _order(name: str, world: World, spec: EventsSpec, secret: bytes) -> Integers:
    """Return the order in which events of a table stay."""
    marks = _permutation(world.tables[name].rows, secret)
    if spec.keep == "any":
        return marks
    days = world.tables[name].array(spec.times[0])
    since = pc.fill_null(days, np.iinfo(np.int64).max).to_numpy()
    order = np.empty_like(marks)
    order[np.lexsort((marks, since))] = np.arange(len(marks))
    return order
