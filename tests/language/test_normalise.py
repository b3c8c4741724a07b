"""One spelling for the vocabulary, and the way back to the supplier's own words."""

import pytest

from negotiation.language.normalise import MAX_LENGTH, normalise
from tests.language.rooms import package, read


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Rückvergütung", "ruckvergutung"),
        ("９.80", "9.80"),
        ("9️⃣.80", "9.80"),
        ("9\u00a0%", "9 %"),
        ("<b>9.80</b>", " 9.80 "),
        ("Box &amp; Co", "box & co"),
        ("don’t", "don't"),
    ],
)
def test_spellings_of_the_same_are_one(typed: str, folded: str) -> None:
    assert normalise(typed).text == folded


@pytest.mark.parametrize("text", ["💶 9.80", "9️⃣.80", "<p>9.80</p>", "９．８０", "9.80\u200b €"])
def test_a_price_is_found_in_any_dress(text: str) -> None:
    assert package(text) == {"unit_price": "9.8"}


def test_a_source_points_into_the_words_as_typed() -> None:
    text = "<i>Für Sie:</i> 9️⃣,80 €"
    (source,) = read(text).sources
    assert text[source.start : source.end].startswith("9")
    assert "80" in text[source.start : source.end]


def test_only_the_first_characters_of_a_huge_message_are_read() -> None:
    assert len(normalise("a" * (MAX_LENGTH + 1)).text) == MAX_LENGTH
    assert package("x " * (MAX_LENGTH // 2) + "9.80") == {}
