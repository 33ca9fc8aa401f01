"""The tables of the society, row by row, in the forms that Japanese systems write.

What lives here: members, receipts with their diagnoses and drugs, explanations, stays (DPC form 1).
What does not: what happened (:mod:`.care`). Everything is drawn once for each table, member by
member, so that nothing is kept however many there are.

Forms: 社会保険診療報酬支払基金, オンライン又は光ディスク等による請求に係る記録条件仕様 (receipts);
厚生労働省, DPC導入の影響評価に係る調査実施説明資料 (form 1); both flattened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.health_japan.care import Treatment, treatments
from sample_data.generator.health_japan.society import in_era, insurer_number, member
from sample_data.generator.health_japan.texts import chart_number, explanation
from sample_data.generator.sample import Table

ENCODING = "cp932"
"""Shift_JIS as Windows writes it, with 髙 and 﨑."""
SEXES = {"男": "1", "女": "2"}
Rows = Iterator[tuple[str, ...]]


def _birth(dice: Dice, day: date) -> str:
    """Return a birth as it was typed in: in eras mostly, at times not."""
    form = dice.weighted(("long", "short", "slash", "plain"), (55, 20, 15, 10))
    if form in {"long", "short"}:
        return in_era(day, short=form == "short")
    return f"{day:%Y/%m/%d}" if form == "slash" else day.isoformat()


def members(seed: int, size: int) -> Rows:
    """Yield the register of members."""
    for serial in range(size):
        who, dice = member(seed, serial), Dice(seed, "register", serial)
        code = who.postal_code
        yield (
            who.number,
            f"{who.surname.text}　{who.given.text}",
            f"{who.surname.kana}　{who.given.kana}",
            _birth(dice, who.birth),
            "" if dice.chance(0.005) else dice.weighted((who.sex, SEXES[who.sex]), (92, 8)),
            code if dice.chance(0.2) else f"{code[:3]}-{code[3:]}",
            who.address,
            who.phone,
            "本人" if who.branch == "00" else "家族",
            f"株式会社{who.company}",
            insurer_number(),
            f"{100 + len(who.company)}",
            who.insured_number,
            who.branch,
        )


def _all(seed: int, size: int) -> Iterator[Treatment]:
    for serial in range(size):
        yield from treatments(seed, serial, member(seed, serial))


def receipts(seed: int, size: int) -> Rows:
    """Yield the receipts; the month is written in two ways."""
    for t in _all(seed, size):
        dice, who = Dice(seed, "receipt", t.number), t.member
        month = (
            f"{t.month:%Y%m}" if dice.chance(0.8) else in_era(t.month, short=True).rsplit(".", 1)[0]
        )
        yield (
            t.number,
            who.number,
            t.hospital_code,
            "1111" if t.stay else "1112",
            month,
            f"{who.surname.text}　{who.given.text}",
            f"{who.surname.kana} {who.given.kana}",
            SEXES[who.sex],
            in_era(who.birth, short=True),
            in_era(t.stay.first, short=True) if t.stay else "",
            t.illnesses[0]["department"],
            chart_number(t),
            str(t.days),
            str(t.points),
        )


def diagnoses(seed: int, size: int) -> Rows:
    """Yield the diagnoses of each receipt."""
    for t in _all(seed, size):
        dice = Dice(seed, "diagnoses", t.number)
        for place, (illness, started) in enumerate(zip(t.illnesses, t.started, strict=True)):
            outcome = "3" if t.stay and t.stay.died else "2" if illness["kind"] == "acute" else "1"
            yield (
                t.number,
                illness["code"],
                illness["icd"],
                illness["name"] + ("の疑い" if dice.chance(0.03) else ""),
                in_era(started, short=dice.chance(0.5)),
                outcome,
                "主傷病" if place == 0 else "",
            )


def drugs(seed: int, size: int) -> Rows:
    """Yield the drugs of each receipt."""
    for t in _all(seed, size):
        dice = Dice(seed, "drugs", t.number)
        for illness in t.illnesses:
            if dice.chance(0.85):
                code, name = illness["drug"]
                days = (
                    dice.pick((5, 7)) if illness["kind"] == "acute" else dice.pick((28, 30, 56, 90))
                )
                yield (
                    t.number,
                    code,
                    name,
                    f"{dice.pick((1, 2, 3))}",
                    f"{dice.integer(2, 38)}",
                    f"{days}",
                )


def symptoms(seed: int, size: int) -> Rows:
    """Yield explanations: of stays and of expensive treatment."""
    for t in _all(seed, size):
        dice = Dice(seed, "explained", t.number)
        if dice.chance(0.85 if t.stay else 0.08):
            yield (t.number, dice.pick(("01", "02", "07")), explanation(dice, t))


def stays(seed: int, size: int) -> Rows:
    """Yield the stays, as hospitals report them."""
    for t in _all(seed, size):
        if t.stay is None:
            continue
        dice, who = Dice(seed, "stay", t.number), t.member
        main, *others = t.illnesses
        height = dice.normal(169 if who.sex == "男" else 156, 6.5)
        weight = (height / 100) ** 2 * dice.normal(22.6, 3.2)
        smoked = max(who.age_on(t.month) - 20, 0) * dice.integer(5, 25) if who.smoker else 0
        yield (
            t.number,
            who.number,
            chart_number(t),
            SEXES[who.sex],
            f"{who.birth:%Y%m%d}",
            who.postal_code,
            f"{t.stay.first:%Y%m%d}",
            f"{t.stay.last:%Y%m%d}",
            str((t.stay.last - t.stay.first).days + 1),
            "300" if t.stay.emergency else "100",
            "9" if t.stay.died else "6" if t.stay.emergency and dice.chance(0.2) else "1",
            main["icd"],
            ";".join(other["icd"] for other in others),
            main.get("operation", ""),
            f"{height:.0f}" if dice.chance(0.9) else "",
            f"{weight:.1f}" if dice.chance(0.9) else "",
            str(smoked),
        )


ROWS: dict[str, Callable[[int, int], Rows]] = {
    "members": members,
    "receipts": receipts,
    "receipt_diagnoses": diagnoses,
    "receipt_drugs": drugs,
    "receipt_symptoms": symptoms,
    "dpc_form_1": stays,
}


def tables(seed: int, size: int, columns: Mapping[str, Iterable[str]]) -> dict[str, Table]:
    """Return the tables with the columns that the description gives them."""
    return {
        name: Table(tuple(columns[name]), rows(seed, size), ENCODING) for name, rows in ROWS.items()
    }
