"""Dates: what is found in five languages, and what is left alone."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import dates
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import Language
from tests.detect.recognizers.sentences import found, hostile_texts, slowest


@cache
def finder(language: Language) -> Finder:
    return dates.finder(words_of_text(language))


MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "it": (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
}
FORMATS = {
    "en": (
        "{d.year:04}-{d.month:02}-{d.day:02}",
        "{d.month}/{d.day}/{d.year:04}",
        "{d.day:02}.{d.month:02}.{d.year:04}",
        "{month} {d.day}, {d.year:04}",
        "{d.day} {month} {d.year:04}",
        "{d.day}-{short}-{d.year:04}",
        "{month} {d.year:04}",
        "{d.month:02}/{d.year:04}",
    ),
    "fr": (
        "{d.day:02}/{d.month:02}/{d.year:04}",
        "{d.day:02} / {d.month:02} / {d.year:04}",
        "{d.day} {month} {d.year:04}",
        "{month} {d.year:04}",
        "{d.month:02}/{d.year:04}",
    ),
    "de": (
        "{d.day}.{d.month}.{d.year:04}",
        "{d.day:02}.{d.month:02}.{d.year:04}",
        "{d.day}. {month} {d.year:04}",
        "{d.month:02}.{d.year:04}",
        "{month} {d.year:04}",
    ),
    "it": (
        "{d.day}/{d.month}/{d.year:04}",
        "{d.day}.{d.month}.{d.year:04}",
        "{d.day} {month} {d.year:04}",
        "{month} {d.year:04}",
    ),
    "ja": (
        "{d.year:04}年{d.month}月{d.day}日",
        "{d.year:04}年{d.month}月",
        "{d.year:04}/{d.month}/{d.day}",
        "{d.month}月{d.day}日",
    ),
}
IN: dict[Language, str] = {
    "en": "On {}, she left",
    "fr": "Vu le {} par moi",
    "de": "Aufnahme am {} erfolgt",
    "it": "Visita del {} eseguita",
    "ja": "本日{}に来院",
}
LANGUAGES = get_args(Language)


@settings(deadline=None, max_examples=100)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_day_in_any_usual_form_is_found(data: st.DataObject, language: Language) -> None:
    day = data.draw(st.dates(dt.date(1850, 1, 1), dt.date(2090, 12, 31)))
    form = data.draw(st.sampled_from(FORMATS[language]))
    month = MONTHS.get(language, MONTHS["en"])[day.month - 1]
    written = form.format(d=day, month=month, short=month[:3])
    assert found(finder(language), IN[language].format(written)) == [written]


FULL_WIDTH = str.maketrans("0123456789/.-", "０１２３４５６７８９／．－")


@settings(deadline=None, max_examples=50)
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2090, 12, 31)))
def test_full_width_figures_are_figures(day: dt.date) -> None:
    for written in (f"{day.year}年{day.month}月{day.day}日", day.isoformat()):
        wide = written.translate(FULL_WIDTH)
        assert found(finder("ja"), f"検査日：{wide}。") == [wide]


FOUND: list[tuple[Language, str, list[str]]] = [
    ("en", "Tuesday, March 3rd, 2021 ok", ["Tuesday, March 3rd, 2021"]),
    ("en", "on the 3rd of March", ["the 3rd of March"]),
    ("en", "the Fourth of July 1999", ["Fourth of July 1999"]),
    (
        "en",
        "twenty-first of June two thousand and five",
        ["twenty-first of June two thousand and five"],
    ),
    ("en", "came May 5", ["May 5"]),
    ("en", "at 1980-07-28 19:49:46 and", ["1980-07-28 19:49:46"]),
    ("en", "2021-03-04T10:22:01.5Z", ["2021-03-04T10:22:01.5Z"]),
    ("en", "back 8/16 or on 3/14", ["8/16", "3/14"]),
    ("en", "the 1990s, the late '80s", ["1990s", "'80s"]),
    ("en", "1990-1995; from 2018 to 2020", ["1990-1995", "2018", "2020"]),
    ("en", "last Thursday", ["last Thursday"]),
    ("en", "March 3-5, 2019 or 2020 Mar 3", ["March 3-5, 2019", "2020 Mar 3"]),
    ("en", "between 3 and 5 March 2020", ["3", "5 March 2020"]),
    ("en", "in 1977, since '98, a 2015 fall", ["1977", "'98", "2015"]),
    ("en", "spring of 2019, Q3 2020", ["spring of 2019", "Q3 2020"]),
    ("en", "in early April, last March", ["early April", "last March"]),
    ("en", "DOB: 01-02-1960", ["01-02-1960"]),
    ("en", "at 10:30 am, by 3 PM, 1430 hrs", ["10:30 am", "3 PM", "1430 hrs"]),
    ("en", "on 3/14/2020 at 14:30", ["3/14/2020", "14:30"]),
    ("en", "in nineteen eighty-four", ["nineteen eighty-four"]),
    ("fr", "le 1er août 1950 et le premier mai", ["1er août 1950", "premier mai"]),
    ("fr", "du 3 au 5 mars 2019", ["3", "5 mars 2019"]),
    ("fr", "du 03/05 au 07/05/2020", ["03/05", "07/05/2020"]),
    ("fr", "entre le 2 et le 9 juin", ["2", "9 juin"]),
    ("fr", "né le 13 / 09 / 2020 à 14h30", ["13 / 09 / 2020", "14h30"]),
    ("fr", "mardi 4 février 2020, lun. 3 mars", ["mardi 4 février 2020", "lun. 3 mars"]),
    ("fr", "depuis 2015, fin 2018, en mars", ["2015", "2018", "mars"]),
    ("fr", "l'an deux mille dix-neuf", ["deux mille dix-neuf"]),
    (
        "fr",
        "le vingt-huit septembre mille neuf cent soixante-quatre",
        ["vingt-huit septembre mille neuf cent soixante-quatre"],
    ),
    ("fr", "12-MAR-2020, 05nov, 12FEV2020", ["12-MAR-2020", "05nov", "12FEV2020"]),
    ("en", "since Sunday night, in mid July", ["Sunday night", "mid July"]),
    ("en", "Recheck Mon. Seen Weds 3 May, due Thurs", ["Mon", "Weds 3 May", "Thurs"]),
    ("en", "until the 23rd. A week before Christmas", ["the 23rd", "A week before Christmas"]),
    ("en", "Ward round 14/9. Addendum 12/1, 4-9-48", ["14/9", "12/1", "4-9-48"]),
    ("en", "done in spring of last year", ["spring of last year"]),
    ("fr", "printemps 2018, années 80", ["printemps 2018", "80"]),
    ("fr", "né(e) 1 4 0 7 1 9 7 1", ["1 4 0 7 1 9 7 1"]),
    ("fr", "- 1992 : fracture du poignet", ["1992"]),
    ("de", "vom 19.3. bis zum 7.5.2029", ["19.3.", "7.5.2029"]),
    ("de", "12.-15.3.2020, 12./13.03.2020", ["12.-15.3.2020", "12./13.03.2020"]),
    ("de", "Montag, den 3. März 2021, 14:30 Uhr", ["Montag, den 3. März 2021", "14:30 Uhr"]),
    ("de", "Ende August 2020 und im Frühjahr 2019", ["August 2020", "Frühjahr 2019"]),
    ("de", "geb. 5.7.54 in Bern, seit 2007", ["5.7.54", "2007"]),
    ("de", "Kontrolle 03/19, seit 7/15, OP 10/63-12/63", ["03/19", "7/15", "10/63-12/63"]),
    ("de", "in den 1990er Jahren, Jg. 1950", ["1990er Jahren", "1950"]),
    ("de", "KW 23/2020, 3. Quartal 2020", ["KW 23/2020", "3. Quartal 2020"]),
    (
        "de",
        "am dritten Mai neunzehnhundertachtundsiebzig",
        ["dritten Mai neunzehnhundertachtundsiebzig"],
    ),
    ("de", "um 14 Uhr, gegen 7.30 Uhr", ["14 Uhr", "7.30 Uhr"]),
    ("it", "dal 3 al 5 giugno 2020", ["3", "5 giugno 2020"]),
    ("it", "1° maggio 2019, l'8 marzo", ["1° maggio 2019", "8 marzo"]),
    ("it", "nel 1998, nel '98, anni '90", ["1998", "'98", "'90"]),
    ("it", "lunedì 4 gennaio 2021 alle ore 15.30", ["lunedì 4 gennaio 2021", "15.30"]),
    ("it", "il giorno tre del mese di marzo", ["tre del mese di marzo"]),
    ("it", "nata nel millenovecentosettantotto", ["millenovecentosettantotto"]),
    ("it", "il 28.09 e il 3.4.19", ["28.09", "3.4.19"]),
    ("ja", "令和5年4月1日、令和元年5月", ["令和5年4月1日", "令和元年5月"]),
    ("ja", "昭和32年1月5日生 S32.1.5 H30/4/1", ["昭和32年1月5日", "S32.1.5", "H30/4/1"]),
    ("ja", "令和五年四月一日、平成三十年", ["令和五年四月一日", "平成三十年"]),
    ("ja", "令和5(2023)年4月1日", ["令和5(2023)年4月1日"]),
    ("ja", "3月14日(火)午前10時30分に", ["3月14日(火)午前10時30分"]),
    ("ja", "午後３時、10:30に撮影", ["午後３時", "10:30"]),
    ("ja", "検査時刻：10:35、発症は午前6時頃", ["10:35", "午前6時頃"]),
    ("ja", "3/14に入院、4月に手術、14日に退院", ["3/14", "4月", "14日"]),
    ("ja", "1990年代、昨年3月、Ｒ５．４．１", ["1990年代", "昨年3月", "Ｒ５．４．１"]),
]


@pytest.mark.parametrize(("language", "text", "passages"), FOUND)
def test_dates_are_found_whole(language: Language, text: str, passages: list[str]) -> None:
    assert found(finder(language), text) == passages


LEFT: list[tuple[Language, str]] = [
    ("en", "three weeks ago, twice daily for 10 days, since two days, every 6 hours"),
    ("en", "strength 4/5, pain 8/10, BP 120/80, GCS 12/15, 2-3/6 murmur, from 4/5 to 5/5"),
    ("en", "1.2.10, 13/13/2020, 45/60/20, version 2.10.3, section 3.2.1, 192.168.2.10"),
    ("en", "sat 98 %, may go, march 2 miles, 2000 mg, second opinion, $1999, room 2014"),
    ("en", "L4/5, T2N1M0, ratio 1:40, 20/40 vision, 10/325 mg, 1/2 tablet, WBC 2000, ISO 2015"),
    ("en", "cleaned at 14:30, HR in the 80s, 5F sheath, 2/3 of the liver, from 2/3 to 3/4"),
    ("en", "page 3/12, tooth 14, lot 2019, call 617-555-0123, at least 2000 steps, 4.5"),
    ("en", "every Monday night, Sat 98%, this may help, in the 95th, the 2nd toe, 24/7"),
    ("en", "BiPAP 12/5, Sun exposure, Christmas disease, given 1/2 tab, 10-20-30 units"),
    ("fr", "pendant 10 jours, toutes les 6h, 24h/24, depuis 3 semaines, 2 fois/jour"),
    ("fr", "TA 12/8, tension 14/9, EVA 5/10, force 4/5, 13/8, Glasgow 15/15, AVOD 8/10"),
    ("fr", "L4/L5, C5/6, dent 36, chambre 212, page 3/12, 3.5 mg, article 1382, 1 500 euros"),
    ("fr", "version 3.2.1, chapitre 3.2, 2000 ml, 1/2 comprimé, 75008 Paris, n° 2015"),
    ("de", "seit 3 Wochen, 2x täglich, 1-0-1, vor 3 Tagen, alle 6 h, 24h-EKG, in 3 Monaten"),
    ("de", "Grad 2/3, Kraft 4/5, RR 120/80, HWK 5/6, Schmerz 7/10, Hb 13.1. Weiter, Visus 0.8"),
    ("de", "Seite 3/12, Version 1.2.10, Kapitel 3.2.1, 4,5 mg, 10/20 mg, 1950 g, 1.800 Euro"),
    ("de", "1.2. Anamnese\n3.4. Befund\nStadium 3.2. und § 3.2, Zimmer 2012"),
    ("it", "per 10 giorni, ogni 8 ore, 2 volte al dì, da 3 settimane, 3 set da 10"),
    ("it", "PA 120/80, forza 4/5, dolore 7/10, grado 2/3, visus 10/10, L4/L5, dente 36"),
    ("it", "pagina 3/12, versione 1.2.3, 3.5 mg, 2000 ml, n. 2015, 1.500 euro, 1/2 compressa"),
    ("ja", "3日間、10時間、3ヶ月、1日3回、2週間後、10分間、3年間、3日に1回、14日分、術後3日目"),
    ("ja", "血圧120/80、3/5、L4/5、スコア5/10、3.5mg、第3章、1/2錠、5年生存率、比1:40"),
    ("ja", "192.168.1.1、T2N1M0、WBC 2000、バージョン3.2.1、電話03-1234-5678"),
]


@pytest.mark.parametrize(("language", "text"), LEFT)
def test_durations_ratios_and_doses_are_no_dates(language: Language, text: str) -> None:
    assert found(finder(language), text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_says_why_without_the_text(language: Language) -> None:
    for own, text, _ in FOUND:
        for span in finder(own).find(text) if own == language else ():
            assert span.reason
            assert text[span.start : span.end] not in span.reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_lines_take_no_time(language: Language) -> None:
    texts = hostile_texts(20_000, "march ", "3月", "3 mars ", "2019 ", "two thousand ", "10:")
    assert slowest(finder(language), texts) < 1.0
