"""Members of the society: names, births, addresses, work.

What lives here: who is insured. What does not: what happens to them (:mod:`.care`), how it is
written (:mod:`.tables`). Each member is made from the seed and a number alone.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sample_data.generator.dice import Dice

FIRST_DAY, LAST_DAY = date(2023, 4, 1), date(2025, 3, 31)
"""Two fiscal years."""
INSURER = "0614999"
"""Societies of companies (06) in Kanagawa (14), a number of its own, without the check digit."""
ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
)
GENERATIONS = ("1930", "1955", "1980", "2000")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in characters and in katakana."""

    text: str
    kana: str


@dataclass(frozen=True, slots=True)
class Member:
    """An insured person."""

    number: str
    surname: Name
    given: Name
    birth: date
    sex: str
    """男 or 女."""
    postal_code: str
    town: str
    house: str
    phone: str
    company: str
    insured_number: str
    branch: str
    """00 for the employee, 01 and up for the family."""
    smoker: bool

    @property
    def name(self) -> str:
        """Surname and given name."""
        return f"{self.surname.text}{self.given.text}"

    @property
    def address(self) -> str:
        """Town and house."""
        return f"{self.town}{self.house}"

    def age_on(self, day: date) -> int:
        """Return full years on a day."""
        return (
            day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))
        )


@cache
def words() -> dict[str, Any]:
    """Return the word lists."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def names(text: str) -> tuple[Name, ...]:
    """Return the names of a list such as ``佐藤:サトウ 鈴木:スズキ``."""
    return tuple(Name(*pair.split(":")) for pair in text.split())


def given_name(dice: Dice, sex: str, year: int) -> Name:
    """Return a given name that was usual in a year."""
    generation = max((g for g in GENERATIONS if int(g) <= year), default=GENERATIONS[0])
    return dice.pick(names(words()["women" if sex == "女" else "men"][generation]))


def invented(dice: Dice, kind: str) -> str:
    """Return the name of a company or a hospital that does not exist."""
    parts = words()[kind]
    return f"{dice.pick(parts['first'].split())}{dice.pick(parts['second'].split())}"


def insurer_number() -> str:
    """Return the society's number: eight digits with weights 2 and 1 (厚生省保険発第 1 号)."""
    total = 0
    for place, digit in enumerate(INSURER):
        total += sum(map(int, str(int(digit) * (2 if place % 2 == 0 else 1))))
    return INSURER + str(-total % 10)


def telephone(dice: Dice) -> str:
    """Return a mobile number that is in nobody's hands: none begins with 0 behind 090 or 080."""
    return f"{dice.pick(('090', '080'))}-0{dice.integer(0, 999):03d}-{dice.integer(0, 9999):04d}"


def member(seed: int, serial: int) -> Member:
    """Return the member of a number: an employee, or somebody of the family of the one before."""
    employee = serial - serial % 3 if Dice(seed, "family", serial).chance(0.75) else serial
    own, shared = Dice(seed, "member", serial), Dice(seed, "household", employee)
    surname = shared.pick(names(words()["surnames"]))
    place = shared.weighted(words()["places"], [p["weight"] for p in words()["places"]])
    house = f"{shared.integer(1, 5)}丁目{shared.integer(31, 98)}番{shared.integer(1, 28)}号"
    if shared.chance(0.35):
        building = shared.pick(("コーポ", "メゾン", "ハイツ")) + shared.pick("ＡＢＣＤ")
        house += f" {building}{shared.integer(101, 509)}"
    company = invented(shared, "companies")
    digits = shared.integer(1, 99_999)
    sex = own.pick("男女")
    relative = serial - employee
    age = (
        own.integer(22, 66)
        if not relative
        else own.weighted(
            (own.integer(0, 20), own.integer(24, 68), own.integer(70, 97)), (55, 30, 15)
        )
    )
    birth = date(2024, 4, 1) - timedelta(days=int(365.25 * age) + own.integer(0, 365))
    return Member(
        number=f"K{1_000_000 + (serial * 5_206_187 + seed) % 9_000_000}",
        surname=surname,
        given=given_name(own, sex, birth.year),
        birth=birth,
        sex=sex,
        postal_code=place["code"],
        town=place["town"],
        house=house,
        phone="" if own.chance(0.15) else telephone(own),
        company=company,
        insured_number=f"{digits:05d}",
        branch=f"{relative:02d}",
        smoker=age >= 20 and own.chance(0.3 if sex == "男" else 0.1),
    )


def in_era(day: date, *, short: bool) -> str:
    """Return a day in the Japanese calendar: ``令和6年4月3日`` or ``R6.4.3``."""
    for long, letter, first in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            if short:
                return f"{letter}{year}.{day.month}.{day.day}"
            return f"{long}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return day.strftime("%Y/%m/%d")
