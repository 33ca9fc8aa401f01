"""E-mail, web and names in social networks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import contacts
from sector_data.detect.recognizers.vocabulary import Finder
from tests.detect.recognizers.sentences import found, hostile_texts, slowest


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
    assert found(contacts.urls(), text) == []


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
    assert found(contacts.emails(), text) == [address]


@pytest.mark.parametrize("text", ["a@b", "@ann", "x @ y.org", "ann@", "5 @ 3.50"])
def test_no_e_mail(text: str) -> None:
    assert found(contacts.emails(), text) == []


_NAME = st.from_regex(r"[a-z]{2,8}(?:[._][a-z]{2,8})?", fullmatch=True)
_HOST = st.from_regex(r"[a-z]{3,9}", fullmatch=True)
DISGUISES = (
    "{name}@{host}.org",
    "{name} @ {host}.org",
    "{name}＠{host}.org",
    "{name}(at){host}.org",
    "{name} [at] {host} [dot] org",
    "{name} at {host} dot org",
    "{name} arobase {host}.fr",
    "{name} Klammeraffe {host} Punkt de",
    "{name} chiocciola {host} punto it",
    "{name}アットマーク{host}ドットjp",
)


@settings(deadline=None, max_examples=100)
@given(name=_NAME, host=_HOST, form=st.sampled_from(DISGUISES))
def test_addresses_in_disguise(name: str, host: str, form: str) -> None:
    address = form.format(name=name, host=host)
    assert found(contacts.emails(), f"1: {address}, ok") == [address]


def test_a_name_in_words() -> None:
    written = "jane dot roe at example dot com"
    assert found(contacts.emails(), f"> {written}") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "look at example.com",
        "met at home (at noon)",
        "5 @ 3.50",
        "pain at rest, dot blot",
        "arrived at 10 [at] last",
    ],
)
def test_talk_is_no_address(text: str) -> None:
    assert found(contacts.emails(), text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LinkedIn: jane-roe-77", "jane-roe-77"),
        ("Twitter @janeroe", "janeroe"),
        ("Instagram (@jroe)", "jroe"),
        ("follow @jane_roe", "jane_roe"),
        ("Skype: live.jroe", "live.jroe"),
        ("インスタ：taro_77", "taro_77"),
    ],
)
def test_names_in_networks(text: str, name: str) -> None:
    spans = list(contacts.urls().find(text))
    assert {text[s.start : s.end] for s in spans} == {name}
    assert {s.entity for s in spans} == {"USERNAME"}


@pytest.mark.parametrize(
    "text",
    [
        "stable.In the morning",
        "seen.It was",
        "Befund.Es wurde",
        "Facebook: the company said",
        "central line: left",
        "pain @rest, 5 mg @ night",
        "version 10.2.3.4",
    ],
)
def test_missing_blanks_and_talk_of_networks(text: str) -> None:
    assert found(contacts.urls(), text) == []


@pytest.mark.parametrize("finder", [contacts.emails(), contacts.urls()])
def test_hostile_lines_take_no_time(finder: Finder) -> None:
    texts = hostile_texts(20_000, "http://", "www.a.", "@a_", "a dot ", "skype: ", "(at)")
    assert slowest(finder, texts) < 1.0
