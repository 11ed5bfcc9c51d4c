"""Draw what `parcferme publish --site` makes of the shipped weekend: a page of the site, for page one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
OUT = HERE / "docs" / "pictures"
ROUND = "ligier-european-series-2020/1-le-castellet"
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
            "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def main() -> None:
    """Publish the round into a passing folder and keep a picture of its first race."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("draw_site: chromium is missing")
    with tempfile.TemporaryDirectory() as name:
        board = Path(name) / "board"
        publish = ["publish", ROUND, "--out", str(board), "--site", "--only", "charts"]
        subprocess.run([sys.executable, "-m", "parcferme", *publish], check=True)
        page = board / "site" / "en" / "1-race-1.html"
        shot = [f"--screenshot={OUT / 'site.png'}", "--window-size=1280,1000", f"--user-data-dir={name}/user"]
        subprocess.run([browser, *CHROMIUM, *shot, page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
