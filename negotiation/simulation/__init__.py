"""A policy against a population of simulated suppliers: what guardrails can be expected to bring."""

from negotiation.simulation.play import End, Outcome, play
from negotiation.simulation.population import SimulatedSupplier, supplier_for
from negotiation.simulation.summary import Spread, Summary, summarise

__all__ = ["End", "Outcome", "SimulatedSupplier", "Spread", "Summary", "play", "summarise", "supplier_for"]
