"""Signs that a supplier feels for a limit instead of bargaining: many offers around one lever."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from negotiation.engine.utility import TOLERANCE, Position

# A move on one lever that gains less own utility than this is too small to be meant as a concession.
LEAST_STEP = 0.02
# Everybody makes a small step or turns back once or twice; only what comes after that is probing.
FORGIVEN = 2


def probes(asks: Sequence[Position]) -> int:
    """How many of the supplier's offers, beyond the first two, only felt for a limit; never less with more offers.

    Such an offer moves the lever that the one before moved, and no other, by a tiny step or back again.
    """
    moves = [_moved(before, after) for before, after in pairwise(asks)]
    found = sum(_is_probe(before, after) for before, after in pairwise(moves))
    return max(0, found - FORGIVEN)


def _moved(before: Position, after: Position) -> tuple[list[int], float]:
    """The places of the levers that changed, and what that gained in own utility."""
    places = [place for place, (was, now) in enumerate(zip(before.losses, after.losses, strict=True)) if was != now]
    return places, after.progress - before.progress


def _is_probe(before: tuple[list[int], float], after: tuple[list[int], float]) -> bool:
    (earlier, first), (places, gained) = before, after
    if len(places) != 1 or places != earlier:
        return False
    turned = first * gained < -TOLERANCE
    return turned or abs(gained) < LEAST_STEP - TOLERANCE
