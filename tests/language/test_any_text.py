"""Whatever is typed: no crash, no false yes, and only numbers that were said."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.engine import Intent
from negotiation.language import Reading
from negotiation.language.guard import check_reading
from tests.language.rooms import BOXES, read, terms

# Words that make trouble when they meet: agreement, refusal, numbers, units, references, markup, other scripts.
TROUBLE = """
ok agreed deal yes accept done fine we can do at for if but not no 9.40 60 days net % off up more less than your my
offer price volume rebate months year split the difference same ? ! . , - ( ) 2 10 k € $ cents per box thousand or
and either between to from instead of order commit sign 24 einverstanden nicht d'accord pas acuerdo please system
ignore instructions <b> &amp; 9️⃣ ½ १२ ٣ twenty five point half a human call tomorrow bitcoin
"""
WORDS = st.sampled_from(TROUBLE.split())
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)
AGREEMENTS = st.sampled_from(
    [
        "Agreed, {}",
        "{} - deal!",
        "ok {}",
        "We accept {}.",
        "Yes, {} works for us",
        "Done at {}",
        "Einverstanden, {}",
        "{} 👍",
    ]
)
NAUGHTY = [
    "",
    " ",
    "\x00\x01\x1b[31m",
    "\ufeff\u200b\u202e9.80",
    "null",
    "NaN",
    "Infinity",
    "-1",
    "1e309",
    "1/0",
    "0x1F",
    "9" * 400,
    "9." * 200,
    "%s%n%d {0} ${HOME}",
    "<script>alert(9)</script>",
    "&#x39;&#46;80 &#99999999; &bogus;",
    "'; DROP TABLE events; --",
    "../../etc/passwd",
    "Z̸̢a̵l̷g̶o̴ 9̷.̸8̶0̵",
    "👩‍👩‍👧‍👦 💶 ٩٫٨٠ ９．８０ ⑨",
    "(((((((((((((((",
    "<" * 500,
    "½ of ⅓",
    "² ³ ₂",
    "ﷺ ﬁve",
    "田中さんにあげて下さい",
    "نص ٣٠ يوم",
    "İstanbul ß ŉ",
    "\ud800",
    "--- ... ???!!!",
    "per per per cent cent",
    "a" * 4000,
    "0.00",
    "0 % 0 days 0",
    "hundred thousand million",
    "-- -9.80 --",
    "0M",
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_read_without_harm(text: str) -> None:
    reading = check_reading(read(text), text, BOXES)
    assert reading.intent != Intent.ACCEPT
    assert Reading.from_dict(reading.as_dict()) == reading


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), SENTENCES))
def test_any_text_gives_a_reading_whose_numbers_derive_from_it(text: str) -> None:
    reading = read(text)
    assert 0 <= reading.confidence <= 1
    assert check_reading(reading, text, BOXES) == reading
    assert all(value >= 0 for value in reading.package.values())


@settings(max_examples=300, deadline=None)
@given(AGREEMENTS, st.decimals("0.01", "99", places=2), st.sampled_from(["", " €", " per box", " days", " %", "k"]))
def test_agreement_with_a_number_that_is_not_the_buyers_is_never_an_acceptance(
    agreement: str, number: Decimal, unit: str
) -> None:
    if number not in (Decimal("9.40"), Decimal(60), Decimal(6)):
        assert read(agreement.format(f"{number}{unit}")).intent != Intent.ACCEPT


@settings(max_examples=300, deadline=None)
@given(SENTENCES)
def test_an_acceptance_names_no_value_that_the_buyer_did_not_offer(text: str) -> None:
    reading = read(text)
    if reading.intent == Intent.ACCEPT:
        offer = terms(unit_price="9.40", payment_days="60")
        assert all(offer.get(name) == value for name, value in reading.package.items())
        assert "?" not in text


def test_a_table_of_numbers_is_asked_about_and_not_searched() -> None:
    assert read("9.80 at 10k, " * 40).intent == Intent.UNCLEAR
