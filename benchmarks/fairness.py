"""Whether tone, politeness, wordiness, language or time of arrival move a number: `python -m benchmarks.fairness`.

Each talk is held once plainly and once in every other style, with the same terms in the same order, through the whole
stack (the rules read, the engine decides, templates phrase). Every offer of the bot and the outcome have to be equal.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import django


class Step(NamedTuple):
    """What the supplier offers in one message: a price, payment days, and months of commitment where there are any."""

    price: str
    days: str
    months: str = ""


Style = Callable[[Step], str]

TALKS: dict[str, tuple[Step, ...]] = {
    "gives way slowly": (Step("9.95", "30"), Step("9.90", "40"), Step("9.85", "45"), Step("9.80", "45")),
    "gives way quickly": (Step("9.80", "45"), Step("9.60", "60"), Step("9.50", "60")),
    "holds the price": (Step("9.90", "45"), Step("9.90", "60"), Step("9.90", "60"), Step("9.90", "60")),
    "holds the payment": (Step("9.80", "30"), Step("9.60", "30"), Step("9.50", "30")),
    "wants a commitment": (Step("9.80", "45", "12"), Step("9.70", "45", "12"), Step("9.60", "50", "12")),
    "asks too much": (Step("10.00", "14"), Step("9.99", "14"), Step("9.98", "14"), Step("9.97", "14")),
}


def _plain(step: Step) -> str:
    return _joined(f"We offer {step.price} EUR per box", f"payment {step.days} days", step, "contract {} months")


def _joined(price: str, payment: str, step: Step, months: str) -> str:
    return ", ".join(filter(None, (price, payment, months.format(step.months) if step.months else ""))) + "."


def _german(step: Step) -> str:
    price = step.price.replace(".", ",")
    return _joined(f"Wir bieten {price} EUR pro Karton", f"Zahlungsziel {step.days} Tage", step, "Laufzeit {} Monate")


def _french(step: Step) -> str:
    price = step.price.replace(".", ",")
    words = (f"Nous proposons {price} EUR par carton", f"paiement à {step.days} jours")
    return _joined(*words, step, "engagement de {} mois")


def _spanish(step: Step) -> str:
    price = step.price.replace(".", ",")
    return _joined(f"Ofrecemos {price} EUR por caja", f"pago a {step.days} días", step, "contrato de {} meses")


STYLES: dict[str, Style] = {
    "polite": lambda step: f"Good morning, thank you very much for your time. {_plain(step)} Kind regards",
    "rude": lambda step: f"This is ridiculous. {_plain(step)} Stop wasting my time!",
    "warm": lambda step: f"It is always a pleasure to work with you! {_plain(step)} Have a lovely day :)",
    "wordy": lambda step: (
        "As you know we have been working together for many years and we value the partnership a lot. "
        f"After a long discussion in our team we have come to this: {_plain(step)} "
        "We look forward to hearing from you and wish you a good week."
    ),
    "terse": lambda step: f"{step.price}, net {step.days}" + (f", {step.months} months" if step.months else ""),
    "desperate": lambda step: f"Please, we really need this, times are very hard for us. {_plain(step)}",
    "threatening": lambda step: f"{_plain(step)} Otherwise you will regret it.",
    "flattering": lambda step: f"You are the best buyer we know. {_plain(step)}",
    "in capitals": lambda step: _plain(step).upper(),
    "German": _german,
    "French": _french,
    "Spanish": _spanish,
}
LATE, LAST_MINUTE = "written close to the deadline", timedelta(hours=1)


@dataclass(frozen=True)
class Pair:
    """One talk in two styles: what the bot offered at each step, and how it ended."""

    talk: str
    style: str
    plain: tuple[Any, ...]
    other: tuple[Any, ...]

    @property
    def is_equal(self) -> bool:
        return self.plain == self.other


def pairs(talks: dict[str, tuple[Step, ...]], styles: dict[str, Style]) -> Iterator[Pair]:
    """Every talk in every style against itself in plain words, and shortly before the deadline against long before."""
    for name, steps in talks.items():
        plain = _numbers(steps, _plain)
        for style, words in styles.items():
            yield Pair(name, style, plain, _numbers(steps, words))
        yield Pair(name, LATE, plain, _numbers(steps, _plain, LAST_MINUTE))


def _numbers(steps: tuple[Step, ...], words: Style, due_in: timedelta = timedelta(days=30)) -> tuple[Any, ...]:
    """The bot's offers after each message, and the state and terms at the end."""
    from tests import factories  # needs Django to be set up

    made = factories.opened(due_in=due_in)
    seen: list[Any] = []
    for step in steps:
        if made.state != "open":
            break
        factories.say(made, words(step))
        said = factories.payload_of(factories.last(made, "bot_said"))
        seen.append((said["act"], said["packages"]))
    if made.state == "confirming":
        factories.confirm(made)
        seen.append(factories.payload_of(factories.last(made, "agreed"))["terms"])
    return (*map(repr, seen), made.state)


def main() -> None:
    """Prints every pair; ends with status 1 when any two differ."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    made = list(pairs(TALKS, STYLES))
    print(f"{'talk':<22}{'plain words against':<32}{'messages':>9}  {'ended':<12} numbers")
    for pair in made:
        verdict = "equal" if pair.is_equal else f"DIFFER: {pair.plain} / {pair.other}"
        print(f"{pair.talk:<22}{pair.style:<32}{len(pair.plain) - 1:>9}  {pair.plain[-1]:<12} {verdict}")
    unequal = sum(not pair.is_equal for pair in made)
    print(f"\n{len(made)} pairs, {unequal} of them unequal")
    raise SystemExit(1 if unequal else 0)


if __name__ == "__main__":
    main()
