"""Builds a release, or says why there is none: version, changelog and tag have to agree, and the tree has to be clean.

    python tools/release.py             # what stands in the way, else the wheel and the source archive in dist/
    python tools/release.py --tag       # and the tag vVERSION

Nothing is uploaded.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

_HEADING = re.compile(r"^## (?P<version>\S+) \((?P<when>[^)]*)\)$", re.MULTILINE)
_UNWRITTEN = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b|…\s*$", re.MULTILINE)


def problems(root: Path, *, today: dt.date) -> Iterator[str]:
    """Each thing that has to be put right first."""
    version = version_of(root)
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        yield f"{len(changed)} files are not committed: {', '.join(line[3:] for line in changed[:3])}"
    if f"v{version}" in _git(root, "tag", "--list").split():
        at, here = (_git(root, "rev-list", "-n", "1", name) for name in (f"v{version}", "HEAD"))
        if at != here:
            yield f"v{version} is the tag of another commit ({at[:8]}): pyproject.toml needs a new version"
    yield from _of_changelog((root / "CHANGELOG.md").read_text(encoding="utf-8"), version, today)


def _of_changelog(text: str, version: str, today: dt.date) -> Iterator[str]:
    heading = _HEADING.search(text)
    if heading is None:
        yield "CHANGELOG.md has no heading like '## 1.2.0 (2026-03-28)'"
        return
    if heading["version"] != version:
        yield f"CHANGELOG.md begins with {heading['version']}, pyproject.toml says {version}"
    following = _HEADING.search(text, heading.end())
    section = text[heading.end() : following.start() if following else None]
    if not section.strip():
        yield f"CHANGELOG.md says nothing of {heading['version']}"
    unwritten = _UNWRITTEN.search(section)
    if unwritten:
        yield f"CHANGELOG.md is not finished: {unwritten[0].strip()!r} in {heading['version']}"
    try:
        day = dt.date.fromisoformat(heading["when"])
    except ValueError:
        yield f"CHANGELOG.md says {heading['version']} is of {heading['when']!r}: give it its day"
        return
    if day > today:
        yield f"CHANGELOG.md says {heading['version']} is of {day}: that is still to come"


def version_of(root: Path) -> str:
    """The version that is written in pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", root, *words], check=True, capture_output=True, text=True
    ).stdout.rstrip()


def main() -> int:
    """The command line of this script."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    asked.add_argument("--tag", action="store_true", help="also make the tag")
    said = asked.parse_args()
    found = list(problems(said.root, today=dt.datetime.now(dt.UTC).date()))
    for problem in found:
        print(f"no release: {problem}", file=sys.stderr)
    if found:
        return 1
    name = f"v{version_of(said.root)}"
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", said.root / "dist", said.root]
    subprocess.run(build, check=True)
    if said.tag:
        _git(said.root, "tag", "--annotate", "--message", name, name)
    print(
        f"{name}: dist/ holds the wheel and the source archive{', and the tag is made' if said.tag else ''}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
