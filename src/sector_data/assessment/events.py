"""What numbers and single events of a subject tell beside its quasi-identifiers.

What lives here: the figures of :class:`sector_data.spec.evidence.events.EventFigures`, from codes.
What does not: which tables and columns are meant
(:mod:`sector_data.pipeline.planning.longitudinal`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sector_data.anonymise.classes import Integers, group_keys, pack
from sector_data.anonymise.longitudinal import event_support, number_support
from sector_data.spec.evidence.events import EventFigures, KnownEventFigures, NumberFigures


def measure_events(
    classes: Integers,
    events: Mapping[str, tuple[Integers, Integers | None]],
    *,
    quasi_identifiers: Sequence[str],
    together: Sequence[str] = (),
) -> EventFigures:
    """Measure what the events of subjects tell.

    The attacker knows that a subject is in the data, knows its quasi-identifiers, and either how
    many events it has or which they are, as they are released. Shares and smallest counts are over
    all subjects, each at its worst: k^m-anonymity (Terrovitis, Mamoulis & Kalnis 2008, PVLDB 1(1))
    within equivalence classes.

    Parameters
    ----------
    classes
        Class of each subject by its own quasi-identifiers; shape (subjects,).
    events
        For each table of events the subject of each row and, where its columns have
        quasi-identifiers, the kind of event; shape (rows,) each.
    quasi_identifiers
        Names of the subjects' own.
    together
        Tables whose numbers are known all at once; each by itself is measured anyway.
    """
    sets: list[tuple[str, ...]] = [(name,) for name in events]
    if len(together) > 1:
        sets.append(tuple(together))
    kinded = {name: kinds for name, (_, kinds) in events.items() if kinds is not None}
    return EventFigures(
        subjects=len(classes),
        quasi_identifiers=tuple(quasi_identifiers),
        numbers=tuple(_numbers(classes, events, tables) for tables in sets),
        tables=tuple(kinded),
        known_events=tuple(
            KnownEventFigures(known=known, k=_least(support), unique=_alone(support))
            for known, support in _known(classes, events, kinded)
        ),
    )


def _numbers(
    classes: Integers,
    events: Mapping[str, tuple[Integers, Integers | None]],
    tables: tuple[str, ...],
) -> NumberFigures:
    counted = [np.bincount(events[name][0], minlength=len(classes)) for name in tables]
    columns = [(numbers, int(numbers.max(initial=0)) + 1) for numbers in counted]
    numbers, _ = group_keys(*pack(columns, len(classes)))
    support = number_support(classes, numbers)
    return NumberFigures(tables=tables, k=_least(support), unique=_alone(support))


def _known(
    classes: Integers,
    events: Mapping[str, tuple[Integers, Integers | None]],
    kinded: Mapping[str, Integers],
) -> list[tuple[int, Integers]]:
    if not kinded:
        return []
    offset = 0
    kinds: list[Integers] = []
    for codes in kinded.values():
        kinds.append(codes + offset)
        offset += int(codes.max(initial=-1)) + 1
    support = event_support(
        classes, np.concatenate([events[name][0] for name in kinded]), np.concatenate(kinds)
    )
    found = [(1, support.one)]
    if support.two is not None:
        found.append((2, support.two))
    return found


def _least(support: Integers) -> int:
    return int(support.min()) if len(support) else 0


def _alone(support: Integers) -> float:
    return float(np.mean(support == 1)) if len(support) else 0.0
