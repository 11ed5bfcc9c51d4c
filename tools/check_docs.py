"""The documentation builds, strictly, and a built page asks nothing of the network."""

import argparse
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

REMOTE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
REMOTE_IN_CSS = re.compile(r"""(?:url\(|@import)\s*['"]?\s*(?:https?:)?//[^'")\s]+""", re.IGNORECASE)
# What a browser loads by itself. A link that a reader may follow (<a href>) is none of it.
LOADED = {"src", "srcset", "poster", "data", "action", "background"}


class Page(HTMLParser):
    """Collects what a browser would fetch from elsewhere on opening the page."""

    def __init__(self) -> None:
        super().__init__()
        self.remote: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        values = {name: value or "" for name, value in attrs}
        loaded = [value for name, value in values.items() if name in LOADED]
        if tag in {"link", "use", "image"} and values.get("rel") != "canonical":
            loaded += [values.get("href", ""), values.get("xlink:href", "")]
        self.remote += [f"<{tag}> {value}" for value in loaded if REMOTE.match(value)]
        self.remote += [f"<{tag} style> {hit}" for hit in REMOTE_IN_CSS.findall(values.get("style", ""))]

    def handle_data(self, data: str) -> None:
        if self.tag == "style":
            self.remote += [f"<style> {hit}" for hit in REMOTE_IN_CSS.findall(data)]


def remote_requests(site: Path) -> list[str]:
    """`page: what` for everything a built site would load from another machine."""
    found = []
    for path in sorted(site.rglob("*.htm*")):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(site)}: {what}" for what in page.remote]
    for path in sorted(site.rglob("*.css")):
        found += [
            f"{path.relative_to(site)}: {hit}"
            for hit in REMOTE_IN_CSS.findall(path.read_text(encoding="utf-8"))
        ]
    return found


def main(root: Path, site: Path) -> int:
    """Build the pages of `root` into `site` and report what they would fetch; 0 where that is nothing."""
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    if subprocess.run(build, cwd=root).returncode:
        return 1
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    sources = list((root / "docs").rglob("*.md"))
    if not sources or len(pages) < len(sources):
        print(f"check_docs: {len(sources)} pages were written, {len(pages)} were built")
        return 1
    found = remote_requests(site)
    for line in found:
        print(f"check_docs: loaded from the network: {line}")
    print(f"check_docs: {len(pages)} pages, {len(found)} requests to elsewhere")
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="keep the built site in this folder")
    into = parser.parse_args().into
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(root, into.resolve() if into else Path(scratch) / "site"))
