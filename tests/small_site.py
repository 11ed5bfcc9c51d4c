"""A meeting whose names are as bad as names get, published with a site, and a reader of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from parcferme.publishing.earlier import Earlier
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.planning import publications
from parcferme.publishing.publication import Publication
from parcferme.publishing.sets import pieces
from parcferme.publishing.sites import site_of
from small_championship import FILES
from small_race import RACE

LANGUAGES = ("fr", "en")
FORMS = ("csv", "json", "charts")
SCRIPT = "<script>alert(1)</script>"
LONG = "Écurie " + "Interminable" * 6
HEBREW, CHINESE = "יוסי כהן", "王小明"
ENTRIES = f"""\
number,class,team,driver,vehicle,nation
81,GT,Milo & Söhne,Évrard O'Hara,Coupé,FRA
81,GT,Milo & Söhne,"Bob ""The Wheel"" {SCRIPT}",Coupé,
7,GT,{SCRIPT},{HEBREW},"javascript:alert(2)",
007,Clio,{LONG},{CHINESE},Roadster,
12,Clio,"x"" onload=""alert(3)",Dan Dark,,
3,Clio,Late Racing,Eve Late,,
A1,Clio,Upper,Una Upper,,
a1,Clio,Lower,Lou Lower,,
../x,GT,Up & Away,Ulf Up,,
"""
DECISIONS = """\
[[decision]]
car = "7"
penalty = "lap-deleted"
lap = 2
reason = "<b>track limits</b>"
"""


@dataclass(frozen=True)
class Set:
    """A published folder: its files by path."""

    folder: Path
    files: dict[str, bytes]

    def pages(self, language: str | None = None) -> dict[str, "Page"]:
        where = "" if language is None else f"site/{language}/"
        return {path: Page(path, self.files[path].decode()) for path in sorted(self.files)
                if path.endswith(".html") and path.startswith(where)}  # fmt: skip


class Page(HTMLParser):
    """A page read: its tags with their attributes, what stands open at its end, its text."""

    VOID = frozenset("meta link img input br".split())

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.source = path, text
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (self.path, tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (self.path, self.getpos(), self.open[-3:], tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((self.open[-1], data.strip()))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag]

    def links(self) -> Iterator[str]:
        for _, found in self.tags:
            for name in ("href", "src"):
                if found.get(name) is not None:
                    yield str(found[name])

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.texts)


_SOME = (" csv", " json", " lap-chart")


def write_cup(folder: Path) -> Path:
    """The small championship with these entries; race 1 has its laps, everything else is a bare list."""
    rounds = {name: text for name, text in FILES.items() if name != "1-spa/race-1.csv"}
    event = FILES["1-spa/round.toml"].replace('"Spa"', f'"Spa {SCRIPT}"')
    event = event.replace('name = "race-1"', f"name = 'race-1'\ntitle = 'Race \"1\" & {SCRIPT}'")
    qualifying = "pos,car,best lap\n1,81,1:50.0\n2,7,1:51.0\n3,007,1:52.0\n4,12,1:53.0\n"
    files = rounds | {
        "entries.csv": ENTRIES, "1-spa/round.toml": event, "1-spa/race-1.csv": RACE,
        "1-spa/qualifying-1.csv": qualifying, "1-spa/race-1.decisions.toml": DECISIONS,
    }  # fmt: skip
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def made(
    folder: Path, target: str = "1", forms: tuple[str, ...] = FORMS
) -> tuple[Publication, dict[str, bytes]]:
    """A publication with its files; of the charts the lap chart and the standings are enough."""
    before = Earlier(folder / "none")
    (to,) = publications(target, folder, LANGUAGES, "a4", before, forms=forms, site=True)
    gallery = Gallery(to.season, to.look)
    files: dict[str, bytes] = {}
    for piece in pieces(to, forms, gallery, {}):
        if piece.name.startswith("1 ") or piece.name.endswith(_SOME):
            files |= dict(piece.make().files)
    files |= dict(site_of([to], gallery, {}, forms, list(files)))
    return to, files
