"""The sample of mortgage applications: HMDA's columns, and decisions that look at means alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_data.generator.finance_loans.applicants import counties, words
from sample_data.generator.finance_loans.sample import LENDER, SAMPLE, make
from sample_data.generator.sample import Marked
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from stdnum import lei
from stdnum.iso7064 import mod_97_10
from stdnum.us import ssn

from sector_data.spec.packs import load_sector

Row = dict[str, str]
DENIED, ORIGINATED = "3", "1"
ADDED = {"applicant_id", "applicant_name", "applicant_ssn", "phone", "email", "defaulted"}
"""Columns that lenders have and the register of HMDA has not."""
OWN = ADDED | {"uli", "application_date", "action_taken_date", "street_address", "city"}
OWN |= {"zip_code", "credit_score", "aus_result", "nmlsr_id", "denial_reason_text"}


@cache
def rows() -> list[Row]:
    made = make(SAMPLE.seed, SAMPLE.size).tables["loan_register"]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


def numbers(column: str, among: list[Row]) -> np.ndarray:
    return np.array([float(row[column] or "nan") for row in among])


def test_columns_are_those_of_the_register_and_of_its_keeper() -> None:
    schema = load_sector("finance")
    register = next(t for t in schema.tables if t.name == "loan_register")
    assert set(rows()[0]) - OWN <= set(register.columns)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_numbers_are_valid_in_form_and_nobodys(seed: int) -> None:
    (made, *_) = make(seed, 1).tables["loan_register"].rows
    row = dict(zip(make(seed, 1).tables["loan_register"].columns, made, strict=True))
    assert lei.is_valid(LENDER)
    assert mod_97_10.is_valid(row["uli"])
    assert row["uli"].startswith(LENDER)
    if row["applicant_ssn"]:
        assert row["applicant_ssn"][0] == "9"
        assert not ssn.is_valid(row["applicant_ssn"]), "no such number was ever issued"
    assert row["phone"] == "" or "555-01" in row["phone"]
    assert row["census_tract"] == "" or row["census_tract"][:5] in {c.fips for c in counties()}


def test_what_belongs_together_is_there_together() -> None:
    for row in rows():
        assert (row["denial_reason-1"] != "10") is (row["action_taken"] == DENIED)
        assert bool(row["defaulted"]) is (row["action_taken"] == ORIGINATED)
        assert bool(row["interest_rate"]) is (row["action_taken"] in "12")
        share = 100 * float(row["loan_amount"]) / float(row["property_value"])
        assert abs(share - float(row["loan_to_value_ratio"])) < 0.01


def of_means(among: list[Row], *columns: str) -> np.ndarray:
    x = np.column_stack([numbers(column, among) for column in columns])
    x = np.where(np.isnan(x), np.nanmean(x, axis=0), x)
    standard: np.ndarray = (x - x.mean(axis=0)) / x.std(axis=0)
    return standard


def test_denial_and_default_follow_means() -> None:
    decided = [row for row in rows() if row["action_taken"] in {ORIGINATED, DENIED}]
    denied = np.array([row["action_taken"] == DENIED for row in decided])
    assert 0.1 < denied.mean() < 0.3
    x = of_means(decided, "debt_to_income_ratio", "loan_to_value_ratio", "credit_score")
    score = LogisticRegression().fit(x, denied).predict_proba(x)[:, 1]
    assert 0.75 < roc_auc_score(denied, score) < 0.95

    loans = [row for row in decided if row["defaulted"]]
    lost = np.array([row["defaulted"] == "1" for row in loans])
    assert 0.02 < lost.mean() < 0.08
    x = of_means(loans, "debt_to_income_ratio", "loan_to_value_ratio", "interest_rate")
    score = LogisticRegression().fit(x, lost).predict_proba(x)[:, 1]
    assert 0.70 < roc_auc_score(lost, score) < 0.90


@pytest.mark.parametrize("column", ["derived_race", "derived_sex"])
def test_decisions_do_not_look_at_groups(column: str) -> None:
    """A likelihood-ratio test of the group beside the means; at this size it must find nothing."""
    decided = [row for row in rows() if row["action_taken"] in {ORIGINATED, DENIED}]
    denied = np.array([row["action_taken"] == DENIED for row in decided])
    x = of_means(decided, "debt_to_income_ratio", "loan_to_value_ratio", "credit_score")
    over = np.maximum(x, 0)
    groups = np.array([row[column] for row in decided])
    indicators = np.column_stack([groups == group for group in sorted(set(groups))[1:]])

    def log_likelihood(design: np.ndarray) -> float:
        model = LogisticRegression(C=np.inf, max_iter=1000).fit(design, denied)
        chance = model.predict_proba(design)[:, 1]
        return float(np.log(np.where(denied, chance, 1 - chance)).sum())

    plain = np.column_stack([x, over])
    gain = 2 * (log_likelihood(np.column_stack([plain, indicators])) - log_likelihood(plain))
    assert gain < 16, "chi-square with three degrees of freedom: less than one in a thousand"


def test_every_sentence_is_written_and_its_identifiers_are_on_record() -> None:
    texts = [row["denial_reason_text"] for row in rows() if row["denial_reason_text"]]
    kinds = {span.entity for text in texts if isinstance(text, Marked) for span in text.spans}
    assert kinds == {
        "PERSON",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "US_SSN",
        "STREET_ADDRESS",
        "LOCATION",
        "DATE_TIME",
        "ORGANIZATION",
    }
    assert not any("{" in text for text in texts)
    for reason in ("debt", "credit", "collateral", "employment", "incomplete", "other"):
        for sentence in words()[reason]:
            assert any(text.startswith(sentence.split("{")[0]) for text in texts), sentence


def test_the_faults_of_entry_are_there() -> None:
    assert any("/" in row["application_date"] for row in rows())
    assert 0 < np.mean([row["applicant_age"] == "8888" for row in rows()]) < 0.03
    assert 0.02 < np.mean([not row["income"] for row in rows()]) < 0.06
    assert any("," in row["applicant_name"] for row in rows())
