"""The buyer's side in the Django admin, a module for each thing that people work on."""

from negotiation.admin import campaigns, ledger, playbooks

__all__ = ["campaigns", "ledger", "playbooks"]
