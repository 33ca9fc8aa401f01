"""Models of engines in a file that only the steward's key opens.

What lives here: sealing and opening. What does not: what a model is
(:mod:`sector_data.synthesise.models`).

A fitted model is as confidential as the rows it was learnt from. The file is encrypted and
authenticated (AES-256-GCM, NIST SP 800-38D) with a key that the ring's key derives, can be read by
its owner alone, and is gone for everybody once that key is destroyed.
"""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

from sector_data.deidentify.private_files import read_private, write_all, writing
from sector_data.errors import InputError, TargetError
from sector_data.pipeline.keying import Keyed
from sector_data.synthesise.models import Models

_FORMAT = b"sector-data-model/1\n"
_NONCE = 12
"""Bytes; NIST SP 800-38D."""
_WHAT = "stored model"
_LARGEST = 2**31 - 1
"""Bytes that OpenSSL's AES-GCM takes at once."""


def check_place(path: Path) -> None:
    """Insist that a model may be written to a place, before any work is done.

    Raises
    ------
    TargetError
        If something is there, or its folder is not.
    """
    if os.path.lexists(path):
        raise TargetError(f"{path} is there already.", "Name another file for the model.")
    if not path.absolute().parent.is_dir():
        raise TargetError(f"There is no folder for {path}.", "Make it, or name another file.")


def store_models(models: Models, path: Path, keyed: Keyed) -> None:
    """Write models, sealed; complete or not at all.

    Raises
    ------
    TargetError
        If they cannot be written.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = json.dumps({"fits": models.fits, "sizes": {n: len(m) for n, m in models.learnt.items()}})
    text = struct.pack(">I", len(head)) + head.encode() + b"".join(models.learnt.values())
    if len(text) > _LARGEST:
        raise TargetError("The model is larger than 2 GB.", "Learn fewer tables or columns.")
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(keyed.secret("", "model")).encrypt(nonce, text, _FORMAT)
    try:
        with writing(path, _WHAT) as descriptor:
            write_all(descriptor, _FORMAT + nonce + sealed)
    except OSError as error:
        raise TargetError(
            f"The model {path} cannot be written ({os.strerror(error.errno or 0)}).",
            "Make room or rights there, or name another file.",
        ) from None


def open_models(path: Path, keyed: Keyed) -> Models:
    """Read models that were stored.

    Raises
    ------
    InputError
        If there is no such file, it is damaged, or was sealed with another key.
    KeyRingError
        If others can read it.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = read_private(path, _WHAT)
    if raw is None:
        raise InputError(f"There is no stored model {path}.", "Make one with --store-model.")
    body = raw.removeprefix(_FORMAT)
    try:
        if body == raw:
            raise InvalidTag
        text = AESGCM(keyed.secret("", "model")).decrypt(body[:_NONCE], body[_NONCE:], _FORMAT)
    except (InvalidTag, ValueError):
        raise InputError(
            f"{path} is no stored model, is damaged, or was sealed for another release or key.",
            "Use it with the pipeline and key ring that it was made with.",
        ) from None
    (length,) = struct.unpack_from(">I", text)
    head = json.loads(text[4 : 4 + length])
    learnt, at = {}, 4 + length
    for name, size in head["sizes"].items():
        learnt[name] = text[at : at + size]
        at += size
    return Models(head["fits"], learnt, opened=True)
