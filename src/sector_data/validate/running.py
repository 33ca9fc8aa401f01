"""Checking released tables against their suites.

What lives here: the run over all tables, and what is made of it. What does not: the engine
(:mod:`sector_data.validate.adapter`) and what is expected (:mod:`sector_data.validate.suites`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sector_data.sources.shares import Tell
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import ValidationReport
from sector_data.validate.adapter import check, engine_name
from sector_data.validate.documents import Suites
from sector_data.validate.results import ExpectationResult, report_of
from sector_data.validate.surroundings import (
    FindIdentifiers,
    Search,
    Surroundings,
    search_here,
)


def check_suites(
    tables: Mapping[str, Table],
    suites: Suites,
    *,
    find_identifiers: FindIdentifiers,
    search: Search = search_here,
    tell: Tell | None = None,
) -> list[ExpectationResult]:
    """Check every expectation of every suite.

    Parameters
    ----------
    tables
        The released tables. References and subjects are followed through them and nothing else.
    suites
        Expectations by table. Those of a table that is not there have failed.
    find_identifiers
        Counts values that look like an identifier, by entity.
    search
        Looks for the regular expressions of expectations.
    tell
        Told how much of a large table is checked.

    Returns
    -------
    list
        Results without values, in the order of the suites.
    """
    surroundings = Surroundings(tables, find_identifiers, search, tell)
    results: list[ExpectationResult] = []
    for name, documents in suites.items():
        if name in tables:
            results += check(tables[name], documents, surroundings)
        else:
            results += [
                ExpectationResult(name, d, passed=False, evaluated=False) for d in documents
            ]
    return results


def run_suites(
    tables: Mapping[str, Table],
    suites: Suites,
    *,
    find_identifiers: FindIdentifiers,
    search: Search = search_here,
    tell: Tell | None = None,
    docs: Path | None = None,
    run_time: datetime | None = None,
) -> ValidationReport:
    """Check every expectation and report, with Data Docs if asked.

    Parameters
    ----------
    tell
        Told how much of a large table is checked.
    docs
        Directory to write Data Docs to; it is made when it is not there.
    run_time
        The moment that Data Docs name; none is named when it is not given, so that they depend on
        nothing but the tables and the suites.
    """
    results = check_suites(
        tables, suites, find_identifiers=find_identifiers, search=search, tell=tell
    )
    if docs is not None:
        from sector_data.validate.docs import write_docs

        write_docs(results, docs, engine=engine_name(), run_time=run_time)
    return report_of(results, engine_name())
