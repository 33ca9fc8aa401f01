"""Every model against a recount from its definition, and what its flags promise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.histograms import Histogram
from sector_data.anonymise.models import (
    AlphaK,
    AverageRisk,
    BetaLikeness,
    DeltaDisclosure,
    DistinctDiversity,
    EntropyDiversity,
    KAnonymity,
    MaximumRisk,
    PrivacyModel,
    RecordsAtRisk,
    RecursiveDiversity,
    Sensitivity,
    TCloseness,
    judge,
    kept_by_all,
)
from sector_data.anonymise.statistics import ClassStatistics
from tests.anonymise.models import naive
from tests.anonymise.models.tables import (
    COLUMN,
    Cells,
    Rows,
    beliefs,
    merging,
    shares,
    tables,
    together,
)


def halves_of(value: object) -> object:
    """Stand for a level between the values 0 to 4 and the top."""
    return int(str(value)) // 2


def whole_of(table: Rows) -> Histogram:
    return table.statistics().histogram(COLUMN).whole()


def share_of(table: Rows) -> np.ndarray:
    whole = whole_of(table)
    return whole.spread(whole.shares)


def belief_of(table: Rows) -> np.ndarray:
    whole = whole_of(table)
    return whole.spread(whole.beliefs)


def models_of(table: Rows, data: st.DataObject) -> list[PrivacyModel]:
    """Draw thresholds for every model that decides class by class."""
    draw = data.draw
    domain = table.domain()
    ranks = np.arange(len(domain), dtype=np.int64)
    halves = np.array([halves_of(v) for v in domain], dtype=np.int64)
    t = draw(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]))
    k = draw(st.integers(1, 4))
    share = share_of(table)
    belief = belief_of(table)
    return [
        KAnonymity(k),
        MaximumRisk(draw(st.sampled_from([0.09, 0.2, 0.34, 0.5, 1.0]))),
        DistinctDiversity(COLUMN, draw(st.integers(1, 3))),
        EntropyDiversity(COLUMN, draw(st.sampled_from([1.0, 1.5, 2.0, 3.0]))),
        RecursiveDiversity(COLUMN, draw(st.sampled_from([0.5, 1.0, 2.0])), draw(st.integers(1, 3))),
        Sensitivity(COLUMN, draw(st.integers(1, k)), k),
        AlphaK(COLUMN, draw(st.sampled_from([0.25, 0.5, 1.0])), k),
        TCloseness(COLUMN, t, share),
        TCloseness(COLUMN, t, share, "ordered", ranks),
        TCloseness(COLUMN, t, share, "hierarchical", groups=(halves,)),
        BetaLikeness(COLUMN, draw(st.sampled_from([0.25, 1.0, 3.0])), belief, enhanced=False),
        BetaLikeness(COLUMN, draw(st.sampled_from([0.25, 1.0, 3.0])), belief),
        DeltaDisclosure(COLUMN, draw(st.sampled_from([0.5, 1.0, 3.0])), belief),
        DeltaDisclosure(COLUMN, 1.0, belief, present_only=True),
    ]


def measured(table: Rows, per_class: Sequence[float], *, largest: bool) -> float | None:
    if not table.classes:
        return None
    return max(per_class) if largest else min(per_class)


def of_classes(table: Rows) -> list[Cells]:
    cells = table.cells()
    return [cells.get(owner, {}) for owner in range(table.count)]


@given(tables())
def test_sizes_and_diversity_are_those_of_a_recount(table: Rows) -> None:
    statistics, classes = table.statistics(), of_classes(table)
    people = table.people()
    sizes = [len(people[c]) for c in range(table.count)]
    assert KAnonymity(2).achieved(statistics) == measured(table, sizes, largest=False)
    assert MaximumRisk(1).achieved(statistics) == measured(
        table, [1 / s for s in sizes], largest=True
    )
    distinct = [len(cells) for cells in classes]
    assert DistinctDiversity(COLUMN, 2).achieved(statistics) == measured(
        table, distinct, largest=False
    )
    assert Sensitivity(COLUMN, 1, 1).achieved(statistics) == measured(
        table, distinct, largest=False
    )
    alpha = [float(max(beliefs(cells).values())) if cells else 0.0 for cells in classes]
    assert AlphaK(COLUMN, 1, 1).achieved(statistics) == measured(table, alpha, largest=True)


@given(tables(), st.integers(1, 4))
def test_entropy_and_recursive_diversity_are_those_of_a_recount(table: Rows, l: int) -> None:  # noqa: E741
    statistics, classes = table.statistics(), of_classes(table)
    entropy = [naive.entropy_values(cells) if cells else 0.0 for cells in classes]
    expected = measured(table, entropy, largest=False)
    assert EntropyDiversity(COLUMN, 1).achieved(statistics) == pytest.approx(expected)
    ratios = [naive.recursive_ratio(cells, l) if cells else math.inf for cells in classes]
    expected = measured(table, ratios, largest=True)
    assert RecursiveDiversity(COLUMN, 1, l).achieved(statistics) == pytest.approx(expected)


@given(tables())
def test_distances_are_those_of_a_recount(table: Rows) -> None:
    statistics, domain = table.statistics(), table.domain()
    whole = shares(together(table.cells())) if domain and table.cells() else {}
    share = share_of(table)
    levels: list[Callable[[object], object]] = [lambda v: v, halves_of, lambda _: 0]
    halves = np.array([halves_of(v) for v in domain], dtype=np.int64)
    ranks = np.arange(len(domain), dtype=np.int64)
    expected = [
        (
            naive.equal(shares(cells), whole, domain),
            naive.ordered(shares(cells), whole, domain),
            naive.hierarchical(shares(cells), whole, domain, levels),
        )
        if cells
        else (0, 0, 0)
        for cells in of_classes(table)
    ]
    models = (
        TCloseness(COLUMN, 1, share),
        TCloseness(COLUMN, 1, share, "ordered", ranks),
        TCloseness(COLUMN, 1, share, "hierarchical", groups=(halves,)),
    )
    for place, model in enumerate(models):
        wanted = [float(row[place]) for row in expected]
        assert model.distances(statistics) == pytest.approx(wanted, abs=1e-12)


@given(tables(least=1), st.permutations(range(5)))
def test_an_order_of_values_need_not_be_that_of_their_codes(table: Rows, order: list[int]) -> None:
    domain = table.domain()
    ranked: list[object] = [v for v in order if v in domain]
    ranks = np.array([ranked.index(v) for v in domain], dtype=np.int64)
    model = TCloseness(COLUMN, 1, share_of(table), "ordered", ranks)
    whole = shares(together(table.cells())) if table.cells() else {}
    expected = [
        float(naive.ordered(shares(c), whole, ranked)) if c else 0.0 for c in of_classes(table)
    ]
    assert model.distances(table.statistics()) == pytest.approx(expected, abs=1e-12)


@given(tables())
def test_gains_and_changes_of_belief_are_those_of_a_recount(table: Rows) -> None:
    statistics, classes = table.statistics(), of_classes(table)
    whole = beliefs(together(table.cells())) if table.cells() else {}
    belief = belief_of(table)
    for enhanced in (False, True):
        gains = [naive.largest_gain(c, whole, enhanced=enhanced) if c else 0.0 for c in classes]
        model = BetaLikeness(COLUMN, 1, belief, enhanced)
        assert model.gains(statistics) == pytest.approx(gains)
    for present in (False, True):
        changes = [
            naive.largest_change(c, whole, present_only=present) if c else 0 for c in classes
        ]
        found = DeltaDisclosure(COLUMN, 1, belief, present).changes(statistics)
        assert found == pytest.approx(changes, abs=1e-12)


@given(tables(), st.sampled_from([0.05, 0.2, 0.25, 0.34, 0.5, 1.0]), st.sampled_from([0.0, 0.3, 1]))
def test_the_smallest_classes_are_given_up_as_few_as_needed(
    table: Rows, risk: float, share: float
) -> None:
    people = table.people()
    sizes = [len(people[c]) for c in range(table.count)]
    statistics = table.statistics()
    average = naive.smallest_first(sizes, lambda left: len(left) <= risk * sum(left) + 1e-12)
    assert set(np.flatnonzero(AverageRisk(risk).met(statistics))) == average
    exposed = naive.smallest_first(
        sizes,
        lambda left: sum(s for s in left if 1 / s > risk) <= share * sum(left) + 1e-12,
    )
    assert set(np.flatnonzero(RecordsAtRisk(risk, share).met(statistics))) == exposed


@given(tables(), st.data())
def test_what_is_kept_satisfies_every_model(table: Rows, data: st.DataObject) -> None:
    models = [*models_of(table, data), AverageRisk(0.4), RecordsAtRisk(0.5, 0.2)]
    models = data.draw(st.lists(st.sampled_from(models), min_size=1, max_size=4))
    statistics = table.statistics()
    kept = statistics.only(kept_by_all(models, statistics))
    for judgement in judge(models, kept, quasi_identifiers=1):
        assert judgement.verdict == ("holds" if kept.classes else "nothing to check")


@given(tables(), st.data())
def test_one_satisfying_part_is_enough_where_a_model_is_monotone(
    table: Rows, data: st.DataObject
) -> None:
    statistics = table.statistics()
    groups, count = merging(statistics, data)
    merged = statistics.merged(groups, count)
    for model in models_of(table, data):
        if model.monotone:
            parts = np.bincount(groups, model.met(statistics), count) > 0
            assert (model.met(merged) >= parts).all(), model


@given(tables(repeated=False), st.data())
def test_satisfying_parts_are_enough_where_a_model_is_mergeable(
    table: Rows, data: st.DataObject
) -> None:
    statistics = table.statistics()
    groups, count = merging(statistics, data)
    merged = statistics.merged(groups, count)
    for model in models_of(table, data):
        if model.mergeable:
            unmet = np.bincount(groups, ~model.met(statistics), count) > 0
            assert (model.met(merged) | unmet).all(), model


def test_models_that_do_not_promise_it_lose_by_merging() -> None:
    """Two classes of which one satisfies, merged, do not: the flags are not false for nothing."""
    table = Rows([0, 0, 1, 1, 1, 1, 1, 1], None, [0, 1, 0, 0, 0, 0, 0, 0])
    statistics = table.statistics()
    merged = statistics.merged(np.zeros(2, dtype=np.int64), 1)
    for model in (
        EntropyDiversity(COLUMN, 2),
        RecursiveDiversity(COLUMN, 2, 2),
        AlphaK(COLUMN, 0.5, 1),
    ):
        assert model.met(statistics).tolist() == [True, False]
        assert not model.met(merged).any()
        assert not model.monotone


def test_nothing_to_check_is_no_success() -> None:
    empty = Rows([], None, []).statistics()
    one = Rows([0, 0], None, [1, 2]).statistics()
    for statistics, columns in ((empty, 2), (one, 0)):
        (judgement,) = judge([KAnonymity(2)], statistics, quasi_identifiers=columns)
        assert judgement.verdict == "nothing to check"
        assert judgement.achieved is None
        assert judgement.sentence == "smallest class: nothing to check; at least 2 asked"
    assert not KAnonymity(1).satisfied(empty)


def test_a_threshold_that_is_accepted_is_enforced() -> None:
    statistics = Rows([0, 0, 0], None, [1, 1, 1]).statistics()
    judged = judge([KAnonymity(3), DistinctDiversity(COLUMN, 2)], statistics, quasi_identifiers=1)
    assert [j.verdict for j in judged] == ["holds", "does not hold"]
    assert judged[1].sentence == f"smallest diversity of {COLUMN} 1; at least 2 asked"


@pytest.mark.parametrize("values", [2, 3, 5, 6, 7, 10])
def test_equally_frequent_values_count_fully_in_entropy(values: int) -> None:
    """A floor without tolerance gives one less for most of them."""
    table = Rows([0] * values, None, list(range(values)))
    statistics: ClassStatistics = table.statistics()
    assert EntropyDiversity(COLUMN, values).satisfied(statistics)
    assert not EntropyDiversity(COLUMN, values + 1e-6).satisfied(statistics)


def test_recursive_diversity_counts_the_most_frequent_value_first() -> None:
    statistics = Rows([0] * 100, None, [0] * 90 + [1] * 10).statistics()
    assert RecursiveDiversity(COLUMN, 9, 2).achieved(statistics) == 9
    assert not RecursiveDiversity(COLUMN, 9, 2).satisfied(statistics)
    assert RecursiveDiversity(COLUMN, 9.01, 2).satisfied(statistics)


def test_no_beta_is_told_where_none_can_hold() -> None:
    """A value of 4 in 100 people that a class is full of: its gain is 24, and -ln p is 3.2."""
    table = Rows([0] * 4 + [1] * 96, None, [1] * 4 + [0] * 96)
    model = BetaLikeness(COLUMN, 1e9, belief_of(table))
    assert model.achieved(table.statistics()) == math.inf
    assert not model.satisfied(table.statistics())
    assert BetaLikeness(COLUMN, 24, belief_of(table), enhanced=False).satisfied(table.statistics())


def test_one_single_number_is_at_no_distance() -> None:
    table = Rows([0, 1], None, [7, 7])
    model = TCloseness(COLUMN, 0, share_of(table), "ordered", np.zeros(1, dtype=np.int64))
    assert model.satisfied(table.statistics())
