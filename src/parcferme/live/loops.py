"""An event loop of its own for what is asked of a program that may be running one already, as notebooks do."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, run to its end: here, or in a thread of its own where a loop is running here."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1, "event loop") as pool:
        return pool.submit(asyncio.run, work).result()
