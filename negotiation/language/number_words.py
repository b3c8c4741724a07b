"""Numbers in words: "nine eighty-five", "eight point two", "cuarenta y cinco", "fünfundvierzig"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from negotiation.language.normalise import fold
from negotiation.language.tokens import Sort, Token

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_GERMAN = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_FRENCH = "zéro - deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_SPANISH = (
    "cero - dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_FRENCH_TENS = "vingt trente quarante cinquante soixante"
_SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"


def _words() -> dict[str, int]:
    values: dict[str, int] = {}
    for units in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH):
        values |= {fold(word): value for value, word in enumerate(units.split())}
    for tens in (_ENGLISH_TENS, _GERMAN_TENS, _FRENCH_TENS, _SPANISH_TENS):
        values |= {fold(word): 20 + 10 * place for place, word in enumerate(tens.split())}
    german_units = ["ein", *_GERMAN.split()[2:10]]
    for place, ten in enumerate(_GERMAN_TENS.split()):
        for unit, word in enumerate(german_units, start=1):
            values[fold(f"{word}und{ten}")] = 20 + 10 * place + unit
    # "-" is the gap of "un", "une" and "uno": articles far more often than numbers.
    return {word: value for word, value in values.items() if word != "-"}


_VALUES = _words()
_HUNDREDS = frozenset({"hundred", "hundert", "cent", "cien", "ciento"})
_JOINERS = frozenset({"and", "et", "y", "oh"})
_POINTS = frozenset({"point", "komma", "virgule", "coma"})
_HALVES = frozenset({"half", "halb", "halbes", "demi", "medio"})
_ARTICLES = frozenset({"a", "an", "of"})


def merge_number_words(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with each run of number words as one number token that spans it."""
    merged: list[Token] = []
    position = 0
    while position < len(tokens):
        end = _end_of_number(tokens, position)
        if end > position:
            values = _values([token.text for token in tokens[position:end]])
            spoken = " ".join(token.text for token in tokens[position:end])
            first, last = tokens[position], tokens[end - 1]
            merged.append(Token(Sort.NUMBER, spoken, first.start, last.end, values))
            position = end
        else:
            merged.append(tokens[position])
            position += 1
    return merged


def _end_of_number(tokens: Sequence[Token], start: int) -> int:
    """Index after the run of number words that begins at `start`; `start` itself when none does."""
    if tokens[start].text in _HALVES and start + 1 < len(tokens) and tokens[start + 1].text in _ARTICLES:
        return start + 2
    end = start
    for position in range(start, len(tokens)):
        word = tokens[position].text
        if word in _VALUES or (word in _HUNDREDS and position > start and word != "cent"):
            end = position + 1
        elif end == position and position > start and (word in _JOINERS or word in _POINTS):
            continue
        else:
            break
    return end


def _values(words: Sequence[str]) -> tuple[Decimal, ...]:
    if words[0] in _HALVES:
        return (Decimal("0.5"),)
    for position, word in enumerate(words):
        if word in _POINTS:
            whole = _whole(words[:position])
            digits = "".join(str(_VALUES[word]) for word in words[position + 1 :] if word in _VALUES)
            return (Decimal(f"{whole[0] if whole else 0}.{digits}"),)
    numbers = _whole(words)
    if len(numbers) == 2 and numbers[1] < 100:
        # "nine eighty-five" is 9.85 to a trader of boxes and 985 to one of machines.
        return (Decimal(f"{numbers[0]}.{numbers[1]:02d}"), Decimal(numbers[0] * 100 + numbers[1]))
    return (Decimal(numbers[0]),) if len(numbers) == 1 else ()


def _whole(words: Sequence[str]) -> list[int]:
    """The whole numbers that the words spell one after the other: "ten fifteen" is 10 and 15."""
    numbers: list[int] = []
    room = 0  # how large a number may still be added to the last one: 10 after "twenty", 100 after "hundred"
    for word in words:
        if word in _HUNDREDS and numbers:
            numbers[-1] *= 100
            room = 100
        elif word in _VALUES:
            value = _VALUES[word]
            if 0 < value < room:
                numbers[-1] += value
            else:
                numbers.append(value)
            room = 10 if value >= 20 and value % 10 == 0 else 0
    return numbers
