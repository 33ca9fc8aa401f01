"""Japanese people, places and institutions: shares found and touched, and single traits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import japanese, japanese_letters
from sector_data.detect.recognizers.japanese_tokens import Tagger, can_tag
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from tests.detect.recognizers import japanese_held_out, japanese_sentences

WORDS = words_of_text("ja")
FINDER = japanese.finder(WORDS)
LETTERS = japanese_letters.finder(WORDS, tagged=False)
LEGITIMATE = {
    "P": {"PERSON"},
    "L": {"LOCATION", "ORGANIZATION"},
    "O": {"LOCATION", "ORGANIZATION"},
}
COVERED = 0.9
"""Share of the letters of a passage that must be found."""
tagged = pytest.mark.skipif(not can_tag(), reason="SudachiPy and its dictionary are not installed")

Marked = tuple[str, list[tuple[int, int, str]]]


def unmarked(passage: str) -> Marked:
    """Take the marks off a passage; return what stands where."""
    text = ""
    spans = []
    at = 0
    for match in re.finditer(r"\[([PLO])(.*?)\]", passage):
        text += passage[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return text + passage[at:], spans


def recall(finder: Finder, passages: Sequence[str], kinds: str = "PLO") -> float:
    """Return the share of marked passages that are found, as what they are."""
    wanted = hit = 0
    for text, spans in map(unmarked, passages):
        found = list(finder.find(text))
        for start, end, kind in spans:
            if kind not in kinds:
                continue
            fitting = [s for s in found if s.entity in LEGITIMATE[kind]]
            covered = {i for s in fitting for i in range(max(s.start, start), min(s.end, end))}
            wanted += 1
            hit += len(covered) >= COVERED * (end - start)
    return hit / wanted


def stray(finder: Finder, passages: Sequence[str]) -> float:
    """Return the share of the findings, nationalities apart, that touch nothing marked."""
    findings = strays = 0
    for text, spans in map(unmarked, passages):
        for span in finder.find(text):
            if span.entity == "NRP":
                continue
            findings += 1
            strays += not any(span.start < end and start < span.end for start, end, _ in spans)
    return strays / findings


def touched(finder: Finder, passages: Sequence[str]) -> float:
    """Return the share of passages in which anything is found."""
    return sum(any(True for _ in finder.find(p)) for p in passages) / len(passages)


def found(text: str, entity: str = "PERSON", finder: Finder = FINDER) -> set[str]:
    return {text[s.start : s.end] for s in finder.find(text) if s.entity == entity}


@tagged
def test_nearly_all_is_found() -> None:
    assert recall(FINDER, japanese_sentences.MARKED) >= 0.95
    assert recall(FINDER, japanese_sentences.MARKED, "P") >= 0.98
    assert stray(FINDER, japanese_sentences.MARKED) <= 0.02


@tagged
def test_sentences_without_names_are_left_alone() -> None:
    assert touched(FINDER, japanese_sentences.NAMELESS) <= 0.01


@tagged
def test_held_out_sentences_fare_alike() -> None:
    assert recall(FINDER, japanese_held_out.MARKED) >= 0.93
    assert stray(FINDER, japanese_held_out.MARKED) <= 0.02
    assert touched(FINDER, japanese_held_out.NAMELESS) <= 0.03


def test_without_a_tagger_labels_and_forms_of_address_still_tell() -> None:
    assert recall(LETTERS, japanese_sentences.MARKED, "P") >= 0.85
    assert touched(LETTERS, japanese_sentences.NAMELESS) <= 0.01
    assert touched(LETTERS, japanese_held_out.NAMELESS) <= 0.03


def test_without_a_tagger_the_finder_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(japanese, "can_tag", lambda: False)
    bare = japanese.finder(WORDS)
    assert found("主治医：高橋　誠", finder=bare) == {"高橋　誠"}
    assert found("高橋が来た", finder=bare) == set()
    assert japanese.shares(["山田太郎"], WORDS) == {}


@tagged
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("患者氏名：山田　太郎　性別：男", "山田　太郎"),
        ("氏名（カナ）：ﾔﾏﾓﾄ ｼﾞﾛｳ", "ﾔﾏﾓﾄ ｼﾞﾛｳ"),
        ("イニシャルＴ．Ｙ．", "Ｔ．Ｙ．"),
        ("担当：YOSHIDA Kenji", "YOSHIDA Kenji"),
        ("ジョン・スミスさんが来院", "ジョン・スミス"),
        ("紹介医：小林誠一先生御侍史", "小林誠一"),
        ("高橋部長の回診", "高橋"),
        ("当直医原田より報告", "原田"),
        ("渋谷先生に報告", "渋谷"),
        ("妻・花子は同席せず", "花子"),
    ],
)
def test_a_name_is_found_whole_and_without_what_stands_around_it(text: str, name: str) -> None:
    people = found(text)
    assert name in people
    assert all(person in name for person in people)


@tagged
@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("東京大学医学部附属病院に紹介", "東京大学医学部附属病院"),
        ("市立札幌病院より転院", "市立札幌病院"),
        ("医療法人社団 慈恵会 新須磨病院から", "医療法人社団 慈恵会 新須磨病院"),
        ("訪問看護ステーションひまわり", "訪問看護ステーションひまわり"),
        ("さくら内科医院にて", "さくら内科医院"),
        ("紹介元は富士見中央病院の医師", "富士見中央病院"),
        ("聖ルカ会緑町病院より紹介", "聖ルカ会緑町病院"),
    ],
)
def test_an_institution_is_found_with_its_kind(text: str, institution: str) -> None:
    assert institution in found(text, "ORGANIZATION")
    assert not found(text)


@tagged
def test_a_surname_is_a_name_wherever_else_it_stands() -> None:
    note = "石川 遼さんは入院中。石川は独居。"
    last = note.rindex("石川")
    assert any(s.start == last and s.entity == "PERSON" for s in FINDER.find(note))


@tagged
def test_nationality_is_told_from_the_country() -> None:
    assert found("ベトナム人の男性", "NRP") == {"ベトナム人"}
    assert found("ベトナムで罹患", "LOCATION") == {"ベトナム"}
    assert not found("日本脳炎のワクチン", "LOCATION")


@tagged
def test_columns_of_names_are_told_by_their_tags() -> None:
    assert japanese.shares(["山田太郎", "佐藤花子", "鈴木 一郎"], WORDS) == {"PERSON": 1.0}
    assert japanese.shares(["低", "中", "高", "不明"], WORDS) == {}
    assert japanese.shares([], WORDS) == {}


_TEXTS = st.text(
    alphabet=st.sampled_from("山田太郎様氏名病院医師：: 　。、（）アリ・ーﾔﾏABc.9\nの"),
    max_size=120,
)


@tagged
@settings(deadline=None, max_examples=60)
@given(_TEXTS)
def test_spans_lie_in_the_text_and_say_why(text: str) -> None:
    spans = list(FINDER.find(text))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(s.entity in japanese.ENTITIES and 0.4 <= s.score <= 1 for s in spans)
    assert all(s.reason for s in spans)
    assert spans == list(FINDER.find(text))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_plain_width_keeps_the_length(text: str) -> None:
    plain = japanese_letters.plain_width(text)
    assert len(plain) == len(text)
    assert japanese_letters.plain_width(plain) == plain


@tagged
@settings(deadline=None, max_examples=30)
@given(st.lists(_TEXTS, max_size=4).map("".join), st.integers(1, 200))
def test_tokens_cover_long_texts_in_order(text: str, times: int) -> None:
    long = text * times
    tokens = Tagger(WORDS).tokens(long)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))
    assert not tokens or tokens[-1].end <= len(long)


_HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "0123456789" * (n // 10),
    "letters": lambda n: "Ab" * (n // 2),
    "capitals": lambda n: "A" * n,
    "initials": lambda n: "A." * (n // 2),
    "blanks": lambda n: " " * n,
    "kanji": lambda n: "山" * n,
    "katakana": lambda n: "ア・" * (n // 2),
    "labels": lambda n: "氏名：" * (n // 3),
    "brackets": lambda n: "山（ア" * (n // 3),
}


@pytest.mark.parametrize("kind", _HOSTILE)
def test_hostile_texts_take_no_longer_than_their_length(kind: str) -> None:
    import time

    text = _HOSTILE[kind](50_000)
    started = time.process_time()
    for finder in (FINDER, LETTERS):
        list(finder.find(text))
    assert time.process_time() - started < 5
