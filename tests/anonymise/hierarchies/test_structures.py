"""Codes that the program knows: what their labels are, and what has no place."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.hierarchies.structures import structure_of
from sector_data.anonymise.hierarchies.structures.structure import Ranges, table
from sector_data.errors import SpecificationError
from sector_data.spec.classifications import (
    CODED_KINDS,
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

ENGLISH = JpMunicipalityHierarchy(labels="en")
CM = Icd10Hierarchy(edition="cm")
LATER = NaceHierarchy(revision="2.1")


@pytest.mark.parametrize(
    ("spec", "value", "labels"),
    [
        (CaPostcodeHierarchy(), "K1A 0B1", "K1A K Ontario"),
        (CaPostcodeHierarchy(), "h0h-0h0", "H0H H Quebec"),
        (CaPostcodeHierarchy(), "A1B", "A1B A Newfoundland_and_Labrador"),
        (UkPostcodeHierarchy(), "SW1A 1AA", "SW1A_1 SW1A SW"),
        (UkPostcodeHierarchy(), "sw1a1aa", "SW1A_1 SW1A SW"),
        (UkPostcodeHierarchy(), "M11AE", "M1_1 M1 M"),
        (UkPostcodeHierarchy(), "EC1V", "EC1V EC1V EC"),
        (FrPostcodeHierarchy(), "75001", "75 Île-de-France"),
        (FrPostcodeHierarchy(), "20090", "2A Corse"),
        (FrPostcodeHierarchy(), "20600", "2B Corse"),
        (FrPostcodeHierarchy(), "2A004", "2A Corse"),
        (FrPostcodeHierarchy(), "97400", "974 La_Réunion"),
        (FrPostcodeHierarchy(), "98713", "987 Collectivités_d'outre-mer"),
        (FrPostcodeHierarchy(), 1000, "01 Auvergne-Rhône-Alpes"),
        (DePostcodeHierarchy(), "D-10115", "101** 10*** 1****"),
        (DePostcodeHierarchy(), 1067, "010** 01*** 0****"),
        (ItPostcodeHierarchy(), "00118", "001** 00*** 0****"),
        (JpPostcodeHierarchy(), "〒１６０-００２３", "160**** 16***** 1******"),
        (JpPostcodeHierarchy(), 600001, "060**** 06***** 0******"),
        (JpMunicipalityHierarchy(), "東京都新宿区西新宿二丁目", "東京都 関東"),
        (JpMunicipalityHierarchy(), "京都府京都市", "京都府 近畿"),
        (JpMunicipalityHierarchy(), "京都", "京都府 近畿"),
        (JpMunicipalityHierarchy(), "鹿児島県", "鹿児島県 九州・沖縄"),
        (JpMunicipalityHierarchy(), "Osaka-fu", "大阪府 近畿"),
        (JpMunicipalityHierarchy(), 1100, "北海道 北海道"),
        (ENGLISH, "131041", "Tokyo Kanto"),
        (ENGLISH, "47", "Okinawa Kyushu_and_Okinawa"),
        (NutsHierarchy(), "DE212", "DE21 DE2 DE"),
        (NutsHierarchy(), "EL30", "EL30 EL3 EL"),
        (CountryHierarchy(), "FR", "Western_Europe Europe"),
        (CountryHierarchy(), "Türkiye", "Western_Asia Asia"),
        (CountryHierarchy(), "Allemagne", "Western_Europe Europe"),
        (CountryHierarchy(), "日本", "Eastern_Asia Asia"),
        (CountryHierarchy(), 76, "South_America Americas"),
        (Icd10Hierarchy(), "E11.9", "E11 E10-E14 E00-E90"),
        (Icd10Hierarchy(), "e119", "E11 E10-E14 E00-E90"),
        (Icd10Hierarchy(), "M49.0*", "M49 M45-M49 M00-M99"),
        (Icd10Hierarchy(), "U98", "U98 U00-U99 U00-U99"),
        (CM, "E08.9", "E08 E08-E13 E00-E89"),
        (CM, "C4A.0", "C4A C43-C44 C00-D49"),
        (CM, "O9A.1", "O9A O94-O9A O00-O9A"),
        (AtcHierarchy(), "A10BA02", "A10BA A10B A10 A"),
        (AtcHierarchy(), "C09", "C09 C09 C09 C"),
        (NaceHierarchy(), "62.01Z", "62.01 62.0 62 J"),
        (NaceHierarchy(), "J62.01", "62.01 62.0 62 J"),
        (NaceHierarchy(), "0111", "01.11 01.1 01 A"),
        (NaceHierarchy(), "K", "K K K K"),
        (LATER, "62.10", "62.10 62.1 62 K"),
        (NaicsHierarchy(), 336411, "33641 3364 336 31-33"),
        (NaicsHierarchy(), "44-45", "44-45 44-45 44-45 44-45"),
        (IscoHierarchy(), 2211, "221 22 2"),
        (IscoHierarchy(), 110, "011 01 0"),
        (SocHierarchy(), "15-1252.00", "15-1250 15-1200 15-0000"),
        (SocHierarchy(), "31-1121", "31-1120 31-1100 31-0000"),
        (SocHierarchy(), "11-1011", "11-1010 11-1000 11-0000"),
        (SocHierarchy(), "11-0000", "11-0000 11-0000 11-0000"),
        (MccHierarchy(), "5411", "54** Retail_outlets"),
        (MccHierarchy(), 742, "07** Agricultural_services"),
    ],
)
def test_labels(spec: CodedHierarchySpec, value: str | int, labels: str) -> None:
    values = pa.array([value])
    hierarchy = build(spec, values, base=Path())
    found = [hierarchy.generalise(values, level)[0].as_py() for level in range(1, hierarchy.levels)]
    assert " ".join(label.replace(" ", "_") for label in found) == f"{labels} *"


@pytest.mark.parametrize(
    ("spec", "values"),
    [
        (CaPostcodeHierarchy(), ["D1A 0B1", "K1", "K1A0B", ""]),
        (UkPostcodeHierarchy(), ["10115", "SW1A 1A", "-", "London"]),
        (FrPostcodeHierarchy(), ["98000", "7500", "00100", "2C004"]),
        (DePostcodeHierarchy(), ["1011", "101155", "A-1010"]),
        (JpPostcodeHierarchy(), ["160", "160-002", "16-00023"]),
        (JpMunicipalityHierarchy(), ["新宿区", "48", "00000", "Paris"]),
        (NutsHierarchy(), ["US1", "D", "DE2123"]),
        (CountryHierarchy(), ["XX", "Ruritania", "999"]),
        (Icd10Hierarchy(), ["CAT", "11.9", "E1", "diabetes"]),
        (AtcHierarchy(), ["QA01", "A1", "A10BA2"]),
        (NaceHierarchy(), ["04", "K62.01", "W", "6"]),
        (NaicsHierarchy(), ["99", "3", "31-34"]),
        (IscoHierarchy(), ["", "22111", "2a"]),
        (SocHierarchy(), ["15", "15-12"]),
        (MccHierarchy(), ["0000", "541"]),
    ],
)
def test_what_is_no_such_code_has_no_place(spec: CodedHierarchySpec, values: list[str]) -> None:
    column = pa.array([*values, None])
    hierarchy = build(spec, column, base=Path())
    for level in range(1, hierarchy.levels - 1):
        assert hierarchy.generalise(column, level).to_pylist() == ["*"] * len(values) + [None]
        assert hierarchy.loss(column, level).tolist() == [1.0] * len(values) + [0.0]


def test_numbers_that_lost_their_zeros_are_no_activities() -> None:
    values = pa.array([111, 6201])
    assert (
        build(NaceHierarchy(), values, base=Path()).generalise(values, 1).to_pylist() == ["*"] * 2
    )


def test_loss_counts_the_codes_of_the_data() -> None:
    values = pa.array(["E11.9", "E11.0", "E66", "I10", "I10"])
    hierarchy = build(Icd10Hierarchy(), values, base=Path())
    third = 1 / 3
    assert hierarchy.loss(values, 1).tolist() == pytest.approx([third, third, 0, 0, 0])
    assert hierarchy.loss(values, 3).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0, 0])


def test_levels_may_be_left_out_but_not_exchanged() -> None:
    values = pa.array(["E11.9"])
    spec = Icd10Hierarchy(levels=("chapter",))
    assert build(spec, values, base=Path()).generalise(values, 1).to_pylist() == ["E00-E90"]
    for levels in (("chapter", "block"), ("block", "block")):
        with pytest.raises(SpecificationError, match="from fine to coarse"):
            build(Icd10Hierarchy.model_validate({"levels": levels}), values, base=Path())


@pytest.mark.parametrize("kind", CODED_KINDS, ids=lambda kind: str(kind().kind))
def test_the_levels_declared_are_those_of_the_structure(kind: type[CodedHierarchySpec]) -> None:
    assert tuple(structure_of(kind()).labels) == kind().levels


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True), st.integers(0, 99))
def test_the_narrowest_range_wins(edges: list[int], number: int) -> None:
    edges.sort()
    outer = f"{edges[0]:02d}-{edges[-1]:02d}"
    inner = [f"{low:02d}-{high - 1:02d}" for low, high in pairwise(edges)]
    found = Ranges.of([outer, *inner]).label(f"{number:02d}")
    holding = [r for r in inner if r[:2] <= f"{number:02d}" <= r[3:]]
    if holding:
        assert found == holding[0]
    else:
        assert found == (outer if number == edges[-1] else None)


def test_the_tables_are_whole() -> None:
    """47 prefectures, 101 departments in 18 regions, 249 countries in 22 subregions of M49."""
    regions = table("jp-municipality")
    assert len(regions) == 8
    assert sum(len(region["prefectures"]) for region in regions) == 47
    french = dict(table("fr-postcode"))
    assert len(french.pop("Collectivités d'outre-mer")) == 7
    departments = [d for of_region in french.values() for d in of_region]
    assert (len(french), len(departments), len(set(departments))) == (18, 101, 101)
    structure = structure_of(CountryHierarchy())
    letters = [chr(65 + i) for i in range(26)]
    countries = [c for a in letters for b in letters if (c := structure.read(a + b)) == a + b]
    assert len(countries) == 249
    places = [structure.place(country) for country in countries]
    assert all(place is not None for place in places)
    assert len({place["subregion"] for place in places if place}) == 22 + 1  # and Antarctica
    for edition in ("who", "cm"):
        tables = table("icd-10")[edition]
        chapters = Ranges.of(tables["chapters"])
        assert len(tables["chapters"]) == 22
        for block in tables["blocks"]:
            low, _, high = block.partition("-")
            assert chapters.label(low) == chapters.label(high or low) is not None
    divisions = {r: Ranges.of(table("nace")[r]) for r in ("2", "2.1")}
    existing = [
        sum(d.label(f"{i:02d}") is not None for i in range(100)) for d in divisions.values()
    ]
    assert existing == [88, 87]
