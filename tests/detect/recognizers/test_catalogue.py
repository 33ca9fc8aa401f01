"""Identifiers of all countries in texts of any language."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.record import PROVING, Identifier
from sector_data.detect.recognizers import catalogue
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import LANGUAGES, Language

FINDERS = {language: catalogue.finder(words_of_text(language)) for language in LANGUAGES}
EVERY = catalogue.finder(words_of_text("en"), every=True)
SEARCHED = [e for e in CATALOGUE if not e.elsewhere]


def found(language: Language, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in FINDERS[language].find(text)}


def best(language: Language, text: str) -> Span:
    return max(FINDERS[language].find(text), key=lambda s: s.score)


@pytest.mark.parametrize("entry", SEARCHED, ids=lambda e: e.id)
def test_each_word_announces_its_number(entry: Identifier) -> None:
    for words in entry.words.values():
        for word in words:
            text = f"– {word}: {entry.example}."
            hits = {(text[s.start : s.end], s.entity) for s in EVERY.find(text)}
            assert (entry.example, entry.entity) in hits, word


@pytest.mark.parametrize("entry", [e for e in SEARCHED if e.alone], ids=lambda e: e.id)
def test_what_is_peculiar_shows_without_a_word(entry: Identifier) -> None:
    text = f"xxx {entry.example} yyy"
    spans = [s for s in FINDERS["fr"].find(text) if s.entity == entry.entity]
    assert [text[s.start : s.end] for s in spans] == [entry.example]
    assert spans[0].score >= (0.85 if entry.chance <= PROVING else 0.6)


@pytest.mark.parametrize(
    "entry", [e for e in SEARCHED if not e.alone and e.subject != "product"], ids=lambda e: e.id
)
def test_nothing_else_shows_without_a_word(entry: Identifier) -> None:
    # A form may hold its own label, as a register's abbreviation does.
    if entry.id in {"de-hr", "fr-rcs"}:
        return
    # Groups of digits may give a number away, without check digits.
    if entry.peculiar or entry.entity == "FR_NIR":
        return
    assert (entry.example, entry.entity) not in found("en", f"xxx {entry.example} yyy")


@pytest.mark.parametrize(
    ("language", "text", "value", "entity"),
    [
        ("fr", "Patiente née le 03/03/94, NIR 2940375120005 91, vue ce jour.", "2940375120005 91",
         "FR_NIR"),
        ("fr", "N° de Sécurité Sociale\n2 94 03 2A 120 005 clé inconnue", "2 94 03 2A 120 005",
         "FR_NIR"),
        ("fr", "médecin traitant (RPPS 10101234564)", "10101234564", "FR_RPPS"),
        ("fr", "La société, SIREN 732 829 320, a conclu.", "732 829 320", "FR_SIREN"),
        ("fr", "Carte allemande du patient: Steuer-ID 36574261809", "36574261809", "DE_TAX_ID"),
        ("fr", "PDL n° 19123456789012, compteur Linky", "19123456789012", "FR_SUPPLY_POINT"),
        ("fr", "N° AVS 756.9217.0769.85", "756.9217.0769.85", "CH_AHV"),
        ("de", "Versicherten-Nr.: M310119802, geb. 1980", "M310119802", "DE_HEALTH_INSURANCE"),
        ("de", "Rentenversicherungsnummer 65 170839 J 003", "65 170839 J 003",
         "DE_SOCIAL_SECURITY"),
        ("de", "Amtsgericht Musterstadt, HRB 83741", "HRB 83741", "DE_HANDELSREGISTER"),
        ("de", "AHV-Nr. 756.9217.0769.85 der Klägerin", "756.9217.0769.85", "CH_AHV"),
        ("de", "Marktlokation 41373559241", "41373559241", "DE_MARKET_LOCATION"),
        ("it", "Il sig. Rossi, c.f. rccmnl83s18d969h, residente", "rccmnl83s18d969h",
         "IT_FISCAL_CODE"),
        ("it", "carta d'identità n. CA00000AA rilasciata", "CA00000AA", "IT_IDENTITY_CARD"),
        ("it", "codice POD IT001E12345678", "IT001E12345678", "IT_SUPPLY_POINT"),
        ("ja", "個人番号は６２１４－９８３２－０５７５です", "６２１４－９８３２－０５７５",
         "JP_MY_NUMBER"),
        ("ja", "運転免許証番号:459803358720", "459803358720", "JP_DRIVER_LICENSE"),
        ("ja", "基礎年金番号 １２３４ー５６７８９０", "１２３４ー５６７８９０",
         "JP_PENSION_NUMBER"),
        ("ja", "被保険者証記号・番号 1234・5678901", "1234・5678901", "JP_HEALTH_INSURANCE"),
        ("ja", "旅券TK1234567を提示", "TK1234567", "JP_PASSPORT"),
        ("en", "NHS No. 943 476 5870 was checked", "943 476 5870", "UK_NHS"),
        ("en", "her NI number is AB 12 34 56 C.", "AB 12 34 56 C", "UK_NINO"),
        ("en", "Health card 5584-486-673-YM", "5584-486-673-YM", "CA_OHIP"),
        ("en", "RAMQ: BOUF 9401 1419", "BOUF 9401 1419", "CA_RAMQ"),
        ("en", "ordering provider (NPI 1234567893)", "1234567893", "US_NPI"),
        ("en", "Wire to SWIFT DEUTDEFF500 today", "DEUTDEFF500", "BIC_CODE"),
        ("en", "130 692 544 (SIN)", "130 692 544", "CA_SIN"),
        ("en", "chassis number 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", "VEHICLE_ID"),
        ("en", "NIR2940375120005 91 and more", "2940375120005 91", "FR_NIR"),
        ("en", "Aadhaar no 2341 2341 2346", "2341 2341 2346", "IN_AADHAAR"),
        ("en", "position 48.85661, 2.35222 at noon", "48.85661, 2.35222", "GEO_COORDINATE"),
    ],
)  # fmt: skip
def test_sentences(language: Language, text: str, value: str, entity: str) -> None:
    assert (value, entity) in found(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Call 020 7946 0018 or +44 20 7946 0018, fax 617-555-0123."),
        ("en", "Invoice INV-2024-000123, order 4500012345, total 1,234.56"),
        ("en", "WBC 11.2, Hb 13.4, platelets 250000, Na 140, CK 1234 U/L, ref 123456789"),
        ("en", "Seen 2024-01-15 and 15/01/2024 at 14:30; discharged 20240117."),
        ("en", "He committed a sin 123 times; the pan 130692544 was on the stove"),
        ("en", "the passport was lost. Claim no 925665416 is open"),
        ("en", "SIN: unknown; Tel: 130 692 5440"),
        ("en", "NHS trust, ward 12, bed 3, tel: 943 476 5870"),
        ("en", "car park level 3, room 1204-17"),
        ("en", "version 1.2.3.4, build 20240115, ticket 7512345678"),
        ("fr", "Le patient assuré depuis 2019, poids 72 kg, tension 120/80, pouls 72."),
        ("fr", "Tél : 01 23 45 67 89 ; fax : 0123456780"),
        ("fr", "Facture n° 202400012345 du 12/03/2024, montant 1 234 567,89 euros"),
        ("fr", "permis de conduire suspendu le 12/03/2020"),
        ("fr", "une cigarette sans tabac, 12 paquets, le compteur affiche 004512"),
        ("de", "Rechnung Nr. 2024-000123 vom 12.03.2024, Kundennummer 4711-0815"),
        ("de", "Tel. 030 1234567, Fax 030 12345678, Zimmer 4.12"),
        ("de", "Steuer-ID liegt nicht vor, Tel.: 030 98765432"),
        ("de", "Das Finanzamt hat gezahlt. Nummer 12345678901 steht aus"),
        ("de", "Ausweis vorgelegt am 12.03.2024, Krankenkasse zahlt 1234,56 Euro"),
        ("it", "Tel. 055 1234567, fattura n. 2024/000123, glicemia 110 mg/dl"),
        ("it", "patente scaduta il 12/03/2020, IVA 22% su 12345678 euro"),
        ("ja", "電話 03-1234-5678、令和5年3月12日、体温36.8、血圧120/80"),
        ("ja", "伝票番号 202400012345、合計1,234,567円、郵便番号100-0001"),
        ("ja", "保険者は不明。免許証 なし。番号 123456789012 の荷物"),
        ("en", "ISBN 978-3-16-148410-0, EAN 4006381333931, PMID 12345678, NCT01234567"),
        ("en", "lot AB1234563, model A123456789, LOINC 2951-2, tracking RR123456785DE"),
        ("ja", "免許証は更新済み。整理番号 20240115-0001"),
    ],
)
def test_what_is_no_identifier_is_left(language: Language, text: str) -> None:
    assert found(language, text) == set()


def test_a_mistyped_number_counts_right_behind_its_word_only() -> None:
    near = best("fr", "NIR : 294037512000592.")
    assert near.entity == "FR_NIR"
    assert 0.5 <= near.score < 0.7
    assert "wrong" in near.reason
    assert found("fr", "Le NIR a été demandé, on a noté 294037512000592.") == set()


def test_right_check_digits_reach_further_than_a_form() -> None:
    assert found("en", "The NHS number that they told us yesterday was 943 476 5870.") == {
        ("943 476 5870", "UK_NHS")
    }
    far = best("en", "the passport that he showed us at the desk was 925665416")
    assert far.score < best("en", "passport 925665416").score


def test_words_of_the_texts_own_language_count_more() -> None:
    text = "Rentenversicherung 65 170839 J 003"
    assert best("de", text).score > best("it", text).score


def test_abbreviations_in_small_letters_want_to_stand_right_before() -> None:
    assert found("en", "sin: 130 692 544") == {("130 692 544", "CA_SIN")}
    assert found("en", "sin of the number 130 692 544") == set()


def test_products_are_left_unless_asked_for() -> None:
    text = "ISIN US0378331005"
    assert found("en", text) == set()
    assert [s.entity for s in EVERY.find(text)] == ["ISIN"]


@pytest.mark.parametrize(
    ("language", "text", "value", "entity"),
    [
        ("fr", "né 2 94 03 75 120 005 92 à Lyon", "2 94 03 75 120 005 92", "FR_NIR"),
        ("it", "nato a Roma (RSSMRA80A01H501X)", "RSSMRA80A01H501X", "IT_FISCAL_CODE"),
        ("de", "wohnhaft in Bern, 756.1234.5678.90", "756.1234.5678.90", "CH_AHV"),
        ("en", "Mrs Example AB 12 34 56 C", "AB 12 34 56 C", "UK_NINO"),
    ],
)
def test_an_unmistakable_form_counts_though_somebody_mistyped(
    language: Language, text: str, value: str, entity: str
) -> None:
    span = best(language, text)
    assert (text[span.start : span.end], span.entity) == (value, entity)
    assert 0.5 <= span.score < 0.85


@pytest.mark.parametrize(
    ("language", "text", "value", "entity"),
    [
        ("fr", "Assurée\n2 9 4 0 3 7 5 1 2 0 0 0 5 9 2\nLyon", "2 9 4 0 3 7 5 1 2 0 0 0 5 9 2",
         "FR_NIR"),
        ("fr", "RPPS 1 0 1 0 1 2 3 4 5 6 4", "1 0 1 0 1 2 3 4 5 6 4", "FR_RPPS"),
        ("de", "Steuer-ID: 3|6|5|7|4|2|6|1|8|0|9", "3|6|5|7|4|2|6|1|8|0|9", "DE_TAX_ID"),
        ("ja", "個人番号 ６ ２ １ ４ ９ ８ ３ ２ ０ ５ ７ ５",
         "６ ２ １ ４ ９ ８ ３ ２ ０ ５ ７ ５", "JP_MY_NUMBER"),
        ("it", "modulo 4 0 7 1 1 9 3 8 2 0 6 6 8", "4 0 7 1 1 9 3 8 2 0 6 6 8", "NATIONAL_ID"),
    ],
)  # fmt: skip
def test_digits_in_boxes_are_one_number(
    language: Language, text: str, value: str, entity: str
) -> None:
    assert (value, entity) in found(language, text)


@pytest.mark.parametrize(
    "text",
    [
        "scale 1 2 3 4 5 6 7 8 9 10",
        "0 1 2 3 4 5 6 7 8 9 0 pain",
        "grades 1 2 2 1 3",
        "0 0 0 0 0 0 0 0 0 0 0 0 0",
        "doses 1 0 1 0 1 0 1 mg",
    ],
)
def test_scales_and_schemes_are_no_number_in_boxes(text: str) -> None:
    assert found("en", text) == set()


def test_a_word_behind_is_not_taken_for_the_last_part() -> None:
    assert found("en", "RF18 5390 0754 7034 MAIN") == {
        ("RF18 5390 0754 7034", "CREDITOR_REFERENCE")
    }


@given(text=st.text(max_size=200) | st.text("0123456789 ABXNIR:-./\n番号", max_size=200))
@settings(deadline=None, max_examples=60)
def test_spans_lie_in_the_text_and_reasons_hold_none_of_it(text: str) -> None:
    known = {f"({e.english})" for e in CATALOGUE} | {"digits in the boxes of a form"}
    for language in LANGUAGES:
        for span in FINDERS[language].find(text):
            assert 0 <= span.start < span.end <= len(text)
            assert 0.4 <= span.score <= 1
            assert any(span.reason.endswith(k) for k in known)


HOSTILE = {
    "digits": "1" * 100_000,
    "groups": "1234 " * 20_000,
    "hyphens": "12-" * 33_000,
    "letters": "A" * 99_990 + "1234567890",
    "mixed": "A1" * 50_000,
    "labels": "NIR " * 25_000 + "12345",
    "labelled": "passport 123456789 " * 5_000,
    "japanese": "番号１２３４ー" * 14_000,
    "points": "1.2345, " * 12_000,
    "registers": "RCS A A A " * 10_000 + "1234",
    "boxes": "1 2 4 1 9 7 0 3 3 " * 5_500,
    "bars": "7|" * 50_000,
    "noise": "".join(random.Random(1).choices("0123456789ABCDEFabc -./,:\n", k=100_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_take_no_longer(kind: str) -> None:
    for language in ("en", "ja"):
        start = time.process_time()
        for _ in FINDERS[language].find(HOSTILE[kind]):
            pass
        assert time.process_time() - start < 1.5


def test_notes_are_read_fast() -> None:
    quiet = "The patient was seen in clinic and reported no new complaints since then. " * 7
    busy = (
        "NIR 2 94 03 75 120 005 91, Steuer-ID 36574261809, NHS 943 476 5870, tel 020 7946 0018, "
        "passport 925665416, 12/03/2020, BP 120/80, invoice 20240001234, ref 00112233445566, "
    ) * 3
    for text, limit in ((quiet[:500], 0.3e-3), (busy[:500], 3e-3)):
        assert min(seconds(text) for _ in range(5)) < limit


def seconds(text: str) -> float:
    start = time.process_time()
    for _ in range(40):
        list(FINDERS["en"].find(text))
    return (time.process_time() - start) / 40
