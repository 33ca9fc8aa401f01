"""A note of each language keeps its sentences and loses everything that tells who it is about."""

from __future__ import annotations

import re

import pytest

from sector_data.deidentify.plain_sight import Forbidden, PlainSight
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language
from tests.deidentify.strategies import SECRET

NOTES: dict[Language, tuple[str, dict[str, str], str]] = {
    "en": (
        "Mrs. Fiona Curran, born March 12, 1955, was seen by Dr. Colby Holt at Mercy General "
        "Hospital on 02/03/2023. Lives at 281 Montague Road; phone 413-555-2101.",
        {
            "Fiona Curran": "PERSON",
            "March 12, 1955": "DATE_TIME",
            "Colby Holt": "PERSON",
            "Mercy General Hospital": "ORGANIZATION",
            "02/03/2023": "DATE_TIME",
            "281 Montague Road": "STREET_ADDRESS",
            "413-555-2101": "PHONE_NUMBER",
        },
        r"Mrs\. \S+ \S+, born June 20, 1955, was seen by Dr\. \S+ \S+ at \S+ General Hospital on "
        r"05/14/2023\. Lives at \d{3} \S+ Road; phone \d{3}-555-01\d\d\.",
    ),
    "fr": (
        "Mme Mireille Dupont, née le 12/03/1955, a consulté le Dr Gérard Lefèvre le "
        "3 février 2023. Adresse : 12 rue Victor Hugo, 75011 Paris. Tél. 06 12 34 56 78.",
        {
            "Mireille Dupont": "PERSON",
            "12/03/1955": "DATE_TIME",
            "Gérard Lefèvre": "PERSON",
            "3 février 2023": "DATE_TIME",
            "12 rue Victor Hugo, 75011 Paris": "STREET_ADDRESS",
            "06 12 34 56 78": "PHONE_NUMBER",
        },
        r"Mme \S+ \S+, née le 20/06/1955, a consulté le Dr \S+ \S+ le 14 mai 2023\. "
        r"Adresse : \d\d rue \S+ \S+, \d{5} \S+\. Tél\. 0\d \d\d \d\d \d\d \d\d\.",
    ),
    "de": (
        "Frau Gudrun Maierhofer, geb. 12.03.1955, wurde am 3. Februar 2023 im Klinikum Nürnberg "
        "aufgenommen. Anschrift: Musterstraße 12, 90402 Nürnberg.",
        {
            "Gudrun Maierhofer": "PERSON",
            "12.03.1955": "DATE_TIME",
            "3. Februar 2023": "DATE_TIME",
            "Klinikum Nürnberg": "ORGANIZATION",
            "Musterstraße 12, 90402 Nürnberg": "STREET_ADDRESS",
        },
        r"Frau \S+ \S+, geb\. 20\.06\.1955, wurde am 14\. Mai 2023 im Klinikum \S+ aufgenommen\. "
        r"Anschrift: \S+straße \d\d, \d{5} \S+\.",
    ),
    "it": (
        "La signora Ottavia Brambilla, nata il 12/03/1955, è stata ricoverata il 3 febbraio 2023 "
        "dal dott. Calogero Volpe. Residente in via Garibaldi 12, 20121 Milano.",
        {
            "Ottavia Brambilla": "PERSON",
            "12/03/1955": "DATE_TIME",
            "3 febbraio 2023": "DATE_TIME",
            "Calogero Volpe": "PERSON",
            "via Garibaldi 12, 20121 Milano": "STREET_ADDRESS",
        },
        r"La signora \S+ \S+, nata il 20/06/1955, è stata ricoverata il 14 maggio 2023 dal dott\. "
        r"\S+ \S+\. Residente in via \S+ \d\d, \d{5} \S+\.",
    ),
    "ja": (
        "患者の田中花子様(1955年3月12日生)は令和5年2月3日に山田病院へ搬送された。担当は佐藤健一医師。",
        {
            "田中花子": "PERSON",
            "1955年3月12日": "DATE_TIME",
            "令和5年2月3日": "DATE_TIME",
            "山田病院": "ORGANIZATION",
            "佐藤健一": "PERSON",
        },
        r"患者の\w{2,6}様\(1955年6月20日生\)は令和5年5月14日に\w+病院へ搬送された。担当は\w{2,6}医師。",
    ),
}


@pytest.mark.parametrize("language", NOTES)
def test_a_note_keeps_its_sentences_and_nobody(language: Language) -> None:
    text, passages, wanted = NOTES[language]
    spans = [
        Span(text.index(passage), text.index(passage) + len(passage), entity, 1.0)
        for passage, entity in passages.items()
    ]
    source = [passage for passage, entity in passages.items() if entity != "DATE_TIME"]
    made = PlainSight(SECRET, language, Forbidden(source)).text(text, spans, "s", 100)
    assert re.fullmatch(wanted, made), made
    assert not any(passage in made for passage in passages)
    kept = {"road", "rue", "via", "klinikum", "general", "hospital", "straße"}
    words = {w for p in source for w in re.findall(r"[^\W\d_]{3,}", p.lower())} - kept
    assert not words & set(re.findall(r"[^\W\d_]+", made.lower()))
