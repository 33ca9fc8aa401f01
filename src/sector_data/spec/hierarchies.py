"""Generalisation hierarchies as a pipeline file names them, every parameter spelt out.

What lives here: the declarations. What does not: how they are built and applied
(:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.model import Model


class AgeHierarchy(Model):
    """Ages, or birth dates read as ages on a reference day: 1, 5, 10, 20 years, then ``*``."""

    kind: Literal["age"] = "age"
    reference: date | None = None
    """Day on which a birth date is turned into an age; the plan fills in the day it was made."""
    widths: tuple[Annotated[int, Field(gt=0)], ...] = (1, 5, 10, 20)
    """Width in years of the bands of each level; each a multiple of the one before."""
    top: Annotated[int, Field(gt=0, le=120)] = 90
    """Ages from here on are one category (45 CFR 164.514(b)(2)(i)(C): "90 or older")."""


class DateHierarchy(Model):
    """Dates: day, month, quarter, year, decade, then ``*``."""

    kind: Literal["date"] = "date"
    levels: tuple[Literal["day", "week", "month", "quarter", "year", "decade"], ...] = (
        "day",
        "month",
        "quarter",
        "year",
        "decade",
    )
    """Periods of the levels, from fine to coarse."""


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


class PrefixHierarchy(Model):
    """Codes: the value, then ever shorter prefixes (``E11.9``, ``E11``, ``E``), then ``*``."""

    kind: Literal["prefix"] = "prefix"
    lengths: tuple[Annotated[int, Field(gt=0)], ...] = (3, 2, 1)
    """Characters kept at each level above the value itself, falling."""


class FlatHierarchy(Model):
    """The value, then ``*``: for categories without any order among them."""

    kind: Literal["flat"] = "flat"


class FileHierarchy(Model):
    """A hierarchy from a file: CSV as ARX writes it (``;`` or ``,``, leaf first, ``*`` last) or
    YAML (a tree of names)."""

    kind: Literal["file"] = "file"
    path: Path
    """The file, relative to the pipeline file."""
    sha256: str | None = None
    """Digest of the file; the plan fills it in and ``apply`` insists on it."""


HierarchySpec = Annotated[
    AgeHierarchy
    | DateHierarchy
    | UsZipHierarchy
    | NumberHierarchy
    | PrefixHierarchy
    | FlatHierarchy
    | FileHierarchy,
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
    "icd-10",
    "flat",
)
"""Words that stand for a built-in hierarchy with its defaults (``icd-10`` is a prefix one)."""
