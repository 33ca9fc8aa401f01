"""Five languages say the same: the same keys and placeholders, numbers as each spells them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.models.model import PrivacyModel
from sector_data.release.report import catalogue as module
from sector_data.release.report.assessment import render_assessment
from sector_data.release.report.catalogue import (
    BEFORE_PERCENT,
    DECIMAL,
    THOUSANDS,
    UNKNOWN,
    Catalogue,
    catalogue,
)
from sector_data.release.report.engines import render_engines
from sector_data.release.report.exploration import render_exploration
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.release.report.tabulated import render_figures
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.transforms.values import TRANSFORMS, Drop
from sector_data.spec.words import LANGUAGES, Language, Recipient, Role, Technique
from tests.assessment.measured import gated, leaking, lucky, unprotected, without_control
from tests.release.report.engine_contents import compared
from tests.release.report.explorations import every_exploration
from tests.release.report.measured_words import VOCABULARIES
from tests.release.report.odd_contents import every_word
from tests.release.report.test_assessing import assessed
from tests.tabulation.bundles import every_promise

OTHERS = [language for language in LANGUAGES if language != "en"]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every message with its dotted key; those of a list by their place."""
    if isinstance(node, dict):
        for key, value in node.items():
            assert isinstance(key, str), f"{path}.{key} is no text; quote it"
            yield from leaves(value, f"{path}.{key}".strip("."))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from leaves(value, f"{path}[{place}]")
    else:
        assert isinstance(node, str), f"{path} is no text; quote it"
        yield path, node


def messages(language: Language) -> dict[str, str]:
    return dict(leaves(catalogue(language).words))


def placeholders(message: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(message) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_messages_with_the_same_placeholders(
    language: Language,
) -> None:
    english, own = messages("en"), messages(language)
    assert list(own) == list(english), "same keys in the same order"
    for key, message in english.items():
        assert placeholders(own[key]) == placeholders(message), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty_or_has_stray_spaces(language: Language) -> None:
    for key, message in messages(language).items():
        if not key.startswith("punctuation."):
            assert message, key
            assert message == message.strip(), key
        assert "  " not in message, key


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: Language) -> None:
    """Sentences of four words and more are never the same in two languages."""
    english, own = messages("en"), messages(language)
    same = [key for key, text in own.items() if text == english[key] and len(text.split()) > 3]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice_in_a_file(language: Language) -> None:
    """YAML keeps the last of two equal keys and says nothing."""
    source = files(module.__package__ or "") / "messages" / f"{language}.yaml"
    node = yaml.compose(source.read_text(encoding="utf-8"))
    pending = [node]
    while pending:
        mapping = pending.pop()
        if isinstance(mapping, yaml.MappingNode):
            keys = [key.value for key, _ in mapping.value]
            assert len(keys) == len(set(keys)), keys
            pending += [value for _, value in mapping.value]


def test_french_marks_have_their_unbreakable_space() -> None:
    for key, message in messages("fr").items():
        assert not re.search(r"[ \w][:;!?%»]|«[^\u00a0]", message.replace("://", "")), key
        assert not re.search(r" [:;!?%»]", message), key


def test_japanese_marks_are_of_full_width() -> None:
    for key, message in messages("ja").items():
        if JAPANESE.search(message):
            assert not re.search(r"[():,?!]", message), key
            assert not message.endswith("."), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_specification_has_a_message(language: Language) -> None:
    words = catalogue(language)
    for role in Role:
        assert words.text(f"roles.{role.value}")
    for recipient in Recipient:
        assert words.text(f"recipients.{recipient.value}")
    for metric in GATE_METRICS:
        assert words.text(f"metrics.{metric}")
    for technique in set(Technique) - {Technique.NONE}:
        assert words.text(f"techniques.{technique.value}")
    for kind in TRANSFORMS.keys() - {Drop.model_fields["kind"].default}:
        assert words.text(f"transforms.{kind}.does")
        assert words.text(f"transforms.{kind}.loses")


def model_names() -> set[str]:
    """Return the names of all privacy models that the report tells beside k and distinct l."""
    pending, names = [PrivacyModel], set()
    while pending:
        pending += (found := pending.pop()).__subclasses__()
        names.add(getattr(found, "name", "l-diversity"))
    told_elsewhere = {"k-anonymity", "l-diversity", "maximum-risk", "average-risk"}
    return names - told_elsewhere | {"km-anonymity"}


def test_every_message_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    plain, listed = Catalogue.text, Catalogue.items

    def text(self: Catalogue, key: str, **values: object) -> str:
        used.add(key)
        return plain(self, key, **values)

    def items(self: Catalogue, key: str) -> list[str]:
        found = listed(self, key)
        used.update(f"{key}[{place}]" for place, _ in enumerate(found))
        return found

    monkeypatch.setattr(Catalogue, "text", text)
    monkeypatch.setattr(Catalogue, "items", items)
    for content in every_word():
        render_page(content, "en")
        render_readme(content, "en")
    for explored in every_exploration():
        render_exploration(explored, "en")
    for measured in (leaking(), without_control(), lucky(), unprotected(), *gated()):
        render_assessment(assessed(measured), "en")
    render_engines(compared(), "en")
    for tabulated in every_promise():
        render_figures(*tabulated, "evidence/tabulation.json", "en")
    # These are there for words that hand-made contents need not all have.
    closed = (
        *("roles.", "techniques.", "metrics.", "transforms.", "reversible.", "risk.models."),
        *VOCABULARIES,
    )
    unused = [k for k in messages("en") if k not in used and not k.startswith(closed)]
    assert unused == []
    known = {
        *(f"roles.{role.value}" for role in Role),
        *(f"techniques.{technique.value}" for technique in Technique),
        *(f"metrics.{metric}" for metric in GATE_METRICS),
        *(f"risk.models.{name}" for name in model_names()),
        "reversible.key",
        "reversible.lookup",
        *(f"transforms.{kind}.{what}" for kind in TRANSFORMS for what in ("does", "loses")),
        *(f"{prefix}{word}" for prefix, words in VOCABULARIES.items() for word in words),
    }
    assert [k for k in messages("en") if k.startswith(closed) and k not in known] == []


@pytest.mark.parametrize(
    ("language", "integer", "number", "share"),
    [
        ("en", "1,234,567", "1,234.50", "99.6%"),
        ("fr", "1\u202f234\u202f567", "1\u202f234,50", "99,6\u202f%"),
        ("de", "1.234.567", "1.234,50", "99,6\u00a0%"),
        ("it", "1.234.567", "1.234,50", "99,6%"),
        ("ja", "1,234,567", "1,234.50", "99.6%"),
    ],
)
def test_figures_are_spelt_as_the_language_does(
    language: Language, integer: str, number: str, share: str
) -> None:
    words = catalogue(language)
    assert words.integer(1_234_567) == integer
    assert words.number(1_234.5, 2) == number
    assert words.share(0.996) == share


def read(text: str, language: Language) -> float:
    """Read a spelt number back."""
    bare = text.replace(BEFORE_PERCENT[language] + "%", "").replace(THOUSANDS[language], "")
    return float(bare.replace(DECIMAL[language], "."))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=40)
@given(number=st.floats(-1e12, 1e12))
def test_plain_numbers_read_back_the_same(language: Language, number: float) -> None:
    text = catalogue(language).plain(number)
    assert read(text, language) == number
    assert "e" not in text
    assert DECIMAL[language] not in text or text[-1] not in "0" + DECIMAL[language]


@settings(deadline=None, max_examples=80)
@given(share=st.floats(0, 1))
def test_only_none_is_none_and_only_all_is_all(share: float) -> None:
    words = catalogue("en")
    assert (words.share(share) == "0%") == (share == 0)
    assert (words.share(share) == "100%") == (share == 1)
    assert (words.risk(share) == "0") == (share == 0)
    assert (words.risk(share) == "1") == (share == 1)
    if 0.0005 <= share <= 0.9995:
        assert abs(read(words.share(share), "en") / 100 - share) <= 0.0005 + 1e-9
        assert abs(read(words.risk(share), "en") - share) <= 0.0005 + 1e-9


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0.0001, "<0.1%", "<\u202f0,1\u202f%"),
        (0.99999, ">99.9%", ">\u202f99,9\u202f%"),
        (0.07, "7%", "7\u202f%"),
        (1.2, "120%", "120\u202f%"),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_shares_at_the_edges(share: float | None, english: str, french: str) -> None:
    assert catalogue("en").share(share) == english
    assert catalogue("fr").share(share) == french


def test_names_with_braces_are_not_filled_in() -> None:
    assert catalogue("en").labelled("{value}", "{label}") == "{value}: {label}"


def test_lists_and_labels_are_written_as_the_language_does() -> None:
    assert catalogue("fr").labelled("a", "b") == "a\u00a0: b"
    assert catalogue("ja").labelled("a", "b") == "a\uff1ab"
    assert catalogue("ja").joined(["a", "b"]) == "a\u3001b"
    assert catalogue("de").joined([]) == ""


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue("en").text("page.nonsense")
