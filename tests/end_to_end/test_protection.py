"""What a release promises, counted again with plain pandas from released files and source."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from sector_data.pipeline.releasing import Released
from tests.end_to_end.worlds import World, planted

pytestmark = pytest.mark.slow

K, L = 5, 3
QUASI = ["birth_date", "sex", "zip"]
DATES = {
    "encounters": ("admitted", "discharged"),
    "diagnoses": ("onset_date",),
    "notes": ("written_at",),
}
LEAST_REPLACED = 0.9
"""Share of the planted names and numbers that must be gone from the notes."""


def source(world: World, table: str) -> pd.DataFrame:
    return pd.read_csv(world.folder / "data" / f"{table}.csv", dtype=str)


def output(bundle: Path, table: str) -> pd.DataFrame:
    return pd.read_csv(bundle / "data" / f"{table}.csv", dtype=str)


def by_patient(tables: dict[str, pd.DataFrame], table: str) -> pd.DataFrame:
    """Return a table with the patient of each row in a column ``who``."""
    frame = tables[table]
    if "patient_id" in frame:
        return frame.assign(who=frame["patient_id"])
    stays = tables["encounters"].set_index("encounter_id")["patient_id"]
    return frame.assign(who=frame["encounter_id"].map(stays))


@pytest.fixture(scope="module")
def before(health: World) -> dict[str, pd.DataFrame]:
    return {t: source(health, t) for t in ("patients", "encounters", "diagnoses", "notes")}


@pytest.fixture(scope="module")
def after(bundle: Path) -> dict[str, pd.DataFrame]:
    return {t: output(bundle, t) for t in ("patients", "encounters", "diagnoses", "notes")}


def test_no_group_of_patients_is_smaller_than_k(after: dict[str, pd.DataFrame]) -> None:
    patients = after["patients"]
    assert patients["patient_id"].is_unique

    sizes = patients.groupby(QUASI, dropna=False)["patient_id"].nunique()

    assert sizes.min() >= K
    assert sizes.sum() == len(patients)


def test_the_source_was_in_need_of_it(before: dict[str, pd.DataFrame]) -> None:
    assert before["patients"].groupby(QUASI, dropna=False).size().min() == 1


def test_figures_of_the_assessment_are_what_pandas_counts(
    released: Released, after: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame]
) -> None:
    for figures, patients in (
        (released.assessment.after, after["patients"]),
        (released.assessment.before, before["patients"]),
    ):
        (told,) = (f for f in figures if f.table == "patients")
        sizes = patients.groupby(QUASI, dropna=False).size()
        assert (told.k, told.classes, told.rows) == (sizes.min(), len(sizes), len(patients))
        assert told.subjects == len(patients)
        assert told.highest_risk == pytest.approx(1 / sizes.min())
        assert told.average_risk == pytest.approx(len(sizes) / len(patients))
        assert told.unique_subjects == pytest.approx((sizes == 1).sum() / len(patients))


def test_every_group_has_l_different_diagnoses(after: dict[str, pd.DataFrame]) -> None:
    told = by_patient(after, "diagnoses").merge(
        after["patients"], left_on="who", right_on="patient_id"
    )
    codes = told.groupby(QUASI, dropna=False)["icd10_code"].nunique()

    assert codes.min() >= L
    assert len(codes) == len(after["patients"].groupby(QUASI, dropna=False))


def test_no_more_rows_are_left_out_than_the_limit_allows(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    assert len(after["patients"]) >= 0.9 * len(before["patients"])
    assert len(after["patients"]) == after["patients"]["patient_id"].nunique()


def test_every_reference_leads_to_a_released_row(after: dict[str, pd.DataFrame]) -> None:
    assert set(after["encounters"]["patient_id"]) <= set(after["patients"]["patient_id"])
    stays = set(after["encounters"]["encounter_id"])
    assert set(after["diagnoses"]["encounter_id"]) <= stays
    assert set(after["notes"]["encounter_id"]) <= stays
    assert after["encounters"]["encounter_id"].is_unique
    assert after["notes"]["note_id"].is_unique


def test_rows_go_with_their_patient_and_only_so(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    """Released patients keep all that hangs on them: so many of each sort as in the source."""

    def belongings(tables: dict[str, pd.DataFrame]) -> Counter[tuple[int, ...]]:
        counts = [
            by_patient(tables, t).groupby("who").size()
            for t in ("encounters", "diagnoses", "notes")
        ]
        frame = pd.concat(counts, axis=1).reindex(tables["patients"]["patient_id"]).fillna(0)
        return Counter(frame.astype(int).itertuples(index=False, name=None))

    assert belongings(after) <= belongings(before)


def test_identifiers_are_pseudonyms_and_the_same_in_every_table(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    for table, column in (
        ("patients", "patient_id"),
        ("encounters", "encounter_id"),
        ("encounters", "attending"),
        ("notes", "note_id"),
        ("notes", "author"),
    ):
        tokens = after[table][column]
        assert tokens.str.fullmatch("[0-9a-hjkmnp-tv-z]{16}").all(), column
        assert not set(tokens) & set(before[table][column])
    # Who wrote the note and who attended are of one domain: the same person has one pseudonym.
    for tables in (before, after):
        joined = tables["notes"].merge(tables["encounters"], on="encounter_id")
        tables["both"] = joined[joined["author"] == joined["attending"]]
    assert 0 < len(after["both"]) <= len(before["both"])
    people = set(before["encounters"]["attending"]) | set(before["notes"]["author"])
    assert len(set(after["encounters"]["attending"]) | set(after["notes"]["author"])) <= len(people)


def intervals(tables: dict[str, pd.DataFrame]) -> dict[str, tuple[object, ...]]:
    """Return for each patient all dates as days since the first, with the column of each."""
    parts = [
        pd.DataFrame(
            {
                "who": frame["who"],
                "what": f"{table}.{column}",
                "when": pd.to_datetime(frame[column], format="ISO8601"),
            }
        )
        for table, columns in DATES.items()
        for frame in [by_patient(tables, table)]
        for column in columns
    ]
    every = pd.concat(parts).dropna()
    first = every.groupby("who")["when"].transform("min").dt.normalize()
    every["since"] = (every["when"] - first).dt.total_seconds()
    return {
        str(who): tuple(sorted(zip(group["what"], group["since"], strict=True)))
        for who, group in every.groupby("who")
    }


def test_intervals_between_all_dates_of_a_patient_are_exact(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    had, has = Counter(intervals(before).values()), Counter(intervals(after).values())

    assert sum(has.values()) == after["encounters"]["patient_id"].nunique()
    assert has <= had


def test_dates_themselves_are_moved(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    """Told by the patients whose intervals are like nobody else's."""

    def first_days(tables: dict[str, pd.DataFrame]) -> dict[tuple[object, ...], pd.Timestamp]:
        marks = intervals(tables)
        once = {mark for mark, count in Counter(marks.values()).items() if count == 1}
        stays = by_patient(tables, "encounters")
        firsts = pd.to_datetime(stays["admitted"]).groupby(stays["who"]).min()
        return {mark: firsts[who] for who, mark in marks.items() if mark in once}

    had, has = first_days(before), first_days(after)
    shifts = [(has[mark] - had[mark]).days for mark in has.keys() & had.keys()]
    assert len(shifts) > 100
    assert 0 not in shifts
    assert all(abs(days) <= 182 for days in shifts)
    assert len(set(shifts)) > len(shifts) / 4
    assert min(shifts) < 0 < max(shifts)


def test_length_of_stay_still_is_discharge_less_admission(after: dict[str, pd.DataFrame]) -> None:
    stays = after["encounters"].dropna(subset=["discharged", "length_of_stay"])
    days = pd.to_datetime(stays["discharged"]) - pd.to_datetime(stays["admitted"])
    assert (days.dt.days == stays["length_of_stay"].astype(int)).all()


def test_rows_are_in_another_order(
    before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]
) -> None:
    """Amounts of charges, rounded as they are, come in another order than in the source."""
    rounded = (before["encounters"]["charge_usd"].astype(float) / 100).round() * 100
    released = after["encounters"]["charge_usd"].astype(float)
    head = min(len(rounded), len(released), 200)
    assert list(rounded.head(head)) != list(released.head(head))
    assert not released.is_monotonic_increasing


def test_birth_dates_and_places_are_ranges(after: dict[str, pd.DataFrame]) -> None:
    patients = after["patients"]
    assert not patients["birth_date"].str.fullmatch(r"\d{4}-\d\d-\d\d").any()
    assert not patients["zip"].str.fullmatch(r"\d{5}").any()


@pytest.mark.parametrize(
    "entity",
    ["PERSON", "MEDICAL_RECORD_NUMBER", "PHONE_NUMBER", "EMAIL_ADDRESS", "STREET_ADDRESS"],
)
def test_planted_identifiers_are_gone_from_the_notes(
    entity: str, health: World, after: dict[str, pd.DataFrame]
) -> None:
    passages = planted(health, entity)
    assert len(passages) >= 3
    text = "\n".join(after["notes"]["text"])
    left = [p for p in passages if re.search(rf"(?<!\w){re.escape(p)}(?!\w)", text)]

    assert 1 - len(left) / len(passages) >= LEAST_REPLACED


def test_notes_still_say_something(health: World, after: dict[str, pd.DataFrame]) -> None:
    """Redaction takes out passages, not sentences: most words of the notes are left."""
    words = re.compile(r"[a-z]{4,}")
    left = Counter(words.findall("\n".join(after["notes"]["text"])))
    had = Counter(words.findall("\n".join(source(health, "notes")["text"])))
    share = len(after["notes"]) / len(source(health, "notes"))
    kept = sum((left & had).values()) / sum(had.values())
    assert kept > 0.75 * share
    assert "<PERSON>" in "\n".join(after["notes"]["text"])
