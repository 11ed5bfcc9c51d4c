"""Draw the picture on page one: what `parcferme score` prints of the shipped race, as an SVG without outside fonts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 92
HERE = Path(__file__).resolve().parents[1]
FOLDER = HERE / "seasons" / "ligier-european-series-2020" / "1-le-castellet"
OUT = HERE / "docs" / "pictures" / "race-1.svg"
FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>Race 1 of Le Castellet 2020, a reconstruction, scored by parcferme</title>
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Run the command in colour, at a fixed width, and keep what it prints."""
    command = [
        sys.executable, "-m", "parcferme", "score", str(FOLDER / "race-1.log"),
        "--rulebook", "ligier-european-series-2020", "--entries", str(FOLDER / "entries.csv"),
    ]  # fmt: skip
    env = os.environ | {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    env.pop("NO_COLOR", None)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(done.stdout.rstrip()))
    svg = console.export_svg(title="parcferme score race-1.log", code_format=FORMAT, unique_id="race")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
