"""Fictional sources with their ready pipelines, put into a folder of the user's.

What lives here: finding the generators, and a folder that a pipeline runs in as it is. What does
not: what the generators make (``sample_data/generator``), the release (:mod:`.verbs`).
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import InputError, SectorDataError
from sector_data.pipeline.progress import Announce, silent
from sector_data.sources.writing import atomic_directory
from sector_data.spec.packaged import packaged
from sector_data.spec.problems import nearest, quote

if TYPE_CHECKING:
    from sample_data.generator.sample import Sample

    from sector_data.pipeline.releasing import Released
    from sector_data.spec.evidence.release import AuditReport

PACKAGE = "sample_data"
HIERARCHIES = "hierarchies"
KEY_RING = "keys.json"
RELEASE = "release"
HIERARCHIES = "hierarchies"
_HIERARCHY = re.compile(rf"\b{HIERARCHIES}/([\w.-]+)")


@dataclass(frozen=True, slots=True)
class ReleasedSample:
    """A sample with the release that a ready pipeline made of it."""

    released: Released
    audit: AuditReport


def samples() -> Mapping[str, Sample]:
    """Return all samples by name, sorted by sector and name."""
    _find_generators()
    catalogue = importlib.import_module(f"{PACKAGE}.generator.catalogue")
    found: Mapping[str, Sample] = catalogue.samples()
    return found


def get_sample(
    name: str,
    output: Path | str,
    *,
    size: int | None = None,
    seed: int | None = None,
    announce: Announce = silent,
) -> list[Path]:
    """Make a sample, and lay the pipelines beside it that release it.

    Parameters
    ----------
    name
        Of the sample.
    output
        Directory to make.
    size
        Number of its subjects; as many as the repository's has when not given.
    seed
        The same seed and size give the same bytes; that of the repository when not given.
    announce
        Told what is being done.

    Returns
    -------
    list
        The pipelines' files, the recommended one first.

    Raises
    ------
    InputError
        If there is no such sample, or nobody to make.
    TargetError
        If the output is there already, or cannot be written.
    """
    sample = _sample(name)
    if size is not None and size < 1:
        raise InputError(f"A sample of {size} {sample.unit} is none.", "Ask for 1 or more.")
    target = Path(output)
    with atomic_directory(target) as folder:
        announce(f"making {size or sample.size:,} {sample.unit}")
        write = importlib.import_module(f"{PACKAGE}.generator.writing").write
        write(
            sample,
            folder,
            sample.seed if seed is None else seed,
            sample.size if size is None else size,
        )
        for pipeline in sample.pipelines:
            _lay_beside(pipeline, sample, folder)
    return [target / f"{pipeline}.yaml" for pipeline in sample.pipelines]


def release_sample(
    name: str,
    output: Path | str,
    *,
    pipeline: str | None = None,
    size: int | None = None,
    seed: int | None = None,
    announce: Announce = silent,
) -> ReleasedSample:
    """Make a sample, release it by a ready pipeline with a key of its own, and audit the bundle.

    The source stays where it was made when the release is refused.

    Parameters
    ----------
    name, output, size, seed, announce
        See :func:`get_sample`. The bundle lies in ``release`` below the output, the key ring
        beside it.
    pipeline
        One of the sample's; the recommended one when not given.

    Raises
    ------
    InputError
        If there is no such sample or pipeline.
    ReleaseRefusedError
        If a gate fails, as it may where few subjects were asked for.
    """
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.pipeline.auditing.attesting import audit
    from sector_data.pipeline.verbs import run
    from sector_data.spec.reading import the_pipeline

    ready = _sample(name).pipelines
    if pipeline is not None and pipeline not in ready:
        raise InputError(
            f"No pipeline {quote(pipeline)} releases {name}.", f"Name one of: {', '.join(ready)}."
        )
    if not ready:
        raise InputError(f"No pipeline releases {name}.", "Take it as source: --source")
    get_sample(name, output, size=size, seed=seed, announce=announce)
    folder = Path(output)
    file = folder / f"{pipeline or ready[0]}.yaml"
    key_ring, bundle = folder / KEY_RING, folder / RELEASE
    KeyRing.open(key_ring, create=True).new(the_pipeline(file).release.key, holder="samples get")
    released = run(file, output=bundle, key_ring=key_ring, announce=announce)
    return ReleasedSample(released, audit(bundle, announce=announce))


def _lay_pipeline(name: str, source: str, folder: Path) -> None:
    """Put a pipeline beside its source, with the hierarchies that it names."""
    ready = packaged("pipelines")
    text = (ready / f"{name}.yaml").read_text(encoding="utf-8")
    (folder / f"{name}.yaml").write_text(text.replace(source, ""), encoding="utf-8", newline="\n")
    for hierarchy in (ready / HIERARCHIES).iterdir():
        if f"{HIERARCHIES}/{hierarchy.name}" in text:
            target = folder / HIERARCHIES / hierarchy.name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(hierarchy.read_bytes())


def _sample(name: str) -> Sample:
    known = samples()
    if name not in known:
        hint = nearest(name, known) or f"There are: {', '.join(known)}."
        raise InputError(f"There is no sample {quote(name)}.", hint)
    return known[name]


def _lay_beside(pipeline: str, sample: Sample, folder: Path) -> None:
    """Write a pipeline into the folder of its source, with the hierarchies that it names."""
    ready = packaged("pipelines")
    text = (ready / f"{pipeline}.yaml").read_text(encoding="utf-8")
    beside = text.replace(f"../{PACKAGE}/{sample.folder}/", "")
    (folder / f"{pipeline}.yaml").write_text(beside, encoding="utf-8", newline="\n")
    for name in sorted(set(_HIERARCHY.findall(text))):
        (folder / HIERARCHIES).mkdir(exist_ok=True)
        (folder / HIERARCHIES / name).write_bytes((ready / HIERARCHIES / name).read_bytes())


def _find_generators() -> None:
    """Make the generators importable: they lie beside the package's other data."""
    if PACKAGE in sys.modules:
        return
    folder = Path(str(packaged("sample_data")))
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise SectorDataError("The generators of the samples cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)
