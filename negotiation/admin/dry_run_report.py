"""Dry runs in words and charts: one by itself, and two against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from negotiation.charts import histogram_svg
from negotiation.models import DryRun, Work
from negotiation.playbooks.words import TRIGGERS
from negotiation.simulation import End, Spread, Summary
from negotiation.trials.results import Change, Comparison, compare, rounds_of, summary_of
from suppliers.formats import yearly_money

LOCALE = "en"
WIDEST = 100.0  # a bar that is all there is, in per cent of its cell
KINDS = {"hard": "Hard to move", "fair": "Fair", "easy": "Easy to move"}
_TRIGGERS: Mapping[str, str] = {str(trigger): words for trigger, words in TRIGGERS.items()}


@dataclass(frozen=True)
class Bar:
    """One row of a chart that is a table too. `width` is a share of the cell, as SVG writes it."""

    label: str
    value: str
    width: str


@dataclass(frozen=True)
class Report:
    """A finished run. `savings` is an SVG drawing; `expected` is empty where there is no one currency to add up in."""

    run: DryRun
    deals: str
    ends: tuple[Bar, ...]
    escalations: tuple[Bar, ...]
    rounds: tuple[Bar, ...]
    rounds_mean: str
    kinds: tuple[Bar, ...]
    saved: str
    savings: SafeString
    expected: str
    left_out: str
    contracts: int


def report(run: DryRun) -> Report:
    """What a finished run's page shows."""
    summary, results = summary_of(run), run.results or {}
    held = summary.negotiations
    contracts = len(results["contracts"])
    return Report(
        run=run,
        deals=share(summary.deals, held),
        ends=_ends(summary),
        escalations=tuple(
            _bar(_TRIGGERS.get(reason, reason.replace("_", " ").capitalize()), count, summary.ends[End.ESCALATED])
            for reason, count in summary.escalations.items()
        ),
        rounds=_rounds(run),
        rounds_mean=f"{summary.rounds.mean:.1f}" if summary.rounds.mean is not None else "",
        kinds=tuple(_bar(KINDS.get(kind, kind), deals, of) for kind, (deals, of) in summary.deals_by_kind.items()),
        saved=_saved_words(summary, results["currency"]),
        savings=_savings(run, summary),
        expected=_expected(summary, results["currency"], contracts),
        left_out=_left_out(run, held),
        contracts=contracts,
    )


def sentences(before: DryRun, after: DryRun) -> list[str]:
    """The difference between two finished runs over the same negotiations, in words."""
    found = compare(before, after)
    names = (_named(before), _named(after))
    if not found.both:
        return ["There is no contract that can be negotiated under both, so there is nothing to compare."]
    told = [_deals(found, names), _alone(found, names), _escalated(found, names)]
    if found.saved is not None:
        told.append(_saved(found.saved, names, (before.results or {})["currency"]))
    told.append(_rounds_compared(before, after, names))
    return [sentence for sentence in told if sentence]


def share(count: int, of: int) -> str:
    """A share with its denominator, such as `63.1 % (631 of 1,000)`."""
    return f"{_per_cent(count / of)} ({count:,} of {of:,})" if of else "none held"


def is_over(run: DryRun) -> bool:
    return run.state not in (Work.WAITING, Work.RUNNING)


# --- one run -------------------------------------------------------------------------------------------------


def _ends(summary: Summary) -> tuple[Bar, ...]:
    ends = {
        "Agreed by the bot alone": summary.ends[End.AGREED],
        "Agreed, then an approver is asked": summary.ends[End.APPROVAL],
        "A person is asked to take over": summary.ends[End.ESCALATED],
        "Ended by the bot without a deal": summary.ends[End.NO_DEAL],
        "The supplier gave up": summary.ends[End.GAVE_UP],
    }
    return tuple(_bar(label, count, summary.negotiations) for label, count in ends.items())


def _rounds(run: DryRun) -> tuple[Bar, ...]:
    found = rounds_of(run)
    deals = sum(count for _, count in found)
    return tuple(_bar(f"{number} round{'s' if number != 1 else ''}", count, deals) for number, count in found)


def _savings(run: DryRun, summary: Summary) -> SafeString:
    """Currency a year where all contracts have the same one, else shares of what is paid today."""
    currency = (run.results or {})["currency"]
    if currency:
        title, spread = f"Saved a year, {_named(run)}", summary.saved
        svg = histogram_svg(spread, title=title, write=lambda value: _money(value, currency))
    else:
        svg = histogram_svg(summary.saved_share, title=f"Saved on price, {_named(run)}", write=_per_cent)
    return mark_safe(svg)  # a template of ours made it, and escaped what goes in


def _saved_words(summary: Summary, currency: str) -> str:
    spread = summary.saved if currency else summary.saved_share
    if spread.mean is None or spread.p10 is None or spread.p90 is None:
        return "There was no deal with a price, so nothing was saved."
    mean, low, high = (
        _money(value, currency) if currency else _per_cent(value) for value in (spread.mean, spread.p10, spread.p90)
    )
    what = "a year" if currency else "of what is paid today (the contracts have several currencies)"
    return f"A deal saves {mean} {what} on average, and between {low} and {high} for eight in ten."


def _expected(summary: Summary, currency: str, contracts: int) -> str:
    """What one negotiation of each contract could be expected to bring, deals and failures together."""
    if not currency or summary.saved.mean is None or not summary.negotiations:
        return ""
    each = summary.saved.mean * summary.saved.count / summary.negotiations
    whole = _money(each * contracts, currency)
    if contracts == 1:
        return f"A negotiation of the contract saves about {whole} a year, deals and failures taken together."
    return (
        f"Negotiating each of the {contracts:,} contracts once would save about {whole} a year, "
        f"{_money(each, currency)} a contract, deals and failures taken together."
    )


def _left_out(run: DryRun, held: int) -> str:
    missing = run.negotiations - held
    if not missing:
        return ""
    return f"{missing:,} of {run.negotiations:,} could not be held: these guardrails do not fit the contract."


def _bar(label: str, count: int, of: int) -> Bar:
    part = count / of if of else 0.0
    return Bar(label, share(count, of), f"{part * WIDEST:.1f}%")


# --- two runs ------------------------------------------------------------------------------------------------


def _deals(found: Comparison, names: tuple[str, str]) -> str:
    one, other = round(found.deals.before * found.both), round(found.deals.after * found.both)
    before, after = names
    told = f"{_capital(before)} closes {share(one, found.both)}, {after} {share(other, found.both)}"
    if one == other:
        return f"{told}: as many deals."
    size = abs(other - one)
    way = "more" if other > one else "fewer"
    return f"{told}: {size:,} deal{'s' if size != 1 else ''} {way}. {_certainty(found.deals)}"


def _alone(found: Comparison, names: tuple[str, str]) -> str:
    if not found.only_before and not found.only_after:
        return "Both agree with the same suppliers."
    before, after = names
    return (
        f"With the same suppliers, {found.only_after:,} agreed only under {after}, "
        f"and {found.only_before:,} only under {before}."
    )


def _escalated(found: Comparison, names: tuple[str, str]) -> str:
    one, other = round(found.escalated.before * found.both), round(found.escalated.after * found.both)
    if one == other:
        return f"A person is asked as often: {share(one, found.both)}."
    way = "more" if other > one else "less"
    told = f"A person is asked {way} often: {share(one, found.both)} under {names[0]}, {share(other, found.both)}"
    return f"{told} under {names[1]}. {_certainty(found.escalated)}"


def _saved(change: Change, names: tuple[str, str], currency: str) -> str:
    before, after = (_money(value, currency) for value in (change.before, change.after))
    if before == after:
        return f"Both save {before} a year and negotiation, failures counted as nothing."
    way = "more" if change.difference > 0 else "less"
    size = _money(abs(change.difference), currency)
    told = f"A negotiation saves {before} a year under {names[0]} and {after} under {names[1]}, {size} {way}"
    return f"{told}, failures counted as nothing. {_certainty(change)}"


def _rounds_compared(before: DryRun, after: DryRun, names: tuple[str, str]) -> str:
    spreads: list[Spread] = [summary_of(run).rounds for run in (before, after)]
    one, other = (spread.mean for spread in spreads)
    if one is None or other is None:
        return ""
    return f"A deal takes {one:.1f} rounds on average under {names[0]}, and {other:.1f} under {names[1]}."


def _certainty(change: Change) -> str:
    if change.is_certain:
        return "That is more than chance explains."
    return "So small a difference may be chance; more negotiations would tell."


# --- words ---------------------------------------------------------------------------------------------------


def _named(run: DryRun) -> str:
    return run.label[:1].lower() + run.label[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _per_cent(part: float) -> str:
    return f"{part * 100:.1f} %"


def _money(value: float, currency: str) -> str:
    return yearly_money(Decimal(f"{value:.2f}"), currency, LOCALE)
