"""Addresses, institutions and places."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers import addresses, organisations, places
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text

WORDS = words_of_text("en")
ADDRESSES = addresses.finder(WORDS)
INSTITUTIONS = organisations.finder(WORDS)
PLACES = places.finder(WORDS)


def found(finder: Finder, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at 12 Elm Street.", "12 Elm Street."),
        ("68 MARKET ST", "68 MARKET ST"),
        ("1600 N Main Ave, Apt 4B", "1600 N Main Ave, Apt 4B"),
        ("12 O'Neill Rd", "12 O'Neill Rd"),
        ("lives at 12 elm street", "12 elm street"),
        ("P.O. Box 104", "P.O. Box 104"),
        ("PSC 7951, Box 9972\nAPO AA 69974", "PSC 7951, Box 9972\nAPO AA 69974"),
        ("12 rue de la Paix", "12 rue de la Paix"),
        ("Via Roma 3", "Via Roma 3"),
        ("Hauptstraße 5a", "Hauptstraße 5a"),
        ("Passauer Strasse 33", "Passauer Strasse 33"),
        ("in Suite 501", "Suite 501"),
        ("4500 State Route 9", "4500 State Route 9"),
    ],
)
def test_streets(text: str, address: str) -> None:
    assert (address, "STREET_ADDRESS") in found(ADDRESSES, text)


@pytest.mark.parametrize(
    "text",
    [
        "BP 138/62",
        "During 1971 he",
        "2 mg IV push",
        "the 3 Way valve",
        "Type 2 Diabetes",
        "HR 88, RR 16",
    ],
)
def test_no_streets(text: str) -> None:
    assert not any(e == "STREET_ADDRESS" for _, e in found(ADDRESSES, text))


@pytest.mark.parametrize(
    ("text", "code", "entity"),
    [
        ("Lowell, MA 01852", "01852", "US_ZIP_CODE"),
        ("Boise, ID 83702-1234", "83702-1234", "US_ZIP_CODE"),
        ("New York 10001", "10001", "US_ZIP_CODE"),
        ("zip code: 02139", "02139", "US_ZIP_CODE"),
        ("London SW1A 1AA", "SW1A 1AA", "POSTAL_CODE"),
        ("Ottawa K1A 0B1", "K1A 0B1", "POSTAL_CODE"),
    ],
)
def test_postal_codes(text: str, code: str, entity: str) -> None:
    assert (code, entity) in found(ADDRESSES, text)


@pytest.mark.parametrize("text", ["(ID 31377)", "in OR 12345", "02139", "WBC 12000"])
def test_no_postal_codes(text: str) -> None:
    assert found(ADDRESSES, text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("to Mercy General Hospital today", "Mercy General Hospital"),
        ("the St. Mary's Medical Center", "St. Mary's Medical Center"),
        ("Hospital of: Riverside Clinic", "Riverside Clinic"),
        (
            "at the Children's Hospital of Eastern Ontario.",
            "Children's Hospital of Eastern Ontario",
        ),
    ],
)
def test_institutions(text: str, name: str) -> None:
    assert (name, "ORGANIZATION") in found(INSTITUTIONS, text)


@pytest.mark.parametrize(
    "text", ["The Hospital", "Our Clinic", "Community Hospital", "a hospital", "Clinic"]
)
def test_institutions_in_general_are_none(text: str) -> None:
    assert found(INSTITUTIONS, text) == set()


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("lives in Chicopee.", "Chicopee", "LOCATION"),
        ("a man from West Springfield with", "West Springfield", "LOCATION"),
        ("works as a clerk at Corner Market.", "Corner Market", "ORGANIZATION"),
        ("records sent to The Elms at Quabbin", "Elms at Quabbin", "ORGANIZATION"),
    ],
)
def test_announced_places(text: str, name: str, entity: str) -> None:
    assert (name, entity) in found(PLACES, text)


@pytest.mark.parametrize(
    "text", ["in March", "from Cardiology", "in ICU", "from Metformin", "in Pain", "from Dr. Lee"]
)
def test_announced_words_that_are_no_places(text: str) -> None:
    assert found(PLACES, text) == set()
