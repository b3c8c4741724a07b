"""The demo's people: one for each role, and a superuser. Their passwords are for a demo on this machine only."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User

from negotiation.roles import APPROVER, AUDITOR, BUYER, CATEGORY_ADMIN, Role
from suppliers.models import Category


@dataclass(frozen=True)
class DemoPerson:
    """A user; `owns` are the slugs of the categories that they answer for. No role: a superuser."""

    user_name: str
    password: str
    name: str
    role: Role | None = None
    owns: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        return self.role.name.lower() if self.role else "superuser"


ADMIN = DemoPerson("admin", "parley-demo-admin", "Ada Admin")
PEOPLE = (
    ADMIN,
    DemoPerson("carla", "parley-demo-carla", "Carla Category", CATEGORY_ADMIN),
    DemoPerson("ben", "parley-demo-ben", "Ben Buyer", BUYER, ("packaging", "cleaning")),
    DemoPerson("petra", "parley-demo-petra", "Petra Approver", APPROVER),
    DemoPerson("otto", "parley-demo-otto", "Otto Auditor", AUDITOR),
)


def make_people() -> None:
    """Makes them; the categories that they answer for are there already."""
    for person in PEOPLE:
        first, _, last = person.name.partition(" ")
        named = {"first_name": first, "last_name": last, "email": f"{person.user_name}@parley.example"}
        make = User.objects.create_user if person.role else User.objects.create_superuser
        user = make(person.user_name, password=person.password, is_staff=True, **named)
        if person.role:
            user.groups.add(Group.objects.get(name=person.role.name))
        Category.objects.filter(slug__in=person.owns).update(owner=user)
