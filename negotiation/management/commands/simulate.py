"""`manage.py simulate PLAYBOOK`: what its guardrails can be expected to bring, against simulated suppliers."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.numbers import format_percent
from django.core.management.base import BaseCommand, CommandError

from negotiation.charts import histogram_svg
from negotiation.engine import Policy
from negotiation.management.selection import latest_version
from negotiation.models import PlaybookVersion
from negotiation.playbooks.compiling import Baseline, PlaybookError, compile_policy
from negotiation.simulation import Outcome, Spread, Summary, play, summarise, supplier_for
from suppliers.models import Contract

BAR = 30  # characters


class Command(BaseCommand):
    help = "Plays a playbook's latest version against simulated suppliers, on its category's contracts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("playbook", help="its short name, such as packaging")
        parser.add_argument("--negotiations", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same suppliers")
        parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
        parser.add_argument("--chart", type=Path, metavar="FILE.svg", help="draws the savings as a histogram")

    def handle(
        self,
        *args: Any,
        playbook: str,
        negotiations: int,
        seed: int,
        json: bool,
        chart: Path | None,
        **options: Any,
    ) -> None:
        if negotiations < 1:
            raise CommandError(f"--negotiations is {negotiations}; at least 1 is needed.")
        version = latest_version(playbook)
        outcomes = list(self._with_progress(_played(_policies(version), negotiations, seed), negotiations))
        summary = summarise(outcomes)
        self.stdout.write(_as_json(version, seed, summary) if json else _as_text(version, seed, summary))
        if chart is not None:
            chart.write_text(histogram_svg(summary.saved_share, title="Savings on price", write=_per_cent))

    def _with_progress(self, outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
        """Passes outcomes on, and shows on a terminal how far it is."""
        for done, outcome in enumerate(outcomes, start=1):
            yield outcome
            if self.stderr.isatty() and (done % max(1, total // 100) == 0 or done == total):
                filled = BAR * done // total
                end = "\n" if done == total else ""
                self.stderr.write(f"\r{'█' * filled}{'░' * (BAR - filled)} {done} of {total}", ending=end)


def _played(policies: Sequence[Policy], negotiations: int, seed: int) -> Iterator[Outcome]:
    """The contracts take turns; each negotiation meets a supplier of its own."""
    for number in range(negotiations):
        policy = policies[number % len(policies)]
        yield play(policy, supplier_for(policy, seed=seed, number=number))


def _policies(version: PlaybookVersion) -> list[Policy]:
    """What the version comes to for each contract of its category."""
    contracts = Contract.objects.filter(category=version.playbook.category).order_by("pk")
    try:
        policies = [
            compile_policy(version.guardrails, Baseline(contract.baseline(), contract.annual_quantity))
            for contract in contracts
        ]
    except PlaybookError as error:
        raise CommandError(" ".join(error.faults)) from error
    if not policies:
        raise CommandError(f"There is no contract in {version.playbook.category} to simulate on.")
    return policies


def _as_json(version: PlaybookVersion, seed: int, summary: Summary) -> str:
    data = {"playbook": version.playbook.slug, "version": version.number, "seed": seed, **summary.as_dict()}
    return json.dumps(data)


def _as_text(version: PlaybookVersion, seed: int, summary: Summary) -> str:
    total = summary.negotiations
    lines = [
        f"{version}: {total} negotiations with simulated suppliers, seed {seed}",
        "",
        f"  deals        {_share(summary.deals, total)}, of which {summary.ends['approval']} wait for an approver",
        *(f"    {kind:<11}{_share(deals, of)}" for kind, (deals, of) in summary.deals_by_kind.items()),
        f"  escalated    {_share(summary.ends['escalated'], total)}",
        *(f"    {reason:<20}{count}" for reason, count in summary.escalations.items()),
        f"  no deal      {_share(summary.ends['no_deal'] + summary.ends['gave_up'], total)}",
        "",
        f"  rounds to a deal      {_spread(summary.rounds, '{:.1f}'.format)}",
        f"  worth to us           {_spread(summary.buyer_utility, _per_cent)}",
        f"  saved on price        {_spread(summary.saved_share, _per_cent)}",
        f"  saved a year          {_spread(summary.saved, '{:,.0f}'.format)}",
    ]
    return "\n".join(lines)


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({_per_cent(count / of) if of else 'none'})"


def _spread(spread: Spread, write: Any) -> str:
    if spread.mean is None:
        return "no deals"
    tenths = " / ".join(write(value) for value in (spread.p10, spread.p50, spread.p90))
    return f"{write(spread.mean)} on average; {tenths} (10th, 50th, 90th of 100)"


def _per_cent(share: float) -> str:
    return format_percent(share, format="#,##0.0 %", locale="en")
