"""The same bot in a terminal: a line a message, with the reading, the decision and its explanation."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from negotiation.models import Event, Negotiation

pytestmark = pytest.mark.django_db

Haggle = Callable[..., str]


@pytest.fixture(autouse=True)
def demo() -> None:
    call_command("load_demo", stdout=StringIO())


@pytest.fixture
def haggle(monkeypatch: pytest.MonkeyPatch) -> Haggle:
    def run(*lines: str, playbook: str = "packaging", supplier: str | None = None) -> str:
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
        output = StringIO()
        call_command("haggle", playbook, supplier=supplier, stdout=output)
        return output.getvalue()

    return run


def test_it_plays_the_worked_example_to_the_agreement(haggle: Haggle) -> None:
    output = haggle("2 % off, Net 45", "4 % off at Net 50", "/confirm")
    assert "bot> Hello Brandt Packaging, I am a bot" in output
    assert "read      offer; payment_days 45, unit_price 9.80" in output
    assert "decided   counter: Offered contract_months 12, payment_days 60, unit_price 9.60" in output
    assert output.rstrip().endswith("agreed    contract_months 12, payment_days 50, unit_price 9.60 [agreed]")


def test_it_escalates_a_price_increase(haggle: Haggle) -> None:
    output = haggle("2 % off, Net 45", "we need 3 % more", "nobody reads this")
    assert output.rstrip().endswith("[escalated]")


def test_it_takes_commands(haggle: Haggle) -> None:
    output = haggle("/offer unit_price=9.80 payment_days=45", "/accept")
    assert output.rstrip().endswith("agreed    contract_months 12, payment_days 60, unit_price 9.60 [agreed]")
    assert haggle("/person").rstrip().endswith("[escalated]")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/offer", "An offer names at least one value."),
        ("/offer unit_price", "An offer names at least one value."),
        ("/offer kickback=5", "'kickback' is not part of it"),
        ("/offer unit_price=cheap", "is not a number"),
        ("/accept 7", "packages 0 to 0"),
        ("/accept " + "9" * 5_000, "is no number of a package."),
        ("/accept first", "'first' is no number of a package."),
        ("/accept \u00b2", "is no number of a package."),
        ("/accept -1", "is no number of a package."),
        ("/confirm", "no term sheet to confirm"),
        ("/decline", "no term sheet to decline"),
        ("/sudo", "/person   ask for a person"),
    ],
)
def test_it_says_what_would_be_right_and_goes_on(haggle: Haggle, line: str, told: str) -> None:
    output = haggle(line, "/offer unit_price=9.40 payment_days=60")
    assert told in output
    assert output.rstrip().endswith("[agreed]")


def test_it_keeps_nothing(haggle: Haggle) -> None:
    before = (Negotiation.objects.count(), Event.objects.count())
    haggle("2 % off, Net 45", "/accept")
    assert (Negotiation.objects.count(), Event.objects.count()) == before


def test_it_ends_with_its_input_or_when_asked_to(haggle: Haggle) -> None:
    assert haggle().count("bot>") == 1
    assert haggle("", "  ", "/quit", "2 % off").count("bot>") == 1


@pytest.mark.parametrize("playbook", ["packaging", "cleaning", "software", "laboratory"])
def test_it_opens_under_every_demo_playbook(haggle: Haggle, playbook: str) -> None:
    assert "decided   open" in haggle(playbook=playbook)


def test_it_takes_the_contract_of_the_supplier_that_is_asked_for(haggle: Haggle) -> None:
    assert "Hello Kartonwerk Süd GmbH" in haggle(supplier="kartonwerk")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"playbook": "toys"}, "There is no playbook 'toys' with a published version. Known: "),
        ({"supplier": "Nobody Ltd"}, "No contract was negotiated under this playbook yet"),
    ],
)
def test_it_says_what_is_missing(haggle: Haggle, arguments: dict[str, str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        haggle(**arguments)
