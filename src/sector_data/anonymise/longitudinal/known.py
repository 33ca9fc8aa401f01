"""How many subjects share what somebody knows: quasi-identifiers and one or two events.

What lives here: the support of known events, and the events to leave out where it is below k. What
does not: the numbers of events, and the order in which both are settled.

It is k^m-anonymity (Terrovitis, Mamoulis & Kalnis 2008, "Privacy-preserving anonymization of
set-valued data", PVLDB 1(1)) over the events of a subject, within each class of subjects. Two
events of the same kind are a pair as well: whoever knows of two visits to one ward in one month
counts the subjects that have two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, group_keys, pack
from sector_data.errors import InputError

MOST_PAIRS = 50_000_000
"""Pairs of events of all subjects that are looked at; more take minutes and say to cap first."""
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of events each subject has: one entry for each subject and kind.

    Attributes
    ----------
    subjects, kinds
        Rising by subject, then kind; shape (entries,).
    many
        Events of that kind; shape (entries,).
    of_row
        Entry of each row.
    size
        Number of kind codes.
    """

    subjects: Integers
    kinds: Integers
    many: Integers
    of_row: Integers
    size: int

    @classmethod
    def of(cls, subjects: Integers, kinds: Integers) -> Kinds:
        """Count the events of each subject and kind."""
        size = int(kinds.max(initial=0)) + 1
        keys, of_row, many = np.unique(
            subjects * size + kinds, return_inverse=True, return_counts=True
        )
        return cls(keys // size, keys % size, many, of_row.reshape(-1), size)


@dataclass(frozen=True, slots=True)
class Support:
    """With how many subjects of its class each subject shares its rarest known events.

    Attributes
    ----------
    one
        For one known event; shape (subjects,). The size of the class where a subject has none.
    two
        For any two at most; None when there are too many pairs to look at.
    """

    one: Integers
    two: Integers | None


def event_support(classes: Integers, subjects: Integers, kinds: Integers) -> Support:
    """Measure the support of known events.

    Parameters
    ----------
    classes
        Class of each subject by its quasi-identifiers; shape (subjects,).
    subjects, kinds
        Subject and kind (the generalised combination) of each event; shape (events,).
    """
    least = np.bincount(classes, minlength=1)[classes].astype(np.int64)
    entries = Kinds.of(subjects, kinds)
    np.minimum.at(least, entries.subjects, _singles(classes, entries))
    if _pairs_in_all(entries) > MOST_PAIRS:
        return Support(least, None)
    pairs = least.copy()
    for left, right, support in _pairs(classes, entries):
        np.minimum.at(pairs, entries.subjects[left], support)
        np.minimum.at(pairs, entries.subjects[right], support)
    return Support(least, pairs)


def too_rare(
    classes: Integers, subjects: Integers, kinds: Integers, order: Integers, *, k: int, known: int
) -> Flags:
    """Return which events to leave out, so that known events are shared by `k` subjects.

    What is left may need another look: leaving out events makes others rarer.

    Parameters
    ----------
    classes, subjects, kinds
        As in :func:`event_support`.
    order
        Of the events; of several of one kind the highest go first. Distinct.
    k, known
        Subjects that must share any `known` events, 1 or 2.

    Raises
    ------
    InputError
        If there are too many pairs of events.
    """
    entries = Kinds.of(subjects, kinds)
    rare = _singles(classes, entries) < k
    if rare.any() or known < 2:
        return np.asarray(rare[entries.of_row], dtype=np.bool_)
    if (pairs := _pairs_in_all(entries)) > MOST_PAIRS:
        raise InputError(
            f"The events make {pairs:,} pairs, too many to look at with known-events: 2.",
            "Cap the number of events of a subject, or generalise them further.",
        )
    return _worst_of_pairs(classes, entries, order, k)


def _worst_of_pairs(classes: Integers, entries: Kinds, order: Integers, k: int) -> Flags:
    """Return, for each subject with rare pairs, the events of the kind that is in most of them."""
    blame = np.zeros(len(entries.subjects), dtype=np.int64)
    doubled = np.zeros(len(entries.subjects), dtype=np.bool_)
    for left, right, support in _pairs(classes, entries):
        rare = support < k
        same = left == right
        doubled[left[rare & same]] = True
        blame += np.bincount(left[rare & ~same], minlength=len(blame))
        blame += np.bincount(right[rare & ~same], minlength=len(blame))
    gone = np.zeros(len(order), dtype=np.bool_)
    if doubled.any():
        # One event of the kind may stay: it is only the second that tells.
        by_order = np.argsort(order)
        firsts = by_order[np.unique(entries.of_row[by_order], return_index=True)[1]]
        extra = np.ones(len(order), dtype=np.bool_)
        extra[firsts] = False
        gone |= extra & doubled[entries.of_row]
    if blame.any():
        support = _singles(classes, entries)
        worst_first = np.lexsort((-entries.kinds, support, -blame, entries.subjects))
        heads = worst_first[np.unique(entries.subjects[worst_first], return_index=True)[1]]
        chosen = np.zeros(len(blame), dtype=np.bool_)
        chosen[heads[blame[heads] > 0]] = True
        gone |= chosen[entries.of_row]
    return gone


def _singles(classes: Integers, entries: Kinds) -> Integers:
    """Return how many subjects of the class have the kind of each entry; shape (entries,)."""
    if not len(entries.subjects):
        return np.zeros(0, dtype=np.int64)
    owners = classes[entries.subjects]
    groups, count = group_keys(owners * entries.size + entries.kinds, _space(owners, entries.size))
    return np.bincount(groups, minlength=count)[groups]


def _space(owners: Integers, size: int) -> int:
    return (int(owners.max(initial=0)) + 1) * size


def _pairs_in_all(entries: Kinds) -> int:
    per_subject = np.bincount(entries.subjects).astype(np.int64)
    return int((per_subject * (per_subject - 1) // 2).sum()) + int((entries.many > 1).sum())


def _pairs(classes: Integers, entries: Kinds) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Yield pairs of entries of one subject with the support of each pair, class by class.

    An entry is paired with itself where the subject has several events of the kind.
    """
    by_class = np.argsort(classes[entries.subjects], kind="stable")
    owners = classes[entries.subjects][by_class]
    subject = entries.subjects[by_class]
    # Entries of a subject stand together, rising by kind: the partners of each follow it.
    ends = np.append(np.flatnonzero(np.diff(subject)) + 1, len(subject))
    following = np.repeat(ends, np.diff(np.concatenate(([0], ends)))) - np.arange(len(subject)) - 1
    work = np.cumsum(following + 1)
    class_ends = np.append(np.flatnonzero(np.diff(owners)) + 1, len(owners))
    begin = 0
    while begin < len(owners):
        done = work[begin - 1] if begin else 0
        fitting = class_ends[(class_ends > begin) & (work[class_ends - 1] - done <= _CHUNK)]
        stop = int(fitting[-1]) if len(fitting) else int(class_ends[class_ends > begin][0])
        places = np.arange(begin, stop)
        many = following[begin:stop]
        left = np.repeat(places, many)
        within = np.arange(len(left)) - np.repeat(np.cumsum(many) - many, many)
        right = left + 1 + within
        twice = places[entries.many[by_class[begin:stop]] > 1]
        left, right = np.concatenate((left, twice)), np.concatenate((right, twice))
        if len(left):
            kinds = entries.kinds[by_class]
            groups, count = group_keys(
                *pack(
                    (
                        (owners[left] - owners[begin], int(owners[stop - 1] - owners[begin]) + 1),
                        (kinds[left], entries.size),
                        (kinds[right], entries.size),
                    ),
                    len(left),
                )
            )
            yield by_class[left], by_class[right], np.bincount(groups, minlength=count)[groups]
        begin = stop
