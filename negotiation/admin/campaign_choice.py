"""Which contracts are ticked on the launch page: a page of the list at a time, while the choice is all of it.

The page carries the whole choice in one field, as ranges of contract numbers. A tick on the page that is shown changes
it, and so does a press that ticks all that match. What of it can be invited is decided anew each time.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import QueryDict

from negotiation.admin.campaign_page import yearly, yearly_sums
from negotiation.campaigns.choice import spend
from negotiation.campaigns.invitable import Choice, Invitable

A_PAGE = 100
MOST_NUMBERS = 100_000  # in a choice; nobody has so many contracts in one category
# What only changes the list, or the choice, and leaves the rest of the form for later.
PRESSES = ("find", "page", "tick", "untick")
RANGE = re.compile(r"([0-9]{1,17})(?:-([0-9]{1,17}))?")
EARLIER, LATER = "earlier", "later"


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; empty texts and None for what is not asked for."""

    text: str = ""
    country: str = ""
    least: Decimal | None = None
    most: Decimal | None = None

    def takes(self, one: Invitable) -> bool:
        return (
            (not self.country or one.country == self.country)
            and (self.least is None or one.annual_value >= self.least)
            and (self.most is None or one.annual_value <= self.most)
            and (not self.text or self.text in f"{one.name} {one.title}".lower())
        )


def narrowed(said: QueryDict) -> Narrowed:
    """As the form says; what is no amount is not asked for."""
    return Narrowed(
        text=said.get("text_in", "").strip().lower(),
        country=said.get("country", ""),
        least=_amount(said.get("least", "")),
        most=_amount(said.get("most", "")),
    )


def chosen(said: QueryDict) -> set[int]:
    """The numbers that the form chooses: what it carries, but for the page that it showed what is ticked there."""
    kept = numbers(said.get("chosen", "")) - numbers(said.get("shown", ""))
    return kept | {int(pk) for pk in said.getlist("contract") if _is_number(pk)}


def pressed(said: QueryDict, choice: Choice, ticked: set[int]) -> set[int]:
    """The choice after a press that ticks, or unticks, all that match."""
    if "tick" not in said and "untick" not in said:
        return ticked
    takes = narrowed(said).takes
    matching = {one.pk for one in choice.free if takes(one)}
    return ticked | matching if "tick" in said else ticked - matching


def shown(said: QueryDict, choice: Choice, ticked: set[int]) -> Mapping[str, Any]:
    """What the template of the list needs: the page of what matches, and the sum of what is ticked."""
    by = narrowed(said)
    matching = [one for one in choice.free if by.takes(one)]
    page = Paginator(matching, A_PAGE).get_page(_page(said))
    here = {one.pk for one in page}
    ticked_free = [one for one in choice.free if one.pk in ticked]
    elsewhere = [one for one in ticked_free if one.pk not in here]
    return {
        "page": page,
        "lines": [(one, one.pk in ticked, yearly(one.annual_value, one.currency)) for one in page],
        "shown": ranges(here),
        "kept": ranges(ticked),
        "chosen_count": len(ticked_free),
        "chosen_spend": yearly_sums(spend(ticked_free)),
        "elsewhere": len(elsewhere),
        "elsewhere_spend": {currency: str(value) for currency, value in spend(elsewhere).items()},
        "free_count": len(choice.free),
        "matching_count": len(matching),
        "countries": sorted({one.country for one in choice.free if one.country}),
        "narrow": {name: said.get(name, "") for name in ("text_in", "country", "least", "most")},
    }


def ranges(contracts: Iterable[int]) -> str:
    """`1-3,7`: numbers that follow one another as one range."""
    found: list[list[int]] = []
    for number in sorted(contracts):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in found)


def numbers(text: str) -> set[int]:
    """The numbers of such ranges. Raises BadRequest for what no page of ours says."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        said = RANGE.fullmatch(part)
        if said is None:
            raise BadRequest(f"{part[:40]!r} is no range of contracts, such as 1-3.")
        low, high = int(said[1]), int(said[2] or said[1])
        if len(found) + high - low >= MOST_NUMBERS:
            raise BadRequest(f"More than {MOST_NUMBERS:,} contracts are chosen.")
        found.update(range(low, high + 1))
    return found


def _page(said: QueryDict) -> int:
    """The page that is asked for; the first after the list was narrowed."""
    now = int(said.get("page_now", "")) if _is_number(said.get("page_now", "")) else 1
    steps = {EARLIER: now - 1, LATER: now + 1}
    return max(1, steps.get(said.get("page", ""), 1 if "find" in said else now))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _amount(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
