"""Changes of sections that were asked for and not decided on yet."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models import SectionChange, SectionMerge

_CLOSED = Exists(Decision.objects.filter(submission=OuterRef("submission"), final=True))


def waiting_changes() -> dict[int, Submission]:
    """The open submission of each section that has one; of a merge, both sections have it."""
    told = {
        row.section_id: row.submission
        for row in SectionChange.objects.filter(~_CLOSED).select_related("submission")
    }
    for merge in SectionMerge.objects.filter(~_CLOSED).select_related("submission"):
        told |= dict.fromkeys((merge.section_id, merge.into_id), merge.submission)
    return told


def waiting_for(sections: Collection[int]) -> bool:
    """Whether a change of one of these sections waits."""
    merged = Q(section__in=sections) | Q(into__in=sections)
    changes = SectionChange.objects.filter(~_CLOSED, section__in=sections)
    return changes.exists() or SectionMerge.objects.filter(~_CLOSED, merged).exists()
