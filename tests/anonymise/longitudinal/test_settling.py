"""Settled events: recounted by hand, every number and every known event is shared by k."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.longitudinal import EventTable, event_support, settle
from sector_data.anonymise.longitudinal import known as known_events
from sector_data.errors import InputError


@st.composite
def histories(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Draw classes of subjects, and the subject and kind of each event."""
    k = draw(st.integers(1, 3))
    sizes = draw(st.lists(st.integers(k, k + 4), min_size=1, max_size=3))
    classes = np.repeat(np.arange(len(sizes)), sizes)
    events = draw(
        st.lists(st.tuples(st.integers(0, len(classes) - 1), st.integers(0, 3)), max_size=40)
    )
    subjects = np.array([s for s, _ in events], dtype=np.int64)
    kinds = np.array([kind for _, kind in events], dtype=np.int64)
    return classes, subjects, kinds, k


def knowledge(
    subjects: np.ndarray, kinds: np.ndarray, known: int
) -> dict[int, set[tuple[int, ...]]]:
    """Return everything that somebody with so many known events could know of each subject."""
    events: dict[int, list[int]] = {}
    for subject, kind in zip(subjects.tolist(), kinds.tolist(), strict=True):
        events.setdefault(subject, []).append(kind)
    return {
        subject: {
            combination
            for size in range(1, known + 1)
            for combination in combinations(sorted(kinds_), size)
        }
        for subject, kinds_ in events.items()
    }


def supports(
    classes: np.ndarray, subjects: np.ndarray, kinds: np.ndarray, known: int
) -> dict[int, int]:
    """Count by hand with how many each subject shares its rarest known events."""
    told = knowledge(subjects, kinds, known)
    counts = Counter((classes[s], what) for s, whats in told.items() for what in whats)
    sizes = Counter(classes.tolist())
    return {
        s: min([sizes[classes[s]], *(counts[classes[s], what] for what in told.get(s, ()))])
        for s in range(len(classes))
    }


@given(histories())
def test_support_of_known_events_is_what_a_naive_count_says(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray, int],
) -> None:
    classes, subjects, kinds, _ = drawn

    measured = event_support(classes, subjects, kinds)

    assert dict(enumerate(measured.one.tolist())) == supports(classes, subjects, kinds, 1)
    assert measured.two is not None
    assert dict(enumerate(measured.two.tolist())) == supports(classes, subjects, kinds, 2)


def table_of(
    subjects: np.ndarray,
    kinds: np.ndarray | None,
    *,
    parent: tuple[int, np.ndarray] | None = None,
    numbered: bool = True,
    cap: int | None = None,
) -> EventTable:
    return EventTable(
        subjects,
        np.ones(len(subjects), dtype=np.bool_),
        (np.arange(len(subjects)) * 7919) % 104729,
        kinds,
        parent,
        numbered=numbered,
        cap=cap,
    )


@settings(max_examples=60)
@given(histories(), st.integers(1, 2), st.one_of(st.none(), st.integers(0, 4)))
def test_settled_numbers_and_events_are_shared_by_k(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray, int], known: int, cap: int | None
) -> None:
    classes, subjects, kinds, k = drawn
    table = table_of(subjects, kinds, cap=cap)

    (keep,) = settle([table], classes, k=k, known=known, ranks=np.arange(len(classes)))

    left = supports(classes, subjects[keep], kinds[keep], known)
    assert min(left.values()) >= k
    numbers = Counter(subjects[keep].tolist())
    shared = Counter((classes[s], numbers[s]) for s in range(len(classes)))
    assert min(shared.values()) >= k
    assert cap is None or max(numbers.values(), default=0) <= cap


@settings(max_examples=40)
@given(histories(), st.data())
def test_what_hangs_on_an_event_goes_with_it(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray, int], data: st.DataObject
) -> None:
    classes, subjects, kinds, k = drawn
    rows = data.draw(
        st.lists(st.integers(0, max(len(subjects) - 1, 0)), max_size=20 if len(subjects) else 0)
    )
    above = np.array(rows, dtype=np.int64)
    parts = table_of(subjects[above], kinds[above], parent=(0, above))

    stays, pieces = settle(
        [table_of(subjects, kinds), parts], classes, k=k, known=1, ranks=np.arange(len(classes))
    )

    assert stays[above][pieces].all()
    first = Counter(subjects[stays].tolist())
    second = Counter(subjects[above][pieces].tolist())
    shared = Counter((classes[s], first[s], second[s]) for s in range(len(classes)))
    assert min(shared.values()) >= k
    assert min(supports(classes, subjects[above][pieces], kinds[above][pieces], 1).values()) >= k


@given(histories())
def test_nothing_goes_where_everything_is_shared(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray, int],
) -> None:
    """k people with the same history each lose nothing."""
    classes, subjects, kinds, k = drawn
    many = len(classes)
    everybody = np.concatenate([subjects + copy * many for copy in range(k)])
    table = table_of(everybody, np.tile(kinds, k))

    (keep,) = settle([table], np.tile(classes, k), k=k, known=2, ranks=np.arange(many * k))

    assert keep.all()


@given(histories())
def test_the_order_of_rows_does_not_matter(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray, int],
) -> None:
    classes, subjects, kinds, k = drawn
    table = table_of(subjects, kinds)
    places = np.argsort(table.order)
    turned = EventTable(
        subjects[places], table.keep, table.order[places], kinds[places], numbered=True
    )

    (straight,) = settle([table], classes, k=k, known=2, ranks=np.arange(len(classes)))
    (other,) = settle([turned], classes, k=k, known=2, ranks=np.arange(len(classes)))

    assert (straight[places] == other).all()


def test_the_first_in_order_stay_under_a_cap() -> None:
    subjects = np.array([0, 0, 0, 1, 1, 1])
    order = np.array([5, 1, 3, 2, 0, 4])
    table = EventTable(subjects, np.ones(6, dtype=np.bool_), order, numbered=True, cap=2)

    (keep,) = settle([table], np.array([0, 0]), k=2, known=1, ranks=np.arange(2))

    assert keep.tolist() == [False, True, True, True, True, False]


def test_without_known_events_each_event_is_counted_over_everybody() -> None:
    subjects, kinds = np.array([0, 1, 2]), np.array([0, 0, 1])
    table = table_of(subjects, kinds, numbered=False)

    (keep,) = settle([table], np.array([0, 1, 2]), k=2, known=0, ranks=np.arange(3))

    assert keep.tolist() == [True, True, False]


def test_too_many_pairs_are_refused_and_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_events, "MOST_PAIRS", 2)
    subjects, kinds = np.zeros(4, dtype=np.int64), np.arange(4)

    assert event_support(np.zeros(1, dtype=np.int64), subjects, kinds).two is None
    with pytest.raises(InputError, match="Cap the number"):
        settle(
            [table_of(subjects, kinds)],
            np.zeros(1, dtype=np.int64),
            k=1,
            known=2,
            ranks=np.zeros(1, dtype=np.int64),
        )
