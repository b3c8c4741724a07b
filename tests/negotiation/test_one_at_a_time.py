"""Two who come to the same room at once do its work once, and nothing that came in meanwhile goes unseen."""

import threading

import pytest

from negotiation.one_at_a_time import OneAtATime


def test_who_comes_meanwhile_need_not_wait_and_the_first_looks_again() -> None:
    rooms, inside, go_on, runs = OneAtATime(), threading.Event(), threading.Event(), []

    def work() -> list[int]:
        runs.append(len(runs))
        inside.set()
        assert go_on.wait(5)
        return [len(runs)]

    done: list[int] = []
    first = threading.Thread(target=lambda: done.extend(rooms.run("room", work)))
    first.start()
    assert inside.wait(5)
    assert rooms.run("room", work) == []
    go_on.set()
    first.join(5)
    assert done == [1, 2]
    assert rooms.run("room", lambda: ["later"]) == ["later"]


def test_rooms_do_not_wait_for_each_other() -> None:
    rooms = OneAtATime()
    assert rooms.run("one", lambda: rooms.run("other", lambda: ["done"])) == ["done"]


def test_a_room_that_failed_is_free_again() -> None:
    rooms = OneAtATime()

    def fail() -> list[str]:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        rooms.run("room", fail)
    assert rooms.run("room", lambda: ["done"]) == ["done"]
