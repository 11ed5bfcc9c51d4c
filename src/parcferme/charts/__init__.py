"""Charts: one specification for paper, page and screen. Timing in, pictures out."""

from parcferme.charts.catalogue import CHARTS, OF_SESSION, chart, charts
from parcferme.charts.colours import Colours, colours_of
from parcferme.charts.drawing import FORMATS, drawn, to_html, to_json, to_png, to_svg
from parcferme.charts.season import standings_chart
from parcferme.charts.subject import Picture, Subject

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
