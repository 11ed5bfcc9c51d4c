"""The log as text: one record, one JSON line, and back without loss.

A line names its kind and the version of that kind (`{"kind":"flag","v":1,"seq":1,"at":"10:00:00.000",…}`). A kind
whose fields change gets the next version and one function that lifts a line by one step, so old logs stay
readable for good. What a line says wrongly becomes a finding with file, line and what was expected; the rest is
still read. Passings are written and read as whole columns.
"""

from parcferme.codec.columns import write as encode_passings
from parcferme.codec.lines import CURRENT, UPCASTS, decode_record, encode_record, said_twice
from parcferme.codec.logs import decode, decode_standing, encode

__all__ = [
    "CURRENT",
    "UPCASTS",
    "decode",
    "decode_record",
    "decode_standing",
    "encode",
    "encode_passings",
    "encode_record",
    "said_twice",
]
