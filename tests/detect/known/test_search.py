"""The whole search: nobody is missed, hardly anything else is found, and it takes no time."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.known.search import KnownSearch, usual_words, whose
from sector_data.detect.known.subjects import KnownColumn, SubjectValues
from tests.detect.known import writing
from tests.detect.known.looking import SUBJECT, knowing

fillers = st.lists(st.sampled_from(writing.FILLER), min_size=0, max_size=8).map(" ".join)


def knowing_person(person: writing.Person) -> KnownSearch:
    return knowing(
        {
            "given_name": ("PERSON", person.given),
            "family_name": ("PERSON", person.family),
            "born": ("DATE_OF_BIRTH", person.born),
            "mrn": ("MEDICAL_RECORD_NUMBER", person.number),
            "phone": ("PHONE_NUMBER", person.phone),
        }
    )


def hides(search: KnownSearch, text: str, start: int, end: int) -> bool:
    """Whether every letter and digit of a passage is found."""
    spans = search.find(text, SUBJECT)
    return all(
        any(s.start <= at < s.end for s in spans) for at in range(start, end) if text[at].isalnum()
    )


def put(before: str, passage: str, after: str) -> tuple[str, int, int]:
    start = len(before) + 1
    return f"{before} {passage}; {after}", start, start + len(passage)


@given(
    person=writing.people,
    form=st.sampled_from(writing.NAME_FORMS),
    at=st.integers(0, 30),
    before=fillers,
    after=fillers,
)
@settings(deadline=None, max_examples=150)
def test_a_name_is_found_in_every_form(
    person: writing.Person,
    form: Callable[[writing.Person, int], str],
    at: int,
    before: str,
    after: str,
) -> None:
    written = form(person, at)
    text, start, end = put(before, written, after)
    search = knowing_person(person)
    spans = [s for s in search.find(text, SUBJECT) if s.start < end and start < s.end]
    seen = {at for s in spans for at in range(s.start, s.end)}
    small = {"de", "la", "del", "d", "o"}
    missed = [
        word
        for word in written.replace("'", " ").replace("’", " ").split()
        if not seen & set(range(start + written.find(word), start + written.find(word) + len(word)))
    ]
    assert {word.casefold() for word in missed} <= small


@given(
    person=writing.people, form=st.sampled_from(writing.DATE_FORMS), before=fillers, after=fillers
)
@settings(deadline=None, max_examples=150)
def test_a_birth_date_is_found_in_every_form(
    person: writing.Person, form: Callable[[date], str], before: str, after: str
) -> None:
    assert hides(knowing_person(person), *put(before, form(person.born), after))


@given(
    person=writing.people,
    form=st.sampled_from(writing.NUMBER_FORMS),
    phone=st.sampled_from(writing.PHONE_FORMS),
    at=st.integers(0, 30),
    before=fillers,
    after=fillers,
)
@settings(deadline=None, max_examples=150)
def test_numbers_are_found_in_every_form(
    person: writing.Person,
    form: Callable[[str, int], str],
    phone: Callable[[str], str],
    at: int,
    before: str,
    after: str,
) -> None:
    search = knowing_person(person)
    written = form(person.number, at)
    if any(c.isdigit() for c in written):  # no number is read into "lOOO"
        assert hides(search, *put(before, written, after))
    assert hides(search, *put(before, phone(person.phone), after))


@given(
    names=writing.japanese_people,
    form=st.sampled_from(writing.JAPANESE_FORMS),
    before=st.sampled_from(writing.JAPANESE_FILLER),
    after=st.sampled_from(writing.JAPANESE_FILLER),
)
@settings(deadline=None, max_examples=100)
def test_a_japanese_name_is_found_in_every_form(
    names: tuple[str, str], form: Callable[[str, str], str], before: str, after: str
) -> None:
    search = knowing({"name": ("PERSON", names[0]), "name_kana": ("PERSON", names[1])})
    written = form(*names)
    text, start, end = put(before, written, after)
    assert hides(search, text, start, end - written.endswith("様"))


@given(
    person=writing.people, names=writing.japanese_people, words=st.lists(
        st.sampled_from([*writing.FILLER, *writing.JAPANESE_FILLER]), min_size=1, max_size=60
    )
)  # fmt: skip
@settings(deadline=None, max_examples=100)
def test_texts_about_nobody_hold_nothing(
    person: writing.Person, names: tuple[str, str], words: list[str]
) -> None:
    text = " ".join(words)
    assert knowing_person(person).find(text, SUBJECT) == []
    japanese = knowing({"name": ("PERSON", names[0]), "name_kana": ("PERSON", names[1])})
    assert japanese.find(text, SUBJECT) == []


@given(text=st.text(max_size=80))
@settings(deadline=None, max_examples=100)
def test_spans_lie_within_any_text_and_reasons_tell_no_value(text: str) -> None:
    search = knowing({"given_name": ("PERSON", "Zo"), "born": ("DATE_OF_BIRTH", "1950-03-14")})
    for span in search.find(text + " Zo 3/14/50 " + text, SUBJECT):
        assert 0 <= span.start < span.end <= 2 * len(text) + 12
        assert span.recognizer == "KnownIdentifiers"
        assert "people." in span.reason
        assert "Zo" not in span.reason
        assert "50" not in span.reason


def test_nothing_shows_or_writes_a_value() -> None:
    search = knowing({"given_name": ("PERSON", "Zyxel"), "mrn": ("RECORD_ID", "99887766")})
    search.find("Zyxel 99887766", SUBJECT)
    values = search._values
    identity = search._identity(SUBJECT)
    parts = (identity.names, identity.numbers, identity.phrases, identity.dates, identity.japanese)
    for thing in (search, values, identity, *parts):
        assert "yxel" not in repr(thing)
        assert "99887766" not in repr(thing)
    for thing in (search, values, identity):
        with pytest.raises(TypeError, match="not written anywhere") as caught:
            pickle.dumps(thing)
        assert "yxel" not in str(caught.value)


def test_of_a_stranger_nothing_is_known() -> None:
    search = knowing({"given_name": ("PERSON", "Zyxel")})
    assert search.find("Zyxel came", "somebody else") == []
    assert search.find("", SUBJECT) == []
    assert KnownSearch(SubjectValues([])).find("Zyxel came", SUBJECT) == []


def test_relatives_and_clinicians_of_other_tables_count() -> None:
    who = pa.array(["s1", "s2", None, "s1"])
    doctors, days = ["Ann Zyx", "Bo Wuv", "No One", None], ["2024-05-06", None, None, "7.8.2024"]
    visits = [
        KnownColumn("visits.doctor", "PERSON", pa.array(doctors), who),
        KnownColumn("visits.day", "EVENT_DATE", pa.array(days), who),
    ]
    contacts = [KnownColumn("kin.contact_name", "PERSON", pa.array(["Pat Rst"]), pa.array(["s1"]))]
    search = KnownSearch(SubjectValues([*visits, *contacts]))
    text = "Zyx, Wuv, One and Rst on 5/6/24 and 8/7"
    assert [text[s.start : s.end] for s in sorted(search.find(text, "s1"))] == [
        "Zyx",
        "Rst",
        "5/6/24",
        "8/7",
    ]
    assert [text[s.start : s.end] for s in search.find(text, "s2")] == ["Wuv"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("first_name", "last_name", True),
        ("contactFirstName", "contact_surname", False),
        ("contact_first_name", "contact_last_name", True),
        ("Vorname", "Nachname", True),
        ("patient_name_kana", "patient_name", True),
        ("氏名", "氏名カナ", True),
        ("attending", "first_name", False),
        ("author", "attending", False),
    ],
)
def test_columns_of_one_name_are_told_by_their_headers(one: str, other: str, same: bool) -> None:
    assert (whose(one) == whose(other)) is same


def test_usual_words_stand_in_lower_case_in_several_texts() -> None:
    texts = ["the kettle Rose", "a kettle rose", "Kettle, kettle Rose", None, "rose"]
    assert usual_words(texts) == {"kettle"}


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1-", "1/", "a", "a ", "Jane ", "J.", "J. ", "at ", "March ", "3 March ", "19 ",
     "昭和", "1年", "田", "ア", "ﾀﾞ", "１", "zwanzig ", "jane.roe ", "Rd ", "281 ", "\n", ","],
)  # fmt: skip
def test_hostile_texts_take_no_time(unit: str) -> None:
    search = knowing(
        {
            "first_name": ("PERSON", "Jane"),
            "last_name": ("PERSON", "Kellerman"),
            "kanji": ("PERSON", "田中 アア"),
            "born": ("DATE_OF_BIRTH", "1950-03-14"),
            "mrn": ("RECORD_ID", "11111111"),
            "phone": ("PHONE_NUMBER", "211-211-1111"),
            "street": ("STREET_ADDRESS", "281 Montague Rd"),
            "mail": ("EMAIL_ADDRESS", "jane.roe@at.example"),
        }
    )
    text = (unit * 50_000)[:50_000]
    began = time.process_time()
    search.find(text, SUBJECT)
    assert time.process_time() - began < 3


def test_a_subject_with_thousands_of_rows_is_searched_in_time() -> None:
    count = 5_000
    who = pa.array([SUBJECT] * count)
    numbers = pa.array([f"E{31_000_000 + i}" for i in range(count)])
    names = pa.array([f"Given{i} Family{i}" for i in range(count)])
    columns = [
        KnownColumn("visits.id", "ENCOUNTER_ID", numbers, who),
        KnownColumn("visits.doctor", "PERSON", names, who),
    ]
    search = KnownSearch(SubjectValues(columns))
    search.find("", SUBJECT)
    text = "Seen as E31000007 on 3/4 by the team, BP 120/80, ref 31999999, Sr. Family, R. N. " * 20
    began = time.process_time()
    assert search.find(text, SUBJECT)
    assert time.process_time() - began < 1.0
