"""What a sector expects of values is counted, never shown, and asked of the release."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import SectorDataError
from sector_data.pipeline.sectors.matching import match_columns
from sector_data.pipeline.sectors.values import ValueCheck, check_values
from sector_data.sources.tables import Table
from sector_data.spec.packs import load_sector, parse_sector
from sector_data.spec.reading import read_pipeline
from tests.cli.running import sector_data

SHOP = """\
id: trade
version: 1.0.0
title: Trade
description: What shops keep.
retrieved: 2026-11-29
sources: {shop: A shop}
columns:
  - {names: [order, article, pieces, state], role: insensitive, transform: keep, source: shop}
tables:
  - name: orders
    layout: shop
    title: An order
    columns:
      order: {values: {unique: true, complete: true}}
      article: {values: {pattern: "[A-Z][0-9]+"}}
      pieces: {type: integer, values: {minimum: 1, maximum: 9}}
      state: {values: {codes: [new, sent]}}
"""
SCHEMA = parse_sector(SHOP, file="trade.yaml")


def checked(**columns: list[object]) -> dict[str, ValueCheck]:
    table = Table("orders", pa.table(columns))
    matched = match_columns({"orders": table.columns}, [SCHEMA])
    found = check_values({"orders": table}, matched, {"trade": SCHEMA})
    return {check.expected: check for check in found}


ORDERS = st.lists(
    st.tuples(
        st.none() | st.integers(0, 20),
        st.none() | st.sampled_from(["A1", "B22", "b2", "A1 ", ""]),
        st.none() | st.integers(-3, 12),
        st.none() | st.sampled_from(["new", "sent", "lost"]),
    ),
    min_size=1,
)


@given(rows=ORDERS)
def test_every_value_that_is_not_as_expected_is_counted(
    rows: list[tuple[int | None, str | None, int | None, str | None]],
) -> None:
    order, article, pieces, state = map(list, zip(*rows, strict=True))
    found = checked(
        order=pa.array(order, pa.int64()),
        article=pa.array(article, pa.string()),
        pieces=pa.array(pieces, pa.int64()),
        state=pa.array(state, pa.string()),
    )
    there = [value for value in order if value is not None]
    assert found["never missing"].failing == order.count(None)
    assert found["no value twice"].failing == len(there) - len(set(there))
    assert found["of the usual form"].failing == sum(
        value in ("b2", "A1 ", "") for value in article
    )
    assert found["1 or more and 9 or less"].failing == sum(
        value is not None and not 1 <= value <= 9 for value in pieces
    )
    assert found["one of 2 codes"].failing == state.count("lost")


def test_numbers_are_compared_with_codes_as_numbers() -> None:
    schema = load_sector("health")
    table = Table(
        "person",
        pa.table(
            {
                "person_id": [1, 2],
                "gender_concept_id": [8507, 9],
                "year_of_birth": [1950, 1960],
                "month_of_birth": [1, 13],
                "day_of_birth": [1, 2],
                "race_concept_id": [0, 0],
                "ethnicity_concept_id": [0, 0],
                "location_id": [1, 1],
                "provider_id": [1, 1],
                "care_site_id": [1, 1],
            }
        ),
    )
    matched = match_columns({"person": table.columns}, [schema])
    failing = {
        check.column: check
        for check in check_values({"person": table}, matched, {"health": schema})
        if check.failing
    }
    assert {name: check.failing for name, check in failing.items()} == {
        "gender_concept_id": 1,
        "month_of_birth": 1,
    }
    value_set = failing["gender_concept_id"].expectation["expect_column_values_to_be_in_set"]
    assert value_set["column"] == "person.gender_concept_id"
    assert 8507 in value_set["value_set"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{minimum: 3, maximum: 2}", "no number is both 3 or more and 2 or less"),
        ('{pattern: "["}', "is no pattern"),
    ],
)
def test_expectations_that_nothing_can_meet_are_mistakes(wrong: str, said: str) -> None:
    text = SHOP.replace("{minimum: 1, maximum: 9}", wrong)
    with pytest.raises(SectorDataError, match=said):
        parse_sector(text, file="trade.yaml")


def _premises(folder: Path, sizes: list[int]) -> list[Path]:
    premises = ["meter_id,tariff,household_size,has_pv"]
    reads = ["LCLid,DateTime,KWH/hh (per half hour)"]
    for number, size in enumerate(sizes):
        premises.append(f"MAC{number:06d},{'ToU' if number % 3 else 'Std'},{size},{number % 2}")
        reads += [
            f"MAC{number:06d},2013-01-{1 + day:02d} 00:30:00,{0.1 * (1 + (number + day) % 9):.3f}"
            for day in range(4)
        ]
    paths = [folder / "informations_households.csv", folder / "halfhourly_dataset.csv"]
    for path, lines in zip(paths, (premises, reads), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def test_a_draft_takes_structure_and_expectations_from_the_sector(tmp_path: Path) -> None:
    paths = _premises(tmp_path, [1 + number % 5 for number in range(60)])
    draft = tmp_path / "pipeline.yaml"
    done = sector_data("init", *paths, "--sector", "infrastructure", "-o", draft)
    assert done.code == 0, done.err
    read = read_pipeline(draft)
    assert read.subject == "informations_households.meter_id"
    assert read.keys["informations_households"] == "meter_id"
    assert read.references == {"halfhourly_dataset.LCLid": "informations_households.meter_id"}
    planned = sector_data("plan", draft, "-o", tmp_path / "plan.json")
    assert planned.code == 0, planned.err


def test_a_draft_tells_how_many_values_are_not_as_the_sector_expects(tmp_path: Path) -> None:
    paths = _premises(tmp_path, [0 if number < 7 else 3 for number in range(60)])
    draft = tmp_path / "pipeline.yaml"
    assert sector_data("init", *paths, "--sector", "infrastructure", "-o", draft).code == 0
    head = draft.read_text("utf-8").replace("\n#      ", " ")
    assert "informations_households.household_size (7 not 1 or more and 50 or less)" in head

    told = sector_data("schemas", "match", "--values", *paths)
    assert told.code == 0, told.err
    assert "5 of 6 expectations of values are met." in told.out


def _drugs(folder: Path, supply: int) -> Path:
    person = "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id"
    person += ",ethnicity_concept_id,location_id,provider_id,care_site_id"
    drug = "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,"
    drug += (
        "drug_exposure_end_date,drug_type_concept_id,refills,quantity,days_supply,route_concept_id"
    )
    people, drugs = [person], [drug]
    for n in range(60):
        people.append(f"{n},{8507 + 25 * (n % 2)},{1950 + n % 3},1,1,0,0,{n},{n % 4},{n % 3}")
        drugs.append(
            f"{n},{n},{19 + n % 3},2024-01-{1 + n % 28:02d},2024-02-01,32838,1,30,{supply},0"
        )
    (folder / "person.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "drug_exposure.csv").write_text("\n".join(drugs) + "\n", encoding="utf-8")
    draft = folder / "pipeline.yaml"
    done = sector_data("init", folder / "person.csv", folder / "drug_exposure.csv",
                       "--sector", "health", "-o", draft)  # fmt: skip
    assert done.code == 0, done.err
    return draft


def test_what_the_sector_expects_of_kept_columns_is_asked_of_the_release(tmp_path: Path) -> None:
    draft = _drugs(tmp_path, supply=30)
    asked = read_pipeline(draft).quality.expectations
    between = [e["expect_column_values_to_be_between"] for e in asked if len(e) == 1 and
               "expect_column_values_to_be_between" in e]  # fmt: skip
    assert {"column": "drug_exposure.days_supply", "min_value": 0.0, "max_value": 365.0} in between
    planned = sector_data("plan", draft, "-o", tmp_path / "plan.json")
    assert planned.code == 0, planned.err


def test_what_the_source_does_not_meet_is_told_and_not_asked(tmp_path: Path) -> None:
    draft = _drugs(tmp_path, supply=400)
    asked = yaml.safe_load(draft.read_text("utf-8")).get("quality", {}).get("expectations", [])
    assert "drug_exposure.days_supply" not in str(asked)
    head = draft.read_text("utf-8").replace("\n#      ", " ")
    assert "drug_exposure.days_supply (60 not 0 or more and 365 or less)" in head
