"""A list of the admin asks the database as often with many rows as with few: for every list, search and filter."""

import pytest
from django.contrib import admin

from benchmarks import admin as benchmark
from benchmarks import admin_data


@pytest.mark.django_db
def test_no_list_asks_the_database_more_often_for_more_rows() -> None:
    admin_data.make_people()
    admin_data.fill(suppliers=60, negotiations=120, start=0)
    few = benchmark.queries(benchmark.PAGES)
    admin_data.fill(suppliers=120, negotiations=480, start=60)
    many = benchmark.queries(benchmark.PAGES)
    grown = {
        f"{page.who}, {page.name} {page.query}": (few[page], many[page])
        for page in benchmark.PAGES
        if many[page] > benchmark.most_of(few, page)
    }
    assert not grown


@pytest.mark.django_db
def test_the_launch_form_asks_the_database_no_more_often_for_more_contracts() -> None:
    admin_data.make_people()
    admin_data.widen(contracts=20, start=0)
    few = benchmark.queries(benchmark.LAUNCH_PAGES)
    admin_data.widen(contracts=300, start=20)
    assert benchmark.queries(benchmark.LAUNCH_PAGES) == few


def test_every_list_of_rows_that_grow_is_measured() -> None:
    few_rows = {"auth_group", "negotiation_savedreply"}  # the roles, and what buyers write by hand
    lists = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    measured = {page.name.removeprefix("admin:").removesuffix("_changelist") for page in benchmark.PAGES}
    assert lists - few_rows <= measured
