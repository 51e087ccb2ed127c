"""What a reader would stumble over, said while it is written, and how much the bank minds."""

from zhixi.knowledge.checks.catalogue import RULES, Rule
from zhixi.knowledge.checks.standard import Standard, Word, standard, standards
from zhixi.knowledge.checks.warnings import Warning, warnings, weighed

__all__ = [
    "RULES",
    "Rule",
    "Standard",
    "Warning",
    "Word",
    "standard",
    "standards",
    "warnings",
    "weighed",
]
