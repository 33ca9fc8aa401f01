"""Whole numbers that are codes: a shop's, a diagnosis's, a district's.

What lives here: which columns are, by what is declared of them. What does not: what is made of that
(:mod:`sector_data.pipeline.planning.coded_columns`), and guesses from the number of different
values, which hold where nothing is declared.

What the pipeline file says goes before the sector schema, and that before what detection found the
values to mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.errors import InputError
from sector_data.spec.packs import load_sector
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.sectors import SectorSchema, TableColumn, normalise
from sector_data.spec.transforms.values import Generalise
from sector_data.spec.words import DataType

CODED = frozenset(
    {"CATEGORY", "FLAG", "UNIT", "DIAGNOSIS_CODE", "SEX", "RACE", "ETHNICITY", "MARITAL_STATUS"}
    | {"ORGANIZATION", "POSTAL_CODE", "CITY", "COUNTY", "STATE", "COUNTRY"}
)
"""Entities whose integers are codes: the mean of two shops' codes is no shop."""
_OF_CODES = ("us-zip", "ordered", "prefix", "flat", "file")
_OF_NUMBERS = ("number", "interval", "halved", "age")
"""Kinds of hierarchies."""
_MOVING = ("noise", "microaggregate", "rank-swap", "round", "midpoint", "top-bottom")
"""Transforms that reckon with values."""


def is_code(table: str, column: ColumnPlan, pipeline: Pipeline) -> bool:
    """Return whether whole numbers in a column are codes, by what is declared of it.

    Parameters
    ----------
    table
        Its name.
    column
        What happens to it, and what detection found.
    pipeline
        With the sector that the tables are of.
    """
    path = f"{table}.{column.column}"
    for said in (_by_use(path, pipeline), _by_transform(column), _by_sector(path, pipeline)):
        if said is not None:
            return said
    return bool({column.finding.entity, column.finding.broader} & CODED)


def _by_use(path: str, pipeline: Pipeline) -> bool | None:
    """Return what other sections of the pipeline file make of a column; None where nothing."""
    if path in set(_reckoned_with(pipeline)):
        return False
    for domain in _domains(pipeline):
        if path in domain:
            return isinstance(domain[path], tuple)
    if pipeline.synthesise is not None and path in pipeline.synthesise.shares:
        return True
    for expectation in pipeline.quality.expectations:
        for kind, arguments in expectation.items():
            if arguments.get("column") != path:
                continue
            if kind == "expect_column_values_to_be_in_set":
                return True
            if kind == "expect_column_values_to_be_between":
                return False
    return None


def _reckoned_with(pipeline: Pipeline) -> Iterator[str]:
    """Yield the columns whose numbers users will compare or explain."""
    assess = pipeline.assessed
    for conditions in assess.queries.values():
        yield from (path for path, said in conditions.items() if not isinstance(said, str))
    yield from (task.outcome for task in assess.regressions)
    if assess.survival is not None:
        yield from (assess.survival.duration, assess.survival.event)


def _domains(pipeline: Pipeline) -> Iterator[dict[str, object]]:
    private = None if pipeline.synthesise is None else pipeline.synthesise.differential_privacy
    if private is not None:
        yield dict(private.domain)
    if pipeline.tabulate is not None:
        yield dict(pipeline.tabulate.domain)


def _by_transform(column: ColumnPlan) -> bool | None:
    transform = column.transform
    if transform.kind == "pram":
        return True
    if transform.kind in _MOVING:
        return False
    hierarchy = transform.hierarchy if isinstance(transform, Generalise) else None
    if hierarchy is None or hierarchy.kind not in (*_OF_CODES, *_OF_NUMBERS):
        return None
    return hierarchy.kind in _OF_CODES


def _by_sector(path: str, pipeline: Pipeline) -> bool | None:
    if pipeline.sector is None:
        return None
    table, column = split_path(path)
    known = _usual(table, column, load_sector(pipeline.sector))
    if known is None:
        return None
    return bool(known.values.codes) or known.type is DataType.STRING


def _usual(table: str, column: str, schema: SectorSchema) -> TableColumn | None:
    try:
        usual = schema.table(table)
    except InputError:
        return None
    name = normalise(column)
    return next((c for n, c in usual.columns.items() if name in c.spellings(n)), None)
