"""Phrases and what they mean."""

from negotiation.language import lexicon
from negotiation.language.statement import understand


def meanings(text: str) -> set[str]:
    return set(understand(text).cues)


def test_every_language_has_a_file_of_its_own_and_is_read() -> None:
    assert {"rabatt", "remise", "descuento", "discount"} <= lexicon.words()


def test_a_phrase_with_a_gap_is_found_across_a_few_words_only() -> None:
    assert "human" in meanings("Could I speak to one of your friendly colleagues")
    assert "human" not in meanings("I speak to " + "very " * 9 + "many colleagues")


def test_a_gap_does_not_reach_into_the_next_sentence() -> None:
    assert "injection" not in meanings("Please ignore my mail. The instructions on the pallet label are new.")
