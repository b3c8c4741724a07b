"""Random policies and random, also hostile, suppliers.

Strategies that depend on nothing drawn before are made once, up here: making them anew for each draw would cost more
than the negotiations themselves.
"""

from decimal import Decimal

from hypothesis import strategies as st

from negotiation.engine import PRICE, Intent, Lever, Party, Policy, Response, Terms, TradeOff, Trigger, Turn
from negotiation.engine.scale import better_way

NAMES = (PRICE, "payment_days", "contract_months", "rebate_pct", "volume")

counts = st.integers(1, 5)
directions = st.sampled_from([-1, 1])
steps = st.sampled_from([Decimal("0.05"), Decimal("0.1"), Decimal(1), Decimal(5), Decimal(7)])
targets = st.integers(1, 40)
ways = st.sampled_from([Decimal(way) for way in (0, 0, 1, 2, 3, 6, 12, "0.5", "1.5", "3.5")])  # in steps
behinds = st.sampled_from([None, None, None, 0, 1, 3, 8])  # in steps; None: today's value is the walk-away
weights = st.sampled_from([0, 1, 2, 5])
seldom = st.sampled_from([False, False, False, True])
often = st.sampled_from([True, True, False])
parts = st.sampled_from([0, Decimal("0.5"), 1])
trade_counts = st.sampled_from([2, 1, 0])
floors = st.sampled_from([0.1, 0.0, 0.35, 0.8])
settings = st.fixed_dictionaries(
    {
        "max_rounds": st.sampled_from([8, 8, 5, 3, 2, 1]),
        "concession": st.sampled_from([0.3, 1, 2, 5]),
        "packages": st.integers(1, 3),
        "min_improvement": st.sampled_from([0.0, 0.01, 0.1]),
        "stall_rounds": st.integers(1, 4),
        "authority": st.sampled_from([None, None, None, None, None, 20, 0]),
    }
)
aims = st.sampled_from([None, None, 0, 0, 0.3, 1])  # as a share of the way from the floor to 1
accept_ats = st.sampled_from([1, 1, 1, 0.5, 0])  # as a share of the way from the floor to 1
patience = dict.fromkeys(Trigger, Response.HOLD)  # for talks that go on to the last round
triggers = st.one_of(
    st.sampled_from([patience, patience, {}]),
    st.dictionaries(st.sampled_from(Trigger), st.sampled_from(Response), max_size=3),
)

# Where between target and limit a supplier puts a lever, mostly near the limit: 0 is the target, 1 the limit.
shares = st.sampled_from([Decimal(share) for share in (1, 1, "0.9", "0.8", "0.6", "0.5", 0, "1.2", 3, "-0.5")])
moves = st.sampled_from([Decimal(move) for move in ("0.05", "0.1", 0, "0.2", "-0.1")])
edges = st.sampled_from([0, 0, 0, 1, 2])
off_steps = st.sampled_from([Decimal(0), Decimal(0), Decimal(0), Decimal(1) / 3])
kinds = st.sampled_from(["terms"] * 16 + ["words", "echo", "accept", "unknown"])
intents = st.sets(st.sampled_from(Intent), max_size=2)
buyer_intents = st.sets(st.sampled_from([Intent.OFFER, Intent.HUMAN, Intent.ACCEPT, Intent.QUESTION]), max_size=2)


@st.composite
def levers(draw: st.DrawFn, name: str) -> Lever:
    """A lever on whole steps, off them or with options; of either direction (a price is better low) or of none."""
    better = -1 if name == PRICE else draw(directions)
    step = draw(steps)
    target, way = draw(targets) * step, draw(ways) * step
    behind = draw(behinds)
    walk_away, baseline = target - better * way, target - better * (way if behind is None else behind * step)
    options = (target, walk_away, target - better * way / 2) if draw(seldom) else ()
    return Lever(name, baseline, target, walk_away, draw(weights), step, options=options)


@st.composite
def trade_offs(draw: st.DrawFn, levers: list[Lever]) -> TradeOff | None:
    """A trade-off between two of `levers` that can apply, or None where they leave no room for one."""
    give, get = draw(st.permutations(levers))[:2]
    if give.options:
        return None
    giving = better_way(give, ()) or draw(directions)
    up_to = give.walk_away - giving * give.step * draw(counts)
    part = draw(parts) if better_way(get, ()) else 0
    return TradeOff(give.name, up_to, get.name, get.target - (get.target - get.walk_away) * part)


@st.composite
def policies(draw: st.DrawFn, **fixed: object) -> Policy:
    """Any sensible policy."""
    chosen = [draw(levers(name)) for name in NAMES[: draw(counts)]]
    if all(lever.weight == 0 for lever in chosen):
        first = chosen[0]
        chosen[0] = Lever(
            first.name, first.baseline, first.target, first.walk_away, 1, first.step, options=first.options
        )
    trades: dict[str, TradeOff] = {}
    for _ in range(draw(trade_counts) if len(chosen) > 1 else 0):
        trade = draw(trade_offs(chosen))
        if trade:
            trades.setdefault(trade.give, trade)
    floor = draw(floors)
    accept_at, aim = floor + (1 - floor) * draw(accept_ats), draw(aims)
    paced = {"floor": floor, "aim": None if aim is None else floor + (1 - floor) * aim, "accept_at": accept_at}
    drawn = {**draw(settings), **paced, "triggers": draw(triggers)}
    return Policy(chosen, list(trades.values()), **{**drawn, **fixed})  # type: ignore[arg-type]


@st.composite
def supplier_values(draw: st.DrawFn, lever: Lever) -> Decimal:
    """Anything between better than the target and far beyond the limit, on the ladder and off it."""
    far = lever.target - (lever.target - lever.walk_away or lever.step) * 2
    edge = (lever.walk_away, lever.baseline, far)[draw(edges)]
    return lever.target + (edge - lever.target) * draw(shares) + lever.step * draw(off_steps)


@st.composite
def supplier_turns(draw: st.DrawFn, policy: Policy, current: Terms | None) -> Turn:
    """A message of any kind: partial or full terms, the bot's own terms back, odd intents, levers nobody knows."""
    kind = draw(kinds)
    if kind == "accept":
        return Turn(Party.SUPPLIER, {Intent.ACCEPT}, current if draw(often) else None)
    if kind == "echo" and current:
        lever = policy.levers[draw(targets) % len(policy.levers)]
        return Turn(Party.SUPPLIER, {Intent.OFFER}, {**current, lever.name: draw(supplier_values(lever))})
    if kind == "unknown" and draw(seldom):
        return Turn(Party.SUPPLIER, draw(intents), {"exclusivity": 1})
    if kind == "words":
        return Turn(Party.SUPPLIER, draw(intents))
    terms = {lever.name: draw(supplier_values(lever)) for lever in policy.levers if draw(often)}
    return Turn(Party.SUPPLIER, draw(intents) if draw(seldom) else {Intent.OFFER}, terms)


@st.composite
def small_moves(draw: st.DrawFn, policy: Policy, before: Terms | None) -> Turn:
    """A supplier that haggles: it begins at the limits and moves a little on a lever or two, sometimes back."""
    terms = dict(before or {lever.name: lever.walk_away for lever in policy.levers})
    for lever in policy.levers:
        if before is None or draw(often):
            terms[lever.name] += (lever.target - lever.walk_away) * draw(moves)
    return Turn(Party.SUPPLIER, {Intent.OFFER}, terms)


@st.composite
def packages(draw: st.DrawFn, policy: Policy) -> dict[str, Decimal]:
    """Any terms at all: partial, far outside the policy, or with a lever that it does not know."""
    terms = {lever.name: draw(supplier_values(lever)) for lever in policy.levers if draw(often)}
    return {**terms, "exclusivity": Decimal(1)} if draw(seldom) and draw(seldom) else terms


@st.composite
def buyer_turns(draw: st.DrawFn, policy: Policy) -> Turn:
    """What the bot may never have said: a person's offers, beyond every limit, or a record that was made up."""
    alternatives = [draw(packages(policy))] if draw(seldom) else ()
    return Turn(Party.BUYER, draw(buyer_intents), draw(packages(policy)), alternatives=alternatives)


@st.composite
def histories(draw: st.DrawFn, policy: Policy) -> tuple[Turn, ...]:
    """Up to ten turns of either party in any order."""
    length = draw(targets) % 11
    return tuple(draw(supplier_turns(policy, None) if draw(often) else buyer_turns(policy)) for _ in range(length))
