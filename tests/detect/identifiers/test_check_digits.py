"""Check digits of our own, against numbers that their publishers print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect import checks
from sector_data.detect.identifiers import check_digits
from sector_data.detect.identifiers.catalogue import CATALOGUE
from tests.detect.identifiers.sampling import sampler

Rule = Callable[[str], bool]

PUBLISHED: list[tuple[Rule, str, str]] = [
    (check_digits.ohip, "9876543217", "Ontario Ministry of Health, technical specifications"),
    (check_digits.dea, "AB1234563", "DEA number, worked example of pharmacy boards"),
    (check_digits.icao, "L898902C36", "ICAO Doc 9303-4, appendix B, document number"),
    (check_digits.icao, "7408122", "ICAO Doc 9303-4, appendix B, date of birth"),
    (check_digits.icao, "L01X00T471", "specimen of the German identity card of 2021"),
    (check_digits.icao, "C01X00T478", "specimen of the German passport"),
    (check_digits.icao, "T220001293", "specimen of the German identity card of 2010"),
    (check_digits.kvnr, "A000500015", "§ 290 SGB V, annex 1"),
    (check_digits.rvnr, "15070649C103", "Deutsche Rentenversicherung, worked example"),
    (check_digits.lanr, "123456601", "KBV-Richtlinie, worked example"),
    (check_digits.institution, "260326822", "Gemeinsames Rundschreiben IK, 1.2.5"),
    (check_digits.market_location, "41373559241", "worked example of the MaLo-ID"),
    (check_digits.japanese_driver, "459803358720", "worked example, 45 98 033587 2 0"),
    (check_digits.japanese_driver, "309012345620", "drawn licence, 30 90 123456 2 0"),
    (check_digits.japanese_insurer, "33120015", "worked example, police of Chiba"),
    (check_digits.mpan, "1312345678907", "example of an MPAN core"),
    (check_digits.mprn, "3938424403", "worked example, 39384244 03"),
    (check_digits.taj, "123456788", "worked example, 1996. évi XX. törvény"),
    (check_digits.luxembourg, "1893120105732", "OECD, Luxembourg TIN"),
    (check_digits.cyprus, "00123123T", "OECD, Cyprus TIN"),
    (check_digits.bare_luhn, "79927398713", "ISO/IEC 7812-1, the usual example of Luhn"),
    (check_digits.bare_luhn, "732829320", "Insee, SIREN"),
    (check_digits.sim_card, "89490200001089127941", "ITU-T E.118, worked example"),
    (check_digits.rcs, "RCSNANCYB323159715", "python-stdnum, RCS"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "number", "source"), PUBLISHED)
def test_published_numbers_pass(rule: Rule, number: str, source: str) -> None:
    assert rule(number), source


@pytest.mark.parametrize(("rule", "number", "source"), PUBLISHED)
def test_another_last_digit_fails(rule: Rule, number: str, source: str) -> None:
    if rule in {check_digits.lanr, check_digits.japanese_driver}:
        number, tail = number[: -2 if rule is check_digits.lanr else -1], "0"
    else:
        tail = ""
    place = -1
    if number[place].isdigit():
        others = [d for d in "0123456789" if d != number[place]]
    else:
        others = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c != number[place]]
    length = 9 if rule is check_digits.lanr else 0
    passing = [o for o in others if rule((number[:place] + o + tail).ljust(length, "0"))]
    assert passing == [], source


EVERY_DIGIT = {
    "ca-on-ohip": check_digits.ohip,
    "fr-rpps": check_digits.bare_luhn,
    "us-npi": checks.is_npi,
    "jp-hokensha": check_digits.japanese_insurer,
    "int-iccid": check_digits.sim_card,
    "hu-taj": check_digits.taj,
}
"""Rules that notice any single wrong digit: every weight is prime to 10, or doubled with its digit
sum (Luhn)."""


@pytest.mark.parametrize("identifier", EVERY_DIGIT)
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_one_wrong_digit_is_noticed(identifier: str, data: st.DataObject) -> None:
    entry = next(e for e in CATALOGUE if e.id == identifier)
    rule = EVERY_DIGIT[identifier]
    draw = sampler(entry.shape, data.draw(st.integers(0, 10_000)))
    number = next(v for v in (draw() for _ in range(1000)) if rule(v))
    places = [i for i, c in enumerate(number) if c.isdigit()]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not rule(number[:place] + wrong + number[place + 1 :])


RULES = sorted(
    {rule for rule, _, _ in PUBLISHED} | {check_digits.ramq, check_digits.coordinates},
    key=lambda rule: rule.__name__,
)


@given(text=st.text(max_size=24) | st.text("0123456789ABXZ-. ", max_size=24))
@settings(deadline=None)
def test_no_rule_raises(text: str) -> None:
    for rule in RULES:
        assert rule(text) in {True, False}


def test_quebec_numbers_hold_a_date() -> None:
    assert check_digits.ramq("BOUF94511419")  # a woman: month and fifty
    assert check_digits.ramq("BOUF96022919")
    assert not check_digits.ramq("BOUF95022919")
    assert not check_digits.ramq("BOUF94131419")


def test_coordinates_have_bounds() -> None:
    assert check_digits.coordinates("48.85661,-2.35222")
    assert not check_digits.coordinates("98.85661,2.35222")
    assert not check_digits.coordinates("48.85661,182.35222")
