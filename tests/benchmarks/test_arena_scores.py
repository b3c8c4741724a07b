"""What a buyer made of its negotiations, and how it is told."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.arena.chart import Bar, bars_as_svg
from benchmarks.arena.report import as_markdown, as_text, kind_rows, rankings, verdicts, written_into
from benchmarks.arena.roster import ANAC, BUYERS, ENGINE, OWN, SELLERS
from benchmarks.arena.scores import Result, balanced, score, scores


def result(buyer: str, advantage: float, *, theirs: float = 0.2, domain: int = 0, pool: str = OWN) -> Result:
    agreed = advantage != 0
    distance = 0.1 if agreed else None
    kind = "linear" if pool == OWN else "ANAC"
    return Result(domain, 10, "seller", kind, pool, buyer, agreed, advantage, theirs, distance, 8, 0.01)


def test_a_failed_negotiation_counts_nothing() -> None:
    found = score("A", [result("A", 0.4), result("A", 0.0, theirs=0.0)])
    assert found.advantage == pytest.approx(0.2)
    assert found.agreements == 0.5
    assert found.nash == pytest.approx(0.04)
    assert found.distance == pytest.approx(0.1)
    assert found.rate == pytest.approx(100)


def test_two_losses_make_no_gain() -> None:
    assert result("A", -0.2, theirs=-0.5).nash == 0


def test_pools_count_the_same_however_large_they_are() -> None:
    own = scores([result("A", 0.4)])
    anac = scores([result("A", 0.1, pool=ANAC)] * 9)
    assert balanced([own, anac])[0].advantage == pytest.approx(0.25)


def test_the_best_buyer_comes_first() -> None:
    assert [one.buyer for one in scores([result("A", 0.1), result("B", 0.3), result("C", 0.2)])] == ["B", "C", "A"]


def test_the_lead_is_over_the_best_other_buyer() -> None:
    results = [result(ENGINE, 0.33), result("A", 0.3), result("B", 0.1)]
    ranking = rankings(results)[0]
    assert ranking.lead is not None
    assert ranking.lead.over == "A"
    assert ranking.lead.share == pytest.approx(0.1)


def test_an_even_lead_over_all_domains_has_no_error() -> None:
    results = [result(name, gain, domain=n) for n in range(4) for name, gain in ((ENGINE, 0.33), ("A", 0.3))]
    ranking = rankings(results)[0]
    assert ranking.lead is not None
    assert ranking.lead.error == pytest.approx(0)


def test_what_was_asked_is_judged_for_each_pool_and_for_both() -> None:
    results = [
        result(name, gain, pool=pool) for pool in (OWN, ANAC) for name, gain in ((ENGINE, 0.4), ("A", 0.3))
    ]  # fmt: skip
    judged = verdicts(rankings(results))
    assert len(judged) == 9
    assert all(one.is_kept for one in judged)


def test_a_buyer_with_more_deals_and_half_the_advantage_is_a_failure() -> None:
    results = [result(ENGINE, 0.4), result(ENGINE, 0.0), result("A", 0.15), result("A", 0.15)]
    deals = verdicts(rankings(results))[2]
    assert not deals.is_kept


def test_each_kind_of_seller_names_the_best_other_buyer() -> None:
    rows = kind_rows([result(ENGINE, 0.2), result("A", 0.25), result("B", 0.1)], ["A", "B"])
    assert rows[1] == ["linear", "1", "0.200", "1.00", "A", "0.250", "1.00", "-20%"]


def test_tables_line_up() -> None:
    rows = [["buyer", "advantage"], ["A", "0.1"], ["longer", "0.25"]]
    lines = as_text(rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert as_markdown(rows).splitlines()[1] == "| --- | ---: |"


def test_a_page_keeps_all_but_its_blocks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- tables -->\nold\n<!-- /tables -->\nafter\n")
    written_into(page, {"tables": "new"})
    assert page.read_text() == "before\n<!-- tables -->\nnew\n<!-- /tables -->\nafter\n"


def test_a_block_without_a_place_is_a_fault(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here")
    with pytest.raises(ValueError, match="has no place for tables"):
        written_into(page, {"tables": "new"})


def test_a_chart_shows_every_bar_and_escapes_names() -> None:
    chart = bars_as_svg("Advantage", [Bar("A & B", 0.3, is_ours=True), Bar("C", -0.1)])
    root = ElementTree.fromstring(chart)
    rects = root.findall("{http://www.w3.org/2000/svg}rect")
    assert [float(rect.attrib["width"]) > 0 for rect in rects] == [True, False]
    assert "A & B" in "".join(root.itertext())


def test_names_tell_strategies_apart() -> None:
    assert len({one.name for one in SELLERS}) == len(SELLERS) >= 12
    assert len({one.name for one in BUYERS}) == len(BUYERS)
