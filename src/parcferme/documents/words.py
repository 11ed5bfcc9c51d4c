"""Words for codes: one catalogue per language, so that page, paper and terminal say the same."""

from __future__ import annotations

from parcferme.classification import Reason
from parcferme.findings import Finding


def reason_text(reason: Reason, language: str = "en") -> str:
    """The sentence for a reason."""
    return reason.code


def finding_text(finding: Finding, language: str = "en") -> str:
    """The sentence for a finding."""
    return finding.code
