"""How fast the admin's lists answer, the desk's figures and the launch form. Run: `python -m benchmarks.admin`.

Makes 10,000 suppliers with their contracts and purchases and 50,000 negotiations in a database of its own, and asks
for every list, its searches and its filters as each kind of person, with Django's test client: everything that the
server does, without the network. The launch form is asked for with 10,000 contracts in one category. Prints
milliseconds (the median) and the number of queries of each, asks for each page again with few rows, and ends with 1
when a page takes too long or asks the database more often than with few. docs/performance.md tells what it all means.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_MS = 300.0
FORM = "application/x-www-form-urlencoded"
FIGURES_MS = 700.0  # 100,000 events, of a month in which 21,000 negotiations had people in them
LAUNCH_MS = 1_000.0


@dataclass(frozen=True)
class Page:
    """A page, as somebody asks for it: a question, or with `form` a press on it. `{wide}` is the wide category."""

    who: str
    name: str
    query: str = ""
    limit_ms: float = LIMIT_MS
    form: str = ""


@dataclass(frozen=True)
class Figure:
    """What a page took: milliseconds, and queries with all rows and with few."""

    page: Page
    ms: float
    queries: int
    queries_few: int

    @property
    def is_kept(self) -> bool:
        return self.ms <= self.page.limit_ms and self.queries <= self.queries_few


@dataclass(frozen=True)
class Options:
    suppliers: int
    negotiations: int
    rounds: int


SUPERVISOR, BUYER = "carla", "ben"
PAGES = (
    Page(SUPERVISOR, "admin:index"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist", "q=Works+7777"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist", "q=nothing-like-it"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist", "risk=yes"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist", "is_approved__exact=1&country=DE"),
    Page(SUPERVISOR, "admin:suppliers_supplier_changelist", "p=150"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist", "q=Works+7777"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist", "eligible=yes"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist", "eligible=no"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist", "category__id__exact=1"),
    Page(SUPERVISOR, "admin:suppliers_contract_changelist", "o=-4"),
    Page(SUPERVISOR, "admin:suppliers_purchase_changelist"),
    Page(SUPERVISOR, "admin:suppliers_purchase_changelist", "q=PO-7777"),
    Page(SUPERVISOR, "admin:suppliers_category_changelist"),
    Page(SUPERVISOR, "admin:suppliers_importrun_changelist"),
    Page(SUPERVISOR, "admin:negotiation_playbook_changelist"),
    Page(SUPERVISOR, "admin:negotiation_playbook_changelist", "q=goods"),
    Page(SUPERVISOR, "admin:negotiation_campaign_changelist"),
    Page(SUPERVISOR, "admin:negotiation_campaign_changelist", "q=Campaign+3"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "q=Works+7777"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "q=nothing-like-it"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "state__exact=escalated"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "category=1"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "campaign__id__exact=1&reached=agreed"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "reached=engaged"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "due=soon"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "o=1"),
    Page(SUPERVISOR, "admin:negotiation_negotiation_changelist", "p=900"),
    Page(SUPERVISOR, "admin:negotiation_agreement_changelist"),
    Page(SUPERVISOR, "admin:negotiation_agreement_changelist", "q=Works+7777"),
    Page(SUPERVISOR, "admin:auditlog_logentry_changelist"),
    Page(SUPERVISOR, "admin:auditlog_logentry_changelist", "q=Works+7777"),
    Page(BUYER, "admin:index"),
    Page(BUYER, "admin:suppliers_supplier_changelist"),
    Page(BUYER, "admin:suppliers_supplier_changelist", "q=Works+77"),
    Page(BUYER, "admin:suppliers_contract_changelist"),
    Page(BUYER, "admin:suppliers_purchase_changelist"),
    Page(BUYER, "admin:negotiation_negotiation_changelist"),
    Page(BUYER, "admin:negotiation_negotiation_changelist", "q=Works+77"),
    Page(BUYER, "admin:negotiation_agreement_changelist"),
    Page("otto", "admin:auth_user_changelist"),
    Page(SUPERVISOR, "desk_figures", limit_ms=FIGURES_MS),
    Page(SUPERVISOR, "desk_figures_csv", limit_ms=FIGURES_MS),
)
LAUNCH = "admin:negotiation_campaign_add"
# Asked for with the wide category there, after the others, whose lists it would make longer.
LAUNCH_PAGES = (
    Page(SUPERVISOR, LAUNCH, "category={wide}", LAUNCH_MS),
    Page(SUPERVISOR, LAUNCH, "category={wide}", LAUNCH_MS, form="find=1&text_in=Mill+7"),
    Page(SUPERVISOR, LAUNCH, "category={wide}", LAUNCH_MS, form="tick=1"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns the exit code."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="parley-benchmark-") as folder:
        _settings(Path(folder))
        from benchmarks import admin_data  # only now are there settings

        admin_data.make_people()
        admin_data.fill(suppliers=60, negotiations=120, start=0)
        few = queries(PAGES)
        print(f"Preparing {options.suppliers:,} suppliers, {options.negotiations:,} negotiations.", file=sys.stderr)
        admin_data.fill(suppliers=options.suppliers, negotiations=options.negotiations, start=60)
        found = [_measured(page, most_of(few, page), options.rounds) for page in PAGES]
        admin_data.widen(contracts=60, start=0)
        few = queries(LAUNCH_PAGES)
        print(f"Preparing {options.suppliers:,} contracts to choose from.", file=sys.stderr)
        admin_data.widen(contracts=options.suppliers - 60, start=60)
        found += [_measured(page, few[page], options.rounds) for page in LAUNCH_PAGES]
    print(_table(found))
    slow = [figure for figure in found if not figure.is_kept]
    print(f"\nSlowest {max(figure.ms for figure in found):.0f} ms; {LIMIT_MS:.0f} ms are promised for a list.")
    print("Promises kept." if not slow else f"Not kept: {', '.join(_title(figure.page) for figure in slow)}")
    return 1 if slow else 0


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.admin", description=__doc__.split("\n")[0])
    parser.add_argument("--suppliers", type=int, default=10_000)
    parser.add_argument("--negotiations", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5, help="how often each page is asked for; the median counts")
    given = parser.parse_args(arguments)
    return Options(given.suppliers, given.negotiations, given.rounds)


def _settings(folder: Path) -> None:
    """Django, on a database of its own."""
    os.environ["PARLEY_VAR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def queries(pages: Sequence[Page]) -> dict[Page, int]:
    """How often each page asks the database now."""
    return {page: _queries(page) for page in pages}


def most_of(few: Mapping[Page, int], page: Page) -> int:
    """How often a page may ask: as often as with few rows, where a search may not have found any."""
    return max(few[page], few.get(Page(page.who, page.name), 0))


def _ask(page: Page, client: Any) -> None:
    from django.urls import reverse

    query = page.query.format(wide=_wide()) if "{" in page.query else page.query
    if page.form:
        response = client.post(
            reverse(page.name), f"{query}&{page.form}", content_type=FORM, headers={"HX-Request": "1"}
        )
    else:
        response = client.get(f"{reverse(page.name)}?{query}", follow=True)  # a page that few rows have not
    if response.status_code != 200:
        raise SystemExit(f"{_title(page)} answered {response.status_code} to {page.who}")
    response.content  # noqa: B018 - rendered by now


def _wide() -> int:
    from benchmarks.admin_data import WIDE
    from suppliers.models import Category

    return int(Category.objects.values_list("pk", flat=True).get(slug=WIDE))


def _queries(page: Page) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client(page.who)
    _ask(page, client)  # what is only fetched once
    with CaptureQueriesContext(connection) as captured:
        _ask(page, client)
    return len(captured)


def _measured(page: Page, few: int, rounds: int) -> Figure:
    client, asked = _client(page.who), _queries(page)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        _ask(page, client)
        taken.append(1000 * (time.perf_counter() - began))
    return Figure(page, statistics.median(taken), asked, few)


def _client(who: str) -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=who))
    return client


def _title(page: Page) -> str:
    name = page.name.removeprefix("admin:").removesuffix("_changelist")
    return f"{name} {page.query} {page.form}".strip()


def _table(found: Sequence[Figure]) -> str:
    lines = [f"{'who':<7} {'list':<62} {'ms':>6} {'queries':>8} {'with few':>9}"]
    for each in found:
        mark = "" if each.is_kept else "  <-"
        title = _title(each.page)
        lines.append(f"{each.page.who:<7} {title:<62} {each.ms:>6.0f} {each.queries:>8} {each.queries_few:>9}{mark}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
