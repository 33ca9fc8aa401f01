"""``report.html``: one self-contained page, no script, nothing from elsewhere.

What lives here: filling the page's template. What does not: its words (``messages/``) and its look
(``templates/report.html.j2``, ``templates/report.css``).
"""

from __future__ import annotations

from typing import NamedTuple

from sector_data.release.report.aggregates import aggregate_blocks
from sector_data.release.report.assessing.blocks import SIGNS
from sector_data.release.report.assessing.tables import measured_tables
from sector_data.release.report.catalogue import Catalogue, catalogue
from sector_data.release.report.columns import dictionary
from sector_data.release.report.conformity import pack_parts
from sector_data.release.report.content import ReportContent, TextSearch, limits_of, page_names
from sector_data.release.report.events import event_risk
from sector_data.release.report.figures import meter
from sector_data.release.report.gates import gate_lines, verdict
from sector_data.release.report.glance import table_lines, tiles
from sector_data.release.report.papers import HTML, papers_of
from sector_data.release.report.risks import table_risks
from sector_data.release.report.sequences import sequence_blocks
from sector_data.release.report.templates import template
from sector_data.spec.words import Language

MANY = 6
"""With more tables than this, what is told of each is folded away at first."""


class OtherPage(NamedTuple):
    """The report in a language of the release."""

    language: Language
    name: str
    file: str


def render_page(content: ReportContent, language: Language) -> str:
    """Return the report as HTML in a language."""
    words = catalogue(language)
    gates = gate_lines(content, words)
    passed, verdict_text = verdict(gates, words)
    return template("report.html.j2").render(
        t=words.text,
        labelled=words.labelled,
        joined=words.joined,
        n=words.integer,
        share=words.share,
        meter=meter,
        language=language,
        pages=_pages(content),
        content=content,
        plan=content.plan,
        release=content.plan.pipeline.release,
        passed=passed,
        verdict=verdict_text,
        tiles=tiles(content, words),
        lines=table_lines(content, words),
        risks=table_risks(content, words),
        events=event_risk(content, words),
        utility=content.assessment.utility,
        blocks=[
            *aggregate_blocks(content.plan.aggregates, words),
            *sequence_blocks(content.sequences, words),
        ],
        measured=measured_tables(content.assessment.tables, words),
        signs=SIGNS,
        gates=gates,
        packs=pack_parts(content, words),
        papers=papers_of(content, words, HTML),
        failed=[o for o in content.validation.outcomes if not o.passed],
        texts=[(search, _by_count(search)) for search in content.texts],
        dictionaries=[dictionary(table, content, words) for table in content.plan.tables],
        folded=len(content.plan.tables) > MANY,
        many=MANY,
        sections=_sections(content, words),
        limits=limits_of(content.plan, words),
    )


def _pages(content: ReportContent) -> list[OtherPage]:
    names = page_names(content.plan.pipeline.release.languages)
    return [
        OtherPage(language, catalogue(language).text("page.language"), report)
        for language, (report, _) in names.items()
    ]


def _sections(content: ReportContent, words: Catalogue) -> list[tuple[str, str]]:
    """Return anchor and heading of each section, in the page's order."""
    there = {
        "texts": bool(content.texts),
        "conformity": content.conformity is not None,
        "measured": bool(content.assessment.tables),
    }
    anchors = [
        "risk",
        "utility",
        "measured",
        "trust",
        "gates",
        "conformity",
        "texts",
        "columns",
        "limits",
        "papers",
        "provenance",
    ]
    anchors = [anchor for anchor in anchors if there.get(anchor, True)]
    keys = {"trust": "papers.use"}
    return [(anchor, words.text(f"{keys.get(anchor, anchor)}.heading")) for anchor in anchors]


def _by_count(search: TextSearch) -> list[tuple[str, int]]:
    """Return what was found in a column, the most frequent first."""
    return sorted(search.passages.items(), key=lambda found: (-found[1], found[0]))
