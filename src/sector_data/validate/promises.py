"""What a plan promises of one released column.

What lives here: transform by transform, the type, the form and the gaps of the column that comes
out. What does not: promises of whole tables (:mod:`sector_data.validate.suites`).

All of it follows from the plan. Nothing is fitted to the released values: an expectation learnt
from the data it checks could not fail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import PlanError
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.identifiers import characters_of
from sector_data.spec.transforms.perturbation import Microaggregate, Noise, Pram, RankSwap
from sector_data.spec.transforms.values import (
    FormatPreserving,
    Generalise,
    Geohash,
    Grid,
    JoinRare,
    Keep,
    Mask,
    Midpoint,
    Nested,
    Pseudonym,
    RedactText,
    Round,
    Surrogate,
    TopBottom,
    TruncateDate,
    TruncatePan,
    Zip3,
)
from sector_data.spec.words import DataType
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.frames import ARROW_TYPES

PERIODS = {
    "year": r"\A[0-9]{1,4}\Z",
    "quarter": r"\A[0-9]{4}-Q[1-4]\Z",
    "month": r"\A[0-9]{4}-(?:0[1-9]|1[0-2])\Z",
    "week": r"\A[0-9]{4}-W(?:0[1-9]|[1-4][0-9]|5[0-3])\Z",
}
"""How truncated dates are written (ISO 8601, and quarters in its manner)."""

NO_IDENTIFIER = "expect_column_values_to_hold_no_identifier"

ZIP3 = r"\A[0-9]{3}\Z"


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A released column with all that the plan says of it.

    Attributes
    ----------
    table
        Its table.
    plan
        Its transform and what was known of the source.
    level
        Level of its hierarchy; None when it is no quasi-identifier.
    labels
        Its values in the equivalence classes that are released; None when it is in none.
    released_rows
        Rows of the released table.
    is_key
        Whether its values are the table's primary key.
    leads_to_subject
        Whether rows without a value here were left out.
    may_be_emptied
        Whether references that lead nowhere become null.
    synthetic
        Whether the rows were replaced by synthetic ones.
    """

    table: str
    plan: ColumnPlan
    level: int | None
    labels: Sequence[str | None] | None
    released_rows: int
    is_key: bool
    leads_to_subject: bool
    may_be_emptied: bool
    synthetic: bool

    @property
    def name(self) -> str:
        """The column's name."""
        return self.plan.column


def released_type(column: PlannedColumn) -> DataType:
    """Return the logical type of what a transform, and a level above it, give."""
    source = column.plan.finding.data_type
    if column.level:
        return DataType.STRING
    match column.plan.transform:
        case Pseudonym() | Surrogate() | Mask() | Zip3() | RedactText() | JoinRare() | Geohash():
            return DataType.STRING
        case FormatPreserving() | TruncatePan() | Nested():
            return DataType.STRING
        case Grid():
            return DataType.NUMBER
        case Midpoint(width=width):
            return source if (width / 2).is_integer() else DataType.NUMBER
        case TruncateDate(to=period, calendar=calendar):
            years = period == "year" and calendar == "gregorian"
            return DataType.INTEGER if years else DataType.STRING
        case Generalise(level=level) if column.level is None:
            return source if level == 0 else DataType.STRING
        case Round(to=to):
            return source if to.is_integer() else DataType.NUMBER
        case TopBottom(top=top, bottom=bottom):
            whole = all(bound is None or bound.is_integer() for bound in (top, bottom))
            return source if whole else DataType.NUMBER
        case Microaggregate():
            return DataType.NUMBER if source is DataType.INTEGER else source
        case _:
            return source


def column_expectations(column: PlannedColumn) -> list[ExpectationDocument]:
    """Return everything that a plan promises of one column."""
    data_type = released_type(column)
    found = [
        _document(
            column,
            "expect_column_values_to_be_of_type",
            {"type_": data_type.value},
            "The type follows from the source's type and the transform.",
        ),
        *_identity(column),
        *_gaps(column),
        *_form(column),
        *_allowed_labels(column, data_type),
    ]
    if data_type is DataType.STRING and not (
        is_surrogate(column.plan)
        or isinstance(column.plan.transform, Pseudonym | Surrogate | TruncatePan)
    ):
        found.append(
            _document(
                column,
                NO_IDENTIFIER,
                {},
                "No released text may hold what looks like a direct identifier.",
            )
        )
    return found


def is_surrogate(column: ColumnPlan) -> bool:
    """Tell whether what is left of a column, or of a part of it, looks like identifiers on purpose,
    and is nobody's."""
    spec = column.transform
    if isinstance(spec, RedactText):
        return spec.replacement == "surrogates"
    return isinstance(spec, FormatPreserving) or any(map(is_surrogate, column.parts))


def _document(
    column: PlannedColumn, expectation: str, arguments: dict[str, Any], reason: str
) -> ExpectationDocument:
    return ExpectationDocument(
        expectation=expectation, column=column.name, arguments=arguments, reason=reason
    )


def _identity(column: PlannedColumn) -> list[ExpectationDocument]:
    if not column.is_key or not isinstance(column.plan.transform, Keep | Pseudonym | Surrogate):
        return []
    reason = "It is the primary key, and the transform keeps values apart."
    return [_document(column, "expect_column_values_to_be_unique", {}, reason)]


def _gaps(column: PlannedColumn) -> list[ExpectationDocument]:
    """Bound the nulls: at most as many as the source had, where the transform makes none."""
    if column.is_key:
        return [_not_null(column, None, "It is the primary key.")]
    if column.leads_to_subject:
        return [_not_null(column, None, "Rows that lead to no subject are left out.")]
    if column.labels is not None:
        if None in column.labels:
            return []
        return [_not_null(column, None, "No released equivalence class lacks this value.")]
    if column.may_be_emptied or not _keeps_gaps(column.plan):
        return []
    missing = column.plan.finding.missing
    if missing == 0:
        return [_not_null(column, None, "The source has a value in every row.")]
    if column.synthetic or missing >= column.released_rows:
        return []
    # Six digits, rounded down: a bound that a reader can take in, never tighter than the plan's.
    share = (column.released_rows - missing) * 1_000_000 // column.released_rows / 1_000_000
    return [
        _not_null(
            column,
            share,
            "The transform empties nothing: at most the gaps of the source are left.",
        )
    ]


def _not_null(column: PlannedColumn, mostly: float | None, reason: str) -> ExpectationDocument:
    arguments = {} if mostly is None else {"mostly": mostly}
    return _document(column, "expect_column_values_to_not_be_null", arguments, reason)


def _keeps_gaps(plan: ColumnPlan) -> bool:
    match plan.transform:
        case Keep() | Pseudonym() | Surrogate() | Mask() | Zip3() | Round() | TopBottom():
            return True
        case RedactText() | JoinRare():
            return True
        case RankSwap() | Pram() | Noise():
            return True
        case TruncateDate():
            # A text that is no ISO date becomes null.
            return plan.finding.data_type in (DataType.DATE, DataType.DATETIME)
        case _:
            # A shift can leave the calendar, a hierarchy need not know every value, and the few
            # that lack the same columns are no group.
            return False


def _form(column: PlannedColumn) -> list[ExpectationDocument]:
    if column.level:
        return []  # the labels of the level say it all
    transform = column.plan.transform
    match transform:
        case (
            Pseudonym(prefix=prefix, length=length, alphabet=alphabet)
            | Surrogate(prefix=prefix, length=length, alphabet=alphabet)
        ):
            form = {"prefix": prefix, "length": length}
            if alphabet != "base32":
                form["characters"] = characters_of(alphabet)
            return [
                _document(
                    column,
                    "expect_column_values_to_be_pseudonyms",
                    form,
                    "Identifiers are released as tokens only.",
                )
            ]
        case Mask():
            return [_matches(column, mask_pattern(transform), "All but the ends is masked.")]
        case Zip3():
            return [_matches(column, ZIP3, "45 CFR 164.514(b)(2)(i)(B): three digits at most.")]
        case TruncateDate(to=period):
            return [_matches(column, PERIODS[period], f"Dates are released to the {period} only.")]
        case TopBottom(top=top, bottom=bottom, count=None):
            bounds = {"min_value": bottom, "max_value": top}
            return [
                _document(
                    column,
                    "expect_column_values_to_be_between",
                    {name: bound for name, bound in bounds.items() if bound is not None},
                    "Values beyond the bounds are replaced by the bounds.",
                )
            ]
        case _:
            return []


def _matches(column: PlannedColumn, pattern: str, reason: str) -> ExpectationDocument:
    arguments = {"regex": pattern}
    return _document(column, "expect_column_values_to_match_regex", arguments, reason)


def mask_pattern(mask: Mask) -> str:
    r"""Return the regular expression of all texts that a mask can give.

    No more letters and digits stand than the mask keeps; at which end cannot be told, since the
    mask character itself may stand in a source value. What is neither letter nor digit may stand
    anywhere: the mask lets separators through (``\W`` and ``_`` are a little more than them).
    """
    character = re.escape(mask.character)
    covered = rf"[\W_{character}]*"
    shown = rf"[^\W_{character}]"
    return rf"\A(?:{covered}{shown}){{0,{mask.keep_first + mask.keep_last}}}{covered}\Z"


def _allowed_labels(column: PlannedColumn, data_type: DataType) -> list[ExpectationDocument]:
    if column.labels is None or (column.synthetic and data_type is not DataType.STRING):
        return []  # synthetic numbers and dates are drawn between the categories
    labels = sorted({label for label in column.labels if label is not None})
    return [
        _document(
            column,
            "expect_column_values_to_be_in_set",
            {"value_set": _typed(labels, data_type, f"{column.table}.{column.name}")},
            "Only the categories of the released equivalence classes may occur.",
        )
    ]


def _typed(labels: list[str], data_type: DataType, path: str) -> list[Any]:
    """Return labels as JSON values of the column's type; dates stay ISO text."""
    if data_type is DataType.STRING:
        return labels
    try:
        typed = pc.cast(pa.array(labels, pa.string()), ARROW_TYPES[data_type])
    except pa.ArrowInvalid:
        raise PlanError(
            f"The released categories of {path} cannot be read as type {data_type.value}.",
            "Make the plan again from the pipeline file.",
        ) from None
    values: list[Any] = sorted(typed.to_pylist())
    if data_type in (DataType.DATE, DataType.DATETIME):
        return [value.isoformat() for value in values]
    return values
