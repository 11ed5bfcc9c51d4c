"""The shipped rulebooks: one TOML text per series and season, read as package data."""

from __future__ import annotations

from importlib import resources


def shipped() -> tuple[str, ...]:
    """The names of the shipped rulebooks, sorted."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def text(name: str) -> str:
    """The TOML text of a shipped rulebook. Raises `KeyError` where there is none of that name."""
    if name not in shipped():
        raise KeyError(name)
    return (resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8")
