"""What engines have learnt, kept so that more can be drawn later.

What lives here: models by table, and what they fit to. What does not: sealing them in a file
(:mod:`sector_data.pipeline.synthesis.storing_models`).

A model holds codes and numbers between 0 and 1, and no value; but it tells of the people it was
learnt from as much as its rows do and more, so it is as confidential as the protected tables. It is
of use beside these alone: they give its codes their meaning, and a release drawn from it is
measured against them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.protocol import Engine, Keep

_FREE = {"seed", "rows", "minutes", "epochs", "texts"}
"""What may differ between learning and drawing."""


@dataclass(slots=True)
class Models:
    """Models of one engine.

    Attributes
    ----------
    fits
        Digest of what they were learnt from and how.
    learnt
        Table to model.
    opened
        Whether they are to be drawn from, or else to be filled.
    """

    fits: str
    learnt: dict[str, bytes] = field(default_factory=dict)
    opened: bool = False

    def of(self, table: str) -> bytes | None:
        """Return the model of a table to draw from; None while models are being filled.

        Raises
        ------
        InputError
            If models are to be drawn from, and there is none of the table.
        """
        if not self.opened:
            return None
        if table not in self.learnt:
            raise InputError(
                f"The stored model knows nothing of {table}.",
                "Learn again with --store-model, for all tables that are to be synthetic.",
            )
        return self.learnt[table]

    def keeper(self, table: str) -> Keep | None:
        """Return what takes the model of a table; None where models are drawn from."""

        def keep(model: bytes) -> None:
            self.learnt[table] = model

        return None if self.opened else keep


def fits(tables: Mapping[str, Table], spec: SynthesisSpec, engine: Engine) -> str:
    """Return the digest of everything that models depend on: rows, rules, engine and versions.

    Shares count where the engine learns from rows that were drawn by them.
    """
    free = _FREE | ({"shares"} if engine.conditional else set())
    asked = spec.model_dump(mode="json", by_alias=False, exclude=free | {"engine"})
    digest = hashlib.sha256(
        json.dumps([engine.name, engine.versions(), asked], sort_keys=True).encode()
    )
    for name in sorted(tables):
        digest.update(name.encode())
        data = tables[name].data.combine_chunks()  # nothing is copied where it lies in one piece
        with pa.ipc.new_stream(pa.PythonFile(_Digesting(digest), "w"), data.schema) as writer:
            writer.write_table(data)
    return digest.hexdigest()


class _Digesting(io.RawIOBase):
    """A file of which the digest is taken, and nothing kept."""

    def __init__(self, digest: hashlib._Hash) -> None:
        self._digest = digest

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._digest.update(content)
        return len(content)


def check_fit(models: Models, expected: str) -> None:
    """Insist that models were learnt from the same protected rows, in the same way.

    Raises
    ------
    InputError
        If they were not.
    """
    if models.fits != expected:
        raise InputError(
            "The stored model does not fit: it was learnt from other rows, under other rules or "
            "shares, or by another engine or version.",
            "Use it with the pipeline, source and key that it was made with, or learn again.",
        )
