"""Who works in which category: its owner, the buyers that it was given to, and who looks after all of them."""

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from suppliers.models import Category

ALL_CATEGORIES = "suppliers.change_category"  # the right of those who look after every category

Person = User | AnonymousUser


def categories_of(person: Person) -> "QuerySet[Category]":
    """The categories that somebody works in; none for who is not signed in or not of the buyer's side."""
    if not isinstance(person, User) or not person.is_active or not person.is_staff:
        return Category.objects.none()
    if person.has_perm(ALL_CATEGORIES):
        return Category.objects.all()
    return Category.objects.filter(Q(owner=person) | Q(buyers=person)).distinct()


def works_in(person: Person, category: Category) -> bool:
    """Whether somebody works in this category."""
    return categories_of(person).filter(pk=category.pk).exists()
