"""What a department wants changed in the knowledge, and the drafts that came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge.models.articles import Article
from zhixi.knowledge.models.files import File


class KnowledgeRequest(models.Model):
    """A department's wish (知识需求单) as it is worded now; its events tell how it came to be.

    `handler` (经办人) is the author who took it up, or to whom it was handed on.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("新增知识")
        CHANGE = "change", _("修改知识")
        WITHDRAW = "withdraw", _("下线知识")

    class Extra(models.TextChoices):
        TRAINING = "training", _("培训")
        MUST_READ = "must_read", _("必读")
        ROBOT = "robot", _("机器人")
        IVR = "ivr", _("自助语音")

    title = models.CharField(max_length=100)
    text = models.TextField()
    document = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    wanted_at = models.DateTimeField()
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    articles = models.JSONField(default=list)
    extras = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    handler = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["wanted_at"], name="request_wanted"),
            models.Index(fields=["unit", "wanted_at"], name="request_unit_wanted"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"


@evidence.protect
class RequestEvent(models.Model):
    """One step in a request's history; `told` is what was said with it, as it was then."""

    class What(models.TextChoices):
        ASK = "ask", pgettext_lazy("done", "提出")
        CHANGE = "change", pgettext_lazy("done", "修改")
        ACCEPT = "accept", pgettext_lazy("done", "受理")
        RETURN = "return", pgettext_lazy("done", "退回")
        TIE = "tie", _("关联草稿")
        UNTIE = "untie", _("取消关联")
        ATTACH = "attach", _("添加附件")
        DETACH = "detach", _("删除附件")
        HAND_ON = "hand_on", _("转交")
        CANCEL = "cancel", _("取消需求")
        DECLINE = "decline", _("不予采纳")

    request = models.ForeignKey(KnowledgeRequest, models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.request_id} {self.what}"


class RequestTie(models.Model):
    """A text that answers a request: the line of its editing, or, without one, its withdrawal."""

    request = models.ForeignKey(KnowledgeRequest, models.PROTECT, related_name="ties")
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    line = models.UUIDField(null=True, db_index=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "article"], name="request_article_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.article_id}"


class RequestFile(models.Model):
    """A file that came with a request, under the name that it was given."""

    request = models.ForeignKey(KnowledgeRequest, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="requests")
    name = models.CharField(max_length=255)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "file"], name="request_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.name}"
