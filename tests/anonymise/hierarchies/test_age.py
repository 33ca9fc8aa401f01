"""Ages and birth dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.errors import SpecificationError
from sector_data.spec.hierarchies import AgeHierarchy

HERE = Path()


def labels(spec: AgeHierarchy, values: pa.Array, level: int) -> list[str | None]:
    result: list[str | None] = build(spec, values, base=HERE).generalise(values, level).to_pylist()
    return result


def test_bands_of_ages() -> None:
    ages = pa.array([0, 34, 89, 90, 121, -1, None])
    assert labels(AgeHierarchy(), ages, 1) == ["0", "34", "89", "90+", "90+", "*", None]
    assert labels(AgeHierarchy(), ages, 2) == ["0-4", "30-34", "85-89", "90+", "90+", "*", None]
    assert labels(AgeHierarchy(), ages, 4) == ["0-19", "20-39", "80-89", "90+", "90+", "*", None]


def test_ages_keep_no_fraction_and_no_nonsense() -> None:
    ages = pa.array([34.9, float("nan"), float("inf"), -0.5, None])
    assert labels(AgeHierarchy(), ages, 1) == ["34", "*", "*", "*", None]
    texts = pa.array([" 34 ", "34.5", "thirty", "", "😀", "1990-02-30", None])
    assert labels(AgeHierarchy(), texts, 1) == ["34", "34", "*", "*", "*", "*", None]


def test_a_birth_date_turns_a_year_older_on_the_birthday() -> None:
    spec = AgeHierarchy(reference=date(2026, 3, 1))
    born = [date(1990, 2, 28), date(1990, 3, 1), date(1990, 3, 2), date(1880, 1, 1), None]
    ages = ["36", "36", "35", "90+", None]
    assert labels(spec, pa.array(born), 1) == ages
    assert labels(spec, pa.array([d and str(d) for d in born]), 1) == ages
    instants = [d and datetime(d.year, d.month, d.day, 23, tzinfo=UTC) for d in born]
    assert labels(spec, pa.array(instants, pa.timestamp("us", "Asia/Tokyo")), 1) == ages
    assert labels(spec, pa.array([date(2026, 3, 2)]), 1) == ["*"]


def test_births_are_read_as_tables_write_them() -> None:
    born = pa.array(
        ["1990-03-01", "1990/3/1", "1990年3月1日", "平成2年3月1日", "H2.3.1", "01/03/1990"]
    )
    spec = AgeHierarchy(reference=date(2026, 3, 1))
    assert labels(spec, born, 1) == ["36"] * 5 + ["*"], "an order of figures is never guessed"
    day_first = spec.model_copy(update={"order": "day-first"})
    assert labels(day_first, born, 1) == ["36"] * 6
    month_first = spec.model_copy(update={"order": "month-first"})
    assert labels(month_first, born, 1) == ["36"] * 6, "3 January was in the same year of life"


@settings(deadline=None, max_examples=60)
@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_ages_are_completed_years(born: date, reference: date) -> None:
    completed = sum(
        (year, born.month, born.day) <= (reference.year, reference.month, reference.day)
        for year in range(born.year + 1, reference.year + 1)
    )
    expected = "*" if born > reference else "90+" if completed >= 90 else str(completed)
    assert labels(AgeHierarchy(reference=reference), pa.array([born]), 1) == [expected]


def test_the_reference_day_of_dates_is_fixed_when_it_is_not_given() -> None:
    spec = build(AgeHierarchy(), pa.array([date(1990, 1, 1)]), base=HERE).spec
    assert isinstance(spec, AgeHierarchy)
    assert spec.reference is not None
    of_ages = build(AgeHierarchy(), pa.array([36]), base=HERE).spec
    assert isinstance(of_ages, AgeHierarchy)
    assert of_ages.reference is None


def test_the_age_of_a_birth_date_costs_something_and_that_of_an_age_nothing() -> None:
    spec = AgeHierarchy(reference=date(2026, 1, 1))
    of_date = build(spec, pa.array([date(1990, 1, 1)]), base=HERE)
    assert of_date.loss(pa.array([date(1990, 1, 1)]), 1)[0] == pytest.approx(1 / 121, rel=0.01)
    of_age = build(spec, pa.array([36]), base=HERE)
    assert of_age.loss(pa.array([36, 95]), 1).tolist() == [0.0, 30 / 120]


def test_widths_must_nest() -> None:
    with pytest.raises(SpecificationError, match=r"10 follows 4 .* Try 8"):
        build(AgeHierarchy(widths=(2, 4, 10)), pa.array([1]), base=HERE)
    with pytest.raises(SpecificationError, match="5 follows 5"):
        build(AgeHierarchy(widths=(5, 5)), pa.array([1]), base=HERE)
