"""Identifiers behind labels: forms and letters of five countries, and what only looks like them."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import labelled
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import LANGUAGES, Language

FINDERS: dict[Language, Finder] = {x: labelled.finder(words_of_text(x)) for x in LANGUAGES}
_LANGUAGE = st.sampled_from(LANGUAGES)
_VALUE = st.from_regex(r"[A-Z]{0,2}[1-4][5-9][0-9]{5,8}", fullmatch=True)


def found(language: Language, text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity) for s in FINDERS[language].find(text)]


def values(language: Language, text: str) -> list[str]:
    return [value for value, _ in found(language, text)]


@given(_LANGUAGE, st.data(), _VALUE, st.sampled_from([": ", " : ", ":", "：", " # ", "\n"]))
@settings(deadline=None, max_examples=150)
def test_every_plain_label_announces_what_follows_it(
    language: Language, data: st.DataObject, value: str, joint: str
) -> None:
    ids = words_of_text(language).ids
    entity = data.draw(st.sampled_from(sorted(ids)))
    label = data.draw(st.sampled_from(sorted(w for w in ids[entity] if len(w) > 3)))
    text = f"{label}{joint}{value}"
    # Letters before the digits may be read as a word of the label: "N", "PV".
    digits = value.lstrip(ascii_uppercase)
    assert any(digits in v for v in values(language, text))


@given(_LANGUAGE, st.text())
@settings(deadline=None)
def test_findings_lie_in_the_text_and_hold_digits(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert any(c.isdigit() for c in text[span.start : span.end])
        assert text[span.start : span.end] not in span.reason


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Hospital No. H-204518, seen today", "H-204518"),
        ("en", "NHS No: 485 777 3456", "485 777 3456"),
        ("en", "MRN | 5501234", "5501234"),
        ("en", "Patient ID\n00451237", "00451237"),
        ("en", "Accession # RX-21-004512.", "RX-21-004512"),
        ("en", "Specimen no. S21/04518", "S21/04518"),
        ("en", "the medical record number (MRN) is 771204", "771204"),
        ("fr", "N° IPP : 800 456 7123", "800 456 7123"),
        ("fr", "patiente (IPP 8004561)", "8004561"),
        ("fr", "IPP:8004567123", "8004567123"),
        ("fr", "numéro d'admission 2021/45678", "2021/45678"),
        ("fr", "NUMERO DE DOSSIER 456123", "456123"),
        ("fr", "Dossier n°1407UZ221 mis à jour", "1407UZ221"),
        ("de", "Fall-Nr.: 20214567", "20214567"),
        ("de", "Pat.-Nr. 0045612", "0045612"),
        ("de", "Aufnahmenummer 4561237", "4561237"),
        ("de", "Histologie-Nr. H/2021/004561", "H/2021/004561"),
        ("de", "Befund-Nr.: 21-04561", "21-04561"),
        ("de", "E-Nr. E21/4561", "E21/4561"),
        ("de", "Versichertennummer: A123456780", "A123456780"),
        ("it", "cartella clinica n. 2021/45612", "2021/45612"),
        ("it", "N. nosologico: 20210045612", "20210045612"),
        ("it", "codice paziente 456123", "456123"),
        ("it", "tessera sanitaria n. 80380001234567890123", "80380001234567890123"),
        ("ja", "患者ＩＤ：００４５６１２", "００４５６１２"),
        ("ja", "カルテ番号 45612", "45612"),
        ("ja", "診察券番号は45-6123です", "45-6123"),
        ("ja", "【検査番号】R2021-00456", "R2021-00456"),
        ("ja", "オーダー番号（2021045612）", "2021045612"),
        ("ja", "検体番号X45612の結果", "X45612"),
        ("en", "SSN ending in 4412", "4412"),
        ("en", "Patient's ID was recorded as 441207", "441207"),
        ("en", "Medical Rec. No. 00-41-22-95", "00-41-22-95"),
        ("de", "Versichertenkarte 80756000445566778899", "80756000445566778899"),
        ("it", "Codice sanitario regionale K3L4M5N6", "K3L4M5N6"),
        ("en", "passport numbers such as X4451223", "X4451223"),
        ("en", "retina id RT-20551 on file", "RT-20551"),
        ("fr", "une requête (no 45123/09) dirigée contre", "45123/09"),
    ],
)
def test_record_numbers(language: Language, text: str, value: str) -> None:
    assert value in values(language, text)


@pytest.mark.parametrize(
    ("language", "text", "value", "entity"),
    [
        ("en", "Routing number 021000021", "021000021", "ACCOUNT_NUMBER"),
        ("en", "Voter ID: ABC1234567", "ABC1234567", "NATIONAL_ID"),
        ("en", "PAN: ABCDE1234F", "ABCDE1234F", "NATIONAL_ID"),
        ("en", "Badge # 4471", "4471", "RECORD_ID"),
        ("en", "licence plate AB12 CDE", "AB12 CDE", "VEHICLE_ID"),
        ("en", "IMEI 490154203237518", "490154203237518", "DEVICE_ID"),
        ("en", "Passport no. 533401278", "533401278", "US_PASSPORT"),
        ("fr", "requête no 45123/09", "45123/09", "RECORD_ID"),
        ("fr", "RG n° 19/04512", "19/04512", "RECORD_ID"),
        ("fr", "procès-verbal n° 2021/4512", "2021/4512", "RECORD_ID"),
        ("fr", "immatriculé AB-123-CD", "AB-123-CD", "VEHICLE_ID"),
        ("fr", "permis de conduire n° 881234567890", "881234567890", "US_DRIVER_LICENSE"),
        ("fr", "N° AVS : 756.1234.5678.97", "756.1234.5678.97", "NATIONAL_ID"),
        ("de", "Aktenzeichen: 3 O 123/19", "3 O 123/19", "RECORD_ID"),
        ("de", "Kto.-Nr. 123 456 789", "123 456 789", "ACCOUNT_NUMBER"),
        ("de", "Kennzeichen M-AB 1234", "M-AB 1234", "VEHICLE_ID"),
        ("de", "Steuer-ID 12 345 678 901", "12 345 678 901", "NATIONAL_ID"),
        ("it", "targa AB 123 CD", "AB 123 CD", "VEHICLE_ID"),
        ("it", "C.F. RSSMRA80A01H501U", "RSSMRA80A01H501U", "NATIONAL_ID"),
        ("it", "conto corrente n. 000012345678", "000012345678", "ACCOUNT_NUMBER"),
        ("ja", "口座番号　1234567", "1234567", "ACCOUNT_NUMBER"),
        ("ja", "社員番号：E00123", "E00123", "RECORD_ID"),
        ("ja", "車両番号 品川 300 あ 12-34", "品川 300 あ 12-34", "VEHICLE_ID"),
    ],
)
def test_labels_name_what_they_announce(
    language: Language, text: str, value: str, entity: str
) -> None:
    assert (value, entity) in found(language, text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "IPP / NDA : 8004561237 / 9004561237", ["8004561237", "9004561237"]),
        ("fr", "IPP NDA\n8004561237 9004561237", ["8004561237", "9004561237"]),
        ("fr", "requêtes nos 45123/06 et 4512/07", ["45123/06", "4512/07"]),
        ("en", "Accounts: 12345678, 23456789 and 34567890", ["12345678", "23456789", "34567890"]),
        ("de", "Kto.-Nr. 123 456 789, BLZ 500 105 17", ["123 456 789", "500 105 17"]),
    ],
)
def test_several_labels_and_values(language: Language, text: str, expected: list[str]) -> None:
    assert values(language, text) == expected


def test_a_short_label_grown_together_with_its_number_is_part_of_it() -> None:
    assert values("en", "see MRN-2219044 and MRN7781234") == ["MRN-2219044", "MRN7781234"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "patient 12 of 40"),
        ("en", "record 2019"),
        ("en", "case 2 and figure 345"),
        ("en", "policy of 12/03/2019"),
        ("en", "page no. 1234 of the report"),
        ("en", "account balance 500 USD"),
        ("en", "study NCT01234567"),
        ("en", "IP: 192.168.100.14"),
        ("en", "the unit received 1500 ml"),
        ("en", "SSN: 000-00-0000"),
        ("fr", "la loi n° 2013-1066 du 3 juin 2013"),
        ("fr", "chambre 12, lit 3"),
        ("fr", "dossier vu le 12/03/2019"),
        ("fr", "patient de 75 ans, séjour de 12 jours"),
        ("de", "Fall 3, Zimmer 12"),
        ("de", "Patient 70 Jahre"),
        ("de", "Befund vom 12.03.2019"),
        ("it", "paziente di 75 anni, camera 12"),
        ("it", "visita del 12/03/2019"),
        ("ja", "患者は75歳、検査は3回"),
        ("ja", "検査 2019年3月"),
    ],
)
def test_counts_dates_and_laws_are_no_identifiers(language: Language, text: str) -> None:
    assert values(language, text) == []
