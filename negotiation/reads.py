"""Reads for callers on an event loop, on threads of their own: a slow page must not hold up anybody's turn."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

THREADS = 4
SLOW_THREADS = 16  # callers that mostly wait for a model

T = TypeVar("T")
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="parley-read")
_slow_pool = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="parley-slow")


async def read(work: Callable[[], T]) -> T:
    """What `work` returns, run on a reading thread that keeps its database connection."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _with_usable_connection, work)


async def read_slowly(work: Callable[[], T]) -> T:
    """The same for work that may wait for seconds, on threads that nothing quick depends on.

    They are too many to keep a connection each: a pool to PostgreSQL would have none left for the others.
    """
    return await asyncio.get_running_loop().run_in_executor(_slow_pool, _with_borrowed_connection, work)


def _with_usable_connection(work: Callable[[], T]) -> T:
    try:
        return work()
    except Exception:
        connection.close_if_unusable_or_obsolete()
        raise


def _with_borrowed_connection(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()
