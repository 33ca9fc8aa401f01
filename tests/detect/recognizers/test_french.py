"""Names in French notes, letters and judgments, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import french
from sector_data.detect.recognizers.vocabulary import words_of_text

FINDER = french.finder(words_of_text("fr"))
FILTER = french.FrenchFilter(words_of_text("fr"))


def found(text: str) -> set[str]:
    """Return the names, without those that are part of a longer one."""
    spans = sorted({(s.start, s.end) for s in FINDER.find(text)})
    whole = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    return {text[a:b] for a, b in whole}


@given(st.text(), st.sampled_from(["Mme ", "M. ", "Dr J. ", "née ", "DUPUY "]))
@settings(deadline=None, max_examples=100)
def test_findings_lie_in_the_text(text: str, before: str) -> None:
    whole = before + text
    for span in FINDER.find(whole):
        assert 0 <= span.start < span.end <= len(whole)
        assert whole[span.start : span.end] not in span.reason


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Interne : DUVERNOIS Clotilde", "DUVERNOIS Clotilde"),
        ("adressé au Pr Jean-Paul DE LA TOUR.", "Jean-Paul DE LA TOUR"),
        ("Mme DUBREUIL, née LEFEVRE, sort demain", "DUBREUIL"),
        ("Mme DUBREUIL, née LEFEVRE, sort demain", "LEFEVRE"),
        ("Maître Aurélie VASSOR, avocate au barreau", "Aurélie VASSOR"),
        ("Chef de service : Pr A. Mandrillon", "A. Mandrillon"),
        ("KERVELLA Yann-Erwan | M | 12/03/1960", "KERVELLA Yann-Erwan"),
        ("Vient avec sa fille Solène.", "Solène"),
        ("m. dupont est venu", "m. dupont"),
        ("avis du dr h kervellan ce jour", "h kervellan"),
        ("signé dr. j-l kervellan", "j-l kervellan"),
        ("MONSIEUR DUPONT JEAN EST VENU", "DUPONT JEAN"),
        ("Revu ce jour par C. Trévidic", "C. Trévidic"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "EVOLUTION CLINIQUE FAVORABLE",
        "COMPTE RENDU D'HOSPITALISATION",
        "Traitement par RIVAROXABAN le soir. LASILIX 40 mg.",
        "Sérologie VHC négative, NFS normale, DOPPLER artériel normal.",
        "Maladie de Crohn, score de Glasgow à 15, test de Romberg négatif",
        "E. Coli dans les urines",
        "le dr a vu le patient, le pr d appelle",
        "Suivi à l'hôpital Robert-Debré",
        "Pas de signe de Homans. Abdomen souple.",
    ],
)
def test_headings_drugs_and_eponyms_are_no_names(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "value", "said", "believed"),
    [
        ("Amélioration nette.", "Amélioration", "LOCATION", None),
        ("Vit à Bordeaux.", "Bordeaux", "LOCATION", "LOCATION"),
        ("PODALI Stéphanie sort.", "PODALI Stéphanie", "LOCATION", "PERSON"),
        ("Hôpital Avicenne", "Avicenne", "PERSON", None),
        ("Suivie à Bichat.", "Bichat", "LOCATION", "ORGANIZATION"),
        ("Appendicectomie en 2003", "Appendicectomie", "LOCATION", None),
    ],
)
def test_a_model_is_believed_where_the_lists_agree(
    text: str, value: str, said: str, believed: str | None
) -> None:
    start = text.index(value)
    kept = [entity for _, _, entity in FILTER.keep(text, [(start, start + len(value), said)])]
    assert kept == ([believed] if believed else [])
