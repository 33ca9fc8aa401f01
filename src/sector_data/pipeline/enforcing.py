"""What the privacy section asks for and a plan does not carry out: it is refused.

What lives here: the list of settings that planning knows, and the refusal of others. What does not:
carrying them out (:mod:`sector_data.pipeline.planning`).

A threshold that is accepted and not enforced is worse than none: whoever reads the plan believes in
it.
"""

from __future__ import annotations

from sector_data.errors import Problem, SpecificationError
from sector_data.spec.model import kebab
from sector_data.spec.privacy import PrivacySpec

ENFORCED = frozenset({"profile", "k_anonymity", "l_diversity", "longitudinal", "suppression_limit"})
"""Fields that planning carries out; of ``l_diversity`` the numbers of distinct values."""


def refuse_what_is_not_enforced(privacy: PrivacySpec) -> None:
    """Insist that planning carries out everything that is asked.

    Raises
    ------
    SpecificationError
        Naming every setting that it does not.
    """
    asked = [
        f"privacy.{kebab(name)}"
        for name, info in PrivacySpec.model_fields.items()
        if name not in ENFORCED and getattr(privacy, name) != info.default
    ]
    asked += [
        f"privacy.l-diversity.{path}"
        for path, spec in privacy.l_diversity.items()
        if spec.entropy is not None or spec.recursive is not None
    ]
    if asked:
        raise SpecificationError(
            [
                Problem(place, "cannot be carried out by a plan.", hint="Leave it out.")
                for place in asked
            ]
        )
