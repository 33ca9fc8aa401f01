"""Hypothesis strategies of pipeline files and their parts."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from operator import mul
from pathlib import PurePosixPath

from hypothesis import strategies as st

from sector_data.spec.classifications import (
    CODED_KINDS,
    Icd10Hierarchy,
    JpMunicipalityHierarchy,
    NaceHierarchy,
)
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FileHierarchy,
    FlatHierarchy,
    HierarchySpec,
    IntervalHierarchy,
    NumberHierarchy,
    OrderedHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.transforms.perturbation import Microaggregate, Noise, Pram, RankSwap
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    Keep,
    Mask,
    Nested,
    Pseudonym,
    RedactText,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    Zip3,
)

CHARACTERS = st.characters(exclude_categories=("Cc", "Cs"))
TEXTS = st.text(CHARACTERS, min_size=1, max_size=12)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=1e-6, max_value=1e9)

_PERIODS = ("day", "month", "quarter", "year", "decade")


def _multiples(first: int, factors: list[int]) -> tuple[int, ...]:
    return tuple(accumulate(factors, mul, initial=first))


_WIDTHS = st.builds(_multiples, st.integers(1, 10), st.lists(st.integers(2, 5), max_size=4))

HIERARCHIES: st.SearchStrategy[HierarchySpec] = st.one_of(
    st.builds(
        AgeHierarchy,
        reference=st.none() | st.dates(min_value=date(1800, 1, 1)),
        widths=_WIDTHS,
        top=st.integers(1, 120),
    ),
    st.builds(
        DateHierarchy,
        levels=st.sets(st.sampled_from(_PERIODS), min_size=1).map(
            lambda chosen: tuple(p for p in _PERIODS if p in chosen)
        ),
        year_starts=st.integers(1, 12),
    ),
    st.just(DateHierarchy(levels=("day", "year", "era"), calendar="japanese")),
    st.builds(UsZipHierarchy),
    st.builds(NumberHierarchy, widths=st.none() | _WIDTHS, origin=FINITE),
    st.builds(
        PrefixHierarchy,
        lengths=st.sets(st.integers(1, 12), min_size=1).map(
            lambda chosen: tuple(sorted(chosen, reverse=True))
        ),
        keep=st.sampled_from(["start", "end"]),
        mask=st.sampled_from([None, "*", "#"]),
    ),
    st.sets(FINITE, min_size=2, max_size=6).map(
        lambda cuts: IntervalHierarchy(cuts=(tuple(sorted(cuts)), (min(cuts),)))
    ),
    st.lists(TEXTS, min_size=3, max_size=6, unique=True).map(
        lambda values: OrderedHierarchy(
            values=tuple(values), names=(("a", "b", "c")[: -(-len(values) // 2)],)
        )
    ),
    st.sampled_from([kind() for kind in CODED_KINDS]),
    st.builds(Icd10Hierarchy, levels=st.just(("category", "chapter")), edition=st.just("cm")),
    st.just(JpMunicipalityHierarchy(labels="en")),
    st.just(NaceHierarchy(revision="2.1")),
    st.builds(FlatHierarchy),
    st.builds(
        FileHierarchy,
        path=st.builds(
            lambda stem, suffix: PurePosixPath(stem + suffix).as_posix(),
            TEXTS,
            st.sampled_from([".csv", ".yaml", ".CSV", "", ".txt"]),
        ),
        layout=st.sampled_from(["levels", "parent", "level", "indented"]),
        fields=st.none() | st.just(("code", "2")),
        header=st.none() | st.booleans(),
        sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
    ),
)

TRANSFORM_SPECS: st.SearchStrategy[TransformSpec] = st.one_of(
    st.builds(Keep),
    st.builds(Drop),
    st.builds(
        Pseudonym,
        length=st.integers(12, 52),
        prefix=st.text("abcXYZ019_-", max_size=12),
        domain=st.none() | TEXTS,
    ),
    st.builds(
        Mask,
        character=st.text(CHARACTERS, min_size=1, max_size=1),
        keep_first=st.integers(0, 20),
        keep_last=st.integers(0, 20),
    ),
    st.builds(
        ShiftDate,
        max_days=st.integers(1, 3660),
        time_of_day=st.sampled_from(["exact", "hour", "none"]),
    ),
    st.builds(TruncateDate, to=st.sampled_from(["week", "month", "quarter", "year"])),
    st.builds(
        Generalise,
        hierarchy=st.none() | HIERARCHIES,
        level=st.none() | st.integers(0, 9),
        at_least=st.integers(0, 9),
    ),
    st.builds(Round, to=POSITIVE),
    st.builds(TopBottom, top=FINITE, bottom=st.none()),
    st.builds(TopBottom, top=st.none(), bottom=FINITE),
    st.builds(TopBottom, count=st.integers(2, 99), ends=st.sampled_from(["both", "top", "bottom"])),
    st.builds(Microaggregate, k=st.integers(2, 99), together=st.lists(TEXTS, max_size=3)),
    st.builds(RankSwap, max_rank_shift=st.floats(0.001, 1)),
    st.builds(Pram, keep=st.floats(0, 1), strata=st.none() | TEXTS),
    st.builds(
        Noise,
        scale=POSITIVE,
        form=st.sampled_from(["additive", "correlated", "multiplicative"]),
        together=st.lists(TEXTS, max_size=3),
    ),
    st.builds(Zip3),
    st.builds(Nested),
    st.builds(RedactText, replacement=st.sampled_from(["tags", "mask"])),
    st.builds(
        RedactText,
        replacement=st.just("surrogates"),
        order=st.none() | st.sampled_from(["year-first", "day-first", "month-first"]),
        max_days=st.none() | st.integers(20, 3660),
    ),
)
