"""Invented people, and the ways in which a hurried writer puts down what a record says of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from hypothesis import strategies as st

WESTERN = [
    ("Bettina", "Großkopf"), ("Jürgen", "Mühlenbrock"), ("Zoë", "Lefèbvre-Duchêne"),
    ("Jean-Baptiste", "de La Rochefort"), ("Aoife", "O'Donoghue"), ("Nicolò", "D'Ambrosio"),
    ("Maria Teresa", "Quattrocchi"), ("Thandiwe", "Mokoena"), ("Priya", "Subramanian"),
    ("Ólafur", "Þorvaldsson"), ("Wiesław", "Brzęczyszczykiewicz"), ("Xiomara", "del Castillo"),
    ("Dmitri", "Wolkonskij"), ("Håkon", "Bjørnstad"), ("Ngozi", "Okonkwo"),
]  # fmt: skip
OTHER = [("Ирина", "Соколовская"), ("Δημήτρης", "Παπαδόπουλος"), ("Олег", "Черненко")]
JAPANESE = [
    ("渡邉 恵美", "ワタナベ エミコ"),
    ("齋藤 健一", "サイトウ ケンイチ"),
    ("小林 さくら", "コバヤシ サクラ"),
    ("長谷川 隆", "ハセガワ タカシ"),
    ("佐々木 陽子", "ササキ ヨウコ"),
]
FILLER = [
    "the",
    "patient",
    "slept",
    "well",
    "and",
    "eats",
    "again",
    "dressing",
    "dry",
    "no",
    "fever",
    "today",
    "plan",
    "stays",
    "same",
    "stable",
    "le",
    "malade",
    "va",
    "mieux",
    "ce",
    "matin",
    "traitement",
    "inchangé",
    "der",
    "Verband",
    "ist",
    "trocken",
    "weiter",
    "wie",
    "bisher",
    "il",
    "paziente",
    "riposa",
    "senza",
    "dolore",
    "38.5",
    "mg",
    "120/80",
    "twice",
    "daily",
    "left",
    "knee",
]
JAPANESE_FILLER = (
    "本日は発熱なし。",
    "経過は良好で、",
    "薬を継続する。",
    "３８度の熱が",
    "食事は全量",
)


class Person(NamedTuple):
    """What a record says of somebody."""

    given: str
    family: str
    born: date
    number: str
    phone: str

    @classmethod
    def of(cls, name: tuple[str, str], born: date, number: str, phone: str) -> Person:
        """Make somebody of a given and a family name."""
        return cls(*name, born, number, phone)


people = st.builds(
    Person.of,
    st.sampled_from(WESTERN + OTHER),
    st.dates(date(1915, 1, 1), date(2024, 12, 31)),
    st.text("0123456789", min_size=8, max_size=10).filter(lambda n: n[0] != "0"),
    st.from_regex(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}", fullmatch=True),
)
japanese_people = st.sampled_from(JAPANESE)


def plain(word: str) -> str:
    """Return a word without accents."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


def written_out(word: str) -> str:
    """Return a word with its umlauts as two letters."""
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ø", "oe")):
        word = word.replace(umlaut, letters)
    return word


def mistyped(word: str, at: int) -> str:
    """Return a word with two letters swapped, or one lost where they are the same.

    Letters that are written as two elsewhere stay: to swap them is more than one error there.
    """
    at = 1 + at % (len(word) - 2)
    pair = word[at - 1 : at + 1]
    if not pair.isalpha() or set(pair) & set("ßÞæœ"):
        return word
    if word[at - 1].casefold() == word[at].casefold():
        return word[:at] + word[at + 1 :]
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]


NAME_FORMS: tuple[Callable[[Person, int], str], ...] = (
    lambda p, _: f"{p.given} {p.family}",
    lambda p, _: f"{p.family}, {p.given}",
    lambda p, _: f"{p.family} {p.given}".upper(),
    lambda p, _: f"{p.given} {p.family}".lower(),
    lambda p, _: p.given,
    lambda p, _: p.family,
    lambda p, _: f"{p.given[0]}. {p.family}",
    lambda p, _: f"{p.family} {p.given[0]}.",
    lambda p, _: plain(f"{p.given} {p.family}"),
    lambda p, _: written_out(f"{p.given} {p.family}"),
    lambda p, _: f"{p.given} {p.family}".replace("-", " ").replace("'", "’"),
    lambda p, at: f"{p.given} {mistyped(p.family.rsplit(' ', maxsplit=1)[-1], at)}",
    lambda p, at: mistyped(p.family.rsplit(" ", maxsplit=1)[-1], at),
)
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
}


def _month(born: date, language: str) -> str:
    return _MONTHS[language].split()[born.month - 1]


def _era(born: date) -> str:
    eras = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
    for name, first in eras:
        if born >= first:
            year = born.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{born.month}月{born.day}日"
    return f"大正{born.year - 1911}年{born.month}月{born.day}日"


DATE_FORMS: tuple[Callable[[date], str], ...] = (
    lambda d: d.isoformat(),
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.day:02d}.{d.month:02d}.{d.year % 100:02d}",
    lambda d: f"{d.day}-{_month(d, 'en')[:3].upper()}-{d.year}",
    lambda d: f"{_month(d, 'en')} {d.day}, {d.year}",
    lambda d: f"{d.day} {_month(d, 'fr')} {d.year}",
    lambda d: f"{d.day}. {_month(d, 'de')} {d.year}",
    lambda d: f"{d.day} {_month(d, 'it')} {d.year}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d:%Y%m%d}",
    _era,
)
NUMBER_FORMS: tuple[Callable[[str, int], str], ...] = (
    lambda n, _: n,
    lambda n, _: f"{n[:4]}-{n[4:]}",
    lambda n, _: f"{n[:2]} {n[2:5]} {n[5:]}",
    lambda n, at: n[: at % 7] + n[at % 7 + 1] + n[at % 7] + n[at % 7 + 2 :],
    lambda n, at: n[: at % 7] + n[at % 7 + 1 :],
    lambda n, _: n.replace("0", "O").replace("1", "l"),
)
PHONE_FORMS: tuple[Callable[[str], str], ...] = (
    lambda p: p,
    lambda p: p.replace("-", ""),
    lambda p: p.replace("-", "."),
    lambda p: f"({p[:3]}) {p[4:]}",
    lambda p: f"+1 {p.replace('-', ' ')}",
    lambda p: p[4:],
)
JAPANESE_FORMS: tuple[Callable[[str, str], str], ...] = (
    lambda kanji, _: kanji.replace(" ", ""),
    lambda kanji, _: kanji.replace(" ", "　"),
    lambda kanji, _: kanji.split()[0] + "様",
    lambda kanji, _: kanji.replace("邉", "辺").replace("齋", "斎"),
    lambda _, kana: kana,
    lambda _, kana: kana.replace(" ", ""),
    lambda _, kana: "".join(chr(ord(c) - 0x60) if c != " " else c for c in kana),
)
