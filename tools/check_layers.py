"""The import floors hold, and the check has really looked at every module of the package."""

import os
import re
import subprocess
import sys
from pathlib import Path


def problem(root: Path, output: str) -> str | None:
    """What is wrong with a run of lint-imports that passed: mostly that it has looked at too little."""
    analysed = re.search(r"Analyzed (\d+) files?, (\d+) dependenc", output)
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", output)
    if not analysed or not kept:
        return "lint-imports printed no summary"
    files, dependencies = int(analysed[1]), int(analysed[2])
    there = sum(1 for _ in (root / "src" / "parcferme").rglob("*.py"))
    if files != there:
        return f"{files} files were analysed, {there} are there: is an __init__.py missing?"
    if files < 2 or dependencies == 0 or int(kept[1]) == 0:
        return f"nothing was checked: {files} files, {dependencies} dependencies, {kept[1]} contracts"
    return None


def main(root: Path) -> int:
    """Run lint-imports in `root`; 0 where every contract is kept and something was there to keep it."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "NO_COLOR": "1", "COLUMNS": "110"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wrong = None if run.returncode else problem(root, run.stdout)
    print(run.stdout.strip())
    if wrong:
        print(f"check_layers: {wrong}")
    return 1 if run.returncode or wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]))
