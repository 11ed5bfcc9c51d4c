"""The results site: pages that need nothing but a browser. Values in, files out; what they say was decided before."""

from parcferme.site.contents import Drawing, Shown, Website
from parcferme.site.pages import START, site_files

__all__ = ["START", "Drawing", "Shown", "Website", "site_files"]
