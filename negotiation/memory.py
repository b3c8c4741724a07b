"""How a server collects garbage: what it began with never, and everything else seldom."""

import gc

# New objects before a look at the newest, looks at those before a look at the young, and those before one at all.
YOUNGEST, YOUNG, ALL = 500, 5, 2_000


def settle() -> None:
    """To be called once, when everything is loaded.

    A full collection walks through all that a process keeps. With 2,000 rooms that takes a third of a second in which
    nobody is answered, and by itself Python does it every few seconds. Nearly all garbage dies young, and is found by
    the short collections; a full one comes every few minutes under load, and passes over what is loaded now.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, YOUNG, ALL)
