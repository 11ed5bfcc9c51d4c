"""The meeting with its site, made once for all tests of the site."""

import pytest

from small_site import Set, made, write_cup


@pytest.fixture(scope="session")
def cup(tmp_path_factory: pytest.TempPathFactory) -> Set:
    """The meeting of Spa as a folder with a site."""
    home = tmp_path_factory.mktemp("site")
    _, files = made(write_cup(home / "cup"))
    for name, data in files.items():
        path = home / "stick" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Set(home / "stick", files)
