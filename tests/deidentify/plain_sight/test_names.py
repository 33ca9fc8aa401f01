"""Names become other names of their script, origin and sex, the same wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.plain_sight import Forbidden
from sector_data.deidentify.plain_sight.drawing import Draws, plain
from sector_data.deidentify.plain_sight.name_lists import (
    Origin,
    blended,
    origin_of,
    pool,
    script_of,
)
from sector_data.deidentify.plain_sight.names import Names, hints_from
from sector_data.errors import InputError
from sector_data.spec.words import LANGUAGES, Language
from tests.deidentify.strategies import SECRET

GIVEN, FAMILY = (pool(Origin("it_IT", "LATIN", kind, None)) for kind in ("given", "family"))


def names(
    language: Language = "it", forbidden: tuple[str, ...] = (), secret: bytes = SECRET
) -> Names:
    return Names(Draws(secret, Forbidden(forbidden)), language)


@given(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.text(max_size=5))
def test_a_name_agrees_with_its_parts_and_its_capitals(one: str, last: str, subject: str) -> None:
    made = names()
    whole = made.person(f"{one} {last}", subject)
    head, _, tail = whole.partition(" ")
    assert plain(head) != plain(one)
    assert plain(tail) != plain(last)
    assert made.person(f"{one} {last}", subject) == whole
    assert made.person(f"{one} {last}".upper(), subject) == whole.upper()
    assert made.person(f"Dr. {one} {last}", subject) == f"Dr. {whole}"
    assert made.person(f"{last}, {one}", subject) == f"{tail}, {head}"


@given(st.sampled_from(FAMILY))
def test_subjects_and_keys_have_surrogates_of_their_own(last: str) -> None:
    by_subject = {names().person(last, str(n)) for n in range(12)}
    by_key = {names(secret=bytes([n]) * 32).person(last, "s") for n in range(12)}
    assert len(by_subject) > 6
    assert len(by_key) > 6


@given(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.integers(0, 99))
def test_no_surrogate_is_a_value_of_the_source_though_it_has_the_whole_list(
    one: str, last: str, subject: int
) -> None:
    source = (*GIVEN, *FAMILY)
    made = names(forbidden=source).person(f"{one} {last}", str(subject))
    assert not {plain(w) for w in made.split()} & {plain(w) for n in source for w in n.split()}


@pytest.mark.parametrize(
    ("language", "name", "sex"),
    [
        ("en", "Jennifer", "female"),
        ("fr", "Gérard", "male"),
        ("de", "Gudrun", "female"),
        ("it", "Calogero", "male"),
        ("ja", "太郎", "male"),
        ("ja", "花子", "female"),
        ("it", "Ottavia", "female"),
        ("it", "Nazareno", "male"),
    ],
)
def test_the_sex_of_a_given_name_stays(language: Language, name: str, sex: str) -> None:
    origin = origin_of(name, "given", language)
    assert origin.sex == sex
    drawn = [names(language).word(name, "given", str(n)) for n in range(20)]
    assert set(drawn) <= set(pool(origin))


@pytest.mark.parametrize(
    ("language", "name", "script"),
    [
        ("ja", "田中太郎", "CJK"),
        ("ja", "タナカ タロウ", "KANA"),
        ("de", "Иван Петров", "CYRILLIC"),
        ("en", "Γεώργιος Παπαδόπουλος", "GREEK"),
        ("fr", "Nguyen", "LATIN"),
    ],
)
def test_the_script_stays(language: Language, name: str, script: str) -> None:
    made = names(language).person(name, "s")
    assert made != name
    assert {script_of(word) for word in made.split()} == {script}


def test_a_japanese_family_name_agrees_with_or_without_given_name_and_honorific() -> None:
    made = names("ja")
    family = made.person("田中", "s")
    assert made.person("田中太郎", "s").startswith(family)
    assert made.person("田中 太郎様", "s").startswith(family + " ")
    assert made.person("田中さん", "s") == f"{family}さん"


@pytest.mark.parametrize(
    ("passage", "left"),
    [
        ("Dott.ssa Rossi", "Dott.ssa "),
        ("Herr Prof. Dr. Rossi", "Herr Prof. Dr. "),
        ("Mme de Rossi", "Mme de "),
        ("M. Rossi", ""),
    ],
)
def test_titles_and_particles_stay(passage: str, left: str) -> None:
    assert names().person(passage, "s").startswith(left)


def test_credentials_stay_behind_a_name_and_possessives_on_it() -> None:
    made = names("en")
    whole = made.person("Anna Holt", "s")
    assert made.person("Anna Holt, MD", "s") == f"{whole}, MD"
    assert made.person("Anna Holt's", "s") == f"{whole}'s"


def test_what_the_tables_say_of_a_name_counts_most() -> None:
    hints = hints_from(["Zebquo"], ["Bradovfil"])
    assert hints == {"zebquo": "given", "bradovfil": "family"}
    told = Names(Draws(SECRET, Forbidden()), "en", hints)
    first, last = told.person("Zebquo Bradovfil", "s").split()
    assert told.person("Zebquo", "s") == first
    assert told.person("Bradovfil", "s") == last
    assert hints_from(["Martin"], ["Martin"]) == {}


@given(st.sampled_from(FAMILY), st.sampled_from(FAMILY))
def test_blends_are_one_word_that_begins_like_a_name(one: str, other: str) -> None:
    made = blended(one, other)
    assert made[0] == one[0]
    assert " " not in made
    assert len(made) >= 2


class _Everything(Forbidden):
    def holds(self, text: str) -> bool:
        return bool(text)


def test_an_exhausted_pool_is_refused_without_naming_a_value() -> None:
    made = Names(Draws(SECRET, _Everything()), "en")
    with pytest.raises(InputError, match="exhausted") as refused:
        made.person("Telltale", "s")
    assert "Telltale" not in str(refused.value)
    assert "tags" in (refused.value.fix or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_names_to_draw_from(language: Language) -> None:
    word = "田" if language == "ja" else "Xqz"
    for kind in ("given", "family"):
        origin = origin_of(word, kind, language)
        assert len(pool(origin)) >= 40
