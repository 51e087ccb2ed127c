"""What changed between two versions of an article, clause by clause, and what a submission asks."""

from zhixi.knowledge.changes.regional import of_regional
from zhixi.knowledge.changes.sections import of_merge, of_section
from zhixi.knowledge.changes.submissions import (
    of_merger,
    of_removal,
    of_versions,
    of_withdrawals,
)

__all__ = [
    "of_merge",
    "of_merger",
    "of_regional",
    "of_removal",
    "of_section",
    "of_versions",
    "of_withdrawals",
]
