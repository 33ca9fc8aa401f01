"""Opening files that users name: what is wrong with them is said in a sentence.

What lives here: the checks before a file is read and the translation of operating system errors.
What does not: what the bytes mean (:mod:`sector_data.sources.delimited`,
:mod:`sector_data.sources.parquet`).
"""

from __future__ import annotations

import difflib
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from sector_data.errors import SourceError

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BUFFER = 1 << 16

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
"""Endings of workbooks. They are not read: what is a table, a heading or a date in them is for the
one to say who knows the sheet, and hidden rows and sheets would go unseen."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xlsx, .ods and all other ZIP archives begin (APPNOTE 4.3.7), and .xls (MS-CFB 2.2)."""


def missing_file(path: Path) -> SourceError:
    """Return the error for a file that is not there, with the nearest name in its folder."""
    folder = path.parent
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return SourceError(
            f"{path}: there is no folder {folder}.",
            "Check the path; in a pipeline file it starts at the folder of that file.",
        )
    except OSError:
        names = []
    near = difflib.get_close_matches(path.name, names, n=1)
    fix = (
        f"Did you mean {near[0]}?"
        if near
        else "Check the path; in a pipeline file it starts at the folder of that file."
    )
    return SourceError(f"{path}: there is no such file.", fix)


def check_file(path: Path) -> None:
    """Check that a path is a regular file that is not empty.

    Raises
    ------
    SourceError
        If it is missing, a directory, something else than a file, empty, out of reach, or a
        workbook whatever its name.
    """
    with translated_errors(path):
        if path.is_dir():
            raise SourceError(
                f"{path}: is a directory, not a file.",
                f"Name a file in it, or all of one kind: {path.name}/*.csv",
            )
        if not path.exists():
            raise missing_file(path)
        if not path.is_file():
            raise SourceError(
                f"{path}: is not a regular file.", "Save the data to a file and name that."
            )
        if path.stat().st_size == 0:
            raise empty_file(path)
        with path.open("rb") as stream:
            if stream.read(len(_OLE)).startswith((_ZIP, _OLE)):
                raise workbook(path)


def empty_file(path: Path) -> SourceError:
    """Return the error for a file without any content."""
    return SourceError(f"{path.name}: the file is empty.", "Export the table again, with a header.")


def workbook(path: Path) -> SourceError:
    """Return the error for a workbook of a spreadsheet, or another archive."""
    named = path.suffix.lower() in WORKBOOKS
    what = "a workbook of a spreadsheet" if named else "a workbook or archive, and not text"
    return SourceError(
        f"{path.name}: the file is {what}; tables are read from CSV and Parquet.",
        "Save it as CSV (UTF-8) in the spreadsheet's program, each sheet as a file, and name that.",
    )


def no_rows(path: Path) -> SourceError:
    """Return the error for a table without rows."""
    return SourceError(
        f"{path.name}: the file has a header but no rows.",
        "Export the table again with its rows, or leave it out of the pipeline.",
    )


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn errors of the operating system and of decompression into :class:`SourceError`."""
    problem: SourceError
    try:
        yield
        return
    except PermissionError:
        problem = SourceError(
            f"{path}: this user may not read the file.",
            f"Give read permission: chmod u+r {path.name}",
        )
    except (gzip.BadGzipFile, EOFError, zlib.error):
        problem = SourceError(
            f"{path.name}: the compressed file is damaged or cut off.",
            "Copy the file again from where it came.",
        )
    except FileNotFoundError:
        problem = missing_file(path)
    except OSError as error:
        # strerror is the system's own phrase; an error without one may quote what was read.
        reason = error.strerror if error.errno else None
        problem = SourceError(
            f"{path.name}: the file cannot be read{f' ({reason})' if reason else ''}.",
            "Copy the file again from where it came, and check the disk.",
        )
    raise problem from None


def is_compressed(path: Path) -> bool:
    """Say whether a file's name tells that it is compressed with gzip."""
    return path.suffix.lower() == ".gz"


class _Watched(io.FileIO):
    """A file that tells how far it is read."""

    def __init__(self, path: Path, reach: Callable[[int], None]) -> None:
        super().__init__(path)
        self._reach = reach

    def readinto(self, buffer: Buffer, /) -> int:
        size = super().readinto(buffer)
        self._reach(self.tell())
        return size


@contextmanager
def open_bytes(path: Path, reach: Callable[[int], None] | None = None) -> Iterator[BinaryIO]:
    """Open a file for reading; gzip is undone.

    Parameters
    ----------
    path
        The file.
    reach
        Told how far it is read, in bytes as they are stored.
    """
    with (
        io.FileIO(path) if reach is None else _Watched(path, reach) as raw,
        io.BufferedReader(raw, _BUFFER) as stored,
    ):
        if not is_compressed(path):
            yield stored
            return
        with gzip.GzipFile(fileobj=stored) as stream:
            yield cast(BinaryIO, stream)
