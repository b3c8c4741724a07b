"""How long one decision takes, with 5 levers and 2 trade-offs. Run: python -m benchmarks.decide"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from negotiation.engine import Action, Decision, Intent, Lever, Party, Policy, Response, TradeOff, Trigger, Turn, decide
from negotiation.engine.terms import Number

MOST_MILLISECONDS = 0.2
POLICY = Policy(
    levers=(
        Lever("unit_price", "10.00", "9.40", "10.00", 40, "0.05"),
        Lever("payment_days", 30, 60, 30, 25, 5),
        Lever("rebate_pct", 0, 3, 0, 15, "0.5"),
        Lever("delivery_days", 10, 4, 10, 10, 1),
        Lever("contract_months", 1, 1, 1, 10, 1, options=(1, 12, 24)),
    ),
    trade_offs=(
        TradeOff("contract_months", 24, "unit_price", "9.70"),
        TradeOff("delivery_days", 14, "rebate_pct", 1),
    ),
    max_rounds=10,
    triggers={Trigger.STALL: Response.HOLD, Trigger.LOOP: Response.HOLD},
)
ENDS = (Action.ACCEPT, Action.ESCALATE, Action.CLOSE)


def histories() -> Iterator[tuple[Turn, ...]]:
    """What the bot had to answer in talks with suppliers that give way fast, slowly and hardly."""
    for pace in (0.02, 0.06, 0.12):
        history: list[Turn] = []
        for answer in range(POLICY.max_rounds):
            yield tuple(history)
            decision = decide(POLICY, history)
            if decision.action in ENDS:
                break
            history += [decision.as_turn(), _answer(pace * answer)]


def _answer(given: float) -> Turn:
    """An offer that has gone so far, a share of the way from today's terms to the buyer's targets."""
    terms: dict[str, Number] = {
        "unit_price": f"{10 - 0.6 * given:.2f}",
        "payment_days": round(30 + 30 * given * 0.5),
        "rebate_pct": f"{3 * given:.1f}",
        "delivery_days": round(10 - 6 * given),
    }
    return Turn(Party.SUPPLIER, (Intent.OFFER,), terms)


def milliseconds(turns: int = 30) -> list[float]:
    """The time of each decision, over every history in turns."""
    chosen = list(histories())
    return [_timed(history)[1] for _ in range(turns) for history in chosen]


def _timed(history: tuple[Turn, ...]) -> tuple[Decision, float]:
    begun = time.perf_counter()
    decision = decide(POLICY, history)
    return decision, 1000.0 * (time.perf_counter() - begun)


def main() -> int:
    """Prints the median and the slowest tenth; 1 when the median takes longer than it may."""
    times = sorted(milliseconds())
    middle, slow = median(times), times[int(0.9 * len(times))]
    print(
        f"{len(times)} decisions: {middle:.3f} ms at the median (at most {MOST_MILLISECONDS}), 90 % within {slow:.3f}"
    )
    return 0 if middle < MOST_MILLISECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
