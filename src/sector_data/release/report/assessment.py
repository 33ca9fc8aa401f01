"""``assessment.html``: what was measured of any table, as one self-contained page.

What lives here: filling the page's template. What does not: its parts
(:mod:`sector_data.release.report.assessing`), its words (``messages/assessment/``) and its look
(``templates/assessment.html.j2``).
"""

from __future__ import annotations

from sector_data.release.report.assessing.blocks import SIGNS, Cell
from sector_data.release.report.assessing.tables import measured_tables
from sector_data.release.report.catalogue import Catalogue, catalogue
from sector_data.release.report.exploration import explored_tables
from sector_data.release.report.figures import meter
from sector_data.release.report.templates import template
from sector_data.spec.evidence.assessed import Assessed
from sector_data.spec.words import Language


def render_assessment(found: Assessed, language: Language) -> str:
    """Return the page as HTML in a language."""
    words = catalogue(language)
    tables = measured_tables([found.measured], words)
    blocks = [block for table in tables for block in (*table.privacy, *table.use)]
    return template("assessment.html.j2").render(
        t=words.text,
        labelled=words.labelled,
        language=language,
        found=found,
        signs=SIGNS,
        meter=meter,
        risk=_risk(found, words),
        answers=[block.verdict for block in blocks if block.verdict is not None],
        blocks=blocks,
        frontier=explored_tables(found.exploration, words) if found.exploration else [],
        left_out=words.text("assessed.page.left_out", columns=words.joined(found.left_out))
        if found.left_out
        else "",
    )


def _risk(found: Assessed, words: Catalogue) -> Cell:
    """Return the first answer: who could be recognised."""
    told = words.text(
        "assessed.page.risk",
        subjects=words.integer(found.subjects),
        classes=words.integer(found.classes),
        k=words.integer(found.k),
        alone=words.share(found.unique_subjects),
        highest=words.risk(found.highest_risk),
        average=words.risk(found.average_risk),
    )
    return Cell(told, "care" if found.unique_subjects else "safe")
