"""Who may have a file: whoever may read, now, an article that carries it, or follow a request
that it came with; and who works on it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from zhixi.accounts.models import Person
from zhixi.knowledge import queries
from zhixi.knowledge.drafts import may_follow
from zhixi.knowledge.files.carrying import removed_files
from zhixi.knowledge.models import ArticleVersion, ContentFile, File, KnowledgeRequest, LiveSpan
from zhixi.knowledge.queries import NotVisible, Rights, rights_of
from zhixi.knowledge.requesting.stages import seen_by

MOST = 20  # past versions, and submissions, that are asked one by one


@dataclass(frozen=True, slots=True)
class Reached:
    """A file that the person may have; `limited` where others may not read what carries it."""

    file: File
    limited: bool


def reached(digest: str, person: Person, now: dt.datetime) -> Reached:
    """Raises NotVisible where there is no such file, or none for this person.

    Editors may have every file but what the law made us remove: they may work on every draft.
    """
    file = File.objects.filter(pk=digest).first()
    if file is None:
        raise NotVisible
    rights = rights_of(person, now)
    contents = _carrying(digest)
    spans = queries.live(now).filter(rights.spans(), version__content__in=contents)
    places = list(spans.values_list("section_id", "audience_id")[:MOST])
    if places:
        return Reached(file, all(_limited(*place, rights) for place in places))
    lawful = not removed_files().filter(pk=digest).exists()
    if not (
        (lawful and (rights.editorial or _asked_for(digest, person, now)))
        or _once_read(contents, rights, person, now)
        or _being_decided(contents, person, now)
    ):
        raise NotVisible
    return Reached(file, limited=True)


def _asked_for(digest: str, person: Person, now: dt.datetime) -> bool:
    """Whether it came with a request that the person may follow."""
    return KnowledgeRequest.objects.filter(seen_by(person, now), files__file=digest).exists()


def _carrying(digest: str) -> QuerySet[ContentFile, str]:
    """Contents with this file whose words the law did not make us remove."""
    rows = ContentFile.objects.filter(file=digest, content__redaction__isnull=True)
    return rows.values_list("content", flat=True)


def _limited(section: int, audience: int | None, rights: Rights) -> bool:
    return audience is not None or section not in rights.tree.open_to(frozenset())


def _once_read(
    contents: QuerySet[ContentFile, str], rights: Rights, person: Person, now: dt.datetime
) -> bool:
    """Whether a former version that the person may look back to carries it, of an article that
    still stands."""
    stands = queries.live(now).filter(rights.spans(), article=OuterRef("article"))
    past = LiveSpan.objects.filter(
        Exists(stands), rights.spans(), version__content__in=contents, live_until__lte=now
    )
    lines = past.order_by("-live_from").values_list("article_id", "version__n")[:MOST]
    return any(_readable(number, n, person, now) for number, n in lines)


def _readable(number: int, n: int, person: Person, now: dt.datetime) -> bool:
    try:
        queries.read(number, person, now, now, n=n)
    except NotVisible:
        return False
    return True


def _being_decided(contents: QuerySet[ContentFile, str], person: Person, now: dt.datetime) -> bool:
    """Whether the gate shows the person a submission with it."""
    versions = ArticleVersion.objects.filter(content__in=contents, submission__isnull=False)
    latest = versions.select_related("submission").order_by("-id")[:MOST]
    return any(v.submission and may_follow(person, v.submission, now) for v in latest)
