"""Pacing as a curve: what the engine itself would hold out for at each offer, drawn as SVG and told as numbers."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from negotiation.engine import Lever, Policy, aspiration

WIDTH, HEIGHT = 420, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34
MOST_LABELS = 10


@dataclass(frozen=True)
class Pacing:
    """`points`: the utility (share of 1) that the bot holds out for at its first offer, its second, and so on."""

    points: tuple[float, ...]
    floor: float
    accept_at: float

    @property
    def lowest(self) -> float:
        """What it holds out for at its last offer: the least that it ever offers by itself."""
        return self.points[-1]

    @property
    def takes_at_once_from(self) -> int | None:
        """The first offer at which it holds out for no more than it takes at once; None when it never does."""
        return next((number for number, point in enumerate(self.points, 1) if point <= self.accept_at), None)


def pacing(*, rounds: int, concession: float, floor: float, accept_at: float, aim: float | None = None) -> Pacing:
    """The engine's aspiration at each of the bot's offers. Raises PolicyError when the numbers make no policy."""
    policy = Policy(
        # Aspiration looks at no lever; a policy must have one.
        levers=(Lever("any", 1, 1, 2, 1, 1),),
        max_rounds=rounds,
        concession=concession,
        floor=floor,
        aim=aim,
        accept_at=accept_at,
    )
    return pacing_of(policy)


def pacing_of(policy: Policy) -> Pacing:
    """The aspiration of a policy at each of its offers."""
    points = tuple(aspiration(policy, used) for used in range(policy.max_rounds))
    return Pacing(points, policy.floor, policy.accept_at)


def svg(found: Pacing) -> SafeString:
    """The curve as an image; what it shows stands beside it as a table, so it is hidden from screen readers."""
    return format_html(
        '<svg class="pacing-curve" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _grid(),
        _level(found.floor, "floor", "floor"),
        _level(found.accept_at, "accept", "takes at once"),
        _curve(found.points),
        _rounds(len(found.points)),
    )


def _x(index: int, count: int) -> float:
    span = WIDTH - LEFT - RIGHT
    return round(LEFT + (span / 2 if count == 1 else span * index / (count - 1)), 1)


def _y(utility: float) -> float:
    return round(TOP + (1 - utility) * (HEIGHT - TOP - BOTTOM), 1)


def _grid() -> SafeString:
    rows = ((_y(mark / 4), WIDTH - RIGHT, _y(mark / 4) + 4, mark * 25) for mark in range(5))
    return format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="scale" x="{}" y="{}" text-anchor="end">{} %</text>',
        ((LEFT, right, y, y, LEFT - 6, text_y, mark) for y, right, text_y, mark in rows),
    )


def _level(utility: float, kind: str, label: str) -> SafeString:
    y = _y(utility)
    return format_html(
        '<line class="level {}" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="level {}" x="{}" y="{}">{}</text>',
        kind,
        LEFT,
        WIDTH - RIGHT,
        y,
        y,
        kind,
        LEFT + 4,
        y - 4 if y > TOP + 12 else y + 12,
        label,
    )


def _curve(points: tuple[float, ...]) -> SafeString:
    places = [(_x(index, len(points)), _y(point)) for index, point in enumerate(points)]
    line = " ".join(f"{x},{y}" for x, y in places)
    dots = format_html_join("", '<circle class="offer" cx="{}" cy="{}" r="3.5"/>', places)
    return format_html('<polyline class="curve" points="{}"/>{}', line, dots)


def _rounds(count: int) -> SafeString:
    every = -(-count // MOST_LABELS)
    return format_html_join(
        "",
        '<text class="scale" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_x(index, count), HEIGHT - 12, index + 1) for index in range(0, count, every)),
    )
