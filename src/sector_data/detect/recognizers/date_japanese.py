"""Dates as Japanese write them: years of an era, 年月日, kanji numerals, clocks with 時 and 分.

What lives here: the signs and the eras (Act on Era Names, Act No. 43 of 1979, and its orders). What
does not: dates in figures with strokes and points (:mod:`.date_figures`).

"3日" and "10時間" are durations, "3ヶ月" too: a day of a month wants a month before it, or a word
behind it that follows no duration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.spec.evidence.findings import Span

SURE, LIKELY, WEAK = 0.85, 0.6, 0.45
_KANJI = "〇一二三四五六七八九十"
_TWO = rf"(?:\d{{1,2}}|[{_KANJI}]{{1,3}})"
_BC = "(?:西暦|紀元前|紀元)?"
_ERA = rf"(?:明治|大正|昭和|平成|令和)\s?(?:元|{_TWO})"
_LETTER = r"(?<![a-z0-9.])[mtshr]\s?\.?(?:\d{1,2}|元)"
_YEAR = (
    rf"(?:{_ERA}(?:年?\s?[(]\d{{4}}年?[)])?\s?年|{_LETTER}年"
    rf"|{_BC}(?<!\d)\d{{4}}(?:\s?[(]{_ERA}年?[)])?\s?年(?:[(](?:{_ERA}|{_LETTER})年?[)])?"
    rf"|{_BC}[{_KANJI}]{{4}}年|(?<!\d)'?\d{{2}}年(?=\d{{1,2}}月\d{{1,2}}日))"
)
_MONTH = rf"{_TWO}\s?月"
_DAY = rf"{_TWO}\s?日"
_WEEKDAY = r"(?:\s?[(][月火水木金土日](?:曜日?)?(?:[・,]?祝日?)?[)])?"
_CLOCK = (
    rf"(?:\s{{0,2}}(?:の)?(?:午前|午後|am|pm|朝|夜|夕方|深夜|早朝|未明)?\s?(?:\d{{1,2}}|[{_KANJI}]{{1,3}})"
    rf"(?:\s?時(?!間)(?:\s?(?:[0-5]?\d|[{_KANJI}]{{1,3}})分(?!間)|半)?|:[0-5]\d(?::[0-5]\d)?))?"
)
_PATTERNS = (
    (
        rf"{_YEAR}(?:度|{_MONTH}(?:{_DAY}(?!間){_WEEKDAY}{_CLOCK}|[上中下]旬|初[め旬]|末)?"
        rf"|\s?[春夏秋冬](?![^\W\d_a-z])|[初末])?(?!間)",
        SURE,
        "year in Japanese form",
    ),
    (
        rf"(?<![\d{_KANJI}第]){_TWO}\s?月\s?{_TWO}\s?日(?!間|分){_WEEKDAY}{_CLOCK}",
        SURE,
        "month and day in Japanese form",
    ),
    (
        r"(?<![a-z0-9./-])(?:[mtshr]|明|大|昭|平|令|明治|大正|昭和|平成|令和)"
        rf"\s?\.?(?:\d{{1,2}}|元)(?P<s>[./・-])\d{{1,2}}(?P=s)\d{{1,2}}(?![\d.]){_WEEKDAY}{_CLOCK}",
        SURE,
        "year of an era in figures",
    ),
    (
        r"(?<![a-z0-9./-])(?:[sh][1-6]\d|(?:昭和|平成|令和|昭|平|令)\d{1,2})[./](?:0?[1-9]|1[0-2])"
        r"(?![\d.%]|\s?(?:mg|ml|mm|cm))",
        LIKELY,
        "month of an era's year in figures",
    ),
    (
        rf"(?<![\d.,{_KANJI}第約計])(?:1[0-2]|[1-9]|十[一二]|十)月"
        r"(?:[上中下]旬|初[め旬]|末|頃|ころ|(?=[にのよかまは、,。~]|以降|以来|現在|[\s)]|$))(?!間)",
        LIKELY,
        "month in Japanese form",
    ),
    (
        r"(?:昨年|去年|今年|本年|同年|翌年|前年|一昨年)の?\s?(?:1[0-2]|[1-9])月(?:[上中下]旬|初[め旬]|末|頃|ころ)?",
        LIKELY,
        "month in Japanese form",
    ),
    (
        r"(?:同月|当月|今月|先月|翌月|来月|本日|翌|同|去る)(?P<x>(?:[12]\d|3[01]|[1-9])日)(?![間分目後])",
        LIKELY,
        "day of a month named before",
    ),
    (
        r"(?<![\d.,第約計])(?:[12]\d|3[01]|[1-9])日(?=[(][月火水木金土日](?:曜日?)?[)]|の?(?:午前|午後"
        r"|早朝|未明|深夜|夕方|朝)|に(?:は)?(?:入院|退院|手術|受診|来院|転院|施行|撮影|死亡|出生))",
        LIKELY,
        "day behind which an event stands",
    ),
    (r"(?<!\d)\d{4}\s?年代(?:前半|後半|半ば)?|(?<!\d)(?:19|20)\d0年代", LIKELY, "decade"),
    (r"[月火水木金土日]曜日?(?!ごと|毎)", LIKELY, "day of the week"),
    (
        rf"(?:午前|午後|正午)\s?(?:\d{{1,2}}|[{_KANJI}]{{1,3}})\s?時(?!間)(?:\s?(?:[0-5]?\d"
        rf"|[{_KANJI}]{{1,3}})分(?!間)|半)?(?:頃|ころ|ごろ)?"
        r"|(?<![\d.])(?:[01]?\d|2[0-4])\s?時\s?(?:[0-5]?\d分(?:[0-5]?\d秒)?(?!間)|半)"
        r"|(?<![\d.])(?:[01]?\d|2[0-4])時(?=頃|ころ|ごろ|に(?!1|一)|から|より|まで|現在|過ぎ|すぎ)"
        r"|(?:午前|午後|am|pm)\s?\d{1,2}:[0-5]\d",
        LIKELY,
        "time of day",
    ),
)
_FIRST = rf"(?=[\d'mtshrap{_KANJI}明大昭平令西紀午正月火水木金土日去今本同翌前当先来昨一])"
"""How passages begin: most signs of a text do not, and need no closer look."""
_COMPILED = tuple((re.compile(f"{_FIRST}(?:{p})"), score, reason) for p, score, reason in _PATTERNS)
_SIGNS = re.compile(r"[年月日時曜明大昭平令]|\b[mtshr]\s?\.?\d{1,2}[./-]|[ap]m")


def passages(text: str) -> Iterator[Span]:
    """Find Japanese dates in a folded text (:func:`.folding.fold`)."""
    if not _SIGNS.search(text):
        return
    for pattern, score, reason in _COMPILED:
        for match in pattern.finditer(text):
            named = "x" if "x" in pattern.groupindex else 0
            yield Span(match.start(named), match.end(named), "DATE_TIME", score, "", reason)
