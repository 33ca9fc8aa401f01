"""Passwords, codes, keys and user names; and talk about them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import secrets
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import LANGUAGES, Language

FINDERS: dict[Language, Finder] = {x: secrets.finder(words_of_text(x)) for x in LANGUAGES}
_PASSWORD = st.from_regex(r"[A-Z][a-z]{3,8}[0-9]{2,4}[!?#]?[a-z]", fullmatch=True)


def found(language: Language, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in FINDERS[language].find(text)}


@given(st.sampled_from(LANGUAGES), st.data(), _PASSWORD, st.sampled_from([": ", "=", " : ", "："]))
@settings(deadline=None, max_examples=100)
def test_a_label_and_a_colon_announce_any_password(
    language: Language, data: st.DataObject, password: str, joint: str
) -> None:
    label = data.draw(st.sampled_from(words_of_text(language)["secret_labels"]))
    assert (password, "SECRET") in found(language, f"{label}{joint}{password}\nok")


@given(st.sampled_from(LANGUAGES), st.text())
@settings(deadline=None)
def test_findings_lie_in_the_text(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("language", "text", "value", "entity"),
    [
        ("en", "the password is hunter42!", "hunter42!", "SECRET"),
        ("en", "pwd: x9y8z7", "x9y8z7", "SECRET"),
        ("en", "user/pass: bob / s3cret", "bob", "USERNAME"),
        ("en", "user/pass: bob / s3cret", "s3cret", "SECRET"),
        ("en", 'password for ann is "correct horse"', "correct horse", "SECRET"),
        ("en", "password changed to Winter2031!", "Winter2031!", "SECRET"),
        ("en", "his PIN is 4821.", "4821", "SECRET"),
        ("en", "username: jdoe", "jdoe", "USERNAME"),
        ("en", "User: admin", "admin", "USERNAME"),
        ("en", "key AKIAIOSFODNN7EXAMPLE leaked", "AKIAIOSFODNN7EXAMPLE", "SECRET"),
        ("en", "ftp://bob:s3cr3t@host/x", "s3cr3t", "SECRET"),
        ("fr", "Mot de passe : azerty12", "azerty12", "SECRET"),
        ("fr", "code d'accès : 4589", "4589", "SECRET"),
        ("fr", "Identifiant : mroux", "mroux", "USERNAME"),
        ("de", "Das Passwort lautet Sommer2031!", "Sommer2031!", "SECRET"),
        ("de", "Benutzername: hmeier", "hmeier", "USERNAME"),
        ("it", "La password è Roma1234", "Roma1234", "SECRET"),
        ("it", "nome utente: mverdi", "mverdi", "USERNAME"),
        ("ja", "パスワード：abc123", "abc123", "SECRET"),
        ("ja", "暗証番号は1234です", "1234", "SECRET"),
        ("ja", "ユーザーID：tanaka01", "tanaka01", "USERNAME"),
    ],
)
def test_secrets(language: Language, text: str, value: str, entity: str) -> None:
    assert (value, entity) in found(language, text)


def test_a_private_key_is_one_passage() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowAB\n-----END RSA PRIVATE KEY-----"
    assert found("en", f"Key:\n{key}\nEnd") >= {(key, "SECRET")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The password was reset yesterday."),
        ("en", "The password is required."),
        ("en", "password: ********"),
        ("en", "Password: [REDACTED]"),
        ("en", "pin in left femur, no pin 12 removed"),
        ("en", "the pass rate is 90%"),
        ("en", "User: hello, where can I sign in?"),
        ("en", "user is unhappy"),
        ("en", "Login: 03/04/2020"),
        ("fr", "mot de passe oublié"),
        ("fr", "le patient est porteur de broches"),
        ("de", "Das Passwort ist abgelaufen."),
        ("it", "la password è scaduta"),
        ("ja", "パスワードを変更してください"),
    ],
)
def test_talk_about_secrets_holds_none(language: Language, text: str) -> None:
    assert found(language, text) == set()
