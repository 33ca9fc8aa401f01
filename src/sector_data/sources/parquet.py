"""Parquet files as tables.

What lives here: opening them and saying what is wrong with a damaged one. What does not: the
mapping of types (:mod:`sector_data.sources.arrow_types`).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.errors import SourceError
from sector_data.sources.arrow_types import normalise_table
from sector_data.sources.column_names import check_names
from sector_data.sources.opening import check_file, no_rows, translated_errors


def read_parquet(path: Path) -> pa.Table:
    """Read a Parquet file; types become those of :mod:`sector_data.sources.tables`.

    Raises
    ------
    SourceError
        If the file is missing, empty or damaged, has no rows, has column names that are blank or
        stand twice, or holds columns of types that tables do not have.
    """
    check_file(path)
    # Not a stream of Python's: Arrow's threads may hold on to it while the interpreter ends, which
    # then hangs or aborts (github.com/apache/arrow/issues/50482).
    with translated_errors(path), pa.OSFile(str(path)) as stream:
        data = None
        try:
            file = pq.ParquetFile(stream)
            # Names are checked first: a name that stands twice makes reading fail.
            check_names(path.name, file.schema_arrow.names)
            data = file.read()
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
    if data is None:
        raise SourceError(
            f"{path.name}: the file is damaged or not Parquet.",
            "Copy it again from where it came, or name its format in the pipeline file "
            "(format: csv).",
        )
    if data.num_rows == 0:
        raise no_rows(path)
    return normalise_table(data, path.name)
