"""Charts: one specification for paper, page and screen. Timing in, pictures out."""

from parcferme.documents.charts.catalogue import CHARTS, OF_SESSION, chart, charts
from parcferme.documents.charts.colours import Colours, colours_of
from parcferme.documents.charts.drawing import FORMATS, drawn, to_html, to_json, to_png, to_svg
from parcferme.documents.charts.season import standings_chart
from parcferme.documents.charts.subject import Picture, Subject

__all__ = [
    "CHARTS",
    "FORMATS",
    "OF_SESSION",
    "Colours",
    "Picture",
    "Subject",
    "chart",
    "charts",
    "colours_of",
    "drawn",
    "standings_chart",
    "to_html",
    "to_json",
    "to_png",
    "to_svg",
]
