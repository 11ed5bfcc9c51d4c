"""The fact check: what a press release claims, confirmed, contradicted or not known; by rules and patterns."""

from parcferme.press.factcheck.check import check_text, factcheck_document
from parcferme.press.factcheck.claims import Claim, FactCheck, Verdict

__all__ = ["Claim", "FactCheck", "Verdict", "check_text", "factcheck_document"]
