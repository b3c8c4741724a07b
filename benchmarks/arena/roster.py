"""Who plays: the sellers from hard to easy, the buyers, and who is left out and why. Needs no NegMAS to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENGINE = "Parley"
OWN = "NegMAS"
ANAC = "ANAC"


@dataclass(frozen=True)
class Strategy:
    """A negotiator by its name here, its class as `module:name`, and the settings that it is made with."""

    name: str
    pool: str
    kind: str
    made_by: str
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)


def _own(name: str, kind: str, made_by: str, **settings: Any) -> Strategy:
    return Strategy(name, OWN, kind, f"negmas.sao:{made_by}", settings)


def _anac(name: str) -> Strategy:
    return Strategy(name, ANAC, "ANAC", f"negmas_genius_agents:{name}")


# NegMAS's own, from hard to easy. An exponent is that of its aspiration over time: above 1 gives way late.
OWN_SELLERS = (
    _own("Hybrid", "hybrid", "HybridNegotiator"),
    _own("Boulware, exponent 10", "Boulware", "TimeBasedConcedingNegotiator", offering_curve=10.0, stochastic=False),
    _own("Boulware", "Boulware", "BoulwareTBNegotiator"),
    _own("MiCRO", "MiCRO", "MiCRONegotiator"),
    _own("Fast MiCRO", "MiCRO", "FastMiCRONegotiator"),
    _own("Boulware, exponent 2", "Boulware", "TimeBasedConcedingNegotiator", offering_curve=2.0, stochastic=False),
    _own("Boulware, last-offer", "Boulware", "LastOfferOrientedTBNegotiator"),
    _own("Naive tit for tat", "tit for tat", "NaiveTitForTatNegotiator"),
    _own("Tit for tat, kind", "tit for tat", "NaiveTitForTatNegotiator", kindness=0.05),
    _own("Nice tit for tat", "tit for tat", "NiceTitForTatNegotiator"),
    _own("Linear", "linear", "LinearTBNegotiator"),
    _own("Linear, random offers", "linear", "TimeBasedConcedingNegotiator", offering_curve=1.0, stochastic=True),
    _own("Conceder", "conceder", "ConcederTBNegotiator"),
    _own("Conceder, exponent 0.5", "conceder", "TimeBasedConcedingNegotiator", offering_curve=0.5, stochastic=False),
)  # fmt: skip

# Two of each year's competition, winners first.
ANAC_SELLERS = tuple(
    map(
        _anac,
        (
            "AgentK", "Yushu",
            "HardHeaded", "BramAgent",
            "CUHKAgent", "AgentLG",
            "TheFawkes", "MetaAgent2013",
            "AgentM", "Gangster",
            "Atlas3", "ParsAgent",
            "Caduceus", "YXAgent",
            "PonPokoAgent", "Rubick",
            "AgreeableAgent2018", "MengWan",
            "AgentGG", "KakeSoba",
        ),
    )
)  # fmt: skip

# As buyers, without those that come out the same as Boulware.
OWN_BUYERS = (
    *(seller for seller in OWN_SELLERS if seller.name != "Boulware, last-offer"),
    _own("Pareto-following", "Boulware", "AdditiveParetoFollowingTBNegotiator"),
    _own("CAB", "stepwise", "CABNegotiator"),
    _own("WAR", "stepwise", "WARNegotiator"),
)

# The best of all 146 in a preliminary run on other domains (seed 99), and two winners for comparison.
ANAC_BUYERS = tuple(
    map(
        _anac,
        (
            "AteamAgent", "Gravity", "IQSun2018", "TheFawkes",
            "MengWan", "KAgent", "Yeela", "Atlas32016",
            "AgentNP1", "ExpRubick", "AgentGG", "ParsAgent3",
            "HardHeaded", "PonPokoAgent",
        ),
    )
)  # fmt: skip

# Who is not in the tables, and why.
LEFT_OUT = {
    "NiceTitForTat": "ANAC 2011; too slow at seven negotiations a second, and eleventh of the ANAC buyers",
    "BRAMAgent2, CUHKAgent, DoNA, Gahboninho": "no deal at all in so few rounds",
    "Tough, Nice, Top fraction (NegMAS)": "never concede, concede everything at once, and hardly concede",
    "Best-offer-oriented, last-offer-oriented and other followers (NegMAS)": "come out as Boulware does",
    "the other ANAC agents": "did worse than those in the table in a preliminary run of all 146 agents as buyers",
}

SELLERS = OWN_SELLERS + ANAC_SELLERS
BUYERS = OWN_BUYERS + ANAC_BUYERS


US = Strategy(ENGINE, ENGINE, "engine", "benchmarks.arena.opponents:EngineNegotiator")
