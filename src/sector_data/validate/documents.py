"""Expectations as plain data, and the file they are kept in.

What lives here: the document, and ``evidence/expectations.json`` written and read. What does not:
where expectations come from (:mod:`sector_data.validate.suites`) and how they are checked
(:mod:`sector_data.validate.running`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import ValidationError

from sector_data.errors import DamagedBundleError
from sector_data.spec.model import Model


class ExpectationDocument(Model):
    """One expectation of a table, for any engine that knows its name."""

    expectation: str
    """As Great Expectations spells it, or one of our own of the same form."""
    column: str | None = None
    arguments: dict[str, Any] = {}
    """Everything but the column; plain JSON, dates and times as ISO 8601 text."""
    reason: str
    """Where it comes from: the plan, the pipeline file, a rule."""


Suites = Mapping[str, Sequence[ExpectationDocument]]


class _SuiteFile(Model):
    format: Literal["sector-data-expectations/1"] = "sector-data-expectations/1"
    suites: dict[str, tuple[ExpectationDocument, ...]]


def suites_to_json(suites: Suites) -> str:
    """Return suites as JSON that is the same for the same suites; tables keep their order."""
    file = _SuiteFile(suites={name: tuple(documents) for name, documents in suites.items()})
    return json.dumps(file.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def suites_from_json(text: str) -> dict[str, tuple[ExpectationDocument, ...]]:
    """Read what :func:`suites_to_json` wrote.

    Raises
    ------
    BundleError
        If the text is not such a document.
    """
    try:
        return _SuiteFile.model_validate_json(text).suites
    except ValidationError as error:
        raise DamagedBundleError(
            f"The expectations are damaged: {error.error_count()} places do not fit their format.",
            "Get the bundle again from whoever released it.",
        ) from None
