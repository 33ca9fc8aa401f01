"""Longitudinal uniqueness: how few known events single a subject out.

What lives here: unicity of any table of events, readings or locations. What does not: k^m-anonymity
of the worst events (:mod:`sector_data.assessment.events`), which a release is held to; unicity is
about events that somebody happens to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, distinct_pairs, pack
from sector_data.anonymise.histograms import numbered
from sector_data.anonymise.statistics import domain_of
from sector_data.assessment.attacks.intervals import rate
from sector_data.assessment.disclosure.matches import checked_array
from sector_data.assessment.risk import require_columns
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.disclosure import WhyNot
from sector_data.spec.evidence.uniqueness import Unicity, UnicityPoint

KNOWN = (1, 2, 3, 4)
"""Known events that are tried: four made 95 % of the subjects unique in the study."""
DRAWN = 2_000
"""Subjects that are looked at: a share of a half is then known to within 2.2 points."""
FEWEST = 100
"""Eligible subjects that a share needs."""


def measure_unicity(
    table: Table,
    columns: Sequence[str],
    subjects: pa.Array | pa.ChunkedArray,
    *,
    known: Sequence[int] = KNOWN,
    drawn: int = DRAWN,
    seed: int = 0,
) -> Unicity:
    """Measure the share of subjects who are unique given some known events.

    For each of some subjects, drawn at random, p of its different events are drawn; the subject is
    unique when nobody else has all of them (de Montjoye, Hidalgo, Verleysen & Blondel 2013, "Unique
    in the crowd: the privacy bounds of human mobility", Scientific Reports 3:1376). Each subject's
    events for p + 1 are those for p and one more, so that the shares of the same subjects rise.

    Parameters
    ----------
    table
        Events: visits, readings, locations. Two events are the same when all `columns` are, so
        times and places must be as coarse as what somebody can be expected to know.
    columns
        What is known of an event. Rows without any of the values are no known events; a value
        that is missing beside others is a value of its own.
    subjects
        Subject of each row; rows without one are left out.
    known
        Numbers of events, at least 1 each.
    drawn
        Subjects that are looked at, all where there are fewer.
    seed
        Of the draws. With the same seed and the same events the result is the same, in whatever
        order the rows are.

    Returns
    -------
    Unicity
        With Wilson intervals at 95 %. A share needs 100 subjects with enough different events.

    Raises
    ------
    InputError
        If a column is missing, lengths differ, or a number is below 1.
    """
    require_columns(table, columns)
    if not columns:
        raise InputError("Nothing is said to be known of an event.", "Name at least one column.")
    if not known or min(known) < 1 or drawn < 1:
        raise InputError("Known events and subjects to draw are at least 1.", "Such as 4 and 2000.")
    whose = checked_array(subjects, table.rows, "subjects")
    traces = _Traces.of({name: one_array(table.column(name)) for name in columns}, whose)
    points = tuple(sorted(set(known)))
    lengths = np.diff(traces.starts)
    alone = _first_alone(traces, points[-1], drawn, seed)
    return Unicity(
        table=table.name,
        rows=table.rows,
        subjects=len(lengths),
        columns=tuple(columns),
        kinds=traces.size,
        median_events=float(np.median(lengths)) if len(lengths) else None,
        points=tuple(_point(p, lengths, alone) for p in points),
        why_not=None if len(lengths) else WhyNot.of("no-rows"),
    )


@dataclass(frozen=True, eq=False)
class _Traces:
    """The different events of each subject.

    Attributes
    ----------
    starts
        Where the events of each subject begin, and an end; shape (subjects + 1,).
    kinds
        Kind of each event, rising within a subject; shape (events,).
    subjects
        Subjects of each kind, those of a kind together and rising; shape (events,).
    kind_starts
        Where those of each kind begin, and an end; shape (kinds + 1,).
    size
        Number of kinds.
    """

    starts: Integers
    kinds: Integers
    subjects: Integers
    kind_starts: Integers
    size: int

    @classmethod
    def of(cls, columns: dict[str, pa.Array], subjects: pa.Array) -> _Traces:
        """Code subjects and kinds in the order of their values, which no order of rows changes."""
        there = np.zeros(len(subjects), dtype=np.bool_)
        for values in columns.values():
            there |= values.is_valid().to_numpy(zero_copy_only=False)
        there &= subjects.is_valid().to_numpy(zero_copy_only=False)
        keys, space = pack([_ranked(v) for v in columns.values()], len(there))
        distinct, kinds = numbered(keys[there], space)
        people, who = numbered(_ranked(subjects)[0][there], len(there) + 1)
        bounds = (max(len(people), 1), max(len(distinct), 1))
        owner, kind = distinct_pairs(who, kinds, bounds)
        of_kind, member = distinct_pairs(kind, owner, bounds[::-1])
        return cls(
            np.searchsorted(owner, np.arange(len(people) + 1)).astype(np.int64),
            kind,
            member,
            np.searchsorted(of_kind, np.arange(len(distinct) + 1)).astype(np.int64),
            len(distinct),
        )

    def having(self, kind: int) -> Integers:
        """Return the subjects who have an event of a kind."""
        return self.subjects[self.kind_starts[kind] : self.kind_starts[kind + 1]]


def _ranked(values: pa.Array) -> tuple[Integers, int]:
    """Code values by their rank; missing ones come last."""
    domain = domain_of(values)
    ranks = pc.fill_null(pc.index_in(values, domain), len(domain))
    return ranks.to_numpy().astype(np.int64), len(domain) + 1


def _first_alone(traces: _Traces, most: int, drawn: int, seed: int) -> Integers:
    """Return with how many known events each subject is alone; 0 for not drawn, -1 for never.

    The draws of a subject depend on the seed and on its place among all subjects, not on others'.
    """
    people = len(traces.starts) - 1
    found = np.zeros(people, dtype=np.int64)
    chosen = np.random.default_rng((seed, 0)).permutation(people)[:drawn]
    for subject in np.sort(chosen):
        events = traces.kinds[traces.starts[subject] : traces.starts[subject + 1]]
        rng = np.random.default_rng((seed, 1, int(subject)))
        order = rng.permutation(len(events))[:most]
        found[subject] = _alone_from(traces, events[order])
    return found


def _alone_from(traces: _Traces, events: Integers) -> int:
    """Return how many of some events, in their order, leave nobody else; -1 when all do not."""
    others = traces.having(int(events[0]))
    for place, event in enumerate(events):
        if place:
            others = _common(others, traces.having(int(event)))
        if len(others) == 1:
            return place + 1
    return -1


def _common(few: Integers, many: Integers) -> Integers:
    """Return what two rising lists have in common; looks the shorter one up in the longer."""
    if len(few) > len(many):
        few, many = many, few
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return np.asarray(few[many[places] == few], dtype=np.int64)


def _point(known: int, lengths: Integers, alone: Integers) -> UnicityPoint:
    enough = lengths >= known
    eligible = int(enough.sum())
    looked_at = enough & (alone != 0)
    if eligible < FEWEST or not looked_at.any():
        return UnicityPoint(
            known=known,
            eligible=eligible,
            drawn=int(looked_at.sum()),
            share=None,
            low=None,
            high=None,
            why_not=WhyNot.of("few-events"),
        )
    unique = int((looked_at & (alone > 0) & (alone <= known)).sum())
    found = rate(unique, int(looked_at.sum()))
    return UnicityPoint(
        known=known,
        eligible=eligible,
        drawn=found.attempts,
        share=found.share,
        low=found.lower,
        high=found.upper,
    )
