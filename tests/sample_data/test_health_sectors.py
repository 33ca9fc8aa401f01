"""The OMOP copy, claims and Japanese receipts: nobody's, and with the signals they promise."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from statistics import mean

import pytest
from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.health_japan.society import in_era, insurer_number
from sample_data.generator.health_japan.tables import stays
from sample_data.generator.health_omop.clinical import concepts

from sector_data.sources.eras import read_era_date

HEALTH = Path(__file__).parents[2] / "sample_data" / "health"
Row = dict[str, str]


@cache
def rows(sample: str, table: str, encoding: str = "utf-8") -> list[Row]:
    with (HEALTH / sample / f"{table}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def japanese(table: str) -> list[Row]:
    return rows("japan", table, "cp932")


def measured(kind: str) -> list[Row]:
    concept = str(concepts()["measurements"][kind]["concept"])
    return [r for r in rows("omop", "measurement") if r["measurement_concept_id"] == concept]


def with_condition(prefix: str) -> set[str]:
    return {
        row["person_id"]
        for row in rows("omop", "condition_occurrence")
        if row["condition_source_value"].upper().replace(".", "").startswith(prefix)
    }


@pytest.mark.parametrize(
    ("kind", "condition", "least"),
    [("systolic", "I10", 8), ("hba1c", "E11", 1.0), ("creatinine", "N18", 0.5)],
)
def test_measurements_tell_of_illness(kind: str, condition: str, least: float) -> None:
    ill = with_condition(condition)
    values: dict[bool, list[float]] = defaultdict(list)
    for row in measured(kind):
        values[row["person_id"] in ill].append(float(row["value_as_number"]))
    assert mean(values[True]) - mean(values[False]) > least


def test_pressure_is_higher_in_winter() -> None:
    by_season: dict[bool, list[float]] = defaultdict(list)
    for row in measured("systolic"):
        month = int(row["measurement_date"][5:7])
        if float(row["value_as_number"]) > 60:  # a decimal point slips now and then
            by_season[month in {11, 12, 1, 2}].append(float(row["value_as_number"]))
    assert mean(by_season[True]) > mean(by_season[False]) + 1


def test_what_is_typed_in_is_spelt_in_several_ways() -> None:
    units = {row["unit_source_value"] for row in measured("systolic")}
    assert len(units) >= 3
    codes = [row["condition_source_value"] for row in rows("omop", "condition_occurrence")]
    assert any("." in code for code in codes)
    assert any(code.islower() or code.endswith(" ") for code in codes)
    values = Counter(
        (row["visit_occurrence_id"], row["measurement_concept_id"], row["value_as_number"])
        for row in rows("omop", "measurement")
    )
    assert any(count > 1 for count in values.values()), "some were loaded twice"


def test_clinicians_numbers_were_never_given() -> None:
    npis = {row["npi"] for row in rows("omop", "provider")}
    npis |= {row["attending_npi"] for row in rows("claims", "claims")} - {""}
    for npi in npis:
        assert re.fullmatch(r"9\d{9}", npi)
        assert luhn_digit("80840" + npi[:9]) == npi[9]


def test_denials_follow_the_network_and_the_diagnosis() -> None:
    denied: dict[str, list[bool]] = defaultdict(list)
    for row in rows("claims", "claims"):
        denied[row["in_network"]].append(row["claim_status"] == "denied")
        if not row["diagnosis_1"]:
            denied["undiagnosed"].append(row["claim_status"] == "denied")
    assert mean(denied["no"]) > 2 * mean(denied["yes"])
    assert mean(denied["undiagnosed"]) > mean(denied["no"])


def test_money_adds_up() -> None:
    lines: dict[str, float] = defaultdict(float)
    for row in rows("claims", "claim_lines"):
        lines[row["claim_id"]] += float(row["charge_amount"])
    for row in rows("claims", "claims"):
        assert lines[row["claim_id"]] == pytest.approx(float(row["charge_amount"]), abs=0.011)
        assert float(row["paid_amount"]) <= float(row["allowed_amount"]) + 0.05
        assert (float(row["paid_amount"]) > 0) <= (row["claim_status"] == "paid")


def test_vaccines_come_in_autumn_and_dates_in_three_ways() -> None:
    vaccines = [row for row in rows("claims", "claims") if row["place_of_service"] == "01"]
    months: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for row in vaccines:
        day = row["service_from"]
        form = "-" if "-" in day else "/" if "/" in day else ""
        forms[form] += 1
        months[day[5:7] if form == "-" else day[:2] if form == "/" else day[4:6]] += 1
    assert set(months) <= {"09", "10", "11", "12"}
    assert set(forms) == {"-", "/", ""}


def test_contact_details_of_members_belong_to_nobody() -> None:
    for row in rows("claims", "beneficiaries"):
        if row["phone"]:
            assert re.fullmatch(r"41355501\d\d", re.sub(r"\D", "", row["phone"]))
        if row["ssn"]:
            assert row["ssn"].startswith("9")
    for row in japanese("members"):
        assert re.fullmatch(r"0[89]0-0\d{3}-\d{4}|", row["電話番号"])


def test_the_insurers_number_has_its_check_digit() -> None:
    weighted = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(insurer_number()[:-1])]
    total = sum(value // 10 + value % 10 for value in weighted)
    assert (total + int(insurer_number()[-1])) % 10 == 0


def test_births_are_written_in_eras_and_otherwise() -> None:
    births = [row["生年月日"] for row in japanese("members")]
    in_eras = [birth for birth in births if read_era_date(birth) is not None]
    assert 0.6 < len(in_eras) / len(births) < 0.9
    for birth in in_eras:
        read = read_era_date(birth)
        assert read is not None
        assert in_era(read.day, short=birth[0] in "RHS") == birth


def test_names_need_more_than_plain_shift_jis() -> None:
    names = "".join(row["氏名"] for row in japanese("members"))
    assert "髙" in names
    with pytest.raises(UnicodeEncodeError):
        names.encode("shift_jis")


@pytest.mark.parametrize(
    ("code", "months"), [("J301", {2, 3, 4}), ("J101", {12, 1, 2}), ("T671", {7, 8, 9})]
)
def test_illnesses_keep_their_season(code: str, months: set[int]) -> None:
    found: Counter[bool] = Counter()
    for row in japanese("receipt_diagnoses"):
        if row["ICD10コード"] == code:
            read = read_era_date(row["診療開始日"])
            assert read is not None
            found[read.day.month in months] += 1
    assert found[True] > 2 * found[False]


def test_stays_are_longer_with_age_and_other_illnesses() -> None:
    longer: dict[bool, list[int]] = defaultdict(list)
    for row in stays(11, 6000):
        longer[int(row[4][:4]) < 1955].append(int(row[8]))
    assert mean(longer[True]) > mean(longer[False]) + 1
