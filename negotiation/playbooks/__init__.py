"""Playbooks: what buyers write, from a draft to a numbered version, and on to the policy of one contract."""
