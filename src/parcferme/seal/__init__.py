"""The seal: a result and everything it came from as one file, whose every byte can be checked. Bytes in, bytes out.

A bundle is an archive of parts as they were written, a manifest with the hash of each, and an Ed25519 signature over
the hash of the manifest. Nothing in it is ever executed, and nothing in it is compressed.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
