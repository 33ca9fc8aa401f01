"""What the release says of itself: purpose, terms, people, records; what may be done with it.

What lives here: what the pipeline file and the bundle's own files tell. What does not: figures
(:mod:`sector_data.release.governance.risk_facts`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.release.governance.statements import at, say
from sector_data.release.layout import (
    ATTESTATIONS,
    CROISSANT,
    DATAPACKAGE,
    PLAN,
    SUMS,
)
from sector_data.release.report.content import PSEUDONYMS, ReportContent, released_kinds
from sector_data.spec.governance import Statement
from sector_data.spec.words import Recipient


def _released(key: str) -> str:
    return at(PLAN, "pipeline", "release", key)


def purpose(content: ReportContent) -> Iterator[Statement]:
    """Yield what the release is for."""
    if text := content.plan.pipeline.release.purpose:
        yield say("purpose", _released("purpose"), text=text)


def recipient(content: ReportContent) -> Iterator[Statement]:
    """Yield who gets the release."""
    who = content.plan.pipeline.release.recipient.value
    yield say("recipient", _released("recipient"), recipient=who)


def licence(content: ReportContent) -> Iterator[Statement]:
    """Yield under which licence."""
    if text := content.plan.pipeline.release.licence:
        yield say("licence", _released("licence"), text=text)


def contact(content: ReportContent) -> Iterator[Statement]:
    """Yield whom to ask."""
    if text := content.plan.pipeline.release.contact:
        yield say("contact", _released("contact"), text=text)


def form(_: ReportContent) -> Iterator[Statement]:
    """Yield in which form the release comes."""
    yield say("form", DATAPACKAGE)


def made(content: ReportContent) -> Iterator[Statement]:
    """Yield when it was made."""
    yield say("made", at(PLAN, "made-on"), date=content.plan.made_on.isoformat())


def version(content: ReportContent) -> Iterator[Statement]:
    """Yield which version it is."""
    yield say("version", _released("version"), text=content.plan.pipeline.release.version)


def linked_versions(content: ReportContent) -> Iterator[Statement]:
    """Yield whether later versions can be joined with this one."""
    if not PSEUDONYMS.isdisjoint(released_kinds(content.plan)):
        linked = content.plan.pipeline.release.link_versions
        yield say("linked" if linked else "unlinked", _released("link-versions"))


def four_eyes(content: ReportContent) -> Iterator[Statement]:
    """Yield by whose keys the plan had to be approved."""
    if keys := content.plan.pipeline.release.approved_by:
        yield say("four_eyes", _released("approved-by"), keys=keys)


def records(content: ReportContent) -> Iterator[Statement]:
    """Yield what is recorded."""
    yield say("planned", PLAN, digest=content.plan.digest())
    yield say("signed", ATTESTATIONS, key=content.key_id)
    yield say("digests", SUMS)


def published(content: ReportContent) -> Iterator[Statement]:
    """Yield what is published about the data."""
    yield say("described", CROISSANT)
    yield from form(content)


def may(content: ReportContent) -> Iterator[Statement]:
    """Yield what may be done with the data: what the licence lets, to whom it is given."""
    release = content.plan.pipeline.release
    if release.licence:
        yield say("may_use", _released("licence"), text=release.licence)
        if release.recipient is Recipient.PUBLIC:
            yield say("may_share", _released("recipient"), recipient=release.recipient.value)
    if release.purpose:
        yield say("may_purpose", _released("purpose"), text=release.purpose)
    yield say("may_check", SUMS)


def may_not(content: ReportContent) -> Iterator[Statement]:
    """Yield what may not: the terms that every release carries, and those of its recipients."""
    release = content.plan.pipeline.release
    terms = at(CROISSANT, "usageInfo")
    if not release.licence:
        yield say("may_not_unlicensed", at(PLAN, "pipeline", "release"))
    yield say("may_not_recognise", terms)
    yield say("may_not_combine", terms)
    if release.recipient is not Recipient.PUBLIC:
        who = release.recipient.value
        yield say("may_not_share", _released("recipient"), recipient=who)
    yield say("may_not_judge", terms)
