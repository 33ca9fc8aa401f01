"""Thresholds that go by the name of who asks for them.

What lives here: the profiles, each with its source, and how a profile and single thresholds go
together. What does not: policy packs, which say what happens to columns
(:mod:`sector_data.spec.policies`). Working readings, not legal advice.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

ProfileName = Literal[
    "ontario-ipc-low",
    "ontario-ipc-medium",
    "ontario-ipc-high",
    "health-canada",
    "ema-policy-0070",
    "cell-size-5",
    "cell-size-10",
    "cell-size-11",
    "cell-size-20",
]


class Profile(NamedTuple):
    """A named threshold."""

    k: int
    """Smallest class, in subjects."""
    risk: float | None
    """The threshold as the source has it; 1 / k rounds to it or lies below."""
    source: str
    """Who asks for it, where."""


_IPC = (
    "Information and Privacy Commissioner of Ontario, De-Identification Guidelines for Structured "
    "Data, October 2025: risk threshold {risk}, cells of {k}, for {what} sensitivity"
)
_ROUNDED = "; 1/11 is 0.0909, which the source rounds to 0.09"

PROFILES: dict[ProfileName, Profile] = {
    "ontario-ipc-low": Profile(11, 0.09, _IPC.format(risk="0.09", k=11, what="low") + _ROUNDED),
    "ontario-ipc-medium": Profile(15, 0.075, _IPC.format(risk="0.075", k=15, what="medium")),
    "ontario-ipc-high": Profile(20, 0.05, _IPC.format(risk="0.05", k=20, what="high")),
    "health-canada": Profile(
        11,
        0.09,
        "Health Canada, Public Release of Clinical Information: guidance document, 2019: threshold "
        "0.09 for public release" + _ROUNDED,
    ),
    "ema-policy-0070": Profile(
        11,
        0.09,
        "European Medicines Agency, external guidance on the implementation of Policy 0070: "
        "threshold 0.09" + _ROUNDED,
    ),
    "cell-size-5": Profile(5, None, "Cells of at least 5, as PEDSnet asks of tables it releases"),
    "cell-size-10": Profile(
        10,
        None,
        "Cells of at least 10 patients, as the guideline of Japan's Ministry of Health, Labour and "
        "Welfare on publishing from its NDB asks",
    ),
    "cell-size-11": Profile(
        11,
        None,
        "Cells of at least 11, as CMS asks in the United States and CASD in France (“Aucune case "
        "ne doit concerner moins de 11 unités”)",
    ),
    "cell-size-20": Profile(20, None, "Cells of at least 20, for highly sensitive data"),
}


def strictest(profile: ProfileName | None, k: int | None) -> tuple[int | None, str | None]:
    """Return the k that profile and file ask for together, and a sentence where they differ.

    The stricter of the two counts.
    """
    if profile is None:
        return k, None
    named = PROFILES[profile].k
    if k is None or k == named:
        return named, None
    stricter = "the profile" if named > k else "the file"
    return max(k, named), (
        f"The profile {profile} asks for k = {named} and the file for k = {k}: {stricter}, the "
        "stricter, counts."
    )
