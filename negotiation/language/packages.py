"""From single figures to the packages that a message offers, each with what the buyer must do in return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from negotiation.engine import Terms
from negotiation.language.context import PRICE, REBATE, VOLUME
from negotiation.language.figure import Figure
from negotiation.language.reading import Alternative
from negotiation.language.statement import Clause, Statement

_NEVER_A_CONDITION = frozenset({PRICE, REBATE})
"""These are the supplier's to give, also in "50 days is fine if the price is 9.83"."""


def packages(figures: Sequence[Figure], statement: Statement) -> list[list[Figure]]:
    """The figures as packages, in the order said; a lever named again begins the next package.

    Without a word of choice a second value of a lone lever replaces the first: people correct themselves.
    """
    ordered = sorted(figures, key=lambda figure: figure.first)
    groups: list[list[Figure]] = [[]]
    for figure in ordered:
        same = next((other for other in groups[-1] if other.lever == figure.lever), None)
        if same is None:
            groups[-1].append(figure)
        elif same.value != figure.value or same is groups[-1][0]:
            groups.append([figure])
    if len(groups) > 1 and not _is_choice(groups, statement):
        return [_latest(ordered)]
    return [group for group in groups if group]


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
    return statement.has("or") or all(len(group) > 1 for group in groups[:2])


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
