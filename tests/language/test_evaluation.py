"""The measure itself, on rows small enough to count by hand."""

from pathlib import Path
from typing import Any

import pytest

from negotiation.engine import Intent
from negotiation.language import Context, Reading
from negotiation.language.evaluation import Row, RowError, Score, context_of, evaluate, read_rows
from tests.language.rooms import terms

BARGAIN = {"current_price": 10.0, "current_payment_days": 30, "last_buyer_offer": {"unit_price": 9.4}}


class Recital:
    """A reader that knows its answers by heart, by the message's text."""

    is_instant = True

    def __init__(self, **readings: Reading) -> None:
        self.readings = readings

    def read(self, text: str, context: Context) -> Reading:
        return self.readings[text]


def row(text: str, intent: str, **labels: Any) -> Row:
    return Row(text, text, BARGAIN, {"intent": intent, **labels})


def measured(*pairs: tuple[Row, Reading]) -> Score:
    reader = Recital(**{row.text: reading for row, reading in pairs})
    return evaluate([row for row, _ in pairs], reader)[0]


def test_six_messages_are_counted_as_a_person_would() -> None:
    score = measured(
        # Right in every way; the labelled per cent is the price that it comes to.
        (row("a", "offer", terms={"price_change_pct": -2}), Reading((Intent.OFFER,), terms(unit_price="9.80"))),
        # Right but for where the volume stands.
        (
            row("b", "offer", terms={"unit_price": 9.5}, condition={"volume": 20000}),
            Reading((Intent.OFFER,), terms(unit_price="9.50", volume="20000")),
        ),
        # A wrong lever, and one missed.
        (row("c", "offer", terms={"payment_days": 45}), Reading((Intent.OFFER,), terms(rebate_pct="45"))),
        # The worst: a yes that was none.
        (row("d", "question"), Reading((Intent.ACCEPT,))),
        # Finer intents count as the measured one.
        (row("e", "offer", terms={"unit_price": 10.3}), Reading((Intent.PRICE_INCREASE,), terms(unit_price="10.30"))),
        (row("f", "other"), Reading((Intent.UNUSUAL,))),
    )
    assert (score.rows, score.exact, score.strict) == (6, 4, 3)
    assert score.right_intents.total() == 5
    assert dict(score.levers["unit_price"]) == {"right": 3}
    assert score.levers["payment_days"]["missed"] == score.levers["rebate_pct"]["wrong"] == 1
    assert score.false_accepts == ["d"]
    assert [fault.id for fault in score.faults] == ["c", "d"]


@pytest.mark.parametrize(("price", "exact"), [("9.804", 1), ("9.81", 0)])
def test_prices_agree_within_half_a_thousandth(price: str, exact: int) -> None:
    labelled = row("a", "offer", terms={"unit_price": 9.8})
    assert measured((labelled, Reading((Intent.OFFER,), terms(unit_price=price)))).exact == exact


def test_in_the_corpus_of_public_bargains_an_acceptance_means_the_others_price() -> None:
    deal = Row("a", "a", {"list_price": 80, "last_offer_other": 60}, {"intent": "accept", "price": 60})
    score, predictions = evaluate([deal], Recital(a=Reading((Intent.ACCEPT,))))
    assert (score.prices, score.right_prices, score.faults) == (1, 1, [])
    assert predictions[0]["price"] == 60


def test_a_wrong_intent_with_the_right_price_still_counts_as_a_price() -> None:
    deal = Row("a", "a", {"list_price": 80, "last_offer_other": 60}, {"intent": "accept", "price": 60})
    score, _ = evaluate([deal], Recital(a=Reading((Intent.OFFER,), terms(unit_price="60"))))
    assert (score.right_prices, len(score.faults)) == (1, 1)


def test_attacks_are_counted_by_source_and_by_the_harm_they_would_do() -> None:
    rows = [
        Row("1", "a", {}, None, is_attack=True, source="garak/wild"),
        Row("2", "b", {}, None, is_attack=True, source="garak/wild"),
        Row("3", "c", {}, None, is_attack=False, source="NotInject"),
    ]
    reader = Recital(a=Reading((Intent.INJECTION,)), b=Reading((Intent.ACCEPT,)), c=Reading((Intent.INJECTION,)))
    score, _ = evaluate(rows, reader)
    assert (score.attacks["garak"], score.noticed["garak"]) == (2, 1)
    assert (score.harmless["NotInject"], score.alarms["NotInject"]) == (1, 1)
    assert dict(score.attacks_as_deals) == {"accept": 1}
    assert score.false_accepts == ["2"]


def test_a_rows_context_becomes_what_the_reader_may_know() -> None:
    context = context_of({**BARGAIN, "list_price": 12.5, "currency": "EUR"})
    assert context.baseline("unit_price") == 10
    assert context.bot_offer == terms(unit_price="9.4")
    assert (context.currency, context.supplier_offer) == ("EUR", None)


GOOD = '{"id": "a", "text": "hi", "expected": {"intent": "other"}}'


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nope", "line 3: Expecting value"),
        ("[1]", "line 3: a row and its context are JSON objects"),
        ('{"id": "b", "expected": {"intent": "other"}}', "line 3: 'text' is missing"),
        ('{"id": "b", "text": "x"}', "line 3: 'expected' is missing"),
        ('{"id": "b", "text": "x", "expected": {}}', "line 3: 'intent' is missing"),
        ('{"id": "b", "text": "x", "expected": 4}', "line 3: expected is no object"),
        (
            '{"id": "b", "text": "x", "expected": {"intent": "offer", "terms": [9]}}',
            "line 3: expected.terms is no object",
        ),
        (GOOD.replace('"hi"', '"hi", "context": [1]'), "line 3: a row and its context are JSON objects"),
        (GOOD.replace('"hi"', '"hi", "context": {"current_price": "ten"}'), "line 3: a number in the context is none"),
        (GOOD.replace('"hi"', '"hi", "context": {"current_price": NaN}'), "line 3: NaN is no number"),
        ("\udcff", "line 3: 'utf-8' codec"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, line: str, fault: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(f"{GOOD}\n\n{line}\n".encode(errors="surrogateescape"))
    with pytest.raises(RowError) as raised:
        list(read_rows(file))
    assert str(raised.value).startswith(fault)
