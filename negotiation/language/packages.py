"""From single figures to the packages that a message offers, each with what the buyer must do in return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from negotiation.engine import Terms
from negotiation.language.context import PRICE, REBATE, VOLUME
from negotiation.language.figure import Figure
from negotiation.language.reading import Alternative
from negotiation.language.shared_units import are_alternatives
from negotiation.language.statement import Clause, Statement

_NEVER_A_CONDITION = frozenset({PRICE, REBATE})
"""These are the supplier's to give, also in "50 days is fine if the price is 9.83"."""


def packages(figures: Sequence[Figure], statement: Statement) -> list[list[Figure]]:
    """The figures as packages, in the order said; a lever named again begins the next package.

    Without a word of choice a second value of a lone lever replaces the first: people correct themselves.
    """
    ordered = sorted(figures, key=lambda figure: figure.first)
    groups: list[list[Figure]] = [[]]
    previous: Figure | None = None
    for figure in ordered:
        if previous is not None and _is_other_choice(previous, figure, statement):
            groups.append(_others(groups[-1], previous) if previous.lever == figure.lever else [])
        _put(figure, groups, statement)
        previous = figure
    if len(groups) > 1 and not _is_choice(groups, statement):
        return [_latest(ordered)]
    return [group for group in groups if group]


def _put(figure: Figure, groups: list[list[Figure]], statement: Statement) -> None:
    """Adds a figure to the last package, or begins the next with it where that has the lever already."""
    latest = groups[-1]
    same = next((other for other in latest if other.lever == figure.lever), None)
    if same is None:
        latest.append(figure)
        if len(groups) > 1 and _holds_for_both(figure, groups[-2], latest, statement):
            groups[-2].append(figure)
    elif same.value == figure.value and same is not latest[0]:
        return
    elif len(groups) > 1 and same in groups[-2]:
        latest[latest.index(same)] = figure  # what was only taken over gives way to what is said
    else:
        groups.append([figure])


def _is_graded(groups: Sequence[Sequence[Figure]], statement: Statement) -> bool:
    """ "9.75, 9.65 with a 24 month contract": a lone price, and beside it another with what it takes to get it."""
    lone, other = groups[:2]
    if len(lone) != 1 or lone[0].lever != PRICE or len(other) < 2 or other[0].lever != PRICE:
        return False
    return statement.starting(other[0].last + 1, "with") is not None


def _others(package: list[Figure], replaced: Figure) -> list[Figure]:
    """ "9.70 with 30 or 45 days": the price holds for both."""
    return [figure for figure in package if figure is not replaced]


def _is_other_choice(previous: Figure, figure: Figure, statement: Statement) -> bool:
    """ "9.40 or 60 days", "9.70 or 9.75": the two stand on either side of a word of choice."""
    if previous.lever == figure.lever:
        return are_alternatives(previous.span, figure.span, statement)
    clause = statement.clause_at(figure.first)
    word = statement.starting(clause.first, "or")
    if word is None or clause.opener != "or" or previous.last >= clause.first:
        return False
    is_step = statement.starting(word.last + 1, "delta down", "delta up") or statement.starting(word.first, "or more")
    return is_step is None and statement.starting(word.first, "option word") is None


def _holds_for_both(figure: Figure, before: list[Figure], latest: list[Figure], statement: Statement) -> bool:
    """ "9.70 or 9.75, net 30": what follows two variants after a comma holds for either."""
    if len(latest) < 2 or figure.is_condition or any(other.lever == figure.lever for other in before):
        return False
    variant, last = latest[-2], before[-1]
    is_variant = variant.lever == last.lever and are_alternatives(last.span, variant.span, statement)
    between = statement.tokens[variant.last + 1 : figure.first]
    return is_variant and (any(token.text == "," for token in between) or variant.lever != PRICE)


def alternative(package: Sequence[Figure]) -> Alternative:
    """A package as terms and their condition."""
    return Alternative(
        Terms({figure.lever: figure.value for figure in package if not figure.is_condition}),
        Terms({figure.lever: figure.value for figure in package if figure.is_condition}),
    )


def mark_conditions(figures: Sequence[Figure], statement: Statement) -> list[Figure]:
    """The figures, those that the buyer has to fulfil marked as conditions."""
    return [
        replace(
            figure,
            is_condition=figure.lever not in _NEVER_A_CONDITION and _is_condition(figure, figures, statement),
        )
        for figure in figures
    ]


def _is_choice(groups: Sequence[Sequence[Figure]], statement: Statement) -> bool:
    """Packages are alternatives when a word says so, or when each has more than the lever they differ in."""
    return statement.has("or") or all(len(group) > 1 for group in groups[:2]) or _is_graded(groups, statement)


def _latest(figures: Sequence[Figure]) -> list[Figure]:
    return list({figure.lever: figure for figure in figures}.values())


def _is_condition(figure: Figure, figures: Sequence[Figure], statement: Statement) -> bool:
    clause = statement.clause_at(figure.first)
    if clause.opener == "if" or statement.starting(clause.first, "if"):
        return not _main_clause_begins(clause, figure, figures, statement)
    if statement.starting(clause.first, "bargain"):
        return not _main_clause_begins(clause, figure, figures, statement) and len(figures) > 1
    if _is_needed(clause, figure, figures, statement):
        return True
    return figure.lever == VOLUME and len(figures) > 1 and _is_tier(figure, statement)


def _main_clause_begins(clause: Clause, figure: Figure, figures: Sequence[Figure], statement: Statement) -> bool:
    """ "If you order 15k I can do 9.60": after a condition's number, "I can" turns to what is offered for it."""
    firsts = [other.first for other in figures if clause.first <= other.first < figure.first]
    return any(
        cue.first > first
        for cue in statement.find("offering", within=(clause.first, figure.first - 1))
        for first in firsts
    )


def _is_needed(clause: Clause, figure: Figure, figures: Sequence[Figure], statement: Statement) -> bool:
    """ "9.50 needs a two-year agreement": what stands after the verb is needed for the price before it."""
    for cue in statement.find("needs", "if", within=(clause.first, figure.first - 1)):
        if any(other.lever == PRICE and clause.first <= other.first < cue.first for other in figures):
            return True
    return False


def _is_tier(figure: Figure, statement: Statement) -> bool:
    """ "9.80 at 10k", "for 600 or more": a quantity from which the price holds."""
    if statement.starting(figure.last + 1, "or more"):
        return True
    before = statement.ending(figure.first - 1, "tier")
    return before is not None and statement.tokens[before.first].text != "for"
