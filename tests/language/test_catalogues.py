"""The bot's sentences in other languages: complete, with the same placeholders, and compiled as they are written."""

import io
import string
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from negotiation.language import Message
from negotiation.language.guard import check_phrase, check_wording
from negotiation.language.speech import DOMAIN, FOLDER
from negotiation.language.templates import TemplatePhraser
from tests.language.test_templates import CONTEXT, every_message

OTHERS = ("de", "fr", "es")
SOURCES = (FOLDER.parent, FOLDER.parent.parent.parent / "suppliers")


def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO((FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").read_bytes()))


@cache
def sentences() -> frozenset[str]:
    """Every text that is marked in the code."""
    found = set()
    for folder in SOURCES:
        for _, _, text, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords={"N_": None}):
            found.add(text)
    return frozenset(found)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing_or_left_over(language: str) -> None:
    translated = {message.id for message in catalogue(language) if isinstance(message.id, str) and message.id}
    assert len(sentences()) > 60
    assert translated == sentences()


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_placeholders_of_its_sentence_and_none_is_empty(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        pairs = zip(message.id, message.string, strict=True) if message.pluralizable else [(message.id, message.string)]
        for text, translation in pairs:
            assert translation, text
            assert placeholders(translation) == placeholders(text), text


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    compiled = read_mo(io.BytesIO((FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()))
    written = catalogue(language)
    assert _by_text(compiled) == _by_text(written), "run make words"


def _by_text(messages: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    found = ((m.id, m.string) for m in messages if m.id)
    return {_forms(text): _forms(translation) for text, translation in found}


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize(("language", "locale"), [*product(OTHERS, ("en_IE", "de_DE", "fr_CH"))])
def test_in_every_language_no_figure_is_said_that_is_not_authorised(language: str, locale: str) -> None:
    context = replace(CONTEXT, language=language, locale=locale, list_price=None)
    english = TemplatePhraser()
    for message in every_message()[::3]:
        said = TemplatePhraser().phrase(message, context)
        assert check_wording(said, message, context) == (), said
        assert said != english.phrase(message, CONTEXT)
        assert said[0].isupper() or said[0] in "¿", said


def test_a_number_with_another_unit_than_the_authorised_one_is_stopped() -> None:
    message = next(m for m in every_message() if m.packages)
    context = replace(CONTEXT, bot_offer=None, supplier_offer=None)
    for text in ("We offer 60 EUR per box", "9.60 %", "Net 9.60", "19.60 EUR per box", "9.605 EUR per box", "Net 600"):
        assert check_wording(text, message, context), text
    assert check_wording("We offer 9.60 EUR per box at Net 60.", message, context) == ()
    assert check_phrase("60 EUR", message, context) == (), "the number alone would have passed"


def test_silence_about_numbers_is_always_allowed() -> None:
    assert check_wording("Thank you for your message.", Message(every_message()[0].act), CONTEXT) == ()
