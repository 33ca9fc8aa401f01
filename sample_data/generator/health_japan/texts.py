"""Explanations of symptoms (症状詳記) and comments, with what identifies somebody marked.

What lives here: the wording and where names, days and places stand in it. What does not: whom and
what it is about (:mod:`.care`).
"""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.health_japan.care import Treatment
from sample_data.generator.health_japan.society import (
    given_name,
    in_era,
    invented,
    names,
    telephone,
    words,
)
from sample_data.generator.prose import Piece
from sample_data.generator.sample import Marked

COURSE = (
    "疼痛が持続し、鎮痛剤の増量を要した。",
    "SpO2 91%と低下を認め、酸素投与を開始した。",
    "HbA1c 8.4%と血糖コントロール不良であった。",
    "食事摂取量が低下し、補液を行った。",
    "BNP 412pg/mLと上昇し、利尿剤を追加した。",
    "リハビリテーションを継続し、歩行器にて病棟内移動が可能となった。",
    "発熱38.6℃、CRP 9.2mg/dLを認め、抗菌薬を投与した。",
    "不眠と食欲不振を訴え、内服を調整した。",
)
REASON = (
    "以上より、上記の治療が医学的に必要と判断した。",
    "漫然とした投与ではなく、症状に応じて用量を調整している。",
    "他剤では効果不十分であったため、本剤を選択した。",
)


def _day(dice: Dice, day: date) -> Piece:
    """Return a day as somebody writes it."""
    form = dice.weighted(("era", "short", "slash", "month"), (40, 20, 25, 15))
    if form == "era":
        return Piece(in_era(day, short=False), "DATE_TIME")
    if form == "short":
        return Piece(in_era(day, short=True), "DATE_TIME")
    if form == "slash":
        return Piece(f"{day.year}/{day.month}/{day.day}", "DATE_TIME")
    return Piece(f"{day.month}月{day.day}日", "DATE_TIME")


def _age(age: int) -> list[Piece]:
    """Return an age; from 90 years up it identifies."""
    return [Piece(str(age), "AGE" if age >= 90 else None), Piece("歳")]


def _patient(dice: Dice, treatment: Treatment) -> list[Piece]:
    member = treatment.member
    name = dice.weighted(
        (member.name, f"{member.surname.text}　{member.given.text}", member.surname.text),
        (40, 25, 35),
    )
    return [Piece(name, "PERSON"), Piece(dice.pick(("様", "氏", "さん")))]


def explanation(dice: Dice, treatment: Treatment) -> Marked:
    """Return why a treatment was needed, in the words of whoever treated."""
    member, illness = treatment.member, treatment.illnesses[0]
    first = (
        treatment.stay.first
        if treatment.stay
        else treatment.month + timedelta(days=dice.integer(1, 20))
    )
    pieces = [Piece("患者"), *_patient(dice, treatment)] if dice.chance(0.8) else [Piece("本患者")]
    pieces += [
        Piece("は"),
        *_age(member.age_on(first)),
        Piece(f"{'男性' if member.sex == '男' else '女性'}。"),
    ]
    if dice.chance(0.25):
        pieces += [
            Piece("カルテ番号"),
            Piece(chart_number(treatment), "MEDICAL_RECORD_NUMBER"),
            Piece("。"),
        ]
    pieces += [_day(dice, first), Piece(f"、{illness['name']}にて")]
    if dice.chance(0.4):
        pieces += [Piece(invented(dice, "hospitals"), "ORGANIZATION"), Piece("の")]
        pieces += [Piece(_surname(dice), "PERSON"), Piece("医師より紹介となり、")]
    pieces += [Piece("入院となった。" if treatment.stay else "当院を受診した。")]
    for sentence in dice.shuffled(COURSE)[: dice.integer(1, 3)]:
        pieces.append(Piece(sentence))
    pieces += _asides(dice, treatment)
    if treatment.stay and dice.chance(0.7):
        pieces += [
            _day(dice, treatment.stay.last),
            Piece("死亡退院となった。" if treatment.stay.died else "に退院した。"),
        ]
    pieces.append(Piece(dice.pick(REASON)))
    if dice.chance(0.6):
        pieces += [
            Piece("主治医　"),
            Piece(f"{treatment.doctor}{given_name(dice, '男', 1975).text}", "PERSON"),
        ]
    return Marked.of(pieces)


def _asides(dice: Dice, treatment: Treatment) -> list[Piece]:
    """Return what is told of family, home and work now and then."""
    member, pieces = treatment.member, []
    if dice.chance(0.3):
        kin, sex = dice.pick((("長男", "男"), ("長女", "女"), ("妻", "女"), ("夫", "男")))
        pieces += [
            Piece(f"{kin}の"),
            Piece(given_name(dice, sex, 1975).text, "PERSON"),
            Piece("氏（電話"),
        ]
        pieces += [Piece(telephone(dice), "PHONE_NUMBER"), Piece("）に病状を説明した。")]
    if dice.chance(0.2):
        pieces += [
            Piece("自宅（"),
            Piece(member.address, "STREET_ADDRESS"),
            Piece("）の階段昇降が困難であった。"),
        ]
    if dice.chance(0.15):
        pieces += [
            Piece("勤務先の株式会社"),
            Piece(member.company, "ORGANIZATION"),
            Piece("は休職中である。"),
        ]
    return pieces


def _surname(dice: Dice) -> str:
    return dice.pick(names(words()["surnames"])).text


def chart_number(treatment: Treatment) -> str:
    """Return the number of a patient's chart: eight digits."""
    return f"{int(treatment.member.number[1:]) * 7 % 90_000_000 + 10_000_000}"
