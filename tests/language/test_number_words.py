"""Numbers that are spelled."""

import pytest

from tests.language.rooms import BOXES, MACHINES, package


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("I could do nine seventy", "9.7"),
        ("nine point six five is the best we can do", "9.65"),
        ("We can offer nine dollars and sixty cents", "9.6"),
    ],
)
def test_a_spelled_price_is_read_by_the_size_of_todays(text: str, price: str) -> None:
    assert package(text)["unit_price"] == price


def test_the_same_words_are_hundreds_for_a_machine() -> None:
    assert package("I could do eleven ninety", MACHINES)["unit_price"] == "1190"


@pytest.mark.parametrize("text", ["forty-five days", "fünfundvierzig Tage", "cuarenta y cinco días"])
def test_days_are_counted_in_words_of_several_languages(text: str) -> None:
    assert package(text, BOXES) == {"payment_days": "45"}
