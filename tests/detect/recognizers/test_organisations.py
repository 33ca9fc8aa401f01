"""Institutions by the word for them, and what names none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import organisations
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.spec.words import LANGUAGES, Language

FINDERS = {language: organisations.finder(words_of_text(language)) for language in LANGUAGES}


def found(language: Language, text: str) -> set[str]:
    spans = list(FINDERS[language].find(text))
    assert {s.entity for s in spans} <= {"ORGANIZATION"}
    return {text[s.start : s.end] for s in spans}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "to Mercy General Hospital today", "Mercy General Hospital"),
        ("en", "the St. Mary's Medical Center", "St. Mary's Medical Center"),
        ("en", "Hospital of: Riverside Clinic", "Riverside Clinic"),
        ("en", "Children's Hospital of Eastern Ontario.", "Children's Hospital of Eastern Ontario"),
        ("en", "University of Vermont", "University of Vermont"),
        ("en", "Brantford university hospital", "Brantford university hospital"),
        ("en", "transferred to Ward 7B", "Ward 7B"),
        ("fr", "hospitalisé au CHU de Nantes", "CHU de Nantes"),
        ("fr", "l'Hôpital européen Jean-Moulin", "Hôpital européen Jean-Moulin"),
        ("fr", "Clinique du Parc", "Clinique du Parc"),
        ("fr", "EHPAD Les Jardins d'Arcadie", "EHPAD Les Jardins d'Arcadie"),
        ("fr", "HOPITAL COCHIN", "HOPITAL COCHIN"),
        ("fr", "Centre hospitalier Prince Albert", "Centre hospitalier Prince Albert"),
        ("fr", "au pavillon Laennec", "pavillon Laennec"),
        ("de", "Universitätsklinikum Klein Wesendorf", "Universitätsklinikum Klein Wesendorf"),
        ("de", "im St. Marien-Krankenhaus behandelt", "St. Marien-Krankenhaus"),
        ("de", "Praxis Dr. med. Huber", "Praxis Dr. med. Huber"),
        ("de", "Pflegeheim Haus Abendrot", "Pflegeheim Haus Abendrot"),
        ("de", "Kantonsspital Aarau", "Kantonsspital Aarau"),
        ("de", "Robert-Koch-Klinik", "Robert-Koch-Klinik"),
        (
            "de",
            "Krankenhaus der Barmherzigen Brüder Linz",
            "Krankenhaus der Barmherzigen Brüder Linz",
        ),
        ("de", "verlegt auf Station 3B", "Station 3B"),
        ("de", "LKH Graz", "LKH Graz"),
        ("it", "Ospedale San Carlo", "Ospedale San Carlo"),
        ("it", "ASL Roma 1", "ASL Roma 1"),
        ("it", "Casa di cura Villa Igea", "Casa di cura Villa Igea"),
        ("it", "RSA Santa Chiara", "RSA Santa Chiara"),
        ("it", "Università di Pavia", "Università di Pavia"),
        ("ja", "4西病棟へ転棟", "4西病棟"),
    ],
)
def test_institutions(language: Language, text: str, name: str) -> None:
    assert name in found(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Hospital, Our Clinic, Community Hospital, a hospital, Clinic"),
        ("en", "Discharge Hospital course"),
        ("fr", "Service de Cardiologie, Hôpital de jour, CHU, institut"),
        ("fr", "EVOLUTION CLINIQUE\nClinique : bonne\nExamen clinique normal"),
        ("fr", "Clinique Médicale, Unité de Soins, pharmacie de ville"),
        ("de", "Medizinische Klinik, Frauenklinik, Reha-Klinik, HNO-Klinik"),
        ("de", "Tagesklinik Aufnahme, Klinik am Montag, Klinik und Verlauf"),
        ("de", "Krankenhaus Entlassung, im Labor Leukozyten, Station verlegt"),
        ("it", "quadro clinico, Clinica Medica, reparto di Cardiologia, in ospedale"),
        ("ja", "当院、近医"),
    ],
)
def test_institutions_in_general_are_none(language: Language, text: str) -> None:
    assert found(language, text) == set()


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["Hôpital", "Clinique", "CHU", "EHPAD", "Centre hospitalier"]),
    st.sampled_from(["Ambroise Vernet", "de Brouzic", "des Trois-Chênes", "Saint-Aubert"]),
    st.booleans(),
)
def test_kind_and_name_are_one_passage(kind: str, name: str, capitals: bool) -> None:
    institution = f"{kind} {name}".upper() if capitals else f"{kind} {name}"
    assert institution in found("fr", f"Suivi au {institution}, puis rien.")


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_findings_lie_within_any_text(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", ["A-", "Klinik ", "klinik", "Hospital of ", "CHU de ", "病院"])
def test_hostile_texts_are_read_in_time(language: Language, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    list(FINDERS[language].find(text))
    assert time.process_time() - start < 2.0
