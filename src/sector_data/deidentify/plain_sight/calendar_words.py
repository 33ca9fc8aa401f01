"""Names of months and weekdays in five languages, as dates in texts have them.

What lives here: the words, and which of them a text uses. What does not: dates
(:mod:`sector_data.deidentify.plain_sight.written_dates`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sector_data.deidentify.plain_sight.drawing import plain
from sector_data.spec.words import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "jan fév mar avr mai juin juil aou sep oct nov déc",
    ),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Jän Feb Mrz Apr Mai Juni Juli Aug Sept Okt Nov Dez",
        "Jänner Feber Maerz April Mai Juni Juli August September Oktober November Dezember",
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "genn febbr mar apr magg giu lug ago sett ott nov dic",
    ),
    "ja": (),
}
"""Each line is one way to write the twelve, all in the same length."""
_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mon Tue Wed Thu Fri Sat Sun",
        "Mon Tues Wed Thurs Fri Sat Sun",
    ),
    "fr": ("lundi mardi mercredi jeudi vendredi samedi dimanche", "lun mar mer jeu ven sam dim"),
    "de": (
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Mo Di Mi Do Fr Sa So",
        "Montag Dienstag Mittwoch Donnerstag Freitag Sonnabend Sonntag",
    ),
    "it": (
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "lun mar mer gio ven sab dom",
    ),
    "ja": (
        "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
        "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    ),
}
_LINKS = frozenset(
    re.findall(
        r"\S+",
        """
        dob born date birth d o b né née naissance geb geboren geburtsdatum nato nata nascita
        the of on at in by since from until till to and before after about around early
        mid late st nd rd th t z h am pm a m p clock o hours hrs le la l du de des d en
        au er eme vers depuis jusqu heures heure der den dem im vom zum bis seit und um
        uhr ab ter ten il lo gli i del della dello dal al alle ore fino e から まで に の 時 分
        頃 ごろ 午前 午後 日 年 月
        """,
    )
)
"""Words around a date that say nothing of the day."""
_SPELLS = re.compile(
    r"(?i)^(?:\W|\d|\b(?:a|an|one|two|three|few|several|last|next|this|past|previous|following|"
    r"within|for|over|about|after|in|the|ago|later|earlier|every|each|same|other|"
    r"today|yesterday|tomorrow|tonight|now|"
    r"(?:day|week|fortnight|month|year|hour|minute|night|morning|afternoon|evening|weekend)s?|"
    r"un|une|deux|trois|il|y|depuis|pendant|dans|jours?|semaines?|mois|ans?|ann[ée]es?|heures?|"
    r"hier|demain|aujourd['’]hui|derni[eè]re?|prochaine?|cette?|ce|matin|soir|nuit|"
    r"vor|seit|nach|in|ein(?:e[mnrs]?)?|zwei|drei|tag(?:e[ns]?)?|wochen?|monat(?:e[ns]?)?|"
    r"jahr(?:e[ns]?)?|stunden?|heute|gestern|morgen|letzte[nrs]?|n[äa]chste[nrs]?|abend|nacht|"
    r"da|fa|fra|tra|per|due|tre|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|or[ae]|oggi|ieri|domani|"
    r"scors[oa]|prossim[oa]|mattina|sera|notte)\b|"
    r"今日|昨日|明日|本日|翌日|前日|先週|来週|今週|先月|来月|今月|昨年|今年|来年|[日週年前後間か月ヶ時])*$"
)


class Words(NamedTuple):
    """The words of one language.

    Attributes
    ----------
    months, weekdays
        A word, plain, to its number (months from 1, weekdays from 0, which is Monday) and the line
        it stands in.
    """

    months: dict[str, tuple[int, int]]
    weekdays: dict[str, tuple[int, int]]


@cache
def words_of(language: Language) -> Words:
    """Return the words of a language, and of English where it has none of its own."""
    return Words(
        _numbered(_MONTHS[language] or _MONTHS["en"], 1), _numbered(_WEEKDAYS[language], 0)
    )


def _numbered(lines: tuple[str, ...], first: int) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for line, words in enumerate(lines):
        for number, word in enumerate(words.split(), first):
            found.setdefault(plain(word), (number, line))
    return found


def month_like(number: int, line: int, language: Language) -> str:
    """Return the name of a month as a line has it."""
    lines = _MONTHS[language] or _MONTHS["en"]
    return lines[line].split()[number - 1]


def weekday_like(number: int, line: int, language: Language) -> str:
    """Return the name of a weekday as a line has it."""
    return _WEEKDAYS[language][line].split()[number]


def says_nothing(words: str) -> bool:
    """Tell that the words around a date tell nothing of the day: ``the``, ``um … Uhr``."""
    return all(word in _LINKS for word in re.findall(r"[^\W\d_]+", plain(words)))


def is_spell(text: str) -> bool:
    """Tell that a passage is a length of time, or names a day only by today: it does not move."""
    return _SPELLS.match(text) is not None
