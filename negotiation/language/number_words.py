"""Numbers in words: "nine eighty-five", "eight point two", "cuarenta y cinco", "fünfundvierzig"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from negotiation.language import lexicon
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

_SPANISH_HUNDREDS = "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"


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
    for hundreds, word in enumerate(_SPANISH_HUNDREDS.split(), start=2):
        values[word] = 100 * hundreds
    for count, word in enumerate(_GERMAN.split()[2:20], start=2):
        values[fold(f"{word}hundert")] = 100 * count
    values["vingts"] = 20  # of quatre-vingts
    # "-" is the gap of "un", "une" and "uno": articles far more often than numbers.
    return {word: value for word, value in values.items() if word != "-"}


_VALUES = _words()
_HUNDREDS = frozenset({"hundred", "hundert", "cent", "cien", "ciento"})
_THOUSANDS = frozenset({"thousand", "tausend", "mille", "mil"})
"""These count as words of a number only before another: "one thousand two hundred", while "20 thousand" is scaled."""
_ROUND = {
    "hundred": 100,
    "hundert": 100,
    "cien": 100,
    "thousand": 1000,
    "tausend": 1000,
    "mil": 1000,
    "mille": 1000,
    "million": 10**6,
}
"""Numbers by themselves, unless they scale one or a price is said for so many: "97 dollars a thousand"."""
_COUNTED_FOR = frozenset({"per", "pro", "je", "pour", "por", "/", "each", "every"})
_TWENTIES = frozenset({"vingt", "vingts"})
_JOINERS = frozenset({"and", "et", "y", "oh"})
_POINTS = frozenset({"point", "komma", "virgule", "coma", "punto", "con"})
_HALVES = frozenset({"half", "halb", "halbes", "halber", "demi", "medio"})
_ARTICLES = frozenset({"a", "an", "of"})
_WITH_A_HALF = {"anderthalb": 1, "eineinhalb": 1, "zweieinhalb": 2, "dreieinhalb": 3, "viereinhalb": 4}
_AND_A_HALF = (
    ("and", "a", "half"),
    ("and", "half"),
    ("et", "demi"),
    ("et", "demie"),
    ("y", "medio"),
    ("y", "media"),
    ("1/2",),
)
_HALF_BEGINS = frozenset(words[0] for words in _AND_A_HALF)
_HALF = Decimal("0.5")
COINS = {"dime": Decimal("0.10"), "nickel": Decimal("0.05"), "penny": Decimal("0.01")}
"""Amounts of money in one word, after an article: "another dime" is one, the price of nickel is none."""
_BEFORE_A_COIN = frozenset({"a", "another", "one"})
_NOT = frozenset({"not", "no", "never"})
"""Before a coin they make it a word of emphasis: "and not a penny more"."""
_FIFTY = frozenset({"fifty", "funfzig", "cinquante", "cincuenta"})
_ONES = frozenset({"un", "une", "una"})
_COUNTED_BY_ONE = frozenset({"an", "annee", "ano"})
"""Before these the article counts: "un an 9,80, deux ans 9,65"."""
_AFTER_ONCE = frozenset({"euro", "euros", "dolares", "por", "%", "dias", "semanas", "meses", "con", "coma", "y", "mil"})
"""Before these "once" is the Spanish eleven; else it is English."""


_BEGINNINGS = frozenset({*_ONES, *_VALUES, *_ROUND, *_HALVES, *_WITH_A_HALF, *COINS, "once"})
"""What a number in words can begin with; most words of a message need no closer look."""


class _Spoken(NamedTuple):
    """A number in words: the index after its last token, and what it may be worth."""

    end: int
    values: tuple[Decimal, ...]


def merge_number_words(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with each run of number words as one number token that spans it."""
    merged: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        may_begin = token.sort is Sort.NUMBER or token.text in _BEGINNINGS
        spoken = _spoken_at(tokens, position) if may_begin else None
        if spoken is None:
            merged.append(tokens[position])
            position += 1
        else:
            words = " ".join(token.text for token in tokens[position : spoken.end])
            first, last = tokens[position], tokens[spoken.end - 1]
            merged.append(Token(Sort.NUMBER, words, first.start, last.end, spoken.values))
            position = spoken.end
    return merged


def _spoken_at(tokens: Sequence[Token], start: int) -> _Spoken | None:
    """The number in words that begins at `start`; also "2 and a half"."""
    word = tokens[start].text
    if tokens[start].sort is Sort.NUMBER:
        half = _half_at(tokens, start + 1)
        values = tuple(value + _HALF for value in tokens[start].values) if half else ()
        return _Spoken(start + 1 + len(half), values) if values else None
    if word in COINS:
        before = _texts(tokens, max(0, start - 2), min(start, 2))
        is_coin = bool(before) and before[-1] in _BEFORE_A_COIN and before[0] not in _NOT
        return _Spoken(start + 1, (COINS[word],)) if is_coin else None
    if word in _WITH_A_HALF:
        return _Spoken(start + 1, (_WITH_A_HALF[word] + _HALF,))
    if word in _ROUND and _stands_alone(tokens, start):
        return _Spoken(start + 1, (Decimal(_ROUND[word]),))
    end = _end_of_number(tokens, start)
    if end == start or _are_halves(tokens, start):
        return None
    values = _values([token.text for token in tokens[start:end]])
    if half := _half_at(tokens, end) if values else ():
        return _Spoken(end + len(half), tuple(value + _HALF for value in values))
    return _Spoken(end, values)


def _are_halves(tokens: Sequence[Token], position: int) -> bool:
    """ "Fifty-fifty" is half and half, and no number."""
    word = tokens[position].text
    return word in _FIFTY and word in _texts(tokens, max(0, position - 1), 1 if position else 0) + _texts(
        tokens, position + 1, 1
    )


def _stands_alone(tokens: Sequence[Token], position: int) -> bool:
    """Whether "a thousand" is a number: nothing that it could scale or be the measure of stands before it."""
    following = tokens[position + 1 : position + 2]
    if following and (following[0].text in _VALUES or following[0].sort is Sort.NUMBER):
        return False
    before = position - 1 if position and tokens[position - 1].text in _ARTICLES else position
    if before == 0:
        return True
    previous = tokens[before - 1]
    is_measured = previous.sort in (Sort.NUMBER, Sort.SIGN) or previous.text in _VALUES or previous.text in _COUNTED_FOR
    return not is_measured and not _is_money(previous)


def _is_money(token: Token) -> bool:
    node = (lexicon.lexicon().following or {}).get(token.text)
    return node is not None and any(meaning in ("money", "cent") for meaning in node.meanings)


def _half_at(tokens: Sequence[Token], start: int) -> tuple[str, ...]:
    """The words at `start` that add a half to the number before them, if they do."""
    if tokens[start : start + 1] and tokens[start].text not in _HALF_BEGINS:
        return ()
    return next((words for words in _AND_A_HALF if _texts(tokens, start, len(words)) == words), ())


def _texts(tokens: Sequence[Token], first: int, count: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[first : first + count])


def _end_of_number(tokens: Sequence[Token], start: int) -> int:
    """Index after the run of number words that begins at `start`; `start` itself when none does."""
    if tokens[start].text in _HALVES and start + 1 < len(tokens) and tokens[start + 1].text in _ARTICLES:
        return start + 2
    end = start
    for position in range(start, len(tokens)):
        word = tokens[position].text
        is_hundred = word in _HUNDREDS and position > start and word != "cent"
        if _is_number_word(tokens, position) or is_hundred or (position > start and _leads_on(tokens, position)):
            end = position + 1
        elif end == position and position > start and (word in _JOINERS or word in _POINTS):
            continue
        else:
            break
    return end


def _leads_on(tokens: Sequence[Token], position: int) -> bool:
    following = _texts(tokens, position + 1, 1)
    return tokens[position].text in _THOUSANDS and bool(following) and following[0] in _VALUES


def _is_number_word(tokens: Sequence[Token], position: int) -> bool:
    word = tokens[position].text
    if word in _ONES:
        return bool(_COUNTED_BY_ONE.intersection(_texts(tokens, position + 1, 1)))
    if word == "once":
        return bool(_AFTER_ONCE.intersection(_texts(tokens, position + 1, 1)))
    return word in _VALUES


def _values(words: Sequence[str]) -> tuple[Decimal, ...]:
    if words[0] in _HALVES:
        return (_HALF,)
    for position, word in enumerate(words):
        if word in _POINTS:
            whole = _whole(words[:position])
            digits = "".join(str(number) for number in _whole(words[position + 1 :]))
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
            thousands, last = divmod(numbers[-1], 1000)
            numbers[-1] = thousands * 1000 + last * 100
            room = 100
        elif word in _THOUSANDS and numbers:
            numbers[-1] *= 1000
            room = 1000
        elif word in _TWENTIES and numbers and numbers[-1] == 4:
            numbers[-1], room = 80, 20  # quatre-vingt, quatre-vingt-dix
        elif word in _VALUES or word in _ONES:
            value = _VALUES.get(word, 1)
            if 0 < value < room:
                numbers[-1] += value
                room = 0 if value < 20 else 10
            else:
                numbers.append(value)
                room = (20 if word == "soixante" else 10) if value >= 20 and value % 10 == 0 else 0
    return numbers
