"""What was found, without a value of the data.

What lives here: the result of an expectation, the report and the JSON made of results. What does
not: the check (:mod:`sector_data.validate.adapter`), the Data Docs
(:mod:`sector_data.validate.docs`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sector_data.spec.evidence.release import ExpectationOutcome, ValidationReport
from sector_data.validate.documents import ExpectationDocument


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation of a table, checked.

    Attributes
    ----------
    table
        The table.
    document
        What was expected.
    passed
        Whether it was met; False also when it could not be checked.
    evaluated
        Whether it could be checked: its column is there and its arguments fit the values.
    rows
        Rows looked at, when the expectation counts rows.
    missing
        Rows without a value among them.
    unexpected
        Rows, or for identifiers values, that did not meet it.
    observed
        An aggregate that a release may show: number of rows, size of the smallest class, entities
        with their counts. Never a value.
    """

    table: str
    document: ExpectationDocument
    passed: bool
    evaluated: bool = True
    rows: int | None = None
    missing: int | None = None
    unexpected: int | None = None
    observed: int | str | None = None


def report_of(results: Sequence[ExpectationResult], engine: str) -> ValidationReport:
    """Return the report of results, in their order.

    Parameters
    ----------
    engine
        Name and version of what checked: ``great-expectations 1.24.1``.
    """
    return ValidationReport(
        engine=engine,
        outcomes=tuple(
            ExpectationOutcome(
                table=r.table,
                expectation=r.document.expectation,
                column=r.document.column,
                passed=r.passed,
                unexpected=r.unexpected,
            )
            for r in results
        ),
    )


def validation_json(results: Sequence[ExpectationResult], engine: str) -> str:
    """Return results as JSON in the words of Great Expectations' own, for ``validation.json``.

    Success, configuration and counts are told; observed values, unexpected values, paths, times
    and the machine are not. The same results give the same text.
    """
    met = sum(r.passed for r in results)
    document = {
        "engine": engine,
        "success": met == len(results),
        "statistics": {
            "evaluated_expectations": len(results),
            "successful_expectations": met,
            "unsuccessful_expectations": len(results) - met,
        },
        "results": [_entry(r) for r in results],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def report_from_json(text: str) -> ValidationReport:
    """Return the report that a ``validation.json`` tells of.

    Raises
    ------
    ValueError
        If the text is not one.
    """
    try:
        document = json.loads(text)
        return ValidationReport(
            engine=document["engine"],
            outcomes=tuple(
                ExpectationOutcome(
                    table=entry["table"],
                    expectation=entry["expectation_config"]["type"],
                    column=entry["expectation_config"]["kwargs"].get("column"),
                    passed=entry["success"],
                    unexpected=entry["result"].get("unexpected_count"),
                )
                for entry in document["results"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not a validation report") from error


def _entry(result: ExpectationResult) -> dict[str, Any]:
    document = result.document
    column = {} if document.column is None else {"column": document.column}
    counts = {
        "element_count": result.rows,
        "missing_count": result.missing,
        "unexpected_count": result.unexpected,
        "observed_value": result.observed,
    }
    return {
        "table": result.table,
        "success": result.passed,
        "evaluated": result.evaluated,
        "expectation_config": {
            "type": document.expectation,
            "kwargs": {**column, **document.arguments},
            "notes": document.reason,
        },
        "result": {name: count for name, count in counts.items() if count is not None},
    }
