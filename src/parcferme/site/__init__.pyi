from .contents import Drawing as Drawing
from .contents import Shown as Shown
from .contents import Website as Website
from .pages import site_files as site_files
