"""A wire fed by Atheris: `python -m campaign.guided p3 -runs=1000`, run by the part `noise` in a process of its own.

Nothing of Parc Fermé may be imported before Atheris looks: what it has not instrumented it cannot be guided by.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["parcferme.decoders.wires"]):
    from campaign import noise

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda data: noise.one_input(name, data))
    atheris.Fuzz()
