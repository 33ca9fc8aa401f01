"""How to reach somebody by network: e-mail, web, names in social networks.

What lives here: addresses of the network, also in disguise ("jane dot roe at example dot org").
What does not: telephone numbers (:mod:`.telephones`); where somebody lives (:mod:`.addresses`).

Presidio's e-mail recogniser asks the network for the public suffix list when it is first used; ours
asks nobody. The words of disguises ("at", "Klammeraffe", "chiocciola") and the names of networks
are looked for in every language: people write addresses in their own words wherever they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect import checks
from sector_data.detect.recognizers.folding import fold
from sector_data.detect.recognizers.telephones import finder as phones
from sector_data.detect.recognizers.vocabulary import Finder
from sector_data.detect.recognizers.width import folded
from sector_data.spec.evidence.findings import Span

__all__ = ["emails", "phones", "urls"]

SURE, LIKELY, WEAK = 0.95, 0.75, 0.5
_EMAIL = re.compile(rf"(?<![A-Za-z0-9_.]){checks.EMAIL.pattern}(?![A-Za-z0-9_@])")
_DOMAINS = (
    "com|org|net|edu|gov|mil|info|biz|name|int|io|co|ai|app|dev|cloud|online|site|shop|tech|health|care|clinic"
    "|us|uk|ca|de|fr|it|jp|eu|ch|at|au|nz|ie|nl|be|lu|li|es|pt|se|no|dk|fi|pl|cz|ru|cn|in|br|re|qc|kr|tw"
    "|example|invalid|museum"
)
_SPACED_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{2,64}} {{0,2}}@ {{0,2}}(?:[a-z0-9-]{{2,63}} {{0,1}}\. {{0,1}}){{1,4}}"
    rf"(?:{_DOMAINS})(?![\w@-])"
)
_SIGN_WORDS = "arobase|arobas|chiocciola|klammeraffe|affenschwanz"
_AT_SIGN = rf"(?:[(\[{{<] ?(?:at|a|@|ad|aet|ät|{_SIGN_WORDS}) ?[)\]}}>])"
_AT_WORD = rf"(?: (?:at|{_SIGN_WORDS}) | ?アットマーク ?| ?アット ?)"
_DOT_WORDS = "dot|punkt|point|punto|ponto"
_DOT = rf"(?: (?:{_DOT_WORDS}) | ?[(\[{{] ?(?:{_DOT_WORDS}|\.) ?[)\]}}] ?| ?ドット ?)"
_JOINT = rf"(?:{_DOT}| (?:underscore|unterstrich|tiret|tiret bas|trattino|minus|bindestrich|dash) )"
_LOCAL = rf"(?<![\w.+-])[a-z0-9][\w.+-]{{0,63}}(?:{_JOINT}[a-z0-9][\w+-]{{0,63}}){{0,3}}"
_LABEL = r"[a-z0-9][a-z0-9-]{1,62}"
_BRACKETED = re.compile(
    rf"{_LOCAL} {{0,2}}{_AT_SIGN} {{0,2}}{_LABEL}(?:(?:{_DOT}| ?\. ?){_LABEL}){{1,4}}(?![\w@-])"
)
_SPOKEN = re.compile(
    rf"{_LOCAL}{_AT_WORD}{_LABEL}(?:(?:{_DOT}|\.){_LABEL}){{0,3}}{_DOT}(?:{_DOMAINS})(?![\w@-])"
)
_NAMED_SIGN = re.compile(
    rf"{_LOCAL} (?:{_SIGN_WORDS}) {_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{_DOMAINS})(?![\w@-])"
)
_IN_BRACKETS, _AS_WORD, _DOT_SAID = re.compile(_AT_SIGN), re.compile(_AT_WORD), re.compile(_DOT)
_SIGNS_SAID = tuple(_SIGN_WORDS.split("|"))
_URL = re.compile(
    r"(?:https?|ftps?|s3|hxxps?)://[^\s<>\"'()、。」]{2,2000}[\w/]"
    r"|(?<![a-z0-9_])www\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"'、。」]*[\w/])?",
    re.IGNORECASE,
)
_BARE_URL = re.compile(
    rf"(?<![A-Za-z0-9_@.-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}(?P<top>{_DOMAINS})"
    r"(?:\.[a-z]{2}(?![a-z]))?(?:/(?:[\w./%?=&#-]*[\w/])?)?(?![A-Za-z0-9_@-])",
    re.IGNORECASE,
)
_NETWORKS = (
    "instagram|insta|twitter|facebook|linkedin|linked-in|tiktok|tik tok|snapchat|telegram|discord"
    "|skype|skype id|mastodon|bluesky|reddit|youtube|github|gitlab|wechat|weixin|line id|xing"
    "|viber|twitch|pinterest|インスタグラム|インスタ|ツイッター|フェイスブック|ライン"
)
_NETWORK = tuple(_NETWORKS.split("|"))
_DOTTED = re.compile(r"\.\w")
"""A point inside a word, without which nothing is a web address that has no scheme."""
_ROLES = "handle|user|username|account|profile|profil|profilo|compte|pseudo|konto|id|アカウント"
_HANDLE = re.compile(
    rf"(?<![a-z0-9_.@/])(?:{_NETWORKS})(?![a-z0-9_.@]\w)(?: (?:{_ROLES}))?\s{{0,2}}"
    r"(?:[:(=/]\s{0,2}@?|(?:is|est|ist|e|,)?\s?(?P<at>@))(?P<x>[a-z0-9][\w.-]{1,38}[a-z0-9_])"
    r"(?=(?P<end>\s{0,2}(?:[,;)|\n]|\.\s|\.?$)))?"
)
_LIKE_A_NAME = re.compile(r"[\d_.-]")
_AT_NAME = re.compile(
    r"(?<![\w.@+&/-])@(?P<x>[a-z](?=[\w.]{0,29}[\d_])[\w.]{1,29}[a-z0-9_])(?![\w@]|\.\w)"
)
"""A name behind "@" that holds a digit or an underline: "@rest" is English for "at rest"."""


def emails() -> Finder:
    """Return the finder of e-mail addresses, plain, with blanks and in disguise."""

    def find(text: str) -> Iterator[Span]:
        plain = folded(text)
        lower = plain.lower()
        if len(lower) != len(plain):
            lower = plain
        if "@" in plain:
            for match in _EMAIL.finditer(plain):
                yield Span(*match.span(), "EMAIL_ADDRESS", SURE, "", "form of an e-mail address")
            for match in _SPACED_EMAIL.finditer(lower):
                if " " in match[0]:
                    yield Span(*match.span(), "EMAIL_ADDRESS", LIKELY, "", "e-mail with blanks")
        for pattern in _disguises(lower):
            for match in pattern.finditer(lower):
                yield Span(*match.span(), "EMAIL_ADDRESS", LIKELY, "", "e-mail in disguise")

    return Finder("Emails", ("EMAIL_ADDRESS",), find)


def _disguises(lower: str) -> Iterator[re.Pattern[str]]:
    """Yield the patterns of disguised addresses whose sign a text holds: few texts hold any."""
    if any(bracket in lower for bracket in "([{<") and _IN_BRACKETS.search(lower):
        yield _BRACKETED
    if _DOT_SAID.search(lower) and _AS_WORD.search(lower):
        yield _SPOKEN
    if any(sign in lower for sign in _SIGNS_SAID):
        yield _NAMED_SIGN


def urls() -> Finder:
    """Return the finder of web addresses, with or without a scheme, and of names in networks."""

    def find(text: str) -> Iterator[Span]:
        plain = folded(text)
        if _DOTTED.search(plain) or "://" in plain:
            for match in _URL.finditer(plain):
                yield Span(*match.span(), "URL", SURE, "", "form of a web address")
            for match in _BARE_URL.finditer(plain):
                if _is_host(match):
                    yield Span(*match.span(), "URL", LIKELY, "", "name of a host")
        lower = fold(plain)
        for match in _HANDLE.finditer(lower) if any(n in lower for n in _NETWORK) else ():
            # "Facebook: the company" names nobody.
            if match["at"] or match["end"] is not None or _LIKE_A_NAME.search(match["x"]):
                start, end = match.span("x")
                yield Span(start, end, "USERNAME", LIKELY, "", "behind a network's name")
        if "@" in lower:
            for match in _AT_NAME.finditer(lower):
                yield Span(match.start("x"), match.end("x"), "USERNAME", WEAK, "", 'behind "@"')

    return Finder("Urls", ("URL", "USERNAME"), find)


def _is_host(match: re.Match[str]) -> bool:
    """Whether this is a host and no missing blank ("Befund.Es wurde", "e.g.", "Dr.in")."""
    top = match["top"]
    host = match[0].split("/")[0]
    before = host.split(".")[-2]
    if not top.islower() and not host.isupper():
        return False
    return len(before) >= 3 or host.count(".") > 1
