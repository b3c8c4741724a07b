"""The buyer's side in the Django admin, a module for each thing that people work on."""

from negotiation.admin import accounts, audit_trail, campaigns, desk, ledger, playbooks

__all__ = ["accounts", "audit_trail", "campaigns", "desk", "ledger", "playbooks"]
