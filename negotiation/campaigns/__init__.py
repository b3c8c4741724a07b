"""Campaigns: many negotiations launched at once, the letters that go out for them, and what came of it."""
