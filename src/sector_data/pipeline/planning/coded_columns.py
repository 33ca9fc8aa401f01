"""Tables in which whole numbers that are codes are texts, so that nobody reckons with them.

What lives here: the change. What does not: which columns they are (:mod:`sector_data.spec.codes`).
"""

from __future__ import annotations

import pyarrow as pa

from sector_data.sources.tables import Table
from sector_data.spec.codes import is_code
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import TablePlan


def codes_as_texts(table: Table, part: TablePlan, pipeline: Pipeline) -> Table:
    """Return a table with its codes as texts; itself where it has none.

    Measures of use take whole numbers of more than a few different values for quantities. A
    pharmacy's number is none.

    Parameters
    ----------
    table
        As it was, or as it is released.
    part
        What happens to its columns.
    pipeline
        Declares what they are.
    """
    data = table.data
    for column in part.columns:
        name = column.column
        if name not in data.column_names or not is_code(part.table, column, pipeline):
            continue
        place = data.column_names.index(name)
        if pa.types.is_integer(data.schema.field(place).type):
            data = data.set_column(place, name, data.column(place).cast(pa.string()))
    return table if data is table.data else Table(table.name, data)
