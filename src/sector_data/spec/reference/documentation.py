"""The section ``documentation`` in the reference of the pipeline file.

What lives here: an example, and the table of questions. What does not: the page
(:mod:`sector_data.spec.reference.pages`) and the questions (:mod:`sector_data.spec.questions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sector_data.spec.questions import FRAMES, Frame

DOCUMENTATION_EXAMPLES = {
    "documentation": "documentation: {motivation.creator: The statistics office of the hospital.}"
}
"""Key to a line of a pipeline file that has it."""

DOCUMENTATION_WORDS = {
    "documentation": "mapping of [questions](#documentation) to a text, or to a mapping of "
    "languages to texts"
}
"""Types that read better than their schema."""

_NAMES: dict[Frame, str] = {
    "datasheet": "Datasheet for Datasets (Gebru et al. 2021)",
    "iso-27559": "ISO/IEC 27559:2022",
    "five-safes": "Five Safes",
    "hiroshima": "Hiroshima Process, action 11",
}

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], Iterator[str]]


def documentation_part(table: Table) -> Iterator[str]:
    """Yield the section with all questions."""
    yield from (
        "## documentation",
        "",
        "The papers of a release (`report.html`, `README.md`, `evidence/governance.json`) answer "
        "the questions below. Evidence answers what it can; what is left to a person is marked "
        "*for a human* until the pipeline file answers it, by the name of the question:",
        "",
        "```yaml",
        "documentation:",
        "  motivation.funding: The health authority of the region.",
        "  collection.ethics: {en: Approved by the ethics board., de: Von der Ethikkommission "
        "gebilligt.}",
        "```",
        "",
        "A text is in the first of the release's `languages`. An answer in the column *also "
        "answered by* counts here as well.",
        "",
    )
    for frame, parts in FRAMES.items():
        yield from (f"### {_NAMES[frame]}", "")
        yield from table(
            ("Question", "Asks", "Clause", "Answered", "Also answered by"),
            (
                [
                    f"`{question.id}`",
                    question.text,
                    question.clause or "–",
                    "if you like"
                    if question.optional
                    else "by a person"
                    if question.person
                    else "by evidence, where there is any",
                    f"`{question.see}`" if question.see else "–",
                ]
                for part in parts
                for question in part
            ),
        )
