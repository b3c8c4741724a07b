"""Whose categories are whose: who works in which, and who sees which.

A buyer works in the categories that they own, were given or stand in for, and sees no others. Some see every category
without working in it; who looks after the categories themselves works in all of them.
"""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from suppliers.models import Category

ALL_CATEGORIES = "suppliers.change_category"  # the right of those who look after every category
NEGOTIATE = "negotiation.negotiate"  # the right to take over rooms and to speak in them
SEES_ALL = "suppliers.view_every_category"  # the right to look into every category
RIGHTS = "django.contrib.auth.backends.ModelBackend"

Person = User | AnonymousUser


def works_everywhere(person: Person) -> bool:
    return _is_of_house(person) and person.has_perm(ALL_CATEGORIES)


def sees_everything(person: Person) -> bool:
    return _is_of_house(person) and (person.has_perm(ALL_CATEGORIES) or person.has_perm(SEES_ALL))


def categories_of(person: Person) -> "QuerySet[Category]":
    """The categories that somebody works in; none for who is not signed in or not of the buyer's side."""
    return Category.objects.all() if works_everywhere(person) else _own(person)


def categories_seen_by(person: Person) -> "QuerySet[Category]":
    """The categories that somebody may look into."""
    return Category.objects.all() if sees_everything(person) else _own(person)


def works_in(person: Person, category: Category) -> bool:
    """Whether somebody works in this category."""
    return categories_of(person).filter(pk=category.pk).exists()


def negotiators(category: Category) -> "QuerySet[User]":
    """Those who may take over rooms in this category, whether they are there or not."""
    looks_after_all = User.objects.with_perm(ALL_CATEGORIES, backend=RIGHTS)
    works_in_it = Q(owned_categories=category) | Q(given_categories=category) | Q(pk__in=looks_after_all)
    return User.objects.with_perm(NEGOTIATE, backend=RIGHTS).filter(works_in_it, is_staff=True).distinct()


def _own(person: Person) -> "QuerySet[Category]":
    if not _is_of_house(person):
        return Category.objects.none()
    given = Category.buyers.through.objects.filter(user=person.pk).values("category")
    return Category.objects.filter(Q(owner=person.pk) | Q(stand_in=person.pk) | Q(pk__in=given))


def _is_of_house(person: Person) -> bool:
    return isinstance(person, User) and person.is_active and person.is_staff
