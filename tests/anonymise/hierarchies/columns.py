"""Columns with a hierarchy, of every kind: values that it knows, that it does not, and none."""

from __future__ import annotations

from datetime import UTC, date

import pyarrow as pa
from hypothesis import strategies as st

from sector_data.spec.classifications import (
    CODED_KINDS,
    CodedHierarchySpec,
    Icd10Hierarchy,
    JpMunicipalityHierarchy,
    NaceHierarchy,
)
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    IntervalHierarchy,
    NumberHierarchy,
    OrderedHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)

Column = tuple[HierarchySpec, pa.Array]

FORMS = {
    "ca-postcode": r"[A-Za-z][0-9][A-Z]( ?[0-9][A-Z][0-9])?",
    "uk-postcode": r"[A-Za-z]{1,2}[0-9][A-Z0-9]?( ?[0-9][A-Z]{2}| [0-9])?",
    "fr-postcode": r"(0[0-9]|20|2[AB]|75|9[78])[0-9]{3}",
    "de-postcode": r"(D-)?[0-9]{5}",
    "it-postcode": r"[0-9]{5}",
    "jp-postcode": r"〒?[0-9０-９]{3}-?[0-9]{4}",
    "jp-municipality": r"(東京都|大阪府|北海道|神奈川県|京都)(新宿区|市)?|[0-9]{2}([0-9]{3}){0,1}",
    "nuts": r"(DE|FR|EL|US)[0-9A-Z]{0,3}",
    "country": r"[A-Z]{2}|FRA|Allemagne|ドイツ|Türkei|[0-9]{3}",
    "icd-10": r"[A-Z][0-9][0-9A](\.?[0-9]{1,2})?[*+!]?",
    "atc": r"[ABCQ]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?",
    "nace": r"[A-C]?[0-9]{2}(\.?[0-9]([0-9][A-Z]?)?)?|[A-V]",
    "naics": r"[1-9][0-9]{1,5}|31-33",
    "isco": r"[0-9]{1,4}",
    "soc": r"(11|15|31|51)-?[0-3][0-2][0-9]{2}(\.00)?",
    "mcc": r"[0-9]{4}",
}
"""Forms of what each classification knows, and of some that it does not."""

texts = st.text(max_size=6)
_dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
_recent = st.dates(date(1860, 1, 1), date(2030, 12, 31))
_zips = st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True)


def _columns(
    spec: st.SearchStrategy[HierarchySpec], values: st.SearchStrategy[object], kind: pa.DataType
) -> st.SearchStrategy[Column]:
    arrays = st.lists(st.none() | values, max_size=25).map(lambda v: pa.array(v, kind))
    return st.tuples(spec, arrays)


_ages = st.builds(
    AgeHierarchy,
    reference=_dates,
    widths=st.sampled_from([(1, 5, 10, 20), (5,), (2, 4), ()]),
    top=st.integers(1, 120),
)
_calendars = st.builds(
    DateHierarchy,
    levels=st.sampled_from(
        [("day", "month", "quarter", "year", "decade"), ("week",), ("day", "week"), ("year",)]
    ),
    year_starts=st.integers(1, 12),
)
_japanese = st.sampled_from([("day", "month", "quarter", "year", "era"), ("year",), ("era",)]).map(
    lambda levels: DateHierarchy(levels=levels, calendar="japanese")
)
_numbers = st.builds(
    NumberHierarchy,
    widths=st.sampled_from([None, (0.1, 0.5, 1.0), (5.0, 10.0), (), (1e-5, 1e-3)]),
    origin=st.sampled_from([0.0, 0.05, -3.0, 1e6]),
)
_intervals = st.sampled_from(
    [
        IntervalHierarchy(cuts=((1.0, 2.5, 10.0), (2.5,))),
        IntervalHierarchy(cuts=((0.0, 5.0), (5.0,)), lowest=-10.0, highest=20.0),
        IntervalHierarchy(cuts=((0.5,),), lowest=0.0, outside="other"),
        IntervalHierarchy(
            cuts=((-5.0, 0.0, 5.0), (0.0,)),
            labels=(("a", "b", "c", "d"), ("ab", "cd")),
            lowest=-20.0,
            highest=20.0,
            outside="other",
        ),
    ]
)
_scale = ("none", "low", "middle", "high", "top")
_ordered = st.sampled_from(
    [
        OrderedHierarchy(values=_scale),
        OrderedHierarchy(values=_scale, groups=(2, 4)),
        OrderedHierarchy(values=_scale, groups=(3,), names=(("below", "above"),)),
        OrderedHierarchy(values=_scale, groups=()),
    ]
)
_prefixes = st.builds(
    PrefixHierarchy,
    lengths=st.sampled_from([(3, 2, 1), (2,), ()]),
    keep=st.sampled_from(["start", "end"]),
    mask=st.sampled_from([None, "*", "é"]),
)


def _coded(kind: type[CodedHierarchySpec]) -> st.SearchStrategy[Column]:
    known = st.from_regex(FORMS[kind().kind], fullmatch=True)
    variants: list[HierarchySpec] = [kind(), *VARIANTS.get(kind().kind, ())]
    whole = kind.model_validate({"levels": [kind().levels[-1]]})
    specs = st.sampled_from([*variants, whole])
    return _columns(specs, known | texts, pa.string())


VARIANTS: dict[str, tuple[HierarchySpec, ...]] = {
    "icd-10": (Icd10Hierarchy(edition="cm"),),
    "nace": (NaceHierarchy(revision="2.1"),),
    "jp-municipality": (JpMunicipalityHierarchy(labels="en"),),
}

columns = st.one_of(
    _columns(_ages, st.integers(-5, 200), pa.int64()),
    _columns(_ages, st.floats(allow_nan=True, allow_infinity=True), pa.float64()),
    _columns(_ages, _dates, pa.date32()),
    _columns(_ages, st.datetimes(), pa.timestamp("us")),
    _columns(_ages, texts | _dates.map(str) | st.integers(0, 130).map(str), pa.string()),
    _columns(_calendars, _dates, pa.date32()),
    _columns(_calendars, st.datetimes(timezones=st.just(UTC)), pa.timestamp("us", "Asia/Tokyo")),
    _columns(_calendars | _japanese, texts | _dates.map(str), pa.string()),
    _columns(_japanese, _recent, pa.date32()),
    _columns(_numbers, st.integers(-(2**63), 2**63 - 1) | st.integers(-50, 50), pa.int64()),
    _columns(_numbers, st.floats() | st.floats(-9, 9).map(lambda x: round(x, 1)), pa.float64()),
    _columns(_numbers, texts | st.integers(-20, 20).map(str), pa.string()),
    _columns(_intervals, st.integers(-(2**63), 2**63 - 1) | st.integers(-30, 30), pa.int64()),
    _columns(_intervals, st.floats() | st.floats(-30, 30), pa.float64()),
    _columns(_intervals, texts | st.integers(-30, 30).map(str), pa.string()),
    _columns(_ordered, texts | st.sampled_from(_scale), pa.string()),
    _columns(st.just(UsZipHierarchy()), _zips | texts, pa.string()),
    _columns(st.just(UsZipHierarchy()), st.integers(-10, 10**6), pa.int64()),
    _columns(_prefixes, texts, pa.string()),
    _columns(st.just(FlatHierarchy()), st.booleans(), pa.bool_()),
)
"""Hierarchies that are computed."""

coded_columns = st.one_of(
    *map(_coded, CODED_KINDS),
    _columns(st.sampled_from([kind() for kind in CODED_KINDS]), st.integers(-5, 10**7), pa.int64()),
)
"""Hierarchies of codes that the program knows."""
