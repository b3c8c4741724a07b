"""The languages that the bot speaks: the templates' sentences through gettext, numbers and dates through Babel.

The catalogues are in `locale/`, one folder a language. A sentence that a catalogue lacks is said in English.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from negotiation.language.context import Context
from negotiation.language.vocabulary_files import LANGUAGES

DOMAIN = "parley"
FOLDER = Path(__file__).parent / "locale"
ENGLISH = "en"
_FALLBACK = Locale("en")


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Marks a sentence for the catalogues; it is translated where it is said."""
    return text


def said(sentence: str, context: Context) -> str:
    """A sentence of the templates in the language of the context, its placeholders still in it."""
    return catalogue(context.language).gettext(sentence)


def counted(one: str, several: str, number: int, context: Context) -> str:
    """The form of a noun for a number."""
    return catalogue(context.language).ngettext(one, several, number)


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of a language, read once."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


def language_of_locale(identifier: str) -> str:
    """The language of a locale if the bot speaks it, else English."""
    language = known_locale(identifier).language
    return language if language in LANGUAGES else ENGLISH


def number_locale(context: Context) -> Locale:
    """How numbers are written: as the supplier's locale does, unless the bot speaks another language than that."""
    locale = known_locale(context.locale)
    is_other = context.language != ENGLISH and context.language != locale.language
    return known_locale(context.language) if is_other else locale


@lru_cache(maxsize=64)
def known_locale(identifier: str) -> Locale:
    """The locale, or English for one that Babel does not know: a wrong setting must not silence the bot."""
    try:
        return Locale.parse(identifier.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return _FALLBACK
