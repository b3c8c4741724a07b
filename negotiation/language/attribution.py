"""Whose number it is: which figures the supplier offers, and which are only spoken about.

A supplier names the buyer's number to refuse it, its own old number to leave it, a competitor's to complain. None of
those is an offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from negotiation.language.context import PRICE, Context
from negotiation.language.figure import Figure
from negotiation.language.lexicon import Cue
from negotiation.language.reading import NOTHING
from negotiation.language.statement import Clause, Statement
from negotiation.language.tokens import Sort

_WE = frozenset({"we", "i", "my", "our", "wir", "ich", "mein", "unser", "nous", "je", "notre", "nuestro", "mi"})
_LONGEST_ECHO = 6
"""Tokens, with the question mark."""
_ABBREVIATED = ("net", "your")
"""May stand between "not" and the number that it leaves: "not net 60", "instead of your 60"."""


def offered(figures: Sequence[Figure], statement: Statement, context: Context) -> list[Figure]:
    """The figures that the supplier itself puts forward."""
    kept = [
        figure
        for figure in figures
        if not (
            _is_asked_about(figure, statement)
            or _is_third_party(figure, statement)
            or _is_the_buyers(figure, figures, statement, context)
            or _is_left_behind(figure, statement)
            or _is_refused(figure, figures, statement, context)
            or _is_an_end(figure, statement, context)
            or _is_excepted(figure, statement)
        )
    ]
    return _corrected(_within_ranges(kept, figures, statement), statement)


def refusals(clause: Clause, statement: Statement) -> bool:
    """Whether a clause refuses; naming a floor ("we can't go below 9.75") or passing on costs is no refusal."""
    span = (clause.first, clause.last)
    floors = [*statement.find("floor", within=span), *_floors_of_numbers(statement, span)]
    floors += [cue for cue in statement.find("up", within=span) if cue.last > cue.first]  # "we must pass on 3 %"
    refusing = [*statement.find("reject", within=span), *_final_refusals(clause, statement)]
    return any(not any(map(cue.overlaps, floors)) for cue in refusing)


def _final_refusals(clause: Clause, statement: Statement) -> Iterator[Cue]:
    """ "I would like to, but I can't": such words refuse only where nothing follows that they could belong to."""
    span = (clause.first, clause.last)
    for cue in statement.find("reject before number", within=span):
        if statement.tokens[cue.last + 1 : cue.last + 2] and statement.tokens[cue.last + 1].sort is Sort.NUMBER:
            yield cue  # "not at 9.60"
    for cue in statement.find("reject at the end", within=span):
        if all(token.sort is Sort.BREAK for token in statement.tokens[cue.last + 1 : clause.last + 1]):
            yield cue


def _floors_of_numbers(statement: Statement, span: tuple[int, int]) -> Iterator[Cue]:
    """ "Not below 9.75": such words are a floor only in front of its number."""
    for cue in statement.find("floor before number", within=span):
        following = statement.tokens[cue.last + 1 : cue.last + 4]
        if any(token.sort is Sort.NUMBER for token in following):
            yield cue


def _is_asked_about(figure: Figure, statement: Statement) -> bool:
    """Numbers in a question of what, why or which; "could you do 9.80?" and "what about 9.80?" are offers."""
    clause = statement.clause_at(figure.first)
    sentence = statement.sentence(clause.sentence)
    if statement.starting(sentence[0], "open question") and not statement.has("proposal", within=sentence):
        return True  # whether or not there is a question mark
    if clause.is_question and _is_subject_of_question(figure, sentence, statement):
        return True
    return clause.is_question and asks_openly(statement, sentence)


def _is_subject_of_question(figure: Figure, sentence: tuple[int, int], statement: Statement) -> bool:
    """ "Is 45 days the longest you offer?" asks about the 45; "is 45 days ok?" offers them."""
    word = statement.starting(sentence[0], "asks about")
    if word is None or word.last + 1 != figure.first:
        return False
    return not statement.has("proposal", "agreeing", "accept", within=sentence)


def asks_openly(statement: Statement, span: tuple[int, int]) -> bool:
    """Whether a span asks what, why or which; "what about" proposes."""
    proposals = list(statement.find("proposal", within=span))
    asking = statement.find("interrogative", "clarification", within=span)
    return any(not any(map(cue.overlaps, proposals)) for cue in asking)


def _is_third_party(figure: Figure, statement: Statement) -> bool:
    """In its sentence others are spoken of, and its own clause does not turn to the supplier's offer again."""
    clause = statement.clause_at(figure.first)
    if not statement.has("third party", within=statement.sentence(clause.sentence)):
        return False
    span = (clause.first, clause.last)
    return statement.has("third party", within=span) or not _offers_itself(span, statement)


def _offers_itself(span: tuple[int, int], statement: Statement) -> bool:
    return any(statement.tokens[cue.first].text in _WE for cue in statement.find("offering", within=span))


def _is_the_buyers(figure: Figure, figures: Sequence[Figure], statement: Statement, context: Context) -> bool:
    """ "You asked for 6 %", "your 9.40", "is 9.40 your last word?": named as the buyer's, and not agreed to."""
    clause = statement.clause_at(figure.first)
    span = (clause.first, clause.last)
    if statement.has("agreeing", "accept", within=span):
        return False
    speaker = statement.nearest(figure.span, "you said", "offering", within=(clause.first, figure.first - 1))
    if speaker is not None and any(other.last + 1 == speaker.first for other in figures):
        speaker = None  # "the 6 % you want: 3 %" leaves the second to the supplier
    if speaker is not None and not any(map(speaker.overlaps, statement.find("proposal"))):
        return speaker.meaning == "you said"
    if statement.starting(figure.last + 1, "you said"):
        return True  # "the 6 % you asked for"
    is_buyers = context.bot_offer is not None and context.bot_offer.get(figure.lever) == figure.value
    return (
        is_buyers
        and statement.has("you said", "your own", within=span)
        and not _is_taken_on_condition(clause, statement)
    )


def _is_taken_on_condition(clause: Clause, statement: Statement) -> bool:
    """ "Your 9.40 if you pay in 30 days" agrees to it, at a price."""
    place = statement.clauses.index(clause)
    following = statement.clauses[place + 1 : place + 2]
    return not clause.is_question and any(
        other.opener == "if" and other.sentence == clause.sentence for other in following
    )


def _is_left_behind(figure: Figure, statement: Statement) -> bool:
    """ "From 9.80 to 9.74", "instead of 5 %", "not 9.40": the number that is being left."""
    leaving = statement.ending(figure.first - 1, "from")
    if leaving is None:
        article = statement.ending(figure.first - 1, *_ABBREVIATED)
        leaving = statement.ending(article.first - 1, "from") if article else None
    if leaving is None:
        return False
    is_from = statement.tokens[leaving.first].text in ("from", "von")
    return not is_from or statement.starting(figure.last + 1, "range") is not None


def _is_refused(figure: Figure, figures: Sequence[Figure], statement: Statement, context: Context) -> bool:
    clause = statement.clause_at(figure.first)
    if refusals(clause, statement):
        return not _is_limit(figure, statement)
    if statement.has("agreeing", "offering", within=(clause.first, clause.last)):
        return False
    is_buyers = context.bot_offer is not None and context.bot_offer.get(figure.lever) == figure.value
    is_echoed = is_echo(clause, statement)
    return (is_buyers or is_echoed) and _is_refused_nearby(clause, figures, statement, is_echoed=is_echoed)


def is_echo(clause: Clause, statement: Statement) -> bool:
    """Whether a clause only asks a number back: "Sixty days?"."""
    tokens = statement.tokens[clause.first : clause.last + 1]
    is_short = len(tokens) <= _LONGEST_ECHO and any(token.sort is Sort.NUMBER for token in tokens)
    return is_short and tokens[-1].text == "?"


def _is_limit(figure: Figure, statement: Statement) -> bool:
    """ "Mehr als 45 Tage geht nicht", "anything below 9.60 is impossible": what lies beyond the number is refused."""
    lead = statement.ending(figure.first - 1, "limit lead")
    return lead is not None and not statement.has("agreeing", within=(lead.first, figure.first))


def _is_refused_nearby(clause: Clause, figures: Sequence[Figure], statement: Statement, *, is_echoed: bool) -> bool:
    """A neighbouring clause refuses and names no number of its own: it speaks of this clause's.

    Of what is only echoed ("Sixty days? My bank manager would faint.") a regret is enough.
    """
    place = statement.clauses.index(clause)
    for neighbour in statement.clauses[max(0, place - 1) : place + 2]:
        is_free = not any(neighbour.first <= figure.first <= neighbour.last for figure in figures)
        opens_with_no = statement.starting(neighbour.first, "no") is not None
        regrets = is_echoed and statement.has("regret", within=(neighbour.first, neighbour.last))
        if neighbour is not clause and is_free and (regrets or refusals(neighbour, statement) or opens_with_no):
            return not (opens_with_no and _answers_another(neighbour, clause, figures, statement))
    return False


def _answers_another(no: Clause, clause: Clause, figures: Sequence[Figure], statement: Statement) -> bool:
    """ "10 %? No. 2 %? Yes.": a no belongs to the number before it, not to the one that follows."""
    place = statement.clauses.index(no)
    before = statement.clauses[max(0, place - 1) : place]
    return no.first < clause.first and any(
        other.first <= figure.first <= other.last for other in before for figure in figures
    )


def _within_ranges(kept: list[Figure], figures: Sequence[Figure], statement: Statement) -> list[Figure]:
    """Of "9.60 to 9.80" the end that is less good for the buyer: the higher price, the earlier payment."""
    following = dict(pairwise(figures))
    dropped = set()
    for first in kept:
        second = following.get(first)
        if (
            second in kept
            and second is not None
            and second.lever == first.lever
            and _is_range(first, second, statement)
        ):
            low, high = sorted((first, second), key=lambda figure: figure.value)
            dropped.add(low if first.lever in ("unit_price", "volume", "contract_months") else high)
    return [figure for figure in kept if figure not in dropped]


def _is_range(first: Figure, second: Figure, statement: Statement) -> bool:
    joint = statement.starting(first.last + 1, "range")
    if joint is not None and second.first <= joint.last + 2:
        return True
    between = statement.starting(first.last + 1, "and") or statement.tokens[first.last + 1].text in (
        "and",
        "und",
        "et",
        "y",
    )
    return bool(between) and statement.has("between", within=(max(0, first.first - 4), first.first - 1))


def _is_excepted(figure: Figure, statement: Statement) -> bool:
    """ "Unless you order 20k": what would have to happen for the supplier to offer something else."""
    return figure.lever != PRICE and statement.clause_at(figure.first).opener == "unless"


def _is_an_end(figure: Figure, statement: Statement, context: Context) -> bool:
    """Whether it is only one of the two prices that a midpoint lies between: "halfway between 9.60 and 9.80"."""
    offers = (context.bot_offer or NOTHING, context.supplier_offer or NOTHING)
    ends = {offer.get(PRICE) for offer in offers}
    return figure.lever == PRICE and figure.value in ends and statement.has("midpoint of")


def _corrected(kept: list[Figure], statement: Statement) -> list[Figure]:
    """What stands before "wait no, 9.70" or "I pick 9.70" no longer counts once the same lever is named again."""
    for correction in statement.find("correction", "choosing"):
        again = {figure.lever for figure in kept if figure.first > correction.last}
        kept = [figure for figure in kept if figure.first > correction.last or figure.lever not in again]
    return kept
