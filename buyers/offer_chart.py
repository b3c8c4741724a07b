"""The history of offers as a chart: what each was worth to us. The same stands beside it as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from negotiation.desk.second import Second, Worth

LEFT, RIGHT, TOP, BOTTOM = 46.0, 470.0, 16.0, 196.0  # the plot inside a 480 by 226 drawing
MOST_TICKS = 12


@dataclass(frozen=True)
class Mark:
    """One offer in the drawing; coordinates as text, with a point whatever the reader's language."""

    x: str
    y: str
    label: str


@dataclass(frozen=True)
class Line:
    """One side's offers."""

    points: str
    marks: tuple[Mark, ...]


def offers_svg(second: Second) -> SafeString:
    """The chart as SVG; empty before the first offer."""
    if not second.history:
        return SafeString("")
    count = len(second.history)
    chart = {
        "ours": _line([worth for worth in second.history if worth.is_ours], count),
        "theirs": _line([worth for worth in second.history if not worth.is_ours], count),
        "floor": f"{_y(second.floor):.1f}",
        "grid": [(f"{_y(share / 4):.1f}", f"{share * 25} %") for share in range(5)],
        "ticks": [
            (f"{_x(worth.number, count):.1f}", worth.number) for worth in second.history[:: -(-count // MOST_TICKS)]
        ],
    }
    drawn = render_to_string("charts/offers.svg", {"chart": chart, "summary": summary(second)})
    return mark_safe(drawn)


def summary(second: Second) -> str:
    """What the chart shows, in a sentence or two."""
    told = []
    if second.ours is not None:
        told.append(f"Our last offer is worth {percent(second.ours.utility)} to us.")
    if second.theirs is not None:
        told.append(f"The supplier's last offer is worth {percent(second.theirs.utility)}.")
    return " ".join([*told, f"The playbook goes down to {percent(second.floor)}."])


def percent(share: float) -> str:
    """A share of 1 in whole per cent."""
    return f"{share * 100:.0f} %"


def _line(worths: Sequence[Worth], count: int) -> Line:
    marks = tuple(
        Mark(
            f"{_x(worth.number, count):.1f}",
            f"{_y(worth.utility):.1f}",
            f"{worth.number}: {worth.words}, {percent(worth.utility)}",
        )
        for worth in worths
    )
    return Line(" ".join(f"{mark.x},{mark.y}" for mark in marks), marks)


def _x(number: int, count: int) -> float:
    return (LEFT + RIGHT) / 2 if count == 1 else LEFT + 10 + (RIGHT - LEFT - 20) * (number - 1) / (count - 1)


def _y(utility: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, utility))
