"""Tone, language and time of arrival move no number; a sample of what `benchmarks.fairness` prints."""

import pytest

from benchmarks.fairness import STYLES, TALKS, Step, pairs

pytestmark = pytest.mark.django_db


def test_the_same_terms_in_another_tone_or_language_end_in_the_same_numbers() -> None:
    talks = {name: TALKS[name] for name in ("gives way slowly", "wants a commitment")}
    for pair in pairs(talks, STYLES):
        assert pair.is_equal, pair


def test_other_terms_would_show() -> None:
    other = {"another price": lambda step: f"We offer {step.price.replace('9.8', '9.7')} EUR per box, net {step.days}."}
    (unequal, late) = pairs({"talk": (Step("9.80", "45"), Step("9.80", "60"))}, other)
    assert not unequal.is_equal
    assert late.is_equal
