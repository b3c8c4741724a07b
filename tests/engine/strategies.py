"""Random policies and random, also hostile, suppliers."""

from decimal import Decimal

from hypothesis import strategies as st

from negotiation.engine import PRICE, Intent, Lever, Party, Policy, Response, Terms, TradeOff, Trigger, Turn
from negotiation.engine.scale import better_way

NAMES = (PRICE, "payment_days", "contract_months", "rebate_pct", "volume")
DIRECTIONS = (-1, 1)


@st.composite
def levers(draw: st.DrawFn, name: str) -> Lever:
    """A lever on whole steps, off them or with options; of either direction (a price is better low) or of none."""
    better = -1 if name == PRICE else draw(st.sampled_from(DIRECTIONS))
    step = draw(st.sampled_from([Decimal("0.05"), Decimal("0.1"), Decimal(1), Decimal(5), Decimal(7)]))
    target = draw(st.integers(1, 40)) * step
    way = draw(st.sampled_from([0, 1, 2, 3, 6, 12])) * step + draw(st.sampled_from([Decimal(0), step / 2]))
    behind = draw(st.sampled_from([0, 1, 3, 8])) * step
    walk_away, baseline = target - better * way, target - better * behind
    options = ()
    if draw(st.booleans()) and draw(st.booleans()):
        options = tuple({target, walk_away, target - better * way / 2})
    weight = draw(st.sampled_from([0, 1, 2, 5]))
    return Lever(name, baseline, target, walk_away, weight, step, options=options)


@st.composite
def trade_offs(draw: st.DrawFn, levers: list[Lever]) -> TradeOff | None:
    """A trade-off between two of `levers` that can apply, or None where they leave no room for one."""
    give, get = draw(st.permutations(levers))[:2]
    giving = better_way(give, ()) or draw(st.sampled_from(DIRECTIONS))
    getting = better_way(get, ())
    up_to = give.walk_away - giving * give.step * draw(st.integers(1, 5))
    if give.options:
        return None
    part = draw(st.sampled_from([0, Decimal("0.5"), 1]))
    at_least = get.target - (get.target - get.walk_away) * part if getting else get.target
    return TradeOff(give.name, up_to, get.name, at_least)


@st.composite
def policies(draw: st.DrawFn, **settings: object) -> Policy:
    """Any sensible policy."""
    count = draw(st.integers(1, 5))
    chosen = [draw(levers(name)) for name in NAMES[:count]]
    if all(lever.weight == 0 for lever in chosen):
        first = chosen[0]
        chosen[0] = Lever(
            first.name, first.baseline, first.target, first.walk_away, 1, first.step, options=first.options
        )
    trades: dict[str, TradeOff] = {}
    for _ in range(draw(st.integers(0, 2)) if count > 1 else 0):
        trade = draw(trade_offs(chosen))
        if trade:
            trades.setdefault(trade.give, trade)
    floor = draw(st.sampled_from([0.0, 0.1, 0.35, 0.8]))
    options = {
        "max_rounds": draw(st.integers(1, 8)),
        "concession": draw(st.sampled_from([0.3, 1, 2, 5])),
        "floor": floor,
        "accept_at": draw(st.sampled_from([1.0, (1 + floor) / 2, floor])),
        "packages": draw(st.integers(1, 3)),
        "min_improvement": draw(st.sampled_from([0.0, 0.01, 0.1])),
        "stall_rounds": draw(st.integers(1, 4)),
        "authority": draw(st.sampled_from([None, None, 0, 20])),
        "triggers": draw(st.dictionaries(st.sampled_from(Trigger), st.sampled_from(Response), max_size=4)),
    }
    return Policy(chosen, list(trades.values()), **{**options, **settings})  # type: ignore[arg-type]


@st.composite
def supplier_values(draw: st.DrawFn, lever: Lever) -> Decimal:
    """Anything between better than the target and far beyond the limit, on the ladder and off it."""
    edges = [lever.target, lever.walk_away, lever.baseline]
    between = draw(st.sampled_from(edges)) + lever.step * draw(st.sampled_from([-9, -3, -1, 0, 1, 2, 4]))
    return between + draw(st.sampled_from([Decimal(0), Decimal(0), lever.step / 3]))


@st.composite
def supplier_turns(draw: st.DrawFn, policy: Policy, current: Terms | None) -> Turn:
    """A message of any kind: partial or full terms, the bot's own terms back, odd intents, levers nobody knows."""
    intents = draw(st.sets(st.sampled_from(Intent), max_size=2))
    kind = draw(st.sampled_from(["terms", "terms", "terms", "words", "echo", "accept", "unknown"]))
    if kind == "accept":
        return Turn(Party.SUPPLIER, {Intent.ACCEPT}, draw(st.sampled_from([None, current])))
    if kind == "echo" and current:
        lever = draw(st.sampled_from(policy.levers))
        return Turn(Party.SUPPLIER, {Intent.OFFER}, {**current, lever.name: draw(supplier_values(lever))})
    if kind == "unknown" and draw(st.integers(0, 4)) == 0:
        return Turn(Party.SUPPLIER, intents, {"exclusivity": 1})
    if kind == "words":
        return Turn(Party.SUPPLIER, intents)
    named = draw(st.sets(st.sampled_from([lever.name for lever in policy.levers]), min_size=1))
    terms = {lever.name: draw(supplier_values(lever)) for lever in policy.levers if lever.name in named}
    return Turn(Party.SUPPLIER, {Intent.OFFER} if draw(st.booleans()) else intents, terms)
