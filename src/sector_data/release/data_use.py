"""Terms of use that programs compare: the Data Use Ontology.

What lives here: its codes, and which of them follow from recipient and licence. What does not: the
offer in ODRL (:mod:`sector_data.release.croissant_rai`).

Source: GA4GH, *Data Use Ontology* (DUO), release 2021-02-23 and later: labels as they are there.
No code is made up from the words of a purpose: what binds users beyond recipient and licence, the
pipeline file says under ``catalogue.data-use``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.spec.pipeline import Pipeline
from sector_data.spec.words import Recipient

LABELS = {
    "DUO:0000004": "no restriction",
    "DUO:0000006": "health or medical or biomedical research",
    "DUO:0000007": "disease specific research",
    "DUO:0000011": "population origins or ancestry research only",
    "DUO:0000012": "research specific restrictions",
    "DUO:0000015": "no general methods research",
    "DUO:0000016": "genetic studies only",
    "DUO:0000018": "not for profit, non commercial use only",
    "DUO:0000019": "publication required",
    "DUO:0000020": "collaboration required",
    "DUO:0000021": "ethics approval required",
    "DUO:0000022": "geographical restriction",
    "DUO:0000024": "publication moratorium",
    "DUO:0000025": "time limit on use",
    "DUO:0000026": "user specific restriction",
    "DUO:0000027": "project specific restriction",
    "DUO:0000028": "institution specific restriction",
    "DUO:0000029": "return to database or resource",
    "DUO:0000042": "general research use",
    "DUO:0000043": "clinical care use",
    "DUO:0000044": "population origins or ancestry research prohibited",
    "DUO:0000045": "not for profit organisation use only",
    "DUO:0000046": "non-commercial use only",
}


def data_use_terms(pipeline: Pipeline) -> list[dict[str, str]]:
    """Return the terms that bind whoever uses a release, each with its address and label.

    Parameters
    ----------
    pipeline
        Who gets the release, under which licence, and what the steward adds.
    """
    return [
        {
            "@type": "sc:DefinedTerm",
            "@id": f"http://purl.obolibrary.org/obo/{code.replace(':', '_')}",
            "name": LABELS.get(code, code),
        }
        for code in dict.fromkeys(_codes(pipeline))
    ]


def _codes(pipeline: Pipeline) -> Iterator[str]:
    if pipeline.release.recipient is not Recipient.PUBLIC:
        yield "DUO:0000026"
    if re.search(r"\bNC\b", pipeline.release.licence or ""):
        yield "DUO:0000046"
    yield from pipeline.catalogue.data_use
