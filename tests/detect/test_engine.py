"""Presidio set up: offline, quiet, and with or without a language model."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from sector_data.detect import engine
from sector_data.detect.text import TextDetector

NOTE = (
    "Dr. Jane Kellerman saw him on 3 March 2021 at Mercy General Hospital, 12 Elm Street, Boston. "
    "MRN 00123456, jane@example.co.uk, 4111 1111 1111 1111, https://example.org, 10.0.0.7."
)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Set everything up anew, and forget it afterwards."""
    for cached in (engine.analyser, engine.pipeline_of):
        cached.cache_clear()
    yield
    for cached in (engine.analyser, engine.pipeline_of):
        cached.cache_clear()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any connection a failure."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def entities(text: str) -> set[str]:
    return {s.entity for s in TextDetector("en").find([text])[0]}


@pytest.mark.usefixtures("fresh", "offline")
def test_nothing_asks_the_network() -> None:
    assert {"PERSON", "EMAIL_ADDRESS", "CREDIT_CARD", "URL", "IP_ADDRESS"} <= entities(NOTE)


@pytest.mark.usefixtures("fresh", "offline")
def test_without_a_model_patterns_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "model_for", lambda _: None)
    assert engine.pipeline_of("en").pipe_names == []
    found = entities(NOTE)
    assert {
        "PERSON",
        "DATE_TIME",
        "ORGANIZATION",
        "STREET_ADDRESS",
        "MEDICAL_RECORD_NUMBER",
    } <= found
    assert {"EMAIL_ADDRESS", "CREDIT_CARD", "URL", "IP_ADDRESS"} <= found
    assert engine.name_shares(["Mary Johnson", "Robert Miller"], "en") == {}


@pytest.mark.usefixtures("fresh", "offline")
@pytest.mark.parametrize("language", ["fr", "de", "it", "ja"])
def test_languages_without_a_model_find_patterns(
    monkeypatch: pytest.MonkeyPatch, language: Any
) -> None:
    monkeypatch.setattr(engine, "model_for", lambda _: None)
    texts = ["ann@example.org, DE89370400440532013000", "2021-03-03 / 10.0.0.7"]
    spans = TextDetector(language).find(texts)
    assert [s.entity for s in spans[0]] == ["EMAIL_ADDRESS", "IBAN_CODE"]
    assert [s.entity for s in spans[1]] == ["DATE_TIME", "IP_ADDRESS"]


def test_only_the_part_that_finds_names_is_loaded() -> None:
    assert engine.pipeline_of("en").pipe_names in ([], ["ner"], ["tok2vec", "ner"])


def test_no_text_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    secret = "Kellerman"
    with caplog.at_level(logging.DEBUG):
        TextDetector("en").find([f"Mr. {secret} called 617-555-0123 about card 4111111111111111"])
    assert secret not in caplog.text
    assert "0123" not in caplog.text
    assert "411111" not in caplog.text


def test_names_are_told_from_other_words() -> None:
    if "ner" not in engine.pipeline_of("en").pipe_names:
        pytest.skip("no English model is installed")
    people = ["Mary Johnson", "Robert Miller", "PATRICIA DAVIS", "James Wilson", "Linda Moore"]
    assert engine.name_shares(people, "en")["PERSON"] >= 0.6
    words = ["low", "medium", "high", "very high", "none"]
    assert engine.name_shares(words, "en").get("PERSON", 0) < 0.5
    assert engine.name_shares([], "en") == {}
