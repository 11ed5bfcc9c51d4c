"""What every test shares: the published files, and two rules about tests that do not run."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadline: the machine is shared. In continuous integration the generated cases are the same on every run.
settings.register_profile("parcferme", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("parcferme")

ROOT = Path(__file__).parents[1]
PUBLISHED = Path(os.environ.get("PARCFERME_PUBLISHED") or ROOT / ".." / "shared" / "published").resolve()
FORBID_SKIPS = os.environ.get("PARCFERME_FORBID_SKIPS", "") not in ("", "0")
DESELECTED = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of published timing files; tests that use it carry the marker `published`."""
    return PUBLISHED


# --- published files: where they are not, their tests are deselected, and the number is printed.


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "published" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("published"):
            raise pytest.UsageError(f"{item.nodeid} uses the published files: mark it with `published`")
    if PUBLISHED.is_dir():
        return
    without = [item for item in items if item.get_closest_marker("published")]
    items[:] = [item for item in items if not item.get_closest_marker("published")]
    config.stash[DESELECTED] = len(without)
    if without:
        config.hook.pytest_deselected(items=without)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["deselected"] = session.config.stash.get(DESELECTED, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Every worker of xdist collects the same tests, so the largest number is the number.
    told = getattr(node, "workeroutput", {}).get("deselected", 0)
    node.config.stash[DESELECTED] = max(told, node.config.stash.get(DESELECTED, 0))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    number = config.stash.get(DESELECTED, 0)
    if number:
        terminalreporter.write_line(f"published: {number} tests deselected, there is no folder {PUBLISHED}")


# --- with PARCFERME_FORBID_SKIPS=1 a test that does not run is a test that fails.


def _failed_if_skipped(report: Any) -> None:
    if FORBID_SKIPS and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        reason = getattr(report, "wasxfail", "") or reason
        report.outcome = "failed"
        report.longrepr = (
            f"{report.nodeid} was skipped or expected to fail, which is forbidden here: {reason}"
        )
        report.__dict__.pop("wasxfail", None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _failed_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _failed_if_skipped(report)
    return report


# --- a browser: pages are looked at in a real one.

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser_here() -> str | None:
    """The browser of this machine, or the one that is named."""
    return os.environ.get("PARCFERME_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    path = browser_here()
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)}, and PARCFERME_CHROMIUM names none")
    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
