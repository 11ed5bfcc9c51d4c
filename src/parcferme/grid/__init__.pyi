from .rulings import RULED as RULED
from .slots import Grid as Grid
from .slots import Publication as Publication
from .slots import Slot as Slot
from .sources import previous_for as previous_for
from .sources import rules_for as rules_for
from .sources import sources_for as sources_for
from .starting import grid_of as grid_of
