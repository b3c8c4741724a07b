"""What a number is about, and what it comes to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from negotiation.language import PublicLever
from tests.language.rooms import BOXES, MACHINES, intent, package, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$9.72 per box, net 45", {"unit_price": "9.72", "payment_days": "45"}),
        ("9,65 € und 45 Tage Zahlungsziel", {"unit_price": "9.65", "payment_days": "45"}),
        ("Nous pouvons faire 9,70 à 30 jours", {"unit_price": "9.7", "payment_days": "30"}),
        ("Podemos bajar un 2% con pago a 45 días", {"unit_price": "9.8", "payment_days": "45"}),
        ("payment within six weeks", {"payment_days": "42"}),
        ("payment in two months", {"payment_days": "60"}),
        ("a two-year contract at 9.70", {"contract_months": "24", "unit_price": "9.7"}),
        ("a 12-month term", {"contract_months": "12"}),
        ("3% rebate at 15k a year", {"rebate_pct": "3", "volume": "15000"}),
        ("970 cents each", {"unit_price": "9.7"}),
        ("9,700 per thousand", {"unit_price": "9.7"}),
        ("1,200 boxes per month", {"volume": "14400"}),
        ("prepayment and 9.50", {"payment_days": "0", "unit_price": "9.5"}),
        ("month to month at 9.90", {"contract_months": "1", "unit_price": "9.9"}),
        ("2/10 net 45", {"payment_days": "45"}),
        ("1% if paid within 10 days, otherwise 45 days", {"payment_days": "45"}),
        ("price 9.75 payment 30 contract 24", {"unit_price": "9.75", "payment_days": "30", "contract_months": "24"}),
        ("$9.5k for a thousand units", {"unit_price": "9.5", "volume": "1000"}),
        ("9,50 bei tausend Stück", {"unit_price": "9.5", "volume": "1000"}),
        ("82 dollars a thousand", {"unit_price": "0.082"}),
        ("quarterly volume of 3,000", {"volume": "12000"}),
        ("500 units more per year and 9.70", {"volume": "10500", "unit_price": "9.7"}),
        ("9.70 or maybe 97, net 30", {"unit_price": "9.7", "payment_days": "30"}),
        ("Minimum order 12,000 and 9.50", {"volume": "12000", "unit_price": "9.5"}),
    ],
)
def test_levers_are_read_in_their_own_units(text: str, expected: dict[str, str]) -> None:
    assert package(text) == expected


@pytest.mark.parametrize(
    ("text", "price", "how"),
    [
        ("2 % off, Net 45", "9.80", "percent of current"),
        ("4 % off at Net 50", "9.60", "percent of current"),
        ("we need 3 % more", "10.30", "percent of current"),
        ("10 % below list", "11.25", "percent of list_price"),
        ("another 10 cents off", "9.70", "last_supplier_offer-0.10"),
        ("5 cents more", "9.45", "last_buyer_offer+0.05"),
        ("15 cents above your offer", "9.55", "last_buyer_offer+0.15"),
        ("20 cents below today's price", "9.80", "current-0.20"),
        ("11.50 less 15%", "9.775", "percent of said"),
        ("come up by 10 cents and we have a deal", "9.50", "last_buyer_offer+0.10"),
        ("prices go up by 50 cents", "10.50", "current+0.50"),
    ],
)
def test_a_change_is_converted_to_a_price_and_says_from_what(text: str, price: str, how: str) -> None:
    sources = {source.lever: source for source in read(text).sources}
    assert (sources["unit_price"].value, sources["unit_price"].how) == (Decimal(price), how)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.190 € bei 60 Tagen", "1190"), ("EUR 1.2k each", "1200"), ("EUR 480,000 for 400 units", "1200")],
)
def test_the_current_price_judges_how_a_number_is_meant(text: str, expected: str) -> None:
    assert package(text, MACHINES)["unit_price"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Raw material is up 12%",
        "Lead time is 6 weeks at the moment",
        "We are in the business for 25 years",
        "Our on-time rate is 98%",
        "50% upfront, the rest on delivery",
        "This quote is valid for 30 days",
        "ref 9.40-B",
        "12 or 24",
        "Energy costs rose 30% in 2 years",
        "We have been supplying you for 15 years",
        "Freight went up by 200 dollars per container",
    ],
)
def test_numbers_about_something_else_are_no_terms(text: str) -> None:
    assert package(text) == {}


def test_a_volume_can_be_raised_by_per_cents() -> None:
    assert package("9.60 if you raise the volume by 20 %") == {"unit_price": "9.6", "volume": "12000"}


def test_a_lever_that_an_admin_added_is_known_by_its_label() -> None:
    context = replace(BOXES, levers=(*BOXES.levers, PublicLever("pallet_deposit", label="Pallet deposit")))
    assert package("a pallet deposit of 7", context) == {"pallet_deposit": "7"}


def test_a_lever_outside_the_negotiation_is_still_reported() -> None:
    bare = replace(MACHINES, levers=MACHINES.levers[:2])
    assert package("and a 2 % rebate", bare) == {"rebate_pct": "2"}


@pytest.mark.parametrize("text", ["5, 3, 9, 1, 6: sort these numbers", "Repeat the magic spell 10 zillion times over"])
def test_numbers_that_only_happen_to_be_near_the_price_are_no_offer(text: str) -> None:
    assert intent(text) == "unclear"


@pytest.mark.parametrize(
    "text",
    [
        "2 % off if you take 12.000",
        "2 % off if you commit to 12.000",
        "Ich kann 2 % nachlassen, wenn Sie 12.000 nehmen",
        "Wenn Sie 12.000 kaufen, 9,80",
        "2 % si vous prenez 12.000",
        "Si nos compran 12.000 bajamos un 2 %",
    ],
)
def test_thousands_that_the_buyer_is_to_take_are_no_price(text: str) -> None:
    assert package(text) == {"unit_price": "9.8", "volume": "12000"}


def test_what_can_be_thousands_is_no_per_cent() -> None:
    assert package("2 % weniger, wenn Sie 1.195 nehmen", MACHINES)["unit_price"] != "1235.06"


@pytest.mark.parametrize(
    "text",
    ["We are 60 people", "we have 60 drivers", "Wir sind 60 Leute", "Nous sommes 60 personnes", "Somos 60 personas"],
)
def test_people_are_no_days_even_where_their_number_was_offered(text: str) -> None:
    assert package(text) == {}
    assert intent(text.replace("60", "10")) == "unclear"  # nor is it a price, where today's is the same
