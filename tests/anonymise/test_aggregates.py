"""Tables of sums: cells that tell of few are hidden, and stay hidden when totals are known."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.aggregates import aggregate
from sector_data.assessment.disclosure.cells import measure_cells
from sector_data.sources.tables import Table
from sector_data.spec.aggregation import AggregateFigures, AggregateSpec


class Row(NamedTuple):
    """A reading."""

    town: str | None
    hour: str
    meter: str | None
    kwh: float | None


ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from(["0", "1", "2"]),
        st.sampled_from([*"pqrstuvw", None]),
        st.one_of(st.none(), st.integers(-2, 9).map(float)),
    ),
    min_size=1,
    max_size=60,
)
RULES = st.tuples(st.integers(1, 4), st.sampled_from([0.3, 0.5, 0.8, 1.0]))


def spec(at_least: int, share: float) -> AggregateSpec:
    return AggregateSpec.model_validate(
        {
            "tables": {"reads": "reads.csv"},
            "subject": "reads.meter",
            "of": "reads",
            "by": {"town": "reads.town", "hour": "reads.hour"},
            "sums": {"kwh": "reads.kwh"},
            "at-least": at_least,
            "share": share,
        }
    )


def made(
    rows: list[Row], at_least: int, share: float
) -> tuple[list[dict[str, Any]], AggregateFigures]:
    columns = [pa.array([row[n] for row in rows], pa.string()) for n in range(3)]
    kwh = pa.array([row.kwh for row in rows], pa.float64())
    table, figures = aggregate(
        "load",
        {"town": columns[0], "hour": columns[1]},
        columns[2],
        {"kwh": kwh},
        spec(at_least, share),
    )
    return table.data.to_pylist(), figures


def keeps(given_: list[Row], at_least: int, share: float) -> bool:
    """Say in plain words whether some rows may be told the sum of."""
    by_meter: dict[str, float] = defaultdict(float)
    for row in given_:
        if row.kwh is not None and row.meter is not None:
            by_meter[row.meter] += row.kwh
    sizes = [abs(value) for value in by_meter.values()]
    return len(sizes) >= at_least and max(sizes, default=0) <= share * sum(sizes) * (1 + 1e-12)


@given(ROWS, RULES)
def test_every_cell_that_is_shown_keeps_the_rules_and_has_its_sum(
    rows: list[Row], rules: tuple[int, float]
) -> None:
    cells, figures = made(rows, *rules)
    known = [row for row in rows if row.meter is not None]
    assert {(c["town"], c["hour"]) for c in cells} == {(r.town, r.hour) for r in known}
    for cell in cells:
        inside = [r for r in known if (r.town, r.hour) == (cell["town"], cell["hour"])]
        if cell["kwh"] is None:
            assert cell["subjects"] is None
            continue
        assert keeps(inside, *rules)
        assert cell["kwh"] == pytest.approx(sum(r.kwh or 0 for r in inside))
        assert cell["subjects"] == len({r.meter for r in inside if r.kwh is not None})
    assert figures.shown == sum(cell["kwh"] is not None for cell in cells)
    assert figures.cells == len(cells)


@given(ROWS, RULES)
def test_what_totals_leave_keeps_the_rules_too(rows: list[Row], rules: tuple[int, float]) -> None:
    """Unless everything on the line is hidden, so that nothing can be subtracted."""
    cells, _ = made(rows, *rules)
    for axis in (0, 1):
        lines: dict[object, list[dict[str, Any]]] = defaultdict(list)
        for cell in cells:
            lines[(cell["town"], cell["hour"])[axis]].append(cell)
        for line in lines.values():
            hidden = {(c["town"], c["hour"]) for c in line if c["kwh"] is None}
            if hidden and len(hidden) < len(line):
                assert keeps([r for r in rows if (r.town, r.hour) in hidden], *rules)


@given(ROWS, RULES, st.randoms())
def test_the_order_of_rows_does_not_matter(
    rows: list[Row], rules: tuple[int, float], random: object
) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert made(mixed, *rules) == made(rows, *rules)


@given(ROWS, RULES)
def test_who_checks_outputs_finds_no_cell_to_hide(
    rows: list[Row], rules: tuple[int, float]
) -> None:
    """Against the rules of `assessment`, which were written apart."""
    cells, _ = made(rows, *rules)
    shown = {(c["town"], c["hour"]) for c in cells if c["kwh"] is not None}
    left = [r for r in rows if (r.town, r.hour) in shown and r.meter and r.kwh is not None]
    if not left:
        return
    names = ("town", "hour", "meter", "kwh")
    table = pa.table({name: [row[n] for row in left] for n, name in enumerate(names)})
    at_least, share = rules
    found = measure_cells(
        Table("reads", table),
        ["town", "hour"],
        value="kwh",
        subjects=table["meter"],
        minimum=at_least,
        dominance=(1, min(1.0, share * (1 + 1e-12))),
    )
    by_rule = {rule.rule: rule.cells for rule in found.rules}
    assert by_rule["minimum-frequency"] == 0
    assert by_rule["dominance"] == 0


def test_one_small_town_takes_the_next_smallest_with_it() -> None:
    rows = [Row("small", "0", f"s{n}", 1.0) for n in range(2)]
    rows += [Row("middle", "0", f"m{n}", 1.0) for n in range(5)]
    rows += [Row("large", "0", f"l{n}", 1.0) for n in range(9)]
    cells, figures = made(rows, 4, 0.5)
    assert [(c["town"], c["subjects"]) for c in cells] == [
        ("large", 9),
        ("middle", None),
        ("small", None),
    ]
    assert figures.fewest == 9
    assert figures.largest_share == pytest.approx(1 / 9)
    assert figures.sums_shown == {"kwh": 9 / 16}
