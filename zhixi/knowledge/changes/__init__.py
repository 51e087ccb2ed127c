"""What changed between two versions of an article, clause by clause, and what a submission asks."""

from zhixi.knowledge.changes.submissions import (
    of_removal,
    of_section,
    of_versions,
    of_withdrawals,
)

__all__ = ["of_removal", "of_section", "of_versions", "of_withdrawals"]
