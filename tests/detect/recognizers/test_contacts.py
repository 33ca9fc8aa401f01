"""E-mail, web and telephone."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers import contacts
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text

PHONES = contacts.phones(words_of_text("en"))


def found(finder: Finder, text: str) -> set[str]:
    return {text[s.start : s.end] for s in finder.find(text)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(617) 555-0123", "(617) 555-0123"),
        ("617.555.0123 ext. 4", "617.555.0123 ext. 4"),
        ("345-899-3560x4587", "345-899-3560x4587"),
        ("4135550153.", "4135550153"),
        ("413 555 0167", "413 555 0167"),
        ("555-0194", "555-0194"),
        ("office,+41 (0)69 979 80 58-Fax", "+41 (0)69 979 80 58"),
        ("03.93.92.16.85", "03.93.92.16.85"),
        ("reach me at 78 651 450", "78 651 450"),
        ("082 490 1693-Office", "082 490 1693"),
        ("781 1704 office", "781 1704"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert number in found(PHONES, text)


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04",
        "03/04/2021",
        "123-45-6789",
        "1234567",
        "10 000 000",
        "1,234,567",
        "$100 000 000",
        "0000000000",
        "500-1000 mg",
        "3.14159265",
    ],
)
def test_other_figures(text: str) -> None:
    assert found(PHONES, text) == set()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://example.org/a?b=c.", "https://example.org/a?b=c"),
        ("at example.org/ann, or", "example.org/ann"),
        ("www.example.co.uk", "www.example.co.uk"),
        ("InstantResales.com.cy/", "InstantResales.com.cy/"),
    ],
)
def test_web_addresses(text: str, address: str) -> None:
    assert address in found(contacts.urls(), text)


@pytest.mark.parametrize("text", ["e.g. this", "Dr.in", "no.of", "a.b.c", "ann@example.org", "1.2"])
def test_no_web_addresses(text: str) -> None:
    assert found(contacts.urls(), text) == set()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<ann.lee+x@mail.example.org>", "ann.lee+x@mail.example.org"),
        ("o'neil@example.museum, ok", "o'neil@example.museum"),
        ("JonathanPLaursen@fleckens.hu", "JonathanPLaursen@fleckens.hu"),
        ("bücher@exämple.org", "bücher@exämple.org"),
    ],
)
def test_e_mail(text: str, address: str) -> None:
    assert found(contacts.emails(), text) == {address}


@pytest.mark.parametrize("text", ["a@b", "@ann", "x @ y.org", "ann@", "5 @ 3.50"])
def test_no_e_mail(text: str) -> None:
    assert found(contacts.emails(), text) == set()
