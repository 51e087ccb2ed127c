"""The one load past the gate: into an empty base, and the chain says so."""

from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.approval.subjects import Clock
from zhixi.knowledge.actions.publishing import publish
from zhixi.knowledge.actions.submitting import freeze, manifest
from zhixi.knowledge.models import ArticleVersion, Draft, InitialLoad, Publication
from zhixi.lib.db import writing


class UnableToLoad(Exception):
    """The base is not empty, or there is nothing to load."""


def refuse_filled_base() -> None:
    if Publication.objects.exists():
        raise UnableToLoad(
            _("库中已有发布的知识，不能初始装载；请去掉 --initial，用 --submit 提交确认。")
        )


def load_initially(*, name: str, digest: str, by: Person, clock: Clock) -> InitialLoad:
    """Publish every draft of a base that never published anything. Raises UnableToLoad."""
    with writing():
        refuse_filled_base()
        drafts = list(Draft.objects.select_related("article").order_by("article_id"))
        if not drafts:
            raise UnableToLoad(_("没有可装载的知识。"))
        load = InitialLoad.objects.create(name=name, digest=digest, by=by, at=clock())
        versions = freeze(drafts, by=by, at=clock())
        ArticleVersion.objects.bulk_create(versions, batch_size=500)
        Draft.objects.all().delete()
        facts = publish(versions, clock=clock, confirmed_by=None, load=load)
        audit.record(
            verb="initial-load",
            subject=f"load:{load.pk}",
            facts={"name": name, "file": digest, "manifest": manifest(versions)} | facts,
            by=by,
            at=load.at,
        )
        return load
