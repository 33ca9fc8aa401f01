"""Addresses behind a label, in any letter case.

What lives here: "Adresse : 12 rue du bac", "wohnhaft in der lindenstr. 4", "住所：…", where the
label stands in for the capitals. What does not: addresses that their form tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.addresses.forms import CAPITAL, LIKELY, SURE, Street, either
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words

LONGEST = 110
"""Characters behind a label that may be an address."""
_OTHER = (
    r"(?:e-?mail|mail|courriel|ip|mac|web|url|internet|site|wallet|bitcoin|btc|memory|adressen|pec)"
)
_CUT = re.compile(
    r"[;|\t\r]|\s{3,}|\n|(?<=[^\W\d_]{4})\.(?=\s|$)|(?<=\d)\.(?=\s+[^\W\d_]|$)"
    r"|[\s,;(.]{1,3}(?:tel|tél|telefon|telefono|téléphone|phone|mobile|mobil|fax|cell|portable|handy"
    r"|e-?mail|courriel|dob|date of birth|né|née|geb|geboren|nato|nata|ssn|mrn|ipp|n°\s?ss|email"
    r"|birth|sex|sexe|age|âge|alter|versicherung|krankenkasse|patient|medico|médecin|hausarzt"
    r"|codice fiscale|c\.f\.|account|password|username|iban|versichert)\b"
    r"|[,.]?\s(?:and|but|who|with|when|since|because|which|where|after|for|is|was|has|et|qui|avec"
    r"|depuis|mais|pour|est|und|mit|seit|wegen|ist|wird|wurde|hat|dass|oder|e|con|che|dal|per|ha"
    r"|viene|kommt|leidet|stellt|in\sder|last|before|on|(?-i:in(?=\s[a-z]{4})|in\s(?:a|an|the|his|her)))\s"
    r"|,\s(?:die|der|das|dem|den|deren|dessen|welche[rs]?|qui|dont|où|che|il\squale|la\squale|who|which)\s"
    r"|[。、]|電話|ＴＥＬ|氏名",
    re.IGNORECASE,
)
_WORTHY = re.compile(r"[^\W\d_]{2,}")
_NO_ADDRESS = re.compile(
    r"@|://|\d{1,3}\.\d{1,3}\.\d{1,3}|\d\s?(?:mg|ml|mm|cm|mmhg|%|kg|bpm|years?|ans|jahre|anni|hours?|uhr|h\b)|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
    re.I,
)
_HOUSE = re.compile(r"(?<![\d,.])\d{1,4}(?![\d,.]\d|\d)")
_NAMED = re.compile(
    rf"{CAPITAL}[\w'’.-]+(?:[ ]{CAPITAL}[\w'’.-]+)*(?:,[ ]{CAPITAL}[\w'’. -]+){{1,4}}"
)
"""Houses, streets and towns by their names alone: "Glebe Cottage, Church Walk, Much Wenlock"."""
_CODE_LINE = re.compile(r"[ \t]*\n[ \t]*(?=(?:[A-Z]{1,2}-)?\d{4,5}[ \t]|〒)")


def label_finder(words: Words) -> Callable[[str], Iterator[Street]]:
    """Return a finder of what stands behind the labels of a language."""
    fields = either(words["address_fields"])
    phrases = either(words["address_labels"])
    links = either(words["address_links"])
    blank = "" if words.language == "ja" else r"(?!\w)"
    before = "" if words.language == "ja" else r"(?<![\w'’-])"
    field = re.compile(
        rf"{before}(?i:{fields}){blank}(?:\s?\([^)\n]{{1,20}}\))?"
        rf"[ \t\"*]{{0,3}}(?:[:：=][ \t\"*]{{0,3}}\n?[ \t　]{{0,12}}"
        rf"|\s{links}\s:?\s?|\n[ \t]{{0,8}}(?=\d))"
    )
    phrase = re.compile(rf"{before}(?i:{phrases}){blank}[ \t]?:?\s{{1,2}}(?:the\s|l[ea]\s)?")

    in_field, in_phrase = Openers(words["address_fields"]), Openers(words["address_labels"])
    furthest = 1 if words.language == "en" else 5

    def find(text: str) -> Iterator[Street]:
        for match in in_field.matches(field, text):
            word_before = text[max(0, match.start() - 9) : match.start()]
            if re.search(rf"(?i){_OTHER}[\s-]?$", word_before):
                continue
            end = _end(text, match.end())
            value = text[match.end() : end]
            if _addressy(value) or _NAMED.fullmatch(value):
                yield Street(match.end(), end, SURE, "behind a label for addresses")
        for match in in_phrase.matches(phrase, text):
            end = _end(text, match.end())
            value = text[match.end() : end]
            start = _HOUSE.search(value)
            if _addressy(value) and start and len(value[: start.start()].split()) <= furthest:
                yield Street(match.end(), end, LIKELY, "behind words for living somewhere")

    return find


def _end(text: str, start: int) -> int:
    """Return where what begins here ends: at the line's end, a sentence's, or another label."""
    region = text[start : start + LONGEST]
    cut = _CUT.search(region)
    end = start + (cut.start() if cut else len(region.rstrip()))
    line = _CODE_LINE.match(text, end)
    if line and cut and "\n" in text[end : line.end()]:
        more = _CUT.search(text, line.end(), line.end() + 60)
        end = more.start() if more else min(len(text), line.end() + 60)
    return end


def _addressy(value: str) -> bool:
    """Whether a value has a number and a word, and is nothing else."""
    digits = re.search(r"[\d０-９一二三四五六七八九十]", value)
    return bool(digits and _WORTHY.search(value)) and not _NO_ADDRESS.search(value)
