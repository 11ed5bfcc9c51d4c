from .typesetting import Typeset as Typeset
from .typesetting import pictures as pictures
from .typesetting import typeset as typeset
