"""Names to draw from: by script, origin, kind and sex, from what Faker carries.

What lives here: the lists, which list a name stands in, and new names blended from two of a list.
What does not: the replacement of a person's name (:mod:`sector_data.deidentify.plain_sight.names`).

Faker keeps names per locale, from registers of births and telephone books. A list of fewer than
:data:`FEWEST` names gives no surrogates: whoever knew it could count them. Names that are in no
list count as those of the text's own language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, Literal, NamedTuple

from sector_data.deidentify.plain_sight.drawing import Stream, plain
from sector_data.spec.words import Language

Kind = Literal["given", "family"]
Sex = Literal["female", "male"]

FEWEST = 15
MOSTLY = 0.85
"""Share of the names of an ending that must be of one sex for others to be taken for it."""
_SEXES: tuple[Sex, Sex] = ("female", "male")
EVERYWHERE = 4
"""Locales that list a name of no one origin."""
_LATIN: dict[Language, tuple[str, ...]] = {
    "en": ("en_US", "en_GB", "en_IE", "en_NZ"),
    "fr": ("fr_FR", "fr_CA", "fr_CH", "fr_BE"),
    "de": ("de_DE", "de_AT", "de_CH"),
    "it": ("it_IT",),
    "ja": ("ja_JP",),
}
_OTHERS = (
    *("es_ES", "pt_PT", "pt_BR", "pl_PL", "nl_NL", "tr_TR", "en_IN", "ro_RO", "hr_HR", "cs_CZ"),
    *("hu_HU", "sv_SE", "da_DK", "no_NO", "fi_FI", "sk_SK", "sl_SI", "lt_LT", "lv_LV", "et_EE"),
    *("id_ID", "vi_VN", "en_NG", "en_PK", "en_KE", "es_MX", "fr_DZ", "is_IS", "sq_AL", "zu_ZA"),
)
_BY_SCRIPT = {
    "CYRILLIC": ("ru_RU", "uk_UA", "bg_BG", "mk_MK"),
    "GREEK": ("el_GR",),
    "ARABIC": ("ar_AA", "ar_SA", "ar_PS", "fa_IR"),
    "HEBREW": ("he_IL",),
    "HANGUL": ("ko_KR",),
    "THAI": ("th_TH",),
    "DEVANAGARI": ("hi_IN", "mr_IN", "ne_NP"),
    "ARMENIAN": ("hy_AM",),
    "GEORGIAN": ("ka_GE",),
}
_ATTRIBUTES: dict[tuple[Kind, Sex | None], tuple[str, ...]] = {
    ("given", "female"): ("first_names_female",),
    ("given", "male"): ("first_names_male",),
    ("family", None): ("last_names", "unisex_last_names"),
    ("family", "female"): ("last_names_female", "female_last_names"),
    ("family", "male"): ("last_names_male", "male_last_names"),
}
_JAPANESE: dict[str, dict[tuple[Kind, Sex | None], str]] = {
    "KANA": {
        ("given", "female"): "first_kana_names_female",
        ("given", "male"): "first_kana_names_male",
        ("family", None): "last_kana_names",
    },
    "LATIN": {
        ("given", "female"): "first_romanized_names_female",
        ("given", "male"): "first_romanized_names_male",
        ("family", None): "last_romanized_names",
    },
}
_VOWELS = frozenset("aeiouyаеиоуыэюяіїєαεηιουω")


class Origin(NamedTuple):
    """Where a name comes from."""

    locale: str
    script: str
    kind: Kind
    sex: Sex | None


def script_of(word: str) -> str:
    """Return the script of a word by its first letter: ``LATIN``, ``CJK``, ``KANA`` …"""
    letter = next((c for c in word if c.isalpha()), "a")
    if letter < "\u0250":
        return "LATIN"
    name = unicodedata.name(letter, "LATIN").split(" ")[0]
    return "KANA" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name


@cache
def pool(origin: Origin) -> tuple[str, ...]:
    """Return the names of an origin; of both sexes where none is known."""
    lists = _lists(origin.locale, origin.script)
    if origin.kind == "family":
        wanted = [lists[("family", origin.sex)]] if origin.sex else []
        wanted.append(lists[("family", None)])
    elif origin.sex is not None:
        wanted = [lists[("given", origin.sex)]]
    else:
        wanted = [lists[("given", "female")], lists[("given", "male")]]
    return tuple(sorted({name for names in wanted for name in names}))


@cache
def _lists(locale: str, script: str) -> dict[tuple[Kind, Sex | None], tuple[str, ...]]:
    try:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return dict.fromkeys(_ATTRIBUTES, ())
    if locale == "ja_JP" and script in _JAPANESE:
        kana = _JAPANESE[script]
        return {
            key: tuple(_single(getattr(provider, kana[key], ()), script)) if key in kana else ()
            for key in _ATTRIBUTES
        }
    return {
        key: tuple(n for a in attributes for n in _single(getattr(provider, a, ()), script))
        for key, attributes in _ATTRIBUTES.items()
    }


def _single(names: object, script: str) -> Iterator[str]:
    """Yield the names that are one word of a script."""
    if not isinstance(names, Iterable):
        return
    for name in names:
        if (
            isinstance(name, str)
            and len(name) >= (1 if script in ("CJK", "HANGUL") else 2)
            and name.replace("-", "").replace("'", "").isalpha()
            and script_of(name) == script
        ):
            yield name


@cache
def locales_for(language: Language, script: str) -> tuple[str, ...]:
    """Return where names of a script may come from, the likeliest first."""
    if script in ("CJK", "KANA"):
        return ("ja_JP",) if language == "ja" or script == "KANA" else ("zh_CN", "zh_TW", "ja_JP")
    if script != "LATIN":
        return _BY_SCRIPT.get(script, ())
    own = _LATIN[language]
    rest = [code for codes in _LATIN.values() for code in codes]
    return tuple(dict.fromkeys((*own, *rest, *_OTHERS)))


@cache
def _index(language: Language, script: str) -> dict[str, list[Origin]]:
    found: dict[str, list[Origin]] = {}
    for locale in locales_for(language, script):
        for (kind, sex), names in _lists(locale, script).items():
            origin = Origin(locale, script, kind, sex)
            for name in names:
                known = found.setdefault(plain(name), [])
                if origin not in known:
                    known.append(origin)
    return found


def origins_of(word: str, language: Language) -> list[Origin]:
    """Return the lists that a name stands in, those of the language first."""
    return _index(language, script_of(word)).get(plain(word), [])


def origin_of(word: str, kind: Kind, language: Language) -> Origin:
    """Return where a name of a kind comes from: script, locale and sex.

    The first locale that lists it counts; it is of the sex whose list alone has it there. A name
    that is listed in many, as Anna is, comes from where the text does.
    """
    script = script_of(word)
    listed = [o for o in origins_of(word, language) if o.kind == kind]
    everywhere = len({o.locale for o in listed}) >= EVERYWHERE
    for first in listed:
        sexes = {o.sex for o in listed if o.locale == first.locale}
        sex = sexes.pop() if len(sexes) == 1 else None
        locale = locales_for(language, script)[0] if everywhere else first.locale
        origin = Origin(locale, script, kind, sex)
        if len(pool(origin)) >= FEWEST:
            return origin
    for locale in locales_for(language, script):
        sex = sex_by_ending(word, locale) if kind == "given" else None
        for origin in (Origin(locale, script, kind, sex), Origin(locale, script, kind, None)):
            if len(pool(origin)) >= FEWEST:
                return origin
    return Origin(_LATIN[language][0], "LATIN", kind, None)


@cache
def sex_by_ending(word: str, locale: str) -> Sex | None:
    """Return the sex of a given name that is in no list, as the listed ones of its ending have it.

    The longest ending counts that enough of them share: 花子 as 陽子, Ottavia as Silvia. None where
    they are of both.
    """
    script = script_of(word)
    female, male = (
        [plain(n) for n in pool(Origin(locale, script, "given", sex))] for sex in _SEXES
    )
    name = plain(word)
    sizes, enough = ((1,), 2) if script == "CJK" else ((3, 2, 1), 5)
    for size in sizes:
        ending = name[-size:]
        women, men = (sum(n.endswith(ending) for n in names) for names in (female, male))
        if women + men >= enough:
            if women >= MOSTLY * (women + men):
                return "female"
            return "male" if men >= MOSTLY * (women + men) else None
    return None


def drawn_name(origin: Origin, numbers: Stream, *, blend: bool) -> str:
    """Draw a name of an origin; with `blend` a new one out of two."""
    names = pool(origin)
    one = names[numbers.below(len(names))]
    if not blend:
        return one
    return blended(one, names[numbers.below(len(names))])


def blended(one: str, other: str) -> str:
    """Return the beginning of a name with the end of another, as Rossi and Bianchi give Rosanchi.

    Japanese and Chinese names are split between their signs, others behind the first consonant
    that follows a vowel and before a vowel that is not the first letter.
    """
    if script_of(one) in ("CJK", "HANGUL"):
        return one[0] + other[-1]
    if script_of(one) == "KANA":
        return one[: max(1, len(one) // 2)] + other[len(other) // 2 :]
    head = one[: _behind_first_syllable(one)]
    vowels = [i for i, c in enumerate(plain(other)) if c in _VOWELS and i]
    start = next((i for i in vowels if i >= len(other) // 2), len(other) // 2)
    return head + other[start:].lower()


def _behind_first_syllable(name: str) -> int:
    letters = plain(name)
    vowel = next((i for i, c in enumerate(letters) if c in _VOWELS), 0)
    after = next((i for i in range(vowel + 1, len(letters)) if letters[i] not in _VOWELS), vowel)
    return min(after + 1, len(name))
