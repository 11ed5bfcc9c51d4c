"""What is listened to is listened to in a notebook too, where an event loop runs already."""

import asyncio
import threading

from parcferme.live import run_to_end


async def where() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


def test_without_a_loop_it_runs_here() -> None:
    assert run_to_end(where()) == threading.current_thread().name


def test_beside_a_loop_that_runs_it_has_a_thread_of_its_own() -> None:
    async def notebook() -> str:
        return run_to_end(where())

    def cell() -> str:
        return asyncio.run(notebook())

    found: list[str] = []
    other = threading.Thread(target=lambda: found.append(cell()), name="notebook")
    other.start()
    other.join()
    assert found[0].startswith("event loop")
