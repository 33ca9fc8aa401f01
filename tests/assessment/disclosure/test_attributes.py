"""Attribute disclosure beside plain counting."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.assessment.disclosure import measure_disclosure
from sector_data.sources.tables import Table
from sector_data.spec.evidence.disclosure import AttributeRisk

ROWS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["flu", "gout", "cold", None]), st.integers(0, 6)
    ),
    min_size=1,
    max_size=25,
)


def measure(
    rows: list[tuple[str, str | None, int]], belief: float, *, by_subject: bool
) -> AttributeRisk:
    data = pa.table(
        {"q": pa.array([r[0] for r in rows]), "s": pa.array([r[1] for r in rows], pa.string())}
    )
    subjects = pa.array([r[2] for r in rows]) if by_subject else None
    return measure_disclosure(
        Table("t", data), ["q"], subjects=subjects, sensitive=["s"], belief=belief
    ).attributes[0]


@settings(max_examples=100)
@given(ROWS, st.sampled_from([0.3, 0.5, 0.8]), st.booleans())
def test_shares_are_those_of_plain_counting(
    rows: list[tuple[str, str | None, int]], belief: float, by_subject: bool
) -> None:
    people = [row if by_subject else (*row[:2], i) for i, row in enumerate(rows)]
    bearers: dict[tuple[str, str], set[int]] = defaultdict(set)
    holders: dict[str, set[int]] = defaultdict(set)
    members: dict[str, set[int]] = defaultdict(set)
    everywhere: dict[str, set[int]] = defaultdict(set)
    for key, value, who in people:
        members[key].add(who)
        if value is not None:
            bearers[key, value].add(who)
            holders[key].add(who)
            everywhere[value].add(who)
    known = set().union(*holders.values()) if holders else set()
    found = measure(rows, belief, by_subject=by_subject)
    assert found.subjects == len(known)
    if not known:
        assert found.why_not is not None
        return

    def share(cells: list[set[int]]) -> float:
        return len(set().union(*cells)) / len(known) if cells else 0.0

    certain = [who for (key, _), who in bearers.items() if who == holders[key]]
    grouped = [
        who for (key, _), who in bearers.items() if who == holders[key] and len(members[key]) > 1
    ]
    likely = [w for (key, _), w in bearers.items() if len(w) / len(holders[key]) > belief]
    before = [who for who in everywhere.values() if len(who) / len(known) > belief]
    assert found.certain == pytest.approx(share(certain))
    assert found.certain_in_groups == pytest.approx(share(grouped))
    assert found.likely == pytest.approx(share(likely))
    assert found.likely_before == pytest.approx(share(before))


def test_a_class_of_one_value_tells_it_of_all() -> None:
    rows: list[tuple[str, str | None, int]] = [("a", "flu", 1), ("a", "flu", 2), ("b", "gout", 3)]
    found = measure([*rows, ("c", "flu", 4), ("c", "gout", 5)], 0.8, by_subject=False)
    assert (found.certain, found.certain_in_groups) == (0.6, 0.4)
    assert (found.diversity, found.likely_before) == (1, 0.0)


def test_without_quasi_identifiers_nothing_is_learnt_beyond_the_column() -> None:
    data = Table("t", pa.table({"s": ["flu"] * 9 + ["gout"]}))
    found = measure_disclosure(data, [], sensitive=["s"]).attributes[0]
    assert (found.diversity, found.t, found.beta) == (2, 0, 0)
    assert found.likely == found.likely_before == 0.9


def test_values_of_another_table_are_those_of_its_subjects() -> None:
    people = Table("people", pa.table({"q": ["a", "a", "b", "b", "c"], "who": [1, 2, 3, 4, 5]}))
    visits = SensitiveColumn(
        pa.array(["flu", "flu", "gout", "flu", "gout", None, "flu"]),
        subjects=pa.array([1, 1, 1, 2, 3, 4, 9]),
    )
    found = measure_disclosure(
        people, ["q"], subjects=people.column("who"), sensitive={"visits.illness": visits}
    ).attributes[0]
    # Of a both had flu and one gout as well; of b only one is known to have had anything.
    assert (found.column, found.subjects) == ("visits.illness", 3)
    assert found.certain == 1
    assert found.likely_before == 0
    assert found.diversity == 0


def test_rows_that_are_removed_take_their_values_along() -> None:
    data = Table("t", pa.table({"q": ["a", None, "a"], "s": ["flu", "gout", "flu"]}))
    found = measure_disclosure(data, ["q"], sensitive=["s"], missing="removed").attributes[0]
    assert (found.subjects, found.certain_in_groups) == (2, 1)
