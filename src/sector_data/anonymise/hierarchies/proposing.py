"""Which hierarchy suits a column that nobody named one for.

What lives here: the rules, in their order. What does not: how columns are recognised
(:mod:`sector_data.detect`), and how well known codes fit a column
(:mod:`sector_data.anonymise.hierarchies.recognising`).

A proposal becomes part of the plan, which others read. So it follows from what most of the rows
say, and holds nothing that stands in the data: a known scale rather than the values, widths in
round steps from the bulk of the numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.anonymise.hierarchies.recognising import (
    NEARLY_ALL,
    code_lengths,
    fits,
    header_words,
    known_scale,
)
from sector_data.sources.tables import one_array
from sector_data.spec.classifications import (
    AtcHierarchy,
    CaPostcodeHierarchy,
    CodedHierarchySpec,
    CountryHierarchy,
    DePostcodeHierarchy,
    FrPostcodeHierarchy,
    Icd10Hierarchy,
    IscoHierarchy,
    ItPostcodeHierarchy,
    JpMunicipalityHierarchy,
    JpPostcodeHierarchy,
    MccHierarchy,
    NaceHierarchy,
    NaicsHierarchy,
    NutsHierarchy,
    SocHierarchy,
    UkPostcodeHierarchy,
)
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.words import DataType

FEW = 10
"""Integers with at most so many distinct values are taken as codes of categories."""


class Proposal(NamedTuple):
    """A hierarchy for a column, and why; the reason holds no value of the data."""

    hierarchy: HierarchySpec
    reason: str


_BY_ENTITY: dict[str, tuple[HierarchySpec, ...]] = {
    "AGE": (AgeHierarchy(),),
    "DATE_OF_BIRTH": (AgeHierarchy(),),
    "US_ZIP_CODE": (UsZipHierarchy(),),
    "COUNTRY": (CountryHierarchy(),),
    "NRP": (CountryHierarchy(),),
    "DIAGNOSIS_CODE": (Icd10Hierarchy(), PrefixHierarchy()),
    "MEDICATION": (AtcHierarchy(),),
    "STATE": (JpMunicipalityHierarchy(),),
    "CITY": (JpMunicipalityHierarchy(),),
    "LOCATION": (JpMunicipalityHierarchy(), CountryHierarchy()),
}
"""Hierarchies of what detection names; the first that fits the values is taken."""

_WHATEVER = frozenset({"AGE", "DATE_OF_BIRTH", "US_ZIP_CODE"})
"""Entities whose hierarchy is taken whether the values fit or not: unreadable ones become ``*``."""

_UNMISTAKABLE: tuple[CodedHierarchySpec, ...] = (
    CaPostcodeHierarchy(),
    UkPostcodeHierarchy(),
    JpPostcodeHierarchy(),
)
"""Postcodes whose form tells the country."""

_OF_SEVEN_DIGITS, _MOST = 1_000_000, 0.5

_OF_FIVE_DIGITS = (DePostcodeHierarchy, FrPostcodeHierarchy, ItPostcodeHierarchy)

_BY_HEADER: tuple[tuple[frozenset[str], HierarchySpec], ...] = (
    (frozenset({"plz", "postleitzahl"}), DePostcodeHierarchy()),
    (frozenset({"code postal", "cp", "codepostal", "insee"}), FrPostcodeHierarchy()),
    (frozenset({"cap", "codice avviamento postale"}), ItPostcodeHierarchy()),
    (frozenset({"郵便番号"}), JpPostcodeHierarchy()),
    (frozenset({"zip", "zipcode"}), UsZipHierarchy()),
    (frozenset({"都道府県", "市区町村", "prefecture"}), JpMunicipalityHierarchy()),
    (frozenset({"nuts", "nuts1", "nuts2", "nuts3"}), NutsHierarchy()),
    (frozenset({"icd10cm", "icd 10 cm"}), Icd10Hierarchy(edition="cm")),
    (frozenset({"icd", "icd10"}), Icd10Hierarchy()),
    (frozenset({"atc"}), AtcHierarchy()),
    (frozenset({"nace", "naf", "ape", "ateco", "wz", "isic"}), NaceHierarchy()),
    (frozenset({"naics"}), NaicsHierarchy()),
    (frozenset({"isco", "isco08"}), IscoHierarchy()),
    (frozenset({"soc", "onet", "o net"}), SocHierarchy()),
    (frozenset({"mcc", "merchant category"}), MccHierarchy()),
)
"""Words of a column's name that tell its classification, where the values fit it."""


def propose(finding: ColumnFinding, values: pa.Array | pa.ChunkedArray) -> HierarchySpec:
    """Propose a hierarchy for a quasi-identifier.

    Parameters
    ----------
    finding
        What detection says of the column.
    values
        The column.

    Returns
    -------
    HierarchySpec
        That of :func:`propose_with_reason`.
    """
    return propose_with_reason(finding, values).hierarchy


def propose_with_reason(finding: ColumnFinding, values: pa.Array | pa.ChunkedArray) -> Proposal:
    """Propose a hierarchy for a quasi-identifier, and say why.

    In this order: the classification that the column's name tells and nine rows of ten fit; that of
    its entity; dates; intervals for numbers with more than ten distinct values; a known scale of
    ordered categories; prefixes for codes of one length; else the value and ``*``.
    """
    flat = one_array(values)
    return (
        _by_header(finding, flat)
        or _by_entity(finding, flat)
        or _by_type(finding, flat)
        or Proposal(FlatHierarchy(), "nothing is known that would group its values")
    )


def _by_header(finding: ColumnFinding, values: pa.Array) -> Proposal | None:
    words = header_words(finding.column)
    for names, hierarchy in _BY_HEADER:
        if names & words and fits(hierarchy, values):
            if isinstance(hierarchy, _OF_FIVE_DIGITS) and _of_four_digits(values):
                return Proposal(PrefixHierarchy(), "its postcodes have four digits")
            return Proposal(hierarchy, f"its name and its values are those of {hierarchy.kind}")
    return None


def _of_four_digits(values: pa.Array) -> bool:
    """Tell whether nearly all values have four digits, as Swiss, Austrian and Belgian postcodes do.

    A number that has lost its zero has four as well (1067 is Dresden). Its first characters are an
    area too, while a zero in front of 3011 would move Bern to Saxony.
    """
    known = canonical_text(values.drop_null())
    of_four = pc.mean(pc.equal(pc.utf8_length(known), 4)).as_py() if len(known) else 0
    return bool(of_four >= NEARLY_ALL)


def _by_entity(finding: ColumnFinding, values: pa.Array) -> Proposal | None:
    entity = finding.entity or ""
    if "POSTAL_CODE" in (entity, finding.broader):
        for hierarchy in _UNMISTAKABLE:
            if _has_form_of(hierarchy, values):
                return Proposal(hierarchy, f"its values have the form of {hierarchy.kind}")
        if entity == "POSTAL_CODE":
            return Proposal(PrefixHierarchy(), "postcodes are areas by their first characters")
    for of_entity in _BY_ENTITY.get(entity, ()):
        if entity in _WHATEVER or fits(of_entity, values):
            return Proposal(of_entity, f"it holds {entity.replace('_', ' ').lower()}")
    return None


def _has_form_of(hierarchy: CodedHierarchySpec, values: pa.Array) -> bool:
    """Tell whether values could be postcodes of that country only."""
    known = values.drop_null()
    if not len(known) or not fits(hierarchy, values):
        return False
    if not isinstance(hierarchy, JpPostcodeHierarchy) or not pa.types.is_integer(known.type):
        return True
    # Of seven digits only three may be zeros that a number has lost; the four digits of a Swiss
    # or Austrian postcode would else be a Japanese one.
    return bool(pc.mean(pc.greater_equal(known, _OF_SEVEN_DIGITS)).as_py() >= _MOST)


def _by_type(finding: ColumnFinding, values: pa.Array) -> Proposal | None:
    kind = values.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return Proposal(DateHierarchy(), "it holds dates")
    many = len(values.drop_null().unique()) > FEW
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        if finding.data_type in {DataType.INTEGER, DataType.NUMBER} and many:
            return Proposal(NumberHierarchy(), "it holds numbers")
        return None
    if not pa.types.is_string(kind):
        return None
    if (scale := known_scale(values)) is not None:
        return Proposal(scale, "its values are on a known scale, in order")
    if many and (lengths := code_lengths(values)):
        return Proposal(PrefixHierarchy(lengths=lengths), "its values are codes of one length")
    return None
