"""The sample of card payments: numbers that are nobody's, and the signals that it promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from functools import cache

import numpy as np
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_data.generator.dice import Dice
from sample_data.generator.finance_cards.sample import SAMPLE, make
from sample_data.generator.finance_parties.numbers import (
    BANKS,
    CARD_TESTS,
    bic,
    card_number,
    iban,
    lei,
    telephone,
    uetr,
)
from sample_data.generator.finance_parties.parties import countries
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum import lei as stdnum_lei
from stdnum import luhn

Row = dict[str, str]
STREAMS = st.integers(0, 10**6).map(lambda number: Dice("numbers", number))


@cache
def rows(table: str, size: int = SAMPLE.size) -> list[Row]:
    made = make(SAMPLE.seed, size).tables[table]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


@given(STREAMS, st.sampled_from(sorted(BANKS)))
def test_account_numbers_are_valid_with_the_check_digits_of_their_country(
    dice: Dice, country: str
) -> None:
    number = iban(dice, country)
    assert stdnum_iban.is_valid(number)
    assert stdnum_bic.is_valid(bic(country))
    assert bic(country)[7] == "0", "SWIFT keeps it for test and training"


@given(STREAMS)
def test_card_numbers_are_of_test_ranges(dice: Dice) -> None:
    number = card_number(dice)
    assert luhn.is_valid(number)
    assert (number[:6], len(number)) in {(start, length) for start, length, _ in CARD_TESTS}


@given(STREAMS, st.sampled_from(sorted(countries())))
def test_telephone_numbers_are_possible_ones(dice: Dice, country: str) -> None:
    number = phonenumbers.parse(telephone(dice, country), country)
    assert phonenumbers.is_valid_number(number)


@given(STREAMS)
def test_codes_of_firms_and_messages_have_their_form(dice: Dice) -> None:
    assert stdnum_lei.is_valid(lei(dice))
    parts = uetr(dice).split("-")
    assert [len(part) for part in parts] == [8, 4, 4, 4, 12]
    assert parts[2][0] == "4"
    assert parts[3][0] in "89ab"


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999), st.integers(1, 6), st.integers(0, 6))
def test_who_was_made_first_stays_when_more_are_made(seed: int, size: int, more: int) -> None:
    few, many = (list(make(seed, n).tables["cards"].rows) for n in (size, size + more))
    assert many[: len(few)] == few


def test_no_number_is_given_twice_and_some_hold_two_cards() -> None:
    cards = rows("cards")
    held = Counter(row["customer_id"] for row in cards)
    assert len(held) == SAMPLE.size
    assert 0.05 < sum(number == 2 for number in held.values()) / len(held) < 0.12
    accounts = {row["customer_id"]: row["iban"] for row in cards}
    assert len(set(accounts.values())) == len(accounts)


def features(payments: list[Row]) -> np.ndarray:
    """Return what a detector would look at: sum, hour, category, country, entry, of the day."""
    ofday = Counter((row["card_number"], row["transaction_time"][:10]) for row in payments)
    codes: defaultdict[str, int] = defaultdict(lambda: len(codes))
    return np.array(
        [
            [
                float(row["amount"]),
                float(row["transaction_time"][11:13]),
                ofday[row["card_number"], row["transaction_time"][:10]],
                codes["m" + row["mcc"]],
                codes["c" + row["merchant_country"]],
                codes["e" + row["entry_mode"]],
            ]
            for row in payments
        ]
    )


def test_fraud_can_be_learnt_but_not_told_by_a_rule() -> None:
    payments = rows("transactions")
    fraud = np.array([row["is_fraud"] == "1" for row in payments])
    assert 0.01 < fraud.mean() < 0.03
    first = np.array([int(row["card_number"][-3]) < 5 for row in payments])
    x = features(payments)
    model = HistGradientBoostingClassifier(random_state=0).fit(x[first], fraud[first])
    scores = model.predict_proba(x[~first])[:, 1]
    assert 0.90 < roc_auc_score(fraud[~first], scores) < 0.995
    abroad = np.array([row["merchant_country"] not in {"FR", "DE", "IT"} for row in payments])
    assert 0.2 < fraud[abroad].mean() < 0.6, "not everything abroad is fraud"


@pytest.mark.parametrize(("mcc", "least"), [("5945", 2.0), ("5942", 1.4), ("5411", 0.8)])
def test_december_sells_toys_and_books(mcc: str, least: float) -> None:
    def share(december: bool) -> float:
        there = [
            row["mcc"] == mcc
            for row in rows("transactions")
            if (row["transaction_time"][5:7] == "12") is december
        ]
        return sum(there) / len(there)

    assert share(True) / share(False) > least


def test_subscriptions_come_every_month_from_the_same_shop() -> None:
    paid: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows("transactions"):
        if row["mcc"] == "4899" and row["is_fraud"] == "0":
            paid[row["card_number"], row["merchant_id"]].append(row)
    regular = [found for found in paid.values() if len({r["amount"] for r in found}) == 1]
    assert len(regular) > 0.8 * len(paid)
    days = [{datetime.fromisoformat(r["transaction_time"]).day for r in found} for found in regular]
    assert all(len(found) == 1 for found in days)


def test_the_faults_that_exports_have_are_there() -> None:
    cards, payments = rows("cards"), rows("transactions")
    assert 0.04 < np.mean(["." in row["opened"] for row in cards]) < 0.11
    assert any(row["city"].isupper() for row in cards)
    assert sum(bool(row["cvc"]) for row in cards) > 10
    seen = Counter(tuple(v for k, v in row.items() if "_id" not in k) for row in payments)
    assert 0 < sum(count > 1 for count in seen.values()) < 0.02 * len(payments)
    assert max(len(row["merchant_name"]) for row in payments) <= 22
