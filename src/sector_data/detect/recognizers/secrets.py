"""Passwords, codes, keys and tokens, and the user names that go with them.

What lives here: what follows "password:", "mot de passe", 暗証番号, and tokens that show by their
form. What does not: the labels (``words/<language>/secrets.yaml``) and other identifiers
(:mod:`.labelled`).

"The password is hunter2" tells one, "the password is required" does not: behind a verb the value
has to look like a secret or to end the sentence, behind a colon anything will do that is no word
for its absence. A short code ("PIN") is of digits only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

SURE, ANNOUNCED, LIKELY = 0.95, 0.85, 0.5
_MOST = 80
"""Characters of the longest value that is read."""
_TOKENS = re.compile(
    r"\b(?:A(?:KIA|SIA|ROA|IDA)[0-9A-Z]{16}\b"  # Amazon Web Services
    r"|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}"  # GitHub, GitLab
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[A-Za-z0-9-]{20,250}"  # Slack
    r"|sk-(?:[a-z]{2,10}-)?[\w-]{20,250}|(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,250}"
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,500}|SG\.[\w-]{16,64}\.[\w-]{16,64}"  # Google, SendGrid
    r"|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,64}|pypi-[\w-]{40,250}|dop_v1_[a-f0-9]{64}"
    r"|EAAC[A-Za-z0-9]{30,250}|SK[0-9a-f]{32}\b"
    r"|eyJ[\w-]{8,2000}\.[\w-]{8,4000}(?:\.[\w-]{0,1000})?)"  # JSON web tokens, RFC 7519
)
"""Tokens whose issuers give them a form that nothing else has."""
_KEY_BEGIN, _KEY_END = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"), "-----END"
_KEY_LONGEST = 20_000
_IN_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://(?P<u>[^\s:/@]{1,60}):(?P<x>[^\s/@]{1,80})@")
_QUOTED = re.compile(r"[\"“”«»„‘'`「『](?P<x>[^\"“”«»„‘'`「」『』\n]{3,80})[\"“”«»'’`」』]")
_PLAIN = re.compile(rf"[^\s\"“”«»`「」『』<>，。、；]{{3,{_MOST}}}")
_NAME = re.compile(r"(?=[^\W\d_\s]|\d)[\w.@\\+$-]{2,60}(?<![.\\-])")
_SPELT = 7
"""Letters of a label that says by itself that a word at the end of its sentence is a secret."""
_CODE = re.compile(r"\d{3,8}(?![a-z0-9_%]|[.,/:]\d)")
_BOUND = r"[ \t]{0,3}"
_SEPARATOR = r"(?::|=>?|->|→|\|)"
_MASK = frozenset("*•.-_xX#")
_TRAILING = ".,;:)]}*_、。"


def finder(words: Words) -> Finder:
    """Return the finder of secrets and user names: ``SECRET`` and ``USERNAME``."""
    ja = words.language == "ja"
    edge, end = (r"(?<![a-z])", r"(?![a-z])") if ja else (r"(?<![a-z0-9])", r"(?![a-z0-9])")
    secret, code, user = (
        rf"{edge}(?:{trie(words[name])})"
        for name in ("secret_labels", "code_labels", "user_labels")
    )
    copulas = rf"(?:{trie(words['secret_copulas'])}){'' if ja else r'(?![a-z])'}"
    note = r"(?:[ \t]?\([^()\n]{1,30}\))?"
    whose = rf"(?:[ \t]{{1,2}}(?:{trie(words['secret_whose'])})[ \t]{{1,2}}[\w.@-]{{1,40}})?"
    lead = (
        rf"{note}{whose}{_BOUND}[\"')\]】」』]?{_BOUND}"
        rf"(?:(?P<sep>{_SEPARATOR}){_BOUND}\n?{_BOUND}|(?P<is>{copulas}){_BOUND}:?{_BOUND}"
        r"|(?P<gap>[ \t]))"
    )
    labelled = [
        ("SECRET", re.compile(rf"(?P<w>{secret})(?:{end}|(?=_)){lead}")),
        ("CODE", re.compile(rf"(?P<w>{code}){end}{lead}")),
        ("USERNAME", re.compile(rf"(?P<w>{user}){end}{lead}")),
    ]
    pair = re.compile(
        rf"{user}{_BOUND}(?:[/&|,+-]|and|und|et|e){_BOUND}{secret}{_BOUND}{_SEPARATOR}?{_BOUND}"
        rf"(?P<u>[^\s/|,:]{{2,60}}){_BOUND}[/|,: ]{_BOUND}(?P<x>\S{{3,{_MOST}}})"
    )
    weak_users = frozenset(fold(w) for w in words["weak_user_labels"])
    nothing = frozenset(fold(w) for w in words["no_secrets"])

    def read(text: str, folded: str, kind: str, match: re.Match[str]) -> Iterator[Span]:
        at = match.end()
        value = _QUOTED.match(text, at)
        quoted = value is not None
        if kind == "CODE":
            value = _CODE.match(folded, at + quoted)
        elif value is None:
            value = (_NAME if kind == "USERNAME" else _PLAIN).match(text, at)
        if value is None:
            return
        start, stop = value.span("x") if "x" in value.groupdict() else value.span()
        passage = text[start:stop] if quoted else text[start:stop].rstrip(_TRAILING)
        stop = start + len(passage)
        plain = fold(passage).strip("!?'")
        if not passage or plain in nothing or passage[0] in "[<{" or set(passage) <= _MASK:
            return
        score = ANNOUNCED
        if kind == "CODE":
            written = text[match.start() : match.end()].rstrip(" \t:=>")
            spelt = match["gap"] is None or written.isupper() or " " in written
            score = ANNOUNCED if spelt else 0.0
        elif kind == "USERNAME" and match["w"] in weak_users and not _odd(passage):
            alone = match["sep"] and _ALONE.match(text, stop) and not passage.isdigit()
            score = ANNOUNCED if alone else 0.0
        elif match["sep"] is None and not quoted:
            odd = _odd(passage) if kind == "SECRET" else _odd(passage) or "." in passage
            last = not ja and match["is"] and len(match["w"]) >= _SPELT
            last = last and text[stop : stop + 1] in {"", "\n", "."}
            score = (ANNOUNCED if match["is"] else LIKELY) if odd else LIKELY if last else 0.0
        if score and not (kind == "USERNAME" and _DATE.fullmatch(passage)):
            entity = "USERNAME" if kind == "USERNAME" else "SECRET"
            yield Span(start, stop, entity, score, "", "behind a label for secrets or user names")

    def find(text: str) -> Iterator[Span]:
        yield from _by_form(text)
        folded = fold(text)
        for kind, pattern in labelled:
            for match in pattern.finditer(folded):
                yield from read(text, folded, kind, match)
        for match in pair.finditer(folded):
            if fold(match["u"]) not in nothing:
                yield Span(*match.span("u"), "USERNAME", SURE, "", "a user name and a password")
                stop = match.start("x") + len(match["x"].rstrip(_TRAILING))
                yield Span(match.start("x"), stop, "SECRET", SURE, "", "a user name and a password")

    return Finder("Secrets", ("SECRET", "USERNAME"), find)


_ALONE = re.compile(r"[ \t]*(?:$|[\n,;|/)、。])")
"""What follows a word that stands for itself, and begins no sentence."""
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}")


def _odd(value: str) -> bool:
    """Whether a value is no word: letters and digits or signs together, or capitals inside."""
    letters = any(c.isalpha() for c in value)
    signs = sum(not c.isalnum() for c in value.rstrip("!?"))
    digits = any(c.isdigit() for c in value)
    inside = any(c.isupper() for c in value[1:]) and any(c.islower() for c in value)
    hyphened = re.fullmatch(r"[^\W\d_]+(?:['’/-][^\W\d_]+)+", value) is not None
    return (letters and (digits or signs > 0 or inside) and not hyphened) or value.endswith("!")


def _by_form(text: str) -> Iterator[Span]:
    for match in _TOKENS.finditer(text):
        yield Span(match.start(), match.end(), "SECRET", SURE, "", "the form of a token")
    for match in _IN_URL.finditer(text):
        yield Span(*match.span("x"), "SECRET", SURE, "", "a password in a web address")
    done = 0
    for match in _KEY_BEGIN.finditer(text):
        if match.start() < done:
            continue
        closing = text.find(_KEY_END, match.end(), match.end() + _KEY_LONGEST)
        line = text.find("-----", closing + len(_KEY_END)) if closing >= 0 else -1
        done = line + len("-----") if line >= 0 else match.end()
        yield Span(match.start(), done, "SECRET", SURE, "", "a private key")
