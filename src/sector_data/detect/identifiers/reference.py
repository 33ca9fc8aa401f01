"""The page of the documentation that lists the identifiers, written from the catalogue.

What lives here: the text of ``docs/reference/identifiers.md``, and a command that writes it::

    python -m sector_data.detect.identifiers.reference

What does not: the entries (:mod:`sector_data.detect.identifiers.countries`). A test insists that
the repository's page is current.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.record import Identifier

PAGE = "docs/reference/identifiers.md"
"""Where the page lies, from the top of the repository."""

COUNTRIES = {
    "CA": "Canada",
    "FR": "France",
    "DE": "Germany",
    "IT": "Italy",
    "JP": "Japan",
    "GB": "United Kingdom",
    "US": "United States",
    "NL": "Netherlands",
    "BE": "Belgium",
    "LU": "Luxembourg",
    "AT": "Austria",
    "ES": "Spain",
    "PT": "Portugal",
    "IE": "Ireland",
    "MT": "Malta",
    "CY": "Cyprus",
    "GR": "Greece",
    "PL": "Poland",
    "SE": "Sweden",
    "DK": "Denmark",
    "FI": "Finland",
    "EE": "Estonia",
    "LT": "Lithuania",
    "LV": "Latvia",
    "CZ": "Czechia and Slovakia",
    "HU": "Hungary",
    "RO": "Romania",
    "BG": "Bulgaria",
    "HR": "Croatia",
    "SI": "Slovenia",
    "CH": "Switzerland",
    "IN": "India",
    "EU": "European Union",
    "INT": "International",
}
"""The headings, in the order of the page."""

_HEAD = """\
# Identifiers

<!-- Written by `python -m sector_data.detect.identifiers.reference` from the catalogue.
     Do not edit. -->

{count} kinds of numbers that states, sectors and standards give out, of {countries} countries and
of the world. All of them are known whatever the language of the data: a French note may hold a
German number.

**Check.** "stdnum" is [python-stdnum](https://arthurdejong.org/python-stdnum/), "own" is ours,
tested with published numbers; the percentage is the share of random values of that form that pass.
In a column, check digits prove an identifier when far more values pass than chance explains: the
evidence names both shares. A form without check digits proves little unless the header agrees.

**In text.** "alone": form and check digits are so peculiar that the number counts without a word
beside it. "by groups": only when it is written in its usual groups; then even with wrong check
digits. "by word": it wants one of its words within 60 characters before it or 30 behind it, in
any of the languages; right check digits count over all of that distance, a form without check
digits only close by, and a number with wrong check digits right behind its word counts as mistyped.
A module's name: it is found by that part of the detection. "no": it says nothing of anybody. A long
number that stands digit by digit in the boxes of a form is read as one.

**Whose.** Numbers of persons, households and devices are direct identifiers, those of organisations
and places quasi-identifiers, those of products are insensitive, unless the pipeline says otherwise.

The examples are invented or the publisher's own.
"""


def identifier_reference() -> str:
    """Return the page."""
    here = [c for c in COUNTRIES if c not in {"EU", "INT"}]
    parts = [_HEAD.format(count=len(CATALOGUE), countries=len(here))]
    for code, country in COUNTRIES.items():
        entries = [e for e in CATALOGUE if e.country == code]
        parts.append(f"## {country}\n")
        parts.append("| Identifier | Entity | Whose | Example | Check | In text | Source |")
        parts.append("| --- | --- | --- | --- | --- | --- | --- |")
        parts.extend(_row(e) for e in entries)
        parts.append("")
    return "\n".join(parts)


def _row(entry: Identifier) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(entry)) + " |"


def _cells(entry: Identifier) -> Iterator[str]:
    same = entry.name == entry.english
    yield entry.name if same else f"{entry.name}: {entry.english}"
    yield f"`{entry.entity}`"
    yield entry.subject
    yield f"`{entry.example}`"
    yield _check(entry)
    yield _text(entry)
    yield entry.source


def _check(entry: Identifier) -> str:
    if entry.check is None:
        return "form"
    by = f"stdnum `{entry.check}`" if isinstance(entry.check, str) else "own"
    return f"{by}, {100 * entry.chance:.2g} %"


def _text(entry: Identifier) -> str:
    if entry.elsewhere:
        return f"`{entry.elsewhere}`"
    if entry.subject == "product":
        return "no"
    if entry.alone:
        return "alone"
    return "by groups, by word" if entry.peculiar else "by word"


if __name__ == "__main__":
    Path(PAGE).write_text(identifier_reference(), encoding="utf-8")
