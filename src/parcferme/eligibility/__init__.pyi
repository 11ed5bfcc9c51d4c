from .driving import with_driving_time as with_driving_time
from .entry_list import entries_findings as entries_findings
from .entry_list import grouped as grouped
