"""The committed health data: whole, plausible, nobody's, and with the signals it promises."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.health.words import conditions, places

from sector_data.detect.entities import ENTITIES

HEALTH = Path(__file__).parents[2] / "sample_data" / "health"
PLANTED = {
    "PERSON",
    "DATE_TIME",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "MEDICAL_RECORD_NUMBER",
    "STREET_ADDRESS",
    "LOCATION",
    "US_SSN",
    "AGE",
    "ORGANIZATION",
    "URL",
}
Row = dict[str, str]


@cache
def rows(table: str) -> list[Row]:
    with (HEALTH / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def patients() -> dict[str, Row]:
    return {row["patient_id"]: row for row in rows("patients")}


@cache
def encounters() -> dict[str, Row]:
    return {row["encounter_id"]: row for row in rows("encounters")}


@cache
def planted() -> dict[str, list[dict[str, str | int]]]:
    lines = (HEALTH / "ground_truth" / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return {record["note_id"]: record["spans"] for record in records}


def spelt(note: Row, entity: str) -> list[str]:
    return [
        note["text"][int(s["start"]) : int(s["end"])]
        for s in planted()[note["note_id"]]
        if s["entity"] == entity
    ]


def years(start: str, end: str) -> int:
    a, b = date.fromisoformat(start), date.fromisoformat(end)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def test_sizes_are_as_documented() -> None:
    assert len(patients()) == len(rows("patients")) == 2000
    assert 5000 <= len(encounters()) == len(rows("encounters")) <= 7000
    assert 2300 <= len(rows("notes")) <= 2600
    per_encounter = Counter(row["encounter_id"] for row in rows("diagnoses"))
    assert set(per_encounter.values()) <= {1, 2, 3, 4}


def test_every_reference_is_met() -> None:
    assert {row["patient_id"] for row in rows("encounters")} == set(patients())
    assert {row["encounter_id"] for row in rows("diagnoses")} == set(encounters())
    assert {row["encounter_id"] for row in rows("notes")} <= set(encounters())
    assert len({row["note_id"] for row in rows("notes")}) == len(rows("notes"))


def test_diagnoses_are_numbered_from_one_without_repeats() -> None:
    by_encounter: dict[str, list[Row]] = defaultdict(list)
    for row in rows("diagnoses"):
        by_encounter[row["encounter_id"]].append(row)
    for own in by_encounter.values():
        assert [row["sequence"] for row in own] == [str(n + 1) for n in range(len(own))]
        assert len({row["icd10_code"] for row in own}) == len(own)


def test_record_numbers_are_unique_and_carry_their_check_digit() -> None:
    numbers = [row["mrn"] for row in rows("patients")]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d{8}", n) and luhn_digit(n[:7]) == n[7] for n in numbers)
    assert any(n.startswith("0") for n in numbers)


def test_contact_details_belong_to_nobody() -> None:
    for row in rows("patients"):
        if row["phone"]:
            assert re.fullmatch(r"\d{3}55501\d\d", re.sub(r"\D", "", row["phone"]))
        if row["email"]:
            assert re.search(r"@(?:mail\.)?example\.(?:com|org|net)$", row["email"])
        if row["ssn"]:
            assert re.fullmatch(r"9\d\d-(?:0[1-9]|[1-4]\d)-\d{4}", row["ssn"])


def test_zip_codes_belong_to_their_towns_and_are_skewed() -> None:
    known = {(p.zip, p.city, p.state) for p in places()}
    towns: Counter[str] = Counter()
    for row in rows("patients"):
        if row["zip"]:
            assert (row["zip"], row["city"], row["state"]) in known
        towns[row["city"]] += 1
    assert towns["Springfield"] > 300
    assert sum(count <= 3 for count in towns.values()) >= 8
    assert {row["zip"][:3] for row in rows("patients")} >= {"010", "011", "036", "053"}


def test_dates_are_in_order() -> None:
    for row in rows("encounters"):
        patient = patients()[row["patient_id"]]
        admitted, discharged = row["admitted"], row["discharged"]
        assert patient["birth_date"] <= admitted <= discharged <= "2025-12-31"
        stay = date.fromisoformat(discharged) - date.fromisoformat(admitted)
        assert int(row["length_of_stay"]) == stay.days
        assert not patient["death_date"] or discharged <= patient["death_date"]
    for row in rows("diagnoses"):
        assert row["onset_date"] <= encounters()[row["encounter_id"]]["admitted"]
    for row in rows("notes"):
        encounter = encounters()[row["encounter_id"]]
        written = datetime.fromisoformat(row["written_at"]).date()
        late = (written - date.fromisoformat(encounter["discharged"])).days
        assert encounter["admitted"] <= written.isoformat()
        assert late <= 12


def test_stays_of_a_patient_do_not_overlap() -> None:
    by_patient: dict[str, list[Row]] = defaultdict(list)
    for row in rows("encounters"):
        by_patient[row["patient_id"]].append(row)
    for own in by_patient.values():
        for earlier, later in pairwise(own):
            assert earlier["discharged"] < later["admitted"]


def test_diagnoses_fit_sex_and_age() -> None:
    by_code = {condition.code: condition for condition in conditions()}
    sexes: Counter[str] = Counter()
    for row in rows("diagnoses"):
        encounter = encounters()[row["encounter_id"]]
        patient = patients()[encounter["patient_id"]]
        condition = by_code[row["icd10_code"]]
        assert row["description"] == condition.description
        if condition.women == 1:
            assert patient["sex"] in {"F", ""}, row["icd10_code"]
        if condition.women == 0:
            assert patient["sex"] in {"M", ""}, row["icd10_code"]
        age = years(patient["birth_date"], encounter["admitted"])
        if row["icd10_code"].startswith(("O", "Z34")):
            assert 12 < age < 50
        if condition.kind == "newborn":
            assert age == 0
        sexes[patient["sex"]] += 1
    assert sexes["F"] > 2000
    assert sexes["M"] > 2000


def test_the_mixture_is_realistic() -> None:
    codes = Counter(row["icd10_code"] for row in rows("diagnoses"))
    assert len(codes) >= 120
    assert codes.most_common(1)[0][0] == "I10"
    assert sum(count <= 5 for count in codes.values()) >= 10
    ages = [years(row["birth_date"], "2024-07-01") for row in rows("patients")]
    assert sum(age >= 95 for age in ages) >= 5
    assert 0.12 < sum(age < 18 for age in ages) / 2000 < 0.28
    names = {row["last_name"] for row in rows("patients")}
    assert len(names) > 400
    assert {"O'Brien", "Nguyễn", "Muñoz"} & names
    per_patient = Counter(row["patient_id"] for row in rows("encounters"))
    old = [per_patient[p] for p, row in patients().items() if row["birth_date"] < "1955"]
    young = [per_patient[p] for p, row in patients().items() if row["birth_date"] > "1995"]
    assert np.mean(old) > np.mean(young) + 0.5


def test_some_values_are_missing() -> None:
    for column in ("race", "ethnicity", "email", "ssn", "phone", "zip", "height_cm", "employer"):
        gaps = sum(row[column] == "" for row in rows("patients"))
        assert 0 < gaps < 1700, column


def test_chronic_conditions_recur() -> None:
    seen: dict[tuple[str, str], int] = Counter()
    for row in rows("diagnoses"):
        if row["icd10_code"] in {"I10", "E11.9", "I48.91", "J44.9"}:
            seen[encounters()[row["encounter_id"]]["patient_id"], row["icd10_code"]] += 1
    assert np.mean([count > 1 for count in seen.values()]) > 0.3


def test_readmission_flags_say_what_the_table_shows() -> None:
    stays: dict[str, list[Row]] = defaultdict(list)
    for row in rows("encounters"):
        if row["class"] == "inpatient":
            stays[row["patient_id"]].append(row)
        else:
            assert row["readmitted_30d"] == ""
    for own in stays.values():
        for stay in own:
            gaps = [
                (date.fromisoformat(r["admitted"]) - date.fromisoformat(stay["discharged"])).days
                for r in own
            ]
            again = any(0 < gap <= 30 for gap in gaps)
            assert stay["readmitted_30d"] == str(again).lower()


def test_readmission_can_be_predicted() -> None:
    """Logistic regression on half of the stays, area under the ROC curve on the other half."""
    diagnoses = Counter(row["encounter_id"] for row in rows("diagnoses"))
    stays = [row for row in rows("encounters") if row["readmitted_30d"]]
    features = np.array(
        [
            [
                years(patients()[row["patient_id"]]["birth_date"], row["admitted"]) / 50,
                diagnoses[row["encounter_id"]],
                min(int(row["length_of_stay"]), 14) / 5,
                1.0,
            ]
            for row in stays
        ]
    )
    outcome = np.array([row["readmitted_30d"] == "true" for row in stays])
    assert 0.08 < outcome.mean() < 0.25
    learn = np.arange(len(stays)) % 2 == 0
    weights = np.zeros(features.shape[1])
    for _ in range(3000):
        expected = 1 / (1 + np.exp(-features[learn] @ weights))
        weights += 0.5 * features[learn].T @ (outcome[learn] - expected) / learn.sum()
    score, truth = features[~learn] @ weights, outcome[~learn]
    higher = score[truth][:, None] > score[~truth][None, :]
    assert higher.mean() > 0.68


def test_spans_lie_in_their_texts_and_do_not_overlap() -> None:
    assert set(planted()) == {row["note_id"] for row in rows("notes")}
    found: Counter[str] = Counter()
    for note in rows("notes"):
        end = 0
        for span in planted()[note["note_id"]]:
            start, stop = int(span["start"]), int(span["end"])
            passage = note["text"][start:stop]
            assert end <= start < stop <= len(note["text"])
            assert passage == passage.strip()
            end = stop
            found[str(span["entity"])] += 1
    assert set(found) == PLANTED
    assert set(ENTITIES) >= PLANTED


def test_spans_say_what_the_tables_say() -> None:
    own_number, own_name = 0, 0
    for note in rows("notes"):
        patient = patients()[encounters()[note["encounter_id"]]["patient_id"]]
        numbers = [re.sub(r"\D", "", n) for n in spelt(note, "MEDICAL_RECORD_NUMBER")]
        assert set(numbers) <= {patient["mrn"]}
        assert set(spelt(note, "US_SSN")) <= {patient["ssn"]}
        assert set(spelt(note, "EMAIL_ADDRESS")) <= {patient["email"]}
        for age in spelt(note, "AGE"):
            assert int(age) >= 90
            assert years(patient["birth_date"], note["written_at"][:10]) == int(age)
        for phone in spelt(note, "PHONE_NUMBER"):
            assert re.search(r"555\D?01\d\d$", phone)
        own_number += bool(numbers)
        names = " ".join(spelt(note, "PERSON")).casefold()
        own_name += patient["last_name"].casefold() in names
    assert own_number > 500
    assert own_name > 1200


def test_nothing_that_was_planted_stands_unmarked() -> None:
    """Record numbers, addresses and whole names of the patient occur only inside spans."""
    for note in rows("notes"):
        patient = patients()[encounters()[note["encounter_id"]]["patient_id"]]
        rest = list(note["text"])
        for span in planted()[note["note_id"]]:
            start, end = int(span["start"]), int(span["end"])
            rest[start:end] = "\0" * (end - start)
        text = "".join(rest)
        assert not re.search(r"\d{3}\D?555\D?01\d\d|@example|\d{1,2}/\d{1,2}/\d{2}", text)
        assert patient["mrn"] not in text
        assert patient["street_address"] not in text
        assert f"{patient['first_name']} {patient['last_name']}" not in text


def test_notes_are_of_the_promised_length_and_variety() -> None:
    texts = [note["text"] for note in rows("notes")]
    assert all(40 <= len(text.split()) <= 180 for text in texts)
    assert len({text[:60] for text in texts}) > 0.97 * len(texts)
    kinds = {note["note_type"] for note in rows("notes")}
    assert kinds == {"progress", "discharge", "triage", "phone", "referral", "social work"}
    assert not any(re.search(r"[\[\]{}<>|]{2}|\{|\}|\.\.|  [a-z]", text) for text in texts)


def test_names_come_in_many_forms() -> None:
    forms: Counter[str] = Counter()
    for note in rows("notes"):
        patient = patients()[encounters()[note["encounter_id"]]["patient_id"]]
        first, last = patient["first_name"], patient["last_name"]
        for name in spelt(note, "PERSON"):
            forms["full"] += name == f"{first} {last}"
            forms["last"] += name == last
            forms["first"] += name == first
            forms["upper"] += name.isupper() and len(name) > 3
            forms["turned"] += name == f"{last}, {first}"
    assert all(forms[form] > 60 for form in ("full", "last", "first", "upper", "turned"))


def test_the_data_sheet_has_the_right_figures() -> None:
    sheet = (HEALTH / "README.md").read_text(encoding="utf-8")
    by_code = Counter(row["icd10_code"] for row in rows("diagnoses"))
    assert f"{len(by_code)} codes of ICD-10-CM, from hypertension on {by_code['I10']}" in sheet
    births = [row["birth_date"] for row in rows("patients")]
    assert f"{sum(birth < '1930' for birth in births)} people were born before 1930" in sheet
    assert f"{sum(row['death_date'] != '' for row in rows('patients'))} have died" in sheet
    classes = Counter(row["class"] for row in rows("encounters"))
    for kind, count in classes.items():
        assert f"{kind} {count / len(rows('encounters')):.0%}".replace("%", " %") in sheet
