"""What people of the house are called where others read of them: by their full name, or the user name without one."""

from collections.abc import Iterable

from django.contrib.auth.models import User


def name_of(person: User) -> str:
    """What colleagues and suppliers call them."""
    return person.get_full_name() or person.get_username()


def called(user_names: Iterable[str]) -> dict[str, str]:
    """What people are called, by their user names; whoever is none of ours, such as a queue, by the name given.

    One query, and none for no names.
    """
    given = {name for name in user_names if name}
    known = User.objects.filter(username__in=given) if given else ()
    return {**{name: name for name in given}, **{user.get_username(): name_of(user) for user in known}}
