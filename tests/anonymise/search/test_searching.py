"""Every search against the enumeration of all nodes, and what each claims to know."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.metrics import Discernibility, LevelCosts
from sector_data.anonymise.models import KAnonymity
from sector_data.anonymise.search import Budget, Found, Problem, compiled, search
from sector_data.anonymise.search.anytime import AnytimeSearch
from sector_data.anonymise.search.exact import ExactSearch
from sector_data.anonymise.search.looking import look_at
from sector_data.anonymise.tables import roll_up
from sector_data.errors import InputError
from sector_data.kernels import searching
from sector_data.spec.hierarchies import FlatHierarchy
from tests.anonymise.search.tables import Case, cases, looks


def best_of(problem: Problem) -> tuple[int, ...] | None:
    """Return the node that enumeration finds."""
    allowed = {node: look for node, look in looks(problem).items() if look.allowed}
    if not allowed:
        return None
    least = min(look.cost for look in allowed.values())
    # Costs that differ in the last digits of their sums are equal.
    equals = [node for node, look in allowed.items() if look.cost <= least + 1e-9 * abs(least)]
    return min(
        equals,
        key=lambda node: (
            allowed[node].suppressed,
            sum(problem.levels(node)),
            problem.levels(node),
        ),
    )


def node_of(found: Found | None) -> tuple[int, ...] | None:
    return None if found is None else found.node


@settings(deadline=None, max_examples=150)
@given(cases())
def test_the_exact_search_in_numpy_finds_what_enumeration_finds(case: Case) -> None:
    assert node_of(ExactSearch(case.problem).run()) == best_of(case.problem)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_the_compiled_search_finds_the_same_node(case: Case) -> None:
    with compiled.opened(case.problem) as kernels:
        if kernels is None:
            return
        found = compiled.exactly(kernels)
    twin = ExactSearch(case.problem).run()
    assert node_of(found) == node_of(twin) == node_of(search(case.problem))
    if found is not None and twin is not None:
        assert found.suppressed == twin.suppressed
        assert found.cost == pytest.approx(twin.cost, rel=1e-9)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_keys_of_several_words_change_nothing(case: Case) -> None:
    def spread(widths: list[int]) -> tuple[list[int], int]:
        words = min(len(widths), searching.MOST_WORDS)
        ends = [0] * words
        shifts = [0] * len(widths)
        for field in range(len(widths) - 1, -1, -1):
            word = (len(widths) - 1 - field) * words // len(widths)
            shifts[field] = word * searching.WORD_BITS + ends[word]
            ends[word] += widths[field]
        return shifts, words

    found = []
    for shifts in (searching._shifts, spread):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(searching, "_shifts", shifts)
            with compiled.opened(case.problem) as kernels:
                if kernels is None:
                    return
                found.append(compiled.exactly(kernels))
    assert found[0] == found[1]


@settings(deadline=None, max_examples=100)
@given(cases(), st.data())
def test_a_compiled_look_sees_what_numpy_sees(case: Case, data: st.DataObject) -> None:
    problem = case.problem
    with compiled.opened(problem) as kernels:
        if kernels is None:
            return
        for _ in range(3):
            node = tuple(data.draw(st.integers(0, n - 1)) for n in problem.shape)
            seen, twin = compiled.look(problem, kernels, node), look_at(problem, problem.base, node)
            assert seen.allowed == twin.allowed
            if twin.allowed:
                assert seen.suppressed == twin.suppressed
                assert seen.cost == pytest.approx(twin.cost, rel=1e-9)


@settings(deadline=None, max_examples=100)
@given(cases(), st.data())
def test_what_a_look_says_of_other_nodes_is_true(case: Case, data: st.DataObject) -> None:
    problem = case.problem
    everything = looks(problem)
    node = tuple(data.draw(st.integers(0, n - 1)) for n in problem.shape)
    source = tuple(data.draw(st.integers(0, p)) for p in node)
    views = [look_at(problem, roll_up(problem.base, source, problem.dimensions), node)]
    with compiled.opened(problem) as kernels:
        if kernels is not None:
            views.append(compiled.look(problem, kernels, node))
    for view in views:
        for other, look in everything.items():
            if all(a <= b for a, b in zip(other, node, strict=True)):
                assert look.suppressed >= view.forced
                assert not (view.dead and look.allowed)
                if look.allowed and view.extra and isinstance(problem.costs, LevelCosts):
                    terms = [
                        float(problem.costs.floors[d][p] + view.extra[d][p])
                        for d, p in enumerate(other)
                    ]
                    assert problem.costs.joined(terms) <= look.cost * (1 + 1e-9) + 1e-9
            if all(a >= b for a, b in zip(other, node, strict=True)) and look.allowed:
                assert view.least <= look.cost * (1 + 1e-9) + 1e-9


def test_no_bound_of_discernibility_counts_more_than_the_table_has() -> None:
    ages = pa.array(["30", "31", "31"])
    hierarchies = {"age": build(FlatHierarchy(), ages, base=Path())}
    table = EncodedTable.of(quasi_identifiers={"age": ages}, hierarchies=hierarchies)
    problem = table.problem([KAnonymity(5)], Discernibility(), {}, 1.0)
    with compiled.opened(problem) as kernels:
        if kernels is None:
            pytest.skip("the kernels are not compiled")
        assert compiled.look(problem, kernels, (0,)).least <= 9
        assert compiled.look(problem, kernels, (1,)).cost == 9


@settings(deadline=None, max_examples=100)
@given(cases(), st.integers(1, 12))
def test_the_anytime_search_tells_how_far_off_it_may_be(case: Case, nodes: int) -> None:
    problem = case.problem
    best = best_of(problem)
    found = search(problem, most_nodes=0, budget=Budget(nodes=nodes))
    patient = search(problem, most_nodes=0, budget=Budget(nodes=10**6))
    assert (patient is None) == (best is None)
    if found is not None:
        assert best is not None
        least = look_at(problem, problem.base, best).cost
        assert found.bound <= least * (1 + 1e-9) + 1e-9
        assert found.cost >= least * (1 - 1e-9) - 1e-9
        assert look_at(problem, problem.base, found.node).allowed
    if patient is not None and best is not None:
        assert patient.cost == pytest.approx(look_at(problem, problem.base, best).cost, rel=1e-9)
        assert patient.optimal


@settings(deadline=None, max_examples=40)
@given(cases())
def test_the_anytime_search_needs_no_kernels(case: Case) -> None:
    problem = case.problem
    found = AnytimeSearch(
        problem, lambda node: look_at(problem, problem.base, node), Budget(nodes=10**6)
    ).run()
    best = best_of(problem)
    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert found.cost == pytest.approx(look_at(problem, problem.base, best).cost, rel=1e-9)


@settings(deadline=None, max_examples=10)
@given(cases())
def test_a_lattice_that_is_too_large_is_refused_with_its_size(case: Case) -> None:
    with pytest.raises(InputError, match=f"{case.problem.nodes:,} generalisations"):
        search(case.problem, most_nodes=case.problem.nodes - 1)
