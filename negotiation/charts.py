"""Charts as SVG, for pages and files alike: drawn by templates, described in words for those who cannot see them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import slugify

from negotiation.simulation import Spread

LEFT, RIGHT, TOP, BOTTOM = 40.0, 620.0, 60.0, 220.0  # the plot inside a 640 by 260 drawing
GAP = 2.0


@dataclass(frozen=True)
class Bar:
    """One bin of a histogram; coordinates as text, with a point whatever the reader's language."""

    x: str
    y: str
    width: str
    height: str
    label: str


@dataclass(frozen=True)
class Tick:
    """One mark below the axis."""

    x: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Histogram:
    """What the template draws."""

    id: str
    title: str
    summary: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def histogram_svg(spread: Spread, *, title: str, write: Callable[[float], str]) -> str:
    """The distribution as an SVG document. `write` puts a value into words, such as "3.1 %"."""
    chart = Histogram(slugify(title), title, _summary(spread, write), _bars(spread, write), _ticks(spread, write))
    return render_to_string("charts/histogram.svg", {"chart": chart})


def _summary(spread: Spread, write: Callable[[float], str]) -> str:
    if spread.mean is None or spread.p10 is None or spread.p90 is None:
        return "No deals, so nothing to show."
    return (
        f"{spread.count} deals: {write(spread.mean)} on average, "
        f"between {write(spread.p10)} and {write(spread.p90)} for eight in ten."
    )


def _bars(spread: Spread, write: Callable[[float], str]) -> tuple[Bar, ...]:
    if spread.low is None or spread.high is None:
        return ()
    width, tallest = (RIGHT - LEFT) / len(spread.bins), max(spread.bins)
    step = (spread.high - spread.low) / len(spread.bins)
    return tuple(
        Bar(
            x=f"{LEFT + index * width:.1f}",
            y=f"{BOTTOM - (BOTTOM - TOP) * count / tallest:.1f}",
            width=f"{width - GAP:.1f}",
            height=f"{(BOTTOM - TOP) * count / tallest:.1f}",
            label=f"{count}: {write(spread.low + index * step)} to {write(spread.low + (index + 1) * step)}",
        )
        for index, count in enumerate(spread.bins)
    )


def _ticks(spread: Spread, write: Callable[[float], str]) -> tuple[Tick, ...]:
    if spread.low is None or spread.high is None:
        return ()
    middle = (spread.low + spread.high) / 2
    return (
        Tick(f"{LEFT:.0f}", "start", write(spread.low)),
        Tick(f"{(LEFT + RIGHT) / 2:.0f}", "middle", write(middle)),
        Tick(f"{RIGHT:.0f}", "end", write(spread.high)),
    )
