"""Guardrails tried before anybody is invited: dry runs, rehearsals, and what the bot thinks meanwhile."""
