"""What is listened to is listened to in a notebook too, where an event loop runs already."""

import asyncio
import threading
from collections.abc import Callable

from parcferme.live import run_to_end


async def where() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


def told_in_a_thread(work: Callable[[], str]) -> str:
    """What is said in a thread of its own: in that of the tests a browser's loop may be running."""
    found: list[str] = []
    other = threading.Thread(target=lambda: found.append(work()), name="shell")
    other.start()
    other.join()
    return found[0]


def test_without_a_loop_it_runs_here() -> None:
    assert told_in_a_thread(lambda: run_to_end(where())) == "shell"


def test_beside_a_loop_that_runs_it_has_a_thread_of_its_own() -> None:
    async def notebook() -> str:
        return run_to_end(where())

    assert told_in_a_thread(lambda: asyncio.run(notebook())).startswith("event loop")
