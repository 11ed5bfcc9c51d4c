from .contract import BEGINNING as BEGINNING
from .contract import Row as Row
from .contract import SessionLog as SessionLog
from .contract import Store as Store
from .contract import chained as chained
from .opening import open_store as open_store
