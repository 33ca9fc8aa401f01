"""Generalisation hierarchies as a pipeline file names them, every parameter spelt out.

What lives here: the declarations. What does not: those of codes that the program knows
(:mod:`sector_data.spec.classifications`), and how they are built and applied
(:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.classifications import CODED_KINDS, CodedHierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.transforms.dates import DateOrder

Finite = Annotated[float, Field(allow_inf_nan=False)]


class AgeHierarchy(Model):
    """Ages, or birth dates read as ages on a reference day: 1, 5, 10, 20 years, then ``*``."""

    kind: Literal["age"] = "age"
    reference: date | None = None
    """Day on which a birth date is turned into an age; the plan fills in the day it was made."""
    widths: tuple[Annotated[int, Field(gt=0)], ...] = (1, 5, 10, 20)
    """Width in years of the bands of each level; each a multiple of the one before."""
    top: Annotated[int, Field(gt=0, le=120)] = 90
    """Ages from here on are one category (45 CFR 164.514(b)(2)(i)(C): "90 or older")."""
    order: DateOrder = "year-first"
    """Order of birth dates in a text column; see ``shift-date``."""


class DateHierarchy(Model):
    """Dates: day, month, quarter, year, decade, then ``*``."""

    kind: Literal["date"] = "date"
    levels: tuple[Literal["day", "week", "month", "quarter", "year", "decade", "era"], ...] = (
        "day",
        "month",
        "quarter",
        "year",
        "decade",
    )
    """Periods of the levels, from fine to coarse; ``era`` in the Japanese calendar only."""
    year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    """Month that a fiscal or academic year starts with; quarters and years are counted from it and
    written ``FY2025-Q1`` and ``FY2025``, after the calendar year that they start in."""
    calendar: Literal["gregorian", "japanese"] = "gregorian"
    """Calendar of the labels: ``2025-01`` or ``令和7年1月``."""


class UsZipHierarchy(Model):
    """US ZIP codes: five digits, three digits, two, one, then ``*``."""

    kind: Literal["us-zip"] = "us-zip"


class NumberHierarchy(Model):
    """Numbers: the value, then intervals ``[a, b)`` of growing width, then ``*``."""

    kind: Literal["number"] = "number"
    widths: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...] | None = None
    """Interval widths of each level, each a multiple of the one before; taken from the data's
    range in steps of 1-2-5 when it is not given, and then fixed in the plan."""
    origin: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    """An edge of the intervals, in the column's unit."""


class IntervalHierarchy(Model):
    """Numbers: the value, then intervals between cuts that you name, then ``*``."""

    kind: Literal["interval"] = "interval"
    cuts: Annotated[tuple[tuple[Finite, ...], ...], Field(min_length=1)]
    """Cuts of each level, rising; a level has only cuts of the level before. ``[[18, 40, 65],
    [18, 65]]`` makes ``< 18``, ``[18, 40)``, ``[40, 65)``, ``>= 65``, then ``< 18``, ``[18, 65)``,
    ``>= 65``."""
    labels: tuple[tuple[str, ...], ...] | None = None
    """Names of the intervals of each level, one more than there are cuts: ``[[child, young, old,
    retired], [child, adult, retired]]``."""
    lowest: Finite | None = None
    """Values below it are outside."""
    highest: Finite | None = None
    """Values above it are outside."""
    outside: Literal["clip", "other"] = "clip"
    """What becomes of values outside: they count in the outermost interval, or are ``other`` on
    every level."""


class OrderedHierarchy(Model):
    """Categories in their order: the value, then groups of neighbours, then ``*``."""

    kind: Literal["ordered"] = "ordered"
    values: Annotated[tuple[str, ...], Field(min_length=2)]
    """All categories, in their order."""
    groups: tuple[Annotated[int, Field(gt=1)], ...] = (2,)
    """Neighbours that go together at each level, each number a multiple of the one before; the last
    group may be smaller. Labels are ``first - last``."""
    names: tuple[tuple[str, ...], ...] | None = None
    """Names of the groups of each level, instead of ``first - last``."""


class PrefixHierarchy(Model):
    """Codes: the value, then ever shorter prefixes (``E11.9``, ``E11``, ``E``), then ``*``."""

    kind: Literal["prefix"] = "prefix"
    lengths: tuple[Annotated[int, Field(gt=0)], ...] = (3, 2, 1)
    """Characters kept at each level above the value itself, falling."""
    keep: Literal["start", "end"] = "start"
    """Which end of the code is kept."""
    mask: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """A character in the place of each that is not kept, as ARX's redaction has it: ``*`` makes
    ``E11**``. The length of the code stays to be seen then."""


class FlatHierarchy(Model):
    """The value, then ``*``: for categories without any order among them."""

    kind: Literal["flat"] = "flat"


class FileHierarchy(Model):
    """A hierarchy from a file: CSV as ARX and anjana write it (``;`` or ``,``, leaf first, ``*``
    last), the file of a classification as its office publishes it, or YAML (a tree of names)."""

    kind: Literal["file"] = "file"
    path: Path
    """The file, relative to the pipeline file."""
    layout: Literal["levels", "parent", "level", "indented"] = "levels"
    """What a line of a CSV file holds: a value with all its groups; a code and its ``parent``; a
    code and the number of its ``level``, below the line of its group; or a code that is
    ``indented``, by spaces or by empty cells, below its group."""
    fields: tuple[str, ...] | None = None
    """Columns to read, by the names of the first line or by number from 1: the value and its groups
    from fine to coarse; the code and its parent; the code and its level. All, or the first two,
    when they are not named."""
    header: bool | None = None
    """Whether the first line names the columns. Left out: it does where ``fields`` has names, or
    where all other lines end with ``*``."""
    sha256: str | None = None
    """Digest of the file; the plan fills it in and ``apply`` insists on it."""


HierarchySpec = Annotated[
    AgeHierarchy
    | DateHierarchy
    | UsZipHierarchy
    | NumberHierarchy
    | IntervalHierarchy
    | OrderedHierarchy
    | PrefixHierarchy
    | FlatHierarchy
    | FileHierarchy
    | CodedHierarchySpec,
    Field(discriminator="kind"),
]


class HalvedHierarchy(Model):
    """A hierarchy of a file with levels between its own: each group is halved, and its halves are,
    until one name is left. Plans hold it; pipeline files name the file."""

    kind: Literal["halved"] = "halved"
    of: FileHierarchy
    """The hierarchy whose groups are halved, in the order in which it names their members."""


PlannedHierarchySpec = Annotated[HierarchySpec | HalvedHierarchy, Field(discriminator="kind")]
"""What a plan may hold: a hierarchy that a pipeline file can name, or one made from it."""

HIERARCHY_NAMES: tuple[str, ...] = (
    "age",
    "date",
    "us-zip",
    "number",
    "prefix",
    "flat",
    *(model.model_fields["kind"].default for model in CODED_KINDS),
)
"""Words that stand for a hierarchy with its defaults."""

HIERARCHY_KINDS: tuple[str, ...] = (*HIERARCHY_NAMES, "interval", "ordered", "file")
"""Words that stand for a hierarchy, with parameters where it needs some."""
