"""People with sockets: buyers signed in to a real server, and the rooms that they meet suppliers in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.clients import Agent, agent
from tests.servers import Installation, Server

# Two buyers of the category, one of another one, one who may only look, and somebody who is no colleague.
MAKE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Permission, User
from negotiation import links
from suppliers.models import Category
from uuid import uuid4

def sign_in(name, mark, first, is_staff=True, negotiates=True, category=None):
    user = User.objects.create_user(f"{name}-{mark}", first_name=first, last_name="Lee", is_staff=is_staff)
    if negotiates:
        user.user_permissions.add(Permission.objects.get(codename="negotiate"))
    if category is not None:
        category.buyers.add(user)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key

def scene(made):
    mark = uuid4().hex[:8]
    own, other = made.playbook.category, Category.objects.create(name=f"Other {mark}", slug=f"other-{mark}")
    return dict(
        room=str(made.public_id), token=links.issue(made)[1], mark=mark, category=own.slug,
        people=dict(
            kim=sign_in("kim", mark, "Kim", category=own),
            ann=sign_in("ann", mark, "Ann", category=own),
            looker=sign_in("looker", mark, "Lou", negotiates=False, category=own),
            outsider=sign_in("outsider", mark, "Otto", category=other),
            guest=sign_in("guest", mark, "Guy", is_staff=False, category=own),
        ),
    )

"""


@dataclass(frozen=True)
class Scene:
    """A room, and everybody who might want something in it; `people` are session keys by name."""

    server: Server
    room: str
    token: str
    mark: str
    category: str
    people: dict[str, str]

    def name(self, who: str) -> str:
        """Their user name."""
        return f"{who}-{self.mark}"

    @asynccontextmanager
    async def supplier(self, *, seen: int | None = 0) -> AsyncIterator[Agent]:
        """The supplier's socket; it says hello, unless `seen` is None."""
        async with agent(self.server.ws(f"/ws/rooms/{self.token}/")) as one:
            if seen is not None:
                await one.send("hello", seen=seen)
            yield one

    @asynccontextmanager
    async def buyer(self, who: str, *, seen: int | None = 0) -> AsyncIterator[Agent]:
        """A buyer's socket in the room."""
        async with self.connect(who, f"/ws/desk/rooms/{self.room}/") as one:
            if seen is not None:
                await one.send("hello", seen=seen)
            yield one

    @asynccontextmanager
    async def desk(self, who: str, query: str = "") -> AsyncIterator[Agent]:
        """A buyer's socket to the list."""
        async with self.connect(who, f"/ws/desk/{query}") as one:
            yield one

    @asynccontextmanager
    async def connect(self, who: str | None, path: str, **options: Any) -> AsyncIterator[Agent]:
        headers = {"Cookie": f"sessionid={self.people[who]}"} if who else {}
        async with agent(self.server.ws(path), additional_headers=headers, **options) as one:
            yield one


def scenes(server: Server, installation: Installation, wanted: dict[str, int]) -> dict[str, list[Scene]]:
    """Rooms of their own, so many made by each expression of tests.factories or tests.states, and their people."""
    each = ", ".join(f"{made!r}: [scene({made}) for _ in range({count})]" for made, count in wanted.items())
    code = f"from tests import states\nfrom tests.negotiation import staged\n{MAKE}\nprint(json.dumps({{{each}}}))"
    made: dict[str, list[dict[str, Any]]] = installation.run(code)
    return {kind: [Scene(server, **one) for one in found] for kind, found in made.items()}
