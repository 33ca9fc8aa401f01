"""What is said of a release together with an earlier one, in sentences.

What lives here: the sentences. What does not: what they are about
(:mod:`sector_data.pipeline.ledger.crossings`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sector_data.spec.ledger import BinsTogether, Shared


def counted(number: int, word: str) -> str:
    """Spell a number of things."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def reserved_words(identifier: str) -> str:
    """Say how a budget that was reserved, and whose bundle was not entered, is settled."""
    return (
        "What it spends of the privacy budget counts: it is reserved in the ledger. Once its "
        "program has ended: if the bundle stands, sector-data ledger settle "
        f"{identifier} BUNDLE; if nobody was given anything of it, sector-data ledger withdraw "
        f"{identifier} --reason WHY."
    )


def shared_words(shared: Shared) -> str:
    """Say how many subjects two releases share."""
    if shared.exact:
        return counted(shared.estimate, "subject")
    return f"about {counted(shared.estimate, 'subject')} ({shared.low:,} to {shared.high:,})"


def intersection_sentence(
    table: str,
    name: str,
    shared: Shared,
    bins: Sequence[BinsTogether],
    figures: tuple[int, int, int],
    joins: Sequence[str],
) -> str:
    """Say which groups two releases make together.

    Parameters
    ----------
    table, name
        Table and earlier release.
    shared
        Subjects in both.
    bins
        Quasi-identifiers that together tell more.
    figures
        The promised k, the smallest group, and the subjects in groups below k.
    joins
        Columns that rows of both can be joined by.
    """
    k, smallest, below = figures
    parts = [_bins_words(part) for part in bins]
    how = (
        f"Rows of both can be joined by {', '.join(joins)}."
        if joins
        else "Who knows a person's groups in both sees that."
    )
    start = (
        f"{table} shares {shared_words(shared)} with {name}"
        f"{'; together they show ' + '; '.join(parts) if parts else ''}: "
    )
    if below:
        return (
            f"{start}{below:,} of them are in groups smaller than {k:,}, the smallest of "
            f"{smallest:,}. {how}"
        )
    return (
        f"{start}the smallest group has {smallest:,} subjects, but who of them is in both is known "
        f"by a sample only, and those alone can be fewer than {k:,}. {how}"
    )


def _bins_words(part: BinsTogether) -> str:
    if not part.here:
        return f"{part.column}, which only that release holds, in {part.there:,} groups"
    if not part.there:
        return f"{part.column}, which only this release holds, in {part.here:,} groups"
    return (
        f"{part.together:,} groups of {part.column} ({part.here:,} here, {part.there:,} there"
        f"{', whose bounds cut one another' if part.shifted else ''})"
    )


def linkage_sentence(
    table: str, name: str, joins: Sequence[str], added: Sequence[str], alone: int | None
) -> str:
    """Say what rows of two releases can be joined by, and what that adds.

    Parameters
    ----------
    table, name
        Table and earlier release.
    joins
        The columns.
    added
        Columns that only the earlier release has.
    alone
        Subjects who are alone by those columns; None where pseudonyms join them all.
    """
    how = (
        f"the same pseudonyms stand in {', '.join(joins)}"
        if alone is None
        else f"{counted(alone, 'subject')} {'is' if alone == 1 else 'are'} alone by what both "
        f"release of {', '.join(joins)}"
    )
    return (
        f"Rows of {table} can be joined with {name}: {how}. That adds {', '.join(added)} to what "
        "this release tells of them."
    )


def differencing_sentence(
    table: str, name: str, gone: tuple[int, int], k: int, below: int | None, why_not: str | None
) -> str:
    """Say who is in only one of two releases.

    Parameters
    ----------
    table, name
        Table and earlier release.
    gone
        Subjects only in this release, and only in the earlier one.
    k
        The promised smallest group.
    below
        Of both, those in groups of fewer than k among themselves.
    why_not
        Why something cannot be told.
    """
    about = "" if below is not None else "about "
    parts = [
        f"{about}{counted(count, 'subject')} {'is' if count == 1 else 'are'} only {where}"
        for count, where in zip(gone, ("here", f"in {name}"), strict=True)
        if count
    ]
    few = [count for count in gone if 0 < count < k]
    if few:
        ending = f"One release less the other tells of so few (fewer than {k:,}) alone."
    elif below:
        ending = f"One release less the other shows {below:,} of them in groups smaller than {k:,}."
    elif why_not:
        ending = f"In how small groups cannot be told: {why_not}."
    else:
        ending = f"One release less the other shows no group smaller than {k:,}."
    return f"{table}: {' and '.join(parts)}. {ending}"


def uncounted_sentence(here: str, there: str, name: str, shared: Shared, why_not: str) -> str:
    """Say that groups of two releases together cannot be counted."""
    return (
        f"{here} shares {shared_words(shared)} with {there} of {name}, which has groups by other "
        f"columns. What both tell together cannot be counted: {why_not}."
    )
