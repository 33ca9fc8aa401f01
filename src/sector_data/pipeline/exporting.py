"""Descriptions of a finished bundle for catalogues, and whether those inside of it are its own.

What lives here: writing one from a verified bundle, and comparing what a bundle holds with what it
would be given. What does not: the formats (:mod:`sector_data.release.exporters`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sector_data._version import __version__
from sector_data.errors import DamagedBundleError, SectorDataError, TargetError
from sector_data.pipeline.auditing.privacy import holds
from sector_data.pipeline.progress import Announce, silent
from sector_data.release.documents import read_bytes
from sector_data.release.exporters.described import describe_bundle
from sector_data.release.exporters.formats import EXPORT_FILES, export
from sector_data.release.verification import verify_bundle
from sector_data.sources.writing import write_text
from sector_data.spec.cataloguing import ExportFormat
from sector_data.spec.evidence.release import Claim
from sector_data.spec.plan import Plan

_FIX = "Get the bundle again from whoever released it."


def export_release(
    bundle: Path,
    export_format: ExportFormat,
    *,
    output: Path | None = None,
    replace: bool = False,
    announce: Announce = silent,
) -> str:
    """Describe a bundle in a format, and write that to a file when one is named.

    Parameters
    ----------
    bundle
        Its directory; verified first.
    export_format
        Which format.
    output
        The file; outside of the bundle, which is signed as it is.
    replace
        Whether an earlier file may be replaced.
    announce
        Told how much is done of a large bundle.

    Returns
    -------
    str
        The description, JSON.

    Raises
    ------
    BundleError
        If the directory is not a bundle, or not as it was released.
    InputError
        If the format needs facts that the pipeline file did not give.
    TargetError
        If the file cannot be written, or may not be.
    """
    claims = verify_bundle(bundle, tell=announce)
    wrong = [claim for claim in claims if claim.verdict == "does not hold"]
    if wrong:
        raise DamagedBundleError(
            f"{bundle} is not as it was released: {wrong[0].subject}: {wrong[0].sentence}", _FIX
        )
    if output is not None:
        _check_output(bundle, output, replace=replace)
    try:
        text = export(describe_bundle(bundle), export_format)
    except (KeyError, TypeError, AttributeError, IndexError):
        raise DamagedBundleError(f"The documents of {bundle} are damaged.", _FIX) from None
    if output is not None:
        write_text(output, text)
    return text


def export_claims(bundle: Path, plan: Plan) -> Iterator[Claim]:
    """Yield, for each description that a bundle holds for others, whether it is the bundle's own.

    Parameters
    ----------
    bundle
        Its directory.
    plan
        Its plan.
    """
    for name in plan.pipeline.release.exports:
        path = EXPORT_FILES[name]
        try:
            said = read_bytes(bundle, path).decode()
            same = said == export(describe_bundle(bundle), name)
        except (ValueError, KeyError, TypeError, AttributeError, SectorDataError):
            yield holds(
                path, False, "It is missing, or the documents that it is made of are damaged."
            )
            continue
        if not same and plan.made_with != f"sector-data {__version__}":
            yield Claim(
                subject=path,
                verdict="cannot be told from here",
                sentence=f"It was written by {plan.made_with}; this is another version.",
            )
            continue
        yield holds(
            path,
            same,
            "It says what plan, evidence and Data Package say."
            if same
            else "It says something else than plan, evidence and Data Package.",
        )


def _check_output(bundle: Path, output: Path, *, replace: bool) -> None:
    if output.resolve().is_relative_to(bundle.resolve()):
        raise TargetError(
            f"{output} lies in the bundle, which is signed as it is.",
            "Name a file elsewhere; `release.exports` in the pipeline file puts it inside.",
        )
    if output.exists() and not replace:
        raise TargetError(f"{output} is there already.", "Name another -o, or add --replace.")
