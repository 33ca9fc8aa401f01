"""The sample ``finance-payments``: ISO 20022 messages laid out as tables.

What lives here: pacs.008 by branch, camt.053, and the list of accounts. What does not: what was
paid (:mod:`sample_data.generator.finance_payments.transfers`).

Each branch is a participant of its own in its country's clearing and writes a file of its own;
remittances in a file are in the language of its country.
"""

from __future__ import annotations

from collections.abc import Iterator

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.numbers import bic, uetr
from sample_data.generator.finance_parties.writing import typed
from sample_data.generator.finance_payments.clients import BRANCHES, Client, client
from sample_data.generator.finance_payments.remittances import remittance
from sample_data.generator.finance_payments.transfers import Transfer, transfers
from sample_data.generator.sample import Made, Sample, Table

ACCOUNTS = ("AcctIBAN", "client_type", "name", "birth_date", "address", "country", "opened")
TRANSFERS = (
    "MsgId",
    "EndToEndId",
    "TxId",
    "UETR",
    "CreDtTm",
    "IntrBkSttlmDt",
    "IntrBkSttlmAmt",
    "IntrBkSttlmAmtCcy",
    "ChrgBr",
    "DbtrNm",
    "DbtrPstlAdr",
    "DbtrIdOrgIdLEI",
    "DbtrAcctIBAN",
    "DbtrAgtBICFI",
    "CdtrNm",
    "CdtrPstlAdrCtry",
    "CdtrAcctIBAN",
    "CdtrAgtBICFI",
    "RmtInfUstrd",
    "PurpCd",
    "aml_alert",
    "sar_filed",
)
ENTRIES = (
    "NtryRef",
    "AcctIBAN",
    "Amt",
    "AmtCcy",
    "CdtDbtInd",
    "BookgDt",
    "ValDt",
    "BkTxCd",
    "EndToEndId",
    "RltdPtiesCdtrNm",
    "BalAmt",
)


def make(seed: int, size: int) -> Made:
    """Return accounts, transfers of each branch, and statements of so many clients."""
    return Made(
        {
            "accounts": Table(ACCOUNTS, _accounts(seed, size)),
            **{
                f"transfers_{branch.lower()}": Table(TRANSFERS, _branch(seed, size, branch))
                for branch in BRANCHES
            },
            "statements": Table(ENTRIES, _entries(seed, size)),
        }
    )


def _accounts(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for place in range(size):
        who = client(seed, place)
        dice = Dice(seed, "finance-payments", "account", place)
        yield (
            who.account,
            "private" if who.private else "company",
            who.name.upper() if dice.chance(0.1) else who.name,
            who.birth_date.isoformat() if who.birth_date and not dice.chance(0.02) else "",
            f"{who.address.street}, {who.address.postcode} {typed(dice, who.address.town)}",
            who.country.code,
            f"{dice.integer(1998, 2024)}-{dice.integer(1, 12):02d}-{dice.integer(1, 28):02d}",
        )


def _branch(seed: int, size: int, branch: str) -> Iterator[tuple[str, ...]]:
    for who, number, transfer in _all(seed, size):
        if who.country.code == branch:
            yield _transfer(seed, who, number, transfer)


def _all(seed: int, size: int) -> Iterator[tuple[Client, int, Transfer]]:
    for place in range(size):
        who = client(seed, place)
        ordered = sorted(transfers(seed, who), key=lambda transfer: transfer.sent)
        for number, transfer in enumerate(ordered):
            yield who, number, transfer


def _transfer(seed: int, who: Client, number: int, transfer: Transfer) -> tuple[str, ...]:
    dice = Dice(seed, "finance-payments", "message", who.number, number)
    alert, report = _alert(dice, transfer)
    return (
        f"ZZQX{transfer.sent:%Y%m%d}{dice.integer(0, 9999):04d}",
        _end_to_end(who, number),
        f"TX{who.number:07d}{number:03d}",
        uetr(dice),
        transfer.sent.isoformat(timespec="minutes"),
        transfer.settled.isoformat(),
        f"{transfer.amount:.2f}",
        transfer.currency,
        "SHAR" if transfer.debtor.account[:2] != transfer.creditor.account[:2] else "SLEV",
        who.name,
        who.address.line if dice.chance(0.9) else "",
        who.identity,
        who.account,
        bic(who.country.code),
        transfer.creditor.name.upper() if dice.chance(0.2) else transfer.creditor.name,
        transfer.creditor.account[:2],
        transfer.creditor.account,
        bic(transfer.creditor.account[:2]),
        remittance(dice, transfer),
        "" if dice.chance(0.06) else transfer.purpose.code,
        alert,
        report,
    )


def _end_to_end(who: Client, number: int) -> str:
    return f"E{who.number * 977 % 10**7:07d}-{number}"


def _alert(dice: Dice, transfer: Transfer) -> tuple[str, str]:
    """Return whether the bank's rules gave alarm, and whether it told the authority.

    Most alarms are false, and some laundering is missed, as everywhere.
    """
    suspicious = transfer.amount >= 8_000 or transfer.creditor.account[:2] in {"LU"}
    alert = dice.chance(0.75 if transfer.laundering else 0.2 if suspicious else 0.004)
    filed = alert and dice.chance(0.7 if transfer.laundering else 0.03)
    return ("1" if alert else "0", "1" if filed else "0")


def _entries(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    balances: dict[str, float] = {}
    for who, number, transfer in _all(seed, size):
        dice = Dice(seed, "finance-payments", "entry", who.number, number)
        start = balances.get(who.account, dice.between(800, 9000) * (1 if who.private else 8))
        balances[who.account] = start - transfer.amount
        yield (
            f"N{who.number:07d}{number:03d}",
            who.account,
            f"{transfer.amount:.2f}",
            transfer.currency,
            "DBIT",
            transfer.settled.isoformat(),
            transfer.settled.isoformat(),
            "PMNT-ICDT-ESCT" if transfer.currency == "EUR" else "PMNT-ICDT-DMCT",
            _end_to_end(who, number),
            transfer.creditor.name,
            f"{balances[who.account]:.2f}",
        )


SAMPLE = Sample(
    name="finance-payments",
    sector="finance",
    title="Credit transfers in ISO 20022, with what people write on them",
    unit="clients",
    size=700,
    folder="finance/payments",
    make=make,
    pipelines=("finance_payments", "finance_payments_synthetic"),
    languages=("en", "fr", "de", "it"),
)
