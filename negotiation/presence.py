"""Who of the buyer's side is there now."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from suppliers.models import Category

THERE_FOR = timedelta(minutes=30)  # since somebody last signed in


def buyers_present(category: Category) -> list[str]:
    """The user names of those who work in the category and are there, in alphabetical order."""
    works_here = Q(owned_categories=category) | Q(given_categories=category)
    people = User.objects.filter(works_here, is_active=True, is_staff=True)
    there = people.filter(last_login__gte=timezone.now() - THERE_FOR)
    return list(there.order_by("username").distinct().values_list("username", flat=True))
