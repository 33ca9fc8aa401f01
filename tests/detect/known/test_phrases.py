"""One person's places, organisations and electronic addresses."""

from __future__ import annotations

import pytest

from tests.detect.known.looking import covered, knowing


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("281 Montague Road Apt 4", "at 281 Montague Rd", "281 Montague Rd"),
        ("281 Montague Road Apt 4", "at 281 montague road apt 4", "281 montague road apt 4"),
        (
            "281 Montague Road, Hadley",
            "281 MONTAGUE; on Montague Road",
            "281 MONTAGUE | Montague Road",
        ),
        ("281 Montague Road", "Montague 282, a road, 281 mg", ""),
        ("12 Park Row", "park row over there, Park Row", "Park Row"),
        (
            "Königstraße 12a",
            "KÖNIGSTRASSE: Königstr. 12a, Koenigstrasse 12",
            "KÖNIGSTRASSE | Königstr. 12a | Koenigstrasse 12",
        ),
        ("Am Alten Markt 3", "Am Alten Markt 3", "Am Alten Markt 3"),
        (
            "12 bis, rue de la République, 69001 Lyon",
            "12 bis rue de la Republique",
            "12 bis rue de la Republique",
        ),
        ("5 avenue Foch", "5 av. Foch", "5 av. Foch"),
        (
            "Via Giuseppe Verdi, 12",
            "via giuseppe verdi 12; Via Verdi 12",
            "via giuseppe verdi 12 | Verdi 12",
        ),
        ("Piazza Garibaldi 7", "P.za Garibaldi 7", "Garibaldi 7"),
    ],
)
def test_streets(value: str, text: str, expected: str) -> None:
    assert covered(knowing({"street": ("STREET_ADDRESS", value)}), text) == (
        expected.split(" | ") if expected else []
    )


@pytest.mark.parametrize(
    ("entity", "value", "text", "expected"),
    [
        ("CITY", "Northampton", "in NORTHAMPTON and northampton", "NORTHAMPTON | northampton"),
        ("CITY", "Bath", "a bath in Bath", "Bath"),
        ("CITY", "Köln", "aus Koeln, KOLN", "Koeln | KOLN"),
        ("CITY", "Saint-Étienne", "St Etienne, Saint Étienne", "St Etienne | Saint Étienne"),
        ("COUNTY", "Hampshire County", "Hampshire County", "Hampshire County"),
        (
            "ORGANIZATION",
            "Quabbin Mutual Insurance, Inc.",
            "at Quabbin Mutual Insurance",
            "Quabbin Mutual Insurance",
        ),
        ("ORGANIZATION", "Kellerman's Market", "KELLERMAN’S MARKET", "KELLERMAN’S MARKET"),
        (
            "ORGANIZATION",
            "Bäckerei Groß GmbH",
            "bei Baeckerei Gross GmbH",
            "Baeckerei Gross GmbH",
        ),
        (
            "EMAIL_ADDRESS",
            "jane.roe50@example.com",
            "JANE.ROE50@example.com",
            "JANE.ROE50@example.com",
        ),
        (
            "EMAIL_ADDRESS",
            "jane.roe50@example.com",
            "jane dot roe50 (at) example dot com",
            "jane dot roe50 (at) example dot com",
        ),
        ("EMAIL_ADDRESS", "jane.roe50@example.com", "user jane.roe50 logged in", "jane.roe50"),
        ("EMAIL_ADDRESS", "jane@example.com", "jane came at example time", ""),
        ("STATE", "MA", "ma MA", ""),
    ],
)
def test_words(entity: str, value: str, text: str, expected: str) -> None:
    assert covered(knowing({"x": (entity, value)}), text) == (
        expected.split(" | ") if expected else []
    )


def test_a_state_is_hidden_behind_the_town_only() -> None:
    search = knowing({"town": ("CITY", "Hadley"), "state": ("STATE", "MA")})
    assert covered(search, "in Hadley, MA and elsewhere in MA; Amherst, MA") == ["Hadley, MA"]
