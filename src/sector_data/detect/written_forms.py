"""The forms that values are written in: addresses, dates, codes, hashes, amounts, firms …

What lives here: one pattern or predicate per form, over a stripped text that is not empty. What
does not: check digits (:mod:`sector_data.detect.checks`,
:mod:`sector_data.detect.identifiers`), and what share of a column has to have a form
(:mod:`sector_data.detect.shapes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sector_data.detect import checks

FITS = 0.9
"""Share of distinct values that have to fit before a form speaks for the column: real columns
hold some values typed wrongly, and a tenth is what registries of patients are known to have."""

LONGEST = 1_000
"""Characters of the longest value that is looked at: what is longer is a text."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of values.

    Attributes
    ----------
    entity
        What values of it are.
    plural
        Completes "all distinct values are …".
    confidence
        How far it alone proves the entity, 0 to 1.
    test
        Whether a text has it: anything that is true or false.
    fits
        Share of the distinct values that have to have it.
    fewest
        Distinct values below which it proves nothing.
    """

    entity: str
    plural: str
    confidence: float
    test: Callable[[str], object]
    fits: float = FITS
    fewest: int = 1


def _full(pattern: str, flags: int = 0) -> Callable[[str], object]:
    return re.compile(pattern, flags).fullmatch


ERAS = "明治|大正|昭和|平成|令和"
"""Japanese eras; years of the Western calendar are written with 年 too."""
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|fev|avr|mai|juin|juil|aout|mrz|okt|dez|gen"
    "|mag|giu|lug|ago|set|ott|dic"
)
DATE_SHAPE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}[-. /](?:{_MONTHS})[a-zéû]*\.?,?[-. /]\d{{2,4}}"
    rf"|(?:{_MONTHS})[a-zéû]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:18[5-9]\d|19\d\d|20\d\d)[-/.](?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[/.](?:19|20)\d{2}"
    rf"|(?:(?:18|19|20)\d{{2}}|(?:{ERAS})\s?(?:元|\d{{1,2}}))年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?"
    r"|[MTSHR]\.?\d{1,2}[-./]\d{1,2}[-./]\d{1,2})"
    r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?|Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
YEAR_SHAPE = re.compile(r"(?:18[5-9]|19\d|20[0-6])\d")
ZIP_SHAPE = re.compile(r"\d{5}(?:-\d{4})?")
_POSTAL = (
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"  # United Kingdom, British Standard BS 7666
    r"|[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d"  # Canada
    r"|〒?\d{3}-\d{4}"  # Japan
)
_STREET = (
    r"street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|way|terrace|ter"
    r"|circle|cir|highway|hwy|parkway|pkwy|square|sq|trail|trl|quay|crescent|close|mews|row|walk|path"
    r"|loop|alley|plaza|pike|turnpike|extension|ext|gate|grove|green|park|heights|hill|key|locks|manor"
    r"|meadow|mill|mount|orchard|overpass|passage|ramp|ranch|rapids|ridge|rue|run|spur|station|view|vale"
    r"|promenade|branch|bypass|causeway|center|club|common|corner|crossing|dale|estate|ferry|field|forge"
    r"|fork|garden|gateway|glen|harbor|haven|hollow|island|junction|knoll|landing|light|lodge|neck|parade"
    r"|pine|plain|point|port|prairie|radial|rest|route|shoal|shore|spring|stravenue|stream|summit"
    r"|throughway|trace|track|trafficway|tunnel|underpass|union|unions|valley|via|viaduct|village|ville"
    r"|vista|wall|well|wells|wynd"
)
"""USPS street suffixes (Publication 28, appendix C1)."""
STREET_SHAPE = re.compile(
    rf"\d{{1,6}}[A-Za-z]?[\s-](?:[^\W\d_][\w.'’-]*\s){{1,5}}(?:{_STREET})s?\b.*"
    r"|p\.?\s?o\.?\s+box\s+\d+.*"
    r"|(?:rue|avenue|boulevard|via|viale|piazza|corso|place|chemin|allée)\s.*\d.*"
    r"|[^\W\d_][\w.\s-]*(?:straße|strasse|str\.|weg|platz|gasse|allee)\s*\d+.*"
    r"|.*\d\s?(?:丁目|番地|番\d|号).*",
    re.IGNORECASE,
)

NDC = r"\d{5}-\d{4}-\d{1,2}|\d{5}-\d{3}-\d{2}|\d{4}-\d{4}-\d{2}"
"""US National Drug Code in its three ways of hyphens (21 CFR 207.33)."""
_HASH = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})|(?:[0-9A-F]{32}|[0-9A-F]{64})")
LEGAL_FORM = re.compile(
    r"(?<![\w.])(?:gmbh|ag|kg|ohg|gbr|e\.?\s?v|e\.?\s?k|ug|kgaa|eg|sarl|s\.a\.r\.l|sas|s\.a\.s|sasu|eurl"
    r"|sci|scop|s\.a|sa|snc|s\.n\.c|srl|s\.r\.l|s\.?p\.?a|soc\.?\s?coop|onlus|inc|incorporated|corp"
    r"|corporation|llc|l\.l\.c|ltd|limited|plc|llp|lp|pty|co|company|bv|n\.?v|ab|oy|as|k\.?k)\.?$"
    r"|株式会社|有限会社|合同会社|合資会社|\(株\)|（株）|㈱|㈲|(?:医療|社会福祉|学校|財団|社団|宗教|一般社団|公益財団)法人"
    r"|独立行政法人",
    re.IGNORECASE,
)
"""Legal forms of companies at the end of a name; in Japan before or behind it."""


def _hash(text: str) -> bool:
    return bool(_HASH.fullmatch(text)) and not text.isdigit()


NATIONAL_PHONE = re.compile(
    r"0\d{1,4}-\d{1,4}-\d{4}|0\d{1,4}\(\d{1,4}\)\d{4}"  # Japan
    r"|0[1-9](?:[ .-]\d{2}){4}"  # France
    r"|0[1-9]\d{1,4}(?:/| / )\d{3,9}|0[1-9]\d{1,4} \d{2,4}(?: ?\d{2,4}){1,2}"  # Germany and others
    r"|0[1-9]\d{1,2}-\d{3}-\d{2}-\d{2}|0\d{2,3}[ /]\d{3} \d{2} \d{2}"  # Switzerland
    r"|3\d{2}[ ./-]\d{3} ?\d{3,4}|0\d{1,3}[ /-]\d{5,8}"  # Italy
)
"""Telephone numbers as five countries write them at home: a zero first, and separators."""

FORMS = (
    Form("EMAIL_ADDRESS", "e-mail addresses", 0.97, checks.EMAIL.fullmatch),
    Form("URL", "web addresses", 0.95, checks.URL.fullmatch),
    Form("MAC_ADDRESS", "hardware addresses", 0.95, checks.MAC.fullmatch),
    Form("IP_ADDRESS", "network addresses", 0.95, checks.is_ip),
    Form("UUID", "universally unique identifiers (UUID)", 0.9, checks.UUID.fullmatch),
    Form("US_SSN", "written like US social security numbers", 0.95, checks.SSN.fullmatch),
    Form("PHONE_NUMBER", "telephone numbers", 0.92, checks.is_phone, 0.8),
    Form("PHONE_NUMBER", "written like telephone numbers", 0.85, NATIONAL_PHONE.fullmatch, FITS, 5),
    Form("EVENT_DATE", "dates", 0.75, DATE_SHAPE.fullmatch),
    Form("STREET_ADDRESS", "street addresses", 0.85, STREET_SHAPE.fullmatch, 0.6),
    Form("POSTAL_CODE", "postal codes", 0.8, _full(_POSTAL, re.IGNORECASE)),
    Form(
        "DIAGNOSIS_CODE",
        "shaped like ICD-10 codes",
        0.7,
        _full(r"[A-TV-Z]\d[0-9AB](?:\.[0-9A-TV-Z]{1,4})?|[A-TV-Z]\d[0-9AB][0-9A-TV-Z]{1,4}"),
    ),
    Form(
        "MEDICATION",
        "shaped like ATC codes",
        0.8,
        _full(r"[ABCDGHJLMNPRSV]\d{2}[A-Z]{2}(?:\d{2})?"),
        fewest=2,
    ),
    Form("PROCEDURE", "shaped like CCAM codes", 0.7, _full(r"[A-Z]{4}\d{3}"), fewest=2),
    Form(
        "PROCEDURE",
        "shaped like OPS codes",
        0.7,
        _full(r"[135689]-\d{2}[0-9a-z](?:\.[0-9a-z]{1,2})?"),
        fewest=2,
    ),
    Form("MEDICATION", "shaped like NDC codes", 0.75, _full(NDC), fewest=3),
    Form("UUID", "hashes (hexadecimal numbers of one length)", 0.85, _hash, fewest=3),
    Form(
        "ORGANIZATION",
        "names with the legal form of a company",
        0.8,
        LEGAL_FORM.search,
        0.6,
        fewest=2,
    ),
    Form("US_ZIP_CODE", "shaped like US ZIP codes", 0.46, ZIP_SHAPE.fullmatch),
    Form(
        "DIAGNOSIS",
        "clinical findings, as SNOMED CT tags them",
        0.85,
        _full(r".+ \((?:disorder|finding|situation|event|morphologic abnormality)\)"),
        0.6,
    ),
    Form(
        "PROCEDURE",
        "procedures, as SNOMED CT tags them",
        0.85,
        _full(r".+ \((?:procedure|regime/therapy)\)"),
        0.6,
    ),
    Form(
        "MEDICATION",
        "doses or substances, as medicines are written",
        0.75,
        _full(
            r".*[^\W\d_]{3}.*\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|ug|g|ml|unt|iu|ie|ui|meq|%)(?:/.*|\b.*)"
            r"|.+ \((?:product|medicinal product|substance|clinical drug)\)",
            re.IGNORECASE,
        ),
        0.6,
    ),
    Form(
        "AMOUNT",
        "amounts of money",
        0.85,
        _full(
            r"-?(?:[$€£¥]|USD|EUR|GBP|JPY|CHF)\s?-?[\d.,']+|-?[\d.,']+\s?(?:[€£¥]|EUR|USD|GBP|円)"
        ),
    ),
    Form(
        "GEO_COORDINATE",
        "pairs of coordinates",
        0.85,
        _full(r"\(?-?\d{1,2}\.\d{2,}[,; ]\s*-?\d{1,3}\.\d{2,}\)?"),
    ),
    Form(
        "DEVICE_ID",
        "device identifiers (UDI)",
        0.95,
        _full(r"\(01\)\d{14}.*|\+[A-Z]\d{3}[A-Z0-9]+/.*"),
    ),
)
