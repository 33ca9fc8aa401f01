"""The sample ``finance-loans``: a register as a lender keeps it, before anything is published.

What lives here: the layout of the register, what officers write, and the faults of entry. What
does not: who applies and how it ends (:mod:`sample_data.generator.finance_loans.applications`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_loans.applicants import Applicant, applicant, words
from sample_data.generator.finance_loans.applications import (
    REASON_CODES,
    Application,
    application,
)
from sample_data.generator.finance_parties.marking import filled
from sample_data.generator.finance_parties.numbers import check_digits_97
from sample_data.generator.sample import Made, Sample, Table

LENDER = "9999ZZ00OHIOVALLEY05"
COLUMNS = (
    "uli",
    "applicant_id",
    "activity_year",
    "lei",
    "application_date",
    "loan_type",
    "loan_purpose",
    "occupancy_type",
    "loan_amount",
    "action_taken",
    "action_taken_date",
    "applicant_name",
    "applicant_ssn",
    "phone",
    "email",
    "street_address",
    "city",
    "state_code",
    "zip_code",
    "census_tract",
    "derived_ethnicity",
    "derived_race",
    "derived_sex",
    "applicant_age",
    "income",
    "credit_score",
    "debt_to_income_ratio",
    "loan_to_value_ratio",
    "property_value",
    "interest_rate",
    "loan_term",
    "aus_result",
    "nmlsr_id",
    "denial_reason-1",
    "denial_reason_text",
    "defaulted",
)
UNKNOWN_AGE = "8888"
"""What the register holds where an age is not known."""


def make(seed: int, size: int) -> Made:
    """Return the register of so many applicants; one in sixteen applies twice."""
    return Made({"loan_register": Table(COLUMNS, _rows(seed, size))})


def _rows(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for place in range(size):
        who = applicant(seed, place)
        for number in range(2 if Dice(seed, "finance-loans", "again", place).chance(0.06) else 1):
            yield _row(seed, application(seed, who, number), number)


def _row(seed: int, asked: Application, number: int) -> tuple[str, ...]:
    who = asked.applicant
    dice = Dice(seed, "finance-loans", "row", who.number, number)
    loan = f"{LENDER}{who.number[1:]}{number}"
    priced = asked.action in {"1", "2"}
    return (
        loan + check_digits_97(loan),
        who.number,
        "2023",
        LENDER,
        _date(dice, asked.received),
        asked.kind,
        asked.purpose,
        asked.occupancy,
        str(asked.amount),
        asked.action,
        _date(dice, asked.decided),
        f"{who.last}, {who.first}" if dice.chance(0.15) else who.name,
        "" if dice.chance(0.03) else who.ssn,
        "" if dice.chance(0.08) else who.phone,
        "" if dice.chance(0.25) else who.email,
        who.street,
        who.county.city.upper() if dice.chance(0.05) else who.county.city,
        who.county.state,
        who.county.zip,
        "" if dice.chance(0.01) else f"{who.county.fips}{who.tract * 100:06d}",
        who.ethnicity,
        who.race,
        who.sex,
        UNKNOWN_AGE if dice.chance(0.01) else str(who.age),
        "" if dice.chance(0.04) else str(who.income),
        str(who.score),
        "" if asked.action in {"4", "5"} and dice.chance(0.4) else str(asked.ratio),
        f"{asked.loan_to_value:.2f}",
        str(asked.value),
        f"{asked.rate:g}" if priced else "",
        str(asked.term),
        dice.weighted(("Approve", "Refer"), (1, 6) if asked.action == "3" else (8, 1)),
        f"{4_000_000 + dice.integer(1, 40) * 173:d}",
        REASON_CODES[asked.reason] if asked.reason else "10",
        _text(dice, asked),
        {True: "1", False: "0", None: ""}[asked.defaulted],
    )


def _date(dice: Dice, day: date) -> str:
    """Return a date as it was entered: some as people write in the United States."""
    return day.isoformat() if dice.chance(0.95) else f"{day:%m/%d/%Y}"


def _text(dice: Dice, asked: Application) -> str:
    """Return what the officer wrote about a denial; seldom about anything else."""
    if asked.reason:
        return filled(dice.pick(words()[asked.reason]), _values(dice, asked))
    if asked.action == "5" and dice.chance(0.7):
        return filled(dice.pick(words()["incomplete"]), _values(dice, asked))
    return ""


def _values(dice: Dice, asked: Application) -> dict[str, tuple[str, str | None]]:
    who: Applicant = asked.applicant
    day = asked.received + timedelta(days=dice.integer(1, 8))
    spelt = dice.pick((f"{day.month}/{day.day}/{day:%y}", f"{day:%B} {day.day}", day.isoformat()))
    return {
        "applicant": (who.name, "PERSON"),
        "surname": (who.last, "PERSON"),
        "coapplicant": (f"{who.partner or 'Jordan'} {who.last}", "PERSON"),
        "officer": (dice.pick(words()["officers"].split("|")), "PERSON"),
        "employer": (dice.pick(words()["employers"].split("|")), "ORGANIZATION"),
        "she": ("she" if who.sex == "Female" else "he", None),
        "phone": (who.phone, "PHONE_NUMBER"),
        "email": (who.email, "EMAIL_ADDRESS"),
        "ssn": (who.ssn, "US_SSN"),
        "street": (who.street, "STREET_ADDRESS"),
        "city": (who.county.city, "LOCATION"),
        "day": (spelt, "DATE_TIME"),
    }


SAMPLE = Sample(
    name="finance-loans",
    sector="finance",
    title="Mortgage applications of one year, with decisions and defaults",
    unit="applicants",
    size=3000,
    folder="finance/loans",
    make=make,
    pipelines=("finance_loans", "finance_loans_synthetic"),
)
