"""Names and texts that want to be more than text."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from sector_data.release.report.content import ReportContent, TextSearch
from sector_data.spec.evidence.release import ExpectationOutcome, LeakReport, ValidationReport
from sector_data.spec.hierarchies import AgeHierarchy
from sector_data.spec.pipeline import ReleaseSpec
from sector_data.spec.plan import Generalisation
from sector_data.spec.transforms.values import Drop, Generalise, Keep
from tests.release.report.contents import (
    DIRECT,
    PLAIN,
    QUASI,
    RISKY,
    SEQUENCES,
    content_of,
    protection,
    risk,
    table_plan,
)

SAYINGS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style><h1>",
    "<!-- never closed",
    "]]><?php ?>",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7 * 7 }}{% endfor %}{# #}",
    "{label}{0}{}",
    "| --- | `code` **bold** [a](http://evil.example) ![x](y)",
    "```\n# heading\n- item\n\n    code",
    "<PERSON>",
    "\u202egnp.exe",
    "שם \u05d0\u05dd العربية",
    "naïve 😀👩\u200d💻",
    "tab\tnul\x00bell\x07",
    "back\\slash\\",
    "https://example.org/?a=1&b=2",
    "\ufffe \U000e0001",
)
TEXTS = st.one_of(
    st.sampled_from(SAYINGS),
    st.text(
        st.one_of(st.sampled_from("<>&\"'`|\\*_[]()#\n{}%"), st.characters(codec="utf-8")),
        max_size=12,
    ),
).map(lambda text: text if text.strip() else "x")
"""Never empty: an empty title or purpose is another page, not another text."""


def named(texts: Sequence[str]) -> ReportContent:
    """Return one and the same release with nine texts in all places where texts come from."""
    title, purpose, licence, contact, version, table, column, other, entity = texts
    quasi, gone, kept = f"{column}1", f"{column}2", f"{other}3"
    plan = table_plan(
        table,
        {
            quasi: (QUASI, Generalise(hierarchy=AgeHierarchy())),
            gone: (DIRECT, Drop()),
            kept: (PLAIN, Keep()),
        },
        protection=protection(
            [Generalisation(column=quasi, hierarchy=AgeHierarchy(), chosen=(1,), levels=6)]
        ),
    )
    release = ReleaseSpec(
        name="hostile",
        title=title,
        purpose=purpose,
        licence=licence,
        contact=contact,
        version=version,
        languages=("en", "ja"),
    )
    content = content_of([plan], release=release)
    path = f"{other}.{column}"
    figures = {"quasi_identifiers": (quasi,), "l_diversity": {path: 2}}
    gates = content.assessment.gates[:1]
    (correlated,) = SEQUENCES.autocorrelation.values()
    (repeated, _) = SEQUENCES.repeats.values()
    named_gates = tuple(each.model_copy(update={"subject": table}) for each in gates)
    return dataclasses.replace(
        content,
        plan=content.plan.model_copy(
            update={"pipeline": content.plan.pipeline.model_copy(update={"policy": (other,)})}
        ),
        assessment=content.assessment.model_copy(
            update={
                "before": (risk(table, **(RISKY | figures)),),
                "after": (risk(table, **figures),),
                "gates": named_gates,
            }
        ),
        validation=ValidationReport(
            engine=entity,
            outcomes=(
                ExpectationOutcome(
                    table=table, expectation=other, column=column, passed=False, unexpected=3
                ),
            ),
        ),
        texts=(TextSearch(path, {entity: 3}, 2),),
        types={table: {quasi: entity, kept: "string"}},
        key_id=other,
        leaks=LeakReport(files=1, values=1, not_searchable=0, excused=0),
        synthetic=(table,),
        sequences={
            table: SEQUENCES.model_copy(
                update={
                    "autocorrelation": dict.fromkeys((column, kept), correlated),
                    "repeats": dict.fromkeys((other, kept), repeated),
                }
            )
        },
    )
