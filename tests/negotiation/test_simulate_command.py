"""`simulate` tells what a playbook can be expected to bring, in words, as JSON, and as a picture."""

import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from negotiation.demo.load import load
from negotiation.models import Event
from suppliers.models import Contract

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(db: None) -> None:
    load()


def simulate(*arguments: str) -> str:
    out = StringIO()
    call_command("simulate", *arguments, stdout=out)
    return out.getvalue()


def test_it_reports_deals_escalations_rounds_and_savings() -> None:
    report = simulate("packaging", "--negotiations", "60")
    for part in ("60 negotiations", "deals", "escalated", "rounds to a deal", "saved on price", "saved a year"):
        assert part in report


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, again, other = (simulate("packaging", "--negotiations", "60", "--json", "--seed", seed) for seed in "112")
    assert json.loads(first) == json.loads(again)
    assert json.loads(first)["saved"] != json.loads(other)["saved"]


def test_it_draws_the_savings(tmp_path: Path) -> None:
    chart = tmp_path / "savings.svg"
    simulate("software", "--negotiations", "40", "--chart", str(chart))
    drawing = ElementTree.fromstring(chart.read_text())
    assert len(drawing.findall(".//{http://www.w3.org/2000/svg}rect")) == 20


def test_nothing_is_written_to_the_ledger() -> None:

    before = Event.objects.count()
    simulate("packaging", "--negotiations", "10")
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nonsense",), "Known: cleaning"),
        (("packaging", "--negotiations", "0"), "at least 1"),
    ],
)
def test_it_says_what_is_wrong(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        simulate(*arguments)


def test_a_category_without_contracts_cannot_be_simulated() -> None:
    Contract.objects.update(category=None)
    with pytest.raises(CommandError, match="no contract in Packaging"):
        simulate("packaging")
