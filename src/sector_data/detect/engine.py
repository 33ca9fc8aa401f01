"""Presidio, set up to be fast, offline and quiet.

What lives here: the analyser of each language, with a language model where one is installed and a
blank one where none is. What does not: our own finders (:mod:`sector_data.detect.recognizers`) and
what is made of overlapping results (:mod:`sector_data.detect.text`).

Nothing here goes to the network. Presidio would fetch a missing spaCy model by itself, and its
e-mail recogniser the public suffix list: models are loaded here and handed over, and e-mail
addresses have a finder of their own. Presidio's enhancer of scores by context quotes text in an
exception and in debug messages: it is replaced by one that does nothing, because our patterns hold
their context themselves.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import spacy
from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    BatchAnalyzerEngine,
    EntityRecognizer,
    LocalRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CryptoRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    MedicalLicenseRecognizer,
)

from sector_data.detect import local_models
from sector_data.detect.gazetteers.ordinary import ordinary_english
from sector_data.detect.models import model_for
from sector_data.detect.recognizers import (
    addresses,
    ages,
    catalogue,
    codes,
    contacts,
    dates,
    french,
    german,
    italian,
    japanese,
    labelled,
    names,
    numbers,
    organisations,
    places,
    secrets,
    tables,
    unknown_names,
)
from sector_data.detect.recognizers.casing import Casing
from sector_data.detect.recognizers.model import LABELS, ModelFilter, Reader
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

MODEL_SCORE = 0.6
"""spaCy gives no score. Below what a rule with a title or a label gives, so that rules draw the
borders of a name where both found it."""
BATCH = 128
"""Texts that the model reads at once; more brings nothing on one core."""
_PEOPLE = {"de": german.finder, "fr": french.finder, "it": italian.finder}
"""Finders of names of languages that print family names in capitals, or have no model."""
_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "morphologizer")


class _Pipeline(SpacyNlpEngine):  # type: ignore[misc]  # Presidio ships no types
    """A spaCy pipeline that is there already; it never downloads one."""

    engine_name = "sector-data"

    def __init__(
        self,
        language: Language,
        pipeline: spacy.language.Language,
        rules: Sequence[Finder] = (),
    ) -> None:
        super().__init__(models=[{"lang_code": language, "model_name": "given"}])
        self.nlp: dict[str, spacy.language.Language] = {language: pipeline}
        self._reads = "ner" in pipeline.pipe_names
        self._casing = Casing(words_of_text(language))
        ordinary = ordinary_english() if language == "en" else frozenset()
        self._reader = Reader(words_of_text(language), ordinary | pipeline.Defaults.stop_words)
        self._rules = rules

    def load(self) -> None:
        """Do nothing: the pipeline was given."""

    def get_supported_entities(self) -> list[str]:
        return sorted(set(LABELS.values()))

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        return next(self.process_batch([text], language))[1]

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = BATCH, **_: object
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        listed = list(texts)
        found = [{rule.name: list(rule.find(text)) for rule in self._rules} for text in listed]
        cut = [self._to_read(text, by) for text, by in zip(listed, found, strict=True)]
        sentences = sorted({s for pieces in cut for _, s in pieces}, key=lambda s: (len(s), s))
        docs = self.nlp[language].pipe(sentences, batch_size=batch_size)
        entities = {
            sentence: [(e.start_char, e.end_char, e.label_) for e in doc.ents]
            for sentence, doc in zip(sentences, docs, strict=True)
        }
        for text, pieces, by_rule in zip(listed, cut, found, strict=True):
            named = [(o + a, o + b, label) for o, s in pieces for a, b, label in entities[s]]
            yield text, _Artifacts(named, by_rule, language)

    def _to_read(self, text: str, found: Mapping[str, Sequence[Span]]) -> list[tuple[int, str]]:
        """Return the sentences that the model has to read, with their places."""
        if not self._reads:
            return []
        every = (s for spans in found.values() for s in spans)
        # What kind an unknown name is, the model has to say.
        told = ((s.start, s.end, s.score) for s in every if s.score > unknown_names.INSIDE)
        return list(self._reader.sentences(self._casing.of(text), told))


class _Artifacts(NlpArtifacts):  # type: ignore[misc]  # Presidio ships no types
    """What the model and the rules found in a text.

    The rules read first, so that the model need not read what they understand. No tokens, lemmas or
    engine: they serve the context enhancer only.
    """

    def __init__(
        self,
        named: list[tuple[int, int, str]],
        by_rule: Mapping[str, list[Span]],
        language: str,
    ) -> None:
        super().__init__(named, [], [], [], None, language)
        self.by_rule = by_rule


class _NoContext(ContextAwareEnhancer):  # type: ignore[misc]  # Presidio ships no types
    """Leaves scores as they are."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self, *, raw_results: list[RecognizerResult], **_: object
    ) -> list[RecognizerResult]:
        return raw_results


class _Analyser(AnalyzerEngine):  # type: ignore[misc]  # Presidio ships no types
    """Presidio's analyser without what it does anew for each text and never needs.

    It would group all results by recogniser to hand them to the enhancer, and ask all recognisers
    what they can find: a tenth of the time of a short text.
    """

    _entities: Mapping[str, list[str]] = MappingProxyType({})

    def get_supported_entities(self, language: str | None = None) -> list[str]:
        key = language or ""
        if key not in self._entities:
            known: list[str] = super().get_supported_entities(language)
            self._entities = {**self._entities, key: known}
        return list(self._entities[key])

    def _enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: object, **__: object
    ) -> list[RecognizerResult]:
        del text
        return raw_results


class _Ours(LocalRecognizer):  # type: ignore[misc]  # Presidio ships no types
    """One of our finders, as a Presidio recogniser."""

    def __init__(self, finder: Finder, language: Language) -> None:
        self._finder = finder
        super().__init__(list(finder.entities), name=finder.name, supported_language=language)

    def load(self) -> None:
        """Do nothing: there is nothing to load."""

    def analyze(
        self, text: str, *, nlp_artifacts: NlpArtifacts | None = None, **_: object
    ) -> list[RecognizerResult]:
        read = nlp_artifacts.by_rule if isinstance(nlp_artifacts, _Artifacts) else {}
        spans = read.get(self._finder.name)
        return [self._result(s) for s in (self._finder.find(text) if spans is None else spans)]

    def _result(self, span: Span) -> RecognizerResult:
        return RecognizerResult(
            span.entity,
            span.start,
            span.end,
            span.score,
            AnalysisExplanation(
                self.name, span.score, textual_explanation=span.reason or self._finder.reason
            ),
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )


_HINTS = {
    IpRecognizer: r"\d\.\d{1,3}\.\d|::|[0-9A-Fa-f]:[0-9A-Fa-f]{1,4}:",
    MacAddressRecognizer: r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.",
    CryptoRecognizer: r"(?<!\w)\w{26}",
    MedicalLicenseRecognizer: r"[A-Za-z9]\d{7}",
}
"""Presidio's own recognisers that are good, and what a text has to hold for them."""


class _Hinted(LocalRecognizer):  # type: ignore[misc]  # Presidio ships no types
    """A recogniser of Presidio's that looks at likely texts only."""

    def __init__(self, recogniser: EntityRecognizer, hint: re.Pattern[str]) -> None:
        super().__init__(
            recogniser.supported_entities,
            name=recogniser.name,
            supported_language=recogniser.supported_language,
        )
        self._recogniser, self._hint = recogniser, hint

    @property
    def id(self) -> str:
        """That of the recogniser, as its results have it."""
        return str(self._recogniser.id)

    def load(self) -> None:
        """Do nothing: there is nothing to load."""

    def analyze(self, text: str, entities: list[str], **others: object) -> list[RecognizerResult]:
        if not self._hint.search(text):
            return []
        found: list[RecognizerResult] = self._recogniser.analyze(text, entities, **others)
        return found


class _Model(_Ours):
    """What the language model found, without what it takes for people and is not."""

    def __init__(self, language: Language) -> None:
        entities = tuple(sorted(set(LABELS.values())))
        super().__init__(Finder("Model", entities, lambda _: ()), language)
        believed = french.FrenchFilter if language == "fr" else ModelFilter
        self._filter = believed(words_of_text(language))

    def analyze(
        self, text: str, *, nlp_artifacts: NlpArtifacts | None = None, **_: object
    ) -> list[RecognizerResult]:
        if nlp_artifacts is None:
            return []
        found = [(a, b, LABELS[label]) for a, b, label in nlp_artifacts.entities if label in LABELS]
        return [
            self._result(Span(start, end, entity, MODEL_SCORE))
            for start, end, entity in self._filter.keep(text, found)
        ]


@cache
def pipeline_of(language: Language) -> spacy.language.Language:
    """Load the language model with nothing but what finds names, or a blank one.

    Returns
    -------
    spacy.language.Language
        Without a component when no model of the language is installed.
    """
    package = model_for(language)
    if package is None or language == "ja":  # read by tags: see recognizers.japanese
        return _blank(language)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy warns of minor versions that its range allows
        pipeline = spacy.load(package, exclude=list(_UNUSED))
    ner = pipeline.get_pipe("ner") if "ner" in pipeline.pipe_names else None
    if ner is None:
        return _blank(language)
    listeners = any("listener" in node.name for node in ner.model.walk())
    if not listeners and "tok2vec" in pipeline.pipe_names:
        pipeline.remove_pipe("tok2vec")
    _speed_up(pipeline)
    pipeline.max_length = 10_000_000
    return pipeline


def _blank(language: Language) -> spacy.language.Language:
    # spaCy's Japanese tokeniser wants SudachiPy; patterns do without tokens.
    pipeline = spacy.blank("xx" if language == "ja" else language)
    pipeline.max_length = 10_000_000
    return pipeline


def _speed_up(pipeline: spacy.language.Language) -> None:
    """Multiply with NumPy's BLAS instead of the one spaCy carries: a third of the time."""
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        model = getattr(component, "model", None)
        if model is not None and model.ops.name == "numpy":
            for node in model.walk():
                node.ops = ops


def finders(language: Language, *, all_ages: bool = False) -> list[Finder]:
    """Return our finders with the words of a language."""
    words = words_of_text(language)
    return [
        *([japanese.finder(words)] if language == "ja" else []),
        contacts.emails(),
        contacts.urls(),
        contacts.phones(words),
        numbers.identifiers(words),
        catalogue.finder(words),
        labelled.finder(words),
        *([codes.finder(words)] if words["public_codes"] else []),
        tables.finder(words),
        secrets.finder(words),
        addresses.finder(words),
        dates.finder(words),
        ages.finder(words, youngest=0 if all_ages else ages.IDENTIFYING),
        _PEOPLE.get(language, names.finder)(words),
        organisations.finder(words),
        places.finder(words),
    ]


def _presidio(language: Language) -> list[EntityRecognizer]:
    return [
        _Hinted(kind(supported_language=language), re.compile(hint))
        for kind, hint in _HINTS.items()
    ]


@cache
def analyser(language: Language, *, all_ages: bool = False) -> BatchAnalyzerEngine:
    """Return Presidio's analyser for a language, made once."""
    pipeline = pipeline_of(language)
    rules = finders(language, all_ages=all_ages)
    recognisers: list[EntityRecognizer] = [
        *_presidio(language),
        *(_Ours(rule, language) for rule in rules),
    ]
    if "ner" in pipeline.pipe_names:
        recognisers.append(_Model(language))
    recognisers.extend(local_models.recognisers(language))
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=[language])
    engine = _Analyser(
        registry=registry,
        nlp_engine=_Pipeline(language, pipeline, rules),
        supported_languages=[language],
        default_score_threshold=0.0,  # the steward's thresholds apply when all is known
        context_aware_enhancer=_NoContext(),
    )
    return BatchAnalyzerEngine(engine)


def name_shares(values: Sequence[str], language: Language) -> dict[str, float]:
    """Return the share of short values that the language model takes for an entity as a whole.

    Parameters
    ----------
    values
        A sample of the distinct values of a column.

    Returns
    -------
    dict
        Entity to share in [0, 1]; empty without a model or without values.
    """
    if language == "ja":
        return japanese.shares(values, words_of_text(language))
    pipeline = pipeline_of(language)
    if "ner" not in pipeline.pipe_names or not values:
        return {}
    counts: dict[str, int] = {}
    # A model learnt from sentences reads a bare value better with a capital and a full stop.
    shown = [re.sub(r"\d+", "", v).strip() for v in values]
    texts = [f"{(v.title() if v.isupper() or v.islower() else v)}." for v in shown]
    for text, doc in zip(texts, pipeline.pipe(texts, batch_size=BATCH), strict=True):
        for entity in doc.ents:
            if entity.label_ in LABELS and len(entity.text) >= 0.6 * (len(text) - 1):
                name = LABELS[entity.label_]
                counts[name] = counts.get(name, 0) + 1
    return {entity: count / len(values) for entity, count in sorted(counts.items())}
