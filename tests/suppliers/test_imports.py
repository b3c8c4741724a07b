"""Imports from the file to the report."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from suppliers.importing import runs
from suppliers.importing.runs import NotPossible
from suppliers.models import Category, Contract, ImportRow, ImportRun, Purchase, Supplier

pytestmark = pytest.mark.django_db
Outcome, State = ImportRow.Outcome, ImportRun.State

SUPPLIERS = "number,name,approved,email,language,country,time_zone\n"
TWO_SUPPLIERS = SUPPLIERS + "S-1,Brandt,,new@brandt.example,,,\nS-2,Kartonwerk,yes,,de,DE,Europe/Berlin\n"
CONTRACTS = "supplier_number,title,category,currency,unit,annual_quantity,unit_price,payment_days,ends_on\n"
PURCHASES = "supplier_number,contract,reference,ordered_on,quantity,unit_price,payment_days\n"


def checked(subject: str, text: str, **how: Any) -> ImportRun:
    run = runs.start(subject=subject, file_name="file.csv", content=text.encode(), **how)
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.error == ""
    assert run.state == State.CHECKED
    return run


def written(subject: str, text: str, **how: Any) -> ImportRun:
    run = checked(subject, text, **how)
    runs.confirm(run)
    runs.work(run.pk)
    run.refresh_from_db()
    assert run.error == ""
    assert run.state == State.DONE
    return run


def outcomes(run: ImportRun) -> list[str]:
    return [row.outcome for row in run.rows.order_by("number")]


def faults(run: ImportRun) -> dict[int, list[str]]:
    return {row.number: row.faults for row in run.rows.order_by("number") if row.faults}


@pytest.fixture
def brandt() -> Supplier:
    return Supplier.objects.create(number="S-1", name="Brandt", email="old@brandt.example", is_approved=True)


@pytest.fixture
def packaging() -> Category:
    return Category.objects.create(name="Packaging", slug="packaging", currency="GBP")


@pytest.fixture
def boxes(brandt: Supplier, packaging: Category) -> Contract:
    return Contract.objects.create(
        supplier=brandt,
        category=packaging,
        title="Boxes",
        currency="EUR",
        unit="box",
        annual_quantity=20_000,
        terms={"unit_price": "10.00", "payment_days": "30"},
    )


def test_a_check_says_what_would_happen_and_writes_nothing(brandt: Supplier) -> None:
    run = checked("suppliers", TWO_SUPPLIERS)
    first, second = run.rows.order_by("number")
    assert (first.outcome, first.changes) == (Outcome.CHANGED, [["email", "old@brandt.example", "new@brandt.example"]])
    assert second.outcome == Outcome.NEW
    assert ["name", "", "Kartonwerk"] in second.changes
    assert run.report["checked"] == {
        "waiting": 0,
        "new": 1,
        "changed": 1,
        "unchanged": 0,
        "repeated": 0,
        "refused": 0,
    }
    brandt.refresh_from_db()
    assert brandt.email == "old@brandt.example"
    assert Supplier.objects.count() == 1


def test_a_confirmed_import_writes_what_the_check_said(brandt: Supplier) -> None:
    run = written("suppliers", TWO_SUPPLIERS)
    brandt.refresh_from_db()
    assert brandt.email == "new@brandt.example"
    made = Supplier.objects.get(number="S-2")
    assert (made.name, made.is_approved, made.language, made.locale) == ("Kartonwerk", True, "de", "de_DE")
    assert run.report["written"]["new"] == run.report["written"]["changed"] == 1
    assert run.finished_at is not None


def test_an_empty_cell_changes_nothing(brandt: Supplier) -> None:
    run = written("suppliers", SUPPLIERS + "S-1,Brandt,,,,,\n")
    assert outcomes(run) == [Outcome.UNCHANGED]
    brandt.refresh_from_db()
    assert (brandt.email, brandt.is_approved) == ("old@brandt.example", True)


def test_the_same_file_a_second_time_changes_nothing(packaging: Category) -> None:
    files = {
        "suppliers": SUPPLIERS + "S-2,Kartonwerk,yes,a@b.example,de,DE,Europe/Berlin\n",
        "contracts": CONTRACTS + "S-2,Sets,packaging,,set,6500,24.50,30,2026-12-31\n",
        "purchases": PURCHASES + "S-2,Sets,,2026-01-05,500,24.50,30\nS-2,Sets,PO-7,2026-02-05,500,24.50,30\n",
    }
    for subject, text in files.items():
        assert set(outcomes(written(subject, text))) == {Outcome.NEW}
    for subject, text in files.items():
        assert set(outcomes(written(subject, text))) == {Outcome.UNCHANGED}
    assert (Supplier.objects.count(), Contract.objects.count(), Purchase.objects.count()) == (1, 1, 2)


def test_wrong_rows_are_refused_with_every_reason_and_the_others_are_written(brandt: Supplier) -> None:
    run = written(
        "suppliers",
        SUPPLIERS
        + "S-2,,maybe,nowhere,xx,Germany,Berlin\n"
        + "S-3,Good,yes,,,,\n"
        + ",Nameless,,,,,\n"
        + 'S-4,"=HYPERLINK(""http://x.example"")",,,,,\n',
    )
    assert outcomes(run) == [Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED]
    found = faults(run)
    assert found[2] == [
        "name: This is empty, and what is new needs it.",
        "approved: “maybe” is neither yes nor no.",
        "email: “nowhere” is no e-mail address.",
        "language: “xx” is not known; de, en, es or fr is expected.",
        "country: “GERMANY” is no country; an ISO 3166 code of two capitals such as DE is expected.",
        "time_zone: “Berlin” is no time zone; an IANA name such as Europe/Berlin is expected.",
    ]
    assert found[4] == ["number: This is empty, and rows are found by it."]
    assert found[5][0].startswith("name: “=HYPERLINK(")
    assert Supplier.objects.filter(number__in=("S-2", "S-3", "S-4")).count() == 1


def test_a_row_that_comes_twice_counts_once_and_two_that_differ_are_not_guessed_between() -> None:
    run = written(
        "suppliers",
        SUPPLIERS + "S-2,One,yes,,,,\nS-2,One,yes,,,,\nS-2,Two,yes,,,,\nS-3,One,,,,,\n",
    )
    assert outcomes(run) == [Outcome.NEW, Outcome.REPEATED, Outcome.REFUSED, Outcome.REFUSED]
    assert faults(run) == {
        3: ["The same as row 2; it counts once."],
        4: ["It has the number of row 2, and says something else. Keep one of them."],
        5: ["It has the name of row 2, and says something else. Keep one of them."],
    }
    assert Supplier.objects.get().name == "One"


def test_a_supplier_without_a_number_gets_the_number_of_the_row_with_its_name(brandt: Supplier) -> None:
    Supplier.objects.create(name="Kartonwerk")
    run = written("suppliers", SUPPLIERS + "S-2,Kartonwerk,,,,,\n")
    assert run.rows.get().changes == [["number", "", "S-2"]]
    assert Supplier.objects.get(name="Kartonwerk").number == "S-2"


def test_the_name_of_another_supplier_is_refused(brandt: Supplier) -> None:
    run = checked("suppliers", SUPPLIERS + "S-9,Brandt,,,,,\n")
    assert faults(run) == {2: ["name: “Brandt” is the name of supplier S-1 already."]}


def test_a_row_with_too_many_cells_is_refused() -> None:
    run = checked("suppliers", "number,name\nS-2,Müller, Söhne\n")
    assert "It has 3 cells, and there are 2 columns." in faults(run)[2][0]


def test_a_contract_is_made_with_its_terms(brandt: Supplier, packaging: Category) -> None:
    headers = CONTRACTS.strip() + ",term_warranty_months\n"
    written("contracts", headers + "S-1,Inserts,Packaging,,set,6500,24.50,30,31.12.2026,24\n")
    made = Contract.objects.get()
    assert made.terms == {"unit_price": "24.50", "payment_days": "30", "warranty_months": "24"}
    assert (made.category, made.currency, made.ends_on) == (packaging, "GBP", date(2026, 12, 31))
    assert made.annual_value == Decimal("159250.00")


def test_numbers_with_commas_are_read_by_what_the_file_shows(brandt: Supplier, packaging: Category) -> None:
    text = (CONTRACTS + "S-1,Inserts,Packaging,EUR,set,6.500,1.024,50,,30,\n").replace(",", ";")
    run = written("contracts", text.replace("1.024;50;", "1.024,50;").replace(";;30;", ";30;"))
    assert run.decimal_sign == ","
    made = Contract.objects.get()
    assert made.annual_quantity == 6500
    assert made.terms["unit_price"] == "1024.50"


def test_a_contract_keeps_the_terms_that_a_row_leaves_out(boxes: Contract) -> None:
    run = written("contracts", "supplier_number,title,unit_price\nS-1,Boxes,9.80\n")
    assert run.rows.get().changes == [["unit_price", "10", "9.8"]]
    boxes.refresh_from_db()
    assert boxes.terms == {"unit_price": "9.80", "payment_days": "30"}
    assert boxes.annual_value == Decimal("196000.00")


def test_an_equal_number_written_otherwise_is_no_change(boxes: Contract) -> None:
    run = written("contracts", "supplier_number,title,unit_price,annual_quantity\nS-1,Boxes,10,20000.0\n")
    assert outcomes(run) == [Outcome.UNCHANGED]
    boxes.refresh_from_db()
    assert boxes.terms["unit_price"] == "10.00"


def test_contracts_of_nobody_and_of_unknown_categories_are_refused(brandt: Supplier, packaging: Category) -> None:
    run = checked(
        "contracts",
        CONTRACTS + "S-8,Inserts,Packaging,,set,1,1.5,30,\nS-1,Inserts,Boxing,EURO,set,-1,ten,30,soon\n",
    )
    assert faults(run) == {
        2: ["supplier_number: there is no supplier with the number “S-8”."],
        3: [
            "category: there is no category “Boxing”.",
            "annual_quantity: “-1” is less than 0.",
            "ends_on: “soon” is no date; one such as 2026-12-31 is expected.",
            "unit_price: “ten” is no number; one such as 1234.50 is expected.",
            "currency: “EURO” is no currency; an ISO 4217 code such as EUR is expected.",
        ],
    }


def test_a_purchase_is_found_by_its_reference(boxes: Contract) -> None:
    written("purchases", PURCHASES + "S-1,Boxes,PO-1,2026-01-05,500,10,30\n")
    run = written("purchases", PURCHASES + "S-1,Boxes,PO-1,2026-01-05,500,9.90,30\n")
    assert run.rows.get().changes == [["unit_price", "10", "9.9"]]
    assert Purchase.objects.get().unit_price == Decimal("9.9")


def test_an_order_that_is_known_without_a_reference_gets_it_and_is_not_counted_twice(boxes: Contract) -> None:
    Purchase.objects.create(contract=boxes, ordered_on=date(2026, 1, 5), quantity=500, unit_price=10, payment_days=30)
    run = written("purchases", PURCHASES + "S-1,Boxes,PO-1,2026-01-05,500,10.00,30\n")
    assert run.rows.get().changes == [["reference", "", "PO-1"]]
    assert Purchase.objects.count() == 1


def test_two_equal_orders_with_references_of_their_own_are_two(boxes: Contract) -> None:
    written("purchases", PURCHASES + "S-1,Boxes,A,2026-01-05,500,10,30\nS-1,Boxes,B,2026-01-05,500,10,30\n")
    assert Purchase.objects.count() == 2


def test_a_row_that_became_wrong_since_the_check_is_refused_when_it_is_written(brandt: Supplier) -> None:
    run = checked("suppliers", SUPPLIERS + "S-2,Kartonwerk,,,,,\nS-3,Other,,,,,\n")
    Supplier.objects.create(number="S-7", name="Kartonwerk")
    runs.confirm(run)
    runs.work(run.pk)
    run.refresh_from_db()
    assert outcomes(run) == [Outcome.REFUSED, Outcome.NEW]
    assert faults(run) == {2: ["name: “Kartonwerk” is the name of supplier S-7 already."]}
    assert run.report["written"]["refused"] == 1


def test_a_row_that_the_database_refuses_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked("suppliers", SUPPLIERS + "S-2,Bad,,,,,\nS-3,Good,,,,,\n")
    save = Supplier.save

    def refuse(supplier: Supplier, *args: Any, **kwargs: Any) -> None:
        save(supplier, *args, **kwargs)
        if supplier.name == "Bad":
            raise IntegrityError("a rule of the database")

    monkeypatch.setattr(Supplier, "save", refuse)
    runs.confirm(run)
    runs.work(run.pk)
    assert outcomes(run) == [Outcome.REFUSED, Outcome.NEW]
    assert faults(run) == {2: ["It could not be written: a rule of the database."]}
    assert [supplier.name for supplier in Supplier.objects.all()] == ["Good"]


def test_work_that_was_cut_off_goes_on_and_writes_nothing_twice(
    boxes: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"S-1,Boxes,PO-{number},2026-01-05,500,10,30\n" for number in range(120))
    run = checked("purchases", PURCHASES + rows)
    runs.confirm(run)
    keep, calls = runs._keep, iter(range(10))

    def cut_off(rows: Any) -> None:
        if next(calls) == 1:
            raise KeyboardInterrupt  # as a process that is killed inside the second batch
        keep(rows)

    monkeypatch.setattr(runs, "_keep", cut_off)
    with pytest.raises(KeyboardInterrupt):
        runs.work(run.pk)
    assert Purchase.objects.count() == ImportRun.objects.get().done == runs.BATCH
    assert not runs.work(run.pk)
    assert Purchase.objects.count() == 120
    assert ImportRun.objects.get().state == State.DONE


def test_a_worker_that_looked_earlier_writes_nothing_any_more(boxes: Contract) -> None:
    run = checked("purchases", PURCHASES + "S-1,Boxes,PO-1,2026-01-05,500,10,30\n")
    runs.confirm(run)
    late = ImportRun.objects.get()
    runs.work(run.pk)
    Purchase.objects.all().delete()
    assert not runs._batch(late)
    assert Purchase.objects.count() == 0


def test_an_import_is_confirmed_once_and_not_cancelled_after_that() -> None:
    run = checked("suppliers", SUPPLIERS + "S-2,Kartonwerk,,,,,\n")
    runs.confirm(run)
    with pytest.raises(NotPossible, match="The import is being written"):
        runs.confirm(run)
    with pytest.raises(NotPossible):
        runs.cancel(run)


def test_a_cancelled_import_writes_nothing() -> None:
    run = checked("suppliers", SUPPLIERS + "S-2,Kartonwerk,,,,,\n")
    runs.cancel(run)
    with pytest.raises(NotPossible, match="cancelled, nothing written"):
        runs.confirm(run)
    assert not runs.work(run.pk)
    assert not Supplier.objects.exists()


def test_a_run_that_failed_says_so_and_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.start(subject="suppliers", file_name="a.csv", content=(SUPPLIERS + "S-2,One,,,,,\n").encode())
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_keep", lambda rows: 1 / 0)
        runs.work(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert run.error == "It stopped after 0 of 1 rows: ZeroDivisionError, division by zero."
    runs.resume(run)
    runs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error) == (State.CHECKED, "")


def test_work_on_which_nobody_is_any_more_is_found() -> None:
    run = runs.start(subject="suppliers", file_name="a.csv", content=(SUPPLIERS + "S-2,One,,,,,\n").encode())
    assert runs.left_behind() == [run.pk]
    runs.work(run.pk)
    assert runs.left_behind() == []
