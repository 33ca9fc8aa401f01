"""What is asked for, how the bank decides, and whether it is paid back.

What lives here: applications with the planted signals of denial and default. What does not: their
layout in the register (:mod:`sample_data.generator.finance_loans.sample`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_loans.applicants import Applicant

FIRST_DAY, LAST_DAY = date(2023, 1, 2), date(2023, 12, 29)
PURPOSES = {"1": 52, "31": 15, "32": 21, "2": 12}
"""Purchase, refinancing, the same with cash, improvement (HMDA's codes)."""
TERMS = {360: 78, 180: 16, 240: 6}
REASONS = ("debt", "employment", "credit", "collateral", "incomplete", "other")
REASON_CODES = {
    "debt": "1",
    "employment": "2",
    "credit": "3",
    "collateral": "4",
    "incomplete": "7",
    "other": "9",
}
"""HMDA's codes of reasons for denial."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application for a mortgage and its fate."""

    applicant: Applicant
    received: date
    decided: date
    kind: str
    """HMDA's loan type: 1 conventional, 2 FHA, 3 VA."""
    purpose: str
    occupancy: str
    amount: int
    value: int
    """Of the property, in dollars."""
    term: int
    ratio: int
    """Debt to income, in percent."""
    rate: float
    """Yearly interest, in percent."""
    action: str
    """HMDA's code: 1 originated, 2 not accepted, 3 denied, 4 withdrawn, 5 incomplete."""
    reason: str
    """Of `REASONS`; empty unless denied."""
    defaulted: bool | None
    """Whether 90 days past due within 24 months; None unless originated."""

    @property
    def loan_to_value(self) -> float:
        """Loan to value, in percent."""
        return 100 * self.amount / self.value


def application(seed: int, who: Applicant, number: int) -> Application:
    """Return one application of somebody."""
    dice = Dice(seed, "finance-loans", "application", who.number, number)
    received = _day(dice)
    purpose = dice.weighted(tuple(PURPOSES), tuple(PURPOSES.values()))
    wanted = who.county.house * (who.income / who.county.income) ** 0.55
    value = max(45_000, 1_000 * round(wanted * math.exp(dice.normal(0, 0.25))))
    share = _share(dice, purpose)
    amount = max(15_000, 5_000 * round(value * share / 5_000))
    kind = "2" if share > 0.9 and who.score < 690 and dice.chance(0.7) else "1"
    kind = "3" if kind == "1" and dice.chance(0.06) else kind
    term = dice.weighted(tuple(TERMS), tuple(TERMS.values()))
    rate = _rate(dice, who, received, amount / value, kind, term)
    ratio = _ratio(dice, who, amount, rate, term)
    action, reason = _decision(dice, who, ratio, 100 * amount / value, purpose)
    return Application(
        applicant=who,
        received=received,
        decided=received + timedelta(days=dice.integer(9, 64)),
        kind=kind,
        purpose=purpose,
        occupancy=dice.weighted(("1", "2", "3"), (88, 4, 8)),
        amount=amount,
        value=value,
        term=term,
        ratio=ratio,
        rate=rate,
        action=action,
        reason=reason,
        defaulted=_default(dice, who, ratio, 100 * amount / value) if action == "1" else None,
    )


def _day(dice: Dice) -> date:
    """Return a day; people buy houses in spring and summer."""
    while True:
        day = dice.day(FIRST_DAY, LAST_DAY)
        if day.weekday() < 5 and dice.chance(0.6 + 0.4 * math.sin((day.month - 2.5) * math.pi / 6)):
            return day


def _share(dice: Dice, purpose: str) -> float:
    """Return the part of the property's value that is borrowed."""
    middle = {"1": 0.84, "31": 0.66, "32": 0.62, "2": 0.22}[purpose]
    return min(0.985, max(0.06, dice.normal(middle, 0.13)))


def _rate(dice: Dice, who: Applicant, received: date, share: float, kind: str, term: int) -> float:
    """Return the interest: that of the month, dearer for low scores and high shares."""
    market = 6.4 + 0.09 * received.month
    risk = (740 - who.score) * 0.006 + max(0.0, share - 0.8) * 3
    rate = market + max(-0.4, risk) - (0.35 if kind != "1" else 0) - (0.55 if term < 360 else 0)
    return round((rate + dice.normal(0, 0.15)) * 8) / 8


def _ratio(dice: Dice, who: Applicant, amount: int, rate: float, term: int) -> int:
    """Return debts by income, in percent: the new instalment, taxes, and what is owed elsewhere."""
    monthly = rate / 1200
    instalment = amount * monthly / (1 - (1 + monthly) ** -term)
    elsewhere = who.income * 1000 / 12 * max(0.0, dice.normal(0.13, 0.08))
    return min(85, round(100 * (instalment * 1.25 + elsewhere) / (who.income * 1000 / 12)))


def _decision(
    dice: Dice, who: Applicant, ratio: int, loan_to_value: float, purpose: str
) -> tuple[str, str]:
    """Return action and reason: by ratio, share and score, and by nothing else."""
    if dice.chance(0.13):
        return ("4" if dice.chance(0.75) else "5"), ""
    parts = {
        "debt": 0.16 * max(0, ratio - 38),
        "credit": 0.026 * max(0, 680 - who.score),
        "collateral": 0.05 * max(0.0, loan_to_value - 80),
    }
    log_odds = -3.2 + math.fsum(parts.values()) + (0.5 if purpose == "2" else 0.0)
    if not dice.chance(1 / (1 + math.exp(-log_odds))):
        return ("2" if dice.chance(0.03) else "1"), ""
    # The largest shortfall is the reason, as a rule.
    worst = max(parts, key=lambda name: parts[name])
    if parts[worst] > 0.5 and dice.chance(0.8):
        return "3", worst
    return "3", dice.pick(REASONS)


def _default(dice: Dice, who: Applicant, ratio: int, loan_to_value: float) -> bool:
    log_odds = -3.1 + 0.02 * (710 - who.score) + 0.07 * (ratio - 34)
    log_odds += 0.045 * (loan_to_value - 78)
    return dice.chance(1 / (1 + math.exp(-log_odds)))
