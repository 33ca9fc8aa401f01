"""The sample of transfers: messages that fit together, and texts whose identifiers are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from sample_data.generator.finance_payments.clients import BRANCHES
from sample_data.generator.finance_payments.remittances import LONGEST, sentences
from sample_data.generator.finance_payments.sample import SAMPLE, make
from sample_data.generator.finance_payments.transfers import LIMIT, PURPOSES
from sample_data.generator.sample import Marked
from stdnum import bic, iban, lei

Row = dict[str, str]
FILES = {f"transfers_{branch.lower()}": branch for branch in BRANCHES}
LANGUAGES = dict(zip(FILES, SAMPLE.languages, strict=True))


@cache
def rows(table: str) -> list[Row]:
    made = make(SAMPLE.seed, SAMPLE.size).tables[table]
    return [dict(zip(made.columns, row, strict=True)) for row in made.rows]


def transfers() -> list[Row]:
    return [row for file in FILES for row in rows(file)]


def test_numbers_are_valid_in_form() -> None:
    for row in transfers():
        assert iban.is_valid(row["DbtrAcctIBAN"])
        assert iban.is_valid(row["CdtrAcctIBAN"])
        assert bic.is_valid(row["DbtrAgtBICFI"])
        assert row["DbtrAgtBICFI"][7] == row["CdtrAgtBICFI"][7] == "0"
        assert row["DbtrIdOrgIdLEI"] == "" or lei.is_valid(row["DbtrIdOrgIdLEI"])
    assert len({row["UETR"] for row in transfers()}) == len(transfers())


@pytest.mark.parametrize(("file", "branch"), FILES.items())
def test_a_branch_has_the_transfers_of_its_clients(file: str, branch: str) -> None:
    home = {row["AcctIBAN"] for row in rows("accounts") if row["country"] == branch}
    assert {row["DbtrAcctIBAN"] for row in rows(file)} <= home
    assert all(date.fromisoformat(row["IntrBkSttlmDt"]).weekday() < 5 for row in rows(file))


def test_every_transfer_is_on_a_statement_with_its_balance() -> None:
    entries = {row["EndToEndId"]: row for row in rows("statements")}
    assert set(entries) == {row["EndToEndId"] for row in transfers()}
    for row in transfers():
        entry = entries[row["EndToEndId"]]
        assert (entry["AcctIBAN"], entry["Amt"]) == (row["DbtrAcctIBAN"], row["IntrBkSttlmAmt"])
    by_account: defaultdict[str, list[Row]] = defaultdict(list)
    for entry in rows("statements"):
        by_account[entry["AcctIBAN"]].append(entry)
    for found in by_account.values():
        for before, after in pairwise(found):
            change = float(after["BalAmt"]) - float(before["BalAmt"])
            assert change == pytest.approx(-float(after["Amt"]), abs=0.011)


@pytest.mark.parametrize("file", list(FILES))
def test_texts_are_in_the_language_of_the_branch_and_fit_the_message(file: str) -> None:
    known = sentences()[LANGUAGES[file]]
    starts = {
        sentence.split("{")[0].strip().casefold()
        for purpose in known.values()
        for sentence in purpose
    } - {""}
    texts = [row["RmtInfUstrd"] for row in rows(file) if row["RmtInfUstrd"]]
    assert max(map(len, texts)) <= LONGEST
    assert not any("{" in text for text in texts)
    told = [text for text in texts if any(text.casefold().startswith(start) for start in starts)]
    assert len(told) > 0.8 * len(texts)
    assert 0.08 < np.mean([text.isupper() for text in texts]) < 0.35


def test_identifiers_of_every_kind_are_on_record() -> None:
    kinds = Counter(
        span.entity
        for row in transfers()
        if isinstance(row["RmtInfUstrd"], Marked)
        for span in row["RmtInfUstrd"].spans
    )
    assert set(kinds) == {
        "ACCOUNT_NUMBER",
        "DATE_TIME",
        "EMAIL_ADDRESS",
        "IBAN_CODE",
        "ORGANIZATION",
        "PERSON",
        "PHONE_NUMBER",
        "POLICY_NUMBER",
        "RECORD_ID",
        "STREET_ADDRESS",
    }
    assert min(kinds.values()) > 20
    for row in transfers():
        text = row["RmtInfUstrd"]
        if isinstance(text, Marked):
            for span in text.spans:
                if span.entity == "IBAN_CODE":
                    assert iban.is_valid(text[span.start : span.end])


def test_purposes_have_their_days_and_sums() -> None:
    sums: defaultdict[str, list[float]] = defaultdict(list)
    days: defaultdict[str, list[int]] = defaultdict(list)
    for row in transfers():
        sums[row["PurpCd"]].append(float(row["IntrBkSttlmAmt"]))
        days[row["PurpCd"]].append(int(row["CreDtTm"][8:10]))
    assert set(sums) == {purpose.code for purpose in PURPOSES} | {""}
    assert max(days["RENT"]) <= 3
    assert np.mean(np.array(days["SALA"]) >= 25) == 1
    assert np.median(sums["SALA"]) > 2 * np.median(sums["RENT"]) > 10 * np.median(sums["CHAR"])
    december = [row for row in transfers() if row["PurpCd"] == "GIFT"]
    assert np.mean([row["CreDtTm"][5:7] == "12" for row in december]) > 0.3


def test_launderers_stay_below_the_limit_and_are_found_more_often_than_not() -> None:
    large = [row for row in transfers() if 8_800 <= float(row["IntrBkSttlmAmt"]) < LIMIT]
    by_debtor = Counter(row["DbtrAcctIBAN"] for row in large)
    chains = {account for account, number in by_debtor.items() if number >= 3}
    assert len(chains) >= 5
    of_chains = [row for row in large if row["DbtrAcctIBAN"] in chains]
    assert np.mean([row["aml_alert"] == "1" for row in of_chains]) > 0.5
    reported = [row for row in transfers() if row["sar_filed"] == "1"]
    assert all(row["aml_alert"] == "1" for row in reported)
