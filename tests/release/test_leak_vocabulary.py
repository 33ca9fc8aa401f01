"""The program's own words are collected from its files, and from nothing else."""

from __future__ import annotations

from sector_data.release.leaks.vocabulary import package_vocabulary, source_texts, words_of


def test_words_are_folded_and_without_figures() -> None:
    assert words_of("Größe der Aufnahme 2025", "MRN482913") == {"grosse", "der", "aufnahme", "mrn"}
    assert words_of() == frozenset()


def test_messages_and_field_names_are_read_and_documentation_is_not() -> None:
    source = '''
"""Documentation names Zbrkwx."""

class Model:
    quasi_identifiers: str
    """More documentation: qvlt."""

def say(name):
    """And here: dfgh."""
    return f"released {name} rows"
'''
    texts = " ".join(source_texts(source))
    assert "released" in texts
    assert "quasi identifiers" in texts
    assert not {"Zbrkwx", "qvlt", "dfgh"} & set(texts.replace(".", " ").split())


def test_word_lists_are_data_and_not_messages() -> None:
    names = [f"name{i}" for i in range(41)]
    source = f"A = {names!r}\nB = {set(names)!r}\nC = 'some names here'.split()\n"
    source += f"D = {dict.fromkeys(names, 'x')!r}\nE = ['few', 'words']\n"
    assert set(source_texts(source)) == {"few", "words"}


def test_the_programs_words_are_there_and_peoples_names_are_not() -> None:
    vocabulary = package_vocabulary()
    assert {"released", "rows", "values", "patients", "gates", "table", "class"} <= vocabulary
    names = "james mary john patricia robert jennifer michael linda david elizabeth susan sarah"
    names += " smith johnson williams garcia miller davis rodriguez martinez wilson anderson"
    names += " boston paris london berlin tokyo müller schmidt rossi bianchi dubois tanaka"
    assert not set(names.split()) & vocabulary


def test_the_vocabulary_depends_on_nothing_but_the_program() -> None:
    first = package_vocabulary()
    package_vocabulary.cache_clear()
    assert package_vocabulary() == first
