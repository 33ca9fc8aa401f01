"""Hierarchies of codes that the program knows: postcodes, places, classifications.

What lives here: their declarations. What does not: how codes are read and which labels they get
(:mod:`sector_data.anonymise.hierarchies.structures`), and hierarchies that are computed from
numbers, dates or text, or read from a file (:mod:`sector_data.spec.hierarchies`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.model import Model

Digits = Literal["3-digits", "2-digits", "1-digit"]


class CaPostcodeHierarchy(Model):
    """Canadian postal codes: ``K1A 0B1``, ``K1A``, ``K``, ``Ontario``, then ``*``."""

    kind: Literal["ca-postcode"] = "ca-postcode"
    levels: tuple[Literal["fsa", "district", "province"], ...] = ("fsa", "district", "province")
    """Levels from fine to coarse: forward sortation area, its first letter, province."""


class UkPostcodeHierarchy(Model):
    """UK postcodes: ``SW1A 1AA``, ``SW1A 1``, ``SW1A``, ``SW``, then ``*``."""

    kind: Literal["uk-postcode"] = "uk-postcode"
    levels: tuple[Literal["sector", "district", "area"], ...] = ("sector", "district", "area")
    """Levels from fine to coarse."""


class FrPostcodeHierarchy(Model):
    """French postal and commune codes: ``69003``, ``69``, ``Auvergne-Rhône-Alpes``, then ``*``."""

    kind: Literal["fr-postcode"] = "fr-postcode"
    levels: tuple[Literal["departement", "region"], ...] = ("departement", "region")
    """Levels from fine to coarse; Corsica is ``2A`` and ``2B``, overseas departments have three
    digits."""


class DePostcodeHierarchy(Model):
    """German postcodes: ``10115``, ``101**``, ``10***``, ``1****``, then ``*``."""

    kind: Literal["de-postcode"] = "de-postcode"
    levels: tuple[Digits, ...] = ("3-digits", "2-digits", "1-digit")
    """Levels from fine to coarse; two digits are the *Leitregion*, one is the *Leitzone*."""


class ItPostcodeHierarchy(Model):
    """Italian postcodes (CAP): ``20121``, ``201**``, ``20***``, ``2****``, then ``*``."""

    kind: Literal["it-postcode"] = "it-postcode"
    levels: tuple[Digits, ...] = ("3-digits", "2-digits", "1-digit")
    """Levels from fine to coarse; two digits are a province or a few, one is a zone."""


class JpPostcodeHierarchy(Model):
    """Japanese postcodes: ``160-0023``, ``160****``, ``16*****``, ``1******``, then ``*``."""

    kind: Literal["jp-postcode"] = "jp-postcode"
    levels: tuple[Digits, ...] = ("3-digits", "2-digits", "1-digit")
    """Levels from fine to coarse."""


class JpMunicipalityHierarchy(Model):
    """Japanese municipalities by name or code: ``東京都新宿区``, ``東京都``, ``関東``, then ``*``.

    Names must begin with the prefecture; codes are those of JIS X 0401 and X 0402 (``13``,
    ``13104``, ``131041``).
    """

    kind: Literal["jp-municipality"] = "jp-municipality"
    levels: tuple[Literal["prefecture", "region"], ...] = ("prefecture", "region")
    """Levels from fine to coarse."""
    labels: Literal["ja", "en"] = "ja"
    """Language of the labels: ``東京都`` or ``Tokyo``."""


class NutsHierarchy(Model):
    """European statistical regions: ``DE212``, ``DE21``, ``DE2``, ``DE``, then ``*``."""

    kind: Literal["nuts"] = "nuts"
    levels: tuple[Literal["nuts-2", "nuts-1", "country"], ...] = ("nuts-2", "nuts-1", "country")
    """Levels from fine to coarse."""


class CountryHierarchy(Model):
    """Countries by code or name: ``FR``, ``Western Europe``, ``Europe``, then ``*``.

    ISO 3166-1 codes of two and three letters or three digits, and names in English, French,
    German, Italian and Japanese; regions are those of the United Nations (M49).
    """

    kind: Literal["country"] = "country"
    levels: tuple[Literal["subregion", "region"], ...] = ("subregion", "region")
    """Levels from fine to coarse."""


class Icd10Hierarchy(Model):
    """Diagnoses in ICD-10: ``E11.9``, ``E11``, ``E10-E14``, ``E00-E90``, then ``*``."""

    kind: Literal["icd-10"] = "icd-10"
    levels: tuple[Literal["category", "block", "chapter"], ...] = ("category", "block", "chapter")
    """Levels from fine to coarse."""
    edition: Literal["who", "cm"] = "who"
    """Whose blocks and chapters: the WHO's, which the German ICD-10-GM shares, or those of the US
    ICD-10-CM."""


class AtcHierarchy(Model):
    """Medicines in ATC: ``A10BA02``, ``A10BA``, ``A10B``, ``A10``, ``A``, then ``*``."""

    kind: Literal["atc"] = "atc"
    levels: tuple[Literal["chemical", "pharmacological", "therapeutic", "anatomical"], ...] = (
        "chemical",
        "pharmacological",
        "therapeutic",
        "anatomical",
    )
    """Levels from fine to coarse: five, four, three and one character."""


class NaceHierarchy(Model):
    """Economic activities in NACE and its national forms: ``62.01Z``, ``62.01``, ``62.0``, ``62``,
    ``J``, then ``*``.

    With or without the dot and the letter of the section; as text, since numbers have lost their
    leading zeros.
    """

    kind: Literal["nace"] = "nace"
    levels: tuple[Literal["class", "group", "division", "section"], ...] = (
        "class",
        "group",
        "division",
        "section",
    )
    """Levels from fine to coarse."""
    revision: Literal["2", "2.1"] = "2"
    """Whose sections: Rev. 2 (2008; also ISIC Rev. 4) or Rev. 2.1 (2025)."""


class NaicsHierarchy(Model):
    """Industries in NAICS: ``336411``, ``33641``, ``3364``, ``336``, ``31-33``, then ``*``."""

    kind: Literal["naics"] = "naics"
    levels: tuple[Literal["industry", "group", "subsector", "sector"], ...] = (
        "industry",
        "group",
        "subsector",
        "sector",
    )
    """Levels from fine to coarse: five, four and three digits, and the sector."""


class IscoHierarchy(Model):
    """Occupations in ISCO-08: ``2211``, ``221``, ``22``, ``2``, then ``*``."""

    kind: Literal["isco"] = "isco"
    levels: tuple[Literal["minor", "sub-major", "major"], ...] = ("minor", "sub-major", "major")
    """Levels from fine to coarse: three, two and one digit."""


class SocHierarchy(Model):
    """Occupations in the US SOC 2018 and O*NET: ``15-1252``, ``15-1250``, ``15-1200``,
    ``15-0000``, then ``*``."""

    kind: Literal["soc"] = "soc"
    levels: tuple[Literal["broad", "minor", "major"], ...] = ("broad", "minor", "major")
    """Levels from fine to coarse."""


class MccHierarchy(Model):
    """Merchant category codes: ``5411``, ``54**``, ``Retail outlets``, then ``*``."""

    kind: Literal["mcc"] = "mcc"
    levels: tuple[Literal["2-digits", "group"], ...] = ("2-digits", "group")
    """Levels from fine to coarse; groups are the ranges of ISO 18245."""


CodedHierarchySpec = (
    CaPostcodeHierarchy
    | UkPostcodeHierarchy
    | FrPostcodeHierarchy
    | DePostcodeHierarchy
    | ItPostcodeHierarchy
    | JpPostcodeHierarchy
    | JpMunicipalityHierarchy
    | NutsHierarchy
    | CountryHierarchy
    | Icd10Hierarchy
    | AtcHierarchy
    | NaceHierarchy
    | NaicsHierarchy
    | IscoHierarchy
    | SocHierarchy
    | MccHierarchy
)

CODED_KINDS: tuple[type[CodedHierarchySpec], ...] = (
    CaPostcodeHierarchy,
    UkPostcodeHierarchy,
    FrPostcodeHierarchy,
    DePostcodeHierarchy,
    ItPostcodeHierarchy,
    JpPostcodeHierarchy,
    JpMunicipalityHierarchy,
    NutsHierarchy,
    CountryHierarchy,
    Icd10Hierarchy,
    AtcHierarchy,
    NaceHierarchy,
    NaicsHierarchy,
    IscoHierarchy,
    SocHierarchy,
    MccHierarchy,
)
"""The same, to iterate over."""
