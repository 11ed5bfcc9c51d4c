"""What the tests of championship folders share: a small one on disk, and its findings by place."""

from pathlib import Path

import pytest

from parcferme.season.championship import Season, load_championship
from small_championship import FILES, Folder


@pytest.fixture
def season(tmp_path: Path) -> Folder:
    """Reads the small championship with these files changed (`None`: left out)."""

    def of(changed: dict[str, str | None] | None = None) -> Season:
        for name, text in (FILES | (changed or {})).items():
            if text is not None:
                (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / name).write_text(text, encoding="utf-8")
        return load_championship(tmp_path)

    return of
