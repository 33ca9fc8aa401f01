"""Japanese names that their letters and the words around them tell, without a tagger.

What lives here: names behind labels, readings in kana, names in Latin letters, initials, and, where
no tagger is installed, names before forms of address. What does not: words that a tagger tells to
be names (:mod:`.japanese`).

Japanese forms write letters and figures in full width, and kana in half: patterns read a copy of
the text in plain width, as long as the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sector_data.detect.gazetteers.people import (
    family_names,
    folded,
    given_names,
    given_names_anywhere,
)
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.evidence.findings import Span

SURE, LIKELY, PLAIN, WEAK = 0.9, 0.7, 0.55, 0.45
_KANJI = "一-鿿㐀-䶿豈-﫿々〆"
_HIRAGANA = "ぁ-んー"
_KATAKANA = "ァ-ヴー゙゚"
_NAME = f"{_KANJI}{_HIRAGANA}{_KATAKANA}"
_WORD = rf"[{_NAME}]"
_BLANK = r"[ \t]{1,2}"
_LATIN = r"[A-Z][A-Za-z'’-]{1,20}"
_ROMAN = (
    rf"(?:{_LATIN}(?:,?[ ]{{1,2}}{_LATIN}){{1,2}}|[A-Z]\.[ ]?{_LATIN}|{_LATIN}[ ][A-Z]\.|{_LATIN})"
)
_INITIALS = r"[A-Z][.・][ ]?[A-Z](?:\.|(?![A-Za-z0-9.]))"
_FOREIGN = rf"[{_KATAKANA}]{{1,12}}(?:[・=＝][{_KATAKANA}]{{1,12}}){{1,4}}"
_VALUE = (
    rf"(?P<x>{_FOREIGN}|{_WORD}{{1,9}}(?:{_BLANK}{_WORD}{{1,7}}(?!{_WORD}|[ \t]{{0,2}}[:=]))?"
    rf"|{_INITIALS}|{_ROMAN})"
)
_COLON = r"[ \t]{0,4}(?:[\(\[][^\)\]\n]{0,12}[\)\]])?[ \t]{0,4}(?:[:=|\t】\]》〉]|:\n)[ \t|]{0,4}"
_MORA = r"(?:[KSTNHMYRWGZDBPJF]?[YH]?[AIUEO]|SH[AIUO]|CH[AIUO]|TS[AIUEO]|N|[KSTPHMG](?=[KSTPHMG]))"
_ROMAJI = re.compile(rf"{_MORA}{{2,8}}H?", re.IGNORECASE)
_LATIN_PAIR = re.compile(
    r"(?<![A-Za-z])(?P<a>[A-Z][A-Za-z]{2,14}),?[ ](?P<b>[A-Z][A-Za-z]{2,14})(?![A-Za-z])"
)
_BARE_INITIALS = re.compile(r"(?<![A-Za-z.])[A-Z]\.[ ]?[A-Z]\.(?![A-Za-z0-9])")
_ABBREVIATIONS = frozenset(
    {"US", "UK", "UN", "EU", "AM", "PM", "AD", "BC", "DC", "PO", "IV", "IM", "SC", "ER", "PR", "PS"}
    | {
        "OD",
        "BD",
        "CT",
        "MR",
        "XP",
        "II",
        "ID",
        "NB",
        "NG",
        "OK",
        "PT",
        "OT",
        "ST",
        "VS",
        "EG",
        "IE",
    }
)
_KANA_READING = re.compile(
    rf"(?P<x>[{_KANJI}ヶノ]{{1,5}}[ ]?[{_NAME}]{{1,5}}[ ]?)"
    rf"\((?P<y>[{_HIRAGANA}{_KATAKANA}]{{2,7}}[ ・][{_HIRAGANA}{_KATAKANA}]{{2,7}})\)"
)
"""A name in kanji and its reading, both in two parts; "褥瘡（じょくそう）" is none."""
_STOPS = re.compile(
    r"(?:です|ます|でし|まし|とし|より|から|まで|には|では|とは|にて|ので|とのこと|という|なし|あり|する|した|され|など"
    r"|について|において|による|によ|[はがをにへと、。]$)"
)


_CALL = re.compile(
    r" ?(?:様|さま|さん|先生|くん|ちゃん|[氏殿君](?![一-鿿])|御中|御机下|医師|教授|看護師|技師)"
)
_POLITE = re.compile(r" ?(?:さん|様|氏)")
_GIVEN_KANA = re.compile(r"[ぁ-ん]{2,4}")


def _after_kanji(word: str) -> int:
    """Return the length of a name that starts in kanji: a given name in kana may end it."""
    kanji = re.match(rf"[{_KANJI}ヶケノツ之]+", word)
    if kanji is None or kanji.end() == len(word):
        return len(word)
    rest = word[kanji.end() :]
    if re.match(rf"[{_KATAKANA}]+$|[ぁ-ん]*[{_KANJI}]+$", rest):
        return len(word)  # "堀ノ内", "三ツ矢", "桐島ココ", "井の上"
    whole = _GIVEN_KANA.fullmatch(rest) and not re.match(r"[はがをにへとのもや]|から|より", rest)
    return len(word) if whole else kanji.end()


class _Widths(dict[int, str]):
    """Plain width of single characters, learnt as they are met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


_WIDTHS = _Widths({0x3099: "゙", 0x309A: "゚"})


def plain_width(text: str) -> str:
    """Return a text with letters and figures in half, and kana in full width, as long as it was.

    Examples
    --------
    >>> plain_width("Ｔ．Ｙ．　ﾔﾏﾓﾄ")
    'T.Y. ヤマモト'
    """
    return text.translate(_WIDTHS)


class _Letters:
    """The rules with the lists of a language."""

    def __init__(self, words: Words, *, tagged: bool) -> None:
        labels = any_of(plain_width(w) for w in words["person_labels"])
        kin = any_of((*words["person_labels"], *words["kin"]))
        readings = any_of(plain_width(w) for w in words["reading_labels"])
        initials = any_of(words["initials_labels"])
        self._role = re.compile(rf"(?<=[^ ])[ ]?{any_of(r for r in words['roles'] if len(r) > 1)}$")
        self._dull = frozenset(
            word
            for topic in ("no_names", "roles", "person_labels", "plain_parts", "kin", "no_given")
            for word in words[topic]
        )
        self._dull_end = re.compile(
            r"(?:科|部|課|室|院|歳|才|月|日|年|時|分|性|病|症|癌|炎|薬|剤|者|用|中|後|前|的|別|欄|名|様式|番号)$"
        )
        self._house = re.compile(r"病院|医院|クリニック|診療所|センター|会社|法人|大学|薬局|銀行")
        self._given = given_names("ja")
        self._families = frozenset(words["family_names"]) | family_names("ja")
        self._short = frozenset(words["short_family_names"])
        kin = rf"(?:{kin}|[{_KANJI}]{{1,6}}(?:医|医師|技師|看護師|薬剤師|担当|担当者|氏名))"
        self._label = re.compile(rf"{kin}(?:様|さん|氏名|名)?{_COLON}{_VALUE}")
        self._reading = re.compile(
            rf"{readings}(?:{_COLON}|[ ]{{1,3}})(?P<x>[{_HIRAGANA}{_KATAKANA}]{{2,12}}"
            rf"(?:[ ・]{{1,2}}[{_HIRAGANA}{_KATAKANA}]{{2,12}}(?![ ]?:))?|{_ROMAN})"
        )
        self._spaced = re.compile(rf"{labels}[ \t]{{1,4}}{_VALUE}")
        called = words.any_of("honorifics")
        some = r"(?:氏|様|さん|君|ちゃん|殿|先生)(?!症状)"
        self._initials = re.compile(
            rf"(?:{initials}|患者)(?:[はの]?[ ]?[:=]?[ ]?(?P<x>{_INITIALS})"
            r"|[ ]?[:=][ ]?(?P<z>[A-Z]{2})(?![A-Za-z0-9]))"
            rf"|(?<![A-Za-z.])(?P<y>{_INITIALS}|[A-Z]\.?)(?=[ ]?{some})"
        )
        titles = r"(?:Dr|DR|Prof|Ns|NS|Mr|Mrs|Ms|PT|OT|ST|MSW|CM|RT)"
        near = "(?:医師|教授|看護師|技師)"
        self._latin_called = re.compile(
            rf"(?<![A-Za-z])(?P<x>{_LATIN}(?:[ ]{_LATIN})?)(?=[ ]?(?:{called}|{near}))"
            rf"|(?<![A-Za-z]){titles}\.?[ ]?(?P<y>[{_KANJI}]{{1,4}})"
        )
        offices = any_of(r for r in words["roles"] if len(r) > 1)
        kana = f"{_HIRAGANA}{_KATAKANA}"
        self._called = re.compile(
            rf"(?<![{_KANJI}])(?P<x>[{_KANJI}ヶノ]{{1,8}}(?:[ ][{_NAME}]{{1,4}})?)[ ]?"
            rf"(?:{called}|{offices})"
        )
        self._foreign = re.compile(rf"(?P<x>{_FOREIGN})[ ]?(?:{called}|{offices})")
        families = any_of(self._families | self._short)
        self._pair = re.compile(
            rf"(?<![{_KANJI}])(?P<a>{families})[ ](?P<b>[{_KANJI}]{{1,4}}|[{kana}]{{2,5}})"
            rf"(?![{_NAME}]|[ ]?:)"
        )
        self._of_kin = re.compile(
            rf"{words.any_of('kin')}[の・、 (]{{1,2}}(?P<x>[{_KANJI}]{{1,4}}|[{kana}]{{2,5}})"
            rf"(?P<y>さん|様|くん|ちゃん)?(?=[(),、。 がは]|$)"
        )
        self._staff = re.compile(
            rf"(?:医|医師|技師|看護師|薬剤師|担当)(?P<x>[{_KANJI}]{{2,5}}?)"
            r"(?=より|から|[がはにへとも、。,\n ]|$)"
        )
        self._young = re.compile(
            rf"(?<![{_KANJI}])(?P<x>[{_KANJI}]{{1,5}}(?:[ ][{_KANJI}]{{1,4}})?)[ ]?(?:くん|ちゃん)"
        )
        self._tagged = tagged

    def find(self, text: str) -> Iterator[Span]:
        plain = plain_width(text)
        for start, end in self._values(self._label, plain):
            yield Span(start, end, "PERSON", SURE, reason="behind a label for names")
        for match in self._reading.finditer(plain):
            start, end = match.span("x")
            yield Span(start, end, "PERSON", SURE, reason="behind a label for the reading of names")
        for start, end in self._values(self._spaced, plain):
            if self._family_first(plain[start:end]):
                yield Span(start, end, "PERSON", LIKELY, reason="behind a label for names")
        for match in _KANA_READING.finditer(plain):
            yield Span(*match.span("x"), "PERSON", LIKELY, reason="before its reading")
            yield Span(*match.span("y"), "PERSON", LIKELY, reason="the reading of a name")
        for match in self._staff.finditer(plain):
            if match["x"] in self._families:
                yield Span(*match.span("x"), "PERSON", LIKELY, reason="behind a profession")
        for match in self._young.finditer(plain):
            if match["x"] not in self._dull:
                yield Span(*match.span("x"), "PERSON", LIKELY, reason="before a form of address")
        yield from self._latin(plain)
        if not self._tagged:
            yield from self._addressed(plain)

    def _values(self, pattern: re.Pattern[str], plain: str) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(plain):
            start = match.start("x")
            length = self._length(match["x"])
            if length:
                yield start, start + length

    def _length(self, value: str) -> int:
        """Return the length of what is a name at the start of a value; 0 if nothing is."""
        if value[0].isascii():
            return len(value) if len(value) > 1 and value.upper() not in _ABBREVIATIONS else 0
        called = _CALL.search(value, 1)
        name = value[: called.start()] if called else value
        name = self._role.sub("", name) if len(name) > 2 else name
        first, _, rest = name.partition(" ")
        rest = rest.strip()
        if not self._bare(first):
            return 0
        cut = _after_kanji(first)
        if cut < len(first):
            return cut
        if not rest or rest in self._dull or self._dull_end.search(rest) or _STOPS.search(rest):
            return len(first)
        return len(name[: len(name) - len(rest)]) + _after_kanji(rest)

    def _bare(self, word: str) -> bool:
        """Whether the first word of a value may be a name."""
        kanji = re.match(rf"[{_KANJI}]*", word)
        start = kanji[0] if kanji else ""
        if (
            not word
            or (len(word) == 1 and not start)
            or self._house.search(word)
            or word in self._dull
            or (start in self._dull and len(start) > 1)
        ):
            return False
        return not self._dull_end.search(start) and not _STOPS.search(word)

    def _family_first(self, name: str) -> bool:
        """Whether a name starts with a family name of the lists."""
        return any(name[:n] in self._families for n in range(2, 6))

    def _latin(self, plain: str) -> Iterator[Span]:
        if not re.search(r"[A-Z]", plain):
            return
        for match in self._initials.finditer(plain):
            group = match.lastgroup or "x"
            one = len(match[group].rstrip(".")) == 1
            if match[group].strip(".") in _ABBREVIATIONS:
                continue
            reason = "initials beside a label or a form of address"
            yield Span(*match.span(group), "PERSON", PLAIN if one else SURE, reason=reason)
        for match in _BARE_INITIALS.finditer(plain):
            if re.sub(r"[. ]", "", match[0]) not in _ABBREVIATIONS:
                yield Span(*match.span(), "PERSON", WEAK, reason="two initials")
        for match in self._latin_called.finditer(plain):
            group = "x" if match["x"] else "y"
            name = match[group]
            if group == "x" and name.isupper() and not _ROMAJI.fullmatch(name.replace(" ", "")):
                continue
            if group == "y" and not (self._family_first(name) or name in self._short):
                continue
            yield Span(*match.span(group), "PERSON", LIKELY, reason="beside a form of address")
        for match in _LATIN_PAIR.finditer(plain):
            a, b = match["a"], match["b"]
            if not (_ROMAJI.fullmatch(a) and _ROMAJI.fullmatch(b)):
                if not a.isupper() and not b.isupper() and folded(a) in given_names_anywhere():
                    reason = "a given name of another country, and another word"
                    yield Span(*match.span(), "PERSON", PLAIN, reason=reason)
                continue
            known = a.casefold() in self._families or b.casefold() in self._families
            if known or a.isupper() != b.isupper():
                reason = "two words in romanised Japanese"
                yield Span(*match.span(), "PERSON", LIKELY if known else PLAIN, reason=reason)

    def _addressed(self, plain: str) -> Iterator[Span]:
        """Find names before forms of address, behind kin, and in two parts, by the lists alone."""
        for match in self._called.finditer(plain):
            name, start = match["x"], match.start("x")
            # "担当医師佐藤様": the name is what stands behind the last word that is none.
            for at in range(len(name)):
                rest = name[at:]
                known = self._family_first(rest) or rest.partition(" ")[0] in self._short
                if known and rest not in self._dull and rest.rpartition(" ")[2] not in self._dull:
                    reason = "a family name before a form of address"
                    yield Span(start + at, match.end("x"), "PERSON", LIKELY, reason=reason)
                    break
            else:
                if (
                    2 <= len(name) <= 4
                    and self._bare(name)
                    and _POLITE.match(plain, match.end("x"))
                ):
                    yield Span(start, match.end("x"), "PERSON", WEAK, reason="a form of address")
        for match in self._foreign.finditer(plain):
            reason = "a foreign name before a form of address"
            yield Span(*match.span("x"), "PERSON", LIKELY, reason=reason)
        for match in self._pair.finditer(plain):
            if match["b"] not in self._dull and not self._dull_end.search(match["b"]):
                yield Span(*match.span(), "PERSON", PLAIN, reason="a family name and a given name")
        for match in self._of_kin.finditer(plain):
            if match["x"] not in self._dull and (match["y"] or match["x"] in self._given):
                yield Span(*match.span("x"), "PERSON", LIKELY, reason="behind a word for kin")


def finder(words: Words, *, tagged: bool) -> Finder:
    """Return the finder of names that labels, readings and forms of address tell: ``PERSON``.

    Parameters
    ----------
    words
        The word lists of Japanese.
    tagged
        Whether a tagger looks at names before forms of address.
    """
    return Finder("JapaneseLetters", ("PERSON",), _Letters(words, tagged=tagged).find)
