"""How well messages are read, measured against rows that people have labelled."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from negotiation.engine import Intent, Terms
from negotiation.language.context import CONTRACT, PAYMENT, PRICE, REBATE, VOLUME, Context, PublicLever
from negotiation.language.reading import Reader, Reading

MEASURED_LEVERS = (PRICE, PAYMENT, REBATE, VOLUME, CONTRACT)
_CHANGE = "price_change_pct"
_MEASURED_INTENT = {
    Intent.PRICE_INCREASE: "offer",
    Intent.UNUSUAL: "other",
    Intent.DELAY: "other",
    Intent.SMALLTALK: "other",
    Intent.UNCLEAR: "other",
    Intent.WITHDRAW: "reject",
}
_PRICE_TOLERANCE = 5e-4
_CORPUS_PRICE_TOLERANCE = 5e-3


# Attacks come without a contract; they are read against an ordinary one, with an offer that could be accepted.
_EVERYDAY = {
    "current_price": 10,
    "list_price": 12,
    "current_payment_days": 30,
    "current_volume": 10_000,
    "current_contract_months": 12,
    "last_buyer_offer": {PRICE: "9.40", PAYMENT: 60},
    "last_supplier_offer": {PRICE: "9.80", PAYMENT: 30},
}


class RowError(ValueError):
    """A row that is not in the labelled format; says in which line and what is wrong."""


@dataclass(frozen=True)
class Row:
    """A labelled message. `expected` is as labelled; a row of an attack corpus has only `is_attack`."""

    id: str
    text: str
    context: Mapping[str, Any]
    expected: Mapping[str, Any] | None
    is_attack: bool | None = None
    source: str = ""


@dataclass(frozen=True)
class Fault:
    """A message that was not read as labelled."""

    id: str
    text: str
    expected: Mapping[str, Any]
    got: Mapping[str, Any]


@dataclass
class Score:
    """Counts over a file of rows."""

    rows: int = 0
    intents: Counter[str] = field(default_factory=Counter)
    right_intents: Counter[str] = field(default_factory=Counter)
    levers: dict[str, Counter[str]] = field(default_factory=dict)
    exact: int = 0
    strict: int = 0
    with_terms: int = 0
    prices: int = 0
    right_prices: int = 0
    attacks: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    attacks_as_deals: Counter[str] = field(default_factory=Counter)
    false_accepts: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        """Milliseconds that half of the messages took at most."""
        return statistics.median(self.seconds) * 1000 if self.seconds else 0.0

    @property
    def p99_ms(self) -> float:
        """Milliseconds that 99 of 100 messages took at most."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000 if ordered else 0.0


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a JSON-lines file. Raises RowError with the line's number, OSError when it cannot be read."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(line, number)


def evaluate(rows: Iterable[Row], reader: Reader) -> tuple[Score, list[dict[str, Any]]]:
    """The score of a reader, and its predictions in the scorer's format."""
    score, predictions = Score(), []
    for row in rows:
        context = context_of(row.context or _EVERYDAY)
        started = time.perf_counter()
        reading = reader.read(row.text, context)
        score.seconds.append(time.perf_counter() - started)
        prediction = predict(row.id, reading)
        if "price" in (row.expected or {}):
            prediction["price"] = _agreed_price(prediction, row)
        predictions.append(prediction)
        score.rows += 1
        if row.expected is None:
            _score_attack(score, row, prediction)
        else:
            _score_message(score, row, row.expected, prediction)
    return score, predictions


def context_of(data: Mapping[str, Any]) -> Context:
    """The public context of a row of either corpus; of an empty mapping an everyday one."""
    price = data.get("current_price", data.get("list_price", 10))
    baselines = {
        PRICE: price,
        PAYMENT: data.get("current_payment_days"),
        REBATE: 0 if "current_price" in data else None,
        VOLUME: data.get("current_volume"),
        CONTRACT: data.get("current_contract_months"),
    }
    return Context(
        currency=str(data.get("currency", "USD")),
        levers=tuple(PublicLever(name, baseline=_decimal(value)) for name, value in baselines.items()),
        bot_offer=_offer(data.get("last_buyer_offer"), data.get("last_offer_other")),
        supplier_offer=_offer(data.get("last_supplier_offer"), data.get("last_offer_self")),
        list_price=_decimal(data.get("list_price")),
        is_sheet_open=bool(data.get("term_sheet")),
    )


def predict(identifier: str, reading: Reading) -> dict[str, Any]:
    """A reading in the measured intents and levers, as the scorer reads it."""
    terms = {name: float(value) for name, value in reading.terms.items()}
    condition = {name: float(value) for name, value in reading.condition.items()}
    intent = _MEASURED_INTENT.get(reading.intent, str(reading.intent))
    return {"id": identifier, "intent": intent, "terms": terms, "condition": condition}


def _row(line: bytes, number: int) -> Row:
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
        if not isinstance(data, dict) or not isinstance(data.get("context") or {}, dict):
            raise TypeError("a row and its context are JSON objects")
        is_attack = bool(data["label"]) if "label" in data and "expected" not in data else None
        row = Row(
            id=str(data["id"]),
            text=str(data["text"]),
            context=data.get("context") or {},
            expected=_labels(data["expected"]) if is_attack is None else None,
            is_attack=is_attack,
            source=str(data.get("source", "")),
        )
        context_of(row.context)
    except KeyError as fault:
        raise RowError(f"line {number}: {fault.args[0]!r} is missing") from fault
    except (ArithmeticError, AttributeError, TypeError, ValueError) as fault:
        raise RowError(f"line {number}: {_complaint(fault)}") from fault
    return row


def _labels(expected: dict[str, Any]) -> Mapping[str, Any]:
    """What a row expects, checked. Raises KeyError, TypeError."""
    if not isinstance(expected, dict):
        raise TypeError("expected is no object")
    if not isinstance(expected["intent"], str):
        raise TypeError("expected.intent is no text")
    for part in ("terms", "condition"):
        if not isinstance(expected.get(part) or {}, dict):
            raise TypeError(f"expected.{part} is no object")
    if not isinstance(expected.get("price"), int | float | None):
        raise TypeError("expected.price is no number")
    return expected


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _complaint(fault: Exception) -> str:
    """An error in words; that of a decimal names only its own class."""
    return "a number in the context is none" if isinstance(fault, ArithmeticError) else str(fault)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _offer(terms: Mapping[str, Any] | None, price: Any) -> Terms | None:
    if terms is not None:
        return Terms({name: Decimal(str(value)) for name, value in terms.items()})
    return None if price is None else Terms({PRICE: Decimal(str(price))})


def _score_attack(score: Score, row: Row, prediction: Mapping[str, Any]) -> None:
    source = row.source.split("/")[0]
    noticed = prediction["intent"] == "injection"
    (score.attacks if row.is_attack else score.harmless)[source] += 1
    if noticed:
        (score.noticed if row.is_attack else score.alarms)[source] += 1
    if row.is_attack and prediction["intent"] in ("accept", "offer"):
        score.attacks_as_deals[prediction["intent"]] += 1
        if prediction["intent"] == "accept":
            score.false_accepts.append(row.id)


def _score_message(score: Score, row: Row, expected: Mapping[str, Any], got: Mapping[str, Any]) -> None:
    intent = expected["intent"]
    is_right = got["intent"] == intent
    score.intents[intent] += 1
    score.right_intents[intent] += is_right
    if got["intent"] == "accept" and intent != "accept":
        score.false_accepts.append(row.id)
    if "price" in expected:
        is_exact = _score_price(score, expected["price"], got) and is_right
    else:
        is_exact = _score_levers(score, row, expected, got, is_right=is_right)
    if not is_exact:
        score.faults.append(Fault(row.id, row.text, expected, got))


def _agreed_price(prediction: Mapping[str, Any], row: Row) -> float | None:
    """The one price that the corpus of public bargaining labels: that said, or with an acceptance the other's last."""
    price: float | None = prediction["terms"].get(PRICE)
    if price is None and prediction["intent"] == "accept":
        price = row.context.get("last_offer_other")
    return price


def _score_price(score: Score, expected: float | None, got: Mapping[str, Any]) -> bool:
    if expected is None:
        return True
    price = got["price"]
    is_right = price is not None and abs(price - expected) <= _CORPUS_PRICE_TOLERANCE * max(1, abs(expected))
    score.prices += 1
    score.right_prices += is_right
    return is_right


def _score_levers(
    score: Score, row: Row, expected: Mapping[str, Any], got: Mapping[str, Any], *, is_right: bool
) -> bool:
    terms, condition = (_measured(expected.get(part), row.context) for part in ("terms", "condition"))
    got_terms, got_condition = (_measured(got.get(part), row.context) for part in ("terms", "condition"))
    merged, got_merged = {**condition, **terms}, {**got_condition, **got_terms}
    score.with_terms += 1
    for lever in merged.keys() | got_merged.keys():
        counts = score.levers.setdefault(lever, Counter())
        if _agree(lever, merged, got_merged):
            counts["right"] += 1
        else:
            counts["wrong"] += lever in got_merged
            counts["missed"] += lever in merged
    is_exact = is_right and _same(merged, got_merged)
    score.exact += is_exact
    score.strict += is_right and _same(terms, got_terms) and _same(condition, got_condition)
    return is_exact


def _measured(terms: Mapping[str, Any] | None, context: Mapping[str, Any]) -> dict[str, float]:
    """Levers with numbers, a per cent change as the price that it comes to."""
    numbers = {
        name: float(value)
        for name, value in (terms or {}).items()
        if name in (*MEASURED_LEVERS, _CHANGE) and isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    price = context.get("current_price")
    if price and _CHANGE in numbers:
        numbers.setdefault(PRICE, price * (1 + numbers[_CHANGE] / 100))
    if PRICE in numbers:
        numbers.pop(_CHANGE, None)
    return numbers


def _same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return one.keys() == other.keys() and all(_agree(lever, one, other) for lever in one)


def _agree(lever: str, expected: Mapping[str, float], got: Mapping[str, float]) -> bool:
    if lever not in expected or lever not in got:
        return False
    tolerance = max(1e-6, _PRICE_TOLERANCE * abs(expected[lever])) if lever == PRICE else 1e-6
    return abs(got[lever] - expected[lever]) <= tolerance
